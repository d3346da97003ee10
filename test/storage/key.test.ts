import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import mongoose, { type Connection } from 'mongoose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { bindKey, isKeyBound, loadKey } from '../../src/storage/key.ts'
import { databaseServer } from '../database-server.ts'

let dataDir: string
let logged: string
const log = createLog(
  'info',
  new Writable({
    write(line, _encoding, done) {
      logged += String(line)
      done()
    },
  }),
)

beforeEach(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), 'loket-key-')), 'data')
  logged = ''
})

afterEach(() => rm(join(dataDir, '..'), { recursive: true }))

describe('the key', () => {
  test('is made once, privately, and a warning asks to back it up without showing it', async () => {
    const first = await loadKey({ dataDir, log, mayCreate: true })
    const second = await loadKey({ dataDir, log, mayCreate: true })
    expect(second.equals(first)).toBe(true)
    const file = join(dataDir, 'encryption.key')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(dataDir)).toEqual(['encryption.key'])
    expect(logged.trim().split('\n')).toHaveLength(1)
    expect(logged).toContain('back this file up')
    expect(logged).not.toContain((await readFile(file, 'utf8')).trim())
  })

  test('is the same for processes that start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadKey({ dataDir, log, mayCreate: true })))
    expect(new Set(keys.map(key => key.toString('hex'))).size).toBe(1)
    expect(await readdir(dataDir)).toEqual(['encryption.key'])
  })

  test('that is configured needs no file', async () => {
    const key = randomBytes(32)
    const loaded = await loadKey({ configured: key.toString('base64'), dataDir, log, mayCreate: true })
    expect(loaded.equals(key)).toBe(true)
    await expect(readdir(dataDir)).rejects.toThrow('ENOENT')
  })

  test('that is damaged, missing or unreadable is not replaced', async () => {
    const invalid = { code: 'KEY_INVALID' }
    await expect(loadKey({ dataDir, log, mayCreate: false })).rejects.toMatchObject(invalid)
    await loadKey({ dataDir, log, mayCreate: true })
    const file = join(dataDir, 'encryption.key')
    await writeFile(file, 'x')
    await expect(loadKey({ dataDir, log, mayCreate: true })).rejects.toMatchObject(invalid)
    expect(await readFile(file, 'utf8')).toBe('x')
    await expect(loadKey({ configured: 'AAAA', dataDir, log, mayCreate: true })).rejects.toMatchObject(invalid)
  })
})

describe('a database', () => {
  let connection: Connection
  beforeAll(async () => {
    const dbName = `key_${randomBytes(6).toString('hex')}`
    connection = await mongoose.createConnection(databaseServer(), { dbName }).asPromise()
  })
  afterEach(async () => void (await connection.collection('settings').deleteMany({})))
  afterAll(async () => {
    await connection.dropDatabase()
    await connection.close()
  })

  test('takes its first key and refuses another', async () => {
    const key = randomBytes(32)
    expect(await isKeyBound(connection)).toBe(false)
    await bindKey(connection, key)
    await bindKey(connection, key)
    expect(await isKeyBound(connection)).toBe(true)
    await expect(bindKey(connection, randomBytes(32))).rejects.toMatchObject({ code: 'KEY_MISMATCH' })
    const kept = JSON.stringify(await connection.collection('settings').find().toArray())
    expect(kept).not.toContain(key.toString('hex'))
    expect(kept).not.toContain(key.toString('base64'))
  })

  test('takes one of several keys that come at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => bindKey(connection, randomBytes(32))))
    expect(outcomes.filter(outcome => outcome.status === 'fulfilled')).toHaveLength(1)
  })
})
