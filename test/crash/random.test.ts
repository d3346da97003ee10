import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { expect, inject, onTestFinished, test } from 'vitest'
import { sendsInFlight } from '../../src/app/delivery/delivery.ts'
import { startEmbedded } from '../../src/embedded/start.ts'
import { createLog } from '../../src/log.ts'
import type { Fault } from '../../src/simulator/telegram/server.ts'
import { createChance } from './chance.ts'
import { trace } from './counting.ts'
import { createCrowd } from './crowd.ts'
import { setStage } from './stage.ts'
import { databaseServer } from '../database-server.ts'

const budi = 7001
const wati = 7002
const faults: readonly Fault['kind'][] = ['too many', 'bad gateway', 'timeout before', 'timeout after', 'reset']

test('whatever people do and whatever breaks, nobody loses a message', { timeout: 180_000 }, async () => {
  const seed = Number(process.env['LOKET_SEED'] ?? Math.floor(Math.random() * 1e9))
  process.stdout.write(`random round: LOKET_SEED=${seed}\n`)
  const chance = createChance(seed)
  // Its own Redis, since it is flushed.
  const dataDir = await mkdtemp(join(tmpdir(), 'loket-random-'))
  const servers = await startEmbedded({
    dataDir,
    toolsDir: inject('toolsDir'),
    databaseName: 'crash_random',
    mongodbUri: databaseServer(),
    install: false,
    log: createLog('silent'),
  })
  const redis = new Redis(servers.redisUrl)
  const stage = await setStage({ mongodbUri: databaseServer(), redisUrl: servers.redisUrl }, 'crash_random')
  onTestFinished(async () => {
    await stage.close()
    redis.disconnect()
    await servers.stop()
    await rm(dataDir, { recursive: true, force: true })
  })
  const { network, group, said } = stage
  for (const [person, name] of [
    [budi, 'Budi'],
    [wati, 'Wati'],
  ] as const) {
    network.person(person, name)
    network.join(group, person, 'administrator')
  }
  const crowd = createCrowd(network, group, said, chance, { people: 8, staff: [budi, wati] })
  let loket = stage.start()
  let kills = 0
  let uncertain = 0
  await loket.ready
  for (let step = 0; step < 60; step++) {
    for (let acts = chance.below(5); acts >= 0; acts--) crowd.act()
    if (chance.percent(15)) {
      const kind = chance.pick(faults)
      if (kind.startsWith('timeout') || kind === 'reset') uncertain++
      network.faults.add({ kind, method: /^(send|edit|createForumTopic)/, retryAfter: 1 })
    }
    if (chance.percent(5)) await redis.flushall()
    if (chance.percent(10)) network.restartUpdateIds()
    if (step === 20 || step === 40) {
      // What hangs is ended by the kill, or the round would wait half a minute for it.
      network.faults.add({ kind: chance.pick(['hang', 'hang after']), method: /^send/ })
      uncertain++
      await pause(chance.below(1500))
      await loket.kill()
      kills++
      crowd.act()
      loket = stage.start()
      if (chance.percent(50)) await loket.ready
    }
    await pause(chance.below(150))
  }
  network.faults.clear()
  await stage.calm(90_000)
  const { repeats, unknown, ...verdict } = await stage.verdict()
  for (const marker of verdict.lost)
    for (const row of await trace(network, stage.connection, marker, said)) console.error(JSON.stringify(row))
  expect({ seed, ...verdict }).toEqual({
    seed,
    said: said.length,
    lost: [],
    disordered: [],
    leaked: [],
    answers: [],
    unfinished: [],
  })
  expect(repeats.filter(repeat => repeat.send === null)).toEqual([])
  expect(repeats.length).toBeLessThanOrEqual(kills * sendsInFlight + uncertain)
  // The second kill may strike what the first left in doubt.
  expect(unknown.length).toBeLessThanOrEqual(uncertain + sendsInFlight)
  await loket.stop()
})
