import { z } from 'zod'
import type { WordLists } from '../domain/words.ts'
import { LoketError } from '../errors.ts'
import type { FlowFile } from './yaml.ts'

const word = z.string().trim().min(1)
const words = z.array(word.toLowerCase()).min(1)

/** flows/kebijakan.yaml: what the LPSE decides, never the code. The keys are the only dictionary of its words. */
const Schema = z.strictObject({
  ditetapkan: z.strictObject({ oleh: word, tanggal: z.iso.date() }),
  lpse: z.strictObject({
    singkatan: z.string().regex(/^[A-Z]{2,6}$/, 'two to six capitals'),
    nama: word,
    'zona waktu': z.enum(['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura']),
  }),
  'tanya petugas': z.strictObject({ 'berlaku menit': z.coerce.number().int().min(1).max(1440) }),
  pokok: z.record(word.max(20), words),
  'pokok lain': word.max(20),
  kata: z.strictObject({ salam: words, 'terima kasih': words, ya: words, tidak: words }),
})

export interface Policy {
  /** Prefix of ticket numbers, e.g. TBB. */
  readonly unit: string
  readonly name: string
  readonly zone: string
  /** Milliseconds for which a question of the bot to an anggota stands. */
  readonly askLapses: number
  readonly subjects: readonly { readonly name: string; readonly words: readonly string[] }[]
  readonly otherSubject: string
  readonly words: WordLists
}

/** Checks flows/kebijakan.yaml. Throws FLOWS_INVALID naming every mistake with its line. */
export function readPolicy(file: FlowFile): Policy {
  const parsed = Schema.safeParse(file.content)
  if (!parsed.success)
    throw new LoketError(
      'FLOWS_INVALID',
      parsed.error.issues
        .map(
          issue =>
            `${file.name}:${file.line(issue.path as (string | number)[])}: ${issue.path.join(' › ')}: ${issue.message}`,
        )
        .join('; '),
    )
  const { lpse, kata, pokok } = parsed.data
  return {
    unit: lpse.singkatan,
    name: lpse.nama,
    zone: lpse['zona waktu'],
    askLapses: parsed.data['tanya petugas']['berlaku menit'] * 60_000,
    subjects: Object.entries(pokok).map(([name, words]) => ({ name, words })),
    otherSubject: parsed.data['pokok lain'],
    words: { greetings: kata.salam, thanks: kata['terima kasih'], yes: kata.ya, no: kata.tidak },
  }
}
