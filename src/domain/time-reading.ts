/** What words say about a moment; several phrases together say more ("besok" + "pagi" + "jam 9"). */
export interface Reading {
  /** Calendar days from today. */
  readonly days?: number
  /** 1 is Monday. */
  readonly weekday?: number
  /** "Jumat depan": not today, if today is a Friday. */
  readonly notToday?: true
  /** "malam Jumat": the evening before. */
  readonly eve?: true
  /** 0: this week, 1: the next. */
  readonly week?: number
  readonly date?: CalendarDate
  readonly period?: Period
  /** A part of the day or a prayer: pagi, malam, habis dzuhur. */
  readonly part?: string
  readonly clock?: Clock
  /** Milliseconds from now; what is past is below 0. */
  readonly span?: number
  /** Hours from UTC, where a zone is named. */
  readonly offset?: number
  readonly past?: true
  /** "nanti", "tinggal 2 jam", "habis dzuhur": still to come. */
  readonly later?: true
  /** What may be a moment, but only where something else says so: "10.30", "3 sore", "dalam 2 jam". */
  readonly bare?: true
  /** The end of "08.00-10.30". */
  readonly through?: true
  /** A day or an hour that does not exist or is not known. */
  readonly impossible?: true
}

/** A date as far as it is named. */
export interface CalendarDate {
  readonly day: number
  readonly month?: number
  readonly year?: number
  /** "tanggal 27 bulan depan". */
  readonly nextMonth?: true
}

/** The beginning, middle or end of a month or year. */
export interface Period {
  readonly edge: 'awal' | 'pertengahan' | 'akhir'
  readonly unit: 'month' | 'year'
  readonly month?: number
  /** How many units from the current one. */
  readonly ahead: number
}

/** An hour as written; minutes may be counted backwards from it ("jam 3 kurang seperempat"). */
export interface Clock {
  readonly hour: number
  readonly minutes: number
  readonly seconds: number
  /** "02.00", "14": the hour of a clock with 24 hours. */
  readonly of24: boolean
}

/** true when a reading says which day is meant. */
export function namesDay({ days, weekday, week, date, period }: Reading): boolean {
  return [days, weekday, week, date, period].some(named => named !== undefined)
}

/** false for "tadi", "nanti" or "WIB" alone. */
export function saysWhen(reading: Reading): boolean {
  return [reading.clock, reading.span, reading.part].some(named => named !== undefined) || namesDay(reading)
}

/** The named pieces of a phrase, in their usual spelling. */
export type Pieces = Readonly<Record<string, string | undefined>>

const weekdays = 'senin selasa rabu kamis jumat sabtu minggu ahad'.split(' ')
const months = 'januari februari maret april mei juni juli agustus september oktober november desember'.split(' ')
const minute = 60_000
const day = 1440 * minute
const milliseconds: Readonly<Record<string, number>> = {
  detik: 1000,
  menit: minute,
  min: minute,
  "'": minute,
  jam: 60 * minute,
  j: 60 * minute,
  hari: day,
  minggu: 7 * day,
  bulan: 30 * day,
}
const daysIn: Readonly<Record<string, number>> = { hari: 1, minggu: 7, bulan: 30 }
const offsets: Readonly<Record<string, number>> = { wib: 7, wita: 8, wit: 9 }

/** "2 jam", "setengah jam", "1 jam 30 menit", "3 hari" from now. */
export function readAhead(pieces: Pieces): Reading {
  const days = daysIn[pieces.unit ?? '']
  return days === undefined ? { span: lengthOf(pieces) } : { days: Math.floor(days * amountOf(pieces)) }
}

/** "2 jam lalu". */
export function readAgo(pieces: Pieces): Reading {
  return { span: -lengthOf(pieces), past: true }
}

function lengthOf({ more = '0', moreHalf, times = '1', ...pieces }: Pieces): number {
  const amount = (amountOf(pieces) + (moreHalf ? 0.5 : 0)) * Number(times)
  return amount * (milliseconds[pieces.unit ?? ''] ?? 0) + Number(more) * minute
}

function amountOf({ amount = '', half }: Pieces): number {
  const named: Readonly<Record<string, number>> = { setengah: 0.5, seperempat: 0.25 }
  return (named[amount] ?? Number(amount.replace(',', '.'))) + (half ? 0.5 : 0)
}

/** "14.00", with minutes to be added. */
export function readClock({ hour = '', minute: written = '0', second = '0' }: Pieces, added = 0): Reading {
  const [hours, minutes, seconds] = [Number(hour), Number(written), Number(second)]
  if (hours > 24 || minutes > 59 || seconds > 59 || (hours === 24 && minutes)) return { impossible: true }
  const of24 = hours > 12 || hour.startsWith('0')
  return { clock: { hour: hours, minutes: minutes + added, seconds, of24 } }
}

/** "2 pm". */
export function readEnglishClock({ meridiem, ...pieces }: Pieces): Reading {
  const hour = (Number(pieces.hour) % 12) + (meridiem === 'pm' ? 12 : 0)
  return readClock({ ...pieces, hour: String(hour).padStart(2, '0') })
}

/** "wita". */
export function readZone({ zone = '' }: Pieces): Reading {
  const offset = offsets[zone]
  return offset === undefined ? {} : { offset }
}

/** "pagi". */
export function readPart({ part }: Pieces): Reading {
  return part === undefined ? {} : { part }
}

/** "habis dzuhur", "sebelum jumatan". */
export function readPrayer({ side, prayer = '' }: Pieces): Reading {
  const day = prayer === 'jumatan' ? { weekday: 5 } : {}
  return { ...day, part: side === 'habis' || side === 'setelah' ? `habis ${prayer}` : prayer, later: true }
}

/** "senin". */
export function readWeekday({ weekday = '' }: Pieces): Reading {
  return { weekday: weekday === 'ahad' ? 7 : weekdays.indexOf(weekday) + 1 }
}

/** "27", "27 november", "25/11/26". */
export function readDate({ day: number, month, year, which }: Pieces): Reading {
  return {
    date: {
      day: Number(number),
      ...(month === undefined ? {} : { month: monthNumber(month) }),
      ...(year === undefined ? {} : { year: Number(year) + (year.length === 2 ? 2000 : 0) }),
      ...(which === 'depan' ? { nextMonth: true as const } : {}),
    },
  }
}

/** "akhir bulan", "awal desember". */
export function readPeriod({ edge, unit, which, month }: Pieces): Reading {
  return {
    period: {
      edge: edge === 'awal' || edge === 'pertengahan' ? edge : 'akhir',
      unit: unit === 'tahun' ? 'year' : 'month',
      ...(month === undefined ? {} : { month: monthNumber(month) }),
      ahead: which === 'depan' ? 1 : 0,
    },
  }
}

function monthNumber(name: string): number {
  return months.indexOf(name) + 1 || Number(name)
}

/** The names of weekdays and months as alternatives of a pattern. */
export const calendarNames = { weekday: weekdays.join('|'), month: months.join('|') }
