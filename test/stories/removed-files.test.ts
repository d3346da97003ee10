import { expect, test } from 'vitest'
import { openDesk, type Stage, type Topic } from '../talk.ts'

/** Sari reported and sent a picture with words; Budi holds the ticket. */
async function withPicture(): Promise<{ desk: Stage; topic: Topic; number: string }> {
  const desk = await openDesk()
  const { topic, number } = await desk.claimed(desk.sari, 'Tidak bisa login', desk.budi)
  await desk.sari.says({ photo: true, caption: 'Ini layarnya' })
  await desk.settled()
  return { desk, topic, number }
}

const stored = (desk: Stage): Promise<number> => desk.database.collection('files.files').countDocuments()

test('/hapus as a reply to a picture removes it from store and topic; the words under it stay', async () => {
  const { desk, topic } = await withPicture()
  await desk.budi.replies(await topic.sees(/^👤 Ini layarnya$/), '/hapus')
  await topic.sees(/menghapus satu berkas/)
  await desk.until(async () => (await stored(desk)) === 0)
  await desk.settled()
  expect(topic.all().filter(message => message.media)).toEqual([])
  expect(topic.all().some(message => /Ini layarnya/.test(message.text))).toBe(true)
})

test('after two days the topic is made anew without the picture, the old one goes, and work goes on in it', async () => {
  const { desk, topic, number } = await withPicture()
  await desk.time.passes({ hours: 49 })
  await desk.budi.replies(await topic.sees(/^👤 Ini layarnya$/), '/hapus')
  const told = await topic.sees(/tidak bisa saya hapus dari topik ini/)
  expect(await stored(desk)).toBe(0)
  await desk.budi.taps('Bangun ulang topik', told)
  await desk.until(() => desk.telegram.topics(desk.group.id).every(one => one.thread !== topic.thread))
  await desk.settled()
  const anew = await desk.group.topicOf(desk.sari)
  expect(anew.ticket).toBe(number)
  expect(anew.thread).not.toBe(topic.thread)
  expect(anew.card().text).toContain(number)
  expect(anew.all().filter(message => message.media)).toEqual([])
  await anew.sees(/Tidak bisa login/)
  await desk.sari.says('Sudah saya coba lagi')
  await desk.budi.replies(await anew.sees(/^👤 Sudah saya coba lagi$/), 'Baik, kami cek')
  await desk.sari.sees(/^Baik, kami cek$/)
})
