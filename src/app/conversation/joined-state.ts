import { isLive } from '../../domain/ticket.ts'
import type { Joined } from '../message.ts'
import type { ConversationState, Form, Linking } from '../ports.ts'
import { type Acts } from './context.ts'
import { flushBurst } from './flood.ts'
import { openNow } from './form/form.ts'
import { noLinking } from './linking.ts'
import { changeTicket } from './moves.ts'
import { isSamePlace, waysOf, withPlace } from './places.ts'
import { withComplaint, withTicket } from './state.ts'

/** Two conversations as one: nothing of either is lost, and nothing of it is asked or shown twice. */
export function merged(mine: ConversationState, message: Joined, acts: Acts): ConversationState {
  const { handed } = message
  const { account, chat } = acts.context
  const all = [...mine.places, { account: message.account, chat: message.chat }, ...handed.places, message.spoken]
  const places = [...all.filter(one => one.chat), { account, chat }].reduce(withPlace, [])
  const tickets = [...mine.tickets, ...handed.tickets].toSorted((a, b) => Number(a.openedAt) - Number(b.openedAt))
  const state: ConversationState = {
    ...mine,
    name: mine.name || handed.name,
    places,
    left: [...mine.left, ...handed.left].filter(
      one => one.to !== message.origin && !places.some(place => isSamePlace(place, one)),
    ),
    ahead: mine.ahead + message.numbered,
    linking: mergedLinking(mine.linking, handed.linking),
    greeted: mine.greeted || handed.greeted,
    privacy: Math.max(mine.privacy, handed.privacy),
    reporting: mine.reporting || handed.reporting,
    unreachable: false,
    identity: mine.identity ?? handed.identity,
    waiting: inOrder(mine.waiting, handed.waiting),
    choosing: laterOf(mine.choosing, handed.choosing),
    focus: !handed.focus || (mine.focus && mine.focus.at >= handed.focus.at) ? mine.focus : handed.focus,
    asks: [...mine.asks, ...handed.asks],
    recent: [...mine.recent, ...handed.recent].toSorted((a, b) => Number(a) - Number(b)),
    reopened: mine.reopened ?? handed.reopened,
    comment: mine.comment ?? handed.comment,
    offered: isSamePlace(message.place, message.spoken) ? handed.offered : mine.offered,
    told: mine.told ?? handed.told,
    hints: { ...handed.hints, ...mine.hints },
    heardAt: [mine.heardAt, handed.heardAt].reduce((one, other) => ((one ?? 0) > (other ?? 0) ? one : other)),
  }
  for (const ticket of handed.tickets) acts.ticket(ticket)
  const withTickets = tickets.reduce(withTicket, { ...state, tickets: [] })
  const withComplaints = handed.complaints.reduce(withComplaint, withTickets)
  return mergedForms(mergedBursts(showWays(withComplaints, acts), handed, acts), handed.form, acts)
}

/** Says on every open card on which networks the person is spoken to. */
export function showWays(before: ConversationState, acts: Acts): ConversationState {
  const ways = waysOf(before)
  let state = before
  for (const ticket of before.tickets) {
    if (String(ticket.ways ?? []) === String(ways)) continue
    if (isLive(ticket)) state = changeTicket(state, acts, ticket, { ways }, 'loket', 'ways changed')
    else state = withTicket(state, { ...ticket, ways })
  }
  return state
}

function mergedLinking(mine: Linking | null, handed: Linking | null): Linking | null {
  if (!mine || !handed) return mine ?? handed
  return {
    code: mine.code ?? handed.code,
    given: [...mine.given, ...handed.given],
    missed: [...mine.missed, ...handed.missed],
    parted: [...mine.parted, ...handed.parted],
    asked: mine.asked ?? handed.asked,
  } satisfies typeof noLinking
}

function inOrder<Word extends { readonly at: Date }>(mine: readonly Word[], handed: readonly Word[]): Word[] {
  return [...mine, ...handed].toSorted((a, b) => Number(a.at) - Number(b.at))
}

function laterOf(mine: ConversationState['choosing'], handed: ConversationState['choosing']) {
  if (!mine || !handed) return mine ?? handed
  const since = mine.since > handed.since ? mine.since : handed.since
  return { words: inOrder(mine.words, handed.words), since }
}

function mergedBursts(state: ConversationState, handed: ConversationState, acts: Acts): ConversationState {
  if (!handed.burst) return state
  if (!state.burst) return { ...state, burst: handed.burst }
  return { ...flushBurst({ ...state, burst: handed.burst }, acts), burst: state.burst }
}

/**
 * One form can be asked at a time. Of two, one whose ticket exists gives way, for only questions are lost with it; of two
 * reports that are none yet one becomes a ticket at once; two complaints are one.
 */
function mergedForms(state: ConversationState, handed: Form | null, acts: Acts): ConversationState {
  const { form: mine } = state
  if (!handed || (mine && handed.number)) return state
  if (!mine || mine.number) return { ...state, form: handed }
  const isReport = (form: Form): boolean => form.position.flow === 'laporan'
  const [first, second] = isReport(handed) ? [handed, mine] : [mine, handed]
  if (!isReport(first)) return { ...state, form: { ...mine, words: inOrder(mine.words, handed.words) } }
  return { ...openNow({ ...state, form: first }, acts, 'tiket sendiri'), form: second }
}
