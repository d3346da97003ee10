import { describe, expect, test } from 'vitest'
import type { Contacts, Effect, Inbox, Outbox, Records, TicketEvent } from '../../src/app/ports.ts'
import type { ClosedTicket, Mark, RetentionStore } from '../../src/app/retention-store.ts'
import { newRow } from '../../src/app/receive.ts'
import { account, after, contact, dewi, group, monday, photo, sari, says, ticket, topic, wanted } from './samples.ts'

const one = 'TBB-2026-000001'
const two = 'TBB-2026-000002'

export interface RetentionMade {
  readonly store: RetentionStore
  readonly records: Records
  readonly outbox: Outbox
  readonly contacts: Contacts
  readonly inbox: Inbox
  /** Rows of the record by id, with all that is in them. */
  events(): Promise<Record<string, { what: string; ticket: string | null; data: Record<string, unknown> }>>
  ticketRow(number: string): Promise<Record<string, unknown> | null>
  addressRow(chat: string): Promise<{ contact: string } | null>
}

function event(
  id: string,
  what: string,
  data: Record<string, unknown>,
  fields: Partial<TicketEvent> = {},
): TicketEvent {
  return { kind: 'event', id, ticket: one, contact: 'Sari', at: monday, who: 'pelapor', what, data, ...fields }
}

function closed(number: string, minutes: number, fields: Parameters<typeof ticket>[1] = {}): Effect {
  const closedAt = after(minutes)
  return {
    kind: 'ticket',
    id: `t ${number}`,
    ticket: ticket(number, { status: 'closed', closedAt, ...fields }),
    contact: 'Sari',
    version: 1000,
  }
}

const old: ClosedTicket = { number: one, contact: 'Sari', closedAt: after(10) }
const mark: Mark = { run: 'night', at: after(100), files: 2 }
const inbox = `${account}:${sari}`

async function drain(steps: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const step of steps) count += Number(step)
  return count
}

/** What every store promises of which old things are deleted. */
export function retentionContract(make: () => RetentionMade): void {
  describe('old tickets', () => {
    test('are those closed before, by number, that a stage has not been through', async () => {
      const { store, records } = make()
      await records.apply([
        closed('TBB-2026-000003', 30),
        closed(two, 20),
        closed(one, 10),
        { kind: 'ticket', id: 't4', ticket: ticket('TBB-2026-000004'), contact: 'Sari', version: 1 },
      ])
      const due = async (from = '', limit = 10): Promise<string[]> =>
        (await store.tickets.due('texts', after(30), from, limit)).map(found => found.number)
      expect(await due()).toEqual([one, two])
      expect(await due('', 1)).toEqual([one])
      expect(await due(one)).toEqual([two])
      await store.tickets.done(old, 'texts', mark)
      expect(await due()).toEqual([two])
      expect(await store.tickets.due('files', after(30), '', 10)).toHaveLength(2)
    })

    test('that are opened again have been through nothing', async () => {
      const { store, records, ticketRow } = make()
      await records.apply([closed(one, 10)])
      await store.tickets.done(old, 'texts', mark)
      await records.apply([{ kind: 'ticket', id: 't', ticket: ticket(one), contact: 'Sari', version: 2000 }])
      expect(await ticketRow(one)).not.toHaveProperty('retained')
      await store.tickets.done(old, 'texts', mark)
      expect(await ticketRow(one)).not.toHaveProperty('retained')
      await records.apply([
        {
          kind: 'ticket',
          id: 't',
          ticket: ticket(one, { status: 'closed', closedAt: after(50) }),
          contact: 'Sari',
          version: 3000,
        },
      ])
      expect(await store.tickets.due('texts', after(60), '', 10)).toHaveLength(1)
    })

    test('bear one mark a stage, and a run knows its own', async () => {
      const { store, records } = make()
      await records.apply([closed(one, 10), closed(two, 20)])
      await store.tickets.done(old, 'files', mark)
      await store.tickets.done(old, 'files', { ...mark, run: 'late', files: 9 })
      await store.tickets.done(old, 'texts', { run: 'next', at: after(200), texts: 3 })
      await store.tickets.done({ ...old, number: two, closedAt: after(20) }, 'texts', { ...mark, files: 0 })
      expect(await store.tickets.marksOf('night')).toEqual(
        new Map([
          [one, [mark]],
          [two, [{ ...mark, files: 0 }]],
        ]),
      )
      expect(await store.tickets.marksOf('late')).toEqual(new Map())
    })

    test('hold words, files, sends and a copy in the group until each is taken', async () => {
      const { store, records, outbox } = make()
      const files = { kind: 'files', attachments: [{ ...photo('f1'), stored: 's1' }], text: [] } as const
      await records.apply([
        closed(one, 10),
        event('e1', 'opened', { text: 'NIK 1812', source: `${inbox}/1` }),
        event('e2', 'wrote', {
          text: '',
          attachments: [{ ...photo('f1'), stored: 's1', name: 'KTP.jpg' }, photo('f2')],
        }),
        event('e3', 'solved', { text: 'Akun dibuka' }),
        event('e4', 'wrote', { text: 'lain' }, { ticket: two }),
        wanted('m1', { ticket: one, content: files }),
        wanted('m2', { ticket: one }),
        wanted('m3', { ticket: two }),
      ])
      await outbox.bindTopic(topic(one, '7'))
      const sent = (id: string) => ({ id, state: 'sent', account, chat: sari, messageIds: [id] }) as const
      await outbox.mark([sent('m1'), sent('m3')])
      expect(await store.tickets.holdings(one)).toEqual({ texts: 1, files: 2, sends: 1, unsent: true, copy: true })
      await outbox.mark([sent('m2')])
      expect(await store.tickets.holdings(one)).toMatchObject({ sends: 2, unsent: false })
      expect(await store.tickets.files(one)).toEqual(['s1'])
      await store.tickets.markFilesRemoved(one)
      await store.tickets.markFilesRemoved(one)
      expect(await store.tickets.files(one)).toEqual([])
      expect(JSON.stringify([...(await outbox.byId(['m1'])).values()])).not.toMatch(/"f1"|s1/)
      await drain(store.tickets.emptyEvents(one))
      await store.tickets.forgetSends(one)
      await store.tickets.leaveGroup(one, after(100))
      expect(await store.tickets.holdings(one)).toEqual({ texts: 0, files: 0, sends: 0, unsent: false, copy: false })
      expect(await outbox.byId(['m1', 'm2', 'm3'])).toHaveProperty('size', 1)
    })

    test('keep the rows of their record, without words, names of files and the chat in ids', async () => {
      const { store, records, contacts, events } = make()
      await contacts.commit([contact('Sari', 1)])
      await records.apply([
        event(`${inbox}/1#0`, 'opened', { text: 'NIK 1812', source: `${inbox}/1` }),
        event(`${inbox}/1#1`, 'wrote', { attachments: [{ ...photo('f1'), stored: 's1', name: 'KTP.jpg' }] }),
        event(`${account}:${group}/5#0`, 'solved', { text: 'Akun dibuka', source: `${account}:${group}/5` }),
        event(`${account}:tap/9#0`, 'claim', { name: 'Budi' }),
        event(`${inbox}/2#0`, 'opened', { text: 'lain' }, { ticket: two }),
      ])
      await drain(store.tickets.emptyEvents(one))
      await drain(store.tickets.emptyEvents(one))
      expect(await events()).toEqual({
        [`${account}:Sari/1#0`]: expect.objectContaining({ what: 'opened', data: {} }),
        [`${account}:Sari/1#1`]: expect.objectContaining({
          data: { attachments: [expect.not.objectContaining({ name: expect.anything() })] },
        }),
        [`${account}:${group}/5#0`]: expect.objectContaining({ what: 'solved', data: { text: 'Akun dibuka' } }),
        [`${account}:tap/9#0`]: expect.objectContaining({ what: 'claim', data: { name: 'Budi' } }),
        [`${inbox}/2#0`]: expect.objectContaining({ data: { text: 'lain' } }),
      })
    })

    test('tell from the event that announced a stage what there was', async () => {
      const { store, records } = make()
      expect(await store.tickets.announced('r1')).toBeUndefined()
      await records.apply([event('r1', 'retained', { stage: 'files', files: 2, topic: true }, { at: after(5) })])
      expect(await store.tickets.announced('r1')).toMatchObject({ files: 2, topic: true, at: after(5) })
    })
  })

  describe("the group's copy", () => {
    test('is a topic as long as there is one, asked for by one send at a time', async () => {
      const { store, records, outbox } = make()
      await outbox.bindTopic(topic(one, '7'))
      await outbox.bindTopic(topic(two, '8'))
      await store.tickets.leaveGroup(one, after(100))
      await store.tickets.leaveGroup(one, after(200))
      await store.tickets.leaveGroup('TBB-2026-000009', after(200))
      expect(await store.copies.topics()).toEqual([topic(one, '7', { leaving: after(100) })])
      expect([...(await outbox.topicAt(account, group, ['7', '8'])).keys()]).toEqual([two])
      await records.apply([wanted('d1', { ticket: one, purpose: 'retention', content: { kind: 'delete topic' } })])
      expect(await store.copies.topics()).toEqual([])
      expect(await store.tickets.holdings(one)).toMatchObject({ unsent: false, sends: 0 })
      await outbox.mark([{ id: 'd1', state: 'failed', reason: 'CHANNEL_REFUSED' }])
      expect(await store.copies.topics()).toHaveLength(1)
      await outbox.topicGone(one, '6')
      expect(await store.copies.left()).toHaveLength(1)
      await outbox.topicGone(one, '7')
      expect(await store.copies.left()).toEqual([])
      expect((await outbox.topics([one])).get(one)).toEqual({ ...topic(one, null), gone: true })
      await store.tickets.leaveGroup(one, after(300))
      expect(await store.copies.left()).toEqual([])
    })

    test('without topics is a list of our messages and those of the staff, until a person deleted them', async () => {
      const { store, records, outbox } = make()
      const inTopic = { ticket: one, to: { ticket: one, group } } as const
      await records.apply([
        wanted('card', { ...inTopic, purpose: 'card' }),
        wanted('album', { ...inTopic, purpose: 'mirror' }),
        wanted('never sent', { ...inTopic, purpose: 'mirror' }),
        wanted('to Sari', { ticket: one }),
        event('e1', 'wrote', { text: 'a', source: `${inbox}/3` }),
        event('e2', 'note', { text: 'catatan', source: `${account}:${group}/55` }),
      ])
      await outbox.mark([
        { id: 'card', state: 'sent', account, chat: group, messageIds: ['11'] },
        { id: 'album', state: 'sent', account, chat: group, messageIds: ['12', '13'] },
        { id: 'never sent', state: 'failed', reason: 'CHANNEL_REFUSED' },
        { id: 'to Sari', state: 'sent', account, chat: sari, messageIds: ['14'] },
      ])
      await outbox.bindTopic(topic(one, null, { card: '11' }))
      await outbox.bindTopic(topic(two, null))
      await store.tickets.leaveGroup(one, after(100))
      await store.tickets.leaveGroup(two, after(100))
      expect(await store.copies.topics()).toEqual([])
      const [found, ...others] = await store.copies.left()
      expect(others).toEqual([])
      expect(found?.left?.toSorted()).toEqual(['11', '12', '13', '55'].map(id => `${group}/${id}`))
      expect(await store.copies.gone([one, two])).toBe(1)
      expect(await store.copies.left()).toEqual([])
    })
  })

  test('what belongs to no ticket goes by its own age, and nothing young with it', async () => {
    const { store, records, outbox, inbox: rows, events } = make()
    const loose = { ticket: null } as const
    await records.apply([
      event('e1', 'waiting', { text: 'halo', source: 'x' }, loose),
      event('e2', 'desk connected', { group }, loose),
      event('e3', 'waiting', { text: 'baru' }, { ...loose, at: after(60) }),
      event('e4', 'wrote', { text: 'milik tiket' }),
      wanted('s1'),
      wanted('s2', { at: after(60) }),
      wanted('s3', { ticket: one }),
      wanted('s4'),
    ])
    const sent = (id: string) => ({ id, state: 'sent', account, chat: sari, messageIds: [] }) as const
    await outbox.mark([sent('s1'), sent('s2'), sent('s3')])
    await records.apply([{ kind: 'ticket', id: 't', ticket: ticket(one), contact: 'Dewi', version: 1 }])
    await rows.add([
      newRow(says(sari, 'macet', { messageId: '1' }), 'Sari', 1, monday),
      newRow(says(dewi, 'macet', { messageId: '2' }), 'Dewi', 2, monday),
      newRow(says(sari, 'macet baru', { messageId: '3' }), 'Sari', 3, after(60)),
    ])
    for (const id of [`${inbox}/1`, `${account}:${dewi}/2`, `${inbox}/3`]) await rows.failed(id, 'UNEXPECTED', true)
    expect(await store.loose.count(after(30))).toBe(3)
    expect(await drain(store.loose.forget(after(30)))).toBe(3)
    expect(await store.loose.count(after(30))).toBe(0)
    expect(await drain(store.loose.forget(after(30)))).toBe(0)
    expect(await events()).toMatchObject({
      e1: { data: {} },
      e2: { data: { group } },
      e3: { data: { text: 'baru' } },
      e4: { data: { text: 'milik tiket' } },
    })
    expect([...(await outbox.byId(['s1', 's2', 's3', 's4'])).keys()].sort()).toEqual(['s2', 's3', 's4'])
    expect(await rows.retryParked()).toBe(2)
    expect(await drain(store.loose.forget(after(90)))).toBe(2)
    expect((await events())['e3']?.data).toEqual({})
  })

  describe('persons', () => {
    const resting = async (store: RetentionStore, since = after(1)): Promise<string[]> =>
      (await store.persons.resting(since, '', 10)).map(found => found._id)

    test('rest when nothing was decided since and nothing waits', async () => {
      const { store, contacts } = make()
      const state = contact('Dewi', 1).state
      const waiting = [{ text: 'a', attachments: [], source: 's', at: monday }]
      await contacts.commit([
        contact('Sari', 1),
        contact('Dewi', 1, { chat: dewi, state: { ...state, waiting } }),
        contact('Wati', 1, { decidedAt: after(5) }),
        contact('Zul', 1),
      ])
      expect(await resting(store)).toEqual(['Sari', 'Zul'])
      expect(await store.persons.resting(after(1), 'Sari', 10)).toEqual([
        { _id: 'Zul', account, chat: sari, version: 1 },
      ])
      expect(await store.persons.resting(after(1), '', 1)).toHaveLength(1)
    })

    test('are needed by an open ticket, one that is not done with, a message to decide or to send', async () => {
      const { store, records, inbox: rows } = make()
      await records.apply([
        closed(one, 10),
        { kind: 'ticket', id: 't', ticket: ticket(two), contact: 'Dewi', version: 1 },
        wanted('s1', { contact: 'Wati' }),
      ])
      await rows.add([newRow(says('404', 'halo', { messageId: '4' }), 'Zul', 1, monday)])
      const ids = ['Sari', 'Dewi', 'Wati', 'Zul', 'Joko']
      expect(await store.persons.needed(ids)).toEqual(new Set(['Sari', 'Dewi', 'Wati', 'Zul']))
      await store.tickets.done(old, 'files', mark)
      await store.tickets.done(old, 'texts', mark)
      expect((await store.persons.needed(ids)).has('Sari')).toBe(true)
      await store.tickets.done(old, 'identifiers', mark)
      expect((await store.persons.needed(ids)).has('Sari')).toBe(false)
    })

    test('go once their address was announced and nobody used it since', async () => {
      const { store, contacts, addressRow } = make()
      const address = { account, chat: sari }
      const id = [...(await contacts.ofAddresses([address])).values()][0]!
      await contacts.commit([contact(id, 1)])
      const person = { _id: id, account, chat: sari, version: 1 }
      expect(await store.persons.announce([id], after(100), after(40))).toEqual(new Set())
      expect(await store.persons.forget(person, after(40))).toBe(false)
      expect(await store.persons.announce([id], after(200), after(140))).toEqual(new Set([id]))
      expect(await store.persons.forget({ ...person, version: 0 }, after(140))).toBe(false)
      expect(await store.persons.forget(person, after(140))).toBe(true)
      expect(await contacts.load([id])).toEqual(new Map())
      expect(await addressRow(sari)).toBeNull()
    })

    test('who write again before they are forgotten stay who they are, whichever process hears them', async () => {
      const { store, contacts, addressRow } = make()
      const address = { account, chat: sari }
      const id = [...(await contacts.ofAddresses([address])).values()][0]!
      await contacts.commit([contact(id, 1)])
      await store.persons.announce([id], after(100), after(40))
      const other = make().contacts
      expect([...(await other.ofAddresses([address])).values()]).toEqual([id])
      expect(await store.persons.announce([id], after(200), after(140))).toEqual(new Set())
      expect(await store.persons.forget({ _id: id, account, chat: sari, version: 1 }, after(140))).toBe(false)
      expect(await addressRow(sari)).toMatchObject({ contact: id })
    })

    test('who write after they were forgotten are somebody new', async () => {
      const { store, contacts } = make()
      const address = { account, chat: sari }
      const id = [...(await contacts.ofAddresses([address])).values()][0]!
      await contacts.commit([contact(id, 1)])
      await store.persons.announce([id], after(100), after(40))
      await store.persons.forget({ _id: id, account, chat: sari, version: 1 }, after(140))
      const [anew] = [...(await make().contacts.ofAddresses([address])).values()]
      expect(anew).toMatch(/^[0-9a-f]{16}$/)
      expect(anew).not.toBe(id)
    })
  })

  test('nights are remembered: which was begun, which was finished', async () => {
    const { store } = make()
    expect(await store.runs.nights()).toEqual({ finished: null, begun: null })
    await store.runs.begin('2026-03-03')
    expect(await store.runs.nights()).toEqual({ finished: null, begun: '2026-03-03' })
    await store.runs.finish(null, after(5))
    expect(await store.runs.nights()).toEqual({ finished: null, begun: '2026-03-03' })
    await store.runs.finish('2026-03-03', after(5))
    expect(await store.runs.nights()).toEqual({ finished: '2026-03-03', begun: null })
  })
}
