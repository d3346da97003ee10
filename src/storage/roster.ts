import { randomInt } from 'node:crypto'
import type { Connection } from 'mongoose'
import type { Clock, Desk, FoundTicket, Invitation, Roster, Staff, StaffSeen, Topic } from '../app/ports.ts'
import { rolesOf, type Grant, type Mark } from '../domain/access.ts'
import { findTicketNumber, liveStatuses, type Ticket } from '../domain/ticket.ts'

/** How long the staff group and the roster are believed (ms): they change a few times a year. */
const believedFor = 2000
/** What the roster tells of somebody. */
const known = {
  id: 1,
  name: 1,
  username: 1,
  nickname: 1,
  member: 1,
  reachable: 1,
  creator: 1,
  roles: 1,
  marks: 1,
} as const
const codeLetters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

export interface RosterOptions {
  /** Groups set by TELEGRAM_STAFF_GROUP: they win over a connected one. */
  readonly configured: ReadonlyMap<string, readonly string[]>
  readonly clock: Clock
}

/** What people said and how it was solved: where /cari looks. */
const searched = ['opened', 'wrote', 'edited', 'replied', 'solved', 'note']

type StoredTicket = Omit<Ticket, 'number'> & { _id: string; contact: string }

/** Somebody as stored: what was decided about each role and mark stands by itself, so that no change takes another. */
interface StaffRow extends StaffSeen {
  readonly roles?: Readonly<Record<string, { readonly grants: readonly Grant[] }>>
  readonly marks?: Readonly<Record<string, { readonly mark: Mark | null }>>
}

/** Staff, groups, the list of tickets and their numbers in MongoDB. */
export function createRoster(connection: Connection, { configured, clock }: RosterOptions): Roster {
  const staff = connection.collection<StaffRow>('staff')
  const tickets = connection.collection<StoredTicket>('tickets')
  const topics = connection.collection<Topic>('topics')
  const events = connection.collection<{ _id: string; ticket: string | null }>('events')
  const settings = connection.collection<{
    _id: string
    groups?: string[]
    forum?: boolean
    next?: string
    code?: string
    invitation?: Invitation
    taken?: string
  }>('settings')
  const counters = connection.collection<{ _id: string; count: number }>('counters')
  let remembered: { staff: Map<string, Staff>; at: number } = { staff: new Map(), at: -Infinity }
  let changes = 0
  const desks = new Map<string, { desk: Desk | null; at: number }>()

  /** Where a group went when it became a supergroup. */
  async function current(account: string, group: string): Promise<string> {
    const moved = await settings.findOne({ _id: `group ${account}/${group}` })
    return moved?.next ? current(account, moved.next) : group
  }

  /** What is on record of some people, or of all. */
  async function read(filter: Parameters<typeof staff.find>[0]): Promise<Map<string, Staff>> {
    const rows = await staff.find(filter, { projection: known }).toArray()
    return new Map(rows.map(row => [row._id, staffOf(row)]))
  }

  /** Everybody, read anew every two seconds at most. */
  async function believed(): Promise<ReadonlyMap<string, Staff>> {
    const now = clock.now().getTime()
    if (Math.abs(now - remembered.at) >= believedFor) {
      const before = changes
      const found = await read({})
      // A change stored during the query may be missing in its answer.
      remembered = { staff: found, at: before === changes ? now : -Infinity }
    }
    return remembered.staff
  }

  /** The tickets with the places where they stand. */
  async function withTopics(rows: readonly StoredTicket[]): Promise<FoundTicket[]> {
    if (!rows.length) return []
    const found = await topics.find({ _id: { $in: rows.map(({ _id }) => _id) } }).toArray()
    const byTicket = new Map(found.map(topic => [topic._id, topic]))
    return rows.map(({ _id, ...fields }) => ({
      ticket: { number: _id, ...fields },
      group: byTicket.get(_id)?.group ?? fields.group,
      thread: byTicket.get(_id)?.thread ?? null,
    }))
  }

  return {
    async staff(ids) {
      return ids.length ? read({ _id: { $in: [...ids] } }) : new Map()
    },
    async staffBelieved(ids) {
      const all = await believed()
      return new Map(ids.flatMap(id => all.get(id) ?? []).map(one => [one._id, one]))
    },
    async everybody(account) {
      return [...(await believed()).values()].filter(one => isOf(account, one))
    },
    async hasAdmin(account) {
      const now = clock.now()
      return [...(await believed()).values()].some(
        one => isOf(account, one) && one.member && rolesOf(one, now).has('admin'),
      )
    },
    async takeInvitation(account, code, row) {
      const _id = `invitation ${account}/${code}`
      await settings.updateOne(
        { _id, taken: { $exists: false }, 'invitation.lapses': { $gt: clock.now() } },
        { $set: { taken: row } },
      )
      const stored = await settings.findOne({ _id })
      return stored?.invitation && stored.taken === row ? stored.invitation : null
    },
    forgetStaff() {
      changes += 1
      desks.clear()
      remembered = { ...remembered, at: -Infinity }
    },
    async desk(account) {
      const believed = desks.get(account)
      const now = clock.now().getTime()
      if (believed?.desk && Math.abs(now - believed.at) < believedFor) return believed.desk
      const stored = await settings.findOne({ _id: `desk ${account}` })
      const set = configured.get(account)
      const groups = await Promise.all((set ?? stored?.groups ?? []).map(group => current(account, group)))
      const desk = groups.length ? { groups, forum: stored?.forum ?? true } : null
      desks.set(account, { desk, at: now })
      return desk
    },
    async openTickets(limit) {
      const open = await tickets
        .find({ status: { $in: [...liveStatuses] } })
        .sort({ openedAt: 1 })
        .limit(limit)
        .toArray()
      return open.map(({ _id, ...fields }) => ({ number: _id, ...fields }))
    },
    async ticketsNumbered(number) {
      const digits = /(\d{1,6})\s*$/.exec(number.trim())?.[1]
      const whole = findTicketNumber(number)
      if (!whole && !digits) return []
      const filter = whole ? { _id: whole } : { _id: { $regex: `-${digits!.padStart(6, '0')}$` } }
      return withTopics(await tickets.find(filter).sort({ openedAt: -1 }).limit(5).toArray())
    },
    async ticketsWith(words, limit) {
      const patterns = words
        .trim()
        .split(/\s+/)
        .slice(0, 8)
        .map(word => new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i'))
      const said = await events
        .find({ what: { $in: [...searched] }, $and: patterns.map(pattern => ({ 'data.text': pattern })) } as never, {
          projection: { ticket: 1 },
        })
        .sort({ at: -1 })
        .limit(limit * 4)
        .toArray()
      const numbers = [...new Set(said.flatMap(({ ticket }) => ticket ?? []))].slice(0, limit)
      return withTopics(
        await tickets
          .find({ _id: { $in: numbers } })
          .sort({ openedAt: -1 })
          .toArray(),
      )
    },
    async reserveNumbers(year, count) {
      // Not findOneAndUpdate: some servers scan the collection for it.
      const _id = `tickets ${year}`
      for (;;) {
        const before = await counters.findOne({ _id })
        if (!before) {
          await counters.insertOne({ _id, count: 0 }).catch(() => undefined)
          continue
        }
        const { modifiedCount } = await counters.updateOne({ _id, count: before.count }, { $inc: { count } })
        if (modifiedCount === 1) return before.count + 1
      }
    },
    async deskCode() {
      const _id = 'desk code'
      const stored = await settings.findOne({ _id })
      if (stored?.code) return stored.code
      const code = Array.from({ length: 8 }, () => codeLetters[randomInt(codeLetters.length)]).join('')
      await settings.updateOne({ _id }, { $setOnInsert: { code } }, { upsert: true })
      return (await settings.findOne({ _id }))?.code ?? code
    },
  }
}

/** A row as the rest of Loket knows it. */
function staffOf({ roles = {}, marks = {}, ...seen }: StaffRow): Staff {
  return {
    ...seen,
    roles: Object.values(roles).flatMap(one => one.grants),
    marks: Object.values(marks).flatMap(one => one.mark ?? []),
  }
}

function isOf(account: string, { _id }: Staff): boolean {
  return _id.startsWith(`${account}/`)
}
