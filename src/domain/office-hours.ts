import { DateTime } from 'luxon'

/** Open from one minute of the day until another (not including it); minutes since midnight, at most 1440. */
export interface Frame {
  readonly from: number
  readonly to: number
}

/** Monday = 1 … Sunday = 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

/** The open frames of each weekday in order, breaks taken out; none: closed. */
export type Week = Readonly<Record<Weekday, readonly Frame[]>>

/** Other hours from one date through another (2026-02-18), both included: Ramadan, half days, local elections. */
export interface HoursOverride {
  readonly from: string
  readonly to: string
  readonly reason: string
  /** null: closed all day, as on a holiday. */
  readonly week: Week | null
  /** Whether these hours hold on holidays too. */
  readonly onHolidays: boolean
}

/** When the office is open. A holiday is closed; of two overrides for a date the later in the list holds. */
export interface OfficeHours {
  readonly zone: string
  readonly week: Week
  readonly overrides: readonly HoursOverride[]
  /** Names of holidays by date (2026-08-17). */
  readonly holidays: Readonly<Record<string, string>>
}

/** A stretch of open time, its end not included. */
export interface OpenSpan {
  readonly from: Date
  readonly to: Date
}

/** Days without an open hour after which a calendar counts as closed for good. */
const closedForGood = 400

/** Whether the office is open at an instant. */
export function isOpen(hours: OfficeHours, at: Date): boolean {
  return openSpans(hours, at).next().value?.from.getTime() === at.getTime()
}

/** The first open instant, this one included; null when none comes within 400 days. */
export function nextOpening(hours: OfficeHours, at: Date): Date | null {
  return openSpans(hours, at).next().value?.from ?? null
}

/** Why the office is closed: a holiday (or a day closed for a reason) by name, or the hour; null when it is open. */
export function whyClosed(
  hours: OfficeHours,
  at: Date,
): { readonly kind: 'holiday'; readonly name: string } | { readonly kind: 'hours' } | null {
  if (isOpen(hours, at)) return null
  const { closedFor } = dayOf(hours, DateTime.fromJSDate(at, { zone: hours.zone }))
  return closedFor === null ? { kind: 'hours' } : { kind: 'holiday', name: closedFor }
}

/**
 * The same time of day that many working days later. A working day is one with open hours; from outside of them it is
 * counted from the next opening, so that nobody's day is cut short.
 */
export function addWorkingDays(hours: OfficeHours, from: Date, days: number): Date {
  let day = DateTime.fromJSDate(nextOpening(hours, from) ?? from, { zone: hours.zone })
  for (let left = days, idle = 0; left > 0 && idle < closedForGood;) {
    day = day.plus({ days: 1 })
    if (dayOf(hours, day).frames.length) {
      left--
      idle = 0
    } else idle++
  }
  return nextOpening(hours, day.toJSDate()) ?? day.toJSDate()
}

/** Milliseconds between two instants in which the office is open. */
export function openTime(hours: OfficeHours, from: Date, to: Date): number {
  let open = 0
  for (const span of openSpans(hours, from)) {
    if (span.from >= to) break
    open += Math.min(span.to.getTime(), to.getTime()) - span.from.getTime()
  }
  return open
}

/** The open stretches after an instant, the first one from that instant on; ends 400 days after the last one. */
export function* openSpans(hours: OfficeHours, after: Date): Generator<OpenSpan, undefined> {
  let day = DateTime.fromJSDate(after, { zone: hours.zone }).startOf('day')
  for (let idle = 0; idle < closedForGood; idle++, day = day.plus({ days: 1 }))
    for (const frame of dayOf(hours, day).frames) {
      const [from, to] = [frame.from, frame.to].map(minutes => day.plus({ minutes }).toJSDate()) as [Date, Date]
      if (to <= after) continue
      idle = 0
      yield { from: from < after ? after : from, to }
    }
}

/** The frames of a date, and why it has none, if that has a name. */
function dayOf(
  { week, overrides, holidays }: OfficeHours,
  day: DateTime,
): { frames: readonly Frame[]; closedFor: string | null } {
  const date = day.toFormat('yyyy-MM-dd')
  const override = overrides.findLast(one => one.from <= date && date <= one.to)
  const holiday = holidays[date]
  if (holiday !== undefined && !override?.onHolidays) return { frames: [], closedFor: holiday }
  if (override && !override.week) return { frames: [], closedFor: override.reason }
  return { frames: (override?.week ?? week)[day.weekday as Weekday], closedFor: null }
}
