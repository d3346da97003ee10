import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addWorkingDays,
  isOpen,
  nextOpening,
  openTime,
  whyClosed,
  type Frame,
  type OfficeHours,
  type Week,
} from '../../src/domain/office-hours.ts'

/** Frames as a person writes them: "07.30–12.00, 13.00–16.00". */
function frames(words: string): Frame[] {
  return words
    .split(', ')
    .filter(Boolean)
    .map(one => {
      const [from, to] = one.split('–').map(clock => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)))
      return { from: from!, to: to! }
    })
}

function week(mondayToThursday: string, friday: string): Week {
  const day = frames(mondayToThursday)
  return { 1: day, 2: day, 3: day, 4: day, 5: frames(friday), 6: [], 7: [] }
}

const everyDay = (words: string): Week => {
  const day = frames(words)
  return { 1: day, 2: day, 3: day, 4: day, 5: day, 6: day, 7: day }
}

/** The hours of Perpres 21/2023 with made-up days of every sort. */
const hours: OfficeHours = {
  zone: 'Asia/Jakarta',
  week: week('07.30–12.00, 13.00–16.00', '07.30–11.30, 13.00–16.30'),
  holidays: {
    '2026-03-19': 'Nyepi',
    '2026-08-17': 'Proklamasi Kemerdekaan',
    '2026-12-24': 'Cuti bersama Natal',
    '2026-12-25': 'Natal',
    '2027-01-01': 'Tahun Baru',
  },
  overrides: [
    {
      from: '2026-04-06',
      to: '2026-04-30',
      reason: 'Bulan puasa',
      week: week('08.00–12.00, 12.30–15.00', '08.00–11.30, 12.30–15.30'),
      onHolidays: false,
    },
    { from: '2026-04-15', to: '2026-04-15', reason: 'Pilkada', week: null, onHolidays: false },
    { from: '2026-05-05', to: '2026-05-05', reason: 'Upacara', week: everyDay('07.30–12.00'), onHolidays: false },
    { from: '2026-08-17', to: '2026-08-17', reason: 'Piket', week: everyDay('08.00–10.00'), onHolidays: true },
  ],
}

const at = (time: string): Date => new Date(`${time.replace(' ', 'T')}:00+07:00`)
const shown = (instant: Date | null): string | null =>
  instant && new Date(instant.getTime() + 7 * 3600_000).toISOString().slice(0, 16).replace('T', ' ')

describe('the office', () => {
  test.each<[string, string, boolean]>([
    ['a minute before it opens', '2026-03-02 07:29', false],
    ['as it opens', '2026-03-02 07:30', true],
    ['the last minute before the break', '2026-03-02 11:59', true],
    ['as the break begins', '2026-03-02 12:00', false],
    ['the last minute of the break', '2026-03-02 12:59', false],
    ['after the break', '2026-03-02 13:00', true],
    ['the last minute of the day', '2026-03-02 15:59', true],
    ['as it closes', '2026-03-02 16:00', false],
    ['on Friday as prayers begin', '2026-03-06 11:30', false],
    ['on Friday before prayers are over', '2026-03-06 12:59', false],
    ['on Friday after prayers', '2026-03-06 13:00', true],
    ['on Friday until half past four', '2026-03-06 16:29', true],
    ['on Saturday', '2026-03-07 10:00', false],
    ['on a holiday', '2026-03-19 10:00', false],
    ['in the fasting month at the usual hour', '2026-04-06 07:30', false],
    ['in the fasting month', '2026-04-06 08:00', true],
    ['in the short break of the fasting month', '2026-04-06 12:15', false],
    ['after the short break', '2026-04-06 12:30', true],
    ['in the afternoon of the fasting month', '2026-04-06 15:00', false],
    ['on the last day of the fasting month', '2026-04-30 08:00', true],
    ['the day after', '2026-05-01 07:30', true],
    ['on election day within the fasting month', '2026-04-15 10:00', false],
    ['on the morning of half a day', '2026-05-05 11:59', true],
    ['on the afternoon of half a day', '2026-05-05 13:00', false],
    ['on a holiday with hours of its own', '2026-08-17 09:00', true],
    ['after those hours', '2026-08-17 10:00', false],
  ])('%s (%s): %s', (_, time, open) => {
    expect(isOpen(hours, at(time))).toBe(open)
  })

  test('keeps the hours of its place, whatever the clock of the machine', () => {
    expect(isOpen({ ...hours, zone: 'Asia/Jayapura' }, at('2026-03-02 05:30'))).toBe(true)
    expect(isOpen({ ...hours, zone: 'Asia/Jayapura' }, at('2026-03-02 15:59'))).toBe(false)
  })
})

test.each<[string, string, string]>([
  ['at dawn', '2026-03-02 06:00', '2026-03-02 07:30'],
  ['while it is open', '2026-03-02 10:17', '2026-03-02 10:17'],
  ['in the break', '2026-03-02 12:10', '2026-03-02 13:00'],
  ['in the evening', '2026-03-02 16:00', '2026-03-03 07:30'],
  ['over the weekend', '2026-03-06 16:30', '2026-03-09 07:30'],
  ['over a holiday', '2026-03-18 17:00', '2026-03-20 07:30'],
  ['into the fasting month', '2026-04-05 20:00', '2026-04-06 08:00'],
  ['over election day', '2026-04-14 15:00', '2026-04-16 08:00'],
  ['over two holidays and a weekend', '2026-12-23 16:00', '2026-12-28 07:30'],
  ['across the end of the year', '2026-12-31 16:00', '2027-01-04 07:30'],
])('the next opening %s: from %s it is %s', (_, from, expected) => {
  expect(shown(nextOpening(hours, at(from)))).toBe(expected)
})

test.each<[string, ReturnType<typeof whyClosed>]>([
  ['2026-03-02 10:00', null],
  ['2026-03-02 12:10', { kind: 'hours' }],
  ['2026-03-07 10:00', { kind: 'hours' }],
  ['2026-03-19 20:00', { kind: 'holiday', name: 'Nyepi' }],
  ['2026-04-15 10:00', { kind: 'holiday', name: 'Pilkada' }],
  ['2026-05-05 13:00', { kind: 'hours' }],
  ['2026-08-17 09:00', null],
  ['2026-08-17 11:00', { kind: 'hours' }],
])('at %s it is closed because of %o', (time, why) => {
  expect(whyClosed(hours, at(time))).toEqual(why)
})

test.each<[string, string, number, string]>([
  ['no day', '2026-03-02 10:00', 0, '2026-03-02 10:00'],
  ['no day, in the break', '2026-03-02 12:15', 0, '2026-03-02 13:00'],
  ['a day', '2026-03-02 10:00', 1, '2026-03-03 10:00'],
  ['a week', '2026-03-02 10:00', 5, '2026-03-09 10:00'],
  ['over the weekend', '2026-03-06 14:00', 1, '2026-03-09 14:00'],
  ['into the longer break of Friday', '2026-03-05 11:45', 1, '2026-03-06 13:00'],
  ['from the evening it is the next morning that counts', '2026-03-02 20:00', 1, '2026-03-04 07:30'],
  ['from Saturday it is Monday that counts', '2026-03-07 10:00', 1, '2026-03-10 07:30'],
  ['over a holiday', '2026-03-18 09:00', 1, '2026-03-20 09:00'],
  ['from a holiday', '2026-03-19 09:00', 1, '2026-03-23 07:30'],
  ['over election day', '2026-04-14 09:00', 1, '2026-04-16 09:00'],
  ['into shorter hours', '2026-04-02 15:30', 2, '2026-04-07 08:00'],
  ['over Christmas', '2026-12-23 10:00', 3, '2026-12-30 10:00'],
  ['across the end of the year', '2026-12-30 15:00', 2, '2027-01-04 15:00'],
])('working days, %s: from %s, %i later is %s', (_, from, days, expected) => {
  expect(shown(addWorkingDays(hours, at(from), days))).toBe(expected)
})

test.each<[string, string, string, number]>([
  ['a day', '2026-03-02 07:30', '2026-03-02 16:00', 7.5],
  ['a night', '2026-03-02 16:00', '2026-03-03 07:30', 0],
  ['over the break', '2026-03-02 11:00', '2026-03-02 14:00', 2],
  ['a week has 37 hours and a half (Perpres 21/2023)', '2026-03-02 00:00', '2026-03-09 00:00', 37.5],
  ['of the fasting month 32 and a half', '2026-04-20 00:00', '2026-04-27 00:00', 32.5],
  ['backwards', '2026-03-03 10:00', '2026-03-02 10:00', 0],
])('open hours in %s', (_, from, to, expected) => {
  expect(openTime(hours, at(from), at(to)) / 3600_000).toBe(expected)
})

test('a calendar that never opens ends nowhere, and its days are counted as they come', () => {
  const never: OfficeHours = { ...hours, week: everyDay(''), overrides: [] }
  expect(nextOpening(never, at('2026-03-02 10:00'))).toBeNull()
  expect(whyClosed(never, at('2026-03-02 10:00'))).toEqual({ kind: 'hours' })
  expect(openTime(never, at('2026-03-02 10:00'), at('2027-03-02 10:00'))).toBe(0)
  expect(addWorkingDays(never, at('2026-03-02 10:00'), 1).getTime()).toBeGreaterThan(at('2026-03-02 10:00').getTime())
})

describe('whatever the calendar', () => {
  const minuteOfYear = fc.integer({ min: 0, max: 2 * 366 * 1440 - 1 })
  const instant = minuteOfYear.map(minute => new Date(Date.UTC(2026, 0, 1) + minute * 60_000))
  const date = instant.map(one => one.toISOString().slice(0, 10))
  const day = fc
    .uniqueArray(fc.integer({ min: 0, max: 1440 }), { maxLength: 6 })
    .map(times => times.sort((a, b) => a - b))
    .map(times =>
      Array.from({ length: Math.floor(times.length / 2) }, (_, at) => ({
        from: times[2 * at]!,
        to: times[2 * at + 1]!,
      })),
    )
  const anyWeek = fc
    .tuple(day, day, day, day, day, day, day)
    .map(([a, b, c, d, e, f, g]): Week => ({ 1: a, 2: b, 3: c, 4: d, 5: e, 6: f, 7: g }))
  const override = fc.record({
    from: date,
    to: date,
    reason: fc.constant('Lain'),
    week: fc.option(anyWeek),
    onHolidays: fc.boolean(),
  })
  /** Open at least on Monday mornings, and closed for no longer than a few months. */
  const calendar = fc.record({
    zone: fc.constantFrom('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'),
    week: anyWeek.map(week => ({ ...week, 1: [{ from: 480, to: 481 }] })),
    overrides: fc
      .array(override, { maxLength: 3 })
      .map(all => all.map(one => ({ ...one, to: one.to.slice(0, 7) === one.from.slice(0, 7) ? one.to : one.from }))),
    holidays: fc.array(date, { maxLength: 20 }).map(dates => Object.fromEntries(dates.map(one => [one, 'Libur']))),
  })

  test('the next opening is open, and until then it is closed', () => {
    fc.assert(
      fc.property(calendar, instant, (hours, now) => {
        const next = nextOpening(hours, now)!
        expect(next.getTime()).toBeGreaterThanOrEqual(now.getTime())
        expect(isOpen(hours, next)).toBe(true)
        expect(openTime(hours, now, next)).toBe(0)
        expect(nextOpening(hours, next)).toEqual(next)
      }),
    )
  })

  test('there is a reason exactly when it is closed', () => {
    fc.assert(
      fc.property(calendar, instant, (hours, now) => {
        expect(whyClosed(hours, now) === null).toBe(isOpen(hours, now))
      }),
    )
  })

  test('open time is what the minutes add up to', () => {
    fc.assert(
      fc.property(calendar, instant, fc.integer({ min: 0, max: 2000 }), (hours, from, minutes) => {
        const open = Array.from({ length: minutes }, (_, at) => new Date(from.getTime() + at * 60_000))
        const to = new Date(from.getTime() + minutes * 60_000)
        expect(openTime(hours, from, to) / 60_000).toBe(open.filter(one => isOpen(hours, one)).length)
      }),
      { numRuns: 20 },
    )
  })

  test('open time of two stretches is that of both together', () => {
    fc.assert(
      fc.property(calendar, fc.tuple(instant, instant, instant), (hours, all) => {
        const [a, b, c] = all.sort((one, other) => one.getTime() - other.getTime()) as [Date, Date, Date]
        expect(openTime(hours, a, b) + openTime(hours, b, c)).toBe(openTime(hours, a, c))
      }),
      { numRuns: 30 },
    )
  })

  test('working days end in open hours, and neither a later start nor more days end sooner', () => {
    fc.assert(
      fc.property(
        calendar,
        fc.tuple(instant, instant),
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 0, max: 3 }),
        (hours, starts, days, more) => {
          const [from, later] = starts.sort((one, other) => one.getTime() - other.getTime()) as [Date, Date]
          const end = addWorkingDays(hours, from, days)
          expect(isOpen(hours, end)).toBe(true)
          expect(end.getTime()).toBeGreaterThanOrEqual(from.getTime())
          expect(addWorkingDays(hours, later, days).getTime()).toBeGreaterThanOrEqual(end.getTime())
          expect(addWorkingDays(hours, from, days + more).getTime()).toBeGreaterThanOrEqual(end.getTime())
        },
      ),
    )
  })
})
