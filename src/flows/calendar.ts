import { z } from 'zod'
import type { Frame, HoursOverride, Week, Weekday } from '../domain/office-hours.ts'
import { suggestion } from './mistakes.ts'
import { date, ditetapkan, word, yesNo } from './notation.ts'

const weekdays = ['senin', 'selasa', 'rabu', 'kamis', 'jumat', 'sabtu', 'minggu']

/** Open hours of one day as they stand in the file: the breaks are still apart. */
interface DayHours {
  readonly open: readonly Frame[]
  readonly breaks: readonly Frame[]
}

type WeekHours = Readonly<Partial<Record<Weekday, DayHours>>>

const closed: DayHours = { open: [], breaks: [] }

/** `07.30–16.00`, also with - or sampai, and with colons. */
const frame = z.string().transform((text, context): Frame => {
  const [from, to, ...rest] = text.split(/\s*(?:–|—|-|sampai|s\.d\.)\s*/).map(minuteOf)
  if (from != null && to != null && !rest.length && from < to) return { from, to }
  context.addIssue({ code: 'custom', message: `"${text}" bukan jam, tulis misalnya 07.30–16.00` })
  return z.NEVER
})

function minuteOf(clock: string): number | null {
  const [, hour, minute] = /^(\d{1,2})[.:](\d{2})$/.exec(clock.trim()) ?? []
  const at = Number(hour) * 60 + Number(minute)
  return hour && Number(minute) < 60 && at <= 24 * 60 ? at : null
}

/** One frame or a list of frames, in order and without overlap. */
const frames = z
  .preprocess(value => (Array.isArray(value) ? value : [value]), z.array(frame))
  .refine(
    all => all.every((one, at) => at === 0 || all[at - 1]!.to <= one.from),
    'jamnya harus urut dan tidak tumpang tindih',
  )

const dayHours = z
  .preprocess(
    value =>
      value === 'tutup' ? { buka: [] } : typeof value === 'string' || Array.isArray(value) ? { buka: value } : value,
    z.strictObject({ buka: frames, istirahat: frames.optional() }),
  )
  .transform(({ buka, istirahat = [] }): DayHours => ({ open: buka, breaks: istirahat }))
  .refine(
    ({ open, breaks }) => breaks.every(rest => open.some(one => one.from < rest.from && rest.to < one.to)),
    'istirahat harus di dalam jam buka',
  )

/** Days by name, range or list ("senin–kamis", "sabtu, minggu"); a day that is not named is closed. */
const weekHours = z.record(z.string(), dayHours).transform((days, context): WeekHours => {
  const week: Partial<Record<Weekday, DayHours>> = {}
  for (const [name, hours] of Object.entries(days))
    for (const day of daysOf(name, problem => context.addIssue({ code: 'custom', path: [name], message: problem })))
      if (week[day])
        context.addIssue({ code: 'custom', path: [name], message: `${weekdays[day - 1]} ditulis dua kali` })
      else week[day] = hours
  return week
})

function daysOf(name: string, complain: (problem: string) => void): Weekday[] {
  return name.split(',').flatMap(part => {
    const [first = '', last = first, ...rest] = part
      .toLowerCase()
      .split(/–|—|-|\bsampai\b/)
      .map(day => day.trim().replace("jum'at", 'jumat'))
    const unknown = [first, last].find(day => !weekdays.includes(day))
    const [from, to] = [weekdays.indexOf(first), weekdays.indexOf(last)]
    if (unknown !== undefined || rest.length || from > to) {
      complain(
        unknown === undefined
          ? `"${name}" bukan hari, tulis misalnya senin–kamis`
          : `"${unknown}" bukan hari${suggestion(unknown, weekdays) || ', tulis misalnya senin–kamis'}`,
      )
      return []
    }
    return weekdays.slice(from, to + 1).map((_, at) => (from + at + 1) as Weekday)
  })
}

/** The block `jam layanan`. */
export const officeHours = z
  .strictObject({
    ditetapkan,
    'istirahat dihitung buka': yesNo,
    mingguan: weekHours,
    pengecualian: z
      .array(
        z
          .strictObject({
            dari: date,
            sampai: date.optional(),
            sebab: word,
            jam: z.preprocess(
              value => (value === 'tutup' ? {} : isOneDay(value) ? { 'senin–minggu': value } : value),
              weekHours,
            ),
            'juga hari libur': yesNo.optional(),
          })
          .superRefine(({ dari, sampai = dari, jam }, context) => {
            if (sampai < dari)
              context.addIssue({ code: 'custom', path: ['sampai'], message: 'lebih awal daripada "dari"' })
            const wrong =
              Object.keys(jam).length < 7 &&
              weekdays.find((_, at) => jam[(at + 1) as Weekday] && !hasWeekday(dari, sampai, at + 1))
            if (wrong)
              context.addIssue({ code: 'custom', path: ['jam'], message: `tidak ada hari ${wrong} pada tanggal itu` })
          }),
      )
      .optional(),
  })
  .transform(({ mingguan, pengecualian = [], ...rest }) => {
    const withBreaks = rest['istirahat dihitung buka']
    return {
      week: weekOf(mingguan, withBreaks),
      overrides: pengecualian.map((one): HoursOverride => ({
        from: one.dari,
        to: one.sampai ?? one.dari,
        reason: one.sebab,
        week: Object.keys(one.jam).length ? weekOf(one.jam, withBreaks) : null,
        onHolidays: one['juga hari libur'] ?? false,
      })),
    }
  })

function isOneDay(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    Array.isArray(value) ||
    (typeof value === 'object' && value !== null && 'buka' in value)
  )
}

/** Whether a range of dates holds a weekday (Monday = 1). */
function hasWeekday(from: string, to: string, weekday: number): boolean {
  const [first, last] = [Date.parse(from), Date.parse(to)]
  const until = (weekday - new Date(first).getUTCDay() + 7) % 7
  return first + until * 24 * 3600_000 <= last
}

function weekOf(hours: WeekHours, withBreaks: boolean): Week {
  const day = (of: Weekday): readonly Frame[] => {
    const { open, breaks } = hours[of] ?? closed
    return withBreaks ? open : open.flatMap(one => without(one, breaks))
  }
  return { 1: day(1), 2: day(2), 3: day(3), 4: day(4), 5: day(5), 6: day(6), 7: day(7) }
}

function without(open: Frame, breaks: readonly Frame[]): Frame[] {
  const inside = breaks.filter(rest => open.from < rest.from && rest.to < open.to)
  const starts = [open.from, ...inside.map(rest => rest.to)]
  const ends = [...inside.map(rest => rest.from), open.to]
  return starts.map((from, at) => ({ from, to: ends[at]! }))
}
