import { DateTime } from 'luxon'

/** pagi, siang, sore or malam at a place's own time. */
export function dayPart(now: Date, zone: string): string {
  const { hour } = DateTime.fromJSDate(now, { zone })
  if (hour >= 3 && hour < 11) return 'pagi'
  if (hour >= 11 && hour < 15) return 'siang'
  return hour >= 15 && hour < 18 ? 'sore' : 'malam'
}

/** The time of day as written here: 14.05. */
export function clockTime(now: Date, zone: string): string {
  return DateTime.fromJSDate(now, { zone }).toFormat('HH.mm')
}

/** The calendar year at a place. */
export function yearOf(now: Date, zone: string): number {
  return DateTime.fromJSDate(now, { zone }).year
}

/** How long ago, in one unit: "5 menit", "3 jam", "2 hari". */
export function age(since: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000))
  if (minutes < 60) return `${minutes} menit`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} jam` : `${Math.floor(minutes / 1440)} hari`
}

/** Names of months that people write and the calendar's dictionary does not know. */
const otherMonths: readonly (readonly [RegExp, string])[] = [
  [/\bagt\b/i, 'agu'],
  [/\bsept\b/i, 'sep'],
  [/\bnop(ember)?\b/i, 'nov$1'],
  [/\bpebruari\b/i, 'februari'],
]

/** The first instant of a day written "31-12-2026", "31/12/2026" or "31 Desember 2026", at a place; null for no such day. */
export function readDay(text: string, zone: string): Date | null {
  const words = otherMonths.reduce((day, [other, known]) => day.replace(other, known), text.trim())
  for (const format of ['d-M-yyyy', 'd/M/yyyy', 'd.M.yyyy', 'd MMMM yyyy', 'd MMM yyyy']) {
    const day = DateTime.fromFormat(words.replace(/\s+/g, ' '), format, { zone, locale: 'id' })
    if (day.isValid) return day.toJSDate()
  }
  return null
}

/** The first instant of the day after the one that holds an instant, at a place. */
export function dayAfter(at: Date, zone: string): Date {
  return DateTime.fromJSDate(at, { zone }).startOf('day').plus({ days: 1 }).toJSDate()
}

/** The day as it is written in commands: 31-12-2026. */
export function writeDay(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat('dd-MM-yyyy')
}
