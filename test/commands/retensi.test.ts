import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from 'mongoose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Effect, Topic } from '../../src/app/ports.ts'
import { startTelegram, type TelegramNetwork } from '../../src/simulator/telegram/server.ts'
import { closeDatabase, openDatabase } from '../../src/storage/connection.ts'
import { createOutbox } from '../../src/storage/outbox.ts'
import { createRecords } from '../../src/storage/records.ts'
import { ticket, wanted } from '../contracts/samples.ts'
import { databaseServer } from '../database-server.ts'

const root = join(import.meta.dirname, '../..')
const group = -1001000000777
const one = 'TBB-2024-000001'
const two = 'TBB-2024-000002'
const closedAt = new Date('2024-03-02T01:00:00Z')

let folder: string
let telegram: TelegramNetwork
let env: NodeJS.ProcessEnv
let connection: Connection

/** The real command in a process of its own, in a folder without .env. */
async function retensi(...words: string[]): Promise<{ code: number; said: string }> {
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [join(root, 'src/commands/retensi.ts'), ...words],
      { cwd: folder, env },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
    )
  })
}

async function everything(): Promise<string> {
  const names = (await connection.listCollections()).map(({ name }) => name).filter(name => name !== 'settings')
  const rows = names.map(async name => [name, await connection.collection(name).find().sort({ _id: 1 }).toArray()])
  return JSON.stringify((await Promise.all(rows)).sort())
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loket-retensi-'))
  telegram = await startTelegram({ groups: [{ id: group, title: 'Help Desk LPSE', forum: true }] })
  const uri = new URL(databaseServer())
  uri.pathname = `/retensi_${randomBytes(6).toString('hex')}`
  connection = await openDatabase(uri.href)
  env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    DATA_DIR: join(folder, 'data'),
    MONGODB_URI: uri.href,
    REDIS_URL: 'redis://127.0.0.1:9',
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.root,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  }
  await seed()
})

afterEach(async () => {
  await telegram.stop()
  await connection.dropDatabase()
  await closeDatabase(connection)
  await rm(folder, { recursive: true })
})

/** Two tickets closed long ago; the first has a topic, the second stands in a group without topics. */
async function seed(): Promise<void> {
  const account = `telegram:${telegram.botId}`
  const [records, outbox] = [createRecords(connection), createOutbox(connection)]
  const of = (number: string): Effect[] => [
    {
      kind: 'ticket',
      id: `t ${number}`,
      ticket: ticket(number, { status: 'closed', closedAt, openedAt: closedAt, group: String(group) }),
      contact: 'Sari',
      version: 1,
    },
    {
      kind: 'event',
      id: `e ${number}`,
      ticket: number,
      contact: 'Sari',
      at: closedAt,
      who: 'pelapor',
      what: 'opened',
      data: { text: 'NIK 1812345678900001' },
    },
    wanted(`s ${number}`, {
      ticket: number,
      account,
      to: { ticket: number, group: String(group) },
      purpose: 'mirror',
      at: closedAt,
    }),
  ]
  await records.apply([...of(one), ...of(two)])
  await outbox.mark([
    { id: `s ${one}`, state: 'sent', account, chat: String(group), messageIds: ['41'] },
    { id: `s ${two}`, state: 'sent', account, chat: '-55', messageIds: ['17'] },
  ])
  const topic: Topic = {
    _id: one,
    account,
    group: String(group),
    thread: '40',
    card: '41',
    contact: 'Sari',
    name: one,
  }
  await outbox.bindTopic(topic)
  await outbox.bindTopic({ ...topic, _id: two, name: two, thread: null, card: '17' })
}

test('a trial counts and changes nothing; a run deletes, and says what only a person can delete', async () => {
  const before = await everything()
  const trial = await retensi('--coba')
  expect(trial.code).toBe(0)
  expect(trial.said).toMatch(/isi percakapan 365 hari, lampiran 90 hari, nama dan nomor 365 hari/)
  expect(trial.said).toMatch(/PERCOBAAN: tidak ada yang diubah/)
  for (const line of [/Tiket +2 /, /Teks +2 /, /Kiriman +2 /, /Berkas +0 /, /Topik +2 /, /Orang +0 /])
    expect(trial.said).toMatch(line)
  expect(await everything()).toBe(before)

  const ran = await retensi()
  expect(ran.code).toBe(0)
  for (const line of [/Dihapus:/, /Tiket +2 /, /Teks +2 /, /Kiriman +2 /, /Topik +2 /]) expect(ran.said).toMatch(line)
  expect(ran.said).toMatch(/1 topik menunggu dihapus oleh Loket/)
  expect(ran.said).toMatch(/TBB-2024-000002 {2}pesan 17 di grup -55\n/)
  expect(ran.said).not.toMatch(/TBB-2024-000001 {2}/)
  const text = await everything()
  expect(text).not.toContain('1812345678900001')
  expect(text).toContain('"what":"retention run"')
  expect(await connection.collection('outbox').find().toArray()).toMatchObject([
    { ticket: one, content: { kind: 'delete topic' }, state: 'due' },
  ])

  expect(await retensi('--coba')).toMatchObject({ code: 0, said: expect.stringMatching(/Tiket +0 /) })
})

test('a topic the bot may not delete is named with its address, until a person says it is deleted', async () => {
  telegram.setBotRights(group, { can_delete_messages: false })
  const ran = await retensi()
  expect(ran.said).toMatch(/TBB-2024-000001 {2}topik https:\/\/t\.me\/c\/1000000777\/40\n/)
  expect(await connection.collection('outbox').countDocuments()).toBe(0)

  expect(await retensi('--beres', 'TBB-2024-000009')).toMatchObject({
    code: 1,
    said: expect.stringContaining('TBB-2024-000009'),
  })
  expect(await retensi('--beres', one.toLowerCase())).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^1 tiket/),
  })
  const left = await retensi('--coba')
  expect(left.said).not.toContain(one)
  expect(left.said).toContain(two)
  expect(await retensi('--beres')).toMatchObject({ code: 0, said: expect.stringMatching(/^1 tiket/) })
  expect((await retensi('--coba')).said).not.toMatch(/Hapus dengan tangan/)
})

test('a database made with another key is not touched', async () => {
  await retensi('--coba')
  const before = await everything()
  env.ENCRYPTION_KEY = randomBytes(32).toString('base64')
  expect(await retensi()).toMatchObject({ code: 1, said: expect.stringContaining('KEY_MISMATCH') })
  expect(await everything()).toBe(before)
})
