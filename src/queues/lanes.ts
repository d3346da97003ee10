import { setTimeout as sleep } from 'node:timers/promises'
import { Queue, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { codeOf } from '../errors.ts'
import type { Log } from '../log.ts'

/** How long closing waits for a run that goes on (ms). */
const closePatience = 10_000

/** One kind of work that one process at a time does: a shard of conversations, an account's delivery, file fetching. */
export interface LaneWork {
  readonly name: string
  /** Does all that is due. Resolves to the milliseconds after which it wants to be run again, or null. */
  run(): Promise<number | null>
  /** Ends what `run` left going on by itself. */
  stop?(): Promise<void>
}

export interface Lane {
  readonly name: string
  /** Runs now, in this process; calls during a run are one more run after it. */
  nudge(): void
  /** The same, and resolves when that run is over, whatever came of it. */
  run(): Promise<void>
  /** true while the last run failed. */
  readonly failing: boolean
  close(): Promise<void>
}

/** Wake-ups that come through Redis recover this soon after kill -9 (throughput.md, pitfall 3). */
const locks = { lockDuration: 5000, stalledInterval: 2000, maxStalledCount: 1_000_000 }
/** The sweep that finds work whose wake-up was lost (ms); a timer, since a scheduler in Redis would be flushed with the rest. */
const sweepEvery = 2000

/**
 * Opens a lane that this process owns: it runs on wake-ups from BullMQ (which carry nothing but the lane's name), on
 * nudges from within the process, on its own wish, and every two seconds.
 */
export function openLane(work: LaneWork, connection: Redis, prefix: string, log: Log): Lane {
  let running: Promise<void> | null = null
  let again = false
  let closed = false
  let failing = false
  let timer: NodeJS.Timeout | undefined

  const loop = async (): Promise<void> => {
    do {
      again = false
      let next: number | null
      try {
        next = await work.run()
        failing = false
      } catch (error) {
        if (!failing || codeOf(error) !== 'UNEXPECTED')
          log.error({ lane: work.name, error }, 'a lane failed and will run again')
        failing = true
        next = 1000
      }
      clearTimeout(timer)
      if (!closed) timer = setTimeout(nudge, Math.min(next ?? sweepEvery, sweepEvery))
    } while (again && !closed)
  }
  const runOnce = (): Promise<void> => {
    again = true
    running ??= loop().finally(() => {
      running = null
      if (again && !closed) void runOnce()
    })
    return running
  }
  function nudge(): void {
    if (!closed) void runOnce()
  }

  const worker = new Worker(work.name, () => runOnce(), {
    connection: connection as never,
    prefix,
    concurrency: 1,
    ...locks,
  })
  worker.on('error', error => log.debug({ lane: work.name, error }, 'queue trouble'))
  nudge()
  return {
    name: work.name,
    nudge,
    run: () => (closed ? Promise.resolve() : runOnce()),
    get failing() {
      return failing
    },
    async close() {
      closed = true
      clearTimeout(timer)
      // A slow download must not hold up the end: what is cut off here is done again, by id, at the next start.
      await Promise.race([running, sleep(closePatience, undefined, { ref: false })])
      await work.stop?.()
      await worker.close(connection.status !== 'ready')
    },
  }
}

/** Sends wake-ups to lanes, whichever process owns them. Several waiting ones of a lane are one. */
export function createWaker(
  connection: Redis,
  prefix: string,
  log: Log,
): { wake(lane: string): void; close(): Promise<void>; depth(lanes: readonly string[]): Promise<Map<string, number>> } {
  const queues = new Map<string, Queue>()
  const queueOf = (lane: string): Queue => {
    const known = queues.get(lane)
    if (known) return known
    const queue = new Queue(lane, {
      connection: connection as never,
      prefix,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
    })
    queue.on('error', error => log.debug({ lane, error }, 'queue trouble'))
    queues.set(lane, queue)
    return queue
  }
  const underWay = new Set<Promise<unknown>>()
  return {
    wake(lane) {
      if (connection.status !== 'ready') return
      const sent = queueOf(lane)
        .add('wake', {}, { deduplication: { id: lane, keepLastIfActive: true } })
        .catch((error: unknown) => log.debug({ lane, error }, 'a wake-up was not sent; the sweep will find the work'))
        .finally(() => underWay.delete(sent))
      underWay.add(sent)
    },
    async depth(lanes) {
      if (connection.status !== 'ready') return new Map()
      const counts = lanes.map(
        async lane => [lane, await queueOf(lane).getJobCountByTypes('waiting', 'active', 'delayed')] as const,
      )
      return new Map(await Promise.all(counts))
    },
    async close() {
      await Promise.all(underWay)
      await Promise.all([...queues.values()].map(queue => queue.close()))
    },
  }
}
