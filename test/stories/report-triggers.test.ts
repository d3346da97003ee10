import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

/** What makes the ticket before the form is finished: what a person does after the first words, and what they then see. */
const triggers = [
  ['a deadline within four hours in the first words', ['gagal unggah, tutup jam 10'], /nomor tiket TBB-2026-000001/],
  ['a deadline in later words', ['gagal unggah', 'jam 10 sudah tutup pak!!'], /Karena batasnya dekat/],
  [
    'a deadline in an answer',
    ['gagal unggah', '1', '1', '10045123, hari ini jam 10.00'],
    /keterangan untuk tiket TBB-2026-000001 sudah lengkap/,
  ],
  ['0 in the middle of the form', ['gagal unggah', '0'], /tercatat dengan nomor tiket TBB-2026-000001/],
  ['PETUGAS, mistyped', ['gagal unggah', '1', 'petugs'], /tercatat dengan nomor tiket TBB-2026-000001/],
  ['anger in the first words', ['goblok kalian semua, gagal unggah terus'], /Saya sambungkan ke petugas sekarang/],
  ['anger in later words', ['gagal unggah', 'KENAPA TIDAK ADA YANG JAWAB DARI TADI'], /Saya sambungkan ke petugas/],
] as const

for (const [name, turns, answer] of triggers)
  test(`the ticket is made by ${name}`, async () => {
    const desk = await openDesk({ forms: true })
    const { sari, group } = desk
    await desk.plays(sari, ...turns)
    await sari.sees(answer)
    const [ticket, ...others] = await desk.tickets(sari)
    expect(others).toEqual([])
    expect(ticket).toMatchObject({ status: 'open', category: 'Unggah penawaran' })
    const topic = await group.topicOf(sari)
    await topic.sees(/^👤 /)
    expect(/Belum lengkap/.test(topic.card().text)).toBe(!ticket!.complete)
  })

test('the ticket is made by ten minutes of silence, outside of office hours too, and is told so', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, group } = desk
  await desk.time.passes({ hours: 14 })
  await desk.plays(sari, 'tidak bisa upload', '1')
  await sari.catchesUp()
  await desk.time.passes({ minutes: 9 })
  await sari.seesNothingMore()
  await desk.time.passes({ minutes: 2 })
  const told = await sari.sees(/sudah saya catat dengan nomor tiket TBB-2026-000001/)
  expect(told.text).toMatch(
    /boleh dijawab kapan saja\.\nKantor buka lagi besok, Selasa 3 Maret 2026, pukul 07\.30 WIB\.$/,
  )
  const topic = await group.topicOf(sari)
  expect(topic.card().text).toMatch(/Belum lengkap/)
})

test('answers the day after, after a restart and a changed file, fill the ticket', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, group } = desk
  await desk.plays(sari, 'tidak bisa upload', '0')
  const topic = await group.topicOf(sari)
  await topic.sees(/Belum lengkap/)
  await desk.time.passes({ hours: 24 })
  await desk.restarts()
  await desk.plays(sari, '[1 · Penyedia]')
  await sari.sees(/Kendalanya tentang Unggah penawaran/)
  await desk.restarts(async () => {
    await desk.edits('laporan.yaml', 'simpan: kategori', 'simpan: golongan')
    await desk.edits('laporan.yaml', '[kategori, setuju]', '[golongan, setuju]')
  })
  await sari.catchesUp()
  await desk.plays(sari, 'login & sandi')
  const next = await sari.sees(/^Berapa kode paketnya/)
  expect(next.text).not.toMatch(/kategori/)
  await desk.plays(sari, '10045123')
  await sari.sees(/sudah lengkap/)
  expect(await desk.ticket('TBB-2026-000001')).toMatchObject({
    complete: true,
    category: 'Login & sandi',
    packageCode: '10045123',
    reporter: { role: 'penyedia' },
  })
  expect(topic.card().text).not.toMatch(/Belum lengkap/)
  expect(topic.card().text).toMatch(/Paket: 10045123/)
})

test('a button of a question that the file no longer has gets a word and changes nothing', async () => {
  const desk = await openDesk({ forms: true })
  const { sari } = desk
  await desk.plays(sari, 'tidak bisa upload', '1')
  await desk.restarts(async () => {
    await desk.edits('laporan.yaml', 'simpan: kategori', 'simpan: golongan')
    await desk.edits('laporan.yaml', '[kategori, setuju]', '[golongan, setuju]')
  })
  expect(await sari.taps('1 · Unggah penawaran', sari)).toMatch(/tidak berlaku/)
  const next = await desk.plays(sari, '1')
  expect(next.text).toMatch(/^Berapa kode paketnya/)
})

test('whoever asks for a human first gets one at once, is told about privacy, and what they write next names the matter', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, group } = desk
  const told = await desk.plays(sari, '0')
  expect(told.text).toMatch(/petugas sudah diberi tahu; nomor tiket Anda TBB-2026-000001/)
  expect(told.text).toMatch(/ketik PRIVASI/)
  const topic = await group.topicOf(sari)
  await topic.sees(/^👤 \(minta bicara dengan petugas\)$/)
  await desk.plays(sari, 'saya lupa kata sandi')
  await topic.sees(/^👤 saya lupa kata sandi$/)
  expect(await desk.ticket('TBB-2026-000001')).toMatchObject({ category: 'Login & sandi' })
})

test('a deadline named after the ticket was made raises its priority, and the petugas see it', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, budi, group } = desk
  await desk.plays(sari, 'gagal unggah penawaran', '1', '1', 'lewati', 'ya')
  const topic = await group.topicOf(sari)
  await budi.taps('Ambil', topic)
  await topic.sees(/Ditangani Budi/)
  expect(await desk.ticket('TBB-2026-000001')).toMatchObject({ priority: 'P3', deadline: null })
  await desk.plays(sari, 'tolong pak, batas akhir jam 10')
  await topic.sees(/Pelapor menyebut batas waktu: hari ini pukul 10\.00 WIB/)
  expect(await desk.ticket('TBB-2026-000001')).toMatchObject({ priority: 'P1' })
})

test('after the petugas asked something, the answer goes to the petugas and not to the form', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, budi, group } = desk
  await desk.plays(sari, 'tidak bisa upload', '0')
  const topic = await group.topicOf(sari)
  await budi.taps('Ambil', topic)
  await topic.sees(/Ditangani Budi/)
  await budi.replies(await topic.sees(/^👤 tidak bisa upload/), 'nama perusahaannya apa, Bu?')
  await sari.sees(/^nama perusahaannya apa/)
  await desk.plays(sari, 'CV Maju Jaya')
  await topic.sees(/^👤 CV Maju Jaya$/)
  await desk.solve(topic, budi, sari, 'Silakan dicoba lagi.')
  await desk.plays(sari, 'ya')
  await sari.sees(/Tiket TBB-2026-000001 kami tutup/)
  expect(await desk.ticket('TBB-2026-000001')).toMatchObject({ status: 'closed' })
})
