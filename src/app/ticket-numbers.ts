import { LoketError } from '../errors.ts'
import type { Flows } from '../flows/load.ts'
import { yearOf } from '../domain/day.ts'
import { isLive, ticketNumber } from '../domain/ticket.ts'
import { commandOf, isOnBehalf, type Incoming } from './message.ts'
import type { Clock, Contact, ConversationState, Roster } from './ports.ts'
import type { Turn } from './turns.ts'

export interface NumberParts {
  readonly roster: Roster
  readonly clock: Clock
  readonly flows: () => Flows
  /** Ticket numbers reserved and not yet used by this process. */
  readonly numbers: { readonly year: number; readonly count: number }[]
}

/**
 * Reserves as many ticket numbers as this batch can need. Gaps are allowed, repeats are not. What is left over goes back
 * to the process's store; until then no other shard counts on it.
 */
export async function takeNumbers(
  turns: readonly Turn[],
  known: ReadonlyMap<string, Contact>,
  parts: NumberParts,
): Promise<{ take: (of?: 'ticket' | 'complaint') => string; giveBack: () => void }> {
  const { policy } = parts.flows()
  const year = yearOf(parts.clock.now(), policy.zone)
  const wanted = turns.flatMap(({ contact, rows }) => {
    const state = known.get(contact)?.state
    return rows.filter(({ message }) => mayOpen(message, state))
  }).length
  const store = parts.numbers
  while (store.length && store[0]!.year !== year) store.shift()
  const own = store.splice(0, wanted)
  if (own.length < wanted) {
    const first = await parts.roster.reserveNumbers(year, wanted - own.length)
    for (let at = first; own.length < wanted; at++) own.push({ year, count: at })
  }
  return {
    take(of = 'ticket') {
      const next = own.shift()
      if (!next) throw new LoketError('UNEXPECTED', 'more tickets than reserved numbers')
      return ticketNumber(of === 'ticket' ? policy.unit : policy.complaintUnit, next.year, next.count)
    },
    giveBack: () => void store.push(...own.splice(0)),
  }
}

/** true when what a person writes may be about nothing that is open. Answers to a solution close its ticket before more comes. */
function speaksOfNew(state: ConversationState): boolean {
  const live = state.tickets.filter(isLive)
  return !live.length || state.form !== null || state.reporting || live.some(({ status }) => status === 'solved')
}

/** true when deciding the message may make a ticket or complaint. Words to an open ticket, most of all messages, do not. */
function mayOpen(message: Incoming, state: ConversationState | undefined): boolean {
  switch (message.kind) {
    case 'message':
    case 'edit':
      if (message.where === 'group') return isOnBehalf(message)
      return !state || speaksOfNew(state) || commandOf(message.text) !== null
    case 'tap':
      return message.where === 'private'
    case 'alarm':
      return state?.form != null && state.form.number === null
    default:
      // Of two reports that meet when conversations become one, one becomes a ticket.
      return message.kind === 'desk opened' || message.kind === 'joined'
  }
}
