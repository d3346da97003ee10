import { soundsLikeComplaint } from '../../domain/mood.ts'
import { plainText } from '../../domain/rich.ts'
import { canMove, findTicketNumber, isLive } from '../../domain/ticket.ts'
import type { Tapped } from '../message.ts'
import type { ConversationState } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { cancelTicket } from './ending.ts'
import { chosen, settle } from './following.ts'
import { beginForm, steerForm, tapForm } from './form/form.ts'
import { tapLink } from './linking.ts'
import { menu, showStatus } from './menu.ts'
import { moveTicket } from './moves.ts'
import { rate } from './rating.ts'
import { beginReport, callStaff, noComplaint, start } from './reporter.ts'
import { complaintIn, ticketIn } from './state.ts'
import { privacyTerms } from './thread.ts'

/** A tap of the person in their own chat. Buttons of last week and double taps get a word and change nothing. */
export function hearReporterTap(state: ConversationState, tap: Tapped, acts: Acts): ConversationState {
  const { say } = acts.context
  const [verb = '', ...rest] = tap.data.split(' ')
  const number = findTicketNumber(tap.data)
  const old = (): ConversationState => {
    acts.answerTap(plainText(say('tombol lama')))
    return state
  }
  switch (verb) {
    case 'isi': {
      const answered = tapForm(state, tap.data, acts, noComplaint)
      if (!answered) return old()
      acts.answerTap('')
      acts.event('answered', answered.form?.number ?? state.form?.number ?? null, 'pelapor', { tap: tap.data })
      return answered
    }
    case 'alur':
      return resume(state, rest[0] ?? '', acts) ?? old()
    case 'menu':
      return choose(state, rest[0] ?? '', tap, acts) ?? old()
    case 'beres':
    case 'belum': {
      const ticket = ticketIn(state, number)
      if (ticket?.status !== 'solved') return old()
      acts.answerTap('')
      return settle(state, ticket.number, verb === 'beres', acts)
    }
    case 'untuk':
      return pick(state, rest[0] ?? '', acts) ?? old()
    case 'baru':
      return splitOff(state, number, acts) ?? old()
    case 'nilai':
      return number ? rate(state, number, rest[1] ?? '', acts) : old()
    case 'tahan':
      return keepOpen(state, number, acts) ?? old()
    case 'batalkan':
      return withdraw(state, number, acts) ?? old()
    case 'hubung':
      return tapLink(state, rest[0] ?? '', rest[1] ?? '', acts) ?? old()
    case 'teknis':
      return technical(state, number, acts) ?? old()
    default:
      return old()
  }
}

/** /start in mid-form asked: go on, or from the beginning with the same words. */
function resume(state: ConversationState, how: string, acts: Acts): ConversationState | null {
  const { form } = state
  if (!form) return null
  acts.answerTap('')
  if (how === 'lanjut') return steerForm(state, 'resume', acts)
  if (how !== 'ulang') return null
  const { number, words } = form
  acts.event('form begun again', number, 'pelapor')
  return beginForm(state, form.position.flow === 'pengaduan' ? 'pengaduan' : 'laporan', words, acts, { number })
}

function choose(state: ConversationState, item: string, tap: Tapped, acts: Acts): ConversationState | null {
  switch (item) {
    case 'lapor':
      acts.answerTap('')
      if (state.form && !state.form.number) return start(state, acts)
      acts.say('menu lapor dipilih')
      return { ...state, reporting: true }
    case 'status':
      acts.answerTap('')
      return showStatus(state, acts)
    case 'privasi':
      acts.answerTap('')
      acts.say('privasi', privacyTerms(acts.context))
      return state
    case 'pengaduan':
      acts.answerTap('')
      return beginForm(state, 'pengaduan', state.form && !state.form.number ? state.form.words : [], acts)
    case 'petugas':
      acts.answerTap('')
      return callStaff(state, tap.id, acts)
    case 'menu':
      acts.answerTap('')
      return menu(state, acts)
    default:
      return null
  }
}

/** Which of several open things the words that wait belong to. */
function pick(state: ConversationState, which: string, acts: Acts): ConversationState | null {
  if (which === 'baru') {
    if (!state.choosing) return null
    acts.answerTap('')
    const { words } = state.choosing
    const isComplaint = words.some(one => soundsLikeComplaint(one.text, acts.context.policy.words))
    return isComplaint
      ? beginForm({ ...state, choosing: null }, 'pengaduan', words, acts)
      : beginReport({ ...state, choosing: null }, words, acts)
  }
  const place = ticketIn(state, which) ?? complaintIn(state, which)
  if (!place || ('category' in place ? !isLive(place) : place.status !== 'open')) return null
  acts.answerTap('')
  return chosen(state, place, acts)
}

/** The words that opened a ticket again were about something else: it closes again, they become a report of their own. */
function splitOff(state: ConversationState, number: string | null, acts: Acts): ConversationState | null {
  const { reopened } = state
  const ticket = ticketIn(state, number)
  if (!ticket || reopened?.number !== number || !canMove(ticket, 'confirm')) return null
  acts.answerTap('')
  const closed = moveTicket(state, acts, ticket, 'confirm', 'pelapor', { waitingSince: null, data: { split: true } })
  return beginReport({ ...closed, focus: null, reopened: null }, reopened.words, acts)
}

/** "Jangan ditutup dulu": the days of waiting begin anew. */
function keepOpen(state: ConversationState, number: string | null, acts: Acts): ConversationState | null {
  const ticket = ticketIn(state, number)
  if (!ticket || !isLive(ticket)) return null
  acts.answerTap(plainText(acts.context.say('penutupan ditunda')))
  acts.event('closing put off', ticket.number, 'pelapor')
  const later = { ...ticket, idleSince: acts.context.now, nudged: false, closesAt: null }
  acts.ticket(later)
  return { ...state, tickets: state.tickets.map(one => (one.number === ticket.number ? later : one)) }
}

/** Batal, confirmed: the person withdraws a ticket that exists. */
function withdraw(state: ConversationState, number: string | null, acts: Acts): ConversationState | null {
  const ticket = ticketIn(state, number)
  if (!ticket || !canMove(ticket, 'cancel')) return null
  acts.answerTap('')
  acts.say('tiket dibatalkan', { nomor: ticket.number }, ticket.number)
  return cancelTicket(state, ticket, acts)
}

/** A redirected matter has a technical cause after all, the person says: it is LPSE's again (Pasal 4(3)). */
function technical(state: ConversationState, number: string | null, acts: Acts): ConversationState | null {
  const ticket = ticketIn(state, number)
  if (ticket?.status !== 'redirected') return null
  acts.answerTap('')
  acts.say('dibuka teknis', { nomor: ticket.number }, ticket.number)
  acts.toTopic('notice', ticket, text(acts.context.say('pelapor teknis')))
  return moveTicket(state, acts, ticket, 'reopen', 'pelapor', { waitingSince: acts.context.now })
}
