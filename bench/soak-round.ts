import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { startEmbedded, type EmbeddedServers } from '../src/embedded/start.ts'
import { createLog } from '../src/log.ts'
import type { Fault } from '../src/simulator/telegram/server.ts'
import type { Fault as PhoneFault } from '../src/simulator/whatsapp/server.ts'
import { createChance } from '../test/crash/chance.ts'
import { createCrowd } from '../test/crash/crowd.ts'
import { trace, unfinished, type Verdict } from '../test/crash/counting.ts'
import { peopleWithPhones, setStage, type Stage } from '../test/crash/stage.ts'
import type { Running } from '../test/crash/processes.ts'

export interface RoundResult extends Verdict {
  readonly seed: number
  readonly kills: number
  /** Of what was said, on WhatsApp. */
  readonly onPhones: number
  /** Messages that were on their way when the first process was killed. */
  readonly inFlight: number
  /** Sends that Telegram cut off, so that nobody told Loket what became of them. */
  readonly uncertain: number
  /** What broke beside killed processes, in words for docs/bukti.md. */
  readonly troubles: readonly string[]
  readonly seconds: number
}

interface RoundOptions {
  readonly round: number
  readonly seed: number
  readonly messages: number
  readonly say: (line: object) => void
}

const budi = 7001
const wati = 7002
const people = 40
const phones = 10
/** Of a hundred things people do, so many are done on WhatsApp. */
const onPhones = 30
const patience = 10 * 60_000
const faults: readonly Fault['kind'][] = ['too many', 'bad gateway', 'timeout before', 'timeout after', 'reset']
const phoneFaults: readonly PhoneFault['kind'][] = [
  'drop',
  '503',
  '515',
  'failure 503',
  'no ack',
  'drop before',
  'drop after',
  'corrupted',
  'lost receipt',
]

/** One round on servers of its own: everybody writes at once, things break, everything heals, and then it is counted. */
export async function playRound({ round, seed, messages, say }: RoundOptions): Promise<RoundResult> {
  const chance = createChance(seed)
  const began = Date.now()
  const dataDir = await mkdtemp(join(tmpdir(), 'loket-soak-'))
  const name = `soak_${seed}`
  const servers = await startEmbedded({
    dataDir,
    toolsDir: join(import.meta.dirname, '..', 'data', 'embedded-tools'),
    databaseName: name,
    install: process.getuid?.() === 0,
    log: createLog('silent'),
  })
  const redis = new Redis(servers.redisUrl, { maxRetriesPerRequest: 1, retryStrategy: () => 200 })
  redis.on('error', () => undefined)
  const stage = await setStage(servers, name, { phones: peopleWithPhones(phones) })
  try {
    const { network, group, said } = stage
    for (const [person, called] of [
      [budi, 'Budi'],
      [wati, 'Wati'],
    ] as const) {
      network.person(person, called)
      network.join(group, person, 'administrator')
    }
    const { network: whatsapp } = stage.phones!
    const crowd = createCrowd(network, group, said, chance, {
      people,
      staff: [budi, wati],
      phones: stage.phones,
      onPhones,
    })
    await stage.link()
    const kinds = ['channels,web', 'workers', 'workers', 'workers']
    const processes: Running[] = kinds.map(roles => stage.start({ roles }))
    await Promise.all(processes.map(one => one.ready))

    const troubles = new Set<string>()
    let kills = 0
    for (let left = messages; left > 0; left--) crowd.write()
    const inFlight = said.length - arrived(stage)
    /** Trouble strikes while sends are on their way, not in the pause after a takeover. */
    const flowing = async (): Promise<void> => {
      const before = network.ledger.calls.length
      await network.until(() => network.ledger.calls.length > before + 10 + chance.below(30), 15_000).catch(() => null)
    }
    const kill = async (): Promise<void> => {
      const at = chance.below(processes.length)
      await flowing()
      await processes[at]!.kill()
      kills++
      await pause(chance.below(2000))
      processes[at] = stage.start({ roles: kinds[at]! })
      if (chance.percent(50)) await processes[at]!.ready.catch(() => undefined)
    }
    const minute = round === 1
    for (let step = 0; step < 40; step++) {
      for (let acts = chance.below(8); acts >= 0; acts--) crowd.act()
      if (chance.percent(20))
        network.faults.add({ kind: chance.pick(faults), method: /^(send|edit|create)/, retryAfter: 1 })
      if (chance.percent(20)) whatsapp.faults.add({ kind: chance.pick(phoneFaults) })
      if (chance.percent(5)) network.restartUpdateIds()
      if (step % 8 === 3) await kill()
      if (step % 5 === 2) for (let burst = chance.below(60); burst > 0; burst--) crowd.write()
      if (step === 10) await breakRedis(servers, redis, chance.percent(50), troubles)
      if (step === 20) {
        await flowing()
        servers.kill('database')
        await pause(chance.below(4000))
        await servers.restart('database')
        troubles.add('basis data dimatikan')
      }
      if (step === 30) {
        await flowing()
        network.down(true, chance.pick(['refused', 'reset', '502']))
        await pause(minute ? 60_000 : chance.below(3000))
        network.down(false)
        troubles.add(minute ? 'Telegram diam semenit' : 'Telegram diam sebentar')
      }
      await pause(chance.below(300))
    }
    network.faults.clear()
    whatsapp.faults.clear()
    await whatsapp.until(() => whatsapp.connected(), 120_000)
    // What the server believes unconfirmed it brings again at the next login.
    whatsapp.faults.add({ kind: 'drop' })
    const uncertain = network.ledger.calls.filter(
      call => call.outcome === 'timeout' && call.method !== 'getUpdates' && !/Reaction/.test(call.method),
    ).length
    const calm = await becomesCalm(stage)
    const verdict = await stage.verdict()
    const result: RoundResult = {
      ...verdict,
      seed,
      kills,
      onPhones: said.filter(({ by }) => 'person' in by && typeof by.person === 'string').length,
      inFlight,
      uncertain,
      troubles: [...troubles],
      seconds: Math.round((Date.now() - began) / 1000),
    }
    say({ round, calm, ...result })
    for (const marker of verdict.lost)
      say({ round, lost: marker, known: await trace(network, stage.connection, marker, said, stage.phones) })
    return result
  } finally {
    await stage.close()
    redis.disconnect()
    await servers.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function breakRedis(servers: EmbeddedServers, redis: Redis, kill: boolean, troubles: Set<string>): Promise<void> {
  if (!kill) {
    await redis.flushall()
    troubles.add('Redis dikosongkan')
    return
  }
  servers.kill('redis')
  await pause(1500)
  await servers.restart('redis')
  await redis.flushall().catch(() => undefined)
  troubles.add('Redis dimatikan dan dikosongkan')
}

/** How many of the messages said stand in the group already. */
function arrived({ network, group }: Stage): number {
  return network.ledger.calls.filter(call => call.chat === group && call.committed && call.method === 'sendMessage')
    .length
}

async function becomesCalm({ connection, network, phones }: Stage): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end; await pause(500))
    if (!(await unfinished(connection, network, phones).catch(() => ['database away'])).length) return true
  return false
}
