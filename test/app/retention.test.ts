import { Readable } from 'node:stream'
import type { Connection } from 'mongoose'
import { describe, expect, test } from 'vitest'
import { createNightly } from '../../src/app/nightly.ts'
import type { Send, Topic } from '../../src/app/ports.ts'
import { plan, retain, topicDeletion, type Deleted, type RetentionParts } from '../../src/app/retention.ts'
import { createLog } from '../../src/log.ts'
import { createFiles } from '../../src/storage/files.ts'
import { createRetentionStore } from '../../src/storage/retention.ts'
import { useDatabase } from '../contracts/database.ts'
import {
  account,
  budi,
  dewi,
  group,
  joko,
  monday,
  photo,
  sari,
  says,
  saysInGroup,
  wanted,
} from '../contracts/samples.ts'
import { openHouse, type House } from './house.ts'

const database = useDatabase()
const day = 24 * 3600_000
const kept = { filesDays: 90, textDays: 365, identifiersDays: 365 }
const one = 'TBB-2026-000001'
const two = 'TBB-2026-000002'

/** From Monday 08.00 to 01.30 at night, so many days later. */
const nights = (days: number): number => days * day + 17.5 * 3600_000

function partsOf(house: House, changes: Partial<RetentionParts> = {}): RetentionParts {
  return {
    store: createRetentionStore(database()),
    contacts: house.contacts,
    inbox: house.inbox,
    records: house.records,
    roster: house.roster,
    files: filesOf(database()),
    clock: { now: () => house.now() },
    policy: () => ({ zone: 'Asia/Jakarta', retention: kept }),
    wake: { delivery: () => undefined },
    mayDeleteTopics: async () => true,
    checkpoint: () => undefined,
    token: () => `token ${Math.random()}`,
    log: createLog('silent'),
    ...changes,
  }
}

function filesOf(connection: Connection) {
  return createFiles(connection, Buffer.alloc(32, 7))
}

async function delivered(house: House): Promise<void> {
  for (let round = 0; round < 200; round++) {
    await house.settles()
    await house.delivery.run()
    const rest = (await house.sends()).filter(send => send.state === 'due' || send.state === 'sending')
    if (!rest.length && !(await house.rows()).some(row => row.state === 'new')) return
    house.passes(100)
    await new Promise(resolve => setTimeout(resolve, 1))
  }
  throw new Error('not everything was delivered')
}

/** The ticket is closed now, as its conversation and its row say. */
async function close(house: House, number: string): Promise<void> {
  const row = await database().collection<{ _id: string; contact: string }>('tickets').findOne({ _id: number })
  const contact = (await house.contacts.load([row!.contact])).get(row!.contact)!
  const closed = { status: 'closed', closedAt: house.now() } as const
  const tickets = contact.state.tickets.map(ticket => (ticket.number === number ? { ...ticket, ...closed } : ticket))
  const state = { ...contact.state, tickets }
  await house.contacts.commit([{ ...contact, version: contact.version + 1, state, batch: `close ${number}` }])
  const ticket = tickets.find(found => found.number === number)!
  await house.records.apply([
    { kind: 'ticket', id: 't', ticket, contact: contact._id, version: (contact.version + 1) * 100_000 },
  ])
}

/** Sari and Dewi had a ticket each, Joko has one that goes on; Sari's has a picture, a note of Budi and an answer. */
async function seeded(changes: Parameters<typeof openHouse>[1] = {}): Promise<House> {
  const house = openHouse(database(), changes)
  house.channel.members.set(budi, 'member')
  const first = says(sari, 'Saya Sari, NIK 1812345678900001', { messageId: '1' })
  await house.receives(first)
  await delivered(house)
  await house.receives(says(dewi, 'Dewi tidak bisa unggah', { messageId: '2' }))
  await delivered(house)
  await house.receives(says(joko, 'Joko gagal unduh', { messageId: '3' }))
  await delivered(house)
  const stored = `${account}:${sari}/4.0`
  await filesOf(database()).put(stored, Readable.from([Buffer.from('KTP')]), { type: 'image/jpeg' }, 1000)
  const picture = { ...photo('f-ktp'), stored, name: 'gambar Sari.jpg' }
  await house.receives(says(sari, 'ini gambarnya', { messageId: '4', attachments: [picture] }))
  await delivered(house)
  const { thread } = (await house.outbox.topics([one])).get(one)!
  const inTopic = thread === null ? {} : { thread }
  const copy = (await house.sends()).find(send => send.purpose === 'mirror' && send.ticket === one)!
  await house.receives(
    saysInGroup(budi, 'Bu Sari sudah ditelepon', { messageId: '901', ...inTopic }),
    saysInGroup(budi, 'Bu Sari, coba lagi', { messageId: '902', ...inTopic, replyTo: copy.messageIds[0]! }),
  )
  await delivered(house)
  // However long it took until now, they are closed at the same instant.
  house.passes(monday.getTime() + 3600_000 - house.now().getTime())
  await close(house, one)
  await close(house, two)
  return house
}

/** Calls until the night's work is done. */
async function nightOver(nightly: () => Promise<number | null>): Promise<void> {
  for (let calls = 0; calls < 100; calls++) if ((await nightly()) === null) return
  throw new Error('the night never ended')
}

async function runs(house: House): Promise<{ id: string; data: Record<string, unknown> }[]> {
  const events = await house.events()
  return events.filter(({ what }) => what === 'retention run').map(({ _id, data }) => ({ id: _id, data }))
}

const passing = ['batch', 'claim', 'uploadDate', 'files_id', 'at', 'leaving', 'openedAt', 'decidedAt']

/** Everything on record that should not depend on when a run was cut off; contacts by the person's chat. */
async function record(): Promise<string> {
  const names = new Map<string, string>()
  const texts: string[] = []
  const all = async (name: string) => database().collection<{ _id: string }>(name).find().sort({ _id: 1 }).toArray()
  const sendTo = new Map([
    ['Saya', 'Sari'],
    ['Dewi', 'Dewi'],
    ['Joko', 'Joko'],
  ])
  for (const ticket of (await all('tickets')) as unknown as { _id: string; contact: string }[])
    names.set(ticket.contact, [...sendTo.values()][Number(ticket._id.slice(-1)) - 1]!)
  for (const name of ['events', 'outbox', 'tickets', 'topics', 'contacts', 'addresses', 'files.files', 'files.chunks'])
    for (const row of await all(name)) {
      const text = JSON.stringify(row, (key, value: unknown) => {
        if (passing.includes(key)) return undefined
        // How many rounds the deliveries of the night take depends on how busy the machine is.
        const atNight = ['begunAt', 'sentAt'].includes(key) && typeof value === 'string' && value >= '2027'
        return atNight ? 'at night' : value
      })
      texts.push(`${name} ${[...names].reduce((left, [id, who]) => left.replaceAll(id, who), text)}`)
    }
  return texts.toSorted().join('\n')
}

type Rows = { readonly name: string; readonly rows: readonly object[] }[]

async function everything(): Promise<Rows> {
  const names = (await database().listCollections()).map(({ name }) => name)
  return Promise.all(names.map(async name => ({ name, rows: await database().collection(name).find().toArray() })))
}

async function putBack(all: Rows): Promise<void> {
  for (const { name } of await database().listCollections()) await database().collection(name).deleteMany({})
  for (const { name, rows } of all)
    if (rows.length)
      await database()
        .collection(name)
        .insertMany([...rows])
}

async function run(house: House, changes: Partial<RetentionParts> = {}): Promise<Deleted> {
  const steps = retain(house.now().toISOString(), partsOf(house, changes))
  let step = await steps.next()
  while (!step.done) step = await steps.next()
  return step.value
}

test('a trial says what a run deletes, and changes nothing', async () => {
  const house = await seeded()
  house.passes(nights(366))
  const before = await record()
  const planned = await plan(partsOf(house))
  expect(await record()).toBe(before)
  expect(planned).toEqual({
    tickets: 2,
    texts: 5,
    sends: expect.any(Number),
    files: 1,
    topics: 2,
    loose: 0,
    persons: 0,
  })
  expect(await run(house)).toEqual(planned)
  // Their tickets are done with now, so that they themselves can go.
  const after = { tickets: 0, texts: 0, sends: 0, files: 0, topics: 0, loose: 0, persons: 2 }
  expect(await plan(partsOf(house))).toEqual(after)
})

test('what is too young stays to the last byte', async () => {
  const house = await seeded()
  house.passes(nights(89))
  const before = await record()
  expect(await run(house)).toMatchObject({ tickets: 0, files: 0, texts: 0, topics: 0, persons: 0 })
  expect(await record()).toBe(before)
})

test('files go first, and with them the topic that shows them; words stay their time', async () => {
  const house = await seeded()
  house.passes(nights(91))
  expect(await run(house)).toEqual({ tickets: 1, texts: 0, sends: 0, files: 1, topics: 1, loose: 0, persons: 0 })
  await delivered(house)
  const left = await record()
  expect(left).not.toMatch(/f-ktp|gambar Sari|files\.files/)
  expect(left).toMatch(/1812345678900001/)
  expect(left).toMatch(/"removed":true,"kind":"photo","why":"masa simpan habis"/)
  const topics = await house.outbox.topics([one, two])
  expect([topics.get(one)?.gone, topics.get(two)?.gone]).toEqual([true, undefined])
})

test('a ticket without files stays in its conversation until its words go, so that it can be opened again', async () => {
  const house = await seeded()
  const known = async (number: string): Promise<boolean> => {
    const row = await database().collection<{ _id: string; contact: string }>('tickets').findOne({ _id: number })
    const contact = (await house.contacts.load([row!.contact])).get(row!.contact)
    return contact?.state.tickets.some(ticket => ticket.number === number) === true
  }
  house.passes(nights(91))
  await run(house)
  expect([await known(one), await known(two)]).toEqual([false, true])
  house.passes(275 * day)
  await run(house)
  expect(await known(two)).toBe(false)
})

test('where files are kept longer than words, they stay without the names people gave them', async () => {
  const house = await seeded()
  const retention = { textDays: 10, filesDays: 100, identifiersDays: 1 }
  const policy = () => ({ zone: 'Asia/Jakarta', retention })
  house.passes(nights(12))
  expect(await run(house, { policy })).toMatchObject({ tickets: 2, texts: 5, files: 0, topics: 2, persons: 0 })
  const after = await record()
  expect(after).toMatch(/files\.files/)
  expect(after).toMatch(/"stored":/)
  expect(after).not.toMatch(/gambar Sari|1812345678900001/)
  house.passes(90 * day)
  expect(await run(house, { policy })).toMatchObject({ tickets: 1, texts: 0, files: 1, topics: 0 })
  expect(await record()).not.toMatch(/files\.files|f-ktp/)
})

test('a ticket that goes on keeps everything, whoever else is forgotten', async () => {
  const house = await seeded()
  // Which notice on privacy he was shown belongs to no ticket: of that row the chat goes.
  const ofJoko = (text: string): string[] =>
    text.split('\n').filter(line => line.includes('Joko') && !line.includes('privacy told'))
  const before = ofJoko(await record())
  expect(before.length).toBeGreaterThan(5)
  for (const days of [366, 1, 1]) {
    house.passes(nights(days))
    await run(house)
    await delivered(house)
  }
  expect(ofJoko(await record())).toEqual(before)
  expect(await record()).not.toMatch(/Sari W|1812345678900001|"chat":"101"|telegram:7000000001\/101|:101\//)
})

describe('a run waits with a ticket', () => {
  test('that was opened again meanwhile', async () => {
    const house = await seeded()
    house.passes(nights(366))
    const row = await database().collection<{ _id: string; contact: string }>('tickets').findOne({ _id: one })
    const contact = (await house.contacts.load([row!.contact])).get(row!.contact)!
    const tickets = contact.state.tickets.map(ticket => ({ ...ticket, status: 'open', closedAt: null }) as const)
    const state = { ...contact.state, tickets }
    await house.contacts.commit([{ ...contact, version: contact.version + 1, state, batch: 'opened' }])
    expect(await run(house)).toMatchObject({ tickets: 1, files: 0 })
    expect(await record()).toMatch(/1812345678900001/)
  })

  test('of which something is still to be sent', async () => {
    const house = await seeded()
    house.passes(nights(366))
    await house.records.apply([wanted('late', { ticket: one, at: house.now() })])
    expect(await run(house)).toMatchObject({ tickets: 1, files: 0 })
    expect((await house.outbox.byId(['late'])).size).toBe(1)
  })

  test('whose last decision may not be carried out yet', async () => {
    const house = await seeded()
    house.passes(nights(366))
    await database()
      .collection('inbox')
      .updateMany({}, { $set: { state: 'new' } })
    expect(await run(house)).toMatchObject({ tickets: 0, persons: 0 })
  })
})

describe('a topic', () => {
  const deletions = async (house: House): Promise<Send[]> =>
    (await house.sends()).filter(send => send.purpose === 'retention')

  test('that is gone already is not made again, and its deletion is done', async () => {
    const house = await seeded()
    const { thread } = (await house.outbox.topics([one])).get(one)!
    house.channel.deleteTopic(group, thread!)
    house.passes(nights(366))
    await run(house)
    await delivered(house)
    expect((await deletions(house)).map(send => send.state)).toEqual(['sent', 'sent'])
    expect((await house.outbox.topics([one])).get(one)).toMatchObject({ gone: true, thread: null })
    expect(house.channel.seen.filter(seen => seen.kind === 'topic')).toHaveLength(3)
  })

  test('that may not be deleted stays on the list, and is asked for again once it may', async () => {
    const house = await seeded()
    house.passes(nights(366))
    expect(await run(house, { mayDeleteTopics: async () => false })).toMatchObject({ topics: 2 })
    expect(await deletions(house)).toEqual([])
    const { copies } = partsOf(house).store
    expect((await copies.left()).map((left: Topic) => left._id)).toEqual([one, two])
    await run(house)
    await delivered(house)
    expect(await copies.left()).toEqual([])
  })

  test('that the network refuses to delete is on the list for a person, and nothing else waits for it', async () => {
    const house = await seeded()
    house.channel.fail('RECIPIENT_UNREACHABLE', { kind: 'delete topic', times: 2 })
    house.passes(nights(366))
    await run(house)
    await delivered(house)
    expect((await deletions(house)).map(send => [send.state, send.reason])).toEqual([
      ['failed', 'RECIPIENT_UNREACHABLE'],
      ['failed', 'RECIPIENT_UNREACHABLE'],
    ])
    expect(await partsOf(house).store.copies.left()).toHaveLength(2)
    await house.receives(says(joko, 'masih gagal', { messageId: '70' }))
    await delivered(house)
    expect(house.channel.texts(group)).toContain('👤 masih gagal')
  })

  test('is left to a person while the network does not answer', async () => {
    const house = await seeded()
    house.passes(nights(366))
    const silent = async (): Promise<boolean> => Promise.reject(new Error('no answer'))
    expect(await run(house, { mayDeleteTopics: silent })).toMatchObject({ topics: 2 })
    expect(await deletions(house)).toEqual([])
  })

  test.each([
    [{ forum: true, deleteMessages: true }, true],
    [{ forum: true, deleteMessages: false }, false],
    [{ forum: false, deleteMessages: true }, false],
  ])('may be deleted where the group says %j: %s', async (check, may) => {
    const house = openHouse(database())
    const whole = await house.channel.checkGroup(group)
    const channel = { ...house.channel, checkGroup: async () => ({ ...whole, ...check }) }
    const ask = topicDeletion(new Map([[account, channel]]))
    expect(await ask(account, group)).toBe(may)
    expect(await ask('telegram:2', group)).toBe(false)
  })

  test('that was deleted for good is never made again: what is still sent there fails in words', async () => {
    const house = await seeded()
    house.passes(nights(366))
    await run(house)
    await delivered(house)
    await house.records.apply([
      wanted('late', { ticket: one, lane: one, to: { ticket: one, group }, purpose: 'mirror', contact: 'Sari' }),
    ])
    await delivered(house)
    expect((await house.outbox.byId(['late'])).get('late')).toMatchObject({
      state: 'failed',
      reason: 'CHANNEL_REFUSED',
    })
    expect((await house.rows()).map(row => row._id)).toContain('delivery:failed:CHANNEL_REFUSED:late')
    expect(house.channel.seen.filter(seen => seen.kind === 'topic')).toHaveLength(3)
  })

  test('that is to be deleted and was deleted by hand is not made again either', async () => {
    const house = await seeded()
    house.passes(nights(366))
    await run(house, { mayDeleteTopics: async () => false })
    const { thread } = (await house.outbox.topics([one])).get(one)!
    house.channel.deleteTopic(group, thread!)
    await house.records.apply([
      wanted('late', { ticket: one, lane: one, to: { ticket: one, group }, purpose: 'mirror' }),
    ])
    await delivered(house)
    expect((await house.outbox.byId(['late'])).get('late')).toMatchObject({ state: 'failed', reason: 'TOPIC_MISSING' })
    expect(house.channel.seen.filter(seen => seen.kind === 'topic')).toHaveLength(3)
  })
})

describe('a forgotten file', () => {
  const picture = (id: string) => ({ ...photo(`f ${id}`), stored: id })
  const album = wanted('album', {
    ticket: one,
    to: { chat: group },
    purpose: 'mirror',
    content: { kind: 'files', attachments: [picture('ktp'), picture('layar')], text: [] },
  })
  const forget = (file: string) =>
    ({ kind: 'forget file', id: `x ${file}`, ticket: one, file, why: 'data pribadi', at: monday }) as const
  const stands = (house: House, id: string): boolean =>
    !house.channel.seen.some(({ kind, outgoing }) => kind === 'delete' && outgoing.target.includes(id))

  test('is deleted out of the album that shows it, and the album stays', async () => {
    const house = openHouse(database())
    await house.records.apply([album])
    await delivered(house)
    const [ktp, layar] = (await house.outbox.byId(['album'])).get('album')!.messageIds
    await house.records.apply([forget('ktp')])
    await delivered(house)
    expect([stands(house, ktp!), stands(house, layar!)]).toEqual([false, true])
    await house.records.apply([forget('layar')])
    await delivered(house)
    expect(stands(house, layar!)).toBe(false)
  })

  test('is deleted as soon as it was shown, when it was on its way', async () => {
    const house = openHouse(database())
    const release = house.channel.hold()
    await house.records.apply([album])
    await house.delivery.run()
    await house.records.apply([forget('ktp')])
    release()
    await delivered(house)
    const [ktp, layar] = (await house.outbox.byId(['album'])).get('album')!.messageIds
    expect([stands(house, ktp!), stands(house, layar!)]).toEqual([false, true])
    expect((await house.sends()).map(send => send.state)).toEqual(['sent', 'sent'])
  })

  test('is not shown at all when its turn had not come', async () => {
    const house = openHouse(database())
    await filesOf(database()).put('ktp', Readable.from([Buffer.from('KTP')]), { type: 'image/jpeg' }, 1000)
    await house.records.apply([album])
    await house.records.apply([forget('ktp')])
    await expect(filesOf(database()).read('ktp')).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' })
    await delivered(house)
    const [only, ...others] = (await house.outbox.byId(['album'])).get('album')!.messageIds
    expect([others, stands(house, only!)]).toEqual([[], true])
    expect((await house.sends()).map(send => send.state)).toEqual(['sent', 'sent'])
  })
})

describe('at night', () => {
  test('it runs once, between one and four, and says so', async () => {
    const house = await seeded()
    const nightly = createNightly(partsOf(house))
    house.passes(366 * day)
    await nightOver(nightly)
    expect(await runs(house)).toEqual([])
    house.passes(nights(0))
    await nightOver(nightly)
    await nightOver(nightly)
    await nightOver(createNightly(partsOf(house)))
    expect(await runs(house)).toEqual([
      { id: 'retensi:2027-03-04', data: expect.objectContaining({ complete: true, tickets: 2, files: 1, topics: 2 }) },
    ])
    await delivered(house)
    house.passes(day)
    await nightOver(nightly)
    expect((await runs(house)).map(({ id, data }) => [id, data['persons']])).toEqual([
      ['retensi:2027-03-04', 0],
      ['retensi:2027-03-05', 2],
    ])
  })

  test('a night that ends before the work does is recorded as not complete, and the next does the rest', async () => {
    const house = await seeded()
    const nightly = createNightly(partsOf(house))
    house.passes(nights(366))
    // The hours pass while the first ticket goes.
    let steps = 0
    const slow = createNightly(partsOf(house, { checkpoint: () => void (++steps === 4 && house.passes(4 * 3600_000)) }))
    expect(await slow()).toBe(0)
    expect(await slow()).toBeNull()
    const [first] = await runs(house)
    expect(first).toMatchObject({ id: 'retensi:2027-03-04', data: { complete: false } })
    house.passes(20 * 3600_000)
    await nightOver(nightly)
    const [, second] = await runs(house)
    expect(second).toMatchObject({ id: 'retensi:2027-03-05', data: { complete: true } })
    const both = (what: string): number => Number(first?.data[what]) + Number(second?.data[what])
    expect([both('tickets'), both('files'), both('topics')]).toEqual([expect.any(Number), 1, 2])
    expect(await record()).not.toMatch(/1812345678900001/)
  })

  test('a night that a crash cut off is recorded by the process that comes after it', async () => {
    const house = await seeded()
    house.passes(nights(366))
    let left = 9
    const crash = (): void => {
      if (--left === 0) throw new Error('cut off')
    }
    await expect(createNightly(partsOf(house, { checkpoint: crash }))()).rejects.toThrow('cut off')
    house.passes(day)
    await nightOver(createNightly(partsOf(house)))
    expect((await runs(house)).map(({ id, data }) => [id, data['complete']])).toEqual([
      ['retensi:2027-03-04', false],
      ['retensi:2027-03-05', true],
    ])
  })

  test(
    'wherever it is cut off, it ends as if it had not been, and counts each thing once',
    { timeout: 300_000 },
    async () => {
      await seeded()
      const beginning = await everything()
      const through = async (cutAt: number): Promise<{ record: string; runs: object; steps: number }> => {
        await putBack(beginning)
        const house = openHouse(database())
        let steps = 0
        const checkpoint = (): void => {
          if (++steps === cutAt) throw new Error('cut off')
        }
        house.passes(nights(366))
        for (const days of [0, 1]) {
          house.passes(days * day)
          for (let alive = false; !alive;)
            alive = await nightOver(createNightly(partsOf(house, { checkpoint }))).then(
              () => true,
              (error: Error) => {
                expect(error.message).toBe('cut off')
                return false
              },
            )
          await delivered(house)
        }
        return { record: await record(), runs: await runs(house), steps }
      }
      const whole = await through(0)
      expect(whole.steps).toBeGreaterThan(25)
      for (let cutAt = 1; cutAt <= whole.steps; cutAt++) {
        const { record: left, runs: said } = await through(cutAt)
        expect([cutAt, left]).toEqual([cutAt, whole.record])
        expect([cutAt, said]).toEqual([cutAt, whole.runs])
      }
    },
  )
})
