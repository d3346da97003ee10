import type { z } from 'zod'
import { codeOf, LoketError } from '../errors.ts'
import { nearest, type FlowFile } from './yaml.ts'

/** Checks a file of flows/ against its schema. Throws FLOWS_INVALID with every mistake: line, place, nearest valid word. */
export function checkFile<Schema extends z.ZodType>(file: FlowFile, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(file.content ?? {}, { error: sentenceOf })
  if (!result.success) refuse(result.error.issues.flatMap(issue => explain(file, issue)))
  return result.data!
}

/** Throws FLOWS_INVALID with the mistakes, if there are any. */
export function refuse(mistakes: readonly string[]): void {
  if (mistakes.length) throw new LoketError('FLOWS_INVALID', mistakes.join('; '))
}

/** The mistakes a FLOWS_INVALID names; any other error is thrown on. */
export function mistakesOf(error: unknown): string[] {
  if (!(error instanceof LoketError) || codeOf(error) !== 'FLOWS_INVALID') throw error
  return error.detail.split('; ')
}

/** One mistake with its place: `kebijakan.yaml:12: lpse › singkatan: …`. */
export function mistakeAt(file: FlowFile, path: readonly (string | number)[], words: string): string {
  const place = path.map(step => (typeof step === 'number' ? `nomor ${step + 1}` : step)).join(' › ')
  return `${file.name}:${file.line(path)}: ${brief(place && `${place}: `)}${brief(words)}`
}

/** On one line, and without the sign that stands between mistakes. */
function brief(words: string): string {
  const plain = words.replace(/\s+/g, ' ').replaceAll('; ', ', ')
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain
}

/** `, maksudnya "ditutup"?` when a known word is near, otherwise nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  return near ? `, maksudnya "${near}"?` : ''
}

function explain(file: FlowFile, issue: z.core.$ZodIssue): string[] {
  const path = asWritten(issue.path as (string | number)[], file.content)
  if (issue.code !== 'unrecognized_keys') return [mistakeAt(file, path, issue.message)]
  const known = issue.message.split('\n')
  return issue.keys.map(key => mistakeAt(file, [...path, key], `tidak dikenal di sini${suggestion(key, known)}`))
}

/** The path without places in lists where the file has no list but a single value. */
function asWritten(path: readonly (string | number)[], content: unknown): (string | number)[] {
  const [step, ...rest] = path
  if (step === undefined) return []
  if (typeof step === 'number' && !Array.isArray(content)) return asWritten(rest, content)
  return [step, ...asWritten(rest, (content as Record<string | number, unknown> | undefined)?.[step])]
}

/** What is wrong, in words; of unknown keys the known ones, since only here the schema is at hand. */
function sentenceOf(issue: z.core.$ZodRawIssue): string {
  const { code, input } = issue
  if (code === 'unrecognized_keys') return Object.keys((issue.inst as z.ZodObject).def.shape).join('\n')
  if (code === 'invalid_key') return issue.issues[0]?.message ?? 'kuncinya salah'
  if (code === 'invalid_value') {
    const values = issue.values.map(String)
    if (input === undefined) return 'belum ada'
    return `"${String(input)}" tidak dikenal${suggestion(String(input), values) || `, pilih: ${values.join(', ')}`}`
  }
  if (code === 'too_small') return issue.origin === 'string' ? 'masih kosong' : `paling sedikit ${issue.minimum}`
  if (code === 'too_big')
    return issue.origin === 'string' ? `paling panjang ${issue.maximum} huruf` : `paling banyak ${issue.maximum}`
  if (code !== 'invalid_type') return 'isinya salah'
  if (input === undefined) return 'belum ada'
  if (issue.expected === 'string') return 'harus satu nilai, bukan daftar atau isian bertingkat'
  return issue.expected === 'array' ? 'harus daftar, misalnya [satu, dua]' : 'harus isian bertingkat'
}
