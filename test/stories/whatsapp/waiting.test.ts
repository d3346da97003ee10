import { beforeAll, expect, test } from 'vitest'
import { openDesk, type Stage } from '../../talk.ts'

let desk: Stage
beforeAll(async () => {
  desk = await openDesk({ whatsapp: true, lasting: true })
})

/** What stands in a topic of a person's words, oldest first. */
const wordsIn = (topic: { all(): { text: string }[] }): string[] =>
  topic.all().flatMap(({ text }) => (text.startsWith('👤 ') ? [text.slice('👤 '.length)] : []))

test('what fifty messages say in an hour without Loket arrives once and in order', { timeout: 60_000 }, async () => {
  const { sari, dewi } = desk.phones
  const first = await desk.report(sari, 'Tidak bisa login')
  const second = await desk.report(dewi, 'Gagal unggah dokumen')
  await desk.edits('kebijakan.yaml', /lebih dari pesan: \d+/, 'lebih dari pesan: 1000')
  await desk.group.general.sees(/^✅ Perubahan berlaku/)
  await desk.restarts(async () => {
    for (let at = 1; at <= 25; at++) {
      await sari.says(`kabar login ${at}`)
      await dewi.says(`kabar unggah ${at}`, at % 2 ? 'lid' : 'pn')
      await desk.time.passes({ seconds: 144 })
    }
    expect(desk.whatsapp.pendingForBot()).toBe(50)
  })
  await first.topic.sees(/^👤 kabar login 25$/)
  await second.topic.sees(/^👤 kabar unggah 25$/)
  await desk.settled()
  const each = (words: string): string[] => Array.from({ length: 25 }, (_, at) => `${words} ${at + 1}`)
  expect(wordsIn(first.topic)).toEqual(['Tidak bisa login', ...each('kabar login')])
  expect(wordsIn(second.topic)).toEqual(['Gagal unggah dokumen', ...each('kabar unggah')])
  expect(desk.whatsapp.ledger.said.filter(({ receiptAt }) => receiptAt === undefined)).toEqual([])
})

test('a message that can be read only after a minute is shown then, and nobody is asked for anything', async () => {
  const person = desk.newcomer('Lina')
  const { topic } = await desk.report(person, 'Tidak bisa login')
  desk.whatsapp.faults.add({ kind: 'undecryptable', phone: person.phone })
  const { id } = await person.says('kode paketnya 10045123')
  await desk.until(() => desk.whatsapp.isAskedFor(person.phone, id))
  await desk.time.passes({ minutes: 1 })
  desk.whatsapp.sendWithheld(person.phone, id)
  await topic.sees(/^👤 kode paketnya 10045123$/)
  await desk.settled()
  expect(wordsIn(topic)).toEqual(['Tidak bisa login', 'kode paketnya 10045123'])
  await person.seesNothingMore()
})

test('a message that stays unreadable for two minutes is asked for, and is shown all the same when it comes after that', async () => {
  const person = desk.newcomer('Mira')
  const { topic } = await desk.report(person, 'Tidak bisa login')
  desk.whatsapp.faults.add({ kind: 'undecryptable', phone: person.phone })
  const { id } = await person.says('kalimat yang rusak')
  await desk.until(() => desk.whatsapp.isAskedFor(person.phone, id))
  await person.says('kalimat yang baik')
  await topic.sees(/^👤 kalimat yang baik$/)
  await desk.time.passes({ minutes: 2, seconds: 1 })
  await person.sees(/ada pesan Anda yang tidak dapat kami baca\. Mohon kirim sekali lagi/)
  await topic.sees(/Ada pesan pelapor yang tidak dapat dibaca/)
  desk.whatsapp.sendWithheld(person.phone, id)
  await topic.sees(/^👤 kalimat yang rusak$/)
  await desk.settled()
  expect(wordsIn(topic)).toEqual(['Tidak bisa login', 'kalimat yang baik', 'kalimat yang rusak'])
  await person.seesNothingMore()
})
