import type { Connection } from 'mongoose'
import type { Send, Topic } from '../app/ports.ts'
import type { GroupCopies } from '../app/retention-store.ts'

/** The copies in the staff groups that are to go, in MongoDB. */
export function createGroupCopies(connection: Connection): GroupCopies {
  const topics = connection.collection<Topic>('topics')
  const outbox = connection.collection<Send>('outbox')
  const leaving = { leaving: { $exists: true } }
  return {
    async topics() {
      const found = await topics
        .find({ ...leaving, thread: { $ne: null } })
        .sort({ leaving: 1 })
        .toArray()
      if (!found.length) return []
      const underWay = await outbox.find({ state: { $in: ['due', 'sending'] }, purpose: 'retention' }).toArray()
      const busy = new Set(underWay.map(send => send.ticket))
      return found.filter(topic => !busy.has(topic._id))
    },
    left: () => topics.find(leaving).sort({ _id: 1 }).toArray(),
    async gone(tickets) {
      const { modifiedCount } = await topics.updateMany(
        { _id: { $in: [...tickets] }, ...leaving },
        { $set: { thread: null, card: null, gone: true }, $unset: { leaving: '', left: '' } },
      )
      return modifiedCount
    },
  }
}

/** What of a ticket stands in a group without topics, as `chat/messageId`: our messages and what the staff wrote. */
export async function messagesInGroup(
  connection: Connection,
  { _id: ticket, account, group }: Topic,
): Promise<string[]> {
  const sends = await connection
    .collection<Send>('outbox')
    .find({ ticket, 'to.ticket': ticket, chat: { $ne: null } } as never)
    .toArray()
  const chats = new Set([group, ...sends.flatMap(send => send.chat ?? [])])
  const ours = sends.flatMap(({ chat, messageIds }) => messageIds.map(id => `${chat}/${id}`))
  const events = await connection
    .collection('events')
    .find({ ticket, 'data.source': { $exists: true } }, { projection: { 'data.source': 1 } })
    .toArray()
  const sources = events.map(event => String((event['data'] as { source?: unknown }).source))
  const theirs = [...chats].flatMap(chat => {
    const start = `${account}:${chat}/`
    return sources.filter(source => source.startsWith(start)).map(source => source.slice(account.length + 1))
  })
  return [...new Set([...ours, ...theirs])].filter(one => /^[^/]+\/\d+$/.test(one))
}
