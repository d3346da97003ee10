import { meanings, pairs, slang } from './slang.ts'
import { rootsOf } from './word-forms.ts'

/** What people call each other by; it says nothing about the matter. */
export const honorifics: readonly string[] =
  `pak bapak bapa pa bpk pk bu ibu bunda min mimin admin kak kakak ka kk mas mbak mba bang abang bg gan agan bro om tante
  bos boss sis`.split(/\s+/)

/** A text in words, and apart from them the pictures it was decorated with. */
export interface ReadWords {
  readonly words: readonly string[]
  readonly emoji: readonly string[]
}

/** No network carries more in one message; what is beyond is not looked at. */
const longestText = 4096

/** A picture with its skin and what is joined to it, or a flag. A digit in a keycap stays a digit. */
const picture =
  /(?:\p{RI}\p{RI}|(?![\d#*])\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*)/gu

/** Between a number and a word typed together ("200rb", "ktp1"); the 2 of "masuk2" belongs to its word. */
const numberBesideWord = /(?<=\p{N})(?=\p{L})(?<!\p{L}2)|(?<=\p{L})(?=\p{N})(?!2(?:\P{N}|$))/gu

/**
 * The text as it was meant to be read: full-width and mathematical letters become plain ones; marks piled on letters,
 * signs of zero width and signs that turn the direction of writing are gone.
 */
export function withoutDisguise(text: string): string {
  return text
    .slice(0, longestText)
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .normalize('NFC')
}

/** Lower case, without marks and honorifics, single spaces: "Selamat pagi, Pak!!" → "selamat pagi". */
export function plainWords(text: string, lists?: { readonly ignore: readonly string[] }): string {
  const words = withoutDisguise(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .replace(/(\p{L})\1{2,}/gu, '$1')
    .split(/\s+/)
    .filter(Boolean)
  const kept = lists ? words.filter(word => !lists.ignore.includes(word)) : words
  return kept.join(' ')
}

/** The words of a text in their usual spelling: "ga bs aplod2 pasword!!" → tidak bisa unggah sandi. */
export function readWords(text: string): ReadWords {
  const emoji = text.slice(0, longestText).match(picture) ?? []
  const typed = plainWords(text.replace(picture, ' ')).replace(numberBesideWord, ' ').split(' ').filter(Boolean)
  const words: string[] = []
  for (let at = 0; at < typed.length; at++) {
    const pair = pairs.get(`${typed[at]} ${typed[at + 1]}`)
    if (pair) at++
    words.push(...(pair ?? usualSpelling(typed[at]!)).split(' '))
  }
  return { words, emoji }
}

/** One word in its usual spelling; "masuk2" is "masuk", "diaplod" is "unggah". A meaning may have several words. */
function usualSpelling(typed: string): string {
  const word = /^\p{L}{3,}2(?:an|nya|in)?$/u.test(typed) ? typed.slice(0, typed.lastIndexOf('2')) : typed
  const known = meantBy(word) ?? (word.length > 5 && word.endsWith('nya') ? meantBy(word.slice(0, -3)) : undefined)
  if (known !== undefined) return known
  for (const root of rootsOf(word).slice(1)) {
    // Short roots are found in too many words: "kepala" is not ke + "pala".
    if (root.length < 4) continue
    const meant = meanings.has(root) || root.length > 4 ? meantBy(root) : undefined
    if (meant !== undefined) return meant
  }
  return word
}

function meantBy(word: string): string | undefined {
  return meanings.has(word) ? word : slang.get(word)
}
