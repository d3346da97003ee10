import type { Connection, mongo } from 'mongoose'
import { withoutTaken } from '../app/message.ts'
import type {
  DeskChanged,
  Rated,
  Effect,
  InvitationMade,
  Records,
  Said,
  StaffChanged,
  StaffSeen,
  ComplaintChanged,
  ContactMoved,
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

interface StoredStaff extends StaffSeen {
  /** When `member` was so. */
  membershipAt?: Date
}

interface Setting {
  _id: string
  groups?: string[]
  forum?: boolean
  invitation?: InvitationMade['invitation']
}

/** Applies what commits owe to the other collections. Ids and versions make every call repeatable. */
export function createRecords(connection: Connection): Records {
  const events = connection.collection<StoredEvent>('events')
  const outbox = connection.collection<{ _id: string }>('outbox')
  const tickets = connection.collection<StoredTicket>('tickets')
  const staff = connection.collection<StoredStaff>('staff')
  const settings = connection.collection<Setting>('settings')
  const ratings = connection.collection<{ _id: string }>('ratings')
  const complaints = connection.collection<{ _id: string }>('complaints')

  return {
    async apply(effects) {
      const of = <Kind extends Effect['kind']>(kind: Kind): Extract<Effect, { kind: Kind }>[] =>
        effects.filter((effect): effect is Extract<Effect, { kind: Kind }> => effect.kind === kind)
      await Promise.all([
        insertNew(events, of('event').map(storedEvent)),
        insertNew(outbox, of('send').map(sendRow)),
        saveTickets(of('ticket')),
        saveStaff(of('staff')),
        insertNew(settings, of('invitation').map(storedInvitation)),
        ...of('desk').map(saveDesk),
        ...of('rating').map(saveRating),
        ...of('complaint').map(saveComplaint),
        ...of('moved').map(moveRecords),
      ])
      // After the sends of the same decision, among which may be some that show the file.
      for (const effect of of('forget file')) await forgetFile(connection, effect)
    },
    async said(ticket, limit) {
      const found = await events
        .find({ ticket, what: { $in: ['opened', 'wrote', 'edited', 'answered'] } })
        .sort({ at: 1 })
        .limit(limit)
        .toArray()
      const back = await events.find({ ticket, what: 'taken back' }).toArray()
      const taken = new Set(back.flatMap(({ data }) => data?.source ?? []))
      return found.flatMap(
        ({ data }) =>
          withoutTaken(
            {
              text: data?.text ?? '',
              attachments: (data?.attachments ?? []).filter(one => !one.removed),
              ...(data?.source === undefined ? {} : { source: data.source }),
            },
            taken,
          ) ?? [],
      )
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
    for (const change of changes) {
      const { at, fields } = change
      const one = seenOf(change.staff)
      const { _id } = one
      await insertNew(staff, [fields === 'membership' ? { ...one, membershipAt: at } : one])
      switch (fields) {
        case 'membership': {
          const { name, username, member, creator } = one
          const told = creator === undefined ? {} : { creator }
          await setUnlessNewer(_id, 'membershipAt', at, { name, username, member, ...told, membershipAt: at })
          break
        }
        case 'roles':
          for (const { role, grants } of change.roles)
            await setUnlessNewer(_id, `roles.${role}.at`, at, { [`roles.${role}`]: { grants, at } })
          break
        case 'marks':
          for (const { as, mark } of change.marks)
            await setUnlessNewer(_id, `marks.${as}.at`, at, { [`marks.${as}`]: { mark, at } })
          break
        default: {
          const { reachable, nickname, name, username } = one
          const fresh = { reachability: { reachable }, nickname: { nickname }, names: { name, username } }[fields]
          await staff.updateOne({ _id }, updateOf(fresh))
        }
      }
    }
  }

  /** Sets fields of somebody unless what is stored was so later than `at`. */
  async function setUnlessNewer(_id: string, since: string, at: Date, fields: object): Promise<void> {
    const isNotNewer = [{ [since]: { $exists: false } }, { [since]: { $lte: at } }]
    await staff.updateOne({ _id, $or: isNotNewer } as never, updateOf(fields))
  }

  /** One rating a ticket: the last score and the last words count. */
  async function saveRating({ ticket, score, words, at }: Rated): Promise<void> {
    const known = { ...(score === null ? {} : { score }), ...(words === null ? {} : { words }), at }
    await ratings.updateOne({ _id: ticket }, { $set: known }, { upsert: true })
  }

  /** Once it is closed it stays so, in whatever order the two come. */
  async function saveComplaint({ complaint: { number, status, openedAt, closedAt }, contact }: ComplaintChanged) {
    const row = { status, openedAt, closedAt }
    // Whose it is changes only with the whole conversation.
    const change = closedAt ? { $set: row, $setOnInsert: { contact } } : { $setOnInsert: { contact, ...row } }
    await complaints.updateOne({ _id: number }, change, { upsert: true })
  }

  /** The list of tickets, their topics and the complaints of a contact that is another now; a part of one moves nothing. */
  async function moveRecords({ from, to, account }: ContactMoved): Promise<void> {
    if (account !== null) return
    const change = [{ contact: from }, { $set: { contact: to } }] as const
    for (const name of ['tickets', 'topics', 'complaints']) await connection.collection(name).updateMany(...change)
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

function storedInvitation({ invitation }: InvitationMade): Setting {
  return { _id: `invitation ${invitation.account}/${invitation.code}`, invitation }
}

/** What a network shows of somebody and nothing else: roles and marks have changes of their own. */
function seenOf({ _id, id, name, username, nickname, member, reachable, creator }: StaffSeen): StaffSeen {
  return {
    _id,
    id,
    name,
    member,
    reachable,
    ...(username === undefined ? {} : { username }),
    ...(nickname === undefined ? {} : { nickname }),
    ...(creator === undefined ? {} : { creator }),
  }
}

/** Sets what is there, and takes out what is undefined. */
function updateOf(fields: object): mongo.UpdateFilter<StoredStaff> {
  const entries = Object.entries(fields)
  const $set = Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  const $unset = Object.fromEntries(
    entries.filter(([, value]) => value === undefined).map(([name]) => [name, true as const]),
  )
  // A server refuses an empty $set or $unset.
  return {
    ...(Object.keys($set).length ? { $set } : {}),
    ...(Object.keys($unset).length ? { $unset } : {}),
  } as mongo.UpdateFilter<StoredStaff>
}
