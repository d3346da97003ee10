import { readWords } from './normalise.ts'
import { ordinaryWords } from './ordinary-words.ts'
import { isTypoOf, rootsOf } from './word-forms.ts'

/** One way of saying something, in usual spelling. */
export interface Phrase {
  readonly words: readonly string[]
}

/** Where a phrase stands in a text: positions of its words among those looked at. */
export interface Found<P extends Phrase> {
  readonly phrase: P
  readonly at: readonly number[]
}

/** Of a word that is written all over a text so many places are looked at. */
const mostPlaces = 40

/** Words farther apart than this are never one phrase, whatever stands between them. */
const longestSpan = 20

/**
 * The phrases of a list. A list is written by people: one entry is a phrase as somebody would type it, and words
 * joined by "/" stand for each other ("petugas/pegawai galak/kasar" is four phrases).
 */
export function phrasesOf(entries: readonly string[]): readonly Phrase[] {
  return entries
    .flatMap(spelledOut)
    .map(entry => ({ words: readWords(entry).words }))
    .filter(phrase => phrase.words.length > 0)
}

/** "a/b c" → "a c", "b c". */
export function spelledOut(entry: string): readonly string[] {
  return entry
    .split(/\s+/)
    .filter(Boolean)
    .map(part => part.split('/').filter(Boolean))
    .reduce<string[]>((all, ways) => all.flatMap(begun => ways.map(way => `${begun} ${way}`.trim())), [''])
    .filter(Boolean)
}

/** Finds phrases in texts; made once for a list, asked for each text. */
export interface Finder<P extends Phrase> {
  /**
   * Every phrase whose words stand together: in their order with at most `slack` other words among them, in another
   * order with one at most.
   */
  in(words: readonly string[], slack: number): readonly Found<P>[]
}

/** A finder of these phrases; words of `light` among the words of a phrase are not counted as others. */
export function finderOf<P extends Phrase>(phrases: readonly P[], light: ReadonlySet<string> = new Set()): Finder<P> {
  const vocabulary = new Set(phrases.flatMap(phrase => phrase.words))
  const byFirstWord = Map.groupBy(phrases, phrase => phrase.words[0]!)
  return {
    in(words, slack) {
      const places = placesOf(words, vocabulary)
      const isTogether = (at: readonly number[]): boolean => {
        const first = Math.min(...at)
        const between = words
          .slice(first, Math.max(...at))
          .filter((word, i) => !light.has(word) && !at.includes(first + i))
        return between.length <= (isSorted(at) ? slack : Math.min(slack, 1))
      }
      return [...places.keys()]
        .flatMap(word => byFirstWord.get(word) ?? [])
        .filter(phrase => phrase.words.every(word => places.has(word)))
        .flatMap(phrase => {
          const at = nearest(phrase.words, places).find(isTogether)
          return at ? [{ phrase, at: [...at].sort((a, b) => a - b) }] : []
        })
    },
  }
}

function isSorted(at: readonly number[]): boolean {
  return at.every((place, i) => i === 0 || place > at[i - 1]!)
}

/** For each word of the vocabulary where it stands: as such, in a form of it, or mistyped. */
function placesOf(words: readonly string[], vocabulary: ReadonlySet<string>): ReadonlyMap<string, readonly number[]> {
  const meant = new Map<string, readonly string[]>()
  const places = new Map<string, number[]>()
  for (const [at, word] of words.entries()) {
    let meanings = meant.get(word)
    if (!meanings) meant.set(word, (meanings = meaningsOf(word, vocabulary)))
    for (const meaning of meanings) {
      const known = places.get(meaning)
      if (!known) places.set(meaning, [at])
      else if (known.length < mostPlaces) known.push(at)
    }
  }
  return places
}

function meaningsOf(word: string, vocabulary: ReadonlySet<string>): readonly string[] {
  const forms = rootsOf(word).filter(root => vocabulary.has(root))
  if (forms.length) return forms
  return ordinaryWords.has(word) ? [] : [...vocabulary].filter(one => isTypoOf(word, one))
}

/** For each place of the first word the nearest places of the others, in the order of the text. */
function nearest(
  words: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
): readonly (readonly number[])[] {
  const others = words.slice(1).map(word => places.get(word) ?? [])
  return (places.get(words[0]!) ?? []).flatMap(first => {
    const at = [first]
    for (const known of others) {
      const free = known.filter(place => !at.includes(place))
      if (!free.length) return []
      at.push(free.reduce((best, place) => (Math.abs(place - first) < Math.abs(best - first) ? place : best)))
    }
    return Math.max(...at) - Math.min(...at) > longestSpan ? [] : [at]
  })
}
