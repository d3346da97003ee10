/** Lists of words by which short answers are known; they come from flows/kebijakan.yaml. */
export interface WordLists {
  readonly greetings: readonly string[]
  readonly thanks: readonly string[]
  readonly yes: readonly string[]
  readonly no: readonly string[]
}

/** Lower case, without marks and honorifics, single spaces: "Selamat pagi, Pak!!" → "selamat pagi". */
export function plainWords(text: string, lists?: { readonly ignore: readonly string[] }): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .replace(/(\p{L})\1{2,}/gu, '$1')
    .split(/\s+/)
    .filter(Boolean)
  const kept = lists ? words.filter(word => !lists.ignore.includes(word)) : words
  return kept.join(' ')
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
  let rest = plainWords(text, honorifics)
  if (!rest) return false
  const greetings = [...lists.greetings].sort((a, b) => b.length - a.length)
  for (let again = true; again && rest;) {
    again = false
    for (const greeting of greetings)
      if (rest === greeting || rest.startsWith(`${greeting} `)) {
        rest = rest.slice(greeting.length).trim()
        again = true
      }
  }
  return rest === ''
}

/** How a person answers "Apakah sudah beres?": yes, no, only thanks, or something else. */
export function settledAnswer(text: string, lists: WordLists): 'yes' | 'no' | 'thanks' | 'other' {
  const all = plainWords(text)
  const words = plainWords(text, honorifics)
  if (lists.no.includes(all) || lists.no.includes(words)) return 'no'
  if (lists.yes.includes(all) || lists.yes.includes(words)) return 'yes'
  const thanks = [...lists.thanks].sort((a, b) => b.length - a.length).find(one => ` ${words} `.includes(` ${one} `))
  if (thanks === undefined) return 'other'
  const rest = ` ${words} `.replace(` ${thanks} `, ' ').trim()
  if (!rest) return 'thanks'
  return lists.yes.includes(rest) ? 'yes' : 'other'
}
