import { Redis } from 'ioredis'

/**
 * Empties a Redis. With `prefix` only of the keys that begin with it, since others may use that Redis too. Rejects when it
 * does not answer.
 */
export async function emptyRedis(url: string, prefix: string | null): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => null })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    if (prefix === null) await redis.flushall()
    else for await (const keys of redis.scanStream({ match: `${prefix}*` })) if (keys.length) await redis.unlink(keys)
  } finally {
    redis.disconnect()
  }
}
