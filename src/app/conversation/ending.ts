import { plainText } from '../../domain/rich.ts'
import { canMove, type Ticket } from '../../domain/ticket.ts'
import type { ConversationState } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { moveTicket } from './moves.ts'
import { ratingButtons } from './rating.ts'

/** The person withdraws a ticket (Batal). */
export function cancelTicket(state: ConversationState, ticket: Ticket, acts: Acts): ConversationState {
  if (!canMove(ticket, 'cancel')) return state
  acts.toTopic('notice', ticket, text(acts.context.say('pelapor batal')))
  return moveTicket(state, acts, ticket, 'cancel', 'pelapor', { waitingSince: null })
}

/** Thanks for a closed ticket, and asks with one tap how it was (Pasal 12 a). */
export function afterClosing(state: ConversationState, ticket: Ticket, acts: Acts): ConversationState {
  const { say } = acts.context
  const sentence = plainText(say('ditutup', { nomor: ticket.number }))
  acts.toPerson(
    'answer',
    text([sentence, '\n', plainText(say('tanya nilai'))], ratingButtons(ticket.number, acts)),
    ticket.number,
  )
  return state
}
