import { concernsHead } from '../../../domain/mood.ts'
import { asWritten } from '../../../domain/rich.ts'
import { isOpen } from '../../../domain/office-hours.ts'
import type { Identity, Ticket } from '../../../domain/ticket.ts'
import type { Flow } from '../../../flows/flow.ts'
import { resume, stands, type Answers, type Host, type Position } from '../../../flows/step.ts'
import type { Action, Condition } from '../../../flows/vocabulary.ts'
import type { ConversationState, Form } from '../../ports.ts'
import { openComplaint, reachableHead } from '../complaints.ts'
import type { Acts } from '../context.ts'
import { cancelTicket } from '../ending.ts'
import { isPressed, openingLine } from '../hours.ts'
import { changeTicket, type TicketChange } from '../moves.ts'
import { ticketIn } from '../state.ts'
import { openTicket } from '../thread.ts'
import { isTimeForTicket } from '../told.ts'
import { wayOf } from '../places.ts'
import { checkAnswer, detailsOf } from './details.ts'
import { optionsOf, speak, type Said } from './wording.ts'

/** One step of a conversation: begins it, answers a question, goes back. null: it was no such step. */
export type Drive = (flow: Flow, position: Position, host: Host) => Position | null

/** What a conversation led to: the state, and the words that are to begin another one with. */
export interface Driven {
  readonly state: ConversationState
  /** Set when what was told is an ordinary report after all. */
  readonly becomesReport: Form['words'] | null
}

/**
 * Drives the conversation a person is in. What it says in one go is one message; a ticket is made, filled and withdrawn
 * as its steps say. null: nothing was done, since the words are no answer.
 */
export function drive(before: ConversationState, acts: Acts, one: Drive): Driven | null {
  const begun = before.form
  const flow = begun && acts.context.flows[begun.position.flow]
  if (!begun || !flow) return null
  const said: Said[] = []
  let state = before
  let form: Form = begun
  let opening = false
  let becomesReport: Form['words'] | null = null
  let isDue = isOpening(begun, acts) && isTimeForTicket(before, acts)
  const host: Host = {
    holds: (condition, answers) =>
      (condition === 'tiket sudah dibuat' && isDue) || holds(condition, answers, { before, state, form }, flow, acts),
    do(action: Action, answers: Answers) {
      form = { ...form, position: { ...form.position, answers } }
      switch (action) {
        case 'buka tiket':
        case 'panggil petugas':
          if (form.number) return
          opening = true
          form = { ...form, number: acts.context.number() }
          return
        case 'jadikan laporan':
          becomesReport = form.words
          return
        case 'catat pengaduan': {
          const opened = openComplaint(state, form.words, acts)
          state = opened.state
          form = { ...form, number: opened.number, words: [] }
          return
        }
        case 'batalkan':
          isDue = false
          state = cancel(state, form, acts)
          form = { ...form, words: [] }
      }
    },
    say: words => void said.push({ text: words, question: null }),
    ask: question => void said.push({ text: question.text, question }),
    options: list => optionsOf(list, form, acts),
    check: (check, words) => checkAnswer(check, words, acts.context),
  }
  // The file may have changed since the question was asked.
  const standing = begun.position.asked === null || stands(flow, begun.position)
  const from = standing ? begun.position : resume(flow, begun.position, host)
  const repeated = said.length
  const position = one(flow, from, host)
  if (!position) return null
  // What stands in the changed file need not be asked when it was just answered.
  if (position.asked !== from.asked || position.ended) said.splice(0, repeated)
  form = { ...form, position, heardAt: acts.context.now, hushed: false, missed: null, repeated: false }
  state = rememberWho({ ...state, greeted: true }, flow, form)
  if (isDue && !form.number && !becomesReport && said.length) {
    opening = true
    form = { ...form, number: acts.context.number() }
  }
  if (opening) [state, form] = openFrom(state, form, flow, acts)
  else state = fillTicket(state, form, flow, acts)
  if (isDue && opening && !said.some(({ text }) => text.includes('{nomor}'))) said.splice(-1, 0, recorded(acts))
  speak(said, state, form, flow, acts)
  return { state: { ...state, form: position.ended ? null : form }, becomesReport }
}

/** true while the form may become a ticket: what may be a complaint is none, whatever was said meanwhile. */
function isOpening({ number, words, position }: Form, { context: { desk } }: Acts): boolean {
  return position.flow === 'laporan' && number === null && words.length > 0 && desk !== null
}

/** That there is a ticket now, before the question that goes on. */
function recorded(acts: Acts): Said {
  const words = acts.context.say('tiket dicatat dulu', { nomor: '{nomor}', jam: openingLine(acts) })
  return { text: asWritten(words), question: null }
}

/** Makes the ticket of a report from what is known by now. Its number may have been taken before. */
export function openFrom(
  state: ConversationState,
  form: Form,
  flow: Flow,
  acts: Acts,
): [state: ConversationState, form: Form] {
  const { identity, category, packageCode, deadline } = detailsOf(flow, form.position.answers, form.gathered, state)
  const opened = openTicket(
    state,
    acts,
    {
      words: form.words,
      reporter: identity,
      way: wayOf(acts.context.account),
      category: category ?? form.gathered.category,
      massProblem: form.gathered.massProblem,
      packageCode,
      deadline,
      urgent: form.urgent,
      complete: form.position.ended,
      linked: goesOnFrom(state, category ?? form.gathered.category),
    },
    form.number ?? acts.context.number(),
  )
  const { number } = opened.ticket
  return [
    { ...opened.state, reporting: false },
    { ...form, number, words: [] },
  ]
}

/** The ended ticket on the same subject from which a new one goes on, or null. */
function goesOnFrom(state: ConversationState, category: string | null): string | null {
  const ended = state.tickets.findLast(one => one.closedAt !== null && one.category === category)
  return ended && ended.status !== 'cancelled' ? ended.number : null
}

/** Who somebody says they are is asked once, and known from then on. */
function rememberWho(state: ConversationState, flow: Flow, form: Form): ConversationState {
  const { identity } = detailsOf(flow, form.position.answers, form.gathered, state)
  return identity.organisation === null && identity.role === null ? state : { ...state, identity }
}

/** Batal makes no ticket, and is recorded; of a ticket that is there already the person withdraws. */
function cancel(state: ConversationState, form: Form, acts: Acts): ConversationState {
  const ticket = ticketIn(state, form.number)
  if (ticket) return cancelTicket(state, ticket, acts)
  acts.event('report cancelled', null, 'pelapor', {
    words: form.words.map(({ text, source }) => ({ text, source })),
  })
  return { ...state, reporting: false }
}

/** Later answers fill the ticket that is there already. */
function fillTicket(state: ConversationState, form: Form, flow: Flow, acts: Acts): ConversationState {
  const ticket = ticketIn(state, form.number)
  if (!ticket) return state
  const { policy } = acts.context
  const details = detailsOf(flow, form.position.answers, form.gathered, state)
  const category = policy.allCategories.find(one => one.name === details.category)
  const change: TicketChange = {
    ...(differs(ticket.reporter, details.identity) ? { reporter: details.identity } : {}),
    ...(category && category.name !== ticket.category
      ? {
          category: category.name,
          kind: category.kind,
          ...(form.gathered.massProblem ? {} : { impact: category.impact }),
        }
      : {}),
    ...(details.packageCode && details.packageCode !== ticket.packageCode ? { packageCode: details.packageCode } : {}),
    ...(isOther(details.deadline, ticket) ? { deadline: details.deadline } : {}),
    ...(form.position.ended && !ticket.complete ? { complete: true } : {}),
    ...(form.urgent && !ticket.urgent ? { urgent: true } : {}),
  }
  return Object.keys(change).length ? changeTicket(state, acts, ticket, change, 'pelapor', 'filled in') : state
}

function isOther(deadline: Date | null, ticket: Ticket): boolean {
  return deadline !== null && deadline.getTime() !== ticket.deadline?.getTime()
}

function differs(one: Identity, other: Identity): boolean {
  return one.name !== other.name || one.organisation !== other.organisation || one.role !== other.role
}

function holds(
  condition: Condition,
  answers: Answers,
  { before, state, form }: { before: ConversationState; state: ConversationState; form: Form },
  flow: Flow,
  acts: Acts,
): boolean {
  const { policy, now } = acts.context
  const details = detailsOf(flow, answers, form.gathered, state)
  switch (condition) {
    case 'kontak pertama':
      return !before.greeted
    case 'pelapor dikenal':
      return details.identity.role !== null || details.identity.organisation !== null
    case 'kategori tertebak':
      return form.gathered.category !== null
    case 'kategori jelas':
      return details.category !== null
    case 'paket disebut':
      return details.packageCode !== null
    case 'batas waktu disebut':
      return details.deadline !== null
    case 'mendesak':
      return isPressed(details.deadline, acts)
    case 'menyebut mendesak':
      return form.urgent
    case 'jam layanan':
      return isOpen(policy.hours, now)
    case 'tiket sudah dibuat':
      return form.number !== null
    case 'isi pengaduan ada':
      return form.words.some(({ text, attachments }) => attachments.length > 0 || text.trim().split(/\s+/).length > 2)
    case 'tentang kepala':
      return form.words.some(({ text }) => concernsHead(text))
    case 'kepala terjangkau':
      return reachableHead(acts) !== null
  }
}
