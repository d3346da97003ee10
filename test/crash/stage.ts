import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from 'mongoose'
import { closeDatabase, openDatabase } from '../../src/storage/connection.ts'
import { startTelegram, type TelegramNetwork, type TelegramOptions } from '../../src/simulator/telegram/server.ts'
import { copyFlows, hasty } from '../flows/copy.ts'
import { judge, marked, unfinished, type Said, type Verdict } from './counting.ts'
import type { Life } from './process.ts'
import { startProcess, type Running } from './processes.ts'

/** A network, a database and processes of Loket that may be killed; the network and the database stay. */
export interface Stage {
  readonly network: TelegramNetwork
  readonly connection: Connection
  readonly group: number
  /** Everything said so far. */
  readonly said: Said[]
  /** Starts Loket with these roles, its clock `ahead` by so many ms; it dies at `die`. */
  start(options?: { roles?: string; die?: Life['die']; ahead?: number }): Running
  /** A person writes; the message carries a marker of its own. */
  writes(person: number, words: string): void
  /** Resolves when everything is decided and sent and nothing more is under way. */
  calm(ms?: number): Promise<void>
  verdict(): Promise<Verdict>
  close(): Promise<void>
}

export const group = -1_001_234_567_890
const key = Buffer.alloc(32, 7).toString('base64')

/** Sets up the network with its staff and an empty database of that name. */
export async function setStage(
  servers: { mongodbUri: string; redisUrl: string },
  name: string,
  options: Pick<TelegramOptions, 'keep'> = {},
): Promise<Stage> {
  const network = await startTelegram({ groups: [{ id: group, title: 'Help Desk', forum: true }], ...options })
  const uri = new URL(servers.mongodbUri)
  uri.pathname = `/${name}`
  const connection = await openDatabase(uri.href)
  const dataDir = await mkdtemp(join(tmpdir(), 'loket-crash-'))
  const flowsFolder = copyFlows(hasty)
  const running: Running[] = []
  const said: Said[] = []
  const counts = new Map<number, number>()
  return {
    network,
    connection,
    group,
    said,
    start({ roles = 'channels,workers,web', die, ahead = 0 } = {}) {
      const process = startProcess({
        env: {
          PORT: '0',
          DATA_DIR: dataDir,
          MONGODB_URI: uri.href,
          REDIS_URL: servers.redisUrl,
          TELEGRAM_BOT_TOKEN: network.token,
          TELEGRAM_API_ROOT: network.root,
          TELEGRAM_STAFF_GROUP: String(group),
          ENCRYPTION_KEY: key,
          ROLES: roles,
          LOG_LEVEL: globalThis.process.env['LOKET_CRASH_LOG'] ?? 'silent',
        },
        pace: null,
        flowsFolder,
        ahead,
        ...(die ? { die } : {}),
      })
      running.push(process)
      return process
    },
    writes(person, words) {
      const count = (counts.get(person) ?? 0) + 1
      counts.set(person, count)
      const marker = `p${person}m${count}`
      network.say(person, { text: marked(words, marker) })
      said.push({ marker, by: { person }, kind: 'message' })
    },
    async calm(ms = 60_000) {
      let left: string[] = []
      let quiet = 0
      for (const end = Date.now() + ms; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 100))) {
        left = await unfinished(connection, network)
        quiet = left.length ? 0 : quiet + 1
        // Collections are counted one after the other: words may pass from one to the next in between.
        if (quiet >= 3) return
      }
      throw new Error(`still not finished: ${left.join(', ')}`)
    },
    verdict: () => judge(network, connection, group, said),
    async close() {
      await Promise.all(running.map(process => (process.alive ? process.kill() : undefined)))
      await network.stop()
      await connection.dropDatabase()
      await closeDatabase(connection)
      await rm(dataDir, { recursive: true, force: true })
      await rm(flowsFolder, { recursive: true, force: true })
    },
  }
}
