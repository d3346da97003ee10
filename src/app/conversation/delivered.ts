import { plainText } from '../../domain/rich.ts'
import type { DeliveryOutcome } from '../message.ts'
import type { ConversationState } from '../ports.ts'
import { card } from './card.ts'
import { complaintEnded } from './complaints.ts'
import { text, type Acts } from './context.ts'
import { ask } from './questions.ts'
import { complaintIn, ticketIn } from './state.ts'
import { isOutreach, whyLost, whySentence } from './signs.ts'
import { isTakingBack } from './taken-back.ts'

/** A send of ours ended in a way the staff must know. The send itself is `context.named`. */
export function deliveryEnded(state: ConversationState, message: DeliveryOutcome, acts: Acts): ConversationState {
  const { named, say } = acts.context
  const ticket = ticketIn(state, named?.ticket)
  const next =
    message.outcome === 'unreachable' && named && 'chat' in named.to && named.to.chat === acts.context.chat
      ? { ...state, unreachable: true }
      : state
  if (!named) return next
  acts.event(`send ${message.outcome}`, named.ticket, 'loket', {
    send: named._id,
    purpose: named.purpose,
    reason: message.reason,
  })
  const complaint = complaintIn(next, named.ticket)
  if (complaint) return complaintEnded(next, complaint, named, message, acts)
  if (!ticket) return next
  if (message.outcome === 'topic anew') {
    acts.toTopic('card', ticket, { kind: 'text', ...card(ticket, acts.context) })
    acts.toTopic('notice', ticket, text(say('topik baru')))
    return next
  }
  if (isTakingBack(named)) {
    const rebuild = [[{ text: plainText(say('tombol bangun')), data: `bangun ${ticket.number}` }]]
    if (message.outcome === 'failed' || message.outcome === 'unknown')
      acts.toTopic('notice', ticket, text(say('hapusan tetap'), rebuild))
    return next
  }
  if (named.content.kind === 'delete' && named.purpose !== 'reply') {
    // A file with personal data stays where the network deletes no more; a topic can be made anew without it.
    const rebuild = [[{ text: plainText(say('tombol bangun')), data: `bangun ${ticket.number}` }]]
    if (message.outcome === 'failed' || message.outcome === 'unknown')
      acts.toTopic(
        'notice',
        ticket,
        named.purpose === 'private' ? text(say('berkas di chat')) : text(say('berkas di topik'), rebuild),
      )
    return next
  }
  if (named.purpose === 'private') {
    if (message.outcome === 'failed' || message.outcome === 'unreachable' || message.outcome === 'unknown')
      acts.toTopic('notice', ticket, text(say('lihat gagal', { petugas: ticket.holder?.name ?? '–' })))
    return next
  }
  if (named.purpose === 'mirror' && message.outcome === 'failed')
    acts.toTopic('notice', ticket, text(say('tidak tampil')))
  // Of the bot's own answers the staff hear only when nobody knows whether the person ever got one.
  if (named.purpose !== 'reply' && !(named.purpose === 'answer' && message.outcome === 'unknown')) return next
  if (message.outcome === 'repeated' || message.outcome === 'done') {
    if (named.content.kind === 'delete') acts.toTopic('notice', ticket, text(say('ditarik')))
    else if (message.outcome === 'repeated' && named.content.kind !== 'edit')
      acts.toTopic('notice', ticket, text(say('mungkin dua kali')))
    return next
  }
  if (named.content.kind === 'delete') {
    acts.toTopic('notice', ticket, text(say(message.outcome === 'unknown' ? 'tarik tak pasti' : 'tarik gagal')))
    return next
  }
  if (named.content.kind === 'edit') {
    const why =
      message.outcome === 'failed' && !isOutreach(message.reason)
        ? 'sebab sudah lama'
        : whySentence(message.outcome, message.reason)
    acts.toTopic('notice', ticket, text(say('ubah ditolak', { sebab: plainText(say(why)) })))
    return next
  }
  const told =
    message.outcome === 'unknown'
      ? say('kirim tak pasti')
      : say('gagal kirim', { sebab: plainText(say(whyLost[message.outcome])) })
  if (isOutreach(message.reason)) {
    // Without Kirim ulang: once more would be reaching out once more.
    const closed = message.reason === 'OUTREACH_CLOSED' ? 'sapaan tertahan' : 'sapaan ditolak'
    acts.toTopic('notice', ticket, text(message.outcome === 'failed' ? say(closed) : told), { source: named._id })
    return next
  }
  const notice = acts.toTopic(
    'notice',
    ticket,
    text(told, [[{ text: plainText(say('tombol ulang')), data: `ulang ${ticket.number}` }]]),
    { source: named._id },
  )
  return ask(next, {
    kind: 'resend',
    about: null,
    ticket: ticket.number,
    staff: notice,
    staffName: '',
    at: acts.context.now,
    send: notice,
    text: '',
    attachments: [],
    source: named._id,
  })
}
