import { randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import { addressKey } from '../app/receive.ts'
import type { Contact, Contacts } from '../app/ports.ts'
import { insertNew, isOnlyDuplicates } from './insert-new.ts'

type Stored = Contact & { waits: boolean }

/** Contacts in MongoDB: each commit is one atomic update of one document, compared and set on its version. */
export function createContacts(connection: Connection): Contacts {
  const contacts = connection.collection<Stored>('contacts')
  const addresses = connection.collection<{ _id: string; contact: string }>('addresses')
  const known = new Map<string, string>()

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
      const missing = keys.filter(key => !known.has(key))
      if (missing.length) {
        const find = async (): Promise<void> => {
          for (const row of await addresses.find({ _id: { $in: missing } }).toArray()) known.set(row._id, row.contact)
        }
        await find()
        const strangers = missing.filter(key => !known.has(key))
        if (strangers.length) {
          await insertNew(
            addresses,
            strangers.map(key => ({ _id: key, contact: randomBytes(8).toString('hex') })),
          )
          await find()
        }
      }
      const found = new Map(keys.map(key => [key, known.get(key)!]))
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
