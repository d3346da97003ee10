import { expect, test } from 'vitest'
import { openDesk } from '../../talk.ts'

test(
  'Sari links her Telegram and her WhatsApp by code, is one person in one ticket, reachable on one while the other is down, and parts them again',
  { timeout: 60_000 },
  async () => {
    const desk = await openDesk({ whatsapp: true })
    const { sari, phones, budi, group, whatsapp } = desk
    const phone = phones.sari
    const { topic, number } = await desk.report(sari, 'Tidak bisa login')

    await phone.says('HUBUNGKAN')
    const given = await phone.sees(/HUBUNGKAN [A-Z2-9]{4}-[A-Z2-9]{4}/)
    const code = /HUBUNGKAN [A-Z2-9]{4}-[A-Z2-9]{4}/.exec(given.text.replaceAll('*', ''))![0]
    await sari.says(code)
    const asked = await sari.sees(/Hubungkan Telegram ini dengan WhatsApp atas nama "Sari Wulandari"\?/)
    await sari.taps('Ya, milik saya', asked)
    await sari.sees(/Telegram ini sekarang terhubung dengan WhatsApp Anda/)
    await desk.settled()
    await phone.catchesUp()

    await phone.says('ini dari ponsel saya')
    const mirrored = await topic.sees(/^👤 ini dari ponsel saya$/)
    await budi.replies(mirrored, 'Jawaban ke ponsel')
    await phone.sees(/^Jawaban ke ponsel$/)
    await sari.says('sekarang dari Telegram')
    await budi.replies(await topic.sees(/^👤 sekarang dari Telegram$/), 'Jawaban ke Telegram')
    await sari.sees(/^Jawaban ke Telegram$/)
    await phone.seesNothingMore()
    expect(await desk.tickets(sari)).toMatchObject([{ number }])

    await phone.says('terakhir dari ponsel')
    const last = await topic.sees(/^👤 terakhir dari ponsel$/)
    await desk.settled()
    whatsapp.faults.add({ kind: 'failure 503', times: 10_000 })
    whatsapp.faults.add({ kind: 'drop' })
    await desk.until(() => desk.database.collection('accounts').findOne({ state: 'down' }))
    await budi.replies(last, 'Jawaban yang menunggu')
    await desk.until(async () => (await desk.sends({ account: 'whatsapp:utama', state: 'due' })).length === 1)
    await desk.time.passes({ minutes: 2 })
    await group.general.sees(/^⚠️ WhatsApp terputus/)
    await sari.sees(/WhatsApp kami terganggu sejak .*tiketnya sama/)
    whatsapp.faults.clear()
    await group.general.sees(/^✅ WhatsApp tersambung lagi/)
    await phone.sees(/^Jawaban yang menunggu$/)
    await sari.seesNothingMore()

    await phone.says('PUTUSKAN')
    await phone.sees(/WhatsApp ini tidak lagi terhubung dengan Telegram Anda\. Semua tiket tetap di sini/)
    await desk.settled()
    await sari.catchesUp()
    await phone.says('masih tiket saya')
    await topic.sees(/^👤 masih tiket saya$/)
    await sari.says('Gagal unggah dokumen penawaran')
    await sari.sees(/TBB-2026-000002/)
    const other = await group.topicOf(sari)
    expect(other.ticket).toBe('TBB-2026-000002')
    await other.sees(/^👤 Gagal unggah dokumen penawaran$/)
    await phone.seesNothingMore()
  },
)

test('a code that a stranger sends is asked about first, and Bukan links nothing', async () => {
  const desk = await openDesk({ whatsapp: true })
  const { joko, phones } = desk
  const { sari } = phones
  await desk.report(sari, 'Tidak bisa login')
  await joko.says('HUBUNGKAN')
  const given = await joko.sees(/HUBUNGKAN [A-Z2-9]{4}-[A-Z2-9]{4}/)
  await sari.says(/HUBUNGKAN [A-Z2-9]{4}-[A-Z2-9]{4}/.exec(given.text)![0])
  await sari.sees(/Hubungkan WhatsApp ini dengan Telegram atas nama "Joko"\?[^]*1\. Ya, milik saya\n2\. Bukan/)
  await sari.chooses('Bukan')
  await sari.sees(/tidak ada yang dihubungkan/)
  await desk.settled()
  await joko.catchesUp()
  await joko.says('STATUS')
  await joko.sees(/Anda belum punya tiket/)
})
