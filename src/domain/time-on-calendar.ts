import { DateTime } from 'luxon'
import { type CalendarDate, type Clock, namesDay, type Period, type Reading } from './time-reading.ts'

type Half = 'dawn' | 'morning' | 'noon' | 'afternoon' | 'night'

/**
 * The parts of a day: which half an hour belongs to, the time meant when no hour is named, and the end of the part.
 * Early in the part, since help that comes too early harms nobody. Prayers: about their times in western Indonesia.
 */
const parts: Readonly<Record<string, { half: Half; early: string; end: string }>> = {
  'dini hari': { half: 'dawn', early: '03:00', end: '04:30' },
  subuh: { half: 'dawn', early: '04:30', end: '06:00' },
  'habis subuh': { half: 'dawn', early: '06:00', end: '07:00' },
  pagi: { half: 'morning', early: '09:00', end: '11:00' },
  siang: { half: 'noon', early: '12:00', end: '15:00' },
  dzuhur: { half: 'noon', early: '12:00', end: '13:00' },
  'habis dzuhur': { half: 'noon', early: '13:00', end: '15:00' },
  jumatan: { half: 'noon', early: '12:00', end: '13:00' },
  'habis jumatan': { half: 'noon', early: '13:00', end: '15:00' },
  sore: { half: 'afternoon', early: '15:00', end: '18:00' },
  ashar: { half: 'afternoon', early: '15:00', end: '16:00' },
  'habis ashar': { half: 'afternoon', early: '16:00', end: '18:00' },
  magrib: { half: 'night', early: '18:00', end: '19:00' },
  'habis magrib': { half: 'night', early: '18:30', end: '19:00' },
  malam: { half: 'night', early: '19:00', end: '23:59' },
  isya: { half: 'night', early: '19:00', end: '20:00' },
  'habis isya': { half: 'night', early: '20:00', end: '23:59' },
}

/** The end of office, and of the day once the office has closed (Perpres 21/2023: 07.30–16.00). */
const wholeDay = { early: '16:00', end: '23:59' }

/** The first instant of a reading that is still to come, and whether no other comes to mind ("jam 3": 15.00 today). */
export function nextInstant(reading: Reading, now: DateTime): { at: DateTime; isObvious: boolean } | null {
  if (reading.span !== undefined) return reading.span > 0 ? { at: now.plus(reading.span), isObvious: true } : null
  const today = now.startOf('day')
  for (const day of daysOf(reading, today))
    for (const [choice, time] of timesOf(reading).entries()) {
      const at = day.plus(time)
      // Who means tonight does not call it "Jumat".
      const mayBeTonight = day.hasSame(today, 'day') && !(reading.clock && reading.weekday)
      if (at > now && (choice === 0 || mayBeTonight))
        return { at, isObvious: choice === 0 && (day <= today || namesDay(reading)) }
    }
  return null
}

/** The last instant of a reading that is over. */
export function lastInstant(reading: Reading, now: DateTime): DateTime | null {
  if (reading.span !== undefined) return now.plus(reading.span)
  const times = timesOf(reading)
  const instants = pastDaysOf(reading, now.startOf('day')).flatMap(day => times.map(time => day.plus(time)))
  return instants.find(at => at <= now) ?? null
}

function pastDaysOf(reading: Reading, today: DateTime): DateTime[] {
  if (!namesDay(reading)) return [today, today.minus({ days: 1 })]
  const isWeekday = reading.weekday !== undefined && reading.days === undefined && !reading.date
  return daysOf(reading, today).flatMap(day => (isWeekday ? [day, day.minus({ weeks: 1 })] : [day]))
}

/** The days a reading may mean, the likeliest first. */
function daysOf(reading: Reading, today: DateTime): DateTime[] {
  const { days, weekday, week, date, period, part, clock } = reading
  if (date) return datesOf(date, today)
  if (period) return periodOf(period, today)
  const monday = today.minus({ days: today.weekday - 1 })
  if (week !== undefined && weekday !== undefined) return [monday.plus({ weeks: week, days: weekday - 1 })]
  if (days !== undefined) return [today.plus({ days })]
  if (weekday !== undefined) {
    const day = today.plus({ days: (weekday - today.weekday + 7) % 7 || (reading.notToday ? 7 : 0) })
    return [day, day.plus({ weeks: 1 })].map(one => (reading.eve ? one.minus({ days: 1 }) : one))
  }
  // The work of next week begins on Monday; that of this week ends on Friday.
  if (week !== undefined)
    return [week ? monday.plus({ weeks: week }) : monday.plus({ days: today.weekday > 5 ? 6 : 4 })]
  const isSmallHour = clock && part === 'malam' && (clock.hour < 5 || clock.hour === 12)
  const tomorrow = today.plus({ days: 1 })
  return isSmallHour ? [today.minus({ days: 1 }), today, tomorrow] : [today, tomorrow]
}

/** Without a year the date that is nearest; without a month the next such day; no year but this, the last or the next. */
function datesOf({ day, month, year, nextMonth }: CalendarDate, today: DateTime): DateTime[] {
  const { zone } = today
  if (month === undefined) {
    const candidates = (nextMonth ? [1] : [0, 1, 2, 3]).map(ahead => {
      const { year: y, month: m } = today.plus({ months: ahead })
      return DateTime.fromObject({ year: y, month: m, day }, { zone })
    })
    return candidates.filter(one => one.isValid && one >= today)
  }
  const years = [today.year, today.year + 1, today.year - 1].filter(one => one === (year ?? one))
  const candidates = years.map(y => DateTime.fromObject({ year: y, month, day }, { zone })).filter(one => one.isValid)
  const distance = (one: DateTime) => Math.abs(one.diff(today).toMillis())
  return candidates.toSorted((one, other) => distance(one) - distance(other)).slice(0, 1)
}

function periodOf({ edge, unit, month, ahead }: Period, today: DateTime): DateTime[] {
  const first = month === undefined ? today : today.set({ month })
  return [ahead, ahead + 1].map(units => {
    const within = month === undefined ? first.plus({ [unit]: units }) : first.plus({ year: units })
    if (edge === 'akhir') return within.endOf(unit).startOf('day')
    const begin = within.startOf(unit)
    return edge === 'awal' ? begin : unit === 'month' ? begin.set({ day: 15 }) : begin.set({ month: 7 })
  })
}

interface TimeOfDay {
  readonly hours: number
  readonly minutes: number
  readonly seconds?: number
}

/** The times of a day a reading may mean, the likeliest first. */
function timesOf({ clock, part }: Reading): TimeOfDay[] {
  const named = part === undefined ? undefined : parts[part]
  if (!clock) return [(named ?? wholeDay).early, (named ?? wholeDay).end].map(timeOf)
  const { minutes, seconds } = clock
  return (named ? [hourIn(named.half, clock)] : hoursOf(clock)).map(hours => ({ hours, minutes, seconds }))
}

function timeOf(time: string): TimeOfDay {
  return { hours: Number(time.slice(0, 2)), minutes: Number(time.slice(3)) }
}

/** 1 to 6 are in the afternoon, 7 to 12 in the morning; the other half of the day comes second. */
function hoursOf({ hour, of24 }: Clock): number[] {
  if (hour === 0) return [0, 24]
  if (of24) return [hour]
  return hour < 7 ? [hour + 12, hour] : [hour, hour + 12]
}

/** "jam 1 malam" and "jam 12 malam" belong to the night that begins on the day named. */
function hourIn(half: Half, { hour }: Clock): number {
  if (hour > 12) return hour
  if (half === 'night') return hour === 12 || hour < 5 ? 24 + (hour % 12) : hour + 12
  if (half === 'dawn' || half === 'morning') return hour % 12
  if (half === 'noon') return hour < 7 ? hour + 12 : hour
  return hour === 12 ? hour : hour + 12
}
