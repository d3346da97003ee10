import { describe, expect, test } from 'vitest'
import { isLinkCode, isMistypedCode, linkCodeIn, showLinkCode, withinHour } from '../../src/domain/link-code.ts'

describe('a one-time code', () => {
  test.each([
    ['KD7T-M2QX', true],
    ['kd7tm2qx', true],
    [' Kd7t m2qx ', true],
    ['*KD7T-M2QX*', true],
    ['HUBUNGKAN KD7T-M2QX', false],
    ['hubungkan kd7t m2qx', false],
    ['/hubungkan KD7TM2QX', false],
    ['/hubungkan@loketbot KD7T–M2QX', false],
  ])('is read in "%s"', (text, bare) => {
    expect(linkCodeIn(text)).toEqual({ code: 'KD7TM2QX', bare })
  })

  test.each([
    '',
    'hubungkan',
    'wkwkwkwk',
    'WKWKWKW2',
    '23456789',
    'penawaran',
    'KD7T-M2Q',
    'KD7T-M2QXZ',
    'KD7TM2Q1',
    'kode saya KD7T-M2QX',
    'TBB-2026-000123',
  ])('is not "%s"', text => {
    expect(linkCodeIn(text)).toBeNull()
  })

  test('mistyped is told from other words behind HUBUNGKAN', () => {
    expect(isMistypedCode('HUBUNGKAN KD7T-M2Q1')).toBe(true)
    expect(isMistypedCode('hubungkan kd7t m2q1')).toBe(true)
    expect(isMistypedCode('/hubungkan KD7T')).toBe(true)
    expect(isMistypedCode('hubungkan saya dengan petugas')).toBe(false)
    expect(isMistypedCode('hubungkan saya dengan petugas nomor 2')).toBe(false)
    expect(isMistypedCode('HUBUNGKAN KD7T-M2QX')).toBe(false)
    expect(isMistypedCode('KD7T-M2Q1')).toBe(false)
  })

  test('is shown in two halves, and has letters and digits', () => {
    expect(showLinkCode('KD7TM2QX')).toBe('KD7T-M2QX')
    expect(isLinkCode('KDTM2QXZ')).toBe(false)
  })
})

test('of some times only those of the last hour count', () => {
  const now = new Date('2026-03-02T01:00:00Z')
  const before = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)
  expect(withinHour([before(61), before(60), before(59), now], now)).toEqual([before(59), now])
})
