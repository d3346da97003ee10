import { randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import { addressKey } from '../app/receive.ts'
import type { Address, Clock, Contact, Contacts } from '../app/ports.ts'
import { insertNew, isOnlyDuplicates } from './insert-new.ts'
import { hashOfCode, newCode } from './one-time-code.ts'

type Stored = Contact & { waits: boolean }

/**
 * How long a process believes whose an address is without asking again (ms). Whoever forgets an address waits longer
 * than that after announcing it (`restsFor` of app/forget-persons.ts).
 */
export const addressBelievedFor = 10 * 60_000

/** Contacts in MongoDB: each commit is one atomic update of one document, compared and set on its version. */
export function createContacts(connection: Connection, clock: Clock = { now: () => new Date() }): Contacts {
  const contacts = connection.collection<Stored>('contacts')
  const addresses = connection.collection<{ _id: string; contact: string; leaving?: Date; lasting?: boolean }>(
    'addresses',
  )
  const known = new Map<string, { contact: string; at: number }>()

  async function find(keys: readonly string[], found: Map<string, string>, at: number): Promise<void> {
    const rows = await addresses.find({ _id: { $in: [...keys] } }).toArray()
    const leaving = rows.filter(row => row.leaving).map(row => row._id)
    if (leaving.length) {
      // Back before they were forgotten: from now on they stay, but for those that went this instant.
      await addresses.updateMany({ _id: { $in: leaving } }, { $unset: { leaving: '' } })
      return find(keys, found, at)
    }
    for (const { _id, contact } of rows) {
      known.set(_id, { contact, at })
      found.set(_id, contact)
    }
  }

  /** Takes addresses that changed hands from their former owners and gives them to who comes with them now. */
  async function giveChanged(wanted: readonly Address[], found: Map<string, string>, at: number): Promise<void> {
    for (const one of wanted) {
      if (one.lasting === undefined) continue
      const lasting = addressKey({ account: one.account, chat: one.lasting })
      for (const key of keysOf(one).filter(other => other !== lasting)) {
        const owner = found.get(key)
        if (!owner || owner === found.get(lasting)) continue
        const rival = await addresses.findOne({ contact: owner, lasting: true, _id: { $ne: lasting } })
        if (!rival?._id.startsWith(`${one.account}/`)) continue
        const heir = found.get(lasting) ?? newContact()
        if (!found.has(lasting)) await insertNew(addresses, [{ _id: lasting, contact: heir, lasting: true }])
        await addresses.updateOne({ _id: key, contact: owner }, { $set: { contact: heir } })
        known.delete(key)
        await find([lasting, key], found, at)
      }
    }
  }

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
      const persons = wanted.map(keysOf)
      const now = clock.now().getTime()
      const believed = (key: string): string | null => {
        const one = known.get(key)
        return one && Math.abs(now - one.at) < addressBelievedFor ? one.contact : null
      }
      // Addresses of one person that are believed to be two people's are looked up: they may have become one.
      const isSure = (keys: readonly string[]): boolean =>
        believed(keys[0]!) !== null && new Set(keys.map(believed)).size === 1
      const missing = [...new Set(persons.filter(keys => !isSure(keys)).flat())]
      const asked = new Set(missing)
      // Taken down before anything is waited for: meanwhile the beliefs may change.
      const found = new Map<string, string>()
      for (const key of persons.flat()) if (!asked.has(key)) found.set(key, known.get(key)!.contact)
      if (missing.length) {
        await find(missing, found, now)
        await giveChanged(wanted, found, now)
        const strangers = strangersAmong(persons, found, missing, lastingOf(wanted))
        if (strangers.length) {
          await insertNew(addresses, strangers)
          await find(missing, found, now)
        }
      }
      if (known.size > 50_000) known.clear()
      return found
    },
    async ownerOf(address) {
      return (await addresses.findOne({ _id: addressKey(address) }))?.contact ?? null
    },
    async readdress(moves) {
      for (const { from, to, account } of moves) {
        const ofAccount = account === null ? {} : { _id: new RegExp(`^${escaped(account)}/`) }
        await addresses.updateMany({ contact: from, ...ofAccount }, { $set: { contact: to } })
        for (const [key, one] of known)
          if (one.contact === from && (account === null || key.startsWith(`${account}/`))) known.delete(key)
      }
    },
    newCode,
    newContact,
    async ofCodes(codes, now) {
      if (!codes.length) return new Map()
      const hashes = new Map(codes.map(code => [hashOfCode(code), code]))
      const givers = await contacts.find({ 'state.linking.code.hash': { $in: [...hashes.keys()] } }).toArray()
      return new Map(
        givers.flatMap(({ _id, account, chat, state }) => {
          const given = state.linking?.code
          if (!given || given.until <= now) return []
          const accounts = [...new Set([account, ...state.places.map(place => place.account)])]
          return [[hashes.get(given.hash)!, { _id, account, chat, hash: given.hash, name: state.name, accounts }]]
        }),
      )
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

/** The keys of an address and its `also`, in this order. */
function keysOf({ account, chat, also = [] }: Address): string[] {
  return [...new Set([chat, ...also])].map(one => addressKey({ account, chat: one }))
}

/** The keys of addresses that never become somebody else's. */
function lastingOf(wanted: readonly Address[]): Set<string> {
  return new Set(
    wanted.flatMap(({ account, lasting }) => (lasting === undefined ? [] : addressKey({ account, chat: lasting }))),
  )
}

/** Rows for the addresses nobody has: with the contact of what is known of the same person, or else all with a new one. */
function strangersAmong(
  persons: readonly (readonly string[])[],
  found: ReadonlyMap<string, string>,
  missing: readonly string[],
  lasting: ReadonlySet<string>,
): { _id: string; contact: string; lasting?: true }[] {
  const asked = new Set(missing)
  const planned = new Map<string, string>()
  for (const keys of persons) {
    const unknown = keys.filter(key => asked.has(key) && !found.has(key) && !planned.has(key))
    if (!unknown.length) continue
    const contact = keys.map(key => found.get(key) ?? planned.get(key)).find(Boolean) ?? newContact()
    for (const key of unknown) planned.set(key, contact)
  }
  return [...planned].map(([_id, contact]) => ({ _id, contact, ...(lasting.has(_id) ? { lasting: true } : {}) }))
}

function newContact(): string {
  return randomBytes(8).toString('hex')
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
