/** One line of the doctor: what was looked at, what was seen, and what to do about it. In words for an operator. */
export interface Finding {
  /** good: ✓. bad: ✗, the command ends with code 1. note: –, nothing is broken, or it could not be seen. */
  readonly state: 'good' | 'bad' | 'note'
  readonly about: string
  readonly seen: string
  readonly mend?: string
}

export type Findings = readonly Finding[]

export const good = (about: string, seen: string): Finding => ({ state: 'good', about, seen })
export const bad = (about: string, seen: string, mend: string): Finding => ({ state: 'bad', about, seen, mend })
export const note = (about: string, seen: string, mend?: string): Finding => ({
  state: 'note',
  about,
  seen,
  ...(mend === undefined ? {} : { mend }),
})

const signs = { good: '✓', bad: '✗', note: '–' } as const

/** Fits every name of a check except a group's. */
const width = 16

/** The findings as lines, the mend of each under it. */
export function show(findings: Findings): string {
  const indent = ' '.repeat(width + 4)
  return findings
    .map(({ state, about, seen, mend }) => {
      const line = `${signs[state]} ${about.padEnd(width)}  ${seen}\n`
      return mend === undefined ? line : `${line}${indent}→ ${mend}\n`
    })
    .join('')
}

/** The closing line: whether something has to be mended, and how much. */
export function sum(findings: Findings): string {
  const count = (wanted: Finding['state']): number => findings.filter(({ state }) => state === wanted).length
  const wrong = count('bad')
  if (wrong) return `${wrong} hal perlu dibenahi (✗). Kerjakan yang sesudah tanda →, lalu jalankan lagi: npm run doctor`
  const notes = findings.filter(({ state, mend }) => state === 'note' && mend !== undefined).length
  return notes ? `Tidak ada yang rusak; ${notes} saran ada di atas (–).` : 'Semua baik.'
}
