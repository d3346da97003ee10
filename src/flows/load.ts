import { join } from 'node:path'
import { readConversations, type Conversations } from './conversations.ts'
import { readPolicy, type Policy } from './policy.ts'
import { readSentences, type Say } from './sentences.ts'
import { readFlowFile } from './yaml.ts'

export interface Flows {
  readonly policy: Policy
  readonly say: Say
  readonly conversations: Conversations
}

/** Reads the folder flows/ whole. Throws FLOWS_INVALID with file, line and the nearest valid word. */
export function loadFlows(folder: string): Flows {
  return {
    policy: readPolicy(readFlowFile(join(folder, 'kebijakan.yaml'))),
    say: readSentences(readFlowFile(join(folder, 'pesan.yaml'))),
    conversations: readConversations(folder, ['kebijakan.yaml', 'pesan.yaml']),
  }
}
