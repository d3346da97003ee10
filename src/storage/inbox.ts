import type { Connection } from 'mongoose'
import type { Inbox, InboxRow } from '../app/ports.ts'
import { insertNew } from './insert-new.ts'

/** The inbox in MongoDB. On the way of a message the driver beneath Mongoose is used: models cost two thirds of the speed. */
export function createInbox(connection: Connection): Inbox {
  const rows = connection.collection<InboxRow & { doneAt?: Date; error?: string }>('inbox')
  return {
    add: added => insertNew(rows, added),
    due: (shard, limit) => rows.find({ state: 'new', shard }).sort({ seq: 1 }).limit(limit).toArray(),
    awaiting: limit => rows.find({ state: 'new', awaits: true }).sort({ seq: 1 }).limit(limit).toArray(),
    async filesReady(id, attachments) {
      await rows.updateOne({ _id: id, state: 'new' }, { $set: { 'message.attachments': attachments, awaits: false } })
    },
    async tick(ids, now) {
      if (ids.length)
        await rows.updateMany(
          { _id: { $in: [...ids] } },
          { $set: { state: 'done', doneAt: now, message: null } as never },
        )
    },
    async failed(id, code, park) {
      await rows.updateOne(
        { _id: id, state: 'new' },
        { $inc: { attempts: 1 }, $set: { error: code, ...(park ? { state: 'parked' as const } : {}) } },
      )
    },
    async moveTo(id, contact, shard) {
      await rows.updateOne({ _id: id, state: 'new' }, { $set: { contact, shard } })
    },
    async retryParked() {
      const { modifiedCount } = await rows.updateMany({ state: 'parked' }, { $set: { state: 'new', attempts: 0 } })
      return modifiedCount
    },
  }
}
