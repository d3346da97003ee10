import { describe, expect, test } from 'vitest'
import type { Clock, Effect, Outbox, Records, Roster, TicketEvent } from '../../src/app/ports.ts'
import { standingContract } from './standing.ts'
import { account, after, budi, group, monday, sari, ticket, topic, wanted } from './samples.ts'

const number = 'TBB-2026-000001'

export interface RecordsMade {
  readonly records: Records
  readonly outbox: Outbox
  /** A roster as a process finds it that starts now; `configured`: TELEGRAM_STAFF_GROUP. */
  roster(configured?: readonly string[], clock?: Clock): Roster
  /** Everything that was ever said to have happened. */
  events(): Promise<{ id: string; what: string }[]>
}

function event(id: string, what: string, fields: Partial<TicketEvent> = {}): TicketEvent {
  return { kind: 'event', id, ticket: number, contact: 'Sari', at: monday, who: 'pelapor', what, data: {}, ...fields }
}

function changed(id: string, version: number, fields: Parameters<typeof ticket>[1] = {}): Effect {
  return { kind: 'ticket', id, ticket: ticket(number, fields), contact: 'Sari', version }
}

/** What every record of effects, and the roster that reads it, promises. */
export function recordsContract(make: () => RecordsMade): void {
  describe('effects', () => {
    test('applied twice are applied once', async () => {
      const { records, outbox, roster, events } = make()
      const staff = { _id: `${account}/${budi}`, id: budi, name: 'Budi', member: true, reachable: false }
      const effects: Effect[] = [
        event('e1', 'opened'),
        changed('t1', 1000),
        wanted('s1'),
        { kind: 'staff', id: 'p1', staff, fields: 'membership', at: monday },
        { kind: 'desk', id: 'd1', account, group, forum: true },
      ]
      await records.apply(effects)
      await Promise.all([records.apply(effects), records.apply(effects.slice(1))])
      expect(await events()).toEqual([{ id: 'e1', what: 'opened' }])
      expect(await outbox.due(account, 10)).toHaveLength(1)
      expect(await roster().openTickets(10)).toHaveLength(1)
      expect((await roster().staff([staff._id])).get(staff._id)).toEqual({ ...staff, roles: [], marks: [] })
      expect(await roster().desk(account)).toEqual({ groups: [group], forum: true })
    })

    test('nothing is an effect too', async () => {
      const { records, events } = make()
      await records.apply([])
      expect(await events()).toEqual([])
    })

    test('events are never changed', async () => {
      const { records, events } = make()
      await records.apply([event('e1', 'opened')])
      await records.apply([event('e1', 'something else'), event('e2', 'wrote')])
      expect(await events()).toEqual([
        { id: 'e1', what: 'opened' },
        { id: 'e2', what: 'wrote' },
      ])
    })
  })

  describe('the list of tickets', () => {
    test('shows a ticket as it was decided last, even when an older decision comes late', async () => {
      const { records, roster } = make()
      const holder = { id: budi, name: 'Budi' }
      await records.apply([changed('t1', 1000)])
      await records.apply([changed('t3', 3000, { status: 'claimed', holder })])
      await records.apply([changed('t2', 2000, { status: 'solved' })])
      await records.apply([changed('t1', 1000)])
      expect(await roster().openTickets(10)).toEqual([
        expect.objectContaining({ number, status: 'claimed', holder, contact: 'Sari' }),
      ])
    })

    test('takes the newest of several changes in one commit', async () => {
      const { records, roster } = make()
      await records.apply([changed('t1', 1000), changed('t2', 1004, { status: 'solved' }), changed('t3', 1002)])
      expect((await roster().openTickets(10))[0]?.status).toBe('solved')
    })

    test('shows open ones, oldest first, and no closed one', async () => {
      const { records, roster } = make()
      const of = (name: string, minutes: number, status: 'open' | 'closed'): Effect => ({
        kind: 'ticket',
        id: name,
        ticket: ticket(name, { openedAt: after(minutes), status }),
        contact: 'Sari',
        version: 1,
      })
      await records.apply([of('B', 2, 'open'), of('A', 1, 'open'), of('C', 0, 'closed'), of('D', 3, 'open')])
      expect((await roster().openTickets(10)).map(one => one.number)).toEqual(['A', 'B', 'D'])
      expect((await roster().openTickets(2)).map(one => one.number)).toEqual(['A', 'B'])
    })
  })

  describe('a contact that became another', () => {
    const moved: Effect = { kind: 'moved', id: 'm1', from: 'Sari', to: 'Wulan', account: null }

    test('takes its tickets and topics along, however often that is said and whatever older change comes late', async () => {
      const { records, outbox, roster } = make()
      await records.apply([changed('t1', 1000)])
      await outbox.bindTopic(topic(number, '77', { contact: 'Sari' }))
      await records.apply([moved])
      await records.apply([changed('t1', 1000)])
      await records.apply([moved])
      expect((await roster().openTickets(10)).map(one => one.contact)).toEqual(['Wulan'])
      expect((await outbox.topics([number])).get(number)?.contact).toBe('Wulan')
    })

    test('on one account only takes none of them along', async () => {
      const { records, roster } = make()
      await records.apply([changed('t1', 1000), { ...moved, account: 'whatsapp:1' }])
      expect((await roster().openTickets(10)).map(one => one.contact)).toEqual(['Sari'])
    })
  })

  test('what the reporter said is there unmasked, oldest first, and nothing the staff noted', async () => {
    const { records } = make()
    await records.apply([
      event('e3', 'edited', { at: after(3), data: { text: 'tiga' } }),
      event('e1', 'opened', { at: after(1), data: { text: 'NIK 1812345678900001' } }),
      event('e2', 'wrote', { at: after(2), data: { text: '', attachments: [{ kind: 'photo', networkFile: 'f' }] } }),
      event('e4', 'note', { at: after(4), data: { text: 'catatan' } }),
      event('e5', 'wrote', { ticket: 'TBB-2026-000002', data: { text: 'lain' } }),
    ])
    expect(await records.said(number, 10)).toEqual([
      { text: 'NIK 1812345678900001', attachments: [] },
      { text: '', attachments: [{ kind: 'photo', networkFile: 'f' }] },
      { text: 'tiga', attachments: [] },
    ])
    expect(await records.said(number, 1)).toHaveLength(1)
  })

  test('what the reporter took back is said no more: a message in all its versions, of an album the item', async () => {
    const { records } = make()
    const file = (of: string) => ({ kind: 'photo', networkFile: of, of }) as const
    await records.apply([
      event('e1', 'opened', { at: after(1), data: { text: 'satu', source: 'c/1' } }),
      event('e2', 'edited', { at: after(2), data: { text: 'satu lagi', source: 'c/1' } }),
      event('e3', 'wrote', { at: after(3), data: { text: 'dua', source: 'c/2', attachments: [file('2'), file('3')] } }),
      event('e4', 'taken back', { at: after(4), data: { source: 'c/1' } }),
      event('e5', 'taken back', { at: after(5), data: { source: 'c/3' } }),
      event('e6', 'taken back', { at: after(6), ticket: 'TBB-2026-000002', data: { source: 'c/2' } }),
    ])
    expect(await records.said(number, 10)).toEqual([{ text: 'dua', source: 'c/2', attachments: [file('2')] }])
  })

  describe('a file that is forgotten', () => {
    const picture = (id: string) => ({ kind: 'photo', networkFile: `f ${id}`, unique: `u ${id}`, stored: id }) as const
    const forget: Effect = {
      kind: 'forget file',
      id: 'x',
      ticket: number,
      file: 'ktp',
      why: 'data pribadi',
      at: after(9),
    }
    const left = { kind: 'photo', networkFile: '', unique: 'u ktp', removed: true, why: 'data pribadi' }
    const album = wanted('album', {
      ticket: number,
      lane: number,
      to: { ticket: number, group },
      purpose: 'mirror',
      content: { kind: 'files', attachments: [picture('ktp'), picture('layar')], text: ['👤 ini KTP saya'] },
      source: 'm1',
      said: 'ini KTP saya',
    })
    const alone = (id: string, fields: Parameters<typeof wanted>[1] = {}): Effect =>
      wanted(id, { ticket: number, content: { kind: 'files', attachments: [picture('ktp')], text: [] }, ...fields })

    test('is gone from the record of its ticket, however often the effect is applied; others stay', async () => {
      const { records, outbox } = make()
      await records.apply([
        event('e1', 'wrote', { data: { text: 'a', attachments: [picture('ktp'), picture('layar')] } }),
        event('e2', 'wrote', { ticket: 'TBB-2026-000002', data: { text: 'b', attachments: [picture('ktp')] } }),
        album,
      ])
      await outbox.mark([{ id: 'album', state: 'sent', account, chat: group, messageIds: ['11', '12'] }])
      await records.apply([forget])
      const sends = await outbox.due(account, 10)
      await Promise.all([records.apply([forget]), records.apply([forget])])
      expect(await outbox.due(account, 10)).toEqual(sends)
      expect(await records.said(number, 10)).toEqual([{ text: 'a', attachments: [picture('layar')] }])
      expect(await records.said('TBB-2026-000002', 10)).toEqual([{ text: 'b', attachments: [picture('ktp')] }])
      expect((await outbox.byId(['album'])).get('album')?.content).toMatchObject({
        attachments: [left, picture('layar')],
      })
    })

    test('is deleted where it is shown to the staff, only it, and the words under it are said again', async () => {
      const { records, outbox } = make()
      await records.apply([
        album,
        alone('unmasked', { lane: 'budi', to: { chat: budi }, purpose: 'private' }),
        alone('answer', { purpose: 'reply' }),
        alone('refused', { lane: number, to: { ticket: number, group }, purpose: 'mirror' }),
      ])
      await outbox.mark([
        { id: 'album', state: 'sent', account, chat: group, messageIds: ['11', '12'] },
        { id: 'unmasked', state: 'sent', account, chat: budi, messageIds: ['13'] },
        { id: 'answer', state: 'sent', account, chat: sari, messageIds: ['14'] },
        { id: 'refused', state: 'failed', reason: 'CHANNEL_REFUSED' },
      ])
      await records.apply([forget])
      expect((await outbox.due(account, 10)).map(({ lane, to, content }) => ({ lane, to, content }))).toEqual([
        {
          lane: number,
          to: { ticket: number, group },
          content: { kind: 'delete', of: 'album', only: [0] },
        },
        {
          lane: number,
          to: { ticket: number, group },
          content: { kind: 'text', text: ['👤 ini KTP saya'] },
        },
        { lane: 'budi', to: { chat: budi }, content: { kind: 'delete', of: 'unmasked' } },
      ])
    })

    test('is deleted too where it is still to be shown', async () => {
      const { records, outbox } = make()
      await records.apply([alone('late', { lane: number, to: { ticket: number, group }, purpose: 'mirror' })])
      await records.apply([forget])
      const [late, deletion] = await outbox.due(account, 10)
      expect(late?.content).toMatchObject({ attachments: [left] })
      expect(deletion?.content).toEqual({ kind: 'delete', of: 'late' })
    })
  })

  describe('ticket numbers', () => {
    test('are never given twice, however many processes reserve at once', async () => {
      const { roster } = make()
      const given = await Promise.all(
        Array.from({ length: 12 }, async (_, at) => {
          const count = (at % 3) + 1
          const first = await roster().reserveNumbers(2026, count)
          return Array.from({ length: count }, (__, step) => first + step)
        }),
      )
      const numbers = given.flat()
      expect(new Set(numbers).size).toBe(numbers.length)
      expect(Math.min(...numbers)).toBe(1)
    })

    test('begin anew each year', async () => {
      const { roster } = make()
      expect(await roster().reserveNumbers(2026, 5)).toBe(1)
      expect(await roster().reserveNumbers(2026, 1)).toBe(6)
      expect(await roster().reserveNumbers(2027, 1)).toBe(1)
    })
  })

  describe('the desk', () => {
    test('is nowhere before a group was connected', async () => {
      const { roster } = make()
      expect(await roster().desk(account)).toBeNull()
    })

    test('of the settings wins over a connected one', async () => {
      const { records, roster } = make()
      await records.apply([{ kind: 'desk', id: 'd', account, group: '-5', forum: true }])
      expect((await roster([group]).desk(account))?.groups).toEqual([group])
      expect((await roster().desk(account))?.groups).toEqual(['-5'])
    })

    test('is seen within two seconds by a process that knows of none', async () => {
      const { records, roster } = make()
      const other = roster()
      expect(await other.desk(account)).toBeNull()
      await records.apply([{ kind: 'desk', id: 'd', account, group, forum: true }])
      expect((await other.desk(account))?.groups).toEqual([group])
    })

    test('follows its group when that becomes a supergroup, be it set or connected', async () => {
      const { records, roster } = make()
      await records.apply([{ kind: 'desk', id: 'd1', account, group: '-5', forum: false }])
      await records.apply([{ kind: 'desk', id: 'd2', account, group: '-1005', forum: true, was: '-5' }])
      expect(await roster().desk(account)).toEqual({ groups: ['-1005'], forum: true })
      expect((await roster(['-5', '-6']).desk(account))?.groups).toEqual(['-1005', '-6'])
    })

    test('has one code to connect it, the same for everybody who asks', async () => {
      const { roster } = make()
      const codes = await Promise.all(Array.from({ length: 5 }, () => roster().deskCode()))
      expect(new Set(codes).size).toBe(1)
      expect(codes[0]).toMatch(/^[A-HJ-NP-Z2-9]{8}$/)
    })
  })

  describe('the roster', () => {
    const record = (isMember: boolean, reachable = true) => ({
      _id: `${account}/${budi}`,
      id: budi,
      name: 'Budi',
      member: isMember,
      reachable,
      roles: [],
      marks: [],
    })
    const member = (id: string, isMember: boolean, minutes: number): Effect => ({
      kind: 'staff',
      id,
      staff: record(isMember),
      fields: 'membership',
      at: after(minutes),
    })
    const reachable = (id: string, staff: ReturnType<typeof record>): Effect => ({
      kind: 'staff',
      id,
      staff,
      fields: 'reachability',
      at: after(9),
    })
    const found = async (roster: Roster) => (await roster.staff([record(true)._id])).get(record(true)._id)

    test('lets an anggota who was removed press Start without becoming one again', async () => {
      const { records, roster } = make()
      await records.apply([member('p1', true, 0)])
      await records.apply([member('p2', false, 1)])
      await records.apply([reachable('p3', record(true, true))])
      expect(await found(roster())).toEqual(record(false, true))
    })

    test('keeps what is known of reachability when somebody joins', async () => {
      const { records, roster } = make()
      await records.apply([reachable('p1', record(true, false))])
      expect(await found(roster())).toEqual(record(true, false))
      await records.apply([member('p2', true, 1)])
      expect(await found(roster())).toEqual(record(true, false))
    })

    test('believes the newest news of who is a member, in whatever order it comes', async () => {
      const { records, roster } = make()
      await records.apply([member('p1', false, 5)])
      await records.apply([member('p2', true, 4)])
      expect((await found(roster()))?.member).toBe(false)
      await records.apply([member('p3', true, 6), member('p4', false, 6)])
      expect((await found(roster()))?.member).toBe(false)
      await records.apply([member('p5', true, 6)])
      expect((await found(roster()))?.member).toBe(true)
    })

    test('knows a removed anggota as removed at once where it counts', async () => {
      const { records, roster } = make()
      const mine = roster()
      await records.apply([member('p1', true, 0)])
      expect((await mine.staffBelieved([record(true)._id])).get(record(true)._id)?.member).toBe(true)
      await records.apply([member('p2', false, 1)])
      expect((await mine.staff([record(true)._id])).get(record(true)._id)?.member).toBe(false)
      expect(await mine.staff([])).toEqual(new Map())
    })

    test('believes what it read for two seconds, no longer', async () => {
      const { records, roster } = make()
      let now = monday
      const mine = roster(undefined, { now: () => now })
      const id = record(true)._id
      await records.apply([member('p1', true, 0)])
      await mine.staffBelieved([id])
      await records.apply([member('p2', false, 1)])
      now = new Date(monday.getTime() + 2000)
      expect((await mine.staffBelieved([id, 'unheard of'])).get(id)?.member).toBe(false)
    })
  })

  standingContract(make)
}
