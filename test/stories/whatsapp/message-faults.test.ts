import { afterEach, beforeAll, expect, test } from 'vitest'
import { sampleFiles } from '../../../src/simulator/whatsapp/sample-files.ts'
import { openDesk, type Stage } from '../../talk.ts'
import type { PhonePerson } from '../../talk-whatsapp.ts'

let desk: Stage
beforeAll(async () => {
  desk = await openDesk({ whatsapp: true, lasting: true })
})
afterEach(() => desk.whatsapp.faults.clear())

/** The bot's messages with these words in a person's chat, with how often the phone got each. */
function got(person: PhonePerson, words: string): number[] {
  return person
    .all()
    .flatMap(({ from, text, caption, arrivals }) => (from === 'bot' && (text || caption) === words ? [arrivals] : []))
}

const attemptsFor = (person: PhonePerson): number[] =>
  desk.whatsapp.ledger.sent.filter(({ phone }) => phone === person.phone).map(({ attempts }) => attempts)

test('an answer whose ack never comes counts as sent by the receipt of her phone, and is not sent again', async () => {
  const person = desk.newcomer('Ani')
  const { mirrored } = await desk.report(person, 'Tidak bisa login')
  desk.whatsapp.faults.add({ kind: 'no ack', phone: person.phone })
  const reply = await desk.budi.replies(mirrored, 'Tanpa konfirmasi')
  await desk.reaction(reply, '👍')
  await desk.settled()
  expect(got(person, 'Tanpa konfirmasi')).toEqual([1])
})

test('an answer that is cut off before its ack is sent again under the same id: her phone shows it once, and Budi is told', async () => {
  const person = desk.newcomer('Bona')
  const { topic, mirrored } = await desk.report(person, 'Tidak bisa login')
  await desk.settled()
  desk.whatsapp.offline(person.phone, true)
  desk.whatsapp.faults.add({ kind: 'drop after', phone: person.phone })
  const reply = await desk.budi.replies(mirrored, 'Terputus di tengah')
  await topic.sees(/balasan mungkin terkirim dua kali/)
  await desk.settled()
  desk.whatsapp.offline(person.phone, false)
  await person.sees(/^Terputus di tengah$/)
  await desk.reaction(reply, '👍')
  expect(person.all().filter(({ text }) => text === 'Terputus di tengah')).toHaveLength(1)
  await topic.seesNothingMore()
})

test('an answer that never reached the server is sent again, and arrives once', async () => {
  const person = desk.newcomer('Cahya')
  const { mirrored } = await desk.report(person, 'Tidak bisa login')
  desk.whatsapp.faults.add({ kind: 'drop before', phone: person.phone })
  await desk.budi.replies(mirrored, 'Tidak pernah sampai')
  await person.sees(/^Tidak pernah sampai$/)
  await desk.settled()
  expect(got(person, 'Tidak pernah sampai')).toEqual([1])
})

test('a message damaged on its way is asked for again and shown once, in its place', async () => {
  const person = desk.newcomer('Desi')
  const { topic } = await desk.report(person, 'Tidak bisa login')
  desk.whatsapp.faults.add({ kind: 'corrupted', phone: person.phone })
  await person.says('kata yang rusak di jalan')
  await topic.sees(/^👤 kata yang rusak di jalan$/)
  await person.says('kata sesudahnya')
  await topic.sees(/^👤 kata sesudahnya$/)
  await topic.seesNothingMore()
  await person.seesNothingMore()
})

test.each([
  ['tells of', false, 'Eka'],
  ['keeps silent about', true, 'Farah'],
] as const)(
  'who installs WhatsApp anew is read and answered as before when the server %s it',
  async (_, unannounced, name) => {
    const person = desk.newcomer(name)
    const { topic, mirrored } = await desk.report(person, 'Tidak bisa login')
    await desk.settled()
    desk.whatsapp.reinstall(person.phone, { unannounced })
    const reply = await desk.budi.replies(mirrored, 'Jawaban ke ponsel baru')
    await person.sees(/^Jawaban ke ponsel baru$/)
    await desk.reaction(reply, '👍')
    await person.says('dari ponsel baru')
    await topic.sees(/^👤 dari ponsel baru$/)
    await desk.settled()
    expect(got(person, 'Jawaban ke ponsel baru')).toEqual([1])
    await topic.seesNothingMore()
  },
)

test('a message whose receipt was lost comes again at the next login, and is shown once', async () => {
  const person = desk.newcomer('Gita')
  const { topic } = await desk.report(person, 'Tidak bisa login')
  desk.whatsapp.faults.add({ kind: 'lost receipt', phone: person.phone })
  const { id } = await person.says('kuitansinya hilang')
  await topic.sees(/^👤 kuitansinya hilang$/)
  desk.whatsapp.faults.add({ kind: 'drop' })
  const row = desk.whatsapp.ledger.said.find(one => one.id === id)!
  await desk.whatsapp.until(() => row.handed === 2 && desk.whatsapp.pendingForBot() === 0)
  await person.says('kata sesudahnya')
  await topic.sees(/^👤 kata sesudahnya$/)
  await topic.seesNothingMore()
  await person.seesNothingMore()
})

test('while the host of files is down a file waits with what was said after it, and comes once when the host is back', async () => {
  const person = desk.newcomer('Hani')
  const other = desk.newcomer('Lina')
  const { topic } = await desk.report(person, 'Tidak bisa login')
  const { topic: second, mirrored } = await desk.report(other, 'Gagal unggah dokumen')
  desk.whatsapp.faults.add({ kind: 'media down' })
  await person.says({ image: true, caption: 'tangkapan layar' })
  await person.says('itu layarnya')
  await desk.budi.replies(mirrored, {
    document: { name: 'panduan.pdf', bytes: sampleFiles.document },
    caption: 'Panduan',
  })
  await other.says('saya tetap terbaca')
  await second.sees(/^👤 saya tetap terbaca$/)
  await desk.until(async () => (await desk.sends({ purpose: 'reply', state: 'due' })).some(one => one.attempts > 0))
  desk.whatsapp.faults.clear()
  expect((await topic.sees(/^👤 tangkapan layar$/)).media?.kind).toBe('photo')
  await topic.sees(/^👤 itu layarnya$/)
  const words = topic.all().map(({ text, caption }) => text || caption)
  expect(words.indexOf('👤 tangkapan layar')).toBeLessThan(words.indexOf('👤 itu layarnya'))
  const file = await other.sees(/^Panduan$/)
  expect(file.media).toMatchObject({ name: 'panduan.pdf', bytes: sampleFiles.document })
  await desk.settled()
  expect(got(other, 'Panduan')).toEqual([1])
  await topic.seesNothingMore()
  await second.seesNothingMore()
})

test('refused with 463 an answer is never tried again: the staff are told, and nobody silent for a day is written to', async () => {
  const { budi, whatsapp } = desk
  const silent = desk.newcomer('Indah')
  const old = await desk.report(silent, 'Tidak bisa login')
  await desk.settled()
  await desk.time.passes({ hours: 25 })
  await desk.settled()
  await silent.catchesUp()
  const person = desk.newcomer('Juli')
  const { topic, mirrored } = await desk.report(person, 'Gagal unggah dokumen')
  await desk.settled()
  whatsapp.ledger.clear()
  whatsapp.faults.add({ kind: 'ack 463', phone: person.phone })
  await budi.replies(mirrored, 'Ditolak')
  await topic.sees(/WhatsApp menolak balasan ini.*Jangan diulang/)
  await desk.group.general.sees(/^⚠️ WhatsApp membatasi pesan kepada orang yang tidak menulis lebih dahulu\. Sampai /)
  await budi.replies(old.mirrored, 'Masih ada?')
  await old.topic.sees(/WhatsApp menolak balasan ini|Balasan tidak dikirim/)
  await desk.settled()
  expect(attemptsFor(person)).toEqual([1])
  expect(attemptsFor(silent)).toEqual([])
  expect(got(person, 'Ditolak')).toEqual([])

  const third = desk.newcomer('Kiki')
  const { mirrored: fresh } = await desk.report(third, 'Gagal unduh dokumen')
  await budi.replies(fresh, 'Yang baru menulis tetap dijawab')
  await third.sees(/^Yang baru menulis tetap dijawab$/)
  await person.says('ini saya menulis lagi')
  await budi.replies(await topic.sees(/^👤 ini saya menulis lagi$/), 'Sekarang boleh')
  await person.sees(/^Sekarang boleh$/)
})
