import {
  calendarNames,
  type Pieces,
  readAgo,
  readAhead,
  readClock,
  readDate,
  readEnglishClock,
  type Reading,
  readPart,
  readPeriod,
  readPrayer,
  readWeekday,
  readZone,
} from './time-reading.ts'
import type { Token } from './time-words.ts'

/** A phrase that says something about a moment, from one token to another. */
export interface Phrase {
  readonly reading: Reading
  readonly first: number
  readonly last: number
}

interface Shape {
  /** What it is made for. */
  readonly example: string
  readonly pattern: RegExp
  readonly read: (pieces: Pieces) => Reading
}

/** What CAPITALS in a shape stand for. */
const pieces: Readonly<Record<string, string>> = {
  AMOUNT: String.raw`(?<amount>\d{1,3}(?:[.,]\d+)?|setengah|seperempat)(?: (?<half>setengah))?`,
  UNIT: String.raw`(?<unit>detik|menit|min|jam|hari|minggu|bulan)(?: kerja| kalender)?(?: (?<more>\d{1,2}) menit)?(?: (?<moreHalf>setengah))?(?:(?: -)? an)?`,
  JAM: String.raw`jam(?: nya)?(?: [:.=])?(?: sekitar)?`,
  LOOSE: '(?: waktu| upload| tinggal| dari| sekitar| hanya| cuma| kurang| lebih)',
  HOUR: String.raw`(?<hour>\d{1,2})`,
  CLOCK: String.raw`(?<hour>\d{1,2})(?:[.:,](?<minute>\d{2}))?(?:[.:](?<second>\d{2}))?`,
  PART: '(?<part>pagi|siang|sore|malam|subuh|dini hari)',
  PRAYER: '(?<prayer>subuh|dzuhur|ashar|magrib|isya|jumatan)',
  WEEKDAY: `(?<weekday>${calendarNames.weekday})`,
  MONTH: `(?<month>${calendarNames.month})`,
  EDGE: '(?<edge>awal|pertengahan|akhir)',
  DAY: String.raw`(?<day>\d{1,2})`,
  NTH: String.raw`(?:tanggal (?:[:.] )?)?(?<day>\d{1,2})`,
  MM: String.raw`(?<month>\d{1,2})`,
  YEAR: String.raw`(?<year>\d{4}|\d{2})`,
  YYYY: String.raw`(?<year>\d{4})`,
}

/** Words as they stand in a text of tokens with single spaces; the shape begins and ends where tokens do. */
function shape(example: string, words: string, read: Shape['read']): Shape {
  const source = words.replace(/[A-Z]{2,}/g, name => pieces[name] ?? name)
  return { example, pattern: new RegExp(`(?:${source})(?= |$)`, 'y'), read }
}

const spans: readonly Shape[] = [
  shape(
    'sisa 2 jam',
    '(?:tinggal|kurang|masih ada|punya waktu|waktu(?: saya| kami)? (?:hanya|cuma))LOOSE* AMOUNT UNIT(?: lagi)?',
    found => ({ ...readAhead(found), later: true }),
  ),
  shape('sejam lagi', '(?<!x )(?:dalam )?(?:waktu )?AMOUNT UNIT (?:lagi|ke depan|kedepan|mendatang)', readAhead),
  shape('2 jam sebelum tutup', 'AMOUNT UNIT (?:sebelum|menuju) (?:tutup|batas|deadline)', readAhead),
  shape('dalam 2 jam', 'dalam(?: waktu)? AMOUNT UNIT', found => ({ ...readAhead(found), bare: true })),
  shape('2j lagi', "(?<amount>\\d{1,3}) (?<unit>j|') lagi", readAhead),
  shape('2x24 jam lagi', '(?<times>\\d) x (?<amount>24) (?<unit>jam) (?:lagi|ke depan)', readAhead),
  shape('2 jam lalu', 'AMOUNT UNIT (?:yang |yg )?(?:lalu|tadi|kemarin|silam)', readAgo),
]

const clocks: readonly Shape[] = [
  shape('jam setengah 3', '(?:JAM )?setengah HOUR(?! (?:jam|menit|hari))(?: an)?', found => ({
    ...readClock(found, -30),
    bare: true,
  })),
  shape('jam 3 kurang 10', 'JAM CLOCK kurang (?:(?<less>\\d{1,2})(?: menit)?|seperempat)', found =>
    readClock(found, -Number(found.less ?? 15)),
  ),
  shape('jam 3 lewat 10', 'JAM CLOCK (?:lewat|lebih) (?:(?<more>\\d{1,2})(?: menit)?|seperempat)', found =>
    readClock(found, Number(found.more ?? 15)),
  ),
  shape('jam 08.00-10.30', '(?:JAM )?\\d{1,2}[.:]\\d{2}-CLOCK', found => ({
    ...readClock(found),
    bare: true,
    through: true,
  })),
  shape('jam 8-10', 'JAM \\d{1,2}-CLOCK', found => ({ ...readClock(found), through: true })),
  shape('jam 2 pm', '(?:JAM )?CLOCK (?<meridiem>am|pm)', readEnglishClock),
  shape('jam 1400', 'JAM (?<hour>\\d{2})(?<minute>\\d{2})', found => readClock(found)),
  shape('jam 2 30', 'JAM HOUR (?<minute>[0-5]\\d)(?! (?:menit|hari|jam))', found => readClock(found)),
  shape('jam 14.00', 'JAM CLOCK(?:(?: -)? an)?', found => readClock(found)),
  shape('jam 10 sampai 12', '(?<=jam \\S{1,5} (?:sampai|-) )CLOCK', found => readClock(found)),
  shape(
    '14.00',
    '(?<!(?:versi|rp|error|pasal|kode) )HOUR[.:](?<minute>\\d{2})(?:[.:](?<second>\\d{2}))?(?! (?:mb|gb|kb|%|x))',
    found => ({
      ...readClock(found),
      bare: true,
    }),
  ),
  shape('3 sore', '(?<!(?:sudah|selama|nomor|no) )HOUR PART', found => ({
    ...readClock(found),
    ...readPart(found),
    bare: true,
  })),
  shape('tengah malam', 'tengah malam', () => readClock({ hour: '24' })),
  shape('tengah hari', 'tengah hari', () => readClock({ hour: '12' })),
  shape('WITA', '(?<zone>wib|wita|wit)', readZone),
]

const dates: readonly Shape[] = [
  shape('25/11/2026', 'NTH(?<sign>[/.-])MM\\k<sign>YEAR', readDate),
  shape('2026-11-25', 'YYYY[/.-]MM[/.-]DAY', readDate),
  shape('27 November 2026', '(?:tanggal (?:[:.] )?)?(?:\\d{1,2}-)?DAY(?: [-/])? MONTH(?:(?: [-/])? YYYY)?', readDate),
  shape('tanggal 27 bulan depan', 'tanggal DAY bulan (?<which>depan)', readDate),
  shape('tanggal 27 bulan 11', 'tanggal DAY bulan MM', readDate),
  shape('25/11', 'NTH[/-]MM', readDate),
  shape('tanggal 27', 'tanggal (?:[:.] )?DAY', readDate),
  shape('akhir bulan depan', 'EDGE (?<unit>bulan|tahun)(?: (?<which>ini|depan))?', readPeriod),
  shape('akhir Desember', 'EDGE (?:bulan )?MONTH', readPeriod),
  shape('bulan depan', 'bulan depan', () => readPeriod({ edge: 'awal', which: 'depan' })),
]

const days: readonly Shape[] = [
  shape('hari ini', 'hari ini', () => ({ days: 0 })),
  shape('besok lusa', '(?:besok )?lusa', () => ({ days: 2 })),
  shape('esok hari', 'besok(?: hari(?! terakhir))?', () => ({ days: 1 })),
  shape('kemarin lusa', 'kemarin (?:lusa|dulu)', () => ({ days: -2, past: true })),
  shape('kemarin', '(?:hari )?kemarin', () => ({ days: -1, past: true })),
  shape('tadi malam', 'tadi malam|malam tadi', () => ({ days: -1, part: 'malam', past: true })),
  shape('tadi pagi', 'tadi PART', found => ({ days: 0, ...readPart(found), past: true })),
  shape('tadi', 'tadi|baru saja', () => ({ past: true })),
  shape('minggu lalu', '(?:minggu|pekan|bulan) (?:yang |yg )?(?:lalu|kemarin)', () => ({
    past: true,
    impossible: true,
  })),
  shape('Senin lalu', '(?:hari )?WEEKDAY (?:yang |yg )?(?:lalu|kemarin)', found => ({
    ...readWeekday(found),
    past: true,
  })),
  shape('minggu depan', '(?:awal )?(?:minggu|pekan) depan', () => ({ week: 1 })),
  shape('akhir pekan depan', 'akhir (?:minggu|pekan) depan', () => ({ week: 1, weekday: 5 })),
  shape('akhir pekan', '(?:akhir )?(?:minggu|pekan) ini|akhir (?:minggu|pekan)', () => ({ week: 0 })),
  shape('malam Jumat', 'malam WEEKDAY', found => ({ ...readWeekday(found), eve: true, part: 'malam' })),
  shape('Jumat depan', '(?:hari )?WEEKDAY (?:depan|besok)', found => ({ ...readWeekday(found), notToday: true })),
  shape('Jumat', '(?:hari )?WEEKDAY(?: ini)?', readWeekday),
]

const partsOfDay: readonly Shape[] = [
  shape('selamat pagi', 'selamat PART', () => ({})),
  shape('siang ini', 'PART ini', found => ({ days: 0, ...readPart(found) })),
  shape('habis dzuhur', '(?<side>habis|setelah|sebelum|pas|waktu) PRAYER', readPrayer),
  shape('siang', 'PART', readPart),
  shape('nanti', 'nanti', () => ({ later: true })),
]

/** Tried one after the other at each word; the first that fits is taken. */
const shapes = [...spans, ...clocks, ...dates, ...days, ...partsOfDay]

/** The phrases of a text that say something about a moment, in their order. */
export function findPhrases(tokens: readonly Token[]): Phrase[] {
  const line = tokens.map(token => token.word).join(' ')
  const starts: number[] = []
  let length = 0
  for (const { word } of tokens) {
    starts.push(length)
    length += word.length + 1
  }
  const phrases: Phrase[] = []
  for (let first = 0; first < tokens.length; first++) {
    const found = readAt(line, starts[first] ?? 0)
    if (!found) continue
    let last = first
    while ((starts[last + 1] ?? Infinity) < found.end) last++
    if (Object.keys(found.reading).length) phrases.push({ reading: found.reading, first, last })
    first = last
  }
  return phrases
}

function readAt(line: string, at: number): { reading: Reading; end: number } | null {
  for (const { pattern, read } of shapes) {
    pattern.lastIndex = at
    const match = pattern.exec(line)
    if (match) return { reading: read(match.groups ?? {}), end: pattern.lastIndex }
  }
  return null
}
