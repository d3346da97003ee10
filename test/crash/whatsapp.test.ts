import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { expect, inject, onTestFinished, test } from 'vitest'
import { sendsInFlight } from '../../src/app/delivery/delivery.ts'
import { startEmbedded } from '../../src/embedded/start.ts'
import { createLog } from '../../src/log.ts'
import type { Fault } from '../../src/simulator/whatsapp/server.ts'
import { createChance } from './chance.ts'
import { trace } from './counting.ts'
import { createCrowd } from './crowd.ts'
import { peopleWithPhones, setStage } from './stage.ts'

const budi = 7001
const wati = 7002
/** The second kind leaves a message of ours without an answer, the third perhaps all that are on their way. */
const harmless: readonly Fault['kind'][] = ['corrupted', 'lost receipt', 'failure 503']
const unsure: readonly Fault['kind'][] = ['no ack', 'drop before', 'drop after']
const endings: readonly Fault['kind'][] = ['drop', '503', '515']
const kills = 10

test(
  'whatever breaks under load and whenever Loket is killed, nobody on WhatsApp loses a message',
  { timeout: 300_000 },
  async () => {
    const seed = Number(process.env['LOKET_SEED'] ?? Math.floor(Math.random() * 1e9))
    process.stdout.write(`random round of WhatsApp: LOKET_SEED=${seed}\n`)
    const chance = createChance(seed)
    // Its own servers, since they are flushed and killed.
    const dataDir = await mkdtemp(join(tmpdir(), 'loket-whatsapp-'))
    const name = 'crash_whatsapp'
    const servers = await startEmbedded({
      dataDir,
      toolsDir: inject('toolsDir'),
      databaseName: name,
      install: false,
      log: createLog('silent'),
    })
    const redis = new Redis(servers.redisUrl)
    const stage = await setStage(servers, name, { phones: peopleWithPhones(6) })
    onTestFinished(async () => {
      await stage.close()
      redis.disconnect()
      await servers.stop()
      await rm(dataDir, { recursive: true, force: true })
    })
    const { network, group, said } = stage
    const { network: whatsapp } = stage.phones!
    for (const [person, called] of [
      [budi, 'Budi'],
      [wati, 'Wati'],
    ] as const) {
      network.person(person, called)
      network.join(group, person, 'administrator')
    }
    const crowd = createCrowd(network, group, said, chance, {
      people: 2,
      staff: [budi, wati],
      phones: stage.phones,
      onPhones: 85,
    })
    await stage.link()
    let loket = stage.start()
    await loket.ready
    let uncertain = 0
    for (let killed = 0; killed < kills; killed++) {
      for (let acts = 3 + chance.below(10); acts >= 0; acts--) {
        crowd.act()
        if (chance.percent(30)) await pause(chance.below(100))
      }
      const roll = chance.below(4)
      if (roll === 0) whatsapp.faults.add({ kind: chance.pick(harmless) })
      if (roll === 1) whatsapp.faults.add({ kind: chance.pick(unsure) })
      if (roll === 2) whatsapp.faults.add({ kind: chance.pick(endings) })
      uncertain += [0, 1, sendsInFlight, 0][roll]!
      if (chance.percent(20)) await redis.flushall()
      if (killed === 5) {
        servers.kill('database')
        crowd.act()
        await pause(chance.below(1500))
        await servers.restart('database')
      }
      // A random moment: of the start of the connection, of what waited, or of the middle of it all.
      await pause(chance.below(2500))
      await loket.kill()
      crowd.act()
      await stage.forgetLeases()
      loket = stage.start()
      if (chance.percent(70)) await loket.ready
    }
    whatsapp.faults.clear()
    await whatsapp.until(() => whatsapp.connected(), 60_000)
    // What the server believes unconfirmed it brings again at the next login.
    whatsapp.faults.add({ kind: 'drop' })
    await stage.calm(120_000)
    const { repeats, unknown, ...verdict } = await stage.verdict()
    for (const marker of verdict.lost)
      for (const row of await trace(network, stage.connection, marker, said, stage.phones))
        process.stderr.write(`${JSON.stringify(row)}\n`)
    expect({ seed, ...verdict }).toEqual({
      seed,
      said: said.length,
      lost: [],
      disordered: [],
      leaked: [],
      answers: [],
      unfinished: [],
    })
    expect(whatsapp.problems).toEqual([])
    expect(repeats.filter(repeat => repeat.send === null)).toEqual([])
    expect(repeats.length).toBeLessThanOrEqual(kills * 2 * sendsInFlight + uncertain)
    expect(unknown.length).toBeLessThanOrEqual(uncertain + 2 * sendsInFlight)
    await loket.stop()
  },
)
