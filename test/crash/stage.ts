import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from 'mongoose'
import { captureConsole } from '../../src/channels/whatsapp/console-capture.ts'
import { createLog } from '../../src/log.ts'
import { closeDatabase, openDatabase } from '../../src/storage/connection.ts'
import { startTelegram, type TelegramNetwork, type TelegramOptions } from '../../src/simulator/telegram/server.ts'
import { startWhatsApp } from '../../src/simulator/whatsapp/server.ts'
import { copyFlows, hasty, type Changes } from '../flows/copy.ts'
import { judge, marked, unfinished, type Said, type Verdict } from './counting.ts'
import type { Who } from '../../src/simulator/trail/posts.ts'
import type { Phones } from './counting-phones.ts'
import { dropAfterUse } from '../database-server.ts'
import type { Life } from './process.ts'
import { startProcess, type Running } from './processes.ts'

/** Networks, a database and processes of Loket that may be killed; the networks and the database stay. */
export interface Stage {
  readonly network: TelegramNetwork
  /** Only with people who have WhatsApp; whatever QR code Loket shows is scanned at once. */
  readonly phones: Phones | null
  readonly connection: Connection
  readonly group: number
  /** Everything said so far. */
  readonly said: Said[]
  /** Starts Loket with these roles, its clock `ahead` by so many ms and node's `flags`; it dies at `die`. */
  start(options?: { roles?: string; die?: Life['die']; ahead?: number; flags?: readonly string[] }): Running
  /** Loket has been linked to the number of the LPSE, and stopped; `meanwhile` happens while it runs. */
  link(meanwhile?: () => Promise<unknown>): Promise<void>
  /** A person writes; the message carries a marker of its own. */
  writes(person: Who, words: string): void
  /** Nobody holds what a killed process held; waiting until its leases run out would only take time. */
  forgetLeases(): Promise<void>
  /** Resolves when everything is decided and sent and nothing more is under way. */
  calm(ms?: number): Promise<void>
  verdict(): Promise<Verdict>
  close(): Promise<void>
}

export const group = -1_001_234_567_890
const key = Buffer.alloc(32, 7).toString('base64')

/** Sets up the networks and an empty database whose name begins so. `phones`: by number, what people with WhatsApp are called. */
export async function setStage(
  servers: { mongodbUri: string; redisUrl: string },
  name: string,
  {
    phones: people,
    keep = true,
    flows = hasty,
  }: Pick<TelegramOptions, 'keep'> & { phones?: Readonly<Record<string, string>>; flows?: Changes } = {},
): Promise<Stage> {
  const network = await startTelegram({ groups: [{ id: group, title: 'Help Desk', forum: true }], keep })
  const phones = people ? await startPhones(people, keep) : null
  // The sessions of the phones say on the console what they do, keys and all.
  const release = phones ? captureConsole(createLog('silent')) : () => undefined
  const uri = new URL(servers.mongodbUri)
  uri.pathname = `/${name}_${randomBytes(4).toString('hex')}`
  const connection = await openDatabase(uri.href)
  const dataDir = await mkdtemp(join(tmpdir(), 'loket-crash-'))
  const flowsFolder = copyFlows(flows)
  const running: Running[] = []
  const said: Said[] = []
  const counts = new Map<Who, number>()
  const saying = new Set<Promise<unknown>>()
  const stage: Stage = {
    network,
    phones,
    connection,
    group,
    said,
    start({ roles = 'channels,workers,web', die, ahead = 0, flags } = {}) {
      const life: Life = {
        env: {
          PORT: '0',
          DATA_DIR: dataDir,
          MONGODB_URI: uri.href,
          REDIS_URL: servers.redisUrl,
          TELEGRAM_BOT_TOKEN: network.token,
          TELEGRAM_API_ROOT: network.root,
          TELEGRAM_STAFF_GROUP: String(group),
          ...(phones ? { WHATSAPP: 'on', WHATSAPP_WS_URL: phones.network.wsUrl } : {}),
          ENCRYPTION_KEY: key,
          ROLES: roles,
          LOG_LEVEL: globalThis.process.env['LOKET_CRASH_LOG'] ?? 'silent',
        },
        pace: null,
        flowsFolder,
        ahead,
        ...(die ? { die } : {}),
      }
      const offered = (qr: string): void => {
        // A code that a newer one has replaced by now, or of a process that is being killed, cannot be scanned.
        if (!phones?.network.linked()) phones?.network.scan(qr).catch(() => undefined)
      }
      const process = startProcess(life, { offered, ...(flags ? { flags } : {}) })
      running.push(process)
      return process
    },
    async link(meanwhile) {
      const process = stage.start()
      await phones!.network.until(() => phones!.network.connected(), 60_000)
      await meanwhile?.()
      await process.stop()
    },
    async forgetLeases() {
      await connection.collection('leases').deleteMany({})
    },
    writes(person, words) {
      const count = (counts.get(person) ?? 0) + 1
      counts.set(person, count)
      const marker = `p${String(person).slice(-4)}m${count}`
      const text = marked(words, marker)
      if (typeof person === 'number') network.say(person, { text })
      else {
        const one = phones!.network.say(person, { text })
        saying.add(one)
        void one.finally(() => saying.delete(one))
      }
      said.push({ marker, by: { person }, kind: 'message' })
    },
    async calm(ms = 60_000) {
      await Promise.all(saying)
      let left: string[] = []
      let quiet = 0
      for (const end = Date.now() + ms; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 100))) {
        left = await unfinished(connection, network, phones)
        quiet = left.length ? 0 : quiet + 1
        // Collections are counted one after the other: words may pass from one to the next in between.
        if (quiet >= 3) return
      }
      throw new Error(`still not finished: ${left.join(', ')}`)
    },
    verdict: () => judge(network, connection, group, said, phones),
    async close() {
      await Promise.all(running.map(process => (process.alive ? process.kill() : undefined)))
      await network.stop()
      await phones?.network.stop()
      release()
      await dropAfterUse(connection)
      await closeDatabase(connection)
      await rm(dataDir, { recursive: true, force: true })
      await rm(flowsFolder, { recursive: true, force: true })
    },
  }
  return stage
}

/** So many people with WhatsApp, by number. */
export function peopleWithPhones(many: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: many }, (_, at) => [`62812345${5001 + at}`, `Orang ${at + 1}`]))
}

async function startPhones(people: Readonly<Record<string, string>>, keep: boolean): Promise<Phones> {
  const network = await startWhatsApp({ keep })
  const byAddress = new Map<string, string>()
  for (const [phone, name] of Object.entries(people)) {
    const { lid, pn } = network.person(phone, name)
    byAddress.set(lid, phone).set(pn, phone)
  }
  return { network, byAddress }
}
