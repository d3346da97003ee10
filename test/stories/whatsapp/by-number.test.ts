import { expect, test } from 'vitest'
import { openDesk } from '../../talk.ts'

test('led by numbers, the report is a ticket with the fourth message of the bot', async () => {
  const desk = await openDesk({ whatsapp: true, forms: true })
  const { sari } = desk.phones
  await sari.says('tidak bisa login ke spse')
  await sari.sees(/Siapa yang melapor\?[^]*1\. Penyedia[^]*Balas 1–6/)
  await sari.chooses('Penyedia')
  await sari.sees(/Kendalanya tentang Login & sandi, betul\?[^]*1\. Login & sandi/)
  await sari.says('no 1 pak')
  await sari.sees(/Berapa kode paketnya[^]*Balas 1: Lewati/)
  await sari.says('1')
  await sari.sees(/keterangan untuk tiket TBB-2026-000001 sudah lengkap:\n• Sari[^\n]*, penyedia\n• Login & sandi/)
  await sari.seesNothingMore()
  expect(sari.all().filter(message => message.from === 'bot')).toHaveLength(4)
  expect(await desk.ticket('TBB-2026-000001')).toMatchObject({ complete: true, category: 'Login & sandi' })
})

test('what she changes and deletes shows in the topic, and her sign below the answer of Budi', async () => {
  const desk = await openDesk({ whatsapp: true })
  const { phones, budi, claimed } = desk
  const { sari } = phones
  const { topic } = await claimed(sari, 'Saya gagal unggah dokumen', budi)
  const slip = await sari.says('jam 9 tadi')
  await topic.sees(/^👤 jam 9 tadi$/)
  sari.edits(slip, 'jam 10 tadi')
  const changed = await topic.sees(/^👤 jam 9 tadi\n\n✏️ diubah [\d.]+:\njam 10 tadi$/)
  const secret = await sari.says('NIK ibu saya rahasia')
  await topic.sees(/rahasia/)
  sari.takesBack(secret)
  await topic.sees(/^🗑 Pesan dihapus oleh pengirim\.$/)
  expect(
    topic
      .all()
      .map(message => message.text)
      .join(),
  ).not.toContain('rahasia')
  await budi.replies(changed, 'Coba peramban lain, Bu.')
  const answer = await sari.sees(/Coba peramban lain/)
  sari.reacts(answer, '👍')
  await topic.sees(/^👍 dari pelapor$/)
  await sari.seesNothingMore()
})

test('a call, a picture to be looked at once and what nobody knows are met with a sentence, and make no ticket', async () => {
  const desk = await openDesk({ whatsapp: true })
  const { phones, whatsapp } = desk
  const { sari } = phones
  const call = whatsapp.call('6281200000101')
  await sari.sees(/nomor ini tidak menerima panggilan/)
  expect(call.declined()).toBe(true)
  await sari.says({ viewOnce: true })
  await sari.sees(/pesan sekali lihat tidak dapat kami terima/)
  await sari.says({ unknown: true })
  await sari.sees(/pesan jenis ini tidak dapat kami baca/)
  await sari.seesNothingMore()
  expect((await desk.events()).filter(({ what }) => what === 'opened')).toEqual([])
})
