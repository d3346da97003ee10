import type { Action, Where } from './action.ts'

/** A story: who plays in it and what happens, step by step. Persons in its actions are named as in `cast`. */
export interface Scenario {
  readonly name: string
  readonly title: string
  /** What it shows, in one sentence. */
  readonly summary: string
  /** Who plays whom: a key of the simulation's cast; null: somebody nobody met before. */
  readonly cast: Readonly<Record<string, string | null>>
  readonly steps: readonly StoryStep[]
  /** What happened and why it matters, told at the end. */
  readonly ending: string | null
}

export type StoryStep = Happening & {
  /** Where it stands in its file. */
  readonly line: number
  /** How long its condition may take to come true (ms). */
  readonly patience: number
  readonly teaching: Teaching | null
}

/** What a guided person is told. Before an action: it is theirs to do. Elsewhere: to be read. */
export interface Teaching {
  readonly title: string
  readonly words: string
  /** true: goes on with the step before it, in the count of steps. */
  readonly continued: boolean
}

export type Happening =
  | { readonly kind: 'act'; readonly action: Action }
  /** Waits until somebody sees a message of the bot, not seen before, with these words. */
  | { readonly kind: 'see'; readonly who: string | typeof everybody; readonly where: Where; readonly words: string }
  /** Everything is settled, and no message of the bot with these words stands before them that was not seen before. */
  | { readonly kind: 'see nothing'; readonly who: string; readonly where: Where; readonly words: string }
  /** That many people write at once, one line each, in turn. */
  | {
      readonly kind: 'crowd'
      readonly people: number
      readonly where: 'whatsapp' | 'telegram' | 'both'
      readonly lines: readonly string[]
    }
  /** What must hold once everything is settled. Tickets: made since the story began. */
  | {
      readonly kind: 'expect'
      readonly tickets: number | null
      readonly lost: number | null
      readonly repeated: number | null
    }
  /** Moves the clock forward to the next morning on a working day, unless the office is open. */
  | { readonly kind: 'office hours' }
  /** Only tells something. */
  | { readonly kind: 'tell' }

/** In place of a name: each of the crowd. */
export const everybody = 'semua'
