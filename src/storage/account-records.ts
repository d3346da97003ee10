import { createHmac } from 'node:crypto'
import mongoose, { type Connection } from 'mongoose'
import { isOnlyDuplicates } from './insert-new.ts'
import { bytesOf, seal, unseal } from './seal.ts'

const { BSON } = mongoose.mongo

interface Row {
  _id: string
  n: number
  sealed: Uint8Array | null
  gone?: Date
}

/** A key of an account as of log entry `n`; value null: deleted. */
export interface KeyRecord {
  readonly n: number
  readonly name: string | null
  readonly value: Uint8Array | null
}

/** The keys of one account, one document each. Only what a later log entry says replaces a record. */
export interface AccountRecords {
  /** The id under which a name is stored: a keyed hash, since names contain phone numbers. */
  idOf(name: string): string
  /** Records by id, deleted ones too; what was written before `floor` is deleted. */
  read(floor: number): Promise<Map<string, KeyRecord>>
  /** Stores changes by name, whoever else does it at the same time; deleted ones stay as a mark. */
  apply(changes: ReadonlyMap<string, { readonly n: number; readonly value: Uint8Array | null }>): Promise<void>
  /** Deletes what entries before `n` wrote. */
  removeBefore(n: number): Promise<void>
  /** Takes away marks of what was deleted before a time: no writer that slept is still about to store that. */
  sweep(before: Date): Promise<void>
}

/** The records of one account; `key` encrypts them, `nameKey` hides their names (32 bytes each). */
export function createAccountRecords(
  connection: Connection,
  { key, nameKey }: { key: Buffer; nameKey: Buffer },
  account: string,
): AccountRecords {
  const rows = connection.collection<Row>('accountkeys')
  const all = { $gte: `${account}/`, $lt: `${account}0` }
  const idOf = (name: string): string =>
    `${account}/${createHmac('sha256', nameKey).update(`${account}\0${name}`).digest('base64url')}`

  return {
    idOf,
    async read(floor) {
      const found = new Map<string, KeyRecord>()
      let old = false
      for await (const { _id, n, sealed } of rows.find({ _id: all }, { batchSize: 1000 })) {
        if (n < floor) old = true
        else found.set(_id, sealed ? { n, ...unpack(unseal(key, bytesOf(sealed), contextOf(_id, n))) } : gone(n))
      }
      if (old) await this.removeBefore(floor)
      return found
    },
    async apply(changes) {
      if (!changes.size) return
      const at = new Date()
      const updates = Array.from(changes, ([name, { n, value }]) => {
        const _id = idOf(name)
        const update = value
          ? { $set: { n, sealed: seal(key, pack(name, value), contextOf(_id, n)) }, $unset: { gone: '' } }
          : { $set: { n, sealed: null, gone: at } }
        return { updateOne: { filter: { _id, n: { $lt: n } }, update, upsert: true } }
      })
      try {
        await rows.bulkWrite(updates as never, { ordered: false })
      } catch (error) {
        // What is there with the same or a later number is not found, and its id is taken.
        if (!isOnlyDuplicates(error)) throw error
      }
    },
    async removeBefore(n) {
      await rows.deleteMany({ _id: all, n: { $lt: n } })
    },
    async sweep(before) {
      await rows.deleteMany({ _id: all, gone: { $lt: before } })
    },
  }
}

function gone(n: number): KeyRecord {
  return { n, name: null, value: null }
}

/** A record with another id or number does not decrypt: none can be put in another's place or be made newer. */
function contextOf(id: string, n: number): string {
  return `accountkeys ${id} ${n}`
}

function pack(name: string, value: Uint8Array): Uint8Array {
  return BSON.serialize({ name, value: Buffer.from(value) })
}

function unpack(bytes: Uint8Array): { name: string; value: Uint8Array } {
  return BSON.deserialize(bytes, { promoteBuffers: true }) as { name: string; value: Uint8Array }
}
