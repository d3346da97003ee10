import { producerConnection, requireRedis } from '../../queues/connection.ts'
import { codeOf } from '../../errors.ts'
import { bad, good, type Findings } from './finding.ts'

const about = 'Redis'
const oldest = [6, 2] as const

/** Redis as the queues need it: reachable, 6.2 or newer, evicting nothing, with an append-only file. Changes nothing. */
export async function examineRedis(url: string): Promise<Findings> {
  const redis = producerConnection(url)
  try {
    const { aof } = await requireRedis(redis).catch((error: unknown) => {
      if (codeOf(error) === 'REDIS_EVICTION') return { aof: null }
      throw error
    })
    const server = await redis.info('server')
    const persistence = await redis.info('persistence')
    const version = /^(?:valkey_version|redis_version):(\S+)/m.exec(server)?.[1] ?? ''
    const compatible = /^redis_version:(\d+)\.(\d+)/m.exec(server)?.slice(1).map(Number) ?? [0, 0]
    const isNew = compatible[0]! > oldest[0] || (compatible[0] === oldest[0] && compatible[1]! >= oldest[1])
    return [
      isNew
        ? good(about, `menjawab, versi ${version}`)
        : bad(
            about,
            `versi ${version || 'tidak dikenal'} terlalu lama`,
            'Pasang Redis 6.2 atau lebih baru, atau Valkey.',
          ),
      aof === null
        ? bad(
            `${about}: ruang`,
            'boleh membuang isi bila memori penuh',
            'Di redis.conf tulis: maxmemory-policy noeviction, lalu jalankan ulang Redis.',
          )
        : good(`${about}: ruang`, 'tidak membuang isi (noeviction)'),
      (aof ?? /aof_enabled:1/.test(persistence))
        ? good(`${about}: catatan`, 'appendonly menyala')
        : bad(
            `${about}: catatan`,
            'appendonly mati; tanda bangun hilang bila mesin mati mendadak',
            'Di redis.conf tulis: appendonly yes, lalu jalankan ulang Redis.',
          ),
    ]
  } catch {
    return [bad(about, 'tidak menjawab', 'Periksa REDIS_URL di .env (alamat, kata sandi) dan bahwa Redis berjalan.')]
  } finally {
    redis.disconnect()
  }
}
