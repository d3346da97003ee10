import { plainText } from '../../domain/rich.ts'
import { findTicketNumber, isLive } from '../../domain/ticket.ts'
import type { Tapped } from '../message.ts'
import type { ConversationState } from '../ports.ts'
import { cardButtons } from './card-buttons.ts'
import { remember, type Acts } from './context.ts'
import { questionButtons } from './question-buttons.ts'
import { hearReporterTap } from './reporter-taps.ts'
import { hearHeadTap } from './complaints.ts'
import { anggotaIn, turnAway } from './anggota.ts'
import { complaintIn, ticketIn } from './state.ts'

/** A tap on a button. Late and double taps get a word and change nothing. */
export function hearTap(state: ConversationState, tap: Tapped, acts: Acts): ConversationState {
  const { say, answered } = acts.context
  const [verb = '', , ...rest] = tap.data.split(' ')
  const number = findTicketNumber(tap.data)
  if (complaintIn(state, number) && answered && tap.chat !== acts.context.chat)
    return hearHeadTap(state, complaintIn(state, number)!, verb, tap, acts)
  if (tap.where === 'private') return hearReporterTap(state, tap, acts)
  const ticket = ticketIn(state, number)
  const actor = anggotaIn(tap.chat, acts)
  if (!actor) {
    acts.answerTap(plainText(turnAway(acts, tap.chat, tap.from, ticket?.number ?? null, { tap: verb })), true)
    return state
  }
  remember(acts)
  const press = Object.hasOwn(cardButtons, verb)
    ? cardButtons[verb]
    : Object.hasOwn(questionButtons, verb)
      ? questionButtons[verb]
      : undefined
  if (!ticket || !press) {
    acts.answerTap(plainText(say('tidak berlaku')))
    return state
  }
  return press(
    state,
    ticket,
    actor,
    { chat: tap.chat, messageId: tap.messageId, thread: tap.thread, rest: rest.join(' ') },
    acts,
  )
}

/** Answers the tap of an anggota on an ended ticket, in words. */
export function answerEnded(acts: Acts, ticket: { status: Parameters<typeof isLive>[0]['status'] }): boolean {
  if (isLive(ticket)) return false
  acts.answerTap(plainText(acts.context.say('sudah ditutup')), true)
  return true
}
