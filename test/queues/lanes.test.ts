import { randomBytes } from 'node:crypto'
import type { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { createLog } from '../../src/log.ts'
import { producerConnection, requireRedis, workerConnection } from '../../src/queues/connection.ts'
import { createWaker, openLane, type Lane, type LaneWork } from '../../src/queues/lanes.ts'

const log = createLog('silent')
let prefix: string
const closing: (() => Promise<unknown>)[] = []

beforeEach(() => {
  prefix = `test-${randomBytes(6).toString('hex')}`
})

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function worker(): Redis {
  const redis = workerConnection(inject('redisUrl'))
  closing.push(async () => redis.disconnect())
  return redis
}

async function producer(): Promise<Redis> {
  const redis = producerConnection(inject('redisUrl'))
  closing.push(async () => redis.disconnect())
  await until(() => redis.status === 'ready')
  return redis
}

function open(work: LaneWork): Lane {
  const lane = openLane(work, worker(), prefix, log)
  closing.push(() => lane.close())
  return lane
}

async function waker() {
  const own = createWaker(await producer(), prefix, log)
  closing.push(() => own.close())
  return own
}

async function until(condition: () => unknown): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBeTruthy(), { timeout: 20_000, interval: 5 })
}

/** Work that takes as long as a test wants, and notices when it is done twice at once. */
function slowWork(name = 'lane') {
  const work = {
    name,
    runs: 0,
    atOnce: 0,
    most: 0,
    /** What `run` waits for. */
    gate: Promise.resolve() as Promise<void>,
    next: null as number | null,
    async run(): Promise<number | null> {
      work.runs++
      work.most = Math.max(work.most, ++work.atOnce)
      await work.gate
      work.atOnce--
      return work.next
    },
  }
  return work
}

describe('a lane', () => {
  test('looks for work when it opens, without being woken', async () => {
    const work = slowWork()
    open(work)
    await until(() => work.runs === 1)
  })

  test('runs when another process wakes it', async () => {
    const work = slowWork()
    open(work)
    const { wake } = await waker()
    await until(() => work.runs >= 1)
    const before = work.runs
    wake('lane')
    await until(() => work.runs > before)
  })

  test('never runs twice at once, and runs once more for whatever came during a run', async () => {
    const work = slowWork()
    let release: () => void = () => undefined
    work.gate = new Promise(resolve => (release = resolve))
    const lane = open(work)
    const { wake } = await waker()
    await until(() => work.atOnce === 1)
    for (let at = 0; at < 50; at++) {
      wake('lane')
      lane.nudge()
    }
    expect(work.runs).toBe(1)
    release()
    await until(() => work.runs >= 2)
    expect(work.most).toBe(1)
  })

  test('runs again when it wished to', async () => {
    const work = slowWork()
    work.next = 50
    open(work)
    await until(() => work.runs >= 3)
  })

  test('sweeps every two seconds, so that a lost wake-up costs no more', async () => {
    const work = slowWork()
    open(work)
    await until(() => work.runs >= 2)
  })

  test('goes on after everything in Redis was thrown away', async () => {
    const work = slowWork()
    open(work)
    const redis = await producer()
    const { wake } = await waker()
    for (let round = 0; round < 2; round++) {
      const keys = await redis.keys(`${prefix}:*`)
      if (keys.length) await redis.del(...keys)
      const before = work.runs
      wake('lane')
      await until(() => work.runs > before)
    }
  })

  test('that failed says so and runs again', async () => {
    let fails = true
    let runs = 0
    const lane = open({
      name: 'lane',
      async run() {
        runs++
        if (fails) throw new Error('database away')
        return null
      },
    })
    await until(() => lane.failing)
    fails = false
    await until(() => !lane.failing)
    expect(runs).toBeGreaterThanOrEqual(2)
  })

  test('closes only when its run has ended, and runs no more', async () => {
    const work = slowWork()
    let release: () => void = () => undefined
    work.gate = new Promise(resolve => (release = resolve))
    let stopped = false
    const lane = openLane({ ...work, run: work.run, stop: async () => void (stopped = true) }, worker(), prefix, log)
    await until(() => work.atOnce === 1)
    let closed = false
    const closes = lane.close().then(() => (closed = true))
    lane.nudge()
    await Promise.resolve()
    expect(closed).toBe(false)
    release()
    await closes
    expect([stopped, work.runs]).toEqual([true, 1])
  })
})

describe('wake-ups', () => {
  test('carry nothing of anybody: Redis holds names of lanes only', async () => {
    const redis = await producer()
    const { wake, close, depth } = createWaker(redis, prefix, log)
    wake('conversation-0')
    wake('conversation-0')
    wake('files')
    await vi.waitFor(async () => {
      const depths = await depth(['conversation-0', 'files'])
      expect([...depths.values()].every(count => count >= 1)).toBe(true)
    }, 20_000)
    const jobs: Record<string, string>[] = []
    for (const key of await redis.keys(`${prefix}:*`))
      if ((await redis.type(key)) === 'hash') jobs.push(await redis.hgetall(key))
    const said = jobs.filter(job => job['data'] !== undefined).map(job => `${job['name']} ${job['data']}`)
    expect(new Set(said)).toEqual(new Set(['wake {}']))
    await close()
  })

  test('of a lane that nobody runs do not pile up', async () => {
    const { wake, close } = createWaker(await producer(), prefix, log)
    for (let at = 0; at < 100; at++) wake('lane')
    await close()
    const again = createWaker(await producer(), prefix, log)
    closing.push(() => again.close())
    expect((await again.depth(['lane'])).get('lane')).toBe(1)
  })

  test('while Redis is away are let go, and nobody waits for them', async () => {
    const redis = producerConnection('redis://127.0.0.1:1')
    const { wake, close } = createWaker(redis, prefix, log)
    wake('lane')
    await close()
    redis.disconnect()
  })
})

describe('Redis', () => {
  test('that never throws anything away is accepted', async () => {
    expect(await requireRedis(await producer())).toMatchObject({ aof: expect.any(Boolean) })
  })

  test('that may throw keys away is refused', async () => {
    const info = async (): Promise<string> => 'maxmemory_policy:allkeys-lru\r\naof_enabled:1\r\n'
    const redis = { status: 'ready', info } as unknown as Redis
    await expect(requireRedis(redis)).rejects.toMatchObject({ code: 'REDIS_EVICTION' })
  })
})
