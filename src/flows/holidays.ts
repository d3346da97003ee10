import { z } from 'zod'
import { suggestion } from './mistakes.ts'
import { ditetapkan, mayBeUnset, monthNames, readDate, word } from './notation.ts'

/** A year of holidays: where its dates were read, and whether they are all there. */
export interface HolidayYear {
  readonly year: number
  readonly source: string | null
  readonly complete: boolean
}

interface YearOfFile {
  readonly source: string | null
  readonly complete: boolean
  /** Names of the days by "17 Agustus", as written. */
  readonly days: readonly (readonly [list: string, day: string, name: string])[]
}

const lists = ['libur nasional', 'cuti bersama', 'dihitung'] as const
const days = z.record(z.string(), word).optional()

const year = z
  .strictObject({
    sumber: mayBeUnset,
    lengkap: z.enum(['ya', 'belum']),
    'libur nasional': days,
    'cuti bersama': days,
    dihitung: days,
  })
  .transform((one): YearOfFile => ({
    source: one.sumber,
    complete: one.lengkap === 'ya',
    days: lists.flatMap(list => Object.entries(one[list] ?? {}).map(([day, name]) => [list, day, name] as const)),
  }))

/** The block `hari libur`: names by date, and how far each year can be trusted. */
export const holidays = z
  .strictObject({ ditetapkan, tahun: z.record(z.string().regex(/^\d{4}$/, 'bukan tahun'), year) })
  .transform(({ tahun }, context) => {
    const names: Record<string, string> = {}
    const years: HolidayYear[] = []
    for (const [written, { source, complete, days }] of Object.entries(tahun)) {
      const complain = (path: string[], message: string): void =>
        context.addIssue({ code: 'custom', path: ['tahun', written, ...path], message })
      years.push({ year: Number(written), source, complete })
      if (complete && !source) complain(['lengkap'], 'tahun yang lengkap harus menyebut sumbernya (nomor SKB)')
      for (const [list, day, name] of days) {
        const found = readDate(day, written)
        if (!found?.startsWith(written)) complain([list, day], `bukan tanggal tahun ${written}${nearestMonth(day)}`)
        else if (names[found]) complain([list, day], 'tanggal ini ditulis dua kali')
        else names[found] = name
      }
    }
    return { names, years }
  })

function nearestMonth(day: string): string {
  const [, month = ''] = day.toLowerCase().split(' ')
  return monthNames.includes(month) ? '' : suggestion(month, monthNames) || ', tulis misalnya 17 Agustus'
}
