import { givenNames } from './given-names.ts'
import { readWords } from './normalise.ts'
import { ordinaryWords } from './ordinary-words.ts'

/** What stands before a name or behind it: H., Dr., S.T., M.Kom. */
const title = /^(?:h|hj|ir|dr|drs|dra|prof|kh|r|rr|tb)\.?$/i
const degree = /^(?:[SMAD]\.?\s?(?:[A-Z]{1,2}|Kom|Si|Pd|Sos|Md|Ak|Hut|Kes|Farm|Eng|Sc|Ag|Tr|Ked|Kep)\.?,?\s?)+$/

/** Letters that stand together in English messages, not in names here. */
const foreign = /ck|ee|oo|gh|sc|x|tion|ll$|ss$/i

/** true for what is written behind a name and a comma. */
export function isDegree(text: string): boolean {
  return degree.test(text)
}

/** A word in small letters, without signs. */
export function bareWord(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** true for a word of everyday writing, typed anyhow, unless it is one of those excepted. */
export function isEveryday(word: string, excepted: ReadonlySet<string>): boolean {
  const plain = bareWord(word)
  if (plain.length < 2 || excepted.has(plain) || title.test(word)) return false
  return ordinaryWords.has(plain) || readWords(plain).words.some(one => ordinaryWords.has(one) && !excepted.has(one))
}

/** true when words could be a name: few, of letters, none of them an everyday one. */
export function isPlausibleName(all: readonly string[]): boolean {
  return (
    all.length <= 5 &&
    all.every(word => /^[\p{L}'’.-]+$/u.test(word) && !isEveryday(word, givenNames)) &&
    all.some(word => /\p{L}{2}/u.test(word))
  )
}

/** true when words need nothing beside them to be a name: a common first name, or several written as names are. */
export function isClearName(all: readonly string[]): boolean {
  const names = all.filter(word => !title.test(word))
  if (names.some(hasGivenName)) return true
  return names.length > 1 && names.every(word => /^\p{Lu}\p{Ll}{2,}$/u.test(word) && !foreign.test(word))
}

/** true for a common first name that is no everyday word as well. */
export function hasGivenName(word: string): boolean {
  return givenNames.has(bareWord(word)) && !ordinaryWords.has(bareWord(word))
}

/** A name as it is printed; what was typed without capitals, or with nothing else, gets those of names. */
export function printedName(all: readonly string[]): string {
  const text = all.join(' ').replace(/\.$/, end => (title.test(all.at(-1)!) || isDegree(all.at(-1)!) ? end : ''))
  return text === text.toLowerCase() || text === text.toUpperCase() ? inTitleCase(text) : text
}

/** First letters large, all others small: "nur'aini PUTRI" → "Nur'aini Putri". */
export function inTitleCase(text: string): string {
  return text.toLowerCase().replace(/(?<![\p{L}'’])\p{L}/gu, letter => letter.toUpperCase())
}
