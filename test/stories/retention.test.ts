import { describe, expect, test } from 'vitest'
import type { Attachment } from '../../src/app/message.ts'
import { createRecords } from '../../src/storage/records.ts'
import { openDesk, type Person, type Stage, type Topic } from '../talk.ts'
import { complains, withKepala } from './kepala.ts'

const day = 24
/** From Monday 08.00 to 02.00 at night. */
const toNight = 18
const personal = 'Saya Sari, NIK 1812345678900001, gagal login'

/** A ticket that was solved and settled, with a picture if wanted. */
async function settledTicket(
  desk: Stage,
  person: Person,
  words: string,
  { photo = false } = {},
): Promise<{ topic: Topic; number: string }> {
  const { topic, number } = await desk.claimed(person, words, desk.budi)
  if (photo) {
    await person.says({ photo: true, caption: 'Ini layarnya' })
    await topic.sees(/^👤 Ini layarnya$/)
  }
  await desk.budi.writes(topic, 'Catatan: sudah ditelepon')
  await desk.solve(topic, desk.budi, person, 'Akun dibuka kembali')
  await person.says('sudah')
  await person.sees(/kami tutup/)
  await desk.settled()
  return { topic, number }
}

async function runs(desk: Stage): Promise<Record<string, unknown>[]> {
  return (await desk.events()).filter(event => event.what === 'retention run').map(event => event.data)
}

/** Lets days pass until 02.00 at night, and the night's work be done. */
async function nightAfter(desk: Stage, hours: number): Promise<void> {
  const before = (await runs(desk)).length
  await desk.time.passes({ hours })
  await desk.until(async () => (await runs(desk)).length > before)
  await desk.settled()
}

async function storedFiles(desk: Stage): Promise<number> {
  return desk.database.collection('files.files').countDocuments()
}

async function contactOf(desk: Stage, person: Person): Promise<string | undefined> {
  const _id = `telegram:${desk.telegram.botId}/${person.id}`
  return (await desk.database.collection<{ _id: string; contact: string }>('addresses').findOne({ _id }))?.contact
}

test('a year after closing, words and topic are gone; number, category, times, states and solution stay', async () => {
  const desk = await openDesk()
  const { topic, number } = await settledTicket(desk, desk.sari, personal)
  const before = await desk.ticket(number)
  await nightAfter(desk, 366 * day + toNight)
  expect(await desk.databaseText()).not.toMatch(/1812345678900001|sudah ditelepon|gagal login/)
  expect(desk.telegram.topics(desk.group.id)).toEqual([])
  expect(topic.all()).toEqual([])
  expect(await desk.ticket(number)).toMatchObject({
    ...before,
    reporter: { name: '', organisation: null, role: null },
  })
  const events = await desk.events(number)
  expect(events.map(event => event.what)).toEqual(
    expect.arrayContaining(['opened', 'claim', 'note', 'solved', 'solve', 'confirm', 'retained']),
  )
  expect(events.find(event => event.what === 'solved')?.data['text']).toBe('Akun dibuka kembali')
  expect(await runs(desk)).toEqual([expect.objectContaining({ complete: true, tickets: 1, topics: 1 })])
  expect(desk.logs().join('\n')).not.toMatch(/1812345678900001|Sari/)
})

test('pictures go after ninety days, with the topic that shows them; the words stay on record', async () => {
  const desk = await openDesk()
  const { topic } = await settledTicket(desk, desk.sari, personal, { photo: true })
  const other = await settledTicket(desk, desk.dewi, 'Gagal unggah')
  await nightAfter(desk, 89 * day + toNight)
  expect(await storedFiles(desk)).toBe(1)
  await nightAfter(desk, 2 * day)
  expect(await storedFiles(desk)).toBe(0)
  expect(topic.all()).toEqual([])
  expect(other.topic.all()).not.toEqual([])
  expect(await desk.databaseText()).toMatch(/1812345678900001/)
  expect(await desk.databaseText()).toMatch(/"removed":true,"kind":"photo"/)
})

test('it happens at night only, once, and what is young is left alone', async () => {
  const desk = await openDesk()
  await settledTicket(desk, desk.sari, personal)
  await desk.time.passes({ hours: 366 * day })
  await desk.sari.says('Halo, sekarang siang')
  await desk.sari.sees(/TBB-2027-000001/)
  await desk.settled()
  expect(await runs(desk)).toEqual([])
  expect(await desk.databaseText()).toMatch(/1812345678900001/)
  await nightAfter(desk, toNight)
  await desk.time.passes({ hours: 1 })
  await desk.dewi.says('Gagal unggah')
  await desk.dewi.sees(/nomor tiket/)
  expect(await runs(desk)).toHaveLength(1)
  const text = await desk.databaseText()
  expect(text).not.toMatch(/1812345678900001/)
  expect(text).toMatch(/sekarang siang/)
})

describe('somebody who wrote a year ago', () => {
  test('is forgotten by name and number in two nights, and is somebody new afterwards', async () => {
    const desk = await openDesk()
    const { number } = await settledTicket(desk, desk.sari, personal)
    const before = await contactOf(desk, desk.sari)
    await nightAfter(desk, 366 * day + toNight)
    expect(await contactOf(desk, desk.sari)).toBe(before)
    await nightAfter(desk, day)
    expect(await contactOf(desk, desk.sari)).toBeUndefined()
    const text = await desk.databaseText()
    expect(text).not.toMatch(/Sari|sari_w/)
    expect(text).not.toMatch(new RegExp(`[":/|]${desk.sari.id}["/|#]`))
    expect((await desk.ticket(number)).contact).toBe(before)
    await desk.sari.says('Saya gagal unduh dokumen')
    expect((await desk.sari.sees(/nomor tiket/)).text).toMatch(/Kami menyimpan nama/)
    expect(await contactOf(desk, desk.sari)).not.toBe(before)
  })

  test('and writes between the two nights stays who she is', async () => {
    const desk = await openDesk()
    await settledTicket(desk, desk.sari, personal)
    const before = await contactOf(desk, desk.sari)
    await nightAfter(desk, 366 * day + toNight)
    await desk.sari.says('Sekarang gagal unduh')
    await desk.sari.sees(/nomor tiket TBB-2027-/)
    await nightAfter(desk, day)
    await nightAfter(desk, day)
    expect(await contactOf(desk, desk.sari)).toBe(before)
    expect((await desk.tickets(desk.sari)).map(ticket => ticket.status)).toEqual(['closed', 'open'])
    expect(await desk.databaseText()).toMatch(/Sari Wulandari/)
    const topic = await desk.group.topicOf(desk.sari)
    await desk.budi.writes(topic, '/balas Kami cek')
    await desk.sari.sees(/^Kami cek$/)
  })

  test('and still has an open matter keeps it whole, though an older one goes', async () => {
    const desk = await openDesk()
    const old = await settledTicket(desk, desk.sari, personal)
    await desk.time.passes({ hours: 30 * 24 })
    const { topic } = await desk.report(desk.sari, 'Paket 10045123 tidak bisa diunduh')
    await nightAfter(desk, 366 * day + toNight)
    await nightAfter(desk, day)
    expect(old.topic.all()).toEqual([])
    expect(topic.all().map(message => message.text)).toContain('👤 Paket 10045123 tidak bisa diunduh')
    const text = await desk.databaseText()
    expect(text).not.toMatch(/1812345678900001/)
    expect(text).toMatch(/Paket 10045123/)
    expect(text).toMatch(/Sari Wulandari/)
    await desk.sari.says('Masih menunggu')
    await topic.sees(/^👤 Masih menunggu$/)
  })

  test('stays known while she is a petugas', async () => {
    const desk = await openDesk()
    await desk.budi.starts()
    await desk.budi.sees(/tercatat sebagai anggota/)
    await desk.settled()
    await nightAfter(desk, 366 * day + toNight)
    await nightAfter(desk, day)
    expect(await contactOf(desk, desk.budi)).toBeDefined()
  })
})

describe("the group's copy", () => {
  test('of a topic somebody deleted before is done with, and no topic is made anew', async () => {
    const desk = await openDesk()
    const { topic } = await settledTicket(desk, desk.sari, personal)
    desk.telegram.deleteTopic(desk.group.id, topic.thread!)
    await nightAfter(desk, 366 * day + toNight)
    expect(desk.telegram.topics(desk.group.id)).toEqual([])
    expect(await desk.database.collection('topics').findOne({})).toMatchObject({ gone: true })
  })

  test('stays while the bot may not delete messages, and goes once it may', async () => {
    const desk = await openDesk()
    const { topic } = await settledTicket(desk, desk.sari, personal)
    desk.telegram.setBotRights(desk.group.id, { can_delete_messages: false })
    await nightAfter(desk, 366 * day + toNight)
    expect(await desk.databaseText()).not.toMatch(/1812345678900001/)
    expect(topic.all()).not.toEqual([])
    expect(await desk.database.collection('topics').findOne({})).toHaveProperty('leaving')
    await desk.budi.writes(topic, 'Ternyata Bu Sari salah')
    await desk.settled()
    expect(await desk.databaseText()).not.toMatch(/Ternyata/)
    desk.telegram.setBotRights(desk.group.id, { can_delete_messages: true })
    await nightAfter(desk, day)
    expect(topic.all()).toEqual([])
    expect(await desk.database.collection('topics').findOne({})).toMatchObject({ gone: true })
  })

  test('is deleted when Telegram is there again', async () => {
    const desk = await openDesk()
    const { topic } = await settledTicket(desk, desk.sari, personal)
    desk.telegram.faults.add({ method: 'deleteForumTopic', kind: 'timeout after', times: 1 })
    await nightAfter(desk, 366 * day + toNight)
    expect(topic.all()).toEqual([])
    expect(await desk.database.collection('topics').findOne({})).toMatchObject({ gone: true })
    expect((await desk.sends({ purpose: 'retention' })).map(send => send.state)).toEqual(['sent'])
  })

  test('in a group without topics is a list of all its messages', async () => {
    const desk = await openDesk({ forum: false })
    const { topic, mirrored } = await desk.report(desk.sari, personal)
    const reply = await desk.budi.replies(mirrored, 'Kami cek, Bu Sari')
    await desk.sari.sees(/^Kami cek, Bu Sari$/)
    void desk.budi.taps('Selesai', topic.card())
    await desk.budi.replies(await desk.group.sees(/apa solusinya/), 'Sudah dibuka')
    void desk.budi.taps('Kirim', await desk.group.sees(/Kirim jawaban ini/))
    await desk.sari.sees(/Apakah sudah beres/)
    await desk.sari.says('sudah')
    await desk.sari.sees(/kami tutup/)
    await desk.settled()
    await nightAfter(desk, 366 * day + toNight)
    const found = await desk.database.collection<{ left: string[] }>('topics').findOne({})
    const shown = topic.all().map(message => `${desk.group.id}/${message.id}`)
    expect(found?.left.toSorted()).toEqual(shown.toSorted())
    expect(shown).toContain(`${desk.group.id}/${reply.message_id}`)
  })
})

describe('a file that a petugas removes', () => {
  async function removes(desk: Stage, number: string): Promise<void> {
    const wrote = (await desk.events(number)).find(event => event.data['attachments'])
    const [file] = (wrote?.data['attachments'] ?? []) as Attachment[]
    const why = 'data pribadi'
    const at = desk.time.now()
    await createRecords(desk.database).apply([
      { kind: 'forget file', id: 'hapus', ticket: number, file: file!.stored!, why, at },
    ])
    await desk.settled()
  }

  test('is gone from the store and the topic at once; what was said under it and that it was there stay', async () => {
    const desk = await openDesk()
    const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
    const sent = await desk.sari.says({ photo: true, caption: 'Ini surat saya' })
    await topic.sees(/^👤 Ini surat saya$/)
    await desk.settled()
    await removes(desk, number)
    expect(await storedFiles(desk)).toBe(0)
    expect((await topic.sees(/^👤 Ini surat saya$/)).media).toBeUndefined()
    expect(topic.all().some(message => message.media)).toBe(false)
    const [wrote] = (await desk.events(number)).filter(event => event.what === 'wrote')
    expect(wrote?.data).toMatchObject({
      text: 'Ini surat saya',
      attachments: [{ removed: true, kind: 'photo', why: 'data pribadi' }],
    })
    await desk.sari.edits(sent, 'Ini surat saya, maaf')
    await topic.sees(/maaf/)
    await topic.seesNothingMore()
    expect(topic.all().some(message => message.media)).toBe(false)
  })

  test('after 48 hours stays in the topic, and the petugas is told to delete it by hand', async () => {
    const desk = await openDesk()
    const { topic, number } = await desk.report(desk.sari, 'Tidak bisa login')
    await desk.sari.says({ photo: true })
    await topic.sees(/^👤$/)
    await desk.settled()
    await desk.time.passes({ hours: 49 })
    await removes(desk, number)
    expect(await storedFiles(desk)).toBe(0)
    await topic.sees(/pesannya tidak bisa saya hapus dari topik ini/)
    await topic.seesNothingMore()
  })
})

describe('a complaint', () => {
  const words = 'Petugas loket minta uang 500 ribu supaya akun diproses'

  test('a year after the Kepala closed it, its words are gone; number and times stay', async () => {
    const desk = await withKepala()
    const number = await complains(desk.sari, words)
    const card = await desk.dewi.sees(new RegExp(number))
    await desk.dewi.taps('Selesai', card)
    await desk.sari.sees(/selesai/)
    await nightAfter(desk, 200 * day + toNight)
    expect(await desk.databaseText()).toContain(words)
    await nightAfter(desk, 166 * day)
    expect(await desk.databaseText()).not.toContain('500 ribu')
    const row = await desk.database.collection<{ _id: string }>('complaints').findOne({ _id: number })
    expect(row).toMatchObject({ status: 'closed', openedAt: expect.any(Date), closedAt: expect.any(Date) })
  })

  test('that nobody closed keeps its words and the person', async () => {
    const desk = await withKepala()
    await complains(desk.sari, words)
    await nightAfter(desk, 366 * day + toNight)
    await nightAfter(desk, day)
    expect(await desk.databaseText()).toContain(words)
    expect(await contactOf(desk, desk.sari)).toBeDefined()
  })
})
