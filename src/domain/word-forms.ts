/** What ends a word, and the length its root has at least: "ktpnya" is ktp, but "jaminan" has nothing to do with jam. */
const endings: readonly (readonly [string, number])[] = [
  ...['nya', 'lah', 'kah', 'pun', 'ku', 'mu'].map(particle => [particle, 3] as const),
  ...['kan', 'an', 'in', 'i'].map(ending => [ending, 4] as const),
]

/** A beginning of a word, and the letters its root may have lost to it: "mengirim" is meng + (k)irim. */
const beginnings: readonly (readonly [string, readonly string[]])[] = [
  ['di', ['']],
  ['ter', ['']],
  ['ke', ['']],
  ['se', ['']],
  ['ber', ['']],
  ['memper', ['']],
  ['diper', ['']],
  ['meng', ['', 'k']],
  ['mem', ['', 'p']],
  ['men', ['', 't']],
  ['meny', ['s']],
  ['me', ['']],
  ['peng', ['', 'k']],
  ['pem', ['', 'p']],
  ['pen', ['', 't']],
  ['peny', ['s']],
  ['pe', ['']],
  ['nge', ['']],
  ['ng', ['', 'k']],
  ['ny', ['s']],
]

/** No root is shorter, or half of all words would be roots of others. */
const shortestRoot = 3

/** Longer runs of letters are no words. */
const longestWord = 30

/** Every root a word may come from, the word itself first: "mengunggahnya" → … "unggah". */
export function rootsOf(word: string): readonly string[] {
  if (word.length > longestWord) return [word]
  const stems = withoutEndings(word)
  const roots = new Set(stems)
  for (const stem of stems)
    for (const [beginning, lost] of beginnings)
      if (stem.startsWith(beginning) && stem.length - beginning.length >= shortestRoot - 1)
        for (const letter of lost) addRoot(roots, letter + stem.slice(beginning.length))
  return [...roots]
}

function withoutEndings(word: string): string[] {
  const stems = [word]
  for (const stem of stems) {
    if (stems.length > 12) break
    for (const [ending, shortest] of endings)
      if (stem.endsWith(ending) && stem.length - ending.length >= shortest) stems.push(stem.slice(0, -ending.length))
  }
  return stems
}

function addRoot(roots: Set<string>, root: string): void {
  if (root.length >= shortestRoot) roots.add(root)
}

/**
 * How many letters must be added, left out, exchanged or swapped to make one word of the other; anything above `most`
 * is told as `most + 1`.
 */
export function editDistance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1]
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1)
      row.push(cost)
    }
    if (Math.min(...row) > most) return most + 1
    beforeLast = last
    last = row
  }
  return Math.min(last[other.length]!, most + 1)
}

/** How many letters of a word may be wrong: none below `shortest`, one up to 7 letters, two above. */
export function allowedTypos(word: string, shortest = 5): number {
  if (word.length < shortest || word.length > longestWord) return 0
  return word.length < 8 ? 1 : 2
}

/** true when a word is most likely the other one mistyped; the first letter is right or swapped with the second. */
export function isTypoOf(typed: string, meant: string, shortest = 5): boolean {
  const most = Math.min(allowedTypos(meant, shortest), allowedTypos(typed, shortest - 1))
  if (!most || (typed[0] !== meant[0] && !(typed[0] === meant[1] && typed[1] === meant[0]))) return false
  return editDistance(typed, meant, most) <= most
}
