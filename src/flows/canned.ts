import { LoketError } from '../errors.ts'
import { nearest, type FlowFile } from './yaml.ts'

/** What a prepared reply may hold in braces. */
export const cannedValues = ['nama', 'nomor', 'petugas', 'lpse', 'laman', 'telepon'] as const

/** Checks flows/balasan.yaml: prepared replies of the staff by name. Throws FLOWS_INVALID naming every mistake with its line. */
export function readCanned(file: FlowFile): Readonly<Record<string, string>> {
  const mistakes: string[] = []
  const found: Record<string, string> = {}
  for (const [name, words] of Object.entries((file.content ?? {}) as Record<string, unknown>)) {
    const at = `${file.name}:${file.line([name])}`
    if (typeof words !== 'string' || !words.trim()) {
      mistakes.push(`${at}: "${name}" belum ada isinya`)
      continue
    }
    for (const [, value = ''] of words.matchAll(/\{([^{}\n]+)\}/g))
      if (!cannedValues.some(one => one === value)) {
        const near = nearest(value, cannedValues)
        mistakes.push(`${at}: {${value}} tidak dikenal di sini${near ? `; maksud Anda {${near}}?` : ''}`)
      }
    found[name.toLowerCase()] = words
  }
  if (mistakes.length) throw new LoketError('FLOWS_INVALID', mistakes.join('; '))
  return found
}
