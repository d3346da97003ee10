import { z } from 'zod'
import { plainWords } from '../domain/normalise.ts'

/** A word or sentence that is not empty. */
export const word = z.string().trim().min(1)

/** Words as people write them, a list or a text with commas between; at least one, each as plainWords reads it. */
export const words = z.preprocess(
  value => (typeof value === 'string' ? value.split(/[,\n]/).filter(part => part.trim()) : value),
  z.array(word.transform(phrase => plainWords(phrase) || phrase)).min(1),
)

/** Phrases in the notation of domain/phrases.ts, a list or a text with commas between; at least one. */
export const phrases = z.preprocess(
  value => (typeof value === 'string' ? value.split(/[,\n]/).filter(part => part.trim()) : value),
  z.array(word.toLowerCase().transform(phrase => phrase.replace(/\s+/g, ' '))).min(1),
)

/** ya or tidak. */
export const yesNo = z.enum(['ya', 'tidak']).transform(answer => answer === 'ya')

/** A value that the LPSE may not have told yet: "belum diisi", or nothing, is null. */
export const mayBeUnset = z
  .string()
  .trim()
  .transform(value => (value === 'belum diisi' ? null : value || null))

/** A whole number in digits, from one bound through the other. */
export function wholeNumber(least: number, most: number): z.ZodType<number> {
  const mistake = `harus bilangan bulat ${least} sampai ${most}`
  return z
    .string()
    .regex(/^\d{1,9}$/, { error: mistake, abort: true })
    .transform(Number)
    .refine(value => value >= least && value <= most, mistake)
}

/** Two whole numbers with a dash between, the smaller first, or one that stands for both: 1–3. */
export function wholeRange(least: number, most: number): z.ZodType<{ readonly least: number; readonly most: number }> {
  const mistake = `harus dua bilangan bulat ${least} sampai ${most}, yang kecil lebih dahulu, misalnya 1–3`
  return z
    .string()
    .regex(/^\d{1,9}(?:\s*[–-]\s*\d{1,9})?$/, { error: mistake, abort: true })
    .transform(text => {
      const [from = '', to = from] = text.split(/[–-]/)
      return { least: Number(from), most: Number(to) }
    })
    .refine(range => range.least >= least && range.most <= most && range.least <= range.most, mistake)
}

const months = [
  'januari',
  'februari',
  'maret',
  'april',
  'mei',
  'juni',
  'juli',
  'agustus',
  'september',
  'oktober',
  'november',
  'desember',
]

/** A date as "17 Agustus 2026", "17-08-2026" or "2026-08-17"; becomes 2026-08-17. */
export const date = z.string().transform((text, context) => {
  const found = readDate(text)
  if (found) return found
  context.addIssue({ code: 'custom', message: `"${text}" bukan tanggal, tulis misalnya 17 Agustus 2026` })
  return z.NEVER
})

/** The date of a text as 2026-08-17, or null; `year` is taken where the text names none. */
export function readDate(text: string, year?: string): string | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (iso) return existing(iso[1]!, iso[2]!, iso[3]!)
  const [day = '', month = '', named = year ?? '', ...rest] = text.trim().split(/[\s./-]+/)
  if (rest.length || !/^\d{1,2}$/.test(day) || !/^\d{4}$/.test(named)) return null
  const number = /^\d{1,2}$/.test(month) ? month : String(months.indexOf(month.toLowerCase()) + 1)
  return existing(named, number, day)
}

function existing(year: string, month: string, day: string): string | null {
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = new Date(`${iso}T00:00:00Z`)
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== iso ? null : iso
}

/** The month a misspelt date may mean, for the suggestion. */
export const monthNames: readonly string[] = months

/** Who decided a block, and when (Perbup 46/2018 names no numbers: each is the LPSE's own decision). */
export const ditetapkan = z.strictObject({ oleh: word, tanggal: date })
