import type { Ticket } from '../../domain/ticket.ts'
import type { ConversationState, Mark, WaitingWord } from '../ports.ts'
import type { Acts } from './context.ts'
import { markOn, noted } from './signs.ts'
import { ticketIn } from './state.ts'
import { keep, mirror } from './thread.ts'

/** Messages of a flood are shown together after this long (ms), or when they fill a message. */
export const burstLasts = 5000
const fullText = 3000
const fullFiles = 10

/**
 * Records words of the person and shows them in the topic: one by one, or, in a flood, many together (policy). All of
 * them are in the record one by one, in order.
 */
export function showWords(
  state: ConversationState,
  ticket: Ticket,
  words: WaitingWord,
  mark: Mark,
  acts: Acts,
): ConversationState {
  const { now, policy } = acts.context
  keep(acts, ticket.number, words)
  const recent = [...state.recent.filter(at => now.getTime() - at.getTime() < policy.flood.within), now]
  const kept = recent.slice(-policy.flood.messages - 1)
  if (kept.length <= policy.flood.messages && !state.burst) {
    mirror(acts, ticket, words, mark)
    return { ...state, recent: kept }
  }
  const other = state.burst && state.burst.number !== ticket.number
  const before = other ? flushBurst(state, acts) : state
  const burst = before.burst ?? { number: ticket.number, words: [], since: now }
  const full =
    lengthOf(burst.words) + words.text.length > fullText ||
    filesOf(burst.words).length + words.attachments.length > fullFiles
  const room = full && burst.words.length ? flushBurst({ ...before, burst }, acts) : { ...before, burst }
  const held = room.burst ?? { number: ticket.number, words: [], since: now }
  return { ...room, recent: kept, burst: { ...held, words: [...held.words, words] } }
}

/** Shows what is held of a flood as one. */
export function flushBurst(state: ConversationState, acts: Acts): ConversationState {
  const { burst } = state
  const ticket = ticketIn(state, burst?.number)
  if (!burst || !ticket) return { ...state, burst: null }
  const [first] = burst.words
  const last = burst.words.at(-1)
  if (first && last) {
    const mark = markOn(last.source, noted)
    const joined = {
      ...first,
      text: burst.words
        .map(one => one.text)
        .filter(Boolean)
        .join('\n'),
      attachments: filesOf(burst.words),
    }
    mirror(
      acts,
      ticket,
      joined,
      mark,
      burst.words.slice(1).map(one => one.source),
    )
  }
  return { ...state, burst: null }
}

function lengthOf(words: readonly WaitingWord[]): number {
  return words.reduce((sum, one) => sum + one.text.length + 1, 0)
}

function filesOf(words: readonly WaitingWord[]): WaitingWord['attachments'] {
  return words.flatMap(one => one.attachments)
}
