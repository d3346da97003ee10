import { randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import { addressKey } from '../app/receive.ts'
import type { Clock, Contact, Contacts } from '../app/ports.ts'
import { insertNew, isOnlyDuplicates } from './insert-new.ts'

type Stored = Contact & { waits: boolean }

/**
 * How long a process believes whose an address is without asking again (ms). Whoever forgets an address waits longer
 * than that after announcing it (`restsFor` of app/forget-persons.ts).
 */
export const addressBelievedFor = 10 * 60_000

/** Contacts in MongoDB: each commit is one atomic update of one document, compared and set on its version. */
export function createContacts(connection: Connection, clock: Clock = { now: () => new Date() }): Contacts {
  const contacts = connection.collection<Stored>('contacts')
  const addresses = connection.collection<{ _id: string; contact: string; leaving?: Date }>('addresses')
  const known = new Map<string, { contact: string; at: number }>()

  return {
    async load(ids) {
      if (!ids.length) return new Map()
      const found = await contacts.find({ _id: { $in: [...ids] } }).toArray()
      return new Map(found.map(contact => [contact._id, contact]))
    },
    async commit(decided) {
      const operations = decided.map(contact => {
        const { waiting, complaints } = contact.state
        const stored = { ...contact, waits: waiting.length > 0 || complaints.some(one => one.waiting.length > 0) }
        return contact.version === 1
          ? { insertOne: { document: stored } }
          : { replaceOne: { filter: { _id: contact._id, version: contact.version - 1 }, replacement: stored } }
      })
      try {
        const result = await contacts.bulkWrite(operations as never, { ordered: false })
        if (result.modifiedCount + result.insertedCount === decided.length)
          return new Set(decided.map(contact => contact._id))
      } catch (error) {
        if (!isOnlyDuplicates(error)) throw error
      }
      const batches = [...new Set(decided.map(contact => contact.batch))]
      const mine = await contacts
        .find(
          { _id: { $in: decided.map(contact => contact._id) }, batch: { $in: batches } },
          { projection: { _id: 1 } },
        )
        .toArray()
      return new Set(mine.map(contact => contact._id))
    },
    async clear(ids, batches) {
      if (ids.length)
        await contacts.updateMany({ _id: { $in: [...ids] }, batch: { $in: [...batches] } }, { $set: { effects: [] } })
    },
    async ofAddresses(wanted) {
      const keys = [...new Set(wanted.map(addressKey))]
      const now = clock.now().getTime()
      const isKnown = (key: string): boolean => Math.abs(now - (known.get(key)?.at ?? -Infinity)) < addressBelievedFor
      const missing = keys.filter(key => !isKnown(key))
      if (missing.length) {
        const find = async (): Promise<void> => {
          const rows = await addresses.find({ _id: { $in: missing } }).toArray()
          const leaving = rows.filter(row => row.leaving).map(row => row._id)
          if (leaving.length) {
            // Back before they were forgotten: from now on they stay, but for those that went this instant.
            await addresses.updateMany({ _id: { $in: leaving } }, { $unset: { leaving: '' } })
            return find()
          }
          for (const row of rows) known.set(row._id, { contact: row.contact, at: now })
        }
        await find()
        const strangers = missing.filter(key => !isKnown(key))
        if (strangers.length) {
          await insertNew(
            addresses,
            strangers.map(key => ({ _id: key, contact: randomBytes(8).toString('hex') })),
          )
          await find()
        }
      }
      const found = new Map(keys.map(key => [key, known.get(key)!.contact]))
      if (known.size > 50_000) known.clear()
      return found
    },
    async waiting() {
      const waiting = await contacts.find({ waits: true }).toArray()
      return waiting.map(({ _id, account, chat, version, state }) => ({
        _id,
        account,
        chat,
        version,
        forDesk: state.waiting.length > 0,
        forHead: state.complaints.some(one => one.waiting.length > 0),
      }))
    },
    toWake: (now, limit) =>
      contacts
        .find({ wakeAt: { $lte: now } }, { projection: { _id: 1, account: 1, chat: 1, version: 1 } })
        .sort({ wakeAt: 1 })
        .limit(limit)
        .toArray(),
  }
}
