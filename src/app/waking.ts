import { rolesOf } from '../domain/access.ts'
import type { Incoming } from './message.ts'
import type { Clock, Contact, Contacts, Inbox, Roster, Wakeups } from './ports.ts'
import { newRow, type Sequence } from './receive.ts'

/** A message that cannot be read is waited for so long, since the sender's phone may send it again (ms). */
const stubPatience = 2 * 60_000
/** Conversations woken at one time. */
const most = 500

export interface WakingParts {
  readonly contacts: Contacts
  readonly inbox: Inbox
  readonly roster: Roster
  readonly wake: Wakeups
  readonly clock: Clock
  readonly sequence: Sequence
}

type Sleeper = Pick<Contact, '_id' | 'account' | 'chat' | 'version'>

/** Wakes the conversations whose time has come: silence after a report, nudges, closings. Safe to repeat. */
export async function ringAlarms(parts: WakingParts): Promise<void> {
  const due = await parts.contacts.toWake(parts.clock.now(), most)
  await rouse(due, ({ _id, version }) => ({ kind: 'alarm', id: `alarm:${_id}:${version}` }), parts)
}

/**
 * Wakes the conversations that wait for a staff group or, with a complaint, for a Kepala the bot may write
 * to, once there is what they wait for. Safe to repeat.
 */
export async function wakeWaiting(staffAccount: string, parts: WakingParts): Promise<void> {
  const waiting = await parts.contacts.waiting()
  if (!waiting.length) return
  const now = parts.clock.now()
  const everybody = await parts.roster.everybody(staffAccount)
  const hasHead = everybody.some(one => one.reachable && rolesOf(one, now).has('kepala'))
  const hasDesk = (await parts.roster.desk(staffAccount)) !== null
  const ready = waiting.filter(one => (one.forDesk && hasDesk) || (one.forHead && hasHead))
  await rouse(ready, ({ _id, version }) => ({ kind: 'desk opened', id: `desk:${_id}:${version}` }), parts)
}

/** Lets those be asked to write again whose message did not become readable. Safe to repeat. */
export async function giveUpStubs({
  inbox,
  wake,
  clock,
}: Pick<WakingParts, 'inbox' | 'wake' | 'clock'>): Promise<void> {
  const shards = await inbox.ripen(new Date(clock.now().getTime() - stubPatience))
  if (shards.size) wake.conversation(shards)
}

async function rouse(
  sleepers: readonly Sleeper[],
  call: (sleeper: Sleeper) => { kind: 'alarm' | 'desk opened'; id: string },
  { inbox, wake, clock, sequence }: WakingParts,
): Promise<void> {
  if (!sleepers.length) return
  const now = clock.now()
  const rows = sleepers.map(one => {
    const message: Incoming = { ...call(one), account: one.account, chat: one.chat, sentAt: now }
    return newRow(message, one._id, sequence(), now)
  })
  await inbox.add(rows)
  wake.conversation(new Set(rows.map(row => row.shard)))
}
