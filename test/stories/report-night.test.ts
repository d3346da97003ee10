import { expect, test } from 'vitest'
import { openDesk } from '../talk.ts'

test('outside of office hours the person is told when the office opens, and the report is taken all the same', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, group } = desk
  await desk.time.passes({ hours: 12 })
  await desk.plays(sari, 'tidak bisa login')
  const first = await sari.sees(/^Selamat malam/)
  expect(first.text).toMatch(
    /petugas kembali besok, Selasa 3 Maret 2026, pukul 07\.30 WIB\. Ada batas waktu sebelum itu\?/,
  )
  const end = await desk.plays(sari, '1', '1', 'lewati', 'ya')
  expect(end.text).toMatch(/TBB-2026-000001\. Petugas menjawab di percakapan ini mulai besok, Selasa 3 Maret 2026/)
  await group.topicOf(sari)
})

test('on the evening before Nyepi the office opens after the holidays and the weekend', async () => {
  const desk = await openDesk({ forms: true })
  const { sari } = desk
  // Tuesday 17 March 2026, 20.00; 18 to 24 March are holidays and leave.
  await desk.time.passes({ hours: 15 * 24 + 12 })
  await desk.plays(sari, 'tidak bisa login')
  await sari.sees(/petugas kembali Rabu 25 Maret 2026 pukul 07\.30 WIB/)
})

test('MENDESAK with a deadline before the office opens makes the ticket at once, marked so', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, group } = desk
  // 17.00: 23.59 is more than four hours away, but nobody could answer later.
  await desk.time.passes({ hours: 9 })
  await desk.plays(sari, 'gagal unggah penawaran', 'mendesak')
  await sari.sees(/^Sampai kapan batas waktunya\?/)
  await desk.plays(sari, 'mlm ini jam 23.59')
  const told = await sari.sees(/TBB-2026-000001; petugas sudah diberi tahu/)
  expect(told.text).toMatch(/kami catat hari ini pukul 23\.59 WIB/)
  const topic = await group.topicOf(sari)
  expect((await topic.sees(/TBB-2026-000001/)).text).toMatch(/MENDESAK/)
  expect(await desk.ticket('TBB-2026-000001')).toMatchObject({ urgent: true, status: 'open' })
})

test('a deadline tonight makes the ticket at once though nobody said MENDESAK; one next week does not', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, dewi } = desk
  await desk.time.passes({ hours: 9 })
  await desk.plays(sari, 'gagal unggah penawaran, tutup jam 23.59 malam ini')
  const told = await sari.sees(/TBB-2026-000001; petugas sudah diberi tahu/)
  expect(told.text).not.toMatch(/Balas MENDESAK/)
  await desk.plays(dewi, 'gagal unggah penawaran, tutup Jumat jam 10')
  await dewi.sees(/Siapa yang melapor/)
  expect(await desk.tickets(dewi)).toEqual([])
})

test('MENDESAK without a deadline goes on with the questions, and the ticket bears the mark', async () => {
  const desk = await openDesk({ forms: true })
  const { sari } = desk
  await desk.time.passes({ hours: 12 })
  const next = await desk.plays(sari, 'gagal unggah penawaran', 'MENDESAK', '[Lewati]')
  expect(next.text).toMatch(/^Siapa yang melapor\?/)
  await desk.plays(sari, '1', '1', 'lewati', 'ya')
  expect(await desk.tickets(sari)).toMatchObject([{ urgent: true, complete: true, deadline: null }])
})

test('MENDESAK as the very first word asks until when, and then goes on as any report', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, group } = desk
  await desk.plays(sari, 'urgent pak!!')
  await sari.sees(/Sampai kapan batas waktunya\?/)
  await desk.plays(sari, 'jam 10 pagi ini')
  await sari.sees(/TBB-2026-000001; petugas sudah diberi tahu/)
  const topic = await group.topicOf(sari)
  await desk.plays(sari, 'tidak bisa unggah penawaran')
  await topic.sees(/^👤 tidak bisa unggah penawaran$/)
  expect(await desk.ticket('TBB-2026-000001')).toMatchObject({ category: 'Unggah penawaran', urgent: true })
})

test('MENDESAK at night about a ticket that is there marks it and tells the petugas once', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, group } = desk
  await desk.time.passes({ hours: 12 })
  await desk.plays(sari, 'gagal unggah penawaran', '1', '1', 'lewati', 'ya', 'mendesak')
  await sari.sees(/Tiket TBB-2026-000001 saya tandai mendesak/)
  const topic = await group.topicOf(sari)
  await topic.sees(/Pelapor menyatakan TBB-2026-000001 MENDESAK/)
  await desk.plays(sari, 'MENDESAK')
  await sari.sees(/Petugas sudah diberi tahu bahwa tiket TBB-2026-000001 mendesak/)
  await topic.catchesUp()
  expect(topic.all().filter(({ text }) => /Pelapor menyatakan/.test(text))).toHaveLength(1)
})
