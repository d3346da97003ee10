import type { Connection } from 'mongoose'
import type { Inbox, InboxRow } from '../app/ports.ts'
import { insertNew } from './insert-new.ts'

/** The inbox in MongoDB. On the way of a message the driver beneath Mongoose is used: models cost two thirds of the speed. */
export function createInbox(connection: Connection): Inbox {
  const rows = connection.collection<InboxRow & { error?: string }>('inbox')
  return {
    add: added => insertNew(rows, added),
    due: (shard, limit) => rows.find({ state: 'new', shard }).sort({ seq: 1 }).limit(limit).toArray(),
    awaiting: limit => rows.find({ state: 'new', awaits: true }).sort({ seq: 1 }).limit(limit).toArray(),
    async filesReady(id, attachments) {
      await rows.updateOne({ _id: id, state: 'new' }, { $set: { 'message.attachments': attachments, awaits: false } })
    },
    async tick(ids) {
      if (ids.length)
        await rows.updateMany({ _id: { $in: [...ids] } }, { $set: { state: 'done', message: null } as never })
    },
    async unticked(ids) {
      const found = await rows
        .find({ _id: { $in: [...ids] }, state: { $ne: 'done' } }, { projection: { _id: 1 } })
        .toArray()
      return new Set(found.map(row => row._id))
    },
    async forgetBefore(time) {
      // `seq` counts microseconds, so the index of waiting rows serves here too.
      const { deletedCount } = await rows.deleteMany({
        state: 'done',
        shard: { $gte: 0 },
        seq: { $lt: time.getTime() * 1000 },
      })
      return deletedCount
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
