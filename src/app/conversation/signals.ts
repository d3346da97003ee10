import { maskPersonalData } from '../../domain/masking.ts'
import { plainText } from '../../domain/rich.ts'
import type { Sentence } from '../../flows/sentences.ts'
import {
  messageOf,
  sourceOf,
  type AnsweredByPhone,
  type Called,
  type Heard,
  type Reacted,
  type Unreadable,
} from '../message.ts'
import type { ConversationState, Hint } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { setWaiting } from './moves.ts'
import { hasOpenComplaint, ticketAtHand, ticketIn } from './state.ts'
import { carry, tellRefused } from './thread.ts'

/** What was said once is not said again for so long (ms). */
const hintRests = 10 * 60_000

/**
 * A sign on a message. On an anggota's answer they see it, below what they wrote; it answers nothing. Of a flood of signs
 * only the record knows all.
 */
export function hearReaction(state: ConversationState, { emoji, messageId }: Reacted, acts: Acts): ConversationState {
  const { answered, say, now, policy } = acts.context
  const number = answered?.ticket ?? null
  const isShown = emoji !== null && isSign(emoji)
  acts.event('reacted', number, 'pelapor', { message: messageId, ...(emoji === null || isShown ? { emoji } : {}) })
  const ticket = ticketIn(state, number)
  if (!isShown || !ticket || answered?.purpose !== 'reply') return state
  const { messages, within } = policy.flood
  const recent = [...state.recent.filter(at => now.getTime() - at.getTime() < within), now]
  if (recent.length <= messages)
    acts.toTopic(
      'notice',
      ticket,
      text(say('reaksi pelapor', { emoji })),
      answered.source === null ? {} : { replyTo: messageOf(answered.source) },
    )
  return { ...state, recent: recent.slice(-messages - 1) }
}

/** false for a text in place of a sign, which nobody has hidden secrets or masked numbers in; digits are signs as keycaps only. */
function isSign(emoji: string): boolean {
  return emoji.length <= longestSign && !/\p{L}|\p{N}(?!\uFE0F?\u20E3)/u.test(emoji)
}

/** Emojis are sequences of several characters; longer ones are none. */
const longestSign = 32

/** A call, which the network declined: the person is asked to write instead. */
export function hearCall(state: ConversationState, _call: Called, acts: Acts): ConversationState {
  const ticket = ticketAtHand(state)
  acts.event('called', ticket?.number ?? null, 'pelapor')
  return hintAt(state, 'call', 'panggilan ditolak', 'pelapor menelepon', acts)
}

/** A message that could not be read: the person is asked to send it again, once for all they had sent when they were asked. */
export function hearUnreadable(
  state: ConversationState,
  { messageId, sentAt }: Unreadable,
  acts: Acts,
): ConversationState {
  acts.event('unreadable', ticketAtHand(state)?.number ?? null, 'pelapor', { message: messageId })
  return hintAt(state, 'unreadable', 'pesan tak terbaca', 'pelapor tak terbaca', acts, asked => sentAt <= asked)
}

/**
 * What the network does not let us see, or a kind of message nobody here knows: asked for in another form. No ticket
 * comes of it, and a form that stands goes on.
 */
export function hearUnshown(
  state: ConversationState,
  message: Heard,
  unshown: NonNullable<Heard['unshown']>,
  acts: Acts,
): ConversationState {
  acts.event('unshown', ticketAtHand(state)?.number ?? null, 'pelapor', {
    kind: unshown,
    ...(message.other === undefined ? {} : { other: message.other }),
    source: sourceOf(message),
  })
  return unshown === 'view once'
    ? hintAt(state, unshown, 'sekali lihat', null, acts)
    : hintAt(state, unshown, 'jenis tak dikenal', 'pelapor jenis lain', acts)
}

/** Says something to the person and to the topic of their ticket, unless what was said last still stands. */
function hintAt(
  state: ConversationState,
  hint: Hint,
  toPerson: Sentence,
  toTopic: Sentence | null,
  acts: Acts,
  stillStands = (last: Date): boolean => acts.context.now.getTime() - last.getTime() < hintRests,
): ConversationState {
  const { now, say } = acts.context
  const last = state.hints[hint]
  if (last && stillStands(last)) return state
  const ticket = ticketAtHand(state)
  acts.say(toPerson, {}, ticket?.number ?? null)
  if (ticket && toTopic) acts.toTopic('notice', ticket, text(say(toTopic)))
  return { ...state, hints: { ...state.hints, [hint]: now } }
}

/**
 * Somebody of the LPSE answered from the phone itself: the colleagues see it, and the person waits no longer. Beside an
 * open complaint nobody knows which of the two it was about, so that it stands in the record alone. What is written to
 * people who never wrote to us is nobody's business here: only that it was.
 */
export function hearAnswerByPhone(state: ConversationState, message: AnsweredByPhone, acts: Acts): ConversationState {
  const { say, staffCapabilities } = acts.context
  const ticket = hasOpenComplaint(state) ? null : ticketAtHand(state)
  const other = message.other === undefined ? '' : plainText(say('isi lain', { jenis: message.other }))
  const words = message.text || other
  const isStranger = state.heardAt === null && !state.greeted
  acts.event('answered by phone', ticket?.number ?? null, 'ponsel', {
    ...(isStranger ? {} : { text: words }),
    ...(isStranger || !message.attachments.length ? {} : { attachments: message.attachments }),
    source: message.id,
  })
  const { offered } = state
  const next = offered ? { ...state, offered: { ...offered, overtaken: true } } : state
  if (!ticket) return next
  const shown = plainText(say('dijawab ponsel', { isi: maskPersonalData(words) })).trim()
  for (const content of carry(shown, message.attachments, staffCapabilities)) acts.toTopic('notice', ticket, content)
  tellRefused(acts, ticket, message.attachments)
  return setWaiting(next, acts, ticket, null)
}
