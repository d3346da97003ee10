import type { Connection } from 'mongoose'
import type {
  DeskChanged,
  Effect,
  Records,
  Said,
  Staff,
  StaffChanged,
  TicketChanged,
  TicketEvent,
} from '../app/ports.ts'
import { insertNew } from './insert-new.ts'
import { forgetFile } from './removed-files.ts'
import { sendRow } from './send-row.ts'

interface StoredEvent {
  _id: string
  ticket?: string | null
  what?: string
  at?: Date
  data?: Partial<Said>
}

interface StoredTicket {
  _id: string
  version: number
}

interface StoredStaff extends Staff {
  /** When `member` was so. */
  membershipAt?: Date
}

/** Applies what commits owe to the other collections. Ids and versions make every call repeatable. */
export function createRecords(connection: Connection): Records {
  const events = connection.collection<StoredEvent>('events')
  const outbox = connection.collection<{ _id: string }>('outbox')
  const tickets = connection.collection<StoredTicket>('tickets')
  const staff = connection.collection<StoredStaff>('staff')
  const settings = connection.collection<{ _id: string; groups?: string[]; forum?: boolean }>('settings')

  return {
    async apply(effects) {
      const of = <Kind extends Effect['kind']>(kind: Kind): Extract<Effect, { kind: Kind }>[] =>
        effects.filter((effect): effect is Extract<Effect, { kind: Kind }> => effect.kind === kind)
      await Promise.all([
        insertNew(events, of('event').map(storedEvent)),
        insertNew(outbox, of('send').map(sendRow)),
        saveTickets(of('ticket')),
        saveStaff(of('staff')),
        ...of('desk').map(saveDesk),
      ])
      // After the sends of the same decision, among which may be some that show the file.
      for (const effect of of('forget file')) await forgetFile(connection, effect)
    },
    async said(ticket, limit) {
      const found = await events
        .find({ ticket, what: { $in: ['opened', 'wrote', 'edited'] } })
        .sort({ at: 1 })
        .limit(limit)
        .toArray()
      return found.map(({ data }) => ({
        text: data?.text ?? '',
        attachments: (data?.attachments ?? []).filter(one => !one.removed),
      }))
    },
  }

  /** Only the newest state of a ticket stays; an older one that comes late changes nothing. */
  async function saveTickets(changes: readonly TicketChanged[]): Promise<void> {
    const newest = new Map<string, TicketChanged>()
    for (const change of changes) {
      const other = newest.get(change.ticket.number)
      if (!other || other.version < change.version) newest.set(change.ticket.number, change)
    }
    if (!newest.size) return
    const rows = [...newest.values()].map(({ ticket: { number, ...fields }, contact, version }) => ({
      _id: number,
      ...fields,
      contact,
      version,
    }))
    await insertNew(tickets, rows)
    await tickets.bulkWrite(
      rows.map(({ _id, ...fields }) => ({
        updateOne: {
          filter: { _id, version: { $lt: fields.version } },
          // What is opened again has not been through any deletion that counts.
          update: fields.closedAt ? { $set: fields } : { $set: fields, $unset: { retained: '' } },
        },
      })) as never,
      { ordered: false },
    )
  }

  /** One after the other: what is said of somebody twice in a commit ends as it was said last. */
  async function saveStaff(changes: readonly StaffChanged[]): Promise<void> {
    for (const { staff: one, fields, at } of changes) {
      const { _id, name, member, reachable } = one
      await insertNew(staff, [fields === 'membership' ? { ...one, membershipAt: at } : one])
      if (fields === 'reachability') await staff.updateOne({ _id }, { $set: { name, reachable } })
      else
        await staff.updateOne(
          { _id, $or: [{ membershipAt: { $exists: false } }, { membershipAt: { $lte: at } }] },
          { $set: { name, member, membershipAt: at } },
        )
    }
  }

  async function saveDesk({ account, group, forum, was }: DeskChanged): Promise<void> {
    const _id = `desk ${account}`
    const desk = await settings.findOne({ _id })
    const groups = (desk?.groups ?? []).filter(one => one !== was && one !== group)
    await settings.updateOne({ _id }, { $set: { groups: [...groups, group], forum } }, { upsert: true })
    if (was)
      await settings.updateOne({ _id: `group ${account}/${was}` }, { $set: { next: group } as never }, { upsert: true })
  }
}

function storedEvent({
  id,
  ticket,
  contact,
  at,
  who,
  what,
  data,
}: TicketEvent): { _id: string } & Record<string, unknown> {
  return { _id: id, ticket, contact, at, who, what, data }
}
