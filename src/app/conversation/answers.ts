import type { Action } from '../../domain/access.ts'
import type { Rich } from '../../domain/rich.ts'
import { canMove, findTicketNumber, isLive, type Ticket, type TicketMove } from '../../domain/ticket.ts'
import { priorities } from '../../domain/priority.ts'
import type { Heard } from '../message.ts'
import type { Actor, Ask, AskedFor, ConversationState } from '../ports.ts'
import { refusalOf } from './anggota.ts'
import { text, type Acts } from './context.ts'
import { mergeInto } from './merging.ts'
import { changeTicket, moveTicket, tellStatus } from './moves.ts'
import { note } from './notes.ts'
import { askAnswered, askFor, isPreviewed, preview, without } from './questions.ts'
import { replyFromAsk, solution } from './replies.ts'
import { delivered, markOn } from './signs.ts'
import { ticketIn } from './state.ts'

/** An anggota answers a question of the bot: what goes to the person is shown once more, the rest is done at once. */
export function answerQuestion(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  message: Heard,
  acts: Acts,
): ConversationState {
  const question = askAnswered(state, ticket, actor, message, acts)
  if (!question?.about) return state
  if (isPreviewed(question.about)) return preview(state, question, message, ticket, acts)
  return settle(without(state, question), question, ticket, actor, message, acts)
}

/** Does what an answer that stays inside leads to. */
function settle(
  state: ConversationState,
  question: Ask,
  ticket: Ticket,
  actor: Actor,
  message: Heard,
  acts: Acts,
): ConversationState {
  const { say } = acts.context
  const who = actor.sender.id
  const words = message.text.trim()
  if (!words) {
    note(acts, ticket.number, who, message)
    acts.answerIn(ticket, message, say('jawaban kosong'))
    return state
  }
  const why = question.about && hindrance(question.about, ticket, actor, acts)
  if (why) {
    note(acts, ticket.number, who, message)
    acts.answerIn(ticket, message, why)
    return state
  }
  switch (question.about) {
    case 'root cause': {
      const known = changeTicket(state, acts, ticket, { rootCause: words }, who, 'root cause')
      return askFor(known, 'solution', ticketIn(known, ticket.number) ?? ticket, actor, acts)
    }
    case 'waiver': {
      const waived = changeTicket(state, acts, ticket, { rootCause: `(–) ${words}` }, who, 'root cause waived')
      return askFor(waived, 'solution', ticketIn(waived, ticket.number) ?? ticket, solver(ticket, actor), acts)
    }
    case 'third party': {
      const holder = ticket.holder ?? { id: who, name: actor.sender.name }
      tellStatus(acts, ticket, 'kabar pihak ketiga')
      return moveTicket(state, acts, ticket, 'wait', who, { holder, data: { text: words } })
    }
    case 'priority': {
      const priority = priorities.find(one => one === question.text)
      return priority ? changeTicket(state, acts, ticket, { priority, priorityReason: words }, who, 'priority') : state
    }
    case 'merge':
      return mergeInto(state, ticket, findTicketNumber(words) ?? shortNumber(words, state), actor, message, acts)
    default:
      return state
  }
}

/** What the answer to a question does: the same rights and states count as when it was asked. */
const does: Readonly<Partial<Record<AskedFor, { readonly action: Action; readonly step: TicketMove | null }>>> = {
  'root cause': { action: 'solve', step: 'solve' },
  waiver: { action: 'waive the root cause', step: 'solve' },
  'third party': { action: 'wait for a third party', step: 'wait' },
  priority: { action: 'classify', step: null },
  merge: { action: 'merge', step: 'merge' },
}

/** Why the answer comes too late: somebody else took or ended the ticket meanwhile. null: it does not. */
function hindrance(about: AskedFor, ticket: Ticket, actor: Actor, acts: Acts): Rich | null {
  const { say } = acts.context
  const done = does[about]
  if (!done) return null
  if (!isLive(ticket)) return say('sudah ditutup')
  const why = refusalOf(actor, done.action, acts, ticket)
  if (why) return why
  return done.step === null || canMove(ticket, done.step) ? null : say('sudah diselesaikan')
}

/** Who is asked for the solution once a koordinator waived the root cause: whoever holds the ticket. */
function solver({ holder }: Ticket, actor: Actor): Actor {
  return holder && holder.id !== actor.sender.id ? { ...actor, sender: holder } : actor
}

/** "123" → the person's ticket that ends in 000123. */
function shortNumber(words: string, state: ConversationState): string | null {
  const digits = /^\D{0,4}(\d{1,6})$/.exec(words)?.[1]
  return (digits && state.tickets.find(one => one.number.endsWith(digits.padStart(6, '0')))?.number) ?? null
}

/** Kirim on an answer that was shown once more: it goes to the person, and the ticket moves. */
export function sendAnswer(
  state: ConversationState,
  one: Ask,
  ticket: Ticket,
  actor: Actor,
  chat: string,
  acts: Acts,
): ConversationState {
  const who = actor.sender.id
  const holder = { id: who, name: actor.sender.name }
  const options = {
    source: one.source,
    said: one.text,
    delivered: markOn(one.source, delivered),
  }
  if (one.attachments.length) replyFromAsk(state, ticket, { ...one, text: '' }, actor, chat, acts)
  if (one.about === 'data') {
    acts.event('asked for data', ticket.number, who, {
      text: one.text,
      attachments: one.attachments,
      source: one.source,
    })
    const words = acts.context.say('minta data', { nomor: ticket.number, data: one.text })
    if (acts.context.chat) acts.toPerson('reply', text(words), ticket.number, options)
    return moveTicket(state, acts, ticket, 'ask', who, { holder: ticket.holder ?? holder, waitingSince: null })
  }
  acts.event('solved', ticket.number, who, { text: one.text, attachments: one.attachments, source: one.source })
  const solved = { holder, waitingSince: null, solution: one.text }
  if (acts.context.chat) {
    acts.toPerson('reply', solution(ticket, one.text, acts), ticket.number, options)
    return moveTicket(state, acts, ticket, 'solve', who, solved)
  }
  // Nobody can be asked in a chat whether it is settled: whoever recorded the call or visit heard it.
  const moved = moveTicket(state, acts, ticket, 'solve', who, solved)
  const now = ticketIn(moved, ticket.number)
  return now && isLive(now) ? moveTicket(moved, acts, now, 'confirm', who) : moved
}
