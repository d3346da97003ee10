import { createHash } from 'node:crypto'
import type { UpdateKind } from './types.ts'

/** One update that was pushed to the bot. `n` counts updates and calls together, in the order they happened. */
export interface UpdateRow {
  readonly n: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly update_id: number
  readonly kind: UpdateKind
  readonly chat: number
  readonly message: number | undefined
  /** Of a tap: its id, who tapped, and the words on the button. */
  readonly tap?: { readonly id: string; readonly from: number; readonly label: string }
}

/** One call of the bot that was finished (or cut off by a fault). */
export interface CallRow {
  readonly n: number
  readonly at: number
  readonly method: string
  readonly chat: number | undefined
  readonly thread: number | undefined
  /** Without bytes; undefined when the network does not keep texts. */
  readonly params: Readonly<Record<string, unknown>> | undefined
  /** Twelve hex digits of the SHA-1 of text or caption, so that repeats are found without keeping texts. */
  readonly digest: string | undefined
  /** An error code, or 'timeout' when the connection was cut or left hanging. */
  readonly outcome: 'ok' | number | 'timeout'
  /** true: it took effect, whether or not the bot was told. */
  readonly committed: boolean
  /** Ids of the messages it made or changed; for createForumTopic the topic's. */
  readonly messages: readonly number[]
}

/** What the network itself saw: the one list by which losses and duplicates are counted. */
export interface Ledger {
  readonly updates: readonly UpdateRow[]
  readonly calls: readonly CallRow[]
  /** Forgets all rows; `n` goes on. */
  clear(): void
}

export interface LedgerWriter extends Ledger {
  update(row: Omit<UpdateRow, 'n'>): UpdateRow
  call(row: Omit<CallRow, 'n' | 'digest'>): CallRow
}

/** `keep: false` leaves out the params of every call, texts with them. */
export function createLedger(keep: boolean): LedgerWriter {
  const updates: UpdateRow[] = []
  const calls: CallRow[] = []
  let n = 0
  return {
    updates,
    calls,
    clear() {
      updates.length = 0
      calls.length = 0
    },
    update(row) {
      n += 1
      const entry = { n, ...row }
      updates.push(entry)
      return entry
    },
    call(row) {
      n += 1
      const entry = { n, ...row, digest: digestOf(row.params), params: keep ? row.params : undefined }
      calls.push(entry)
      return entry
    },
  }
}

/** The digest under which a text or caption is found in the ledger. */
export function digest(text: string): string {
  return createHash('sha1').update(text).digest('hex').slice(0, 12)
}

function digestOf(params: CallRow['params']): string | undefined {
  const text = params?.['text'] ?? params?.['caption']
  return typeof text === 'string' ? digest(text) : undefined
}
