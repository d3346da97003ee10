import { expect, test } from 'vitest'
import { priorityOf, urgencyOf, type PriorityRules } from '../../src/domain/priority.ts'

const hour = 3600_000
const rules: PriorityRules = {
  urgency: { kritis: 4 * hour, tinggi: 24 * hour, sedang: 72 * hour },
  matrix: {
    besar: { kritis: 'P1', tinggi: 'P1', sedang: 'P2', rendah: 'P2' },
    sedang: { kritis: 'P1', tinggi: 'P2', sedang: 'P3', rendah: 'P3' },
    kecil: { kritis: 'P2', tinggi: 'P3', sedang: 'P4', rendah: 'P4' },
  },
}
const now = new Date('2026-03-02T10:00:00+07:00')
const inHours = (hours: number): Date => new Date(now.getTime() + hours * hour)

test.each([
  [-1, 'kritis'],
  [0, 'kritis'],
  [1, 'kritis'],
  [4, 'kritis'],
  [4.01, 'tinggi'],
  [24, 'tinggi'],
  [24.01, 'sedang'],
  [72, 'sedang'],
  [72.01, 'rendah'],
])('a stage that ends in %d hours is %s', (hours, urgency) => {
  expect(urgencyOf(inHours(hours), now, rules)).toBe(urgency)
})

test('who named no deadline is not urgent', () => {
  expect(urgencyOf(null, now, rules)).toBe('rendah')
})

test.each([
  ['besar', 1, 'P1'],
  ['sedang', 1, 'P1'],
  ['sedang', 20, 'P2'],
  ['kecil', 20, 'P3'],
  ['kecil', 100, 'P4'],
] as const)('impact %s with %i hours left is %s', (impact, hours, priority) => {
  expect(priorityOf(impact, inHours(hours), now, rules)).toBe(priority)
})
