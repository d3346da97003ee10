import { dayInWords } from '../../domain/day.ts'
import { addWorkingDays, isOpen, nextOpening } from '../../domain/office-hours.ts'
import { plainText } from '../../domain/rich.ts'
import type { Ticket } from '../../domain/ticket.ts'
import { questionOf } from '../../flows/flow.ts'
import type { Policy } from '../../flows/policy.ts'
import type { ConversationState } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { afterClosing } from './ending.ts'
import { burstLasts, flushBurst } from './flood.ts'
import { chosen, likeliest } from './following.ts'
import { answerForm, openNow, repeatQuestion } from './form/form.ts'
import { moveTicket } from './moves.ts'
import { liveTickets, ticketIn, withTicket } from './state.ts'

/** So long after the last words that answered nothing the question is repeated (ms): people write in several messages. */
const questionRests = 15_000

/** When the conversation wants to be looked at again though nobody writes; null: never. */
export function nextWake(state: ConversationState, policy: Policy, now: Date): Date | null {
  const times: Date[] = []
  const { form, choosing, burst } = state
  if (form && !form.number && !form.hushed && form.words.length) times.push(after(form.heardAt, policy.intake.silence))
  if (form && !form.number && form.missed) times.push(after(form.missed, questionRests))
  if (choosing) times.push(after(choosing.since, policy.intake.silence))
  if (burst) times.push(after(burst.since, burstLasts))
  for (const ticket of liveTickets(state)) {
    const step = nextStep(ticket, policy)
    // Nobody is reminded at night or on holidays.
    if (step) times.push(step.at <= now ? (nextOpening(policy.hours, now) ?? step.at) : step.at)
  }
  return times.length ? new Date(Math.min(...times.map(Number))) : null
}

/** Does everything whose time has come, oldest matters first. */
export function hearAlarm(before: ConversationState, acts: Acts): ConversationState {
  const { now, policy } = acts.context
  let state = before
  if (state.burst && after(state.burst.since, burstLasts) <= now) state = flushBurst(state, acts)
  if (state.choosing && after(state.choosing.since, policy.intake.silence) <= now) {
    const place = likeliest(state)
    state = place ? chosen(state, place, acts) : { ...state, choosing: null }
  }
  const { form } = state
  if (form && !form.number && !form.hushed && form.words.length && after(form.heardAt, policy.intake.silence) <= now)
    state = afterSilence(state, acts)
  else if (form && !form.number && form.missed && after(form.missed, questionRests) <= now)
    state = repeatQuestion(state, acts)
  for (const { number } of liveTickets(state)) {
    const ticket = ticketIn(state, number)
    const step = ticket && nextStep(ticket, policy)
    if (ticket && step && step.at <= now && isOpen(policy.hours, now)) state = takeStep(state, ticket, step.what, acts)
  }
  return state
}

/**
 * A report becomes a ticket by itself. What may be a complaint is taken for one, since a complaint is shown to nobody but
 * its reader; what is asked further waits for an answer.
 */
function afterSilence(state: ConversationState, acts: Acts): ConversationState {
  const form = state.form!
  if (form.position.flow === 'laporan') return openNow(state, acts, 'tiket sendiri')
  const question = questionOf(acts.context.flows['pengaduan']!, form.position.asked)
  const first = question && typeof question.options !== 'string' ? question.options[0] : undefined
  const isFirst = Object.keys(form.position.answers).length === 0
  const answered =
    isFirst && question && first
      ? answerForm(state, { kind: 'option', save: question.save, value: first.text }, acts)
      : null
  const next = answered ?? state
  return next.form && !next.form.number ? { ...next, form: { ...next.form, hushed: true } } : next
}

interface WaitingStep {
  readonly what: 'nudge' | 'announce' | 'close'
  readonly at: Date
}

/** What comes next for a ticket that waits for the person: a nudge, the announcement of its closing, the closing. */
function nextStep(ticket: Ticket, { hours, followUp }: Policy): WaitingStep | null {
  if (ticket.status !== 'asked' && ticket.status !== 'solved') return null
  if (ticket.closesAt) return { what: 'close', at: ticket.closesAt }
  const days = ticket.status === 'asked' ? followUp.closeWaitingDays : followUp.closeSolvedDays
  const announces = addWorkingDays(hours, ticket.idleSince, Math.max(1, days - followUp.announceDays))
  const nudges = addWorkingDays(hours, ticket.idleSince, followUp.nudgeDays)
  return ticket.status === 'asked' && !ticket.nudged && nudges < announces
    ? { what: 'nudge', at: nudges }
    : { what: 'announce', at: announces }
}

function takeStep(state: ConversationState, ticket: Ticket, what: WaitingStep['what'], acts: Acts): ConversationState {
  const { say, now, policy } = acts.context
  const { hours, followUp } = policy
  const { number } = ticket
  switch (what) {
    case 'nudge': {
      acts.event('nudged', number, 'loket')
      const days = followUp.closeWaitingDays - followUp.nudgeDays
      acts.say(
        'ingatkan data',
        { nomor: number, tgl: dayInWords(addWorkingDays(hours, now, days), policy.zone) },
        number,
      )
      const nudged = { ...ticket, nudged: true }
      acts.ticket(nudged)
      return withTicket(state, nudged)
    }
    case 'announce': {
      // Counted from the announcement: after an outage nobody finds a ticket closed that was never announced.
      const closesAt = addWorkingDays(hours, now, followUp.announceDays)
      const tgl = dayInWords(closesAt, policy.zone)
      acts.event('closing announced', number, 'loket', { closesAt })
      const button = { text: plainText(say('tombol jangan tutup')), data: `tahan ${number}` }
      acts.toPerson('answer', text(say('akan ditutup', { nomor: number, tgl }), [[button]]), number)
      const staffButton = { text: plainText(say('tombol tunda tutup')), data: `tunda ${number}` }
      acts.toTopic('notice', ticket, text(say('akan ditutup petugas', { tgl }), [[staffButton]]))
      const announced = { ...ticket, closesAt }
      acts.ticket(announced)
      return withTicket(state, announced)
    }
    case 'close': {
      acts.toTopic('notice', ticket, text(say('ditutup tanpa jawaban')))
      const closed = moveTicket(state, acts, ticket, 'lapse', 'loket', { waitingSince: null })
      acts.say('ditutup sendiri', { nomor: number }, number)
      return ticket.status === 'solved' ? afterClosing(closed, ticket, acts) : closed
    }
  }
}

function after(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms)
}
