import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import mongoose, { type Connection } from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createFiles, type Files } from '../../src/storage/files.ts'
import { databaseServer, dropAfterUse } from '../database-server.ts'

const key = randomBytes(32)
const limit = 5 * 1024 * 1024
const photo = randomBytes(700_000)
const meta = { name: 'layar.png', type: 'image/png' }
const tomorrow = () => new Date(Date.now() + 86_400_000)
const nothing = async () => new Set<string>()

let connection: Connection
let files: Files

async function* pieces(content: Buffer, step = 50_000): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < content.length; offset += step) yield content.subarray(offset, offset + step)
}

async function* breakingOff(content: Buffer): AsyncGenerator<Uint8Array> {
  yield* pieces(content)
  throw new Error('the line broke')
}

const content = async (id: string) => buffer(await files.read(id))
const stored = async () => ({
  files: await connection.collection('files.files').countDocuments(),
  chunks: await connection.collection('files.chunks').countDocuments(),
})

beforeAll(async () => {
  const dbName = `files_${randomBytes(6).toString('hex')}`
  connection = await mongoose.createConnection(databaseServer(), { dbName }).asPromise()
})

beforeEach(async () => {
  await connection.collection('files.files').deleteMany({})
  await connection.collection('files.chunks').deleteMany({})
  files = createFiles(connection, key)
})

afterAll(async () => {
  await dropAfterUse(connection)
  await connection.close()
})

describe('a file', () => {
  test('comes back as it was, with its size and hash', async () => {
    const sha256 = createHash('sha256').update(photo).digest('hex')
    const expected = { id: 'foto-1', ...meta, size: photo.length, sha256 }
    expect(await files.put('foto-1', pieces(photo), meta, limit)).toEqual(expected)
    expect((await content('foto-1')).equals(photo)).toBe(true)
    expect(await files.find('foto-1')).toEqual(expected)
    expect(await files.find('foto-2')).toBeUndefined()
  })

  test('may be empty and nameless', async () => {
    await files.put('kosong', pieces(Buffer.alloc(0)), { type: 'text/plain' }, limit)
    expect(await content('kosong')).toHaveLength(0)
  })

  test('is not readable in the database', async () => {
    await files.put('surat', pieces(Buffer.from('NIK 3273012345678901 '.repeat(1000))), meta, limit)
    const chunks = await connection.collection('files.chunks').find().toArray()
    expect(chunks.some(chunk => chunk.data.buffer.includes('3273012345678901'))).toBe(false)
  })

  test('is kept when it is put again', async () => {
    await files.put('foto-1', pieces(photo), meta, limit)
    const again = Readable.from(pieces(Buffer.from('lain')))
    expect(await files.put('foto-1', again, meta, limit)).toMatchObject({ size: photo.length })
    expect(again.destroyed).toBe(true)
    expect((await content('foto-1')).equals(photo)).toBe(true)
    expect((await stored()).files).toBe(1)
  })

  test('survives two uploads at the same time', async () => {
    await Promise.all([
      files.put('foto-1', pieces(photo), meta, limit),
      files.put('foto-1', pieces(photo), meta, limit),
    ])
    expect((await content('foto-1')).equals(photo)).toBe(true)
    await files.remove('foto-1')
    expect(await stored()).toEqual({ files: 0, chunks: 0 })
  })

  test('leaves nothing when it is over the limit', async () => {
    const large = pieces(randomBytes(limit + 1))
    await expect(files.put('besar', large, meta, limit)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' })
    expect(await stored()).toEqual({ files: 0, chunks: 0 })
    expect(await files.put('pas', pieces(randomBytes(limit)), meta, limit)).toMatchObject({ size: limit })
  })

  test('leaves nothing when its source breaks off, and can be put again', async () => {
    await expect(files.put('foto-1', breakingOff(photo), meta, limit)).rejects.toThrow('the line broke')
    expect(await stored()).toEqual({ files: 0, chunks: 0 })
    await files.put('foto-1', pieces(photo), meta, limit)
    expect((await content('foto-1')).equals(photo)).toBe(true)
  })
})

describe('what cannot be read says why', () => {
  test('when it is not there', async () => {
    await expect(files.read('tidak-ada')).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' })
  })

  test('when a byte was changed', async () => {
    await files.put('foto-1', pieces(photo), meta, limit)
    const chunks = connection.collection('files.chunks')
    const chunk = await chunks.findOne({ n: 1 })
    if (!chunk) throw new Error('no such chunk')
    const bytes = Buffer.from(chunk.data.buffer)
    bytes.writeUInt8(bytes.readUInt8(99) ^ 1, 99)
    await chunks.updateOne({ _id: chunk._id }, { $set: { data: bytes } })
    await expect(content('foto-1')).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
  })

  test.each([0, 1, 2])('when part %i is missing', async n => {
    await files.put('foto-1', pieces(photo), meta, limit)
    await connection.collection('files.chunks').deleteOne({ n })
    await expect(content('foto-1')).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
  })

  test('when the key is another, or the content of another file was put in its place', async () => {
    await files.put('foto-1', pieces(photo), meta, limit)
    files = createFiles(connection, randomBytes(32))
    await expect(content('foto-1')).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
    files = createFiles(connection, key)
    await connection.collection('files.files').updateOne({}, { $set: { filename: 'foto-2' } })
    await expect(content('foto-2')).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
  })

  test('a reader that stops early leaves no error behind', async () => {
    await files.put('foto-1', pieces(photo), meta, limit)
    const stream = await files.read('foto-1')
    const closed = new Promise(resolve => stream.once('close', resolve))
    for await (const piece of stream) if (piece) break
    await closed
    expect(stream.destroyed).toBe(true)
  })
})

describe('a sweep', () => {
  test('takes what nobody refers to and leaves the rest', async () => {
    for (const id of ['foto-1', 'foto-2', 'foto-3']) await files.put(id, pieces(photo), meta, limit)
    const asked: string[] = []
    const removed = await files.sweepOrphans(async ids => {
      asked.push(...ids)
      return new Set(['foto-2'])
    }, tomorrow())
    expect(removed).toBe(2)
    expect(asked.toSorted()).toEqual(['foto-1', 'foto-2', 'foto-3'])
    expect((await content('foto-2')).equals(photo)).toBe(true)
    expect(await stored()).toEqual({ files: 1, chunks: 3 })
  })

  test('leaves what is young', async () => {
    await files.put('foto-1', pieces(photo), meta, limit)
    expect(await files.sweepOrphans(nothing, new Date(Date.now() - 3_600_000))).toBe(0)
    expect((await content('foto-1')).equals(photo)).toBe(true)
  })

  test('leaves an old file that is put again while it runs', async () => {
    await files.put('foto-1', pieces(photo), meta, limit)
    const yesterday = new Date(Date.now() - 86_400_000)
    await connection.collection('files.files').updateOne({}, { $set: { uploadDate: yesterday } })
    const removed = await files.sweepOrphans(
      async () => {
        await files.put('foto-1', pieces(photo), meta, limit)
        return new Set()
      },
      new Date(Date.now() - 3_600_000),
    )
    expect(removed).toBe(0)
    expect((await content('foto-1')).equals(photo)).toBe(true)
  })

  test('takes the remains of an upload that a crash cut off', async () => {
    await files.put('foto-1', pieces(photo), meta, limit)
    await files.put('foto-2', pieces(photo), meta, limit)
    await connection.collection('files.files').deleteOne({ filename: 'foto-1' })
    expect(await files.sweepOrphans(async ids => new Set(ids), new Date(Date.now() - 3_600_000))).toBe(0)
    expect(await files.sweepOrphans(async ids => new Set(ids), tomorrow())).toBe(1)
    expect(await stored()).toEqual({ files: 1, chunks: 3 })
  })
})
