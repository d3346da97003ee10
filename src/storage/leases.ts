import type { Connection } from 'mongoose'
import { isOnlyDuplicates } from './insert-new.ts'

interface Lease {
  _id: string
  owner: string
  until: Date
}

export interface Leases {
  /** Takes or prolongs a lease for so many milliseconds; false when another owner holds it. */
  hold(name: string, owner: string, ms: number): Promise<boolean>
  release(name: string, owner: string): Promise<void>
  /** Ends all leases of owners whose names begin so: they are known to be dead, and nobody need wait for their end. */
  bury(owner: string): Promise<void>
  /** Owners of unexpired leases whose names begin with a prefix. */
  holders(prefix: string): Promise<{ name: string; owner: string }[]>
}

/** How long the database's time is reckoned on before it is asked again, and how long dead leases are kept (ms). */
const askTimeEvery = 10_000
const forgetAfter = 3_600_000

/**
 * Who does what, among all processes. The database's time decides, since machines differ in theirs; never a moved
 * clock: a lease is about processes that died, not about office hours.
 */
export function createLeases(connection: Connection): Leases {
  const leases = connection.collection<Lease>('leases')
  let asked = { theirs: 0, steady: 0, wall: -Infinity }

  async function now(): Promise<number> {
    if (Math.abs(Date.now() - asked.wall) > askTimeEvery) {
      const before = performance.now()
      const { localTime } = await connection.db!.admin().command({ hello: 1 })
      const steady = performance.now()
      asked = { theirs: (localTime as Date).getTime() + (steady - before) / 2, steady, wall: Date.now() }
    }
    return asked.theirs + performance.now() - asked.steady
  }

  return {
    async hold(name, owner, ms) {
      const at = await now()
      const until = new Date(at + ms)
      const { matchedCount } = await leases.updateOne(
        { _id: name, $or: [{ owner }, { until: { $lt: new Date(at) } }] },
        { $set: { owner, until } },
      )
      if (matchedCount === 1) return true
      try {
        await leases.insertOne({ _id: name, owner, until })
      } catch (error) {
        if (isOnlyDuplicates(error)) return false
        throw error
      }
      await leases.deleteMany({ until: { $lt: new Date(at - forgetAfter) } })
      return true
    },
    async release(name, owner) {
      await leases.deleteOne({ _id: name, owner })
    },
    async bury(owner) {
      const dead = (await leases.find().toArray()).filter(lease => lease.owner.startsWith(owner))
      // By owner: what somebody else took over meanwhile is theirs.
      await leases.deleteMany({ owner: { $in: dead.map(lease => lease.owner) } })
    },
    async holders(prefix) {
      const held = await leases.find({ until: { $gt: new Date(await now()) } }).toArray()
      return held.filter(lease => lease._id.startsWith(prefix)).map(lease => ({ name: lease._id, owner: lease.owner }))
    },
  }
}
