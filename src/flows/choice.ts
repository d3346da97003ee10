import { editDistance } from '../domain/edit-distance.ts'
import { plainWords } from '../domain/normalise.ts'
import { consistsOf } from '../domain/words.ts'

/** An option as far as words can mean it. */
export interface Choice {
  readonly text: string
  /** Other words for it. */
  readonly words?: readonly string[]
}

const numerals: readonly (readonly string[])[] = [
  ['satu', 'pertama', 'kesatu'],
  ['dua', 'kedua'],
  ['tiga', 'ketiga'],
  ['empat', 'keempat'],
  ['lima', 'kelima'],
  ['enam', 'keenam'],
  ['tujuh', 'ketujuh'],
  ['delapan', 'kedelapan'],
  ['sembilan', 'kesembilan'],
  ['sepuluh', 'kesepuluh'],
]

/** Words in front of and behind an answer that say nothing about which one it is. */
const leading = /^(?:(?:no|nomor|nomer|nmr|pilihan|pilih|opsi|angka|yang|yg|jawab|jawaban|mau|saya|sy|ke) )+/
const trailing =
  /(?: (?:pak|bapak|bu|ibu|min|admin|kak|mas|mbak|gan|ya|dong|deh|aja|saja|nih|sih|lah|kok|tolong|mohon|terima|kasih|makasih|trims|thanks))+$/

const skips = [
  'lewati',
  'lewat',
  'lewatin',
  'skip',
  'tidak ada',
  'tak ada',
  'tdk ada',
  'tidak tahu',
  'tidak tau',
  'tdk tahu',
  'tdk tau',
  'gak ada',
  'gak tau',
  'ga ada',
  'ga tau',
  'gk ada',
  'nggak ada',
  'nggak tau',
  'enggak ada',
  'belum ada',
  'belum tahu',
  'belum tau',
  'blm ada',
  'blm tau',
  'kosong',
  'nihil',
  '-',
]

/** The longest text that can be meant as a choice; longer ones are words of the report. */
const longestChoice = 60

/**
 * The option a text means: its number, its words, other words for it ("ya betul" are two), or one of these with a usual typo (one slip in
 * words of four to seven letters, two in longer ones). null when it means none, or more than one.
 */
export function choose<Any extends Choice>(text: string, choices: readonly Any[]): Any | null {
  if (text.length > longestChoice) return null
  const said = sayings(text)
  const numbered = said.map(numberOf).find(number => number !== null)
  if (numbered !== undefined) return choices[numbered - 1] ?? null
  const exact = choices.filter((one, at) => {
    const words = choiceWords(one)
    return said.some(other => consistsOf(other, words) || words.includes(other.replace(`${at + 1} `, '')))
  })
  if (exact.length) return exact.length === 1 ? exact[0]! : null
  const near = choices.filter(one => choiceWords(one).some(word => said.some(other => isTypo(other, word))))
  return near.length === 1 ? near[0]! : null
}

/** What a text says of a list it stands below. */
export interface Picked<Any> {
  /** The number it counts out, whether or not the list is that long; null: it is no number. */
  readonly number: number | null
  readonly choice: Any | null
}

/**
 * What a whole text picks from a list: a number with or without polite words ("no 2", "2 ya"), or an option word for
 * word, also behind its number ("2 belum"). Nothing near it, since the text may just as well be no choice at all.
 */
export function pick<Any extends Choice>(text: string, choices: readonly Any[]): Picked<Any> {
  if (text.length > longestChoice) return { number: null, choice: null }
  const said = sayings(text)
  const number = said.map(numberOf).find(one => one !== null) ?? null
  if (number !== null) return { number, choice: choices[number - 1] ?? null }
  const same = choices.filter((one, at) => {
    const words = choiceWords(one)
    return said.some(other => words.includes(other) || words.includes(other.replace(`${at + 1} `, '')))
  })
  return { number, choice: same.length === 1 ? same[0]! : null }
}

/** true when a text says that there is nothing to answer: "lewati", "tidak ada", "-". */
export function meansSkip(text: string): boolean {
  if (text.length > longestChoice) return false
  const said = sayings(text)
  return skips.map(squeeze).some(word => said.some(other => other === word || isTypo(other, word)))
}

/** The words that mean an option, in the form in which texts are compared. */
export function choiceWords({ text, words = [] }: Choice): string[] {
  return [text, ...words].map(squeeze)
}

/** Which option a text counts out: "2", "no. 2", "2️⃣", "yang kedua"; null when it counts none. */
export function numberOf(text: string): number | null {
  const words = squeeze(text).replace(leading, '')
  if (/^\d{1,2}$/.test(words)) return Number(words)
  const at = numerals.findIndex(same => same.map(squeeze).includes(words))
  return at < 0 ? null : at + 1
}

/** What was said, with and without the polite words around it. */
function sayings(text: string): string[] {
  const whole = squeeze(text)
  return [whole, whole.replace(leading, '').replace(trailing, '')]
}

/** Lower case without marks, each run of one letter as one letter; a text of nothing but signs stays as it is. */
function squeeze(text: string): string {
  const signs = text.trim().replace(/[\p{Emoji_Modifier}\u{FE0F}]/gu, '')
  return (plainWords(text) || signs).replace(/(\D)\1+/gu, '$1')
}

function isTypo(said: string, word: string): boolean {
  const slips = word.length < 4 ? 0 : word.length < 8 ? 1 : 2
  return slips > 0 && Math.abs(said.length - word.length) <= slips && editDistance(said, word) <= slips
}
