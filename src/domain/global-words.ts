import { findTicketNumber } from './ticket.ts'
import { honorifics, readWords, withoutDisguise } from './normalise.ts'
import { ordinaryWords } from './ordinary-words.ts'
import { phrasesOf } from './phrases.ts'
import { isTypoOf, rootsOf } from './word-forms.ts'

/** What a person can ask for at any moment, by one word. */
export type GlobalWord =
  | 'menu'
  | 'back'
  | 'cancel'
  | 'status'
  | 'staff'
  | 'help'
  | 'privacy'
  | 'skip'
  | 'urgent'
  | 'complaint'
  | 'link'
  | 'part'

/**
 * The lists of the policy: for each word the ways of writing it as a whole message. Of the list of complaints only
 * entries of one word; its phrases are looked for inside sentences, see soundsLikeComplaint.
 */
export type GlobalWordLists = Readonly<Record<GlobalWord, readonly string[]>>

const globalWords: readonly GlobalWord[] = [
  'menu',
  'back',
  'cancel',
  'status',
  'staff',
  'help',
  'privacy',
  'skip',
  'urgent',
  'complaint',
  'link',
  'part',
]

/** What people put around the word they mean. */
const politeness = new Set([
  ...honorifics,
  ...`tolong mohon minta coba dong ya deh nih sih aja saja lah kok lagi dulu sekarang please saya kami mau ke
  dengan buat itu ini sekali`.split(/\s+/),
])

/** Longer messages are sentences. */
const longest = 8

interface Entry {
  readonly word: GlobalWord
  readonly phrases: readonly (readonly string[])[]
}

const known = new WeakMap<GlobalWordLists, readonly Entry[]>()

/** The lists in usual spelling, made once. */
function entriesOf(lists: GlobalWordLists): readonly Entry[] {
  let entries = known.get(lists)
  if (!entries) {
    entries = globalWords.map(word => ({
      word,
      phrases: phrasesOf(lists[word])
        .map(phrase => phrase.words)
        .filter(words => word !== 'complaint' || words.length === 1),
    }))
    known.set(lists, entries)
  }
  return entries
}

/**
 * The word a whole message stands for, or null. Politeness around it, its forms and usual mistypings are understood
 * ("mneu", "petugs dong"); the same word inside a sentence is none ("petugas bilang harus upload ulang").
 */
export function globalWord(text: string, lists: GlobalWordLists): GlobalWord | null {
  const sign = withoutDisguise(text).trim()
  const { words } = readWords(sign)
  if (!words.length) return globalWords.find(word => sign !== '' && lists[word].includes(sign)) ?? null
  if (words.length > longest) return null
  const entries = entriesOf(lists)
  const tellers = words.filter(tells)
  // "tolong pak" asks for help though "tolong" is politeness, so the full message is looked at first.
  for (const way of [words, words.filter(word => !honorifics.includes(word)), tellers])
    for (const { word, phrases } of entries) if (phrases.some(phrase => isSame(way, phrase))) return word
  return asksForTicket(sign, entries) ? 'status' : mistyped(tellers, entries)
}

function tells(word: string): boolean {
  return !politeness.has(word)
}

function isSame(words: readonly string[], phrase: readonly string[]): boolean {
  return (
    words.length === phrase.length &&
    words.every((word, i) => word === phrase[i] || (word.includes(phrase[i]!) && rootsOf(word).includes(phrase[i]!)))
  )
}

/** "STATUS TBB-2026-000123" */
function asksForTicket(text: string, entries: readonly Entry[]): boolean {
  const number = findTicketNumber(text)
  if (number === null) return false
  const rest = readWords(text.toUpperCase().replace(number, ' ')).words.filter(tells)
  return entries.some(({ word, phrases }) => word === 'status' && phrases.some(phrase => isSame(rest, phrase)))
}

/** One word that is most likely one of the lists, and only one of them. */
function mistyped(words: readonly string[], entries: readonly Entry[]): GlobalWord | null {
  const [only] = words
  if (words.length !== 1 || !only || ordinaryWords.has(only)) return null
  const meant = entries.filter(({ phrases }) =>
    phrases.some(([one, ...more]) => !more.length && isTypoOf(only, one!, 4)),
  )
  return meant.length === 1 ? meant[0]!.word : null
}
