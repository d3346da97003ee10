import { choose, meansSkip, type Choice } from './choice.ts'
import { questionOf, type AskStep, type Flow, type Option } from './flow.ts'
import type { Action, Check, Condition, Entry, OptionList } from './vocabulary.ts'
import { act, ask, optionOf, walk, without, type Stand } from './walk.ts'

/** Answers by the names under which they are stored, in the order in which they were asked; '' was skipped. */
export type Answers = Readonly<Record<string, string>>

/** Where a person stands in a conversation: plain data that outlives restarts, days, and a changed file. */
export interface Position {
  readonly flow: string
  readonly answers: Answers
  /** Name of the question that stands. */
  readonly asked: string | null
  /** Actions carried out. */
  readonly done: readonly string[]
  readonly ended: boolean
}

/** A question as it is put to a person; its braces are not filled yet. */
export interface Question {
  readonly text: string
  readonly save: string
  readonly options: readonly { readonly text: string; readonly value: string }[]
  readonly skippable: boolean
}

export interface DynamicOption extends Choice {
  readonly value: string
}

/**
 * Who drives a conversation. What is said and asked in one call comes in order; `joinSaid` makes messages of it. The
 * answers so far are handed over because within a call they may be newer than the position the host knows.
 */
export interface Host {
  holds(condition: Condition, answers: Answers): boolean
  do(action: Action, answers: Answers): void
  /** The braces are the host's to fill, after the call. */
  say(text: string): void
  ask(question: Question): void
  options(list: OptionList, answers: Answers): readonly DynamicOption[]
  /** The value to store, or null when the text is no such answer. */
  check(check: Check, text: string): string | null
}

/** A tap carries the question it belongs to; '' as value skips. */
export type Input =
  | { readonly kind: 'option'; readonly save: string; readonly value: string }
  | { readonly kind: 'text'; readonly text: string }

/** Begins a conversation: says and does everything up to the first question. */
export function begin(flow: Flow, host: Host): Position {
  return walk(flow, 0, { answers: {}, done: [] }, host)
}

/**
 * Takes an answer and goes on to the next question. null: it is no answer to the question that stands, or a tap whose
 * question is forgotten; nothing was said then. A tap on an earlier question changes that answer.
 */
export function answer(flow: Flow, position: Position, input: Input, host: Host): Position | null {
  if (position.ended) return null
  const late = input.kind === 'option' && input.save !== position.asked
  if (late && !Object.hasOwn(position.answers, input.save)) return null
  const question = questionOf(flow, late ? input.save : position.asked)
  const taken = question && take(question, input, position.answers, host)
  if (!taken) return null
  if (late && position.answers[question.save] === taken.value) return position
  const answers = { ...position.answers, [question.save]: taken.value }
  return goOn(flow, question, taken.option, { ...position, answers }, host, late ? position.asked : null)
}

/**
 * "kembali": the last answer is forgotten and its question asked again; without one, what stands is asked again. When
 * an answer was about to be changed, it stays as it was.
 */
export function back(flow: Flow, position: Position, host: Host): Position {
  if (position.ended) return position
  const standing = questionOf(flow, position.asked)
  if (standing && Object.hasOwn(position.answers, standing.save)) {
    const option = optionOf(standing, position.answers[standing.save]) ?? null
    return goOn(flow, standing, option, position, host, null)
  }
  const last = Object.keys(position.answers).findLast(save => questionOf(flow, save))
  const question = questionOf(flow, last ?? null)
  if (!question) return resume(flow, position, host)
  return ask(flow, question, { ...position, answers: without(position.answers, [question.save]) }, host)
}

/**
 * Asks again what stands. When the file has changed and that question is gone, goes from the top past everything
 * answered and done, without saying it again, to the question that stands now.
 */
export function resume(flow: Flow, position: Position, host: Host): Position {
  if (position.ended) return position
  const question = questionOf(flow, position.asked)
  if (!question) return walk(flow, 0, position, host, true)
  ask(flow, question, position, host)
  return position
}

/** Goes on at a label to which a word that works everywhere leads; null when the file has no such label. */
export function goTo(flow: Flow, position: Position, entry: Entry, host: Host): Position | null {
  const at = flow.steps.findIndex(step => step.label === entry)
  return position.ended || at < 0 ? null : walk(flow, at, position, host)
}

/** true while the file still has the question that stands; otherwise `resume` has to find the one that does. */
export function stands(flow: Flow, position: Position): boolean {
  return position.ended || questionOf(flow, position.asked) !== null
}

interface Taken {
  readonly value: string
  /** The option of the file, when it was one. */
  readonly option: Option | null
}

/** The answer that an input is, or null. */
function take(question: AskStep, input: Input, answers: Answers, host: Host): Taken | null {
  const { options, skippable } = question
  const choices: readonly (DynamicOption & { option: Option | null })[] =
    typeof options === 'string'
      ? host.options(options, answers).map(one => ({ ...one, option: null }))
      : options.map(option => ({ text: option.text, words: option.words, value: option.text, option }))
  if (input.kind === 'option') {
    if (input.value === '') return skippable ? { value: '', option: null } : null
    return choices.find(({ value }) => value === input.value) ?? null
  }
  const chosen = choose(input.text, choices)
  if (chosen) return chosen
  if (skippable && meansSkip(input.text)) return { value: '', option: null }
  const check = question.check ?? (choices.length ? null : 'teks')
  const value = check && host.check(check, input.text)
  return value === null ? null : { value, option: null }
}

/** What follows an answer. `standing` was asked before, so what leads to it need not be said again. */
function goOn(
  flow: Flow,
  question: AskStep,
  option: Option | null,
  { answers, done }: Stand,
  host: Host,
  standing: string | null,
): Position {
  const stand = { answers, done: act(option?.action ?? null, { answers, done }, host) }
  const [first, ...others] = option?.forgets ?? []
  const again = questionOf(flow, first ?? null)
  if (again) return ask(flow, again, { ...stand, answers: without(answers, [question.save, ...others]) }, host)
  return walk(flow, option?.next ?? question.next, stand, host, standing)
}
