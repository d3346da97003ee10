import type { Phrase } from './time-phrases.ts'
import { namesDay, type Reading } from './time-reading.ts'
import type { Token } from './time-words.ts'

/** One moment of a text, put together from the phrases that name it, and what the words around it say of it. */
export interface Mention extends Phrase {
  readonly cues: ReadonlySet<Cue>
  /** The word right before it: "dari", "sudah", "setiap" … */
  readonly before: string
  /** "sudah tutup jam 9": over; "jam 9 sudah tutup": over then. */
  readonly over: 'now' | 'then' | null
}

/**
 * What words near a moment say of it: a stage closes, something is urgent, it lasts until then; or it is about what
 * somebody does, or about something else altogether, which no word of closing makes a deadline.
 */
export type Cue = 'closes' | 'urges' | 'until' | 'doing' | 'unrelated'

const cueWords: Readonly<Record<Cue, string>> = {
  closes: `tutup, batas, deadline, dead line, due, berakhir, selambat, paling lambat, paling telat, paling lama,
    jatuh tempo, waktu habis, habis waktu, habis pada, gugur`,
  urges: 'harus, terakhir, sebelum, pemasukan, mepet, keburu, maksimal, max, tinggal hari, tinggal besok',
  until: 'sampai, sampai dengan, -',
  doing: `mulai, buka, coba, mencoba, dicoba, kejadian, terjadi, tunggu, menunggu, nunggu, datang, hadir, telepon, telpon,
    telp, hubungi, menghubungi, saya kirim, saya kirimkan, saya antar, saya ke, saya kabari, terakhir login,
    terakhir bisa, terakhir masuk, terakhir saya, terakhir coba, terakhir berhasil`,
  unrelated: `kantor, kantor tutup, kerja, layanan, layanan tutup, loket, loket tutup, lpse tutup, pelatihan, bimtek, rapat,
    istirahat, libur, berlaku`,
}

/** How far from the moment a cue may stand; a comma counts as three words, the end of a sentence as five. */
const reach: Readonly<Record<Cue, number>> = { closes: 8, urges: 5, until: 0, doing: 2, unrelated: 3 }

/** Words by which somebody takes back what was said before. */
const corrections = new Set(['eh', 'ralat', 'maksud', 'maksudnya', 'koreksi'])

/** How many words may stand between a day and its hour: "besok saya harus upload penawaran sebelum jam 10". */
const farthestHour = 8

/** What keeps two phrases together: "besok, sekitar jam 9". */
const joining = new Set(
  ', - ( ) : / @ pada di hari tanggal sekitar ya yaitu yakni adalah tepat tepatnya pas itu'.split(' '),
)
const sentenceEnds = new Set(['.', '!', '?', ';', '\n'])
const cueOf = new Map(
  Object.entries(cueWords).flatMap(([cue, words]) => words.split(/,\s+/).map(word => [word, cue as Cue] as const)),
)

/** The moments of a text in their order. */
export function findMentions(tokens: readonly Token[], phrases: readonly Phrase[]): Mention[] {
  const words = tokens.map(token => token.word)
  const spans = shareDays(joinNeighbours(phrases, words), words)
  const cues = findCues(spans, phrases, words)
  const mentions: Mention[] = []
  for (const [index, span] of spans.entries()) {
    let at = span.first - 1
    while (joining.has(words[at] ?? '')) at--
    const near = cues.filter(cue => cue.span === index)
    const kinds = new Set(near.map(({ cue }) => cue))
    const closed = near.find(({ cue, at: where }) => cue === 'closes' && words[where - 1] === 'sudah')
    // "kantor buka dari jam 8 sampai jam 4"
    if (kinds.has('until') && mentions.at(-1)?.cues.has('unrelated')) kinds.add('unrelated')
    mentions.push({
      ...span,
      before: words[at] ?? '',
      cues: kinds,
      over: closed ? (closed.at < span.last ? 'now' : 'then') : null,
    })
  }
  return mentions
}

/** "besok" + "pagi" + "jam 9", as long as none says again what is said. */
function joinNeighbours(phrases: readonly Phrase[], words: readonly string[]): Phrase[] {
  const spans: Phrase[] = []
  for (const next of phrases) {
    const last = spans.at(-1)
    const between = last ? words.slice(last.last + 1, next.first) : []
    const isApart = between.some(word => !joining.has(word)) || (last?.reading.past && between.includes(','))
    if (!last || isApart || contradict(last.reading, next.reading)) spans.push(next)
    else spans.splice(-1, 1, merged(last, next))
  }
  return spans
}

/** Gives an hour the day that was named before it, and what happened before to what is told along with it. */
function shareDays(spans: readonly Phrase[], words: readonly string[]): Phrase[] {
  const shared: Phrase[] = []
  for (const next of spans) {
    const last = shared.at(-1)
    const { clock, later, past } = next.reading
    const isOpen = clock !== undefined && !later && !past && !namesDay(next.reading)
    const between = last && isOpen ? words.slice(last.last + 1, next.first) : null
    if (!last || !between) {
      shared.push(next)
      continue
    }
    const relation = relationOf(last.reading, between)
    const day = { ...last, reading: dayOf(last.reading) }
    if (relation === 'same moment' && !contradict(last.reading, next.reading)) shared.splice(-1, 1, merged(last, next))
    else if (relation === 'corrected') shared.splice(-1, 1, merged(day, next))
    else if (relation === 'same day') shared.push({ ...next, reading: merged(day, next).reading })
    else if (relation === 'past') shared.push({ ...next, reading: { ...next.reading, past: true } })
    else shared.push(next)
  }
  return shared
}

/** How an hour is related to the moment before it, by the words between them. */
function relationOf(
  last: Reading,
  between: readonly string[],
): 'same moment' | 'same day' | 'corrected' | 'past' | null {
  const isFlowing = !between.some(word => sentenceEnds.has(word) || word === ',')
  const isBare = between.every(word => joining.has(word) || sentenceEnds.has(word) || cueOf.has(word))
  const isEvening = last.part !== undefined && last.later === true
  const isDay = last.clock === undefined && (namesDay(last) || isEvening || last.impossible === true)
  if (between.some(word => corrections.has(word))) return 'corrected'
  if (last.past && !isFlowing) return null
  if (isDay && (isBare || (isFlowing && !last.past && between.length <= farthestHour))) return 'same moment'
  if (last.past) return isBare || !between.some(word => cueOf.get(word) === 'closes') ? 'past' : null
  return namesDay(last) && between.length > 0 && between.every(word => cueOf.get(word) === 'until') ? 'same day' : null
}

/** What a reading says of the day alone. */
function dayOf({ days, weekday, week, date, period }: Reading): Reading {
  return {
    ...(days === undefined ? {} : { days }),
    ...(weekday === undefined ? {} : { weekday }),
    ...(week === undefined ? {} : { week }),
    ...(date === undefined ? {} : { date }),
    ...(period === undefined ? {} : { period }),
  }
}

function merged(one: Phrase, other: Phrase): Phrase {
  return { reading: { ...one.reading, ...other.reading }, first: one.first, last: other.last }
}

/** true when both say the same kind of thing and not the same. */
function contradict(one: Reading, other: Reading): boolean {
  return Object.entries(one).some(([key, value]) => {
    const same = other[key as keyof Reading]
    return same !== undefined && JSON.stringify(same) !== JSON.stringify(value)
  })
}

/** Each cue belongs to the moment it is nearest to; of two as near, to the one behind it ("jam 8 tutup jam 10": 10). */
function findCues(spans: readonly Phrase[], phrases: readonly Phrase[], words: readonly string[]) {
  const taken = new Set(phrases.flatMap(({ first, last }) => words.slice(first, last + 1).map((_, at) => first + at)))
  const costs = [0]
  for (const word of words) costs.push((costs.at(-1) ?? 0) + costOf(word))
  const costBetween = (from: number, to: number): number => Math.max(0, (costs[to] ?? 0) - (costs[from] ?? 0))
  return words.flatMap((word, at) => {
    const [pair, pairBefore] = [`${word} ${words[at + 1]}`, `${words[at - 1]} ${word}`]
    const cue = cueOf.get(pair) ?? cueOf.get(word)
    const isRange = word !== '-' || spans.some(({ last }) => last === at - 1)
    if (!cue || taken.has(at) || cueOf.has(pairBefore) || !isRange) return []
    const nearest = spans
      .map(({ first, last }, span) => {
        const isBehind = first > at
        return { span, isBehind, distance: isBehind ? costBetween(at + 1, first) : costBetween(last + 1, at) }
      })
      .filter(one => one.distance <= reach[cue] && (cue !== 'until' || one.isBehind))
      .sort((one, other) => one.distance - other.distance || Number(other.isBehind) - Number(one.isBehind))[0]
    return nearest ? [{ cue, at, span: nearest.span }] : []
  })
}

function costOf(word: string): number {
  if (word === '.' || word === '!' || word === '?') return 5
  if (word === ',' || word === ';' || word === '\n') return 3
  return joining.has(word) || word === 'dengan' ? 0 : 1
}
