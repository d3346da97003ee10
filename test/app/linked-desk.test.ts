import { describe, expect, test } from 'vitest'
import { emptyState } from '../../src/app/conversation/state.ts'
import type { Complaint, Contact } from '../../src/app/ports.ts'
import { createRetentionStore } from '../../src/storage/retention.ts'
import { useDatabase } from '../contracts/database.ts'
import {
  account,
  after,
  budi,
  contact,
  dewi,
  group,
  monday,
  sari,
  saysInGroup,
  taps,
  ticket,
  topic,
  wanted,
} from '../contracts/samples.ts'
import { at, contactAt, links, openBoth, owns, phone, saidAt, wordsOf, writes } from './linked.ts'
import type { House } from './house.ts'

const database = useDatabase()
const chat = at(account, sari)
const handset = at(phone, '628220000002@s.whatsapp.net')
const number = 'TBB-2026-000007'
const complaint: Complaint = {
  number: 'ADU-2026-000008',
  status: 'open',
  openedAt: monday,
  closedAt: null,
  waiting: [],
  head: dewi,
}

/** Sari has written to Telegram for long: her contact there is at a great version, and becomes part of the other one. */
async function longKnown(state: Partial<Contact['state']>): Promise<House> {
  await owns(database(), chat, 'b')
  await owns(database(), handset, 'a')
  const known = contact('b', 40, { ...chat, state: { ...emptyState, greeted: true, privacy: 1, ...state } })
  await database()
    .collection<{ _id: string }>('contacts')
    .insertOne({ ...known, waits: false } as never)
  const house = openBoth(database())
  house.channel.members.set(budi, 'member')
  return house
}

describe('what the staff do with a matter of a conversation that became part of another', () => {
  test('counts as newer than all that was done before, in the list and in the topic', async () => {
    const house = await longKnown({ tickets: [ticket(number)] })
    await house.records.apply([{ kind: 'ticket', id: 't', ticket: ticket(number), contact: 'b', version: 4_000_001 }])
    await house.records.apply([
      wanted('old', { lane: number, to: { ticket: number, group }, ticket: number, contact: 'b', order: 4_000_002 }),
    ])
    await house.outbox.bindTopic(topic(number, '77', { contact: 'b' }))
    await links(house, chat, handset)
    expect((await contactAt(database(), handset))!.version).toBeLessThan(10)
    await house.receives(saysInGroup(budi, '/balas satu', { thread: '77' }), {
      ...taps(budi, `ambil ${number}`, '5'),
      thread: '77',
    })
    house.passes(5000)
    await house.settles()
    expect(await house.tickets()).toMatchObject([{ _id: number, contact: 'a', status: 'claimed' }])
    const later = (await house.sends()).filter(send => send.lane.startsWith(number) && send._id !== 'old')
    expect(later.length).toBeGreaterThan(0)
    for (const send of later) expect(send.order).toBeGreaterThan(4_000_002)
    expect(await saidAt(house, handset)).toContain('satu')
  })

  test('reaches the person by Lihat lengkap, /tiket and the Kepala too', async () => {
    const house = await longKnown({ name: 'Sari', tickets: [ticket(number)], complaints: [complaint] })
    const head = { _id: `${account}/${dewi}`, id: dewi, name: 'Dewi', member: false, reachable: true }
    const kepala = { role: 'kepala', sk: '900/1/2026', from: monday, until: null, by: '1', at: monday, outside: true }
    await house.records.apply([
      { kind: 'ticket', id: 't', ticket: ticket(number), contact: 'b', version: 1 },
      { kind: 'staff', id: 'p', staff: head, fields: 'names', at: monday },
      {
        kind: 'staff',
        id: 'r',
        staff: head,
        fields: 'roles',
        at: monday,
        roles: [{ role: 'kepala', grants: [kepala as never] }],
      },
      { kind: 'complaint', id: 'c', contact: 'b', complaint },
      wanted('card', { to: { chat: dewi }, purpose: 'card', ticket: complaint.number, contact: 'b' }),
    ])
    await house.outbox.mark([{ id: 'card', state: 'sent', account, chat: dewi, messageIds: ['70'] }])
    await house.outbox.bindTopic(topic(number, '77', { contact: 'b' }))
    await links(house, chat, handset)
    await house.receives(
      writes(at(account, dewi), 'Mohon maaf, kami periksa', { replyTo: '70', replyToFrom: account.split(':')[1]! }),
      saysInGroup(budi, `/tiket ${number}`),
      { ...taps(budi, `ambil ${number}`, '5'), thread: '77' },
    )
    house.passes(5000)
    await house.settles()
    expect(await saidAt(house, handset)).toContainEqual(expect.stringContaining('Mohon maaf, kami periksa'))
    const inGroup = (await house.sends()).filter(send => 'chat' in send.to && send.to.chat === group).map(wordsOf)
    expect(inGroup).toEqual([expect.stringContaining(number)])
    const row = await database()
      .collection<{ _id: string; contact: string }>('complaints')
      .findOne({ _id: complaint.number })
    expect(row?.contact).toBe('a')
    await database()
      .collection<{ _id: string }>('staff')
      .updateOne({ _id: `${account}/${budi}` }, { $set: { reachable: true } })
    house.passes(5000)
    await house.receives({ ...taps(budi, `lihat ${number}`, '6'), thread: '77' })
    house.passes(5000)
    await house.settles()
    const full = (await house.sends()).filter(send => send.purpose === 'private').map(wordsOf)
    expect(full).toContainEqual(expect.stringMatching(/Telegram 101 · WhatsApp 628220000002/))
  })
})

test('who became part of another is forgotten only after them, and in the record neither chat is left', async () => {
  const house = await longKnown({ tickets: [] })
  const store = createRetentionStore(database())
  await links(house, chat, handset)
  await database().collection('outbox').deleteMany({})
  expect(await store.persons.needed(['a', 'b'])).toEqual(new Set(['b']))
  const data = { text: 'isi' }
  const fields = { kind: 'event', ticket: number, at: monday, who: 'pelapor', what: 'wrote', data } as const
  await house.records.apply([
    { ...fields, id: `${account}:${sari}/9#0`, contact: 'b' },
    { ...fields, id: `${phone}:${handset.chat}/9#0`, contact: 'b' },
    { ...fields, id: `${account}:${sari}/8#0`, contact: 'a' },
  ])
  for await (const _ of store.tickets.emptyEvents(number));
  const left = (await house.events()).filter(event => (event as unknown as { ticket: string }).ticket === number)
  expect(left).toHaveLength(3)
  for (const { _id } of left) expect(_id).not.toMatch(/101|628220000002/)
  for (const times of [1, 2])
    for (const { _id, version } of (await house.contacts.load(['a'])).values()) {
      await store.persons.announce(['a'], after(times * 100), after(times * 100 - 60))
      await store.persons.forget({ _id, version, ...chat }, after(times * 100 - 60))
    }
  expect([...(await house.contacts.load(['a', 'b'])).keys()]).toEqual(['b'])
  expect(await store.persons.needed(['b'])).toEqual(new Set())
})
