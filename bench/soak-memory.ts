import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startEmbedded } from '../src/embedded/start.ts'
import { createLog } from '../src/log.ts'
import { digest } from '../src/simulator/telegram/server.ts'
import { hasty, withoutFloods } from '../test/flows/copy.ts'
import { peopleWithPhones, setStage } from '../test/crash/stage.ts'

export interface MemoryResult {
  readonly messages: number
  readonly lost: number
  readonly disordered: number
  readonly leaked: number
  readonly repeats: number
  /** Repeats that the record does not admit. */
  readonly unlisted: number
  readonly thirdQuarterMb: number
  readonly lastQuarterMb: number
  readonly boundMb: number
  /** The most it held in the last quarter. */
  readonly mostMb: number
  /** The median of the last quarter is not above that of the third by more than the bound. */
  readonly flat: boolean
  readonly perSecond: number
}

interface MemoryOptions {
  readonly messages: number
  /** Where people write. */
  readonly on: 'Telegram' | 'WhatsApp'
  readonly mongodbUri: string | undefined
  readonly say: (line: object) => void
}

const users = 50
const boundMb = 24
/** A message that does not come within this time is taken for lost (ms). */
const patience = 120_000

/** So much a process with WhatsApp may hold after its messages. */
export const phonesMostMb = 300

/**
 * Many messages through one process, each of fifty people having one on its way at a time. The network keeps nothing;
 * every message is recognised by its digest, in the topic of the person who wrote it, after the one before.
 */
export async function remember({ messages, on, mongodbUri, say }: MemoryOptions): Promise<MemoryResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'loket-soak-'))
  const name = `soak_memory_${on.toLowerCase()}_${process.pid}`
  const servers = await startEmbedded({
    dataDir,
    toolsDir: join(import.meta.dirname, '..', 'data', 'embedded-tools'),
    databaseName: name,
    mongodbUri,
    install: process.getuid?.() === 0,
    log: createLog('silent'),
  })
  const phones = on === 'WhatsApp' ? peopleWithPhones(users) : null
  const stage = await setStage(servers, name, {
    keep: false,
    flows: [...hasty, ...withoutFloods],
    ...(phones ? { phones } : {}),
  })
  try {
    const { network, group } = stage
    const numbers = Object.keys(phones ?? {})
    if (phones) await stage.link()
    const loket = stage.start({ flags: await flagsShipped() })
    await loket.ready
    const awaited = new Map<string, { user: number; count: number }>()
    const recent = new Set<string>()
    const threads = new Map<number, number>()
    const last = new Map<number, number>()
    const samples: number[] = []
    let said = 0
    let arrived = 0
    let disordered = 0
    let leaked = 0
    let repeats = 0
    let latest = Date.now()
    const write = (user: number): void => {
      if (said >= messages) return
      const count = ++said
      const text = `Saya gagal unggah dokumen u${user}n${count}`
      awaited.set(digest(`👤 ${text}`), { user, count })
      if (stage.phones) void stage.phones.network.say(numbers[user]!, { text })
      else network.say(1000 + user, { text })
    }
    const end = network.on('call', call => {
      if (call.chat !== group || call.method !== 'sendMessage' || !call.committed || !call.digest) return
      const found = awaited.get(call.digest)
      if (!found) {
        if (recent.has(call.digest)) repeats++
        return
      }
      recent.add(call.digest)
      if (recent.size > 10_000) recent.delete(recent.values().next().value ?? '')
      const { user, count } = found
      awaited.delete(call.digest)
      const thread = call.thread ?? 0
      if ((threads.get(thread) ?? user) !== user) leaked++
      threads.set(thread, user)
      if ((last.get(user) ?? 0) > count) disordered++
      last.set(user, count)
      arrived++
      latest = Date.now()
      setImmediate(write, user)
    })
    const began = Date.now()
    for (let user = 0; user < users; user++) write(user)
    let sampled = Date.now()
    while (arrived < messages && Date.now() - latest < patience) {
      await pause(250)
      network.ledger.clear()
      stage.phones?.network.ledger.clear()
      if (Date.now() - sampled < 5000) continue
      sampled = Date.now()
      const rss = await loket.memory()
      samples.push(rss)
      say({ memory: arrived, on, rssMb: megabytes(rss), seconds: Math.round((sampled - began) / 1000) })
    }
    end()
    const perSecond = Math.round((arrived / (Date.now() - began)) * 1000)
    const listed = await stage.connection.collection('outbox').countDocuments({ repeated: true })
    await loket.stop()
    const quarter = (from: number, to: number): number =>
      median(samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to)))
    const third = quarter(0.5, 0.75)
    const fourth = quarter(0.75, 1)
    return {
      messages,
      lost: awaited.size + (messages - said),
      disordered,
      leaked,
      repeats,
      unlisted: Math.max(0, repeats - listed),
      thirdQuarterMb: megabytes(third),
      lastQuarterMb: megabytes(fourth),
      boundMb,
      mostMb: megabytes(Math.max(0, ...samples.slice(Math.floor(samples.length * 0.75)))),
      flat: fourth - third <= boundMb * 2 ** 20,
      perSecond,
    }
  } finally {
    await stage.close()
    await servers.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Node's flags under which Loket is shipped: how much memory is used hangs on them. */
async function flagsShipped(): Promise<string[]> {
  const dockerfile = await readFile(join(import.meta.dirname, '..', 'Dockerfile'), 'utf8')
  const start = /^CMD (\[.*"src\/main\.ts"\])$/m.exec(dockerfile)?.[1]
  if (!start) throw new Error('the Dockerfile does not say how Loket is started')
  return (JSON.parse(start) as string[]).filter(word => word.startsWith('--'))
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20)
}
