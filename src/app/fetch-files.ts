import { codeOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Attachment } from './message.ts'
import type { Channel, Clock, Files, Inbox, InboxRow, Wakeups } from './ports.ts'

/** A network that does not give a file is asked again for so long from the first try; then the message goes on without it (ms). */
const patience = 10 * 60_000
const atOnce = 4

export interface FetchParts {
  readonly inbox: Inbox
  readonly files: Files
  readonly account: string
  readonly channel: Channel
  readonly wake: Wakeups
  readonly clock: Clock
  readonly log: Log
  readonly sniff: (
    source: AsyncIterable<Uint8Array>,
    name: string,
    isSticker: boolean,
  ) => Promise<{ type: string | null; content: AsyncIterable<Uint8Array> }>
  readonly limitBytes: number
}

/**
 * Fetches the files of an account's waiting messages into the encrypted store, before the messages are decided: what reaches the
 * staff was looked at first. Ids derive from the message, so doing it twice stores once. Resolves to the milliseconds
 * after which to try again, or null.
 */
export function createFetchFiles(parts: FetchParts): () => Promise<number | null> {
  /** When each waiting message was first tried, by its id: while Loket did not run, nobody asked. */
  const triedAt = new Map<string, number>()
  return async () => {
    for (;;) {
      const rows = await parts.inbox.awaiting(parts.account, 50)
      if (!rows.length) return null
      const queue = [...rows]
      const results: boolean[] = []
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          for (let row = queue.shift(); row; row = queue.shift()) results.push(await fetchRow(row, triedAt, parts))
        }),
      )
      if (results.some(done => !done)) return 2000
    }
  }
}

/** true when the message may go on. */
async function fetchRow(row: InboxRow, triedAt: Map<string, number>, parts: FetchParts): Promise<boolean> {
  const { message } = row
  if (!('attachments' in message)) return true
  const fetched: Attachment[] = []
  const now = parts.clock.now().getTime()
  const first = triedAt.get(row._id) ?? now
  triedAt.set(row._id, first)
  const late = now - first > patience
  for (const [at, attachment] of message.attachments.entries()) {
    const done = await fetchOne(attachment, `${row._id}.${at}`, late, parts)
    if (!done) return false
    fetched.push(done)
  }
  await parts.inbox.filesReady(row._id, fetched)
  triedAt.delete(row._id)
  parts.wake.conversation([row.shard])
  return true
}

async function fetchOne(
  attachment: Attachment,
  id: string,
  late: boolean,
  parts: FetchParts,
): Promise<Attachment | null> {
  if (attachment.stored || attachment.refused) return attachment
  if ((attachment.size ?? 0) > parts.limitBytes) return { ...attachment, refused: 'large' }
  try {
    const source = await parts.channel.fetchFile(attachment.networkFile)
    const { type, content } = await parts.sniff(source, attachment.name ?? '', attachment.kind === 'sticker')
    if (type === null) {
      await content[Symbol.asyncIterator]().return?.()
      return { ...attachment, refused: 'dangerous' }
    }
    const stored = await parts.files.put(id, content, { type }, parts.limitBytes)
    return { ...attachment, stored: stored.id, type, size: stored.size }
  } catch (error) {
    const code = codeOf(error)
    if (code === 'FILE_TOO_LARGE') return { ...attachment, refused: 'large' }
    if (code === 'FILE_UNAVAILABLE' || late) {
      parts.log.warn({ code, error }, 'a file could not be fetched')
      return { ...attachment, refused: 'unavailable' }
    }
    parts.log.warn({ code, error }, 'a file is not there yet; trying again')
    return null
  }
}
