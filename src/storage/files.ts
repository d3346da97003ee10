import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import mongoose, { type Connection } from 'mongoose'
import { LoketError } from '../errors.ts'
import { decryptStream, deriveKey, encryptStream } from './cipher.ts'

const { GridFSBucket, ObjectId } = mongoose.mongo
type ObjectId = mongoose.mongo.ObjectId

const sweepBatch = 500

export interface FileMeta {
  readonly name?: string | undefined
  /** MIME type. */
  readonly type: string
}

/** Size in bytes and hash are those of the content, not of what is stored. */
export interface StoredFile extends FileMeta {
  readonly id: string
  readonly size: number
  readonly sha256: string
}

export interface Files {
  /**
   * Stores the content encrypted under `id`. A finished upload of the same id is kept and the content given up unread;
   * what a broken one left is never read and swept later. Throws FILE_TOO_LARGE over `limitBytes` and leaves nothing;
   * what the content itself throws is passed on, nothing is left either.
   */
  put(id: string, content: AsyncIterable<Uint8Array>, meta: FileMeta, limitBytes: number): Promise<StoredFile>
  /** What is known of a file; undefined when it is not stored. */
  find(id: string): Promise<StoredFile | undefined>
  /** The content. Throws FILE_UNAVAILABLE when it is not stored; the stream fails with FILE_DAMAGED. */
  read(id: string): Promise<Readable>
  /** Removes a file and what attempts to store it left; content first, so that repeating finishes what was cut off. */
  remove(id: string): Promise<void>
  /**
   * Removes what is older than `olderThan` and not named by `isReferenced` (given up to 500 ids, answers those in use),
   * and the remains of broken uploads. Resolves to how many were removed.
   */
  sweepOrphans(isReferenced: (ids: string[]) => Promise<Set<string>>, olderThan: Date): Promise<number>
}

interface FileDocument {
  _id: ObjectId
  filename: string
  uploadDate: Date
  metadata: { name?: string; type: string; size: number; sha256: string }
}

interface ChunkDocument {
  files_id: ObjectId
}

/**
 * Attachments in GridFS (bucket `files`), each encrypted and tied to its id. Names stand in clear beside the content,
 * as message texts do: the database is the one place for personal data.
 */
export function createFiles(connection: Connection, key: Buffer): Files {
  const { db } = connection
  if (!db) throw new LoketError('DATABASE_UNREACHABLE', 'not connected')
  const filesKey = deriveKey(key, 'files')
  const bucket = new GridFSBucket(db, { bucketName: 'files' })
  const files = db.collection<FileDocument>('files.files')
  const chunks = db.collection<ChunkDocument>('files.chunks')

  async function put(
    id: string,
    content: AsyncIterable<Uint8Array>,
    meta: FileMeta,
    limitBytes: number,
  ): Promise<StoredFile> {
    // The new date keeps a sweep that runs now from taking a file whose reference is about to be stored.
    const { matchedCount } = await files.updateOne({ filename: id }, { $set: { uploadDate: new Date() } })
    const kept = matchedCount ? await find(id) : undefined
    if (kept) {
      if (content instanceof Readable) content.destroy()
      return kept
    }
    return upload(id, content, meta, limitBytes)
  }

  /** Every attempt has a GridFS id of its own, so two of them at once cannot mix their chunks. */
  async function upload(
    id: string,
    content: AsyncIterable<Uint8Array>,
    meta: FileMeta,
    limitBytes: number,
  ): Promise<StoredFile> {
    const metadata = { ...(meta.name ? { name: meta.name } : {}), type: meta.type, size: 0, sha256: '' }
    const attempt = new ObjectId()
    const target = bucket.openUploadStreamWithId(attempt, id, { metadata })
    // Failures arrive through the callbacks of write and end; without a listener Node would end the process.
    target.on('error', () => undefined)
    const hash = createHash('sha256')
    async function* measured(): AsyncGenerator<Uint8Array> {
      for await (const piece of content) {
        metadata.size += piece.length
        if (metadata.size > limitBytes) throw new LoketError('FILE_TOO_LARGE', `over ${limitBytes} bytes`)
        hash.update(piece)
        yield piece
      }
      metadata.sha256 = hash.digest('hex')
    }
    try {
      await pipeline(measured, encryptStream(filesKey, id), async source => {
        // One write at a time: when the content breaks off, none is on its way that could land after the clean-up.
        for await (const sealed of source) await settled(done => target.write(sealed, done))
      })
      await settled(done => target.end(done))
    } catch (error) {
      target.destroy()
      await files.deleteOne({ _id: attempt })
      await chunks.deleteMany({ files_id: attempt })
      throw error
    }
    return { id, ...metadata }
  }

  async function find(id: string): Promise<StoredFile | undefined> {
    const stored = await files.findOne({ filename: id })
    return stored ? { id, ...stored.metadata } : undefined
  }

  async function read(id: string): Promise<Readable> {
    const stored = await files.findOne({ filename: id }, { projection: { _id: 1 } })
    if (!stored) throw new LoketError('FILE_UNAVAILABLE', 'not stored')
    const download = bucket.openDownloadStream(stored._id)
    const plain = decryptStream(filesKey, id)
    async function* sealed(): AsyncGenerator<Uint8Array> {
      try {
        yield* download
      } catch (error) {
        // GridFS names missing or wrong chunks by a runtime error; everything else is the connection.
        if (error instanceof mongoose.mongo.MongoRuntimeError)
          throw new LoketError('FILE_DAMAGED', 'parts are missing', { cause: error })
        throw new LoketError('FILE_UNAVAILABLE', 'the database broke off', { cause: error })
      }
    }
    // The outcome is the reader's: a failure destroys `plain` with it.
    pipeline(sealed, plain).catch(() => undefined)
    return plain
  }

  async function sweepOrphans(isReferenced: (ids: string[]) => Promise<Set<string>>, olderThan: Date): Promise<number> {
    let removed = 0
    const old = files.find({ uploadDate: { $lt: olderThan } }, { projection: { filename: 1 } })
    for await (const batch of batches(old, sweepBatch)) {
      const referenced = await isReferenced(batch.map(file => file.filename))
      for (const file of batch) {
        if (referenced.has(file.filename)) continue
        const { deletedCount } = await files.deleteOne({ _id: file._id, uploadDate: { $lt: olderThan } })
        if (!deletedCount) continue
        await chunks.deleteMany({ files_id: file._id })
        removed++
      }
    }
    return removed + (await sweepBroken(olderThan))
  }

  /** Chunks without a file: an upload or a removal was cut off. The age is read from the attempt's id. */
  async function sweepBroken(olderThan: Date): Promise<number> {
    let removed = 0
    const before = ObjectId.createFromTime(Math.floor(olderThan.getTime() / 1000))
    const old = chunks
      .find({ files_id: { $lt: before } }, { projection: { _id: 0, files_id: 1 } })
      .sort({ files_id: 1, n: 1 })
    for await (const batch of batches(old, sweepBatch)) {
      const attempts = [...new Map(batch.map(chunk => [chunk.files_id.toHexString(), chunk.files_id])).values()]
      const known = await files.find({ _id: { $in: attempts } }, { projection: { _id: 1 } }).toArray()
      const kept = new Set(known.map(file => file._id.toHexString()))
      for (const attempt of attempts) {
        if (kept.has(attempt.toHexString())) continue
        const { deletedCount } = await chunks.deleteMany({ files_id: attempt })
        if (deletedCount) removed++
      }
    }
    return removed
  }

  return { put, find, read, remove: id => removeStored(connection, id), sweepOrphans }
}

/** Removes a stored file, for which no key is needed: see Files.remove. */
export async function removeStored(connection: Connection, id: string): Promise<void> {
  const files = connection.collection<FileDocument>('files.files')
  const attempts = await files.find({ filename: id }, { projection: { _id: 1 } }).toArray()
  const ids = attempts.map(attempt => attempt._id)
  if (!ids.length) return
  await connection.collection<ChunkDocument>('files.chunks').deleteMany({ files_id: { $in: ids } })
  await files.deleteMany({ _id: { $in: ids } })
}

function settled(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start(error => (error ? reject(error) : resolve())))
}

async function* batches<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = []
  for await (const item of source) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length) yield batch
}
