import type { Connection } from 'mongoose'
import type { Inbox, InboxRow } from '../app/ports.ts'
import { shardOf } from '../app/receive.ts'
import { insertNew } from './insert-new.ts'

/** The inbox in MongoDB. On the way of a message the driver beneath Mongoose is used: models cost two thirds of the speed. */
export function createInbox(connection: Connection): Inbox {
  const rows = connection.collection<InboxRow & { error?: string }>('inbox')
  return {
    async add(added) {
      if ((await insertNew(rows, added)) || added.every(row => row.state === 'stub')) return
      // Some were there already; of those that could not be read, this may be what they say.
      const readable = added.filter(row => row.state === 'new')
      const unread = await rows
        .find({ _id: { $in: readable.map(row => row._id) }, unread: true }, { projection: { _id: 1 } })
        .toArray()
      const ids = new Set(unread.map(row => row._id))
      for (const { _id, message, awaits, at } of readable.filter(row => ids.has(row._id)))
        await rows.updateOne(
          { _id, state: 'stub' },
          { $set: { state: 'new', message, awaits, at }, $unset: { unread: '' } },
        )
      const late = await rows.find({ _id: { $in: [...ids] }, unread: true }, { projection: { _id: 1 } }).toArray()
      const givenUp = new Set(late.map(row => row._id))
      await insertNew(
        rows,
        readable.filter(row => givenUp.has(row._id)).map(row => ({ ...row, _id: `${row._id}+` })),
      )
    },
    async ripen(before) {
      const ripe = { state: 'stub', at: { $lt: before } } as const
      const found = await rows.find(ripe, { projection: { _id: 1, shard: 1 } }).toArray()
      if (found.length)
        await rows.updateMany({ _id: { $in: found.map(row => row._id) }, state: 'stub' }, { $set: { state: 'new' } })
      return new Set(found.map(row => row.shard))
    },
    due: (shard, limit) => rows.find({ state: 'new', shard }).sort({ seq: 1 }).limit(limit).toArray(),
    awaiting: (account, limit) =>
      rows
        .find({ state: 'new', awaits: true, 'message.account': account } as never)
        .sort({ seq: 1 })
        .limit(limit)
        .toArray(),
    async filesReady(id, attachments) {
      await rows.updateOne({ _id: id, state: 'new' }, { $set: { 'message.attachments': attachments, awaits: false } })
    },
    async tick(ids, { decidedAt, tickedAt }) {
      const fields = { state: 'done', message: null, decidedAt, tickedAt }
      if (ids.length) await rows.updateMany({ _id: { $in: [...ids] } }, { $set: fields as never })
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
    async moveTo(id, from, contact, shard) {
      await rows.updateOne({ _id: id, state: 'new', contact: from }, { $set: { contact, shard } })
    },
    async oldestOf(of) {
      if (!of.length) return new Map()
      const either = of.map(({ contact, account }) => ({
        contact,
        shard: shardOf(contact),
        ...(account === null ? {} : { 'message.account': account }),
      }))
      const found = await rows
        .find({ state: 'new', $or: either } as never, { projection: { contact: 1, seq: 1 } })
        .sort({ seq: -1 })
        .toArray()
      return new Map(found.map(row => [row.contact, row.seq]))
    },
    async retryParked() {
      const { modifiedCount } = await rows.updateMany({ state: 'parked' }, { $set: { state: 'new', attempts: 0 } })
      return modifiedCount
    },
  }
}
