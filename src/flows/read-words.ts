import type { Guard } from './flow.ts'
import { suggestion, type Reading } from './reading.ts'
import * as words from './vocabulary.ts'

/** Where something stands in a file. */
export type Path = readonly (string | number)[]

/** The names that the steps of a file give, known before the steps are read, because a step may name a later one. */
export interface Names {
  readonly labels: ReadonlyMap<string, number>
  readonly saves: readonly string[]
  readonly end: number
}

/** Limits of a message on a small phone, of a button, and of the name of an answer. */
export const limits = { text: 500, lines: 6, option: 24, save: 20 } as const

/** The step to which `lalu` leads, or null without one. */
export function readJump(value: unknown, path: Path, { labels, end }: Names, reading: Reading): number | null {
  if (value === undefined) return null
  const to = reading.word(value, path, [...labels.keys(), words.endWord], 'label')
  return to === null ? null : (labels.get(to) ?? end)
}

/** A word of the closed list of actions, or null. */
export function readAction(value: unknown, path: Path, reading: Reading): words.Action | null {
  return reading.word(value, path, wordsOf(words.actions), 'tindakan')
}

/** The conditions under `bila`; `bukan` in front turns one round. */
export function readGuards(value: unknown, path: Path, reading: Reading): Guard[] {
  return reading.texts(value, path).flatMap(text => {
    const wanted = !text.startsWith('bukan ')
    const name = wanted ? text : text.slice('bukan '.length).trim()
    const condition = reading.word(name, path, wordsOf(words.conditions), 'keadaan')
    return condition ? [{ condition, wanted }] : []
  })
}

/** A sentence that fits on a small phone and holds only values that are filled in; empty when it is none. */
export function readSentence(value: unknown, path: Path, reading: Reading): string {
  const text = reading.text(value, path) ?? ''
  if (text.length > limits.text) reading.wrong(path, `kalimat ini lebih dari ${limits.text} huruf`)
  if (text.split('\n').length > limits.lines) reading.wrong(path, `kalimat ini lebih dari ${limits.lines} baris`)
  const known = wordsOf(words.values)
  for (const [, name = ''] of text.matchAll(/\{([^{}]*)\}/g))
    if (!known.some(one => one === name)) reading.wrong(path, `isian {${name}} tidak dikenal${suggestion(name, known)}`)
  return text
}

/** The words of a closed list. */
export function wordsOf<Word extends string>(list: Readonly<Record<Word, string>>): Word[] {
  return Object.keys(list) as Word[]
}
