import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { codeOf, errorTable, LoketError, type ErrorCode } from '../src/errors.ts'

const codes = Object.keys(errorTable) as ErrorCode[]
const rows = readFileSync(join(import.meta.dirname, '../docs/galat.md'), 'utf8')
  .split('\n')
  .filter(line => /^\|\s*`[A-Z_]+`/.test(line))
  .map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  )

describe('docs/galat.md', () => {
  test('explains every error code, in the order of the table', () => {
    expect(rows.map(([code]) => code)).toEqual(codes.map(code => `\`${code}\``))
  })

  test('says of each what it means and what to do', () => {
    for (const row of rows) {
      expect(row, row[0]).toHaveLength(3)
      expect(row[1], row[0]).toMatch(/\S{3}/)
      expect(row[2], row[0]).toBe(errorTable[row[0]!.replaceAll('`', '') as ErrorCode].mend)
    }
  })
})

describe('an error', () => {
  test.each(codes)('%s says its code, what it means, and what to do', code => {
    const { text, mend } = errorTable[code]
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/)
    expect(mend).not.toBe('')
    expect(new LoketError(code).message).toBe(`${code}: ${text}`)
    expect(new LoketError(code, 'detail').message).toBe(`${code}: ${text} (detail)`)
  })

  test('knows whether trying again can help', () => {
    expect(new LoketError('CHANNEL_UNREACHABLE').retry).toBe(true)
    expect(new LoketError('CHANNEL_REFUSED').retry).toBe(false)
  })

  test('keeps its cause', () => {
    const cause = new Error('socket')
    expect(new LoketError('REDIS_UNREACHABLE', '', { cause }).cause).toBe(cause)
    expect('cause' in new LoketError('REDIS_UNREACHABLE')).toBe(false)
  })

  test.each([new Error('x'), 'x', null, undefined, { code: 'CHANNEL_LIMITED' }])(
    'that is not ours is unexpected',
    error => {
      expect(codeOf(error)).toBe('UNEXPECTED')
    },
  )
})
