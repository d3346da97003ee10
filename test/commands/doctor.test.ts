import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Connection } from 'mongoose'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { judgeDisk } from '../../src/commands/doctor/machine.ts'
import { readConfig } from '../../src/config.ts'
import { startEmbedded } from '../../src/embedded/start.ts'
import { createLog } from '../../src/log.ts'
import { startLoket } from '../../src/loket.ts'
import { startTelegram, type TelegramNetwork } from '../../src/simulator/telegram/server.ts'
import { closeDatabase, openDatabase } from '../../src/storage/connection.ts'
import { bindKey } from '../../src/storage/key.ts'
import { databaseServer } from '../database-server.ts'

const { PATH, NODE_COMPILE_CACHE } = process.env
const doctor = join(import.meta.dirname, '../../src/commands/doctor.ts')
const log = createLog('silent')
const group = -1001000000777
const budi = 7001
const wati = 7002

let folder: string
let telegram: TelegramNetwork
let env: Record<string, string>
const closing: (() => unknown)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loket-doctor-'))
  closing.push(() => rm(folder, { recursive: true, force: true }))
  telegram = await startTelegram({ groups: [{ id: group, title: 'Help Desk LPSE', forum: true }] })
  closing.push(() => telegram.stop())
  const database = new URL(databaseServer())
  database.pathname = `/doctor_${randomBytes(6).toString('hex')}`
  env = {
    DATA_DIR: join(folder, 'data'),
    MONGODB_URI: database.href,
    REDIS_URL: inject('redisUrl'),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.root,
    TELEGRAM_STAFF_GROUP: String(group),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  }
})

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** The real command in a process of its own, in a folder without .env. */
async function runDoctor(...words: string[]): Promise<{ code: number; said: string }> {
  const answer = await new Promise<{ code: number; said: string }>(resolve => {
    execFile(
      process.execPath,
      [doctor, ...words],
      { cwd: folder, env: { PATH, NODE_COMPILE_CACHE, ...env } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
    )
  })
  for (const secret of ['TELEGRAM_BOT_TOKEN', 'ENCRYPTION_KEY'])
    if (env[secret]) expect(answer.said).not.toContain(env[secret])
  return answer
}

/** A database in which Loket ran before, as Loket left it. */
async function usedDatabase(): Promise<Connection> {
  const connection = await openDatabase(env.MONGODB_URI!)
  closing.push(async () => {
    await connection.dropDatabase()
    await closeDatabase(connection)
  })
  await bindKey(connection, Buffer.from(env.ENCRYPTION_KEY!, 'base64'))
  return connection
}

const line = (sign: string, about: string, seen: string) =>
  expect.stringMatching(new RegExp(`^${sign} ${about} +.*${seen}`, 'm'))

describe('npm run doctor', () => {
  test('everything is well beside a running Loket', async () => {
    const connection = await usedDatabase()
    const loket = await startLoket(readConfig({ ...env, PORT: '0' }), { log })
    closing.push(() => loket.stop())
    const running = connection.collection('leases')
    await expect.poll(() => running.countDocuments({ _id: /^process / as never }), { timeout: 20_000 }).toBe(2)

    const { code, said } = await runDoctor()
    expect(said).toMatch(/Semua baik\.|Tidak ada yang rusak/)
    expect(said).toEqual(line('✓', 'Kebijakan, alur', 'sah'))
    expect(code).toBe(0)
    expect(said).not.toContain('✗')
    for (const about of ['Token bot', 'Pesan masuk', 'Grup petugas', 'Mode privasi', 'Jam komputer', 'Ruang disk'])
      expect(said).toEqual(line('✓', about, ''))
    for (const about of ['Redis', 'Redis: ruang', 'Redis: catatan', 'Transaksi', 'Tulis ke disk', 'Indeks', 'Loket'])
      expect(said).toEqual(line('✓', about, ''))
    expect(said).toEqual(line('✓', 'Kunci enkripsi', 'cocok'))
    expect((await connection.listCollections()).map(({ name }) => name).filter(name => /doctor/.test(name))).toEqual([])
  })

  test('a bot is only asked, never used', async () => {
    await runDoctor()
    const asked = new Set(telegram.ledger.calls.map(({ method }) => method))
    expect(asked).toEqual(new Set(['getMe', 'getWebhookInfo', 'getChat', 'getChatMember']))
  })

  test('a staff group that is not fit is named with what to do', async () => {
    const basic = -1001000000778
    telegram.addGroup(basic, 'Tanpa topik', false)
    telegram.setBotRights(basic, { admin: false })
    telegram.setBotRights(group, { can_manage_topics: false, can_delete_messages: false })
    env.TELEGRAM_STAFF_GROUP = `${group},${basic},-1001000000999`
    const { code, said } = await runDoctor()
    expect(code).toBe(1)
    expect(said).toEqual(line('✗', 'Grup petugas 1', 'tidak boleh mengelola topik\n +→ .*nyalakan Kelola topik'))
    expect(said).toEqual(
      line('–', 'Grup petugas 1', 'tidak boleh menghapus pesan.*topik tiket lama\\b.*\\n +→ .*nyalakan Hapus pesan'),
    )
    expect(said).toEqual(line('–', 'Grup petugas 2', 'tidak memakai topik.*\n +→ .*aktifkan Topik'))
    expect(said).toEqual(line('✗', 'Grup petugas 2', 'bukan admin'))
    expect(said).toEqual(line('✗', 'Grup petugas 3', 'tidak dikenal bot\n +→ Masukkan bot'))
    expect(said).toEqual(line('✗', 'Mode privasi', 'bukan admin'))
  })

  test('a group that became a supergroup is named with its new id', async () => {
    const next = telegram.migrate(group)
    expect(await runDoctor()).toMatchObject({
      code: 1,
      said: line('✗', 'Grup petugas', `\n +→ .*TELEGRAM_STAFF_GROUP=${next}`),
    })
  })

  test('a wrong token and a Telegram out of reach are told apart', async () => {
    env.TELEGRAM_BOT_TOKEN = '7000000002:salah'
    expect(await runDoctor()).toMatchObject({ code: 1, said: line('✗', 'Token bot', 'ditolak') })
    telegram.down(true)
    expect(await runDoctor()).toMatchObject({ code: 1, said: line('✗', 'Token bot', 'tidak menjawab') })
  })

  test('a webhook that fails is named with what Telegram says of it', async () => {
    env.PUBLIC_URL = 'http://127.0.0.1:9'
    env.TELEGRAM_WEBHOOK_SECRET = randomBytes(12).toString('hex')
    expect(await runDoctor()).toMatchObject({ said: line('–', 'Pesan masuk', 'belum terpasang') })
    const address = `${telegram.root}/bot${telegram.token}/setWebhook`
    await fetch(`${address}?url=${encodeURIComponent(`${env.PUBLIC_URL}/telegram/webhook`)}`)
    telegram.say(5001, { text: 'Halo' })
    await expect.poll(async () => (await runDoctor()).said, { timeout: 20_000 }).toContain('webhook gagal: Connection')
    expect(await runDoctor()).toMatchObject({ code: 1, said: line('✗', 'Pesan masuk', '1 pesan menunggu') })
  })

  test('a clock that is wrong is measured against Telegram', async () => {
    const past = createServer((request, response) => {
      void fetch(new URL(request.url!, telegram.root), { method: request.method! }).then(async answer => {
        response.writeHead(answer.status, { date: new Date(Date.now() - 90_000).toUTCString() })
        response.end(await answer.text())
      })
    }).listen(0, '127.0.0.1')
    closing.push(() => past.close())
    await expect.poll(() => past.address()).not.toBeNull()
    env.TELEGRAM_API_ROOT = `http://127.0.0.1:${(past.address() as AddressInfo).port}`
    const { said } = await runDoctor()
    expect(said).toEqual(line('✗', 'Jam komputer', '(89|90|91) detik lebih cepat'))
  })

  test('a database that lacks an index or has another key is told', async () => {
    const connection = await usedDatabase()
    expect((await runDoctor()).said).toEqual(line('✓', 'Indeks', 'lengkap'))
    await connection.collection('outbox').dropIndex('source_1')
    env.ENCRYPTION_KEY = randomBytes(32).toString('base64')
    const { code, said } = await runDoctor()
    expect(code).toBe(1)
    expect(said).toEqual(line('✗', 'Indeks', 'outbox'))
    expect(said).toEqual(line('✗', 'Kunci enkripsi', 'bukan kunci basis data ini'))
    delete env.ENCRYPTION_KEY
    expect((await runDoctor()).said).toEqual(line('✗', 'Kunci enkripsi', 'tidak ditemukan'))
  })

  test('a message that was set aside is counted and put back', async () => {
    const connection = await usedDatabase()
    const inbox = connection.collection<{ _id: string }>('inbox')
    const parked = { state: 'parked', attempts: 5, shard: 0, seq: 1, contact: 'c', awaits: false, at: new Date() }
    await inbox.insertOne({ _id: 'satu', ...parked } as never)
    expect(await runDoctor()).toMatchObject({ code: 1, said: line('✗', 'Pesan disisihkan', '1 pesan') })
    const again = await runDoctor('--retry-parked')
    expect(again).toMatchObject({ code: 0, said: line('✓', 'Pesan disisihkan', '1 dikembalikan') })
    expect(await inbox.findOne({ _id: 'satu' })).toMatchObject({ state: 'new', attempts: 0 })
    expect((await runDoctor()).said).toEqual(line('✓', 'Pesan disisihkan', 'tidak ada'))
  })

  test('whether what is too old is deleted is told, and what of it waits for a person', async () => {
    const connection = await usedDatabase()
    expect((await runDoctor()).said).toEqual(line('–', 'Masa simpan', 'belum pernah dijalankan'))
    const settings = connection.collection<{ _id: string }>('settings')
    const ranAt = (days: number) =>
      settings.updateOne(
        { _id: 'retention' },
        { $set: { ranAt: new Date(Date.now() - days * 24 * 3600_000) } },
        { upsert: true },
      )
    await ranAt(0.2)
    expect((await runDoctor()).said).toEqual(line('✓', 'Masa simpan', 'kurang dari sehari yang lalu'))
    await ranAt(5.5)
    expect((await runDoctor()).said).toEqual(line('–', 'Masa simpan', '5 hari yang lalu'))
    await connection.collection<{ _id: string }>('topics').insertOne({ _id: 'TBB-1', leaving: new Date() } as never)
    const loket = await startLoket(readConfig({ ...env, PORT: '0' }), { log })
    closing.push(() => loket.stop())
    const processes = connection.collection('leases')
    await expect.poll(() => processes.countDocuments({ _id: /^process / as never }), { timeout: 20_000 }).toBe(2)
    // At night the running Loket deletes at once, so that nothing is late.
    const { said } = await runDoctor()
    expect(said).toEqual(line('[✗✓]', 'Masa simpan', 'yang lalu'))
    expect(said).toEqual(line('–', 'Salinan di grup', '1 tiket lama.*\\n +→ npm run retensi'))
  })

  test('anggota whom the bot cannot reach are counted, not named', async () => {
    const connection = await usedDatabase()
    const anggota = (id: number, name: string, rest: object) =>
      ({ _id: `telegram:${id}`, id: String(id), name, member: true, reachable: false, ...rest }) as never
    await connection
      .collection('staff')
      .insertMany([
        anggota(budi, 'Budi Santoso', {}),
        anggota(wati, 'Wati', { reachable: true }),
        anggota(7003, 'Joko', { member: false }),
      ])
    const { said } = await runDoctor()
    expect(said).toEqual(line('–', 'Petugas', '1 dari 2 belum menekan Start: B•••\n +→ .*menekan Start'))
    expect(said).not.toMatch(/Budi|Santoso|Wati|Joko/)
  })

  test('a database out of reach is told, and the rest is still looked at', async () => {
    env.MONGODB_URI = 'mongodb://loket:rahasia@127.0.0.1:9/loket?replicaSet=rs0'
    const { code, said } = await runDoctor()
    expect(code).toBe(1)
    expect(said).toEqual(line('✗', 'Basis data', 'tidak menjawab\n +→ Periksa MONGODB_URI'))
    expect(said).toEqual(line('✓', 'Redis', 'menjawab'))
    expect(said).toEqual(line('✓', 'Grup petugas', ''))
    expect(said).not.toContain('rahasia')
  })

  test('all wrong settings are named at once, without their values', async () => {
    Object.assign(env, { PORT: 'delapan', TELEGRAM_BOT_TOKEN: 'rahasia', MONGODB_URI: 'postgres://x' })
    const { code, said } = await runDoctor()
    expect(code).toBe(1)
    for (const name of ['PORT', 'TELEGRAM_BOT_TOKEN', 'MONGODB_URI']) expect(said).toEqual(line('✗', 'Setelan', name))
    expect(said).not.toMatch(/rahasia|postgres/)
  })

  test('.env is read as Loket reads it', async () => {
    const { TELEGRAM_BOT_TOKEN, ...rest } = env
    env = rest
    await writeFile(join(folder, '.env'), `TELEGRAM_BOT_TOKEN=${TELEGRAM_BOT_TOKEN}\n`)
    expect((await runDoctor()).said).toEqual(line('✓', 'Token bot', 'diterima'))
  })

  test('in a new folder nothing is made, and the simulation is named', async () => {
    env = { DATA_DIR: join(folder, 'baru') }
    await mkdir(env.DATA_DIR!)
    expect(await runDoctor()).toMatchObject({ code: 0, said: expect.stringContaining('SIMULASI') })
    expect(await readdir(env.DATA_DIR!)).toEqual([])
  })

  test('a Redis that may forget is told how to remember', async () => {
    const servers = await startEmbedded({
      dataDir: join(folder, 'redis'),
      mongodbUri: env.MONGODB_URI,
      databaseName: 'unused',
      install: false,
      log,
    })
    closing.push(() => servers.stop())
    env.REDIS_URL = servers.redisUrl
    const redis = new Redis(servers.redisUrl)
    closing.push(() => redis.disconnect())
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru')
    await redis.config('SET', 'appendonly', 'no')
    const { code, said } = await runDoctor()
    expect(code).toBe(1)
    expect(said).toEqual(line('✗', 'Redis: ruang', '\n +→ .*maxmemory-policy noeviction'))
    expect(said).toEqual(line('✗', 'Redis: catatan', '\n +→ .*appendonly yes'))
    env.REDIS_URL = 'redis://127.0.0.1:9'
    expect((await runDoctor()).said).toEqual(line('✗', 'Redis', 'tidak menjawab\n +→ Periksa REDIS_URL'))
  })
})

test('a disk with less than 1 GB left is bad', () => {
  expect(judgeDisk(0.9 * 1024 ** 3)).toMatchObject({ state: 'bad', seen: '0,9 GB kosong' })
  expect(judgeDisk(1.2 * 1024 ** 3)).toMatchObject({ state: 'good' })
})
