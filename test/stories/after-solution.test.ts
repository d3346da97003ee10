import { expect, test } from 'vitest'
import { openDesk, type Stage, type Topic } from '../talk.ts'

/** Sari's ticket, solved by Budi and closed by her. */
async function closed(desk: Stage): Promise<{ topic: Topic; number: string }> {
  const { sari, budi } = desk
  const { topic, number } = await desk.claimed(sari, 'tidak bisa login', budi)
  await desk.solve(topic, budi, sari, 'Silakan masuk lagi.')
  await sari.taps('Sudah', sari)
  await sari.sees(/kami tutup/)
  await topic.sees(/Pelapor menyatakan sudah beres/)
  await desk.settled()
  return { topic, number }
}

test('the rating is one tap and a word in reply, and stands nowhere in the topic, the events or /cari', async () => {
  const desk = await openDesk()
  const { sari, budi, group } = desk
  const { topic, number } = await closed(desk)
  await topic.catchesUp()
  await sari.taps('2 Kurang baik', sari)
  const asked = await sari.sees(/balas pesan ini/)
  await desk.settled()
  await sari.says({ text: 'petugasnya lamban bukan main', replyTo: asked.id })
  await sari.sees(/catatan Anda sudah kami terima/)
  await topic.seesNothingMore()
  expect(await desk.database.collection('ratings').find().toArray()).toMatchObject([
    { score: 2, words: 'petugasnya lamban bukan main' },
  ])
  const events = JSON.stringify(await desk.events())
  expect(events).not.toMatch(/lamban/)
  expect(events).not.toMatch(/nilai/)
  await budi.writes(group, '/cari lamban')
  await group.sees(/Tidak ada tiket yang memuat kata itu/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'closed' })
})

test('thanks, in words or by a thumb, never opens a ticket again', async () => {
  const desk = await openDesk()
  const { sari } = desk
  const { number } = await closed(desk)
  await desk.plays(sari, 'terima kasih banyak pak')
  await sari.sees(/^Sama-sama/)
  await desk.plays(sari, '🙏🏻', 'makasih ya', 'ok siap')
  await sari.seesNothingMore()
  expect(await desk.tickets(sari)).toMatchObject([{ number, status: 'closed' }])
})

test('a new complaint soon after opens the ticket again, for its holder while he is an anggota', async () => {
  const desk = await openDesk()
  const { sari } = desk
  const { topic, number } = await closed(desk)
  await desk.time.passes({ hours: 48 })
  await desk.plays(sari, 'tidak bisa login lagi pak')
  await sari.sees(/Tiket TBB-2026-000001 \(Login & sandi\) kami buka kembali/)
  await topic.sees(/Pelapor menulis lagi; tiket dibuka kembali/)
  await topic.sees(/^👤 tidak bisa login lagi pak$/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'claimed', holder: { name: 'Budi' } })
})

test('when the holder has left, the ticket that opens again is free', async () => {
  const desk = await openDesk()
  const { sari, budi, group } = desk
  const { topic, number } = await closed(desk)
  desk.telegram.leave(group.id, budi.id)
  await desk.settled()
  await desk.plays(sari, 'tidak bisa login lagi pak')
  await sari.sees(/kami buka kembali/)
  await topic.sees(/Belum ada yang menangani/)
  expect(await desk.ticket(number)).toMatchObject({ status: 'open', holder: null })
})

test('"Ini hal lain" closes it again and makes a report of the words and the picture', async () => {
  const desk = await openDesk()
  const { sari, group } = desk
  const { topic, number } = await closed(desk)
  await desk.plays(sari, { photo: true, caption: 'gagal unggah penawaran' })
  await sari.sees(/kami buka kembali/)
  await topic.sees(/^👤 gagal unggah penawaran$/)
  await desk.plays(sari, '[Ini hal lain]')
  await sari.sees(/TBB-2026-000002/)
  const other = await group.topicOf(sari)
  expect((await other.sees(/^👤 gagal unggah penawaran$/)).media?.kind).toBe('photo')
  expect(await desk.ticket(number)).toMatchObject({ status: 'closed' })
  expect(await sari.taps('Ini hal lain', sari)).toMatch(/tidak berlaku/)
  expect(await desk.tickets(sari)).toHaveLength(2)
})

test('later than the window a complaint on the same subject is a new ticket that names the earlier one', async () => {
  const desk = await openDesk()
  const { sari, group } = desk
  const { number } = await closed(desk)
  await desk.time.passes({ hours: 24 * 14 })
  await desk.plays(sari, 'tidak bisa login lagi')
  await sari.sees(/TBB-2026-000002/)
  expect(await desk.ticket('TBB-2026-000002')).toMatchObject({ linked: number })
  const topic = await group.topicOf(sari)
  expect(topic.card().text).toMatch(/TBB-2026-000001/)
})

test('a person who shows no letter twice is offered a human', async () => {
  const desk = await openDesk({ forms: true })
  const { sari, group } = desk
  await desk.plays(sari, '😭😭')
  await sari.sees(/saya belum memahami/)
  await desk.plays(sari, '🤬')
  await sari.sees(/Mau bicara dengan petugas\?/)
  await desk.plays(sari, '[Ke petugas]')
  await sari.sees(/petugas sudah diberi tahu; nomor tiket Anda TBB-2026-000001/)
  await group.topicOf(sari)
})
