import type { Collection, Connection } from 'mongoose'
import { messageKey } from '../app/receive.ts'
import type { Outbox, Receipt, Send } from '../app/ports.ts'

/** Receipts of messages that no send is known to have are forgotten after this long: those of the phone itself (ms). */
const earlyKept = 24 * 3600_000

/** Messages of a send that have arrived and that were read, by the network's ids. */
type Receipted = Send & { keys?: string[]; arrived?: string[]; seen?: string[] }

interface Early {
  _id: string
  account: string
  messageId: string
  deliveredAt?: Date
  readAt?: Date
  /** When the newest of them was given. */
  at: Date
}

/** The key by which a message is found whatever address of a person is spoken of. */
export function anyChatKey(account: string, messageId: string): string {
  return messageKey(account, '', messageId)
}

/** What networks say of our messages, in MongoDB: on the rows of the outbox, or apart until such a row is marked as sent. */
export function createSendReceipts(connection: Connection): Pick<Outbox, 'receipts' | 'settleReceipts'> {
  const sends = connection.collection<Receipted>('outbox')
  const early = connection.collection<Early>('receipts') as Collection<Early>

  async function apply(receipts: readonly Receipt[]): Promise<{ ids: Set<string>; left: Receipt[] }> {
    const wanted = new Map(receipts.map(one => [one, keysOf(one)]))
    const found = await sends.find({ keys: { $in: [...wanted.values()].flat() } }).toArray()
    const byKey = new Map(found.flatMap(send => (send.keys ?? []).map(key => [key, send] as const)))
    const ids = new Set<string>()
    const left: Receipt[] = []
    for (const [receipt, keys] of wanted) {
      const send = keys.map(key => byKey.get(key)).find(one => one !== undefined)
      if (!send) {
        left.push(receipt)
        continue
      }
      ids.add(send._id)
      await note(send._id, receipt)
    }
    return { ids, left }
  }

  /** Once all messages of a send have arrived (were read) the send has (was). */
  async function note(_id: string, { messageId, state, at }: Receipt): Promise<void> {
    const read = state === 'read' ? { seen: messageId } : {}
    await sends.updateOne({ _id }, { $addToSet: { arrived: messageId, ...read } })
    const send = await sends.findOne({ _id })
    if (!send) return
    const has = (those: readonly string[] = []): boolean => send.messageIds.every(id => those.includes(id))
    if (has(send.arrived) && !send.deliveredAt)
      await sends.updateOne({ _id, deliveredAt: null } as never, { $set: { deliveredAt: at } })
    if (has(send.seen) && !send.readAt) await sends.updateOne({ _id, readAt: null } as never, { $set: { readAt: at } })
  }

  async function keep(receipts: readonly Receipt[]): Promise<void> {
    const newest = Math.max(...receipts.map(one => one.at.getTime()))
    await early.bulkWrite(
      receipts.map(({ account, messageId, state, at }) => ({
        updateOne: {
          filter: { _id: anyChatKey(account, messageId) },
          update: { $set: { account, messageId, [state === 'read' ? 'readAt' : 'deliveredAt']: at, at } },
          upsert: true,
        },
      })) as never,
      { ordered: false },
    )
    await early.deleteMany({ at: { $lt: new Date(newest - earlyKept) } })
  }

  return {
    async receipts(receipts) {
      if (!receipts.length) return []
      const first = await apply(receipts)
      let { ids } = first
      if (first.left.length) {
        await keep(first.left)
        // A send marked since the first look may have looked for them before they were kept.
        const second = await apply(first.left)
        ids = ids.union(second.ids)
      }
      return sends.find({ _id: { $in: [...ids] } }).toArray()
    },
    async settleReceipts(id) {
      const send = await sends.findOne({ _id: id })
      if (!send?.messageIds.length) return send
      const _ids = send.messageIds.map(messageId => anyChatKey(send.account, messageId))
      const kept = await early.find({ _id: { $in: _ids } }).toArray()
      if (!kept.length) return send
      for (const { account, messageId, deliveredAt, readAt } of kept) {
        if (deliveredAt) await note(id, { account, messageId, state: 'delivered', at: deliveredAt })
        if (readAt) await note(id, { account, messageId, state: 'read', at: readAt })
      }
      await early.deleteMany({ _id: { $in: kept.map(one => one._id) } })
      return sends.findOne({ _id: id })
    },
  }
}

function keysOf({ account, chat, messageId }: Receipt): string[] {
  return [...(chat === undefined ? [] : [messageKey(account, chat, messageId)]), anyChatKey(account, messageId)]
}
