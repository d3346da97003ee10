import type { Connection } from 'mongoose'

export interface StoreReadings {
  oldest(): Promise<{ inbox: number; outbox: number }>
  parked(): Promise<number>
  /** Resolves when the database answers. */
  ping(): Promise<void>
}

/** What metrics and health read from the database, by index. */
export function createReadings(connection: Connection): StoreReadings {
  const inbox = connection.collection<{ state: string; at: Date; seq: number; shard: number }>('inbox')
  const outbox = connection.collection<{ state: string; at: Date }>('outbox')
  const age = (at: Date | undefined): number => (at ? Math.max(0, (Date.now() - at.getTime()) / 1000) : 0)
  return {
    async oldest() {
      const [row, send] = await Promise.all([
        inbox.find({ state: 'new' }).sort({ at: 1 }).limit(1).toArray(),
        outbox.find({ state: 'due' }).sort({ at: 1 }).limit(1).toArray(),
      ])
      return { inbox: age(row[0]?.at), outbox: age(send[0]?.at) }
    },
    parked: () => inbox.countDocuments({ state: 'parked' }),
    async ping() {
      await connection.db!.admin().command({ ping: 1 })
    },
  }
}
