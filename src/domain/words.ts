import { plainWords } from './normalise.ts'

/** Lists of words by which short answers are known; they come from flows/kebijakan.yaml. */
export interface WordLists {
  readonly greetings: readonly string[]
  readonly thanks: readonly string[]
  readonly yes: readonly string[]
  readonly no: readonly string[]
}

const honorifics = {
  ignore: [
    'pak',
    'bapak',
    'bu',
    'ibu',
    'min',
    'admin',
    'kak',
    'mas',
    'mbak',
    'gan',
    'semua',
    'semuanya',
    'tim',
    'lpse',
    'ya',
    'nih',
    'dong',
    'sekali',
    'banyak',
    'atas',
    'bantuannya',
    'kembali',
  ],
}

/** true when the text is a greeting and nothing else, so that it begins no ticket. */
export function isBareGreeting(text: string, lists: WordLists): boolean {
  return consistsOf(plainWords(text, honorifics), lists.greetings)
}

/** How a person answers "Apakah sudah beres?": yes, no, only thanks, or something else. */
export function settledAnswer(text: string, lists: WordLists): 'yes' | 'no' | 'thanks' | 'other' {
  // "ya" is politeness behind a word and an answer by itself.
  const words = plainWords(text, { ignore: honorifics.ignore.filter(word => word !== 'ya') })
  if (consistsOf(words, lists.yes)) return 'yes'
  if (consistsOf(words, [...lists.no, 'ya'])) return 'no'
  if (consistsOf(words, [...lists.thanks, 'ya'])) return words.split(' ').includes('ya') ? 'yes' : 'thanks'
  if (!lists.thanks.some(thanks => ` ${words} `.includes(` ${thanks} `))) return 'other'
  return consistsOf(words, [...lists.thanks, ...lists.yes]) ? 'yes' : 'other'
}

/** true when the words are phrases of the list, one after the other. */
function consistsOf(words: string, phrases: readonly string[]): boolean {
  const ends = new Set([0])
  for (const at of ends)
    for (const phrase of phrases) if (`${words} `.startsWith(`${phrase} `, at)) ends.add(at + phrase.length + 1)
  return ends.has(words.length + 1)
}
