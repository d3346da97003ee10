import { codeOf } from '../errors.ts'
import type { Flows } from '../flows/load.ts'
import { traceOf, type Log } from '../log.ts'
import { text } from './conversation/context.ts'
import type { Incoming } from './message.ts'
import { ownSend } from './own-send.ts'
import type { Clock, Inbox, Records, Roster, SendWanted, Wakeups } from './ports.ts'
import type { Turn } from './turns.ts'

/** Tries before a message is parked, so that it cannot hold up those behind it. */
export const triesBeforeParking = 5

export interface ParkingParts {
  readonly inbox: Inbox
  readonly records: Records
  readonly roster: Roster
  readonly wake: Wakeups
  readonly clock: Clock
  readonly flows: () => Flows
  readonly log: Log
  /** The account whose groups the staff work in. */
  readonly staffAccount: string
}

/** A message that could not be decided. */
export interface Failure {
  readonly ids: readonly string[]
  readonly message: Incoming
  readonly attempts: number
  readonly error: unknown
  readonly turn: Turn
}

/** Counts the failure; after the last try the message is parked and everybody concerned is told. */
export async function countFailure(
  { ids, message, attempts, error, turn }: Failure,
  parts: ParkingParts,
): Promise<void> {
  const code = codeOf(error)
  const park = attempts + 1 >= triesBeforeParking
  parts.log.error(
    { code: park ? 'MESSAGE_POISON' : code, message: traceOf(ids[0] ?? ''), attempts: attempts + 1, error },
    park ? 'message parked' : 'message could not be decided',
  )
  // Told first: whoever is parked without a word would be lost.
  if (park) await tellParked({ ids, code, message }, turn, parts)
  for (const id of ids) await parts.inbox.failed(id, code, park)
}

async function tellParked(
  { ids, code, message }: { ids: readonly string[]; code: string; message: Incoming },
  turn: Turn,
  parts: ParkingParts,
): Promise<void> {
  const desk = await parts.roster.desk(parts.staffAccount)
  const group = desk?.groups[0]
  const { say } = parts.flows()
  const now = parts.clock.now()
  const draft = {
    ticket: null,
    contact: turn.contact,
    order: 0,
    at: now,
  } as const
  const alerts: SendWanted[] = []
  if (group)
    alerts.push(
      ownSend({
        ...draft,
        account: parts.staffAccount,
        id: `${ids[0]}!desk`,
        lane: group,
        to: { chat: group },
        content: text(say('parkir', { kode: code })),
        purpose: 'notice',
      }),
    )
  if ('where' in message && message.where === 'private')
    alerts.push(
      ownSend({
        ...draft,
        account: message.account,
        id: `${ids[0]}!person`,
        lane: turn.contact,
        to: { chat: message.chat },
        content: text(say('galat sistem')),
        purpose: 'answer',
      }),
    )
  await parts.records.apply(alerts)
  for (const { account } of alerts) parts.wake.delivery(account)
}
