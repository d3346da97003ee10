import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainText, type Rich } from '../../src/domain/rich.ts'
import { joinSaid } from '../../src/flows/join-said.ts'

const joined = (...texts: string[]): string[] => joinSaid(texts.map(text => [text])).map(plainText)

test('what is said in a row and the question behind it are one message', () => {
  expect(joined('Laporan Anda kami catat.', 'Siapa yang melapor?')).toEqual([
    'Laporan Anda kami catat.\nSiapa yang melapor?',
  ])
})

test('a message of more than six lines is cut between sentences', () => {
  expect(joined('1\n2\n3', '4\n5\n6', '7')).toEqual(['1\n2\n3\n4\n5\n6', '7'])
})

test('a message of more than 500 letters is cut between sentences', () => {
  expect(joined('a'.repeat(250), 'b'.repeat(249), 'c')).toEqual([`${'a'.repeat(250)}\n${'b'.repeat(249)}`, 'c'])
})

test('emphasis stays', () => {
  const parts: Rich[] = [['Tiket ', { bold: 'TBB-2026-000001' }], ['Siapa?']]
  expect(joinSaid(parts)).toEqual([['Tiket ', { bold: 'TBB-2026-000001' }, '\n', 'Siapa?']])
})

test('nothing is lost, and nothing changes places', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), lines => {
      expect(joined(...lines).join('\n')).toBe(lines.join('\n'))
    }),
  )
})
