import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import mongoose, { type Connection } from 'mongoose'
import type { KeyChanges } from '../app/ports.ts'
import { LoketError } from '../errors.ts'
import { isOnlyDuplicates } from './insert-new.ts'
import { bytesOf, seal, unseal } from './seal.ts'

const { BSON, MongoError, MongoNetworkError, MongoServerSelectionError, MongoWriteConcernError } = mongoose.mongo

interface Row {
  _id: string
  /** Tells whose entry it is when the acknowledgement of an insert was lost. */
  writer: string
  /** With this entry a process took the account over. */
  opened?: boolean
  /** Nothing before this entry counts any more: the account was unlinked. */
  forgets?: boolean
  /** null: what it held is in the records. */
  sealed: Uint8Array | null
}

export interface LogEntry {
  readonly n: number
  readonly changes: KeyChanges
}

/**
 * What changed in the keys of an account, numbered without gaps. A batch is one document: stored whole or not at all, and
 * no transaction that a killed process could leave open. Its number is what shuts a former owner out: the entry with which
 * the next one took over stands at the very number the former must use next, and stays there.
 */
export interface AccountLog {
  /** Takes the account over; resolves to the number of the entry that says so. With `forgets` nothing before it counts. */
  takeOver(forgets: boolean): Promise<number>
  /**
   * Stores a batch as entry `n`, one after the last of this process. Tries on while the database is away, until
   * `givenUp`. Throws LEASE_LOST when another process took over.
   */
  append(n: number, changes: KeyChanges, givenUp: () => boolean): Promise<void>
  /** The entries before `n` that may not be in the records yet, oldest first, and below which number nothing counts. */
  pending(n: number): Promise<{ entries: LogEntry[]; floor: number }>
  /** All up to `n` is in the records: the entries go, and the last one is emptied, since it carries the number. */
  settle(n: number): Promise<void>
}

/** A process that slept through as many take-overs is not among the living. */
const openingsKept = 1000
const waits = { first: 50, longest: 2000 }

/** The log of one account, encrypted with `key` (32 bytes). */
export function createAccountLog(connection: Connection, key: Buffer, account: string): AccountLog {
  const rows = connection.collection<Row>('accountlog')
  const idOf = (n: number): string => `${account}/${String(n).padStart(15, '0')}`
  const numberOf = (id: string): number => Number(id.slice(account.length + 1))
  const all = { $gte: `${account}/`, $lt: `${account}0` }

  async function last(): Promise<number> {
    const row = await rows.findOne({ _id: all }, { sort: { _id: -1 }, projection: { _id: 1 } })
    return row ? numberOf(row._id) : 0
  }

  /** Whether entry `n` is the one of this writer; null while nothing durable is there. */
  async function isOf(n: number, writer: string): Promise<boolean | null> {
    const there = await rows.findOne(
      { _id: idOf(n) },
      { readConcern: { level: 'majority' }, projection: { writer: 1 } },
    )
    return there && there.writer === writer
  }

  return {
    async takeOver(forgets) {
      for (;;) {
        const n = (await last()) + 1
        const row = { _id: idOf(n), writer: newWriter(), opened: true, sealed: null, ...(forgets ? { forgets } : {}) }
        try {
          await rows.insertOne(row)
          return n
        } catch (error) {
          // A driver that tried twice by itself collides with its own first attempt.
          if (!isOnlyDuplicates(error)) throw error
          if (await isOf(n, row.writer)) return n
        }
      }
    },
    async append(n, changes, givenUp) {
      const row = { _id: idOf(n), writer: newWriter(), sealed: seal(key, pack(changes), contextOf(idOf(n))) }
      for (let wait = waits.first; ; wait = Math.min(waits.longest, wait * 2)) {
        try {
          await rows.insertOne({ ...row })
          return
        } catch (error) {
          const theirs = await takenBy(error)
          if (theirs === 'us') return
          if (theirs === 'others') throw new LoketError('LEASE_LOST', 'another process opened the account')
          if (givenUp()) throw new LoketError('DATABASE_UNREACHABLE', 'while keys were to be stored', { cause: error })
        }
        await sleep(wait)
      }

      /** Whose the number is after a failed insert; null: open, to be tried again. Throws what no repetition mends. */
      async function takenBy(error: unknown): Promise<'us' | 'others' | null> {
        if (isPassing(error)) return null
        if (!isOnlyDuplicates(error)) throw error
        const ours = await isOf(n, row.writer).catch((other: unknown) => {
          if (isPassing(other)) return null
          throw other
        })
        return ours === null ? null : ours ? 'us' : 'others'
      }
    },
    async pending(n) {
      const found = await rows
        .find({ _id: { ...all, $lt: idOf(n) } })
        .sort({ _id: -1 })
        .toArray()
      const floor = Math.max(0, ...found.filter(row => row.forgets).map(row => numberOf(row._id)))
      const entries: LogEntry[] = []
      let expected = n
      for (const { _id, opened, sealed } of found) {
        expected--
        // Entries go in order and only after all of them are in the records: below a gap, nothing is missing there.
        if (numberOf(_id) !== expected || expected <= floor) break
        if (opened) continue
        if (!sealed) break
        entries.push({ n: expected, changes: unpack(unseal(key, bytesOf(sealed), contextOf(_id))) })
      }
      const tooOld = found.filter(row => row.opened && !row.forgets)[openingsKept]
      if (tooOld) await rows.deleteMany({ _id: { ...all, $lte: tooOld._id }, opened: true, forgets: { $ne: true } })
      return { entries: entries.toReversed(), floor }
    },
    async settle(n) {
      await rows.deleteMany({ _id: { ...all, $lt: idOf(n) }, opened: { $ne: true } })
      await rows.updateOne({ _id: idOf(n), opened: { $ne: true } }, { $set: { sealed: null } })
    },
  }
}

/** The entry's own number is authenticated with it: an entry at another place does not decrypt. */
function contextOf(id: string): string {
  return `accountlog ${id}`
}

function newWriter(): string {
  return randomBytes(12).toString('hex')
}

function pack(changes: KeyChanges): Uint8Array {
  return BSON.serialize({
    changes: Array.from(changes, ([name, value]) => ({ name, value: value && Buffer.from(value) })),
  })
}

function unpack(bytes: Uint8Array): KeyChanges {
  const { changes } = BSON.deserialize(bytes, { promoteBuffers: true }) as {
    changes: { name: string; value: Uint8Array | null }[]
  }
  return new Map(changes.map(({ name, value }) => [name, value]))
}

/** The database is away or changes its primary; the write may or may not have been carried out. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    error instanceof MongoWriteConcernError ||
    error.hasErrorLabel('RetryableWriteError')
  )
}
