import type { Connection } from 'mongoose'
import type { MessageWays, Noted } from '../app/message-ways.ts'
import type { InboxRow, Send } from '../app/ports.ts'

/** The way of messages in MongoDB: every question is answered by an index. */
export function createMessageWays(connection: Connection): MessageWays {
  const inbox = connection.collection<InboxRow>('inbox')
  const events = connection.collection<Noted>('events')
  const outbox = connection.collection<Send>('outbox')
  return {
    async came(ids) {
      if (!ids.length) return []
      const projection = { _id: 1, state: 1, at: 1, decidedAt: 1, tickedAt: 1 }
      return inbox.find({ _id: { $in: [...ids] } }, { projection }).toArray()
    },
    async notedFor(ids) {
      if (!ids.length) return []
      // What follows from a row has its id and a number behind '#'.
      const ranges = ids.map(id => ({ _id: { $gte: `${id}#`, $lt: `${id}$` } }))
      const projection = { _id: 1, ticket: 1, at: 1, who: 1, what: 1 }
      const found = await events.find({ $or: ranges }, { projection }).toArray()
      return found.sort((a, b) => orderIn(a._id) - orderIn(b._id))
    },
    sends: (account, state, until, limit) =>
      outbox
        .find({ state, account, ...(until ? { at: { $lte: until } } : {}) })
        .sort({ at: -1 })
        .limit(limit)
        .toArray(),
  }
}

function orderIn(id: string): number {
  return Number(id.slice(id.lastIndexOf('#') + 1))
}
