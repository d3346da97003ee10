import { expect, test } from 'vitest'
import { openDesk, type Stage, type Topic } from '../talk.ts'

/** Budi asks Sari for a screenshot, on Monday at eight. */
async function asked(desk: Stage): Promise<{ topic: Topic; number: string }> {
  const { sari, budi } = desk
  const { topic, number } = await desk.claimed(sari, 'tidak bisa login', budi)
  await budi.taps('Minta data', topic)
  await budi.replies(await topic.sees(/data apa yang diperlukan/), 'tangkapan layar pesan galatnya')
  await budi.taps('Kirim', await topic.sees(/Minta ini kepada pelapor/))
  await sari.sees(/Untuk tiket TBB-2026-000001 kami perlu:\ntangkapan layar/)
  await desk.settled()
  return { topic, number }
}

const days = (count: number): { hours: number } => ({ hours: 24 * count })

test('data that was asked for takes the ticket back to its petugas', async () => {
  const desk = await openDesk()
  const { sari } = desk
  const { topic, number } = await asked(desk)
  expect(await desk.ticket(number)).toMatchObject({ status: 'asked' })
  await desk.plays(sari, { photo: true, caption: 'ini layarnya' })
  await topic.sees(/^👤 ini layarnya$/)
  expect(topic.card().text).toMatch(/Ditangani Budi/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed' })
})

test('without data the person is reminded, told of the closing, and the ticket closes; writing opens it again', async () => {
  const desk = await openDesk()
  const { sari } = desk
  const { topic, number } = await asked(desk)
  await desk.time.passes({ ...days(1), minutes: 5 })
  await sari.seesNothingMore()
  await desk.time.passes(days(1))
  await sari.sees(/masih menunggu data untuk tiket TBB-2026-000001\. Tanpa kabar sampai sekitar Senin, 9 Maret 2026/)
  await desk.time.passes(days(2))
  await sari.sees(/akan kami tutup pada Senin, 9 Maret 2026/)
  await topic.sees(/akan ditutup Senin, 9 Maret 2026/)
  // Saturday and Sunday do not count.
  await desk.time.passes(days(2))
  await sari.seesNothingMore()
  await desk.time.passes(days(1))
  await sari.sees(/kami tutup karena tidak ada kabar/)
  await desk.until(async () => (await desk.ticket(number)).status === 'closed')
  await desk.plays(sari, 'maaf baru sempat, ini galatnya')
  await sari.sees(/kami buka kembali/)
})

test('nobody is reminded at night: what falls due then waits for the morning', async () => {
  const desk = await openDesk()
  const { sari, budi } = desk
  await desk.time.passes({ hours: 7, minutes: 50 })
  const { topic } = await desk.claimed(sari, 'tidak bisa login', budi)
  await desk.solve(topic, budi, sari, 'Silakan masuk lagi.')
  // Solved on Monday at 15.50; announced after two working days, Wednesday at 15.50. The office closes at 16.00.
  await desk.time.passes({ hours: 60 })
  await sari.seesNothingMore()
  await desk.time.passes({ hours: 4 })
  await sari.sees(/akan kami tutup pada/)
})

test('"Jangan ditutup dulu" begins the days of waiting anew', async () => {
  const desk = await openDesk()
  const { sari } = desk
  const { number } = await asked(desk)
  await desk.time.passes({ ...days(4), minutes: 5 })
  await sari.sees(/akan kami tutup pada/)
  expect(await sari.taps('Jangan ditutup dulu', sari)).toBe('Penutupan ditunda.')
  await desk.settled()
  await desk.time.passes(days(3))
  await sari.catchesUp()
  expect(await desk.ticket(number)).toMatchObject({ status: 'asked', closesAt: null })
})

test('the petugas put the closing off with one tap', async () => {
  const desk = await openDesk()
  const { sari, budi } = desk
  const { topic, number } = await asked(desk)
  await desk.time.passes({ ...days(4), minutes: 5 })
  await sari.sees(/akan kami tutup pada/)
  expect(await budi.taps('Tunda penutupan', await topic.sees(/akan ditutup/))).toBe('Penutupan ditunda.')
  await desk.settled()
  expect(await desk.ticket(number)).toMatchObject({ status: 'asked', closesAt: null })
})

test('taken, released and taken again within a moment is one line', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, budi, wati, group } = desk
  await desk.plays(sari, 'tidak bisa login', '1', '1', 'lewati', 'ya')
  const topic = await group.topicOf(sari)
  await sari.catchesUp()
  await budi.taps('Ambil', topic)
  await topic.sees(/Ditangani Budi/)
  await budi.taps('Lepas', topic)
  await topic.sees(/Belum ada yang menangani/)
  await wati.taps('Ambil', topic)
  await topic.sees(/Ditangani Wati/)
  await desk.time.passes({ minutes: 2 })
  await sari.sees(/Tiket TBB-2026-000001 sedang ditangani Wati/)
  await sari.seesNothingMore()
})

test('a line on the state never comes after the solution', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, budi, group } = desk
  await desk.plays(sari, 'tidak bisa login', '1', '1', 'lewati', 'ya')
  const topic = await group.topicOf(sari)
  await sari.catchesUp()
  await budi.taps('Ambil', topic)
  await topic.sees(/Ditangani Budi/)
  await desk.solve(topic, budi, sari, 'Silakan masuk lagi.')
  await desk.time.passes({ minutes: 2 })
  await sari.seesNothingMore()
})
