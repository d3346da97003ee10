import { join } from 'node:path'
import { readCanned } from './canned.ts'
import { readConversations, type Conversations } from './conversations.ts'
import { mistakesOf, refuse } from './mistakes.ts'
import { readPolicy, type Policy } from './policy.ts'
import { readSentences, type Say } from './sentences.ts'
import { readFlowFile, type FlowFile } from './yaml.ts'

/** What stands under flows/. */
export interface Flows {
  readonly policy: Policy
  readonly say: Say
  /** The conversations people are led through, by name. */
  readonly conversations: Conversations
  /** Prepared replies of the staff, by name. */
  readonly canned: Readonly<Record<string, string>>
}

/** Reads the folder flows/ whole. Throws FLOWS_INVALID with all mistakes: file, line and the nearest valid word. */
export function loadFlows(folder: string): Flows {
  const mistakes: string[] = []
  const attempt = <Content>(read: () => Content): Content | null => {
    try {
      return read()
    } catch (error) {
      mistakes.push(...mistakesOf(error))
      return null
    }
  }
  const read = <Content>(name: string, reader: (file: FlowFile) => Content): Content | null =>
    attempt(() => reader(readFlowFile(join(folder, name))))
  const policy = read('kebijakan.yaml', readPolicy)
  const say = read('pesan.yaml', readSentences)
  const canned = read('balasan.yaml', readCanned)
  const conversations = attempt(() => readConversations(folder, ['kebijakan.yaml', 'pesan.yaml', 'balasan.yaml']))
  refuse(mistakes)
  return { policy: policy!, say: say!, canned: canned!, conversations: conversations! }
}
