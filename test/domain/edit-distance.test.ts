import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance } from '../../src/domain/edit-distance.ts'

test.each([
  ['ubah', 'ubah', 0],
  ['ubah', 'ubahh', 1],
  ['ubah', 'uba', 1],
  ['ubah', 'ubsh', 1],
  ['ubah', 'ubha', 1],
  ['menu', 'mneu', 1],
  ['batal', 'betul', 2],
  ['ca', 'abc', 3],
  ['', 'ya', 2],
  ['', '', 0],
])('between "%s" and "%s" lie %i slips', (a, b, slips) => {
  expect(editDistance(a, b)).toBe(slips)
})

test('the way back is as long as the way there, and never longer than the longer word', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
      expect(editDistance(a, b) === 0).toBe(a === b)
    }),
  )
})
