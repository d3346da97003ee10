import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

const summary = /Saya catat:/

test('in panic, an hour before the tender closes: the ticket is made at once and complete after three taps', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, group } = desk
  await sari.says({ photo: true, caption: 'pak ga bisa upload, sejam lagi tutup!!' })
  await sari.sees(/nomor tiket TBB-2026-000001; petugas sudah diberi tahu/)
  const topic = await group.topicOf(sari)
  const card = await topic.sees(/P1 · Unggah penawaran/)
  expect(card.text).toMatch(/Batas tahap: 09\.0\d WIB/)
  expect(card.text).toMatch(/Belum lengkap/)
  expect((await topic.sees(/^👤 pak ga bisa upload/)).media?.kind).toBe('photo')
  const end = await desk.plays(sari, '[1 · Penyedia]', '[1 · Unggah penawaran]', '[Lewati]')
  expect(end.text).toMatch(/keterangan untuk tiket TBB-2026-000001 sudah lengkap/)
  expect(await desk.ticket('TBB-2026-000001')).toMatchObject({
    complete: true,
    priority: 'P1',
    category: 'Unggah penawaran',
    kind: 'gangguan',
    reporter: { role: 'penyedia' },
  })
  expect(topic.card().text).not.toMatch(/Belum lengkap/)
})

test('answered by words and numbers, the report becomes a ticket at Ya and not before', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, group } = desk
  const shown = await desk.plays(
    sari,
    'tidak bisa login ke spse',
    'Sari, CV Maju Jaya, penyedia',
    '1',
    '10045123, besok jam 14.00',
  )
  expect(shown.text).toMatch(/tidak bisa login ke spse\n• Sari, CV Maju Jaya, penyedia\n• Login & sandi/)
  expect(shown.text).toMatch(/paket 10045123, batas besok, Selasa 3 Maret 2026, pukul 14\.00 WIB/)
  expect(await desk.tickets(sari)).toEqual([])
  await desk.plays(sari, 'ya laprokan')
  await sari.sees(/diterima dengan nomor tiket TBB-2026-000001/)
  const topic = await group.topicOf(sari)
  await topic.sees(/^👤 tidak bisa login ke spse$/)
  expect(await desk.ticket('TBB-2026-000001')).toMatchObject({
    complete: true,
    packageCode: '10045123',
    deadline: new Date('2026-03-03T14:00:00+07:00'),
    reporter: { name: 'Sari', organisation: 'CV Maju Jaya', role: 'penyedia' },
  })
})

test('kembali asks the question before once more, and a mistyped answer is understood', async () => {
  const desk = await openDesk({ forms: true })
  const { sari } = desk
  await desk.plays(sari, 'gagal unggah penawaran', 'penyedai')
  await sari.sees(/Kendalanya tentang Unggah penawaran/)
  await desk.plays(sari, 'kembali')
  await sari.sees(/^Siapa yang melapor\?/)
  const shown = await desk.plays(sari, 'auditr', 'gangguan servr', 'skip')
  expect(shown.text).toMatch(/Sari Wulandari, auditor\n• Gangguan server\n/)
})

test('each part may be changed at the summary, and the ticket bears what was said last', async () => {
  const desk = await openDesk({ forms: true })
  const { sari } = desk
  await desk.plays(sari, 'tidak bisa upload', '1', '1', 'lewati')
  await sari.sees(summary)
  await desk.plays(sari, 'ubah', 'nama', 'Sari, CV Maju Jaya, penyedia')
  expect((await sari.sees(/Sari, CV Maju Jaya, penyedia\n/)).text).toMatch(summary)
  await desk.plays(sari, '[2 · Ubah]', 'kategori', 'login & sandi')
  expect((await sari.sees(/Login & sandi\n/)).text).toMatch(summary)
  await desk.plays(sari, '2', '3', '10045123, besok jam 2 siang')
  expect((await sari.sees(/paket 10045123/)).text).toMatch(/pukul 14\.00 WIB/)
  await desk.plays(sari, 'ubah', 'uraian', 'akun terkunci setelah ganti HP')
  expect((await sari.sees(/• akun terkunci setelah ganti HP/)).text).not.toMatch(/tidak bisa upload/)
  await desk.plays(sari, 'ubah', 'tidak ada')
  await sari.sees(summary)
  await desk.plays(sari, 'ya')
  const [ticket] = await desk.tickets(sari)
  expect(ticket).toMatchObject({ category: 'Login & sandi', packageCode: '10045123', complete: true })
  expect(ticket!.reporter).toEqual({ name: 'Sari', organisation: 'CV Maju Jaya', role: 'penyedia' })
  const topic = await desk.group.topicOf(sari)
  await topic.sees(/^👤 tidak bisa upload$/)
  await topic.sees(/^👤 akun terkunci setelah ganti HP$/)
})

test('Batal makes no ticket and is on record', async () => {
  const desk = await openDesk({ forms: true })
  const { sari } = desk
  const end = await desk.plays(sari, 'tidak bisa login', 'batalkan saja pak')
  expect(end.text).toMatch(/laporan ini tidak diteruskan/)
  await desk.time.passes({ minutes: 30 })
  await desk.settled()
  expect(await desk.tickets(sari)).toEqual([])
  const [cancelled] = (await desk.events()).filter(({ what }) => what === 'report cancelled')
  expect(cancelled?.data).toMatchObject({ words: [{ text: 'tidak bisa login' }] })
})

test('Batal after the ticket was made withdraws it while the form stands, and later asks once whether it is meant', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, dewi, group } = desk
  await desk.plays(sari, 'gagal unggah, sejam lagi tutup', 'batal')
  await sari.sees(/tiket TBB-2026-000001 kami batalkan/)
  const topic = await group.topicOf(sari)
  await topic.sees(/Pelapor membatalkan laporannya/)
  expect(await desk.ticket('TBB-2026-000001')).toMatchObject({ status: 'cancelled' })

  await desk.plays(dewi, 'tidak bisa login', '1', '1', 'lewati', 'ya', 'batal')
  await dewi.sees(/Batalkan tiket TBB-2026-000002 \(Login & sandi\)\?/)
  expect(await desk.ticket('TBB-2026-000002')).toMatchObject({ status: 'open' })
  await desk.plays(dewi, '[Ya, batalkan]')
  await dewi.sees(/tiket TBB-2026-000002 kami batalkan/)
  expect(await desk.ticket('TBB-2026-000002')).toMatchObject({ status: 'cancelled' })
  expect(await dewi.taps('Ya, batalkan', dewi)).toMatch(/tidak berlaku/)
})

test('what answers nothing is kept, and a moment later the question is repeated once with the way to a human', async () => {
  const desk = await openDesk({ forms: true })
  const { sari } = desk
  await desk.plays(sari, 'tidak bisa upload', 'pak', 'sudah dicoba di laptop lain', 'tetap gagal')
  await sari.catchesUp()
  await desk.time.passes({ seconds: 20 })
  const again = await sari.sees(/kami tambahkan ke laporan/)
  expect(again.text).toMatch(/balas 0\.\n\nSiapa yang melapor\?/)
  expect(again.buttons.flat()).toContain('1 · Penyedia')
  await desk.plays(sari, 'halo')
  await desk.time.passes({ seconds: 60 })
  await sari.seesNothingMore()
  await desk.plays(sari, '[1 · Penyedia]', '1', 'lewati', 'ya')
  const topic = await desk.group.topicOf(sari)
  for (const words of ['tidak bisa upload', 'pak', 'sudah dicoba di laptop lain', 'tetap gagal', 'halo'])
    await topic.sees(new RegExp(`^👤 ${words}$`))
})

test('three messages at once with a photo in the middle of the form are one report, in order', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, group } = desk
  await desk.plays(sari, 'tidak bisa upload')
  void sari.says('ini dari tadi pagi')
  void sari.says({ photo: true, caption: 'layarnya begini' })
  void sari.says('Sari, CV Maju Jaya, penyedia')
  await desk.settled()
  await sari.sees(/Kendalanya tentang/)
  await desk.plays(sari, '1', 'lewati', '1')
  const topic = await group.topicOf(sari)
  await desk.settled()
  const copies = topic.all().flatMap(message => {
    const said = message.text || message.caption
    return said.startsWith('👤') ? [said] : []
  })
  expect(copies).toEqual(['👤 tidak bisa upload', '👤 ini dari tadi pagi', '👤 layarnya begini'])
  expect(await desk.tickets(sari)).toHaveLength(1)
})

test('/start in mid-form asks whether to go on; nothing that was said is lost either way', async () => {
  const desk = await openDesk({ forms: true })
  const { sari } = desk
  await desk.plays(sari, 'tidak bisa upload', '1')
  await sari.catchesUp()
  await sari.starts()
  expect((await sari.sees(/Lanjutkan, atau ulangi dari awal\?/)).buttons.flat()).toEqual([
    'Lanjutkan',
    'Ulangi dari awal',
  ])
  await desk.plays(sari, '[Lanjutkan]')
  await sari.sees(/^Pilih kategori yang paling dekat/)
  await sari.starts()
  await sari.sees(/Lanjutkan, atau ulangi/)
  const again = await desk.plays(sari, '[Ulangi dari awal]')
  expect(again.text).toMatch(/Kendalanya tentang Unggah penawaran, betul\?/)
  const shown = await desk.plays(sari, '1', 'lewati')
  expect(shown.text).toMatch(/• tidak bisa upload\n• Sari Wulandari, penyedia/)
})

test('a person known from an earlier report is not asked again who they are', async () => {
  const desk = await openDesk({ forms: true })
  const { sari } = desk
  await desk.plays(sari, 'tidak bisa login', 'Sari, CV Maju Jaya, penyedia', '1', 'lewati', 'ya')
  await desk.plays(sari, 'menu', '[Laporkan kendala]')
  await sari.catchesUp()
  await desk.plays(sari, 'gagal unggah penawaran')
  const first = await sari.sees(/Kendalanya tentang Unggah penawaran/)
  expect(first.text).not.toMatch(/Siapa yang melapor|Selamat pagi/)
  await desk.plays(sari, '1', 'lewati', '1')
  expect((await desk.tickets(sari)).map(one => one.reporter.organisation)).toEqual(['CV Maju Jaya', 'CV Maju Jaya'])
})
