import type { lineKeys } from './keys.ts'
import type { Action, Check, Condition, OptionList, Value } from './vocabulary.ts'

/** A condition of a step: it must hold, or with `bukan` must not. */
export interface Guard {
  readonly condition: Condition
  readonly wanted: boolean
}

interface AnyStep {
  /** All of them; none: the step is always taken. */
  readonly guards: readonly Guard[]
  readonly label: string | null
  /** Index of the step that follows; the number of steps means the end. */
  readonly next: number
}

/** `kirim`: says something. */
export interface SayStep extends AnyStep {
  readonly kind: 'say'
  readonly text: string
}

/** `lakukan`: sets something off. */
export interface DoStep extends AnyStep {
  readonly kind: 'do'
  readonly action: Action
}

/** `tanya`: asks, waits, and stores the answer. */
export interface AskStep extends AnyStep {
  readonly kind: 'ask'
  readonly text: string
  /** Name under which the answer is stored; one question has it. */
  readonly save: string
  /** null: no free answer counts. */
  readonly check: Check | null
  readonly options: readonly Option[] | OptionList
  readonly skippable: boolean
}

/** An answer that the file offers. Its text is also the value that is stored. */
export interface Option {
  readonly text: string
  readonly words: readonly string[]
  /** null: what follows the question. */
  readonly next: number | null
  /** Answers to forget; the first of them is asked again. */
  readonly forgets: readonly string[]
  readonly action: Action | null
}

export type Step = SayStep | DoStep | AskStep

/** A line of an example: what the person writes or taps, and what Loket says or sets off. */
export interface ExampleLine {
  readonly by: keyof typeof lineKeys
  readonly text: string
}

/** A conversation written down as it must go (`contoh`). */
export interface Example {
  readonly title: string
  /** The conditions that hold when it begins; all others do not. */
  readonly holds: readonly Condition[]
  readonly values: Readonly<Partial<Record<Value, string>>>
  readonly lines: readonly ExampleLine[]
}

/** One conversation of flows/: steps that fall through from top to bottom. */
export interface Flow {
  readonly name: string
  /** Words or phrases that begin it. */
  readonly begins: readonly string[]
  readonly steps: readonly Step[]
  readonly examples: readonly Example[]
}

/** The question that stores an answer under a name, or null. */
export function questionOf(flow: Flow, save: string | null): AskStep | null {
  return flow.steps.find((step): step is AskStep => step.kind === 'ask' && step.save === save) ?? null
}
