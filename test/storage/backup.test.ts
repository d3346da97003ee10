import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import mongoose, { type Connection } from 'mongoose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readBackup, saveBackup, writeBackup, type BackupOptions } from '../../src/storage/backup.ts'
import { createFiles } from '../../src/storage/files.ts'
import { bindKey } from '../../src/storage/key.ts'
import { databaseServer, dropAfterUse } from '../database-server.ts'

const { Binary, Decimal128, Double, Int32, Long, ObjectId } = mongoose.mongo
const key = randomBytes(32)
const secret = 'Sari tidak bisa masuk'
const photo = randomBytes(600_000)
/** Session keys that went back in time would read nothing: an account is linked anew after a restore. */
const leftOut = ['leases', 'accountkeys', 'accountlog', 'accounts']

/** What is cut in pieces and put back many times below. */
const inboxRows = 300

let source: Connection
let target: Connection

async function open(): Promise<Connection> {
  const dbName = `backup_${randomBytes(6).toString('hex')}`
  return mongoose.createConnection(databaseServer(), { dbName }).asPromise()
}

async function close(connection: Connection): Promise<void> {
  await dropAfterUse(connection)
  await connection.close()
}

async function backup(options?: BackupOptions): Promise<Buffer> {
  const out = new PassThrough()
  const [bytes] = await Promise.all([buffer(out), writeBackup(source, key, out, options)])
  return bytes
}

/** In pieces, as a file is read. */
function from(bytes: Buffer): Readable {
  return Readable.from(
    (function* () {
      for (let offset = 0; offset < bytes.length; offset += 60_000) yield bytes.subarray(offset, offset + 60_000)
    })(),
  )
}

async function names(connection: Connection): Promise<string[]> {
  const infos = await connection.listCollections()
  return infos.map(info => info.name).toSorted()
}

async function rows(connection: Connection, name: string): Promise<unknown[]> {
  return connection
    .collection(name)
    .find({}, { promoteValues: false, sort: { _id: 1 } })
    .toArray()
}

async function indexes(connection: Connection, name: string) {
  const listed = await connection.collection(name).listIndexes().toArray()
  return listed.map(({ v: _v, ...index }) => index).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

beforeAll(async () => {
  source = await open()
  await bindKey(source, key)
  await source.collection<{ _id: unknown; [field: string]: unknown }>('messages').insertMany([
    { _id: new ObjectId(), text: secret, at: new Date('2026-03-02T01:00:00Z'), tags: ['a', { b: null }] },
    { _id: 'teks', whole: new Int32(1), real: new Double(1), long: Long.fromString('9007199254740993') },
    { _id: new Int32(7), bytes: new Binary(randomBytes(9)), money: Decimal128.fromString('1.10'), pattern: /^a/i },
  ])
  await source.collection('messages').createIndex({ at: -1, text: 1 }, { name: 'by_time' })
  await source.collection('inbox').createIndex({ channel: 1, externalId: 1 }, { unique: true })
  await source.collection('sessions').createIndex({ until: 1 }, { expireAfterSeconds: 0 })
  await source.collection('tickets').createIndex({ state: 1 }, { partialFilterExpression: { open: true } })
  await source.collection('inbox').insertMany(
    Array.from({ length: inboxRows }, (_, n) => ({
      channel: 'telegram',
      externalId: `7:${n}`,
      text: 'halo '.repeat(40),
    })),
  )
  for (const name of leftOut) await source.collection(name).insertOne({ owner: 'a process' })
  await createFiles(source, key).put('foto-1', Readable.from([photo]), { type: 'image/png' }, photo.length)
})

beforeEach(async () => {
  target = await open()
})

afterEach(() => close(target))
afterAll(() => close(source))

describe('a backup', () => {
  test.each<[string, BackupOptions]>([
    ['encrypted', {}],
    ['plain', { plain: true }],
    ['without a snapshot', { snapshot: false }],
  ])('brings everything back: %s', async (_name, options) => {
    const summary = await readBackup(target, key, from(await backup(options)))
    expect(summary).toMatchObject({ documents: 3 + inboxRows + 1 + 1 + 3, encrypted: !options.plain })
    const copied = (await names(source)).filter(name => !leftOut.includes(name))
    expect(await names(target)).toEqual(copied)
    for (const name of copied) {
      expect(await rows(target, name)).toEqual(await rows(source, name))
      expect(await indexes(target, name)).toEqual(await indexes(source, name))
    }
    expect((await buffer(await createFiles(target, key).read('foto-1'))).equals(photo)).toBe(true)
    await bindKey(target, key)
  })

  test('brings back more rows than are read or written at once', async () => {
    const row = (_: unknown, n: number) => ({ number: n, text: 'halo' })
    await source.collection('many').insertMany(Array.from({ length: 2_100 }, row))
    await readBackup(target, key, from(await backup()))
    expect(await rows(target, 'many')).toEqual(await rows(source, 'many'))
    await source.dropCollection('many')
  })

  test('shows nothing of what it holds, unless plain', async () => {
    expect((await backup()).includes(secret)).toBe(false)
    const header = JSON.parse((await backup()).toString('latin1').split('\n')[0] ?? '')
    expect(header).toMatchObject({ format: 'loket-backup', version: 1, encrypted: true })
    expect(Date.parse(header.made)).toBeGreaterThan(0)
  })

  test('never has a counter behind what it counted', async () => {
    const out = new PassThrough({ highWaterMark: 1 })
    const done = writeBackup(source, key, out)
    // The reader has not read on: at most the first collections are taken.
    await source.collection('tickets').insertOne({ number: 'TBB-2026-000001' })
    await source.collection('counters').insertOne({ last: 1 })
    const bytes = await buffer(out)
    await done
    await readBackup(target, key, from(bytes))
    const tickets = await target.collection('tickets').countDocuments()
    expect(await target.collection('counters').countDocuments()).toBeGreaterThanOrEqual(tickets)
    await source.dropCollection('counters')
    await source.collection('tickets').deleteMany({})
  })

  test('goes only into an empty database and leaves a filled one alone', async () => {
    const bytes = await backup()
    await target.collection('notes').insertOne({ text: 'mine' })
    await expect(readBackup(target, key, from(bytes))).rejects.toMatchObject({ code: 'DATABASE_NOT_EMPTY' })
    expect(await target.collection('notes').countDocuments()).toBe(1)
    expect(await names(target)).toEqual(['notes'])
  })

  test('goes into a database whose collections were made but never used', async () => {
    await target.collection('inbox').createIndex({ old: 1 })
    await readBackup(target, key, from(await backup()))
    expect(await indexes(target, 'inbox')).toEqual(await indexes(source, 'inbox'))
  })

  test('begins afresh after a restore that was killed, and Loket does not start on the half', async () => {
    await target.collection<{ _id: string }>('settings').insertOne({ _id: 'restoring' })
    await target.collection('inbox').insertOne({ half: true })
    await expect(bindKey(target, key)).rejects.toMatchObject({ code: 'BACKUP_INVALID' })
    const none = new PassThrough().resume()
    await expect(writeBackup(target, key, none)).rejects.toMatchObject({ code: 'BACKUP_INVALID' })
    await readBackup(target, key, from(await backup()))
    expect(await target.collection('inbox').countDocuments()).toBe(inboxRows)
    await bindKey(target, key)
  })
})

describe('a bad backup leaves the database empty', () => {
  const refused = async (bytes: Buffer, withKey = key) => {
    await expect(readBackup(target, withKey, from(bytes))).rejects.toMatchObject({ code: 'BACKUP_INVALID' })
    expect(await names(target)).toEqual([])
  }

  test.each<[string, BackupOptions]>([
    ['encrypted', {}],
    ['plain', { plain: true }],
  ])('when it was cut short (%s)', async (_name, options) => {
    const bytes = await backup(options)
    for (const part of [0, 0.001, 0.3, 0.9]) await refused(bytes.subarray(0, Math.floor(bytes.length * part)))
    await refused(bytes.subarray(0, -1))
  })

  test.each<[string, BackupOptions]>([
    ['encrypted', {}],
    ['plain', { plain: true }],
  ])('when a byte was changed (%s)', async (_name, options) => {
    const bytes = await backup(options)
    const places = [0, 30, 300, Math.floor(bytes.length / 2), bytes.length - 5]
    if (options.plain) places.shift()
    for (const place of places) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(place) ^ 0x10, place)
      await refused(changed)
    }
  })

  test('when it was made with another key', async () => {
    await refused(await backup(), randomBytes(32))
    await refused(await backup({ plain: true }), randomBytes(32))
  })

  test('when the header of an encrypted one was rewritten', async () => {
    const bytes = await backup()
    await refused(Buffer.from(bytes.toString('latin1').replace(/"made":"20/, '"made":"19'), 'latin1'))
  })

  test('when it is something else', async () => {
    await refused(Buffer.from('halo\n'))
    await refused(Buffer.from('null\n'))
    await refused(randomBytes(50_000))
    const line = (await backup({ plain: true })).toString('latin1').split('\n')[0]
    for (const content of ['', 'Z', 'ZZZZZZZZZZZZZ', '\0'.repeat(100)])
      await refused(Buffer.concat([Buffer.from(`${line}\n`, 'latin1'), gzipSync(content)]))
  })
})

describe('a backup file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loket-backup-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('is private, replaces the one before and can be restored', async () => {
    const path = join(folder, 'satu.loket')
    await writeFile(path, 'old')
    await saveBackup(source, key, path)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['satu.loket'])
    await readBackup(target, key, createReadStream(path))
    expect(await target.collection('inbox').countDocuments()).toBe(inboxRows)
  })

  test('does not appear when the backup fails', async () => {
    const path = join(folder, 'satu.loket')
    await writeFile(path, 'old')
    await source.collection<{ _id: string }>('settings').insertOne({ _id: 'restoring' })
    await expect(saveBackup(source, key, path)).rejects.toMatchObject({ code: 'BACKUP_INVALID' })
    await source.collection<{ _id: string }>('settings').deleteOne({ _id: 'restoring' })
    expect(await readdir(folder)).toEqual(['satu.loket'])
    expect(await readFile(path, 'utf8')).toBe('old')
  })
})
