import { setTimeout as delay } from 'node:timers/promises'
import type { Connection } from 'mongoose'
import type { Staff } from '../../app/ports.ts'
import { maskName } from '../../domain/masking.ts'
import { createInbox } from '../../storage/inbox.ts'
import { createLeases } from '../../storage/leases.ts'
import { createReadings } from '../../storage/readings.ts'
import { bad, good, note, type Finding, type Findings } from './finding.ts'

/** Seconds a message may wait for its decision, and a send for its turn (a group takes 20 messages a minute). */
const patience = { inbox: 60, outbox: 900 } as const

/** Processes of Loket that live now, by what they do. */
export interface Processes {
  readonly channels: number
  readonly workers: number
}

/** Longer than a lease lasts: one who just started or died is seen as a half for a moment. */
const leasePatienceMs = 6_000

/** Which parts of Loket live now, told by their leases; half a Loket is looked at until it is sure. */
export async function findProcesses(connection: Connection): Promise<Processes> {
  const leases = createLeases(connection)
  for (const end = Date.now() + leasePatienceMs; ; await delay(500)) {
    const holders = await leases.holders('process ')
    const count = (kind: string): number => holders.filter(({ name }) => name.startsWith(`process ${kind} `)).length
    const found = { channels: count('channels'), workers: count('workers') }
    if (found.channels > 0 === found.workers > 0 || Date.now() > end) return found
  }
}

/** What Loket has to do and who it cannot reach. With `retryParked`, parked messages are put back first. */
export async function examineWork(
  connection: Connection,
  { channels, workers }: Processes,
  retryParked: boolean,
): Promise<Findings> {
  const again = retryParked ? await createInbox(connection).retryParked() : 0
  const readings = createReadings(connection)
  const oldest = await readings.oldest()
  return [
    examineProcesses(channels, workers),
    ...(retryParked ? [good('Pesan disisihkan', `${again} dikembalikan ke antrean`)] : []),
    ...(retryParked ? [] : [examineParked(await readings.parked())]),
    examineAge('Pesan menunggu', oldest.inbox, patience.inbox, workers > 0),
    examineAge('Kiriman menunggu', oldest.outbox, patience.outbox, workers > 0),
    await examineStaff(connection),
  ]
}

function examineProcesses(channels: number, workers: number): Finding {
  const about = 'Loket'
  if (channels && workers) return good(about, 'berjalan')
  if (channels || workers)
    return bad(
      about,
      channels
        ? 'menerima pesan, tetapi tidak ada yang mengerjakan'
        : 'mengerjakan, tetapi tidak ada yang menerima pesan',
      `Jalankan juga proses dengan ROLES=${channels ? 'workers' : 'channels,web'}.`,
    )
  return note(about, 'tidak sedang berjalan', 'Jalankan: npm start (atau docker compose up -d)')
}

function examineParked(count: number): Finding {
  const about = 'Pesan disisihkan'
  return count
    ? bad(
        about,
        `${count} pesan tidak dapat diolah`,
        'Lihat log (MESSAGE_POISON) untuk sebabnya, lalu: npm run doctor -- --retry-parked',
      )
    : good(about, 'tidak ada')
}

function examineAge(about: string, seconds: number, allowed: number, working: boolean): Finding {
  if (seconds === 0) return good(about, 'tidak ada')
  const seen = `yang tertua ${ageOf(seconds)}`
  if (!working) return note(about, `${seen}; dikerjakan begitu Loket jalan`)
  return seconds <= allowed
    ? good(about, seen)
    : bad(about, seen, 'Lihat log Loket dan /health untuk bagian yang tersendat; jalankan ulang bila perlu.')
}

function ageOf(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} detik`
  return seconds < 7200 ? `${Math.round(seconds / 60)} menit` : `${Math.round(seconds / 3600)} jam`
}

async function examineStaff(connection: Connection): Promise<Finding> {
  const about = 'Petugas'
  const members = await connection.collection<Staff>('staff').find({ member: true }).toArray()
  if (!members.length) return note(about, 'belum ada yang dikenal; petugas dikenal begitu menulis di grup')
  const silent = members.filter(({ reachable }) => !reachable)
  return silent.length
    ? note(
        about,
        `${silent.length} dari ${members.length} belum menekan Start: ${silent.map(({ name }) => maskName(name)).join(', ')}`,
        'Minta mereka membuka bot secara pribadi dan menekan Start sekali; bot tidak dapat menyapa lebih dulu.',
      )
    : good(about, `${members.length} orang, semua dapat dihubungi bot`)
}
