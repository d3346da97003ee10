import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose, { type Connection } from 'mongoose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { databaseServer } from '../database-server.ts'

const root = join(import.meta.dirname, '../..')
const name = () => `command_${randomBytes(6).toString('hex')}`

let folder: string
let databases: string[]
let connection: Connection
let env: NodeJS.ProcessEnv

const uri = (database: string) => {
  const address = new URL(databaseServer())
  address.pathname = `/${database}`
  return address.href
}

/** The real command in a process of its own, in a folder without .env. */
async function run(command: string, database: string, ...words: string[]) {
  return new Promise<{ code: number; said: string }>(resolve => {
    execFile(
      process.execPath,
      [join(root, 'src/commands', `${command}.ts`), ...words],
      { cwd: folder, env: { ...env, MONGODB_URI: uri(database) } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
    )
  })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loket-command-'))
  databases = [name(), name()]
  env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    DATA_DIR: join(folder, 'data'),
    TELEGRAM_BOT_TOKEN: '1:abcdef',
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  }
  connection = await mongoose.createConnection(databaseServer(), { dbName: databases[0]! }).asPromise()
  await connection.collection('tickets').insertOne({ number: 'TBB-2026-000001' })
})

afterEach(async () => {
  for (const database of databases) await connection.useDb(database).dropDatabase()
  await connection.close()
  await rm(folder, { recursive: true })
})

test('an operator backs up, restores into a new database, and is told in words what does not work', async () => {
  const [from, to] = databases as [string, string]
  const saved = await run('backup', from)
  expect(saved).toMatchObject({ code: 0 })
  const [file] = await readdir(join(folder, 'data/backups'))
  expect(file).toMatch(/^loket-\d{8}-\d{4}\.loket$/)
  const path = join(folder, 'data/backups', file!)
  expect(saved.said).toContain(path)

  expect(await run('restore', to, path)).toMatchObject({ code: 0, said: expect.stringContaining('2 baris') })
  const restored = await connection.useDb(to).collection('tickets').find().toArray()
  expect(restored).toMatchObject([{ number: 'TBB-2026-000001' }])

  expect(await run('restore', to, path)).toMatchObject({ code: 1, said: expect.stringContaining('DATABASE_NOT_EMPTY') })
  expect(await run('restore', to)).toMatchObject({ code: 1, said: expect.stringContaining('npm run restore') })
  expect(await run('backup', from, path)).toMatchObject({ code: 1, said: expect.stringContaining('sudah ada') })
  env.ENCRYPTION_KEY = randomBytes(32).toString('base64')
  const other = join(folder, 'lain.loket')
  expect(await run('backup', from, other)).toMatchObject({ code: 1, said: expect.stringContaining('KEY_MISMATCH') })
  expect(await readdir(folder)).not.toContain('lain.loket')
})
