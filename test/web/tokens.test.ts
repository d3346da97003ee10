import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const sheet = readFileSync(join(import.meta.dirname, '../../src/web/assets/tokens.css'), 'utf8')

/** The colours of the first block that begins with these words. */
function coloursOf(begin: string): ReadonlyMap<string, string> {
  const block = sheet.slice(sheet.indexOf(begin)).split('}')[0]!
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [name!, colour!]))
}

const light = coloursOf(':root {')
const preferred = coloursOf(":root:not([data-theme='light']) {")
const dark = coloursOf(":root[data-theme='dark'] {")

/** Relative luminance (WCAG 2.2, definition). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map(at => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (high! + 0.05) / (low! + 0.05)
}

/** What stands on what, and the least contrast: 4.5 for words, 3 for borders of controls and marks (WCAG 1.4.3, 1.4.11). */
const pairs: readonly (readonly [string, readonly string[], number])[] = [
  ['ink', ['surface', 'canvas', 'sunken', 'hover', 'tint', 'tint-2'], 4.5],
  ['ink-2', ['surface', 'canvas', 'sunken', 'hover', 'tint'], 4.5],
  ['ink-3', ['surface', 'canvas', 'sunken', 'hover'], 4.5],
  ['accent', ['surface', 'canvas', 'hover'], 4.5],
  ['on-accent', ['accent', 'accent-2'], 4.5],
  ['late', ['surface', 'late-tint'], 4.5],
  ['soon', ['surface', 'soon-tint'], 4.5],
  ['ok', ['surface', 'ok-tint'], 4.5],
  ['note-ink', ['note'], 4.5],
  ['rail-ink', ['rail', 'rail-2'], 4.5],
  ['rail-ink-2', ['rail'], 4.5],
  ['line-2', ['surface'], 3],
  ['focus', ['surface', 'canvas'], 3],
  ['ring', ['surface'], 3],
  ['rail-focus', ['rail'], 3],
]

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('in the %s theme', (_, theme) => {
  test.each(pairs)('%s can be read on %j', (ink, grounds, least) => {
    for (const ground of grounds)
      expect(contrast(theme.get(ink)!, theme.get(ground)!), `${ink} on ${ground}`).toBeGreaterThanOrEqual(least)
  })
})

test('the chosen dark theme is the preferred one, and no colour is missing in it', () => {
  expect(Object.fromEntries(preferred)).toEqual(Object.fromEntries(dark))
  expect([...dark.keys()]).toEqual([...light.keys()])
})
