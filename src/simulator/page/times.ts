const zone = 'Asia/Jakarta'
const part = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('id-ID', { timeZone: zone, ...options })
const clock = part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const exactClock = part({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const day = part({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const shortDay = part({ weekday: 'short', day: 'numeric', month: 'short' })
const dayOfYear = new Intl.DateTimeFormat('en-CA', { timeZone: zone })

/** 10.42 */
export function clockOf(at: number): string {
  return clock.format(at).replace(':', '.')
}

/** 10.42.09 */
export function exactClockOf(at: number): string {
  return exactClock.format(at).replaceAll(':', '.')
}

/** Sen 23 Nov */
export function shortDayOf(at: number): string {
  return shortDay.format(at).replace(',', '')
}

/** "Hari ini", "Kemarin", or the whole date. */
export function dayNameOf(at: number, now: number): string {
  const that = dayOfYear.format(at)
  if (that === dayOfYear.format(now)) return 'Hari ini'
  if (that === dayOfYear.format(now - 24 * 3600_000)) return 'Kemarin'
  return day.format(at).replace(',', '')
}
