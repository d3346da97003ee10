import type { Connection } from 'mongoose'
import type { InboxRow, Send } from '../app/ports.ts'
import type { LooseRows } from '../app/retention-store.ts'
import { hasWords } from '../domain/retention.ts'
import { emptyEvents, type EventRow } from './empty-events.ts'
import { over } from './old-tickets.ts'

const atOnce = 500
const _id = 'retention'

/** What belongs to no ticket, in MongoDB. */
export function createLooseRows(connection: Connection): LooseRows {
  const events = connection.collection<EventRow>('events')
  const outbox = connection.collection<Send>('outbox')
  const inbox = connection.collection<InboxRow>('inbox')
  const settings = connection.collection<{ _id: string; looseUntil?: Date }>('settings')

  const sends = (before: Date) => ({ ticket: null, at: { $lt: before }, state: { $in: [...over] } })

  /** Emptied events stay, so that each night looks only at those that grew too old since the last. */
  async function eventsBetween(before: Date): Promise<{ ticket: null; at: object }> {
    const from = (await settings.findOne({ _id }))?.looseUntil
    return { ticket: null, at: from ? { $gte: from, $lt: before } : { $lt: before } }
  }

  /** Messages set aside so long ago that nobody will try them again; one of a person with an open matter stays. */
  async function parked(before: Date): Promise<string[]> {
    const rows = await inbox.find({ state: 'parked', at: { $lt: before } }, { projection: { contact: 1 } }).toArray()
    if (!rows.length) return []
    const open = await connection
      .collection<{ contact: string; closedAt: Date | null }>('tickets')
      .find({ contact: { $in: rows.map(row => row.contact) }, closedAt: null })
      .toArray()
    const busy = new Set(open.map(ticket => ticket.contact))
    return rows.filter(row => !busy.has(row.contact)).map(row => row._id)
  }

  return {
    async count(before) {
      let words = 0
      for await (const { what, data } of events.find((await eventsBetween(before)) as never))
        if (hasWords(what, data)) words++
      return words + (await outbox.countDocuments(sends(before) as never)) + (await parked(before)).length
    },
    async *forget(before) {
      const between = await eventsBetween(before)
      yield* emptyEvents(connection, between)
      await settings.updateOne({ _id }, { $set: { looseUntil: before } }, { upsert: true })
      for (;;) {
        const old = await outbox
          .find(sends(before) as never, { projection: { _id: 1 } })
          .limit(atOnce)
          .toArray()
        if (!old.length) break
        await outbox.deleteMany({ _id: { $in: old.map(send => send._id) } })
        yield old.length
      }
      const givenUp = await parked(before)
      if (givenUp.length)
        await inbox.updateMany({ _id: { $in: givenUp }, state: 'parked' }, {
          $set: { state: 'done', message: null },
        } as never)
      yield givenUp.length
    },
  }
}
