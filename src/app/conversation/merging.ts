import { canMove, isLive, type Ticket } from '../../domain/ticket.ts'
import type { Sentence } from '../../flows/sentences.ts'
import type { Heard } from '../message.ts'
import type { Actor, ConversationState } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { changeTicket, moveTicket, setWaiting, tellStatus, type TicketChange } from './moves.ts'
import { ticketIn } from './state.ts'

/**
 * Merges a ticket into another of the same person: a duplicate (Pasal 15(2)a). Tickets of different people stay apart,
 * since nobody's words may stand in another's topic.
 */
export function mergeInto(
  state: ConversationState,
  ticket: Ticket,
  into: string | null,
  actor: Actor,
  message: Heard,
  acts: Acts,
): ConversationState {
  const tell = (sentence: Sentence): ConversationState => {
    acts.answerIn(ticket, message, acts.context.say(sentence))
    return state
  }
  const target = ticketIn(state, into)
  if (!target) return tell('gabung tak ditemukan')
  if (target.number === ticket.number) return tell('gabung sendiri')
  if (!isLive(target) || !canMove(ticket, 'merge')) return tell('gabung tak bisa')
  const merged = moveTicket(state, acts, ticket, 'merge', actor.sender.id, {
    linked: target.number,
    data: { into: target.number },
    waitingSince: null,
  })
  acts.toTopic('notice', target, text(acts.context.say('gabung masuk', { nomor: ticket.number })))
  const taken = takeOver(merged, ticket, target, actor.sender.id, acts)
  tellStatus(acts, target, 'kabar digabung', { lama: ticket.number })
  const { focus } = taken
  return focus?.number === ticket.number ? { ...taken, focus: { ...focus, number: target.number } } : taken
}

/** The ticket a duplicate went into is as pressing as both were: its nearer deadline, and who waits for an answer longer. */
function takeOver(
  state: ConversationState,
  { deadline, waitingSince, urgent }: Ticket,
  target: Ticket,
  who: string,
  acts: Acts,
): ConversationState {
  const change: TicketChange = {
    ...(deadline && (!target.deadline || deadline < target.deadline) ? { deadline } : {}),
    ...(urgent && !target.urgent ? { urgent } : {}),
  }
  const changed = Object.keys(change).length ? changeTicket(state, acts, target, change, who, 'taken over') : state
  const now = ticketIn(changed, target.number) ?? target
  return waitingSince && !now.waitingSince ? setWaiting(changed, acts, now, waitingSince) : changed
}

/** Undoes a merge: the ticket goes on by itself. */
export function unmerge(state: ConversationState, ticket: Ticket, actor: Actor, acts: Acts): ConversationState {
  const target = ticketIn(state, ticket.linked)
  if (target && isLive(target))
    acts.toTopic('notice', target, text(acts.context.say('gabung keluar', { nomor: ticket.number })))
  return moveTicket(state, acts, ticket, 'unmerge', actor.sender.id, {
    linked: null,
    data: { from: ticket.linked },
    waitingSince: acts.context.now,
  })
}

/** The live ticket in which a ticket goes on: itself, or what it was merged into, however often. */
export function goesOnIn(state: ConversationState, ticket: Ticket): Ticket {
  const seen = new Set<string>()
  let here = ticket
  while (here.status === 'merged' && !seen.has(here.number)) {
    seen.add(here.number)
    here = ticketIn(state, here.linked) ?? here
  }
  return here
}
