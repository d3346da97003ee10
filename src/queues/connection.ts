import { Redis } from 'ioredis'
import { LoketError } from '../errors.ts'

/** A connection for workers: it waits for Redis as long as Redis needs. */
export function workerConnection(url: string): Redis {
  return quiet(new Redis(url, { maxRetriesPerRequest: null, retryStrategy: soon }))
}

/** A connection for producers: it fails at once when Redis is away, since a lost wake-up only costs time. */
export function producerConnection(url: string): Redis {
  return quiet(new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, retryStrategy: soon }))
}

/** ioredis throws what nobody listens to; the state is read from `status`, and commands fail by themselves. */
function quiet(redis: Redis): Redis {
  redis.on('error', () => undefined)
  return redis
}

function soon(times: number): number {
  return Math.min(times * 100, 1000)
}

/** Refuses a Redis that may throw keys away (REDIS_EVICTION) or does not answer (REDIS_UNREACHABLE). */
export async function requireRedis(redis: Redis): Promise<{ aof: boolean }> {
  let policy: string | undefined
  let persistence: string
  try {
    if (redis.status !== 'ready')
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('timeout')), 10_000)
        redis.once('ready', () => {
          clearTimeout(timer)
          resolve()
        })
      })
    const memory = await redis.info('memory')
    persistence = await redis.info('persistence')
    policy = /maxmemory_policy:(\S+)/.exec(memory)?.[1]
  } catch (cause) {
    throw new LoketError('REDIS_UNREACHABLE', '', { cause })
  }
  if (policy !== undefined && policy !== 'noeviction')
    throw new LoketError('REDIS_EVICTION', `maxmemory-policy is ${policy}`)
  return { aof: /aof_enabled:1/.test(persistence) }
}
