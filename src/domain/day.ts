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

/** The date at a place: 2026-12-01. */
export function dateOf(now: Date, zone: string): string {
  return DateTime.fromJSDate(now, { zone }).toFormat('yyyy-MM-dd')
}

/** The week at a place, Monday first: 2026-W49. */
export function weekOf(now: Date, zone: string): string {
  return DateTime.fromJSDate(now, { zone }).toFormat("kkkk-'W'WW")
}

/** How long ago, in one unit: "5 menit", "3 jam", "2 hari". */
export function age(since: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000))
  if (minutes < 60) return `${minutes} menit`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} jam` : `${Math.floor(minutes / 1440)} hari`
}
