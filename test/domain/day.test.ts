import { describe, expect, test } from 'vitest'
import { age, clockTime, dayAfter, dayPart, readDay, writeDay, yearOf } from '../../src/domain/day.ts'

const jakarta = 'Asia/Jakarta'
/** A Monday in office hours, as a clock in Lampung shows it. */
const at = (time: string): Date => new Date(`2026-03-02T${time}:00+07:00`)

describe('the part of the day', () => {
  test.each([
    ['00:00', 'malam'],
    ['02:59', 'malam'],
    ['03:00', 'pagi'],
    ['08:00', 'pagi'],
    ['10:59', 'pagi'],
    ['11:00', 'siang'],
    ['14:59', 'siang'],
    ['15:00', 'sore'],
    ['17:59', 'sore'],
    ['18:00', 'malam'],
    ['23:59', 'malam'],
  ])('at %s is %s', (time, part) => {
    expect(dayPart(at(time), jakarta)).toBe(part)
  })

  test('is that of the place, not of the machine', () => {
    expect(dayPart(at('10:30'), 'Asia/Jayapura')).toBe('siang')
  })
})

test('the time is written with a dot', () => {
  expect(clockTime(at('14:05'), jakarta)).toBe('14.05')
  expect(clockTime(at('14:05'), 'Asia/Makassar')).toBe('15.05')
})

test('the year of a ticket is the year at the place', () => {
  const newYear = new Date('2026-12-31T17:30:00Z')
  expect(yearOf(newYear, jakarta)).toBe(2027)
  expect(yearOf(newYear, 'UTC')).toBe(2026)
})

test.each([
  [0, '0 menit'],
  [-5, '0 menit'],
  [59, '59 menit'],
  [60, '1 jam'],
  [47 * 60 + 59, '47 jam'],
  [48 * 60, '2 hari'],
  [15 * 1440, '15 hari'],
])('a ticket of %i minutes waits since %s', (minutes, words) => {
  const now = at('08:00')
  expect(age(new Date(now.getTime() - minutes * 60_000), now)).toBe(words)
})

describe('a day that is written', () => {
  const last = new Date('2026-12-31T00:00:00+07:00')

  test.each(['31-12-2026', '31/12/2026', '31.12.2026', ' 31 Desember 2026 ', '31 desember  2026', '31 DES 2026'])(
    '%s is the last of 2026',
    text => {
      expect(readDay(text, jakarta)).toEqual(last)
    },
  )

  test.each([
    ['5 Agt 2026', '05-08-2026'],
    ['5 Agustus 2026', '05-08-2026'],
    ['1 Mei 2026', '01-05-2026'],
    ['10 Nopember 2026', '10-11-2026'],
    ['29-2-2028', '29-02-2028'],
    ['3 Pebruari 2026', '03-02-2026'],
    ['7 Sept 2026', '07-09-2026'],
  ])('%s is %s', (text, day) => {
    expect(writeDay(readDay(text, jakarta)!, jakarta)).toBe(day)
  })

  test.each(['', '31-02-2026', '31-12-26', '2026-12-31', '12-31-2026', 'besok', '31 Desembre 2026', '31-12-2026 pagi'])(
    '%j is none',
    text => {
      expect(readDay(text, jakarta)).toBeNull()
    },
  )

  test('is over when the next one begins at the place', () => {
    expect(dayAfter(last, jakarta)).toEqual(new Date('2026-12-31T17:00:00Z'))
    expect(dayAfter(new Date('2026-12-31T16:59:59Z'), jakarta)).toEqual(new Date('2026-12-31T17:00:00Z'))
  })
})
