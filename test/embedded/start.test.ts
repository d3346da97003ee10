import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { joinEmbedded, startEmbedded, type EmbeddedOptions, type EmbeddedServers } from '../../src/embedded/start.ts'
import { createLog } from '../../src/log.ts'

const toolsDir = inject('toolsDir')
const log = createLog('silent')
const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Embedded servers on a folder, ended after the test at the latest. */
async function start(dataDir: string, options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedServers> {
  const servers = await startEmbedded({
    dataDir,
    toolsDir,
    databaseName: 'loket_test',
    install: false,
    log,
    ...options,
  })
  closing.push(() => servers.stop())
  return servers
}

async function connectDatabase(uri: string): Promise<mongoose.Connection> {
  const connection = await mongoose.createConnection(uri, { serverSelectionTimeoutMS: 5_000 }).asPromise()
  closing.push(() => connection.close(true))
  return connection
}

function connectRedis(url: string): Redis {
  const redis = new Redis(url, { retryStrategy: () => 50 })
  redis.on('error', () => undefined)
  closing.push(() => redis.disconnect())
  return redis
}

/** For tests that need no database of their own. */
const redisOnly = { mongodbUri: 'mongodb://database.example/loket' }

/** Command lines of live processes that name the folder. */
function processesOn(folder: string): string[] {
  return readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .map(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      } catch {
        return '' // it ended while we looked
      }
    })
    .filter(line => line.includes(folder))
}

describe('embedded servers', () => {
  let dataDir: string

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'loket-embedded-'))
    // The first start may have to build the tools.
    const servers = await startEmbedded({
      dataDir,
      toolsDir,
      databaseName: 'loket_test',
      install: process.getuid?.() === 0,
      log,
    })
    await servers.stop()
  }, 300_000)

  afterAll(() => rm(dataDir, { recursive: true, force: true }))

  test('both answer within 5 s, durable as Loket needs them', async () => {
    const begun = performance.now()
    const servers = await start(dataDir)
    expect(performance.now() - begun).toBeLessThan(5_000)
    expect(servers.started).toHaveLength(2)
    const redis = connectRedis(servers.redisUrl)
    expect(await redis.config('GET', 'appendonly')).toContain('yes')
    expect(await redis.config('GET', 'maxmemory-policy')).toContain('noeviction')
    const connection = await connectDatabase(servers.mongodbUri)
    expect(connection.name).toBe('loket_test')
    expect(await connection.db!.admin().ping()).toMatchObject({ ok: 1 })
  })

  test('a transaction is kept whole or not at all', async () => {
    const { mongodbUri } = await start(dataDir)
    const connection = await connectDatabase(mongodbUri)
    const Counter = connection.model('Counter', new mongoose.Schema({ value: Number }))
    await Counter.createCollection()
    await connection.transaction(async session => {
      await Counter.create([{ value: 1 }, { value: 2 }], { session, ordered: true })
    })
    const failing = connection.transaction(async session => {
      await Counter.create([{ value: 3 }], { session })
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect((await Counter.find().sort('value').lean()).map(row => row.value)).toEqual([1, 2])
  })

  test('a restart keeps port and data', async () => {
    const servers = await start(dataDir)
    const redis = connectRedis(servers.redisUrl)
    const connection = await connectDatabase(servers.mongodbUri)
    await redis.set('kept', 'yes')
    await connection.collection('kept').insertOne({ kept: 'yes' })
    await Promise.all([servers.restart('redis'), servers.restart('database')])
    expect(await redis.get('kept')).toBe('yes')
    expect(await connection.collection('kept').findOne({})).toMatchObject({ kept: 'yes' })
  })

  test('kill -9 of the database loses no write it acknowledged', async () => {
    const servers = await start(dataDir)
    const writing = await mongoose
      .createConnection(servers.mongodbUri, { serverSelectionTimeoutMS: 500, maxPoolSize: 8 })
      .asPromise()
    closing.push(() => writing.close(true))
    const acknowledged: number[] = []
    let next = 0
    let killed = false
    const lane = async (): Promise<void> => {
      for (;;) {
        const number = next++
        try {
          await writing.collection('written').insertOne({ number })
        } catch (error) {
          if (killed) return
          throw error
        }
        acknowledged.push(number)
        if (acknowledged.length === 400) {
          killed = true
          servers.kill('database')
        }
      }
    }
    await Promise.all(Array.from({ length: 8 }, lane))
    await servers.restart('database')
    const connection = await connectDatabase(servers.mongodbUri)
    const rows = await connection.collection('written').find().toArray()
    const found = new Set(rows.map(row => row['number']))
    expect(acknowledged.filter(number => !found.has(number))).toEqual([])
    expect(acknowledged.length).toBeGreaterThanOrEqual(400)
  })

  test('a server that falls over by itself comes back on its port', async () => {
    const servers = await start(dataDir, redisOnly)
    const redis = connectRedis(servers.redisUrl)
    await redis.set('before', 'yes')
    const fallen = /process_id:(\d+)/.exec(await redis.info('server'))![1]
    process.kill(Number(fallen), 'SIGKILL')
    await expect.poll(() => redis.get('before').catch(() => 'down'), { timeout: 20_000 }).toBe('yes')
    expect(await redis.info('server')).not.toContain(`process_id:${fallen}\r`)
  })

  test('a second start on the same folder is refused', async () => {
    await start(dataDir, redisOnly)
    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'EMBEDDED_FAILED',
      detail: 'another Loket runs on this folder',
    })
  })

  test('a command works beside a running Loket, on its own before it, and is waited for', async () => {
    const options = { dataDir, toolsDir, databaseName: 'loket_test', install: false, log, ...redisOnly }
    const alone = await joinEmbedded(options)
    closing.push(() => alone.stop())
    const starting = start(dataDir, redisOnly)
    expect(await connectRedis(alone.redisUrl).ping()).toBe('PONG')
    await alone.stop()
    const loket = await starting
    expect(await connectRedis(loket.redisUrl).ping()).toBe('PONG')

    const beside = await joinEmbedded(options)
    expect(beside).toMatchObject({ redisUrl: loket.redisUrl, started: [] })
    await beside.stop()
    expect(await connectRedis(loket.redisUrl).ping()).toBe('PONG')
    const other = joinEmbedded({ ...options, mongodbUri: undefined })
    await expect(other).rejects.toMatchObject({ code: 'EMBEDDED_FAILED', detail: expect.stringContaining('settings') })
  })

  test.skipIf(!existsSync('/proc/self/cmdline'))(
    'kill -9 of the process leaves no child and a free folder',
    async () => {
      const parent = spawn(process.execPath, [join(import.meta.dirname, 'parent.ts'), dataDir, toolsDir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      closing.push(() => parent.kill('SIGKILL'))
      const [line] = (await once(parent.stdout, 'data')) as [Buffer]
      const { mongodbUri } = JSON.parse(String(line)) as { mongodbUri: string }
      const connection = await connectDatabase(mongodbUri)
      await connection.collection('orphan').insertOne({ written: 'before the kill' })
      await connection.close(true)
      expect(processesOn(dataDir).length).toBeGreaterThanOrEqual(5) // the parent, two servers, their shells
      await expect(start(dataDir)).rejects.toMatchObject({ code: 'EMBEDDED_FAILED' })

      parent.kill('SIGKILL')
      await once(parent, 'exit')
      // No wait in between: the new start must cope with servers that are still dying.
      const servers = await start(dataDir)
      const again = await connectDatabase(servers.mongodbUri)
      expect(await again.collection('orphan').findOne({})).toMatchObject({ written: 'before the kill' })
      await again.close(true)
      await servers.stop()
      await expect.poll(() => processesOn(dataDir)).toEqual([])
    },
  )

  test('given addresses are used as they are and nothing is started', async () => {
    const redisUrl = 'redis://redis.example:6379'
    const mongodbUri = 'mongodb://database.example/loket'
    const folder = join(dataDir, 'untouched')
    expect(await start(folder, { redisUrl, mongodbUri })).toMatchObject({ redisUrl, mongodbUri, started: [] })
    expect(existsSync(folder)).toBe(false)
  })

  test('a server that cannot start is named with its last words, and nothing stays behind', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'loket-embedded-'))
    closing.push(() => rm(broken, { recursive: true, force: true }))
    const servers = await start(broken, redisOnly)
    await servers.stop()
    await writeFile(join(broken, 'redis', 'appendonlydir', 'appendonly.aof.manifest'), 'nonsense\n')
    const refused = start(broken, redisOnly)
    await expect(refused).rejects.toMatchObject({
      code: 'EMBEDDED_FAILED',
      detail: expect.stringMatching(/^(redis|valkey)-server: .{10}/),
    })
    await expect.poll(() => processesOn(broken)).toEqual([])
    expect(await readFile(join(broken, 'logs', 'redis.log'), 'utf8')).not.toBe('')
  })
})
