import { isAnggota } from '../../domain/access.ts'
import { addWorkingDays } from '../../domain/office-hours.ts'
import { plainText } from '../../domain/rich.ts'
import { canMove, isLive, type Ticket } from '../../domain/ticket.ts'
import { settledAnswer } from '../../domain/words.ts'
import { isAngry } from '../../domain/mood.ts'
import type { Complaint, ConversationState, Mark, WaitingWord } from '../ports.ts'
import { hearComplainant } from './complaints.ts'
import { text, type Acts } from './context.ts'
import { afterClosing } from './ending.ts'
import { learn } from './learning.ts'
import { goesOnIn } from './merging.ts'
import { moveTicket, setWaiting } from './moves.ts'
import { markOn, noted } from './signs.ts'
import { complaintIn, liveTickets, ticketIn } from './state.ts'
import { showWords } from './flood.ts'

/** What words can belong to. */
export type Place = Ticket | Complaint

/**
 * Where words of the person belong: to what they reply to; to the only thing that is open; of several to the one they
 * named last. `choose`: they must be asked. `new`: to nothing that is open.
 */
export function placeOf(state: ConversationState, acts: Acts): Place | 'choose' | 'new' {
  const { answered, now, policy } = acts.context
  const replied = ticketIn(state, answered?.ticket)
  if (replied) {
    const here = goesOnIn(state, replied)
    if (isLive(here)) return here
  }
  const complaint = complaintIn(state, answered?.ticket)
  if (complaint && complaint.status !== 'closed') return complaint
  const open = openPlaces(state)
  if (open.length < 2) return open[0] ?? 'new'
  const { focus } = state
  const named = focus && now.getTime() - focus.at.getTime() < policy.intake.focusLasts
  return (named && open.find(one => one.number === focus.number)) || 'choose'
}

function openPlaces(state: ConversationState): Place[] {
  return [...liveTickets(state), ...state.complaints.filter(one => one.status === 'open')]
}

/** Adds words to what they belong to. */
export function follow(state: ConversationState, place: Place, words: WaitingWord, acts: Acts): ConversationState {
  const focused = { ...state, focus: { number: place.number, at: acts.context.now } }
  if (!('category' in place)) return hearComplainant(focused, place, words, acts)
  const mark = markOn(words.source, noted)
  if (place.status === 'solved') return hearSettled(focused, place, words, mark, acts)
  const more =
    focused.reopened?.number === place.number
      ? { ...focused, reopened: { number: place.number, words: [...focused.reopened.words, words] } }
      : focused
  const shown = learn(showWords(more, place, words, mark, acts), place.number, words, acts)
  const ticket = ticketIn(shown, place.number) ?? place
  if (isAngry(words.text, acts.context.policy.words) && !ticket.holder)
    acts.toTopic('notice', ticket, text(acts.context.say('pelapor kesal')))
  if (ticket.status === 'asked')
    return moveTicket(shown, acts, ticket, 'answer', 'pelapor', { waitingSince: acts.context.now })
  return setWaiting(shown, acts, ticket, acts.context.now)
}

/** The answer to "Apakah sudah beres?" in words. */
function hearSettled(
  state: ConversationState,
  ticket: Ticket,
  words: WaitingWord,
  mark: Mark,
  acts: Acts,
): ConversationState {
  const shown = showWords(state, ticket, words, mark, acts)
  const answer = words.attachments.length ? 'other' : settledAnswer(words.text, acts.context.policy.words)
  if (answer === 'thanks') return shown
  return settle(shown, ticket.number, answer === 'yes', acts)
}

/** Closes a solved ticket or opens it again, as the person says. */
export function settle(state: ConversationState, number: string, settled: boolean, acts: Acts): ConversationState {
  const { say, now } = acts.context
  const ticket = ticketIn(state, number)
  if (!ticket || ticket.status !== 'solved') return state
  const next = moveTicket(state, acts, ticket, settled ? 'confirm' : 'reopen', 'pelapor', {
    waitingSince: settled ? null : now,
  })
  acts.toTopic('notice', ticket, text(say(settled ? 'pelapor konfirmasi' : 'pelapor buka lagi')))
  if (settled) return afterClosing(next, ticket, acts)
  acts.say('dibuka lagi', { nomor: number }, number)
  return next
}

/**
 * A new complaint soon after a ticket ended opens it again, for its holder if still there; with one tap it becomes a
 * report of its own. Later it is a new ticket. null: nothing ended recently.
 */
export function reopen(state: ConversationState, words: WaitingWord, acts: Acts): ConversationState | null {
  const { say, now, policy, roster } = acts.context
  const ended = state.tickets.findLast(one => !isLive(one) && one.closedAt && canMove(one, 'reopen'))
  if (!ended?.closedAt || addWorkingDays(policy.hours, ended.closedAt, policy.followUp.reopenDays) < now) return null
  const present = roster.some(one => one.id === ended.holder?.id && isAnggota(one, now))
  const opened = moveTicket(state, acts, present ? ended : { ...ended, holder: null }, 'reopen', 'pelapor', {
    waitingSince: now,
  })
  const ticket = ticketIn(opened, ended.number)!
  acts.toTopic('notice', ticket, text(say('dibuka karena kabar baru')))
  acts.toPerson(
    'answer',
    text(say('dibuka kembali', { nomor: ticket.number, kategori: ticket.category }), [
      [{ text: plainText(say('tombol hal lain')), data: `baru ${ticket.number}` }],
    ]),
    ticket.number,
    { said: words.text, source: words.source },
  )
  const mark = markOn(words.source, noted)
  const focused = {
    ...opened,
    focus: { number: ticket.number, at: now },
    reopened: { number: ticket.number, words: [words] },
  }
  const shown = showWords(focused, ticket, words, mark, acts)
  return learn(shown, ticket.number, words, acts)
}

/** Several things are open: the person is asked once which one is meant; the words wait, not unseen for long. */
export function chooseLater(state: ConversationState, words: WaitingWord, acts: Acts): ConversationState {
  const { say, now } = acts.context
  if (state.choosing) return { ...state, choosing: { ...state.choosing, words: [...state.choosing.words, words] } }
  const buttons = openPlaces(state).map(one => [
    {
      text: `${one.number.slice(-6)} · ${'category' in one ? one.category : plainText(say('nama pengaduan'))}`,
      data: `untuk ${one.number}`,
    },
  ])
  acts.toPerson(
    'answer',
    text(say('untuk tiket mana'), [...buttons, [{ text: plainText(say('tombol hal baru')), data: 'untuk baru' }]]),
    null,
  )
  return { ...state, choosing: { words: [words], since: now } }
}

/** The person chose, or was silent too long: the words go where they belong. */
export function chosen(state: ConversationState, place: Place, acts: Acts): ConversationState {
  const { choosing } = state
  if (!choosing) return { ...state, focus: { number: place.number, at: acts.context.now } }
  let next: ConversationState = { ...state, choosing: null }
  for (const words of choosing.words) {
    const here = ticketIn(next, place.number) ?? complaintIn(next, place.number) ?? place
    next = follow(next, here, words, acts)
  }
  return next
}

/** Where words go whose writer did not choose: a complaint is shown to nobody but its reader, so it goes first. */
export function likeliest(state: ConversationState): Place | null {
  return state.complaints.findLast(one => one.status === 'open') ?? liveTickets(state).at(-1) ?? null
}
