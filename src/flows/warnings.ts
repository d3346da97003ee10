import { dateOf } from '../domain/day.ts'
import type { Policy } from './policy.ts'

/** What the LPSE has yet to fill in, as sentences; the next year's holidays are asked for from 1 December. */
export function warningsOf({ zone, holidayYears, contacts, complaint }: Policy, now: Date): string[] {
  const [year = '', day = ''] = dateOf(now, zone).split(/-(.*)/)
  const years = day >= '12-01' ? [Number(year), Number(year) + 1] : [Number(year)]
  const unset = Object.entries(contacts).filter(([, contact]) => contact === null)
  const unknown = complaint.otherWays.filter(({ contact }) => contact === null)
  return [
    ...years
      .filter(wanted => !holidayYears.some(one => one.year === wanted && one.complete))
      .map(wanted => `Libur ${wanted} belum lengkap. Isi menurut SKB: hari libur › tahun › ${wanted}.`),
    ...(unset.length ? [`Kontak LPSE belum diisi: ${unset.map(([name]) => name).join(', ')}.`] : []),
    ...unknown.map(({ name }) => `Kontak untuk pengaduan belum diisi: ${name}.`),
  ]
}
