import type { Connection } from 'mongoose'
import { removedAttachment, type Attachment } from '../app/message.ts'
import { ownSend } from '../app/own-send.ts'
import type { FileForgotten, Send } from '../app/ports.ts'
import { plainText } from '../domain/rich.ts'
import { removeStored } from './files.ts'
import { insertNew } from './insert-new.ts'
import { sendRow } from './send-row.ts'

type Row = { _id: string } & Record<string, unknown>

/** Where a ticket's record names attachments. */
const places = [
  ['events', 'data'],
  ['outbox', 'content'],
] as const

/** The attachments of which the record of a ticket speaks, removed ones left out. */
export async function attachmentsOf(connection: Connection, ticket: string): Promise<Attachment[]> {
  const found: Attachment[] = []
  for (const [name, part] of places) {
    const field = `${part}.attachments`
    const rows = connection.collection<Row>(name).find({ ticket, [field]: { $exists: true } } as never)
    for await (const row of rows) found.push(...listed(row, part).filter(one => !one.removed))
  }
  return found
}

/** Puts what is left of a removed file in place of those attachments of a ticket's record that fit. Repeatable. */
export async function markRemoved(
  connection: Connection,
  ticket: string,
  fits: (attachment: Attachment) => boolean,
  why: string,
): Promise<void> {
  for (const [name, part] of places) {
    const field = `${part}.attachments`
    const rows = connection.collection<Row>(name)
    for await (const row of rows.find({ ticket, [field]: { $exists: true } } as never))
      for (const [at, one] of listed(row, part).entries())
        if (!one.removed && fits(one))
          // One at a time, so that two that go at once do not undo each other.
          await rows.updateOne({ _id: row._id }, { $set: { [`${field}.${at}`]: removedAttachment(one, why) } } as never)
  }
}

function listed(row: Row, part: 'data' | 'content'): Attachment[] {
  const { attachments } = row[part] as { attachments?: unknown }
  return Array.isArray(attachments) ? (attachments as Attachment[]) : []
}

/**
 * Carries out the effect. The file goes first; then what shows it to the staff is asked to be deleted (the words under it
 * are said again), and last its mentions go, by which the messages are found: a crash anywhere leaves enough to repeat.
 */
export async function forgetFile(connection: Connection, effect: FileForgotten): Promise<void> {
  const { id, ticket, file, why, at } = effect
  await removeStored(connection, file)
  const outbox = connection.collection<Send>('outbox')
  const shown = (
    await outbox.find({ ticket, 'content.attachments.stored': file, purpose: { $nin: ['answer', 'reply'] } }).toArray()
  ).filter(send => send.state !== 'failed')
  await insertNew(
    connection.collection<{ _id: string }>('outbox'),
    shown.flatMap(send => deletion(send, id, file, at)),
  )
  await markRemoved(connection, ticket, one => one.stored === file, why)
}

function deletion(send: Send, id: string, file: string, at: Date): ReturnType<typeof sendRow>[] {
  if (send.content.kind !== 'files') return []
  const { attachments, text } = send.content
  const places = attachments.flatMap((one, place) => (one.stored === file ? [place] : []))
  const whole = places.length === attachments.length
  const { account, lane, to, purpose, ticket, contact, order } = send
  const draft = { account, lane, to, purpose, ticket, contact, order, at } as const
  const rows = [
    ownSend({
      ...draft,
      id: `${id}/${send._id}`,
      content: { kind: 'delete', of: send._id, ...(whole ? {} : { only: places }) },
    }),
  ]
  // The words of an album stand under its first picture.
  if (send.said && places.includes(0) && plainText(text))
    rows.push(
      ownSend({
        ...draft,
        id: `${id}/${send._id}/words`,
        content: { kind: 'text', text },
        source: send.source,
        said: send.said,
      }),
    )
  return rows.map(sendRow)
}
