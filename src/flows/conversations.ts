import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { LoketError } from '../errors.ts'
import type { Flow } from './flow.ts'
import { readFlow } from './read-flow.ts'
import { readFlowFile } from './yaml.ts'

/** The conversations without which Loket cannot work. */
const needed = ['laporan', 'pengaduan'] as const

export type Conversations = Readonly<Record<string, Flow>> & Readonly<Record<(typeof needed)[number], Flow>>

/**
 * Reads every conversation of a folder: all its YAML files but those named. Throws FLOWS_INVALID naming every mistake of
 * every file.
 */
export function readConversations(folder: string, others: readonly string[]): Conversations {
  const mistakes: string[] = []
  const files = readdirSync(folder).filter(file => /^[^.].*\.yaml$/.test(file) && !others.includes(file))
  const flows = files.sort().flatMap(file => {
    try {
      return [readFlow(readFlowFile(join(folder, file)))]
    } catch (error) {
      if (!(error instanceof LoketError)) throw error
      mistakes.push(error.detail)
      return []
    }
  })
  for (const name of needed) if (!files.includes(`${name}.yaml`)) mistakes.push(`${name}.yaml: berkas ini tidak ada`)
  const begun = new Map<string, string>()
  for (const { name, begins } of flows)
    for (const words of begins) {
      const other = begun.get(words)
      if (other) mistakes.push(`${name}.yaml: "${words}" sudah memulai alur "${other}"`)
      begun.set(words, name)
    }
  if (mistakes.length) throw new LoketError('FLOWS_INVALID', mistakes.join('; '))
  return Object.fromEntries(flows.map(flow => [flow.name, flow])) as Conversations
}
