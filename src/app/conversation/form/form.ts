import { plainText } from '../../../domain/rich.ts'
import { questionOf } from '../../../flows/flow.ts'
import * as engine from '../../../flows/step.ts'
import type { Input, Position } from '../../../flows/step.ts'
import type { ConversationState, Form, WaitingWord } from '../../ports.ts'
import type { Acts } from '../context.ts'
import { isPressed, openingLine } from '../hours.ts'
import { ticketIn } from '../state.ts'
import { record } from '../thread.ts'
import { gather, nothingGathered } from './details.ts'
import { drive, openFrom, type Drive } from './host.ts'
import { tappedOption } from './wording.ts'

/** What becomes of words that were no complaint after all. */
export type ToReport = (state: ConversationState, words: readonly WaitingWord[], acts: Acts) => ConversationState

/** The conversations of flows/ that begin by what people write. */
export type FormName = 'laporan' | 'pengaduan'

/**
 * Begins a report or complaint from the first words: they are the description, whatever is asked afterwards. `openFirst`:
 * the report is a ticket before anything is asked. `number`: it has one already, and only the questions begin again.
 * `urgent`: the first word was MENDESAK.
 */
export function beginForm(
  state: ConversationState,
  name: FormName,
  words: readonly WaitingWord[],
  acts: Acts,
  {
    number = null,
    openFirst = false,
    urgent = false,
  }: { number?: string | null; openFirst?: boolean; urgent?: boolean } = {},
): ConversationState {
  const { now, flows } = acts.context
  const flow = flows[name]
  if (!flow) return state
  const position: Position = { flow: name, answers: {}, asked: null, done: [], ended: false }
  const blank: Form = {
    position,
    begun: now,
    heardAt: now,
    words,
    gathered: gather(nothingGathered, words, acts.context),
    number,
    urgent,
    hushed: false,
    missed: null,
    repeated: false,
  }
  const [ready, form] = openFirst ? openFrom(state, blank, flow, acts) : [state, blank]
  return go({ ...ready, form }, acts, (known, _, host) => engine.begin(known, host)) ?? state
}

/**
 * Takes an answer to the question that stands; null when the input is none, and then nothing was kept of it. `words`:
 * the message it came in; what is told in free words belongs to the matter itself, like what came first.
 */
export function answerForm(
  state: ConversationState,
  input: Input,
  acts: Acts,
  words: WaitingWord | null = null,
  report?: ToReport,
): ConversationState | null {
  const { form } = state
  const flow = form && acts.context.flows[form.position.flow]
  const isTold = words !== null && flow && questionOf(flow, form.position.asked)?.check === 'teks'
  const told = isTold ? addWords(state, form, words, acts) : state
  return go(told, acts, (known, position, host) => engine.answer(known, position, input, host), report)
}

/** The same for a tap on a button of a question. */
export function tapForm(
  state: ConversationState,
  data: string,
  acts: Acts,
  report: ToReport,
): ConversationState | null {
  const { form } = state
  const flow = form && acts.context.flows[form.position.flow]
  const input = form && flow ? tappedOption(data, form, flow, acts) : null
  return input && answerForm(state, input, acts, null, report)
}

/** Goes one question back, asks again what stands, or goes where a word that works everywhere leads. */
export function steerForm(
  state: ConversationState,
  to: 'back' | 'resume' | 'batal' | 'mendesak',
  acts: Acts,
): ConversationState | null {
  return go(state, acts, (flow, position, host) => {
    if (to === 'back') return engine.back(flow, position, host)
    return to === 'resume' ? engine.resume(flow, position, host) : engine.goTo(flow, position, to, host)
  })
}

/** Asks once more what nobody answered, with the way to a human. */
export function repeatQuestion(state: ConversationState, acts: Acts): ConversationState {
  const { form } = state
  if (!form) return state
  const asked = go(state, acts, (flow, position, host) => {
    host.say(plainText(acts.context.say('belum dijawab')))
    return engine.resume(flow, position, host)
  })
  const next = asked ?? state
  // Nobody wrote: the silence after which the report becomes a ticket goes on.
  return next.form
    ? { ...next, form: { ...next.form, heardAt: form.heardAt, hushed: form.hushed, missed: null, repeated: true } }
    : next
}

/** Adds words to the description of a report that has no ticket yet; a near deadline makes the ticket at once. */
export function describe(state: ConversationState, words: WaitingWord, acts: Acts): ConversationState {
  const { form } = state
  if (!form) return state
  const { now } = acts.context
  const missed = words.attachments.length || form.repeated ? form.missed : now
  const heard = { ...form, heardAt: now, missed }
  const more = addWords({ ...state, form: heard }, heard, words, acts)
  const isPressing = form.position.flow === 'laporan' && isPressed(more.form!.gathered.deadline, acts)
  return isPressing ? openNow(more, acts, 'tiket mendesak') : more
}

/**
 * Makes the ticket of a report now, whatever is still unanswered: at 0 or PETUGAS, near a deadline, for somebody angry,
 * after silence. The form stays answerable.
 */
export function openNow(
  state: ConversationState,
  acts: Acts,
  sentence: 'tiket dibuat' | 'tiket mendesak' | 'tiket kesal' | 'tiket sendiri',
): ConversationState {
  const flow = acts.context.flows['laporan']
  // What may be a complaint is no ticket, whatever the person taps meanwhile.
  if (!state.form || state.form.number || state.form.position.flow !== 'laporan' || !flow) return state
  const [opened, form] = openFrom(state, state.form, flow, acts)
  acts.say(sentence, { nomor: form.number ?? '', jam: openingLine(acts) }, form.number)
  return { ...opened, form }
}

function addWords(state: ConversationState, form: Form, words: WaitingWord, acts: Acts): ConversationState {
  const ticket = ticketIn(state, form.number)
  if (ticket) {
    record(acts, ticket, words, null)
    return state
  }
  const gathered = gather(form.gathered, [words], acts.context)
  return { ...state, form: { ...form, words: [...form.words, words], gathered } }
}

function go(
  state: ConversationState,
  acts: Acts,
  one: Drive,
  report: ToReport = beginReport,
): ConversationState | null {
  const driven = drive(state, acts, one)
  if (!driven?.becomesReport) return driven?.state ?? null
  return report({ ...driven.state, form: null }, driven.becomesReport, acts)
}

const beginReport: ToReport = (state, words, acts) => beginForm(state, 'laporan', words, acts)
