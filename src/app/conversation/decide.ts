import { plainText } from '../../domain/rich.ts'
import type { DeliveryOutcome, Incoming } from '../message.ts'
import type { ConversationState } from '../ports.ts'
import { beginActs, text, type Acts, type Context, type Decision } from './context.ts'
import { ask, hearDesk, hearDeskEdit } from './desk.ts'
import { hearEdit, hearReporter, welcome } from './reporter.ts'
import { hearTap } from './taps.ts'
import { card } from './thread.ts'

/**
 * What a message does to a conversation: the new state and what follows from it. Pure: everything it may know is in
 * the arguments, so the same message in the same state decides the same.
 */
export function decide(state: ConversationState, message: Incoming, context: Context): Decision {
  const acts = beginActs(message, context)
  return { state: hear(state, message, acts), effects: acts.effects }
}

function hear(state: ConversationState, message: Incoming, acts: Acts): ConversationState {
  const { context } = acts
  switch (message.kind) {
    case 'message':
      return message.where === 'private' ? hearReporter(state, message, acts) : hearDesk(state, message, acts)
    case 'edit':
      return message.where === 'private' ? hearEdit(state, message, acts) : hearDeskEdit(state, message, acts)
    case 'tap':
      return hearTap(state, message, acts)
    case 'membership': {
      if (!context.desk?.groups.includes(message.chat)) return state
      const known = context.actor?.staff
      acts.event(message.member ? 'joined' : 'left', null, message.person.id, { group: message.chat })
      acts.staff(
        {
          _id: `${context.account}/${message.person.id}`,
          id: message.person.id,
          name: message.person.name,
          reachable: known?.reachable ?? false,
          member: message.member,
        },
        'membership',
      )
      return state
    }
    case 'reachability':
      return reachability(state, message.reachable, acts)
    case 'migration':
      if (!context.desk?.groups.includes(message.chat)) return state
      acts.desk({ group: message.newChat, forum: context.desk?.forum ?? false, was: message.chat })
      return state
    case 'desk opened':
      return state.waiting.length && context.desk ? welcome(state, state.waiting, acts) : state
    case 'delivery':
      return deliveryEnded(state, message, acts)
  }
}

function reachability(state: ConversationState, reachable: boolean, acts: Acts): ConversationState {
  const staff = acts.context.actor?.staff
  if (staff && staff.reachable !== reachable) acts.staff({ ...staff, reachable }, 'reachability')
  if (state.unreachable === !reachable) return state
  const ticket = state.tickets.findLast(one => one.status !== 'closed')
  acts.event(reachable ? 'reachable' : 'unreachable', ticket?.number ?? null, 'pelapor')
  if (ticket)
    acts.toTopic('notice', ticket, text(acts.context.say(reachable ? 'pelapor kembali' : 'pelapor memblokir')))
  return { ...state, unreachable: !reachable }
}

/** A send of ours ended in a way the staff must know. The send itself is `context.named`. */
function deliveryEnded(state: ConversationState, message: DeliveryOutcome, acts: Acts): ConversationState {
  const { named, say } = acts.context
  const ticket = state.tickets.find(one => one.number === named?.ticket)
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
  if (!ticket) return next
  if (message.outcome === 'topic anew') {
    acts.toTopic('card', ticket, { kind: 'text', ...card(ticket, state.name, acts.context) })
    acts.toTopic('notice', ticket, text(say('topik baru')))
    return next
  }
  if (named.content.kind === 'delete' && named.purpose !== 'reply') {
    if (message.outcome === 'failed' || message.outcome === 'unknown')
      acts.toTopic('notice', ticket, text(say(named.purpose === 'private' ? 'berkas di chat' : 'berkas di topik')))
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
  const cause = { failed: 'sebab ditolak', unreachable: 'sebab diblokir', unknown: 'sebab tak pasti' } as const
  if (named.content.kind === 'edit') {
    const why = message.outcome === 'failed' ? 'sebab sudah lama' : cause[message.outcome]
    acts.toTopic('notice', ticket, text(say('ubah ditolak', { sebab: plainText(say(why)) })))
    return next
  }
  const told =
    message.outcome === 'unknown'
      ? say('kirim tak pasti')
      : say('gagal kirim', { sebab: plainText(say(cause[message.outcome])) })
  const notice = acts.toTopic(
    'notice',
    ticket,
    text(told, [[{ text: plainText(say('tombol ulang')), data: `ulang ${ticket.number}` }]]),
    { source: named._id },
  )
  return ask(next, {
    kind: 'resend',
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
