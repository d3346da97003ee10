import { join } from 'node:path'
import { mistakesOf, refuse } from './mistakes.ts'
import { readPolicy, type Policy } from './policy.ts'
import { readSentences, type Say } from './sentences.ts'
import { readFlowFile, type FlowFile } from './yaml.ts'

/** What stands under flows/. */
export interface Flows {
  readonly policy: Policy
  readonly say: Say
  /** The conversations people are led through, by name. */
  readonly conversations: Readonly<Record<string, Flow>>
  /** Prepared replies of the staff, by name. */
  readonly canned: Readonly<Record<string, string>>
}

/** Reads the folder flows/ whole. Throws FLOWS_INVALID with all mistakes: file, line and the nearest valid word. */
export function loadFlows(folder: string): Flows {
  const mistakes: string[] = []
  const read = <Content>(name: string, reader: (file: FlowFile) => Content): Content | null => {
    try {
      return reader(readFlowFile(join(folder, name)))
    } catch (error) {
      mistakes.push(...mistakesOf(error))
      return null
    }
  }
  const policy = read('kebijakan.yaml', readPolicy)
  const say = read('pesan.yaml', readSentences)
  refuse(mistakes)
  return { policy: policy!, say: say! }
}
