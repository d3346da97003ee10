import type { Connection } from 'mongoose'
import { isOnlyDuplicates } from './insert-new.ts'

interface Lease {
  _id: string
  owner: string
  until: Date
  fence: number
}

export interface Leases {
  /** Takes or prolongs a lease until `until`; false when another owner holds it. */
  hold(name: string, owner: string, until: Date): Promise<boolean>
  release(name: string, owner: string): Promise<void>
  /** Owners of unexpired leases whose names begin with a prefix. */
  holders(prefix: string): Promise<{ name: string; owner: string }[]>
}

/**
 * Who does what, among all processes. The machine's own time decides here, never a moved clock: a lease is about
 * processes that died, not about office hours.
 */
export function createLeases(connection: Connection): Leases {
  const leases = connection.collection<Lease>('leases')
  return {
    async hold(name, owner, until) {
      const { modifiedCount } = await leases.updateOne(
        { _id: name, $or: [{ owner }, { until: { $lt: new Date() } }] },
        { $set: { owner, until }, $inc: { fence: 1 } },
      )
      if (modifiedCount === 1) return true
      try {
        await leases.insertOne({ _id: name, owner, until, fence: 1 })
        return true
      } catch (error) {
        if (isOnlyDuplicates(error)) return false
        throw error
      }
    },
    async release(name, owner) {
      await leases.updateOne({ _id: name, owner }, { $set: { until: new Date(0) } })
    },
    async holders(prefix) {
      const held = await leases.find({ until: { $gt: new Date() } }).toArray()
      return held.filter(lease => lease._id.startsWith(prefix)).map(lease => ({ name: lease._id, owner: lease.owner }))
    },
  }
}
