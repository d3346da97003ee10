import { guessCategory } from '../../domain/classify.ts'
import { plainText } from '../../domain/rich.ts'
import { isLive, type Ticket } from '../../domain/ticket.ts'
import { findMoment, sayMoment } from '../../domain/when.ts'
import type { ConversationState, WaitingWord } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { isPressed } from './hours.ts'
import { changeTicket, type TicketChange } from './moves.ts'
import { ticketIn } from './state.ts'

/**
 * What later words give away of a ticket: a stage that ends soon, whoever holds it, and the category while nobody knew
 * any and nobody took the ticket.
 */
export function learn(state: ConversationState, number: string, words: WaitingWord, acts: Acts): ConversationState {
  const { now, policy, say } = acts.context
  const ticket = ticketIn(state, number)
  if (!ticket || !isLive(ticket)) return state
  const due = findMoment(words.text, words.at, policy.zone)?.at ?? null
  const isNews = isPressed(due, acts) && (!ticket.deadline || ticket.deadline <= now)
  const change: TicketChange = { ...categoryOf(ticket, words, acts), ...(isNews ? { deadline: due } : {}) }
  if (!Object.keys(change).length) return state
  const learnt = changeTicket(state, acts, ticket, change, 'pelapor', 'filled in')
  if (isNews && due) {
    const batas = plainText(say('pelapor menyebut batas', { batas: sayMoment(due, now, policy.zone) }))
    acts.toTopic('notice', ticketIn(learnt, number) ?? ticket, text([batas]))
  }
  return learnt
}

function categoryOf(ticket: Ticket, words: WaitingWord, { context: { policy } }: Acts): TicketChange {
  if (ticket.status !== 'open' || ticket.complete || ticket.category !== policy.otherCategory.name) return {}
  const guessed = guessCategory(words.text, policy.allCategories)?.category
  return guessed ? { category: guessed.name, kind: guessed.kind, impact: guessed.impact } : {}
}
