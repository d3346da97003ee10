import { randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import { messageKey } from '../app/receive.ts'
import type { Outbox, Outcome, Send, Topic } from '../app/ports.ts'
import { anyChatKey, createSendReceipts } from './receipts.ts'

type Stored = Send & { keys?: string[]; claim?: string }

/** The outbox and the topics in MongoDB. */
export function createOutbox(connection: Connection): Outbox {
  const sends = connection.collection<Stored>('outbox')
  const topics = connection.collection<Topic>('topics')
  const settings = connection.collection<{ _id: string; next: string }>('settings')
  // Tells sends this process marked from those of another that lost the lane and does not know it yet.
  const claim = randomBytes(9).toString('base64url')

  return {
    ...createSendReceipts(connection),
    due: (account, limit, withoutChats = [], without = []) =>
      sends
        .find({
          state: 'due',
          account,
          ...(without.length ? { _id: { $nin: [...without] } } : {}),
          ...(withoutChats.length
            ? { 'to.chat': { $nin: [...withoutChats] }, 'to.group': { $nin: [...withoutChats] } }
            : {}),
        })
        .sort({ at: 1 })
        .limit(limit)
        .toArray(),
    async sending(ids, begunAt) {
      const { modifiedCount } = await sends.updateMany(
        { _id: { $in: [...ids] }, state: 'due' },
        { $set: { state: 'sending', claim, begunAt }, $inc: { attempts: 1 } },
      )
      if (modifiedCount === ids.length) return new Set(ids)
      const mine = await sends
        .find({ _id: { $in: [...ids] }, state: 'sending', claim }, { projection: { _id: 1 } })
        .toArray()
      return new Set(mine.map(send => send._id))
    },
    async mark(outcomes) {
      const operations = outcomes.map(outcome => ({
        // What arrived stays so, whatever a process that lost the lane makes of its own attempt.
        updateOne: {
          filter: { _id: outcome.id, ...(outcome.state === 'sent' ? {} : { state: { $ne: 'sent' } }) },
          update: { $set: fieldsOf(outcome) },
        },
      }))
      await sends.bulkWrite(operations as never, { ordered: false })
    },
    abandoned: account => sends.find({ state: 'sending', account }).toArray(),
    async byId(ids) {
      if (!ids.length) return new Map()
      return new Map((await sends.find({ _id: { $in: [...ids] } }).toArray()).map(send => [send._id, send]))
    },
    async byMessage(keys) {
      if (!keys.length) return new Map()
      const found = new Map<string, Send>()
      for (const send of await sends.find({ keys: { $in: [...keys] } }).toArray())
        for (const key of send.keys ?? []) found.set(key, send)
      return found
    },
    async bySource(sources) {
      if (!sources.length) return []
      const these = { $in: [...sources] }
      const found = await sends.find({ $or: [{ source: these }, { also: these }] }).toArray()
      return found.sort((a, b) => a.order - b.order)
    },
    async lastReplies(tickets) {
      const last = await Promise.all(
        tickets.map(ticket =>
          sends
            .find({ ticket, purpose: 'reply', 'content.kind': { $in: ['text', 'files'] } } as never)
            .sort({ at: -1, order: -1 })
            .limit(1)
            .toArray(),
        ),
      )
      return new Map(last.flat().map(send => [send.ticket ?? '', send]))
    },
    countWaiting: account => sends.countDocuments({ state: { $in: ['due', 'sending'] }, account }),
    async topics(tickets) {
      if (!tickets.length) return new Map()
      return new Map((await topics.find({ _id: { $in: [...tickets] } }).toArray()).map(topic => [topic._id, topic]))
    },
    async topicAt(account, group, threads) {
      if (!threads.length) return new Map()
      const found = await topics
        .find({ account, group, thread: { $in: [...threads] }, leaving: { $exists: false } })
        .toArray()
      return new Map(found.map(topic => [topic._id, topic]))
    },
    async bindTopic(topic) {
      await topics.replaceOne({ _id: topic._id }, topic as never, { upsert: true })
    },
    async topicGone(ticket, thread) {
      await topics.updateOne(
        { _id: ticket, thread },
        { $set: { thread: null, card: null, gone: true }, $unset: { leaving: '', left: '' } },
      )
    },
    async groupMigrated(account, old, next) {
      await topics.updateMany({ account, group: old }, { $set: { group: next, thread: null, card: null, moved: true } })
      await settings.updateOne({ _id: `group ${account}/${old}` }, { $set: { next } }, { upsert: true })
    },
  }

  function fieldsOf(outcome: Outcome): Partial<Stored> {
    switch (outcome.state) {
      case 'sent':
        return {
          state: 'sent',
          chat: outcome.chat,
          messageIds: outcome.messageIds,
          ...(outcome.sentAt ? { sentAt: outcome.sentAt } : {}),
          ...(outcome.chat && outcome.messageIds.length
            ? { keys: outcome.messageIds.flatMap(id => keysOf(outcome, id)) }
            : {}),
        }
      case 'due':
        return { state: 'due', notBefore: outcome.notBefore, repeated: outcome.repeated, reason: outcome.reason }
      default:
        return { state: outcome.state, reason: outcome.reason }
    }
  }
}

function keysOf({ account, chat, receipts }: Extract<Outcome, { state: 'sent' }>, messageId: string): string[] {
  return [messageKey(account, chat ?? '', messageId), ...(receipts ? [anyChatKey(account, messageId)] : [])]
}
