import { LoketError } from '../errors.ts'
import type { Flows } from '../flows/load.ts'
import { yearOf } from '../domain/day.ts'
import { ticketNumber } from '../domain/ticket.ts'
import type { Clock, Contact, Roster } from './ports.ts'
import type { Turn } from './turns.ts'

export interface NumberParts {
  readonly roster: Roster
  readonly clock: Clock
  readonly flows: () => Flows
  /** Ticket numbers reserved and not yet used by this process. */
  readonly numbers: { readonly year: number; readonly number: string }[]
}

/**
 * Reserves as many ticket numbers as this batch can need. Gaps are allowed, repeats are not. What is left over goes back
 * to the process's store; until then no other shard counts on it.
 */
export async function takeNumbers(
  turns: readonly Turn[],
  known: ReadonlyMap<string, Contact>,
  parts: NumberParts,
): Promise<{ take: () => string; giveBack: () => void }> {
  const { policy } = parts.flows()
  const year = yearOf(parts.clock.now(), policy.zone)
  const opening = turns.filter(
    turn =>
      known.get(turn.contact)?.state.tickets.some(ticket => ticket.status === 'open' || ticket.status === 'claimed') !==
      true,
  )
  const wanted = opening
    .flatMap(turn => turn.rows)
    .filter(
      ({ message }) =>
        message.kind === 'desk opened' ||
        ((message.kind === 'message' || message.kind === 'edit') && message.where === 'private'),
    ).length
  const store = parts.numbers
  while (store.length && store[0]!.year !== year) store.shift()
  const own = store.splice(0, wanted)
  if (own.length < wanted) {
    const first = await parts.roster.reserveNumbers(year, wanted - own.length)
    for (let at = first; own.length < wanted; at++) own.push({ year, number: ticketNumber(policy.unit, year, at) })
  }
  return {
    take() {
      const next = own.shift()
      if (!next) throw new LoketError('UNEXPECTED', 'more tickets than reserved numbers')
      return next.number
    },
    giveBack: () => void store.push(...own.splice(0)),
  }
}
