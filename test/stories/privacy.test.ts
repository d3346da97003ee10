import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

const personal =
  'NIK saya 1812345678900001, NPWP 01.234.567.8-901.000, HP 081234567789, surel sari@contoh.co.id, paket 10045123'

test('the card masks the reporter, and the topic bears no personal data', async () => {
  const desk = await openDesk()
  const { topic } = await desk.report(desk.sari, 'Nama saya Sari Wulandari, HP 081234567789, gagal login')
  expect(topic.card().text).toMatch(/Pelapor: S••• · peran belum disebut · Telegram/)
  expect(topic.card().text).not.toMatch(/Wulandari|0812/)
  expect(topic.name()).toBe('TBB-2026-000001 · Login & sandi')
})

test('NIK, NPWP, phone and e-mail are masked in the mirrored copy; the kode paket stays', async () => {
  const desk = await openDesk()
  const { mirrored } = await desk.report(desk.sari, personal)
  expect(mirrored.text).toContain('1812••••••••0001')
  expect(mirrored.text).toContain('s•••@contoh.co.id')
  expect(mirrored.text).toContain('paket 10045123')
  for (const bare of ['1812345678900001', '01.234.567', '081234567789', 'sari@contoh'])
    expect(mirrored.text).not.toContain(bare)
})

test.each(['+62 812-3456-7789', '0812 3456 7789', '62812345677'])('the phone number %s is masked', async phone => {
  const desk = await openDesk()
  const { mirrored } = await desk.report(desk.sari, `Hubungi saya di ${phone} ya`)
  expect(mirrored.text).not.toContain(phone)
  expect(mirrored.text).toContain('••••')
})

test('personal data is masked in captions and in changed messages too', async () => {
  const desk = await openDesk()
  await desk.sari.says({ photo: true, caption: 'HP 081234567789' })
  const topic = await desk.group.topicOf(desk.sari)
  const caption = await topic.sees(/^👤 HP/)
  expect(caption.caption).not.toContain('081234567789')
  const later = await desk.sari.says('Nomor 081234567789')
  await topic.sees(/^👤 Nomor/)
  await desk.sari.edits(later, 'Nomor 081234567780')
  const changed = await topic.sees(/diubah/)
  expect(changed.text).not.toMatch(/08123456778\d/)
})

test('the holder gets the unmasked words privately by the button, and that is on record', async () => {
  const desk = await openDesk()
  const { budi, sari } = desk
  await budi.starts()
  await budi.sees(/tercatat sebagai anggota/)
  const { topic, number } = await desk.claimed(sari, personal, budi)
  const taken = await budi.sees(/Sari Wulandari/)
  expect(taken.text).toContain(number)
  expect(await budi.taps('Lihat lengkap', topic)).toBe('Dikirim ke chat pribadi Anda.')
  const who = await budi.sees(/Sari Wulandari/)
  expect(who.text).toContain(number)
  await budi.sees(/1812345678900001.*081234567789/)
  await budi.seesNothingMore()
  await topic.seesNothingMore()
  expect(await desk.events(number)).toContainEqual(
    expect.objectContaining({ what: 'viewed unmasked', who: String(budi.id) }),
  )
})

test('each message is shown once in the unmasked copy, however many parts it was mirrored in', async () => {
  const desk = await openDesk()
  const { budi, sari } = desk
  await budi.starts()
  await budi.sees(/tercatat/)
  const { topic } = await desk.claimed(sari, 'Awal', budi)
  const long = `PANJANG ${'kata '.repeat(815)}`.trim()
  await sari.says(long.slice(0, 4096))
  await topic.sees(/PANJANG/)
  await desk.settled()
  await budi.taps('Lihat lengkap', topic)
  await desk.settled()
  const shown = budi.all().filter(message => message.text.includes('PANJANG'))
  expect(shown).toHaveLength(1)
})

test('only the holder may look: Wati learns who holds it, and nobody may before it is held', async () => {
  const desk = await openDesk()
  const { budi, wati, sari } = desk
  await wati.starts()
  await wati.sees(/tercatat/)
  const { topic } = await desk.claimed(sari, personal, budi)
  expect(await wati.taps('Lihat lengkap', topic)).toMatch(/Hanya Budi yang menangani tiket ini/)
  await wati.seesNothingMore()
})

test('a holder who never pressed Start is told to do so', async () => {
  const desk = await openDesk()
  const { topic } = await desk.claimed(desk.sari, personal, desk.budi)
  expect(await desk.budi.taps('Lihat lengkap', topic)).toMatch(/tekan Start dahulu/)
})

test('a holder who blocked the bot is told in the topic that the details did not arrive', async () => {
  const desk = await openDesk()
  await desk.budi.starts()
  await desk.budi.sees(/tercatat/)
  const { topic } = await desk.claimed(desk.sari, personal, desk.budi)
  desk.telegram.faults.add({ method: 'sendMessage', chat: desk.budi.id, kind: 'forbidden', times: 2 })
  await desk.budi.taps('Lihat lengkap', topic)
  const notice = await topic.sees(/Budi, rinciannya tidak bisa saya kirim/)
  expect(notice.text).not.toContain('1812345678900001')
})

test('a new version of the notice on privacy is told once, and which one was shown is on record', async () => {
  const desk = await openDesk()
  await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.edits('kebijakan.yaml', '  versi: 1\n', '  versi: 2\n')
  await desk.group.general.sees(/^✅ Perubahan berlaku/)
  await desk.sari.says('masih tidak bisa')
  await desk.sari.sees(/Pemberitahuan privasi kami berubah/)
  await desk.sari.says('tetap gagal')
  await desk.dewi.says('Gagal unduh dokumen')
  await desk.dewi.sees(/Kami menyimpan nama/)
  await desk.sari.seesNothingMore()
  await desk.dewi.seesNothingMore()
  const told = (await desk.events()).filter(event => event.what === 'privacy told')
  expect(told.map(event => event.data['version'])).toEqual([1, 2, 2])
})
