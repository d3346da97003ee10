import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Connection } from 'mongoose'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { OpenKeys } from '../../src/app/ports.ts'
import { createLog } from '../../src/log.ts'
import { createAccountKeys } from '../../src/storage/account-keys.ts'
import { closeDatabase, openDatabase } from '../../src/storage/connection.ts'
import { useDatabase } from '../contracts/database.ts'
import { databaseServer } from '../database-server.ts'
import type { WriterOrder } from './account-writer.ts'
import { startCutLine } from './cut-line.ts'

const database = useDatabase()
const key = randomBytes(32)
const account = 'whatsapp:utama'
const opened: OpenKeys[] = []
const shutOut = { code: 'LEASE_LOST' }

const keysOf = (connection: Connection = database(), with_ = key) =>
  createAccountKeys(connection, with_, createLog('silent'))

async function open(connection?: Connection): Promise<OpenKeys> {
  const keys = await keysOf(connection).open(account)
  opened.push(keys)
  return keys
}

const batch = (values: Record<string, string | null>) =>
  new Map(Object.entries(values).map(([name, value]) => [name, value === null ? null : Buffer.from(value)]))

const shown = (keys: OpenKeys) =>
  Object.fromEntries(Array.from(keys.records, ([name, value]) => [name, Buffer.from(value).toString()]))

const rows = (name: string) => database().collection<{ _id: string }>(name).find().sort({ _id: 1 }).toArray()

afterEach(async () => {
  await Promise.all(opened.splice(0).map(keys => keys.close()))
})

/** A database address of this file's own. */
function addressed(uri: string): string {
  const url = new URL(uri)
  url.pathname = `/${database().name}`
  return url.href
}

describe('what was written', () => {
  test('is there when the account is opened again: changed, deleted and written again', async () => {
    const first = await open()
    await first.write(batch({ 'session/1': 'a', 'session/2': 'b', 'pre-key/7': 'c' }))
    await first.write(batch({ 'session/1': 'a2', 'pre-key/7': null }))
    const second = await open()
    expect(shown(second)).toEqual({ 'session/1': 'a2', 'session/2': 'b' })
    await second.write(batch({ 'pre-key/7': 'd', 'session/2': null }))
    await second.close()
    const third = await open()
    expect(shown(third)).toEqual({ 'session/1': 'a2', 'pre-key/7': 'd' })
    await third.close()
    expect(shown(await open())).toEqual({ 'session/1': 'a2', 'pre-key/7': 'd' })
  })

  test('comes out of the log into the records while writing goes on, and the log stays short', async () => {
    const keys = await open()
    for (let n = 1; n <= 450; n++)
      await keys.write(batch({ counter: String(n), [`once/${n}`]: 'x', [`once/${n - 1}`]: null }))
    await vi.waitFor(async () => expect((await rows('accountlog')).length).toBeLessThan(200))
    await keys.close()
    // Neither what lived shortly nor the log has left much behind.
    expect((await rows('accountkeys')).length).toBeLessThan(10)
    expect((await rows('accountlog')).length).toBeLessThan(5)
    expect(shown(await open())).toEqual({ counter: '450', 'once/450': 'x' })
  })

  test('and deleted leaves a mark that goes after a day', async () => {
    const keys = await open()
    await keys.write(batch({ a: '1', b: '1' }))
    await keys.close()
    const next = await open()
    await next.write(batch({ a: null }))
    await next.close()
    expect(await rows('accountkeys')).toHaveLength(2)
    const marks = database().collection('accountkeys')
    await marks.updateMany({ gone: { $ne: null } }, { $set: { gone: new Date(Date.now() - 25 * 3600_000) } })
    expect(shown(await open())).toEqual({ b: '1' })
    expect(await rows('accountkeys')).toHaveLength(1)
  })

  test('at the same moment is stored together, each caller told', async () => {
    const keys = await open()
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => keys.write(batch({ [`name/${n}`]: String(n), last: String(n) }))),
    )
    expect((await rows('accountlog')).length).toBeLessThan(10)
    const again = await open()
    expect(again.records.size).toBe(101)
    expect(shown(again)['last']).toBe('99')
  })

  test('is not mixed up with what another account has', async () => {
    const [one, other] = await Promise.all([keysOf().open('whatsapp:utama'), keysOf().open('whatsapp:utama2')])
    opened.push(one, other)
    await one.write(batch({ creds: 'one' }))
    await other.write(batch({ creds: 'other' }))
    await Promise.all([one.close(), other.close()])
    expect(shown(await open())).toEqual({ creds: 'one' })
  })

  test('is all gone once the account is forgotten, whoever still holds it, and late writers bring nothing back', async () => {
    const holder = await open()
    await holder.write(batch({ creds: 'old', 'session/1': 'old' }))
    await keysOf().forget(account)
    await expect(holder.write(batch({ creds: 'older' }))).rejects.toMatchObject(shutOut)
    // A writer that slept before its records were stored.
    await database()
      .collection<{ _id: string }>('accountkeys')
      .insertOne({ _id: `${account}/late`, n: 2, sealed: Buffer.from('x') } as never)
    const next = await open()
    expect(next.records.size).toBe(0)
    expect(await rows('accountkeys')).toEqual([])
    await next.write(batch({ creds: 'new' }))
    expect(shown(await open())).toEqual({ creds: 'new' })
  })
})

describe('the owner', () => {
  test('before can write nothing once another process opened the account', async () => {
    const first = await open()
    await first.write(batch({ 'session/1': 'first' }))
    const second = await open()
    await expect(first.write(batch({ 'session/1': 'late' }))).rejects.toMatchObject(shutOut)
    await expect(first.write(batch({ other: 'late' }))).rejects.toMatchObject(shutOut)
    await second.write(batch({ 'session/2': 'second' }))
    expect(shown(await open())).toEqual({ 'session/1': 'first', 'session/2': 'second' })
  })

  test('before can write nothing when its number was used and brought into the records long ago', async () => {
    const first = await open()
    await first.write(batch({ a: 'first' }))
    const second = await open()
    for (let n = 0; n < 5; n++) await second.write(batch({ a: `second ${n}` }))
    await second.close()
    const third = await open()
    await third.write(batch({ a: 'third' }))
    await third.close()
    await expect(first.write(batch({ a: 'late' }))).rejects.toMatchObject(shutOut)
    await expect(second.write(batch({ a: 'late' }))).rejects.toMatchObject(shutOut)
    expect(shown(await open())).toEqual({ a: 'third' })
  })

  test('wins against one that writes without a pause, of whose batches none is lost that was acknowledged', async () => {
    const first = await open()
    let acknowledged = 0
    const writing = (async () => {
      for (let n = 1; ; n++) {
        await first.write(batch({ counter: String(n) }))
        acknowledged = n
      }
    })()
    const over = expect(writing).rejects.toMatchObject(shutOut)
    await vi.waitFor(() => expect(acknowledged).toBeGreaterThan(20))
    const second = await open()
    await over
    expect(Number(shown(second)['counter'])).toBe(acknowledged)
  })

  test('is one, of many that open at once', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => open()))
    const outcomes = await Promise.allSettled(all.map((keys, n) => keys.write(batch({ winner: String(n) }))))
    expect(outcomes.filter(one => one.status === 'fulfilled')).toHaveLength(1)
    const winner = outcomes.findIndex(one => one.status === 'fulfilled')
    expect(shown(await open())).toEqual({ winner: String(winner) })
  })

  test('before that still brings its entries into the records changes nothing of what came after', async () => {
    const first = await open()
    await first.write(batch({ a: 'first', b: 'first' }))
    const second = await open()
    await second.write(batch({ a: 'second', b: null }))
    await second.close()
    // It does not know yet that it is shut out.
    await first.close()
    expect(shown(await open())).toEqual({ a: 'second' })
  })

  test('of long ago leaves no entry behind for ever', async () => {
    const log = database().collection<{ _id: string }>('accountlog')
    const id = (n: number) => `${account}/${String(n).padStart(15, '0')}`
    await log.insertMany(
      Array.from({ length: 1200 }, (_, n) => ({ _id: id(n + 1), writer: 'x', opened: true, sealed: null })) as never,
    )
    await open()
    expect(await log.countDocuments()).toBeLessThanOrEqual(1001)
    expect(await log.findOne({ _id: id(1201) })).not.toBeNull()
  })
})

test('entries left over by a process that was killed while it took them out of the log count no more', async () => {
  const log = database().collection<{ _id: string }>('accountlog')
  const keys = await open()
  await keys.write(batch({ a: '1' }))
  await keys.write(batch({ a: null }))
  await keys.write(batch({ b: '1' }))
  const [, setA, , setB] = await log.find().sort({ _id: 1 }).toArray()
  await keys.close()
  // The deletion in the middle is gone from the log, what it deleted is not.
  await log.insertOne(setA!)
  await log.replaceOne({ _id: setB!._id }, setB!)
  expect(shown(await open())).toEqual({ b: '1' })
  expect(shown(await open())).toEqual({ b: '1' })
})

describe('a lost acknowledgement', () => {
  async function line() {
    const cutLine = await startCutLine(databaseServer())
    const connection = await openDatabase(addressed(cutLine.uri))
    onTestFinished(async () => {
      await closeDatabase(connection)
      await cutLine.close()
    })
    return { ...cutLine, keys: await open(connection) }
  }

  test.each(['reply', 'request'] as const)('of a batch: the %s is lost, and it is stored once', async what => {
    const { lose, keys } = await line()
    await keys.write(batch({ a: '1' }))
    const lost = lose(what, 'accountlog')
    await keys.write(batch({ a: '2' }))
    await lost
    await keys.write(batch({ a: '3' }))
    expect((await rows('accountlog')).map(row => Number(row._id.split('/')[1]))).toEqual([1, 2, 3, 4])
    expect(shown(await open())).toEqual({ a: '3' })
  })

  test('while another process takes over is no lost batch: the other one has it', async () => {
    const { lose, keys } = await line()
    await keys.write(batch({ a: '1' }))
    let next: OpenKeys | undefined
    const lost = lose('reply', 'accountlog', async () => void (next = await open()))
    await keys.write(batch({ a: '2' }))
    await lost
    expect(shown(next!)).toEqual({ a: '2' })
    await expect(keys.write(batch({ a: '3' }))).rejects.toMatchObject(shutOut)
    await next!.write(batch({ b: '1' }))
    expect(shown(await open())).toEqual({ a: '2', b: '1' })
  })
})

describe('a process that is killed', () => {
  const names = Array.from({ length: 12 }, (_, n) => `session/${n}`)

  /** A process that writes until it is killed, after so many batches: as it begins one or as one was acknowledged. */
  async function killed(at: 'begin' | 'done', after: number): Promise<number> {
    const order: WriterOrder = { uri: addressed(databaseServer()), key: key.toString('base64'), account, names }
    const child = fork(join(import.meta.dirname, 'account-writer.ts'), [JSON.stringify(order)], { execArgv: [] })
    let done = 0
    let told = 0
    child.on('message', (message: { begin?: number; done?: number }) => {
      done = message.done ?? done
      if (message[at] !== undefined && ++told === after) child.kill('SIGKILL')
    })
    await once(child, 'exit')
    return done
  }

  test.each([
    ['begin', 1],
    ['begin', 40],
    ['done', 1],
    ['done', 25],
    ['begin', 230],
  ] as const)('leaves every acknowledged batch, and of the last one all or nothing (%s %i)', async (at, after) => {
    const done = await killed(at, after)
    const keys = await open()
    const values = new Set(names.map(name => shown(keys)[name]))
    expect(values.size).toBe(1)
    const stored = Number([...values][0] ?? 0)
    expect(stored).toBeGreaterThanOrEqual(done)
    expect(stored).toBeLessThanOrEqual(done + 2)
    expect(keys.records.size).toBe(stored ? names.length : 0)
  })

  test('again and again, each time carrying on where the last one was', async () => {
    let highest = 0
    for (const after of [3, 7, 1]) {
      const done = await killed('done', after)
      expect(done).toBeGreaterThanOrEqual(highest + after)
      highest = done
    }
    expect(Number(shown(await open())[names[0]!])).toBeGreaterThanOrEqual(highest)
  })
})

describe('in the database', () => {
  const planted = ['628123456789', '100628220000002', 'session/100628220000002_1.0', 'rahasia-sekali']

  test('stands no number, name or key in the clear, neither in the log nor in the records', async () => {
    const keys = await open()
    await keys.write(
      batch({ 'session/100628220000002_1.0': 'rahasia-sekali', 'lid-mapping/628123456789': '100628220000002' }),
    )
    const dump = async () => Buffer.from(JSON.stringify([await rows('accountlog'), await rows('accountkeys')]))
    const binary = async () => {
      const all = [...(await rows('accountlog')), ...(await rows('accountkeys'))]
      return Buffer.concat(
        all.map(row => (row as unknown as { sealed: { buffer: Buffer } | null }).sealed?.buffer ?? Buffer.alloc(0)),
      )
    }
    for (const when of ['in the log', 'in the records']) {
      if (when === 'in the records') await keys.close()
      const seen = Buffer.concat([await dump(), await binary()])
      expect(seen.length).toBeGreaterThan(300)
      for (const word of planted) expect(seen.includes(word)).toBe(false)
    }
  })

  test('a record put in the place of another does not decrypt, nor one made newer', async () => {
    const keys = await open()
    await keys.write(batch({ 'session/1': 'a', 'session/2': 'b' }))
    await keys.close()
    const records = database().collection<{ _id: string; n: number; sealed: unknown }>('accountkeys')
    const [one, two] = await records.find().sort({ _id: 1 }).toArray()
    await records.updateOne({ _id: one!._id }, { $set: { sealed: two!.sealed } })
    await expect(open()).rejects.toMatchObject({ code: 'ACCOUNT_DAMAGED' })
    await records.updateOne({ _id: one!._id }, { $set: { sealed: one!.sealed, n: one!.n + 10 } })
    await expect(open()).rejects.toMatchObject({ code: 'ACCOUNT_DAMAGED' })
    await records.updateOne({ _id: one!._id }, { $set: { n: one!.n } })
    expect((await open()).records.size).toBe(2)
  })

  test('nothing decrypts with another key', async () => {
    const keys = await open()
    await keys.write(batch({ creds: 'a' }))
    await expect(keysOf(database(), randomBytes(32)).open(account)).rejects.toMatchObject({ code: 'ACCOUNT_DAMAGED' })
  })
})
