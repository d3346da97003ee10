/** What codes consist of: nothing that looks or sounds like another, and no vowels, so that no code is a word. */
export const codeLetters = 'BCDFGHJKMNPQRTVWXZ'
export const codeDigits = '23456789'

/** How long a code is good (ms), and how many may be asked for and missed within an hour. */
export const codeLasts = 10 * 60_000
export const codesAnHour = 3
export const missesAnHour = 5
/** How often within an hour somebody may unlink a network. */
export const partingsAnHour = 3

const shape = new RegExp(`^[${codeLetters}${codeDigits}]{8}$`)
const command = /^\/?hubungkan(?:@\w+)?\s+(.+)$/is

/** true for what a code looks like: eight signs, two letters and two digits at least, so that neither words nor numbers fit. */
export function isLinkCode(code: string): boolean {
  return shape.test(code) && (code.match(/\d/g)?.length ?? 0) >= 2 && (code.match(/\D/g)?.length ?? 0) >= 2
}

/**
 * The code in a message that consists of nothing else, with or without HUBUNGKAN in front; `bare` tells which. null: the
 * message is none. Letter case, spaces and dashes do not matter.
 */
export function linkCodeIn(text: string): { readonly code: string; readonly bare: boolean } | null {
  const asked = command.exec(text.trim())?.[1]
  const code = (asked ?? text).replace(/[\s\-–—*]/g, '').toUpperCase()
  return isLinkCode(code) ? { code, bare: asked === undefined } : null
}

/** true for HUBUNGKAN with something behind it that is no code. */
export function isMistypedCode(text: string): boolean {
  return /^\/?hubungkan(?:@\w+)?\s+\S*\d\S*(?:\s+\S{4})?$/i.test(text.trim()) && linkCodeIn(text) === null
}

/** A code as people read it. */
export function showLinkCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** Of some times those within the hour before now. */
export function withinHour(times: readonly Date[], now: Date): Date[] {
  return times.filter(at => now.getTime() - at.getTime() < 3600_000)
}
