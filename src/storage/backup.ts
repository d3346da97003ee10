import { open, rename, rm } from 'node:fs/promises'
import type { Readable, Writable } from 'node:stream'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createGunzip, createGzip } from 'node:zlib'
import mongoose, { type Connection } from 'mongoose'
import { LoketError } from '../errors.ts'
import { decryptStream, deriveKey, encryptStream, fingerprint } from './cipher.ts'
import { restoringMark } from './key.ts'

const { BSON, MongoCompatibilityError, MongoServerError } = mongoose.mongo

/*
 * A backup file is one line of JSON (the header, readable without the key) and then records, gzipped and encrypted
 * unless plain. A record is one letter and one BSON document:
 *   C a collection begins: its name, options and indexes      D a document of it, byte for byte as stored
 *   E it ends: how many documents it had                      Z everything ends: how many there were in all
 * Nothing may follow Z, and a file without it was cut short. The header is authenticated as the cipher's context.
 */
const format = 'loket-backup'
const version = 1
const letter = { collection: 0x43, document: 0x44, end: 0x45, finish: 0x5a } as const
const writeBatchBytes = 64 * 1024
const readBatchRows = 200
const insertBatchBytes = 4 * 1024 * 1024
const insertBatchRows = 1_000
/** MongoDB's limit of 16 MiB for a document and some room of its own. */
const documentBytes = 16 * 1024 * 1024 + 16 * 1024

/**
 * Rows that only mean something to a running process; and the keys of chat accounts: session keys that went back to an
 * earlier state could read nothing that came since, and would write with keys that were used before.
 */
export const processLocal: readonly string[] = ['leases', 'accountlog', 'accountkeys', 'accounts']

/**
 * The order of reading when there is no snapshot, so that what is written meanwhile costs no reference: a message moves
 * inbox → contact → tickets, messages, outbox …, hence it is caught at an earlier place and carried on after a restore,
 * never ticked off at one place before it was seen at the next. What others refer to (files, counters) comes last.
 */
const readFirst = ['inbox', 'contacts']
const readLast = ['files.files', 'files.chunks', 'counters']

export interface BackupOptions {
  /** Collections to leave out; default: processLocal. */
  readonly excludeCollections?: readonly string[]
  /** true: not encrypted (attachments stay encrypted as they are stored). */
  readonly plain?: boolean
  /** false: do not ask the server for a snapshot. */
  readonly snapshot?: boolean
}

export interface BackupSummary {
  readonly made: Date
  readonly encrypted: boolean
  readonly collections: number
  readonly documents: number
}

interface Header {
  format: typeof format
  version: number
  made: string
  encrypted: boolean
  /** Fingerprint of the key that stored files (and this backup) need. */
  key: string
}

interface CollectionRecord {
  name: string
  options: Record<string, unknown>
  indexes: Record<string, unknown>[]
}

/**
 * Writes the whole database to `out` and ends it, in constant memory, while Loket runs. Consistent as of one moment where
 * the server honours snapshots (a MongoDB replica set does, for five minutes by default; saveBackup starts over without
 * one then). Otherwise collection by collection in the order of readFirst: all that was there at the beginning is
 * complete, and what came meanwhile may be there in part.
 */
export async function writeBackup(
  connection: Connection,
  key: Buffer,
  out: Writable,
  options: BackupOptions = {},
): Promise<BackupSummary> {
  const db = databaseOf(connection)
  if (await db.collection<{ _id: string }>('settings').findOne({ _id: restoringMark }))
    throw new LoketError('BACKUP_INVALID', 'this database is in the middle of a restore')
  const header: Header = {
    format,
    version,
    made: new Date().toISOString(),
    encrypted: !options.plain,
    key: fingerprint(key),
  }
  const line = `${JSON.stringify(header)}\n`
  const total = { collections: 0, documents: 0 }
  const session = options.snapshot === false ? undefined : connection.getClient().startSession({ snapshot: true })
  try {
    out.write(line)
    await pipeline(
      packed(records(db, total, options.excludeCollections ?? processLocal, session)),
      // The machine is shared with Loket itself, and attachments are encrypted: more effort would gain little.
      createGzip({ level: constants.Z_BEST_SPEED }),
      header.encrypted ? encryptStream(deriveKey(key, 'backup'), line) : new PassThrough(),
      out,
    )
  } finally {
    await session?.endSession()
  }
  return { made: new Date(header.made), encrypted: header.encrypted, ...total }
}

async function* records(
  db: Database,
  total: { collections: number; documents: number },
  excluded: readonly string[],
  session: mongoose.mongo.ClientSession | undefined,
): AsyncGenerator<Uint8Array> {
  let previous: string | undefined
  // Asked anew each time: a collection made meanwhile may be the one that rows already taken refer to.
  const next = async (): Promise<{ name: string; options: Record<string, unknown> } | undefined> => {
    const infos = await db.listCollections({ type: 'collection' }).toArray()
    const info = infos
      .filter(({ name }) => !name.startsWith('system.') && !excluded.includes(name))
      .filter(({ name }) => previous === undefined || inOrder(previous, name) < 0)
      .toSorted((a, b) => inOrder(a.name, b.name))[0]
    previous = info?.name
    return info && { name: info.name, options: 'options' in info ? (info.options as Record<string, unknown>) : {} }
  }
  for (let info = await next(); info; info = await next()) {
    const collection = db.collection(info.name)
    const { name, options } = info
    const indexes = await collection.listIndexes().toArray()
    yield record(letter.collection, { name, options, indexes } satisfies CollectionRecord)
    let documents = 0
    const rows = collection.find(
      {},
      { raw: true, sort: { _id: 1 }, batchSize: readBatchRows, ...(session ? { session } : {}) },
    )
    for await (const row of rows as unknown as AsyncIterable<Uint8Array>) {
      yield Buffer.of(letter.document)
      yield row
      documents++
    }
    yield record(letter.end, { documents })
    total.collections++
    total.documents += documents
  }
  yield record(letter.finish, total)
}

function inOrder(a: string, b: string): number {
  return rank(a) - rank(b) || Number(a > b) - Number(a < b)
}

function rank(name: string): number {
  if (readFirst.includes(name)) return readFirst.indexOf(name) - readFirst.length
  return readLast.indexOf(name) + 1
}

/** Small records together, so that a row does not cost a trip through every stream. */
async function* packed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of source) {
    pieces.push(piece)
    size += piece.length
    if (size < writeBatchBytes) continue
    yield Buffer.concat(pieces)
    pieces = []
    size = 0
  }
  yield Buffer.concat(pieces)
}

/**
 * A backup in the file `path`, which appears only when it is whole and on disk (mode 0600; what stood there is
 * replaced). Starts over without a snapshot when the server refuses one or gives it up midway.
 */
export async function saveBackup(
  connection: Connection,
  key: Buffer,
  path: string,
  options: BackupOptions = {},
): Promise<BackupSummary> {
  const temporary = `${path}.part`
  const save = async (snapshot: boolean): Promise<BackupSummary> => {
    await rm(temporary, { force: true })
    const file = await open(temporary, 'wx', 0o600)
    // `flush` syncs the file before it is closed.
    const out = file.createWriteStream({ flush: true })
    try {
      return await writeBackup(connection, key, out, { ...options, snapshot })
    } catch (error) {
      out.destroy()
      throw error
    }
  }
  try {
    const summary = await save(options.snapshot !== false).catch((error: unknown) => {
      if (error instanceof MongoServerError || error instanceof MongoCompatibilityError) return save(false)
      throw error
    })
    await rename(temporary, path)
    return summary
  } finally {
    await rm(temporary, { force: true })
  }
}

/**
 * Restores a backup with its indexes into an empty database, in constant memory. Throws DATABASE_NOT_EMPTY when any
 * collection has a row, and BACKUP_INVALID for a damaged or cut file or another key; the database is empty again then.
 * One that was cut off (kill -9) is marked: Loket refuses to start on it, and the next restore begins afresh.
 */
export async function readBackup(connection: Connection, key: Buffer, source: Readable): Promise<BackupSummary> {
  const db = databaseOf(connection)
  await requireEmpty(db)
  const mark = db.collection<{ _id: string; at?: Date }>('settings')
  try {
    const { header, line, rest } = await readHeader(source)
    if (header.key !== fingerprint(key)) throw new LoketError('BACKUP_INVALID', `it needs the key ${header.key}`)
    await empty(db)
    await mark.insertOne({ _id: restoringMark, at: new Date() })
    const total = { collections: 0, documents: 0 }
    await pipeline(
      rest,
      header.encrypted ? decryptStream(deriveKey(key, 'backup'), line) : new PassThrough(),
      createGunzip(),
      async unpacked => restore(db, unpacked as AsyncIterable<Buffer>, total),
    )
    await mark.deleteOne({ _id: restoringMark })
    return { made: new Date(header.made), encrypted: header.encrypted, ...total }
  } catch (error) {
    // Where even this fails, the mark of the restore stays and says so.
    await empty(db).catch(() => undefined)
    throw isDamage(error) ? new LoketError('BACKUP_INVALID', detailOf(error), { cause: error }) : error
  } finally {
    source.destroy()
  }
}

async function restore(
  db: Database,
  unpacked: AsyncIterable<Buffer>,
  total: { collections: number; documents: number },
): Promise<void> {
  let current: { into: CollectionRecord; documents: number } | undefined
  let finished = false
  let batch: mongoose.mongo.Document[] = []
  let batchBytes = 0
  const insert = async (): Promise<void> => {
    if (!current || !batch.length) return
    const collection = db.collection(current.into.name)
    await collection.insertMany(batch, { forceServerObjectId: true, bypassDocumentValidation: true })
    batch = []
    batchBytes = 0
  }
  for await (const { kind, bytes } of frames(unpacked)) {
    if (finished) throw new LoketError('BACKUP_INVALID', 'something follows the end')
    if (kind === letter.document && current) {
      // Types as stored: a double stays a double, a long a long.
      batch.push(BSON.deserialize(bytes, { promoteValues: false, promoteLongs: false, bsonRegExp: true }))
      batchBytes += bytes.length
      current.documents++
      if (batch.length >= insertBatchRows || batchBytes >= insertBatchBytes) await insert()
    } else if (kind === letter.collection && !current) {
      current = { into: BSON.deserialize(bytes) as CollectionRecord, documents: 0 }
      await createCollection(db, current.into)
      // Before the rows: a SecantusDB beta did not finish, in ten minutes, an index over 200,000 rows that were there.
      await createIndexes(db, current.into)
    } else if (kind === letter.end && current) {
      await insert()
      if (BSON.deserialize(bytes).documents !== current.documents)
        throw new LoketError('BACKUP_INVALID', `rows of ${current.into.name} are missing`)
      total.collections++
      total.documents += current.documents
      current = undefined
    } else if (kind === letter.finish && !current) {
      const expected = BSON.deserialize(bytes)
      if (expected.collections !== total.collections || expected.documents !== total.documents)
        throw new LoketError('BACKUP_INVALID', 'collections are missing')
      finished = true
    } else throw new LoketError('BACKUP_INVALID', 'its parts are out of order')
  }
  if (!finished) throw new LoketError('BACKUP_INVALID', 'cut short')
}

async function createCollection(db: Database, { name, options }: CollectionRecord): Promise<void> {
  // The mark of the restore made this one.
  if (name !== 'settings') await db.createCollection(name, options)
}

async function createIndexes(db: Database, { name, indexes }: CollectionRecord): Promise<void> {
  const wanted = indexes.filter(index => index.name !== '_id_').map(({ v: _v, ns: _ns, ...index }) => index)
  if (wanted.length) await db.collection(name).createIndexes(wanted as unknown as mongoose.mongo.IndexDescription[])
}

function record(kind: number, content: mongoose.mongo.Document): Buffer {
  return Buffer.concat([Buffer.of(kind), BSON.serialize(content)])
}

async function* frames(source: AsyncIterable<Buffer>): AsyncGenerator<{ kind: number; bytes: Buffer }> {
  let pieces: Buffer[] = []
  let held = 0
  let needed = 5
  for await (const piece of source) {
    pieces.push(piece)
    held += piece.length
    if (held < needed) continue
    let bytes = Buffer.concat(pieces)
    for (;;) {
      needed = bytes.length < 5 ? 5 : 1 + bytes.readInt32LE(1)
      if (needed < 5 || needed > documentBytes) throw new LoketError('BACKUP_INVALID', 'a record has no valid size')
      if (bytes.length < needed) break
      yield { kind: bytes.readUInt8(0), bytes: bytes.subarray(1, needed) }
      bytes = bytes.subarray(needed)
    }
    pieces = [bytes]
    held = bytes.length
  }
  if (held) throw new LoketError('BACKUP_INVALID', 'cut short')
}

async function readHeader(source: Readable): Promise<{ header: Header; line: string; rest: AsyncIterable<Buffer> }> {
  const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let start = Buffer.alloc(0)
  let end = -1
  while (end < 0) {
    const next = await pieces.next()
    if (next.done || start.length > 4096) throw new LoketError('BACKUP_INVALID', 'not a backup of Loket')
    start = Buffer.concat([start, next.value])
    end = start.indexOf('\n') + 1 || -1
  }
  const line = start.subarray(0, end).toString('utf8')
  async function* rest(): AsyncGenerator<Buffer> {
    yield start.subarray(end)
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value
  }
  return { header: parseHeader(line), line, rest: rest() }
}

function parseHeader(line: string): Header {
  let header: Partial<Header> | null
  try {
    header = JSON.parse(line) as Partial<Header> | null
  } catch {
    throw new LoketError('BACKUP_INVALID', 'not a backup of Loket')
  }
  if (header?.format !== format || typeof header.key !== 'string' || typeof header.encrypted !== 'boolean')
    throw new LoketError('BACKUP_INVALID', 'not a backup of Loket')
  if (header.version !== version) throw new LoketError('BACKUP_INVALID', 'made by another version of Loket')
  return header as Header
}

type Database = NonNullable<Connection['db']>

function databaseOf({ db }: Connection): Database {
  if (!db) throw new LoketError('DATABASE_UNREACHABLE', 'not connected')
  return db
}

async function requireEmpty(db: Database): Promise<void> {
  const marked = await db.collection<{ _id: string }>('settings').findOne({ _id: restoringMark })
  if (marked) return
  for (const name of await collectionNames(db))
    if (await db.collection(name).findOne({}, { projection: { _id: 1 } }))
      throw new LoketError('DATABASE_NOT_EMPTY', `${name} has rows`)
}

/** Not dropDatabase: a user who may write here need not have the right to drop a database. */
async function empty(db: Database): Promise<void> {
  // The mark goes last, or a cut here would leave rows without it.
  const names = (await collectionNames(db)).toSorted((a, b) => Number(a === 'settings') - Number(b === 'settings'))
  for (const name of names) await db.dropCollection(name)
}

async function collectionNames(db: Database): Promise<string[]> {
  const infos = await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()
  return infos.map(({ name }) => name).filter(name => !name.startsWith('system.'))
}

/** Damage of the file, as against a failing disk or database. */
function isDamage(error: unknown): error is Error {
  if (error instanceof LoketError) return error.code === 'FILE_DAMAGED'
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: unknown }
  return error instanceof BSON.BSONError || (typeof code === 'string' && code.startsWith('Z_'))
}

function detailOf(error: Error): string {
  return error instanceof LoketError ? error.detail : 'it does not unpack'
}
