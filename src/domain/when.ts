import { DateTime } from 'luxon'
import { findMentions, type Mention } from './time-mentions.ts'
import { lastInstant, nextInstant } from './time-on-calendar.ts'
import { findPhrases } from './time-phrases.ts'
import { namesDay, saysWhen } from './time-reading.ts'
import { readTokens } from './time-words.ts'

/** A moment that words name. */
export interface Moment {
  readonly at: Date
  /** The part of the text that named it. */
  readonly words: string
  /** false: only a day or a part of it was named, and the hour is our choice; say it back. */
  readonly timeGiven: boolean
}

/** Words that may stand around a moment without saying anything: an answer, not a sentence. */
const politeness = new Set(
  `pak bu bapak ibu min admin kak mas mbak bang gan om ya y iya oh ok oke sih deh dong kok lah kayaknya sepertinya
  mungkin sekitar lebih tepat tepatnya pas teng jam hari tanggal wib kode tender paket rup lelang nomor no id dan adalah
  jadwal tahap stage upload penawaran waktu itu pada nya sekali eh maaf salah bukan tapi maksud maksudnya ralat saya`.split(
    /\s+/,
  ),
)

/**
 * The moment a text names as the one until which something must be done, at a place's own time; null when it names
 * none. The rules, where people leave something open:
 *
 * - An hour without pagi/siang/sore/malam is one of the office: 1–6 mean 13–18, 7–12 the morning. Today the other half
 *   of the day is meant once that is over ("jam 9" at 10.00: 21.00), then tomorrow. "02.00" and 13–24 are as written.
 * - The night belongs to the day on which it begins: "Jumat jam 12 malam" is Saturday 00.00.
 * - A part of a day without an hour is taken early in it (pagi 09.00, siang 12.00, sore 15.00, malam 19.00), a day
 *   without an hour until 16.00; when that is over, until the end (11.00, 15.00, 18.00, 23.59). "habis dzuhur" is 13.00.
 * - "Jumat depan" is the coming Friday; "minggu depan" its Monday; "minggu ini" its Friday; "sebelum tanggal 15" the
 *   14th; "3 hari kerja lagi" three days of the calendar. Too early harms nobody.
 * - A date without a year is the nearest such date; when that is over, it is no deadline.
 * - Of several moments the earliest near tutup, batas, sampai, deadline, paling lambat, berakhir … counts, else the
 *   latest that is to come.
 * - A day without an hour, and an hour that is over today, need such a word or must be all there is (an answer).
 * - What happened, began (dari, sejak), lasted, repeats (setiap), or concerns the office is none. Something over is
 *   given only where the text says plainly that the stage is closed (sudah tutup, tutup tadi, kemarin), or when it is a
 *   full date with its year.
 */
export function findMoment(text: string, now: Date, zone: string): Moment | null {
  const tokens = readTokens(text)
  const mentions = findMentions(tokens, findPhrases(tokens))
  const isAnswer = tokens.every(
    ({ word }, at) =>
      politeness.has(word) ||
      /^\d{5,14}$|^[^\p{L}\d]$/u.test(word) ||
      mentions.some(({ first, last }) => first <= at && at <= last),
  )
  const found = mentions.flatMap(mention => {
    const here = DateTime.fromJSDate(now, { zone: zoneOf(mention, zone) })
    const instant = deadlineOf(mention, isAnswer, here)
    return instant ? [{ mention, at: instant.toMillis() }] : []
  })
  const chosen = mostUrgent(found, now)
  if (!chosen) return null
  const { first, last, reading } = chosen.mention
  return {
    at: new Date(chosen.at),
    words: text.slice(tokens[first]?.start, tokens[last]?.end),
    timeGiven: reading.clock !== undefined || reading.span !== undefined,
  }
}

/** Words that make of the moment behind them no moment: "setiap Senin", "bukan besok", "nomor 12/12/2026". */
const otherBefore = new Set(['setiap', 'bukan', 'nomor', 'no'])
/** … or a beginning … */
const beginBefore = new Set(['dari', 'sejak', 'mulai', 'setelah'])
/** … or the present time: "sudah jam 10", "sudah 2 jam". */
const nowBefore = new Set(['sudah', 'sekarang', 'hampir'])

interface Found {
  readonly mention: Mention
  readonly at: number
}

function mostUrgent(found: readonly Found[], now: Date): Found | undefined {
  const ahead = found.filter(({ at }) => at > now.getTime())
  const cued = ahead.filter(({ mention }) => isCued(mention)).toSorted((one, other) => one.at - other.at)
  return cued[0] ?? (ahead.length ? ahead : found).toSorted((one, other) => other.at - one.at)[0]
}

function isCued({ cues, reading }: Mention): boolean {
  return cues.has('closes') || cues.has('urges') || cues.has('until') || reading.through === true
}

/** The instant of a mention, when it can be one until which something must be done. */
function deadlineOf(mention: Mention, isAnswer: boolean, here: DateTime): DateTime | null {
  if (isSomethingElse(mention)) return null
  const { reading, cues, over } = mention
  const isClosing = cues.has('closes')
  if (reading.past || over === 'now') return isClosing && saysWhen(reading) ? lastInstant(reading, here) : null
  const isCertain = isClosing || cues.has('urges') || isAnswer
  if (!isNamed(mention, isCertain)) return null
  const next = nextInstant(reading, here)
  if (over === 'then' && !next?.isObvious) return lastInstant(reading, here)
  if (!next) return (isClosing || isAnswer) && reading.date?.year ? lastInstant(reading, here) : null
  return next.isObvious || reading.later || isCertain ? endBefore(mention, next.at, here) : null
}

/** true for the beginning of something, what time it is, what somebody did or does, and the hours of the office. */
function isSomethingElse({ reading, cues, before }: Mention): boolean {
  if (reading.impossible || otherBefore.has(before) || cues.has('unrelated')) return true
  if (beginBefore.has(before)) return !reading.through
  if (nowBefore.has(before) && !namesDay(reading) && (reading.clock ?? reading.span) !== undefined) return true
  const isTimeLeft = reading.later && reading.span !== undefined
  return cues.has('doing') && !cues.has('closes') && !cues.has('urges') && !isTimeLeft
}

/** true when a mention says enough to be taken for a moment. */
function isNamed({ reading, cues }: Mention, isCertain: boolean): boolean {
  const { clock, span, part, days, bare, offset, later } = reading
  if (span !== undefined) return !bare || cues.has('closes')
  if (clock) return !bare || namesDay(reading) || isCertain || cues.has('until') || offset !== undefined
  // "sampai hari ini belum bisa" is no deadline.
  if (namesDay(reading)) return isCertain || (cues.has('until') && days !== 0)
  // "Siang, pak" is a greeting.
  return part !== undefined && (cues.has('closes') || (isCertain && later === true))
}

/** "sebelum tanggal 15" ends with the 14th, "sebelum tanggal 15 jam 10" at that hour. */
function endBefore({ reading, before }: Mention, at: DateTime, here: DateTime): DateTime {
  const isWholeDay = namesDay(reading) && !reading.clock && reading.part === undefined
  const dayBefore = at.minus({ days: 1 })
  return before === 'sebelum' && isWholeDay && dayBefore > here ? dayBefore : at
}

function zoneOf({ reading }: Mention, zone: string): string {
  return reading.offset === undefined ? zone : `UTC+${reading.offset}`
}

const zoneNames: Readonly<Record<number, string>> = { 420: 'WIB', 480: 'WITA', 540: 'WIT' }

/** A moment as people say it: "hari ini pukul 14.00 WIB", "besok, Rabu 25 November 2026, pukul 10.00 WIB". */
export function sayMoment(at: Date, now: Date, zone: string): string {
  const moment = DateTime.fromJSDate(at, { zone }).setLocale('id')
  const today = DateTime.fromJSDate(now, { zone })
  const time = `pukul ${moment.toFormat('HH.mm')} ${zoneNames[moment.offset] ?? moment.toFormat('ZZZZ')}`
  const day = moment.toFormat('cccc d LLLL yyyy')
  if (moment.hasSame(today, 'day')) return `hari ini ${time}`
  return moment.hasSame(today.plus({ days: 1 }), 'day') ? `besok, ${day}, ${time}` : `${day} ${time}`
}
