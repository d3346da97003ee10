import { plainText } from '../../domain/rich.ts'
import type { Heard } from '../message.ts'
import type { Button, ConversationState } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { labelOf } from './labels.ts'
import { ticketIn } from './state.ts'

const scores = [4, 3, 2, 1] as const
const labels = { 4: 'nilai 4', 3: 'nilai 3', 2: 'nilai 2', 1: 'nilai 1' } as const

/**
 * From 4 (sangat baik) to 1 (tidak baik), as in the yearly survey (Permenpan-RB 14/2017); in a numbered list the other
 * way round, so that the number is the score.
 */
export function ratingButtons(number: string, { context }: Acts): Button[][] {
  const button = (score: (typeof scores)[number]): Button => ({
    text: labelOf(context.say(labels[score]), score, context),
    data: `nilai ${number} ${score}`,
  })
  if (!context.capabilities.buttons) return scores.toReversed().map(score => [button(score)])
  return [
    [button(4), button(3)],
    [button(2), button(1)],
  ]
}

/** A tap on a rating: kept apart from the ticket's record, seen neither in the topic nor by who was rated. */
export function rate(state: ConversationState, number: string, score: string, acts: Acts): ConversationState {
  const { say, answered, now, capabilities } = acts.context
  const chosen = scores.find(one => String(one) === score)
  if (!chosen || !ticketIn(state, number)) {
    acts.answerTap(plainText(say('tombol lama')))
    return state
  }
  // As a message of its own it would thank twice.
  acts.answerTap(capabilities.buttons ? plainText(say('nilai dicatat')) : '')
  acts.rating({ ticket: number, score: chosen, words: null, at: now })
  if (answered && capabilities.buttons)
    acts.change(answered, {
      kind: 'edit',
      of: answered.id,
      text: say('ditutup', { nomor: number }),
    })
  const send = acts.toPerson('answer', text(say('tanya komentar')), null)
  return { ...state, comment: { number, send } }
}

/** A reply to the question for a word on the rating; null for all else. */
export function hearComment(state: ConversationState, message: Heard, acts: Acts): ConversationState | null {
  const { answered, now } = acts.context
  const { comment } = state
  if (!comment || answered?.id !== comment.send || !message.text) return null
  acts.rating({ ticket: comment.number, score: null, words: message.text, at: now })
  acts.say('komentar dicatat')
  return { ...state, comment: null }
}
