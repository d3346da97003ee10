import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Connection } from 'mongoose'
import type { Config } from '../config.ts'
import { codeOf, LoketError, type ErrorCode } from '../errors.ts'
import { createLog } from '../log.ts'
import { loadKey } from '../storage/key.ts'
import { withDatabase } from '../storage/maintenance.ts'
import { createRoster } from '../storage/roster.ts'
import { examineDatabase } from './doctor/database.ts'
import { examineFlows } from './doctor/flows.ts'
import { bad, good, note, show, sum, type Finding, type Findings } from './doctor/finding.ts'
import { examineDisk } from './doctor/machine.ts'
import { examineRedis } from './doctor/redis.ts'
import { examineRetention } from './doctor/retention.ts'
import { examineTelegram, type Known } from './doctor/telegram.ts'
import { examineWhatsApp } from './doctor/whatsapp.ts'
import { examineWork, findProcesses } from './doctor/work.ts'
import { loadStanding, type WhatsAppStanding } from './whatsapp-standing.ts'
import { reachServers, readSettings, type Reached } from './with-store.ts'

// npm run doctor [-- --retry-parked]
const { values } = parseArgs({ options: { 'retry-parked': { type: 'boolean' } } })

/** Only what the doctor says belongs on the screen. */
const log = createLog('silent')
const findings: Finding[] = []

const mends: Partial<Record<ErrorCode, readonly [seen: string, mend: string]>> = {
  DATABASE_UNREACHABLE: [
    'tidak menjawab',
    'Periksa MONGODB_URI (alamat, kata sandi, replicaSet) dan bahwa MongoDB berjalan.',
  ],
  REDIS_MISSING: ['Redis belum terpasang', 'Pasang Redis 6.2 atau lebih baru (atau Valkey)'],
  DATABASE_MISSING: [
    'basis data bawaan belum dapat disiapkan',
    'Pasang Python 3.11–3.13 dengan venv, atau isi MONGODB_URI',
  ],
  EMBEDDED_FAILED: ['server bawaan tidak mau jalan', 'Baca DATA_DIR/logs; periksa ruang disk dan hak berkas'],
}

/** Each part is shown as soon as it is known, since a silent network takes its time. */
function report(title: string, found: Findings): void {
  findings.push(...found)
  process.stdout.write(`\n${title}\n${show(found)}`)
}

await examine()
process.stdout.write(`\n${sum(findings)}\n`)
if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1

async function examine(): Promise<void> {
  let config: Config
  try {
    config = readSettings()
  } catch (error) {
    report('Setelan', settingsMistakes(error))
    return
  }
  const mode =
    config.networks === 'simulated'
      ? note('Setelan', 'sah; SIMULASI: WhatsApp dan Telegram tiruan, karena TELEGRAM_BOT_TOKEN kosong')
      : good('Setelan', 'sah')
  report('Komputer', [mode, await examineDisk(config.DATA_DIR)])
  report('Kebijakan', examineFlows(join(import.meta.dirname, '..', '..', 'flows'), new Date()))
  const { known, whatsapp } = await examineStores(config)
  if (config.networks === 'simulated')
    report('Jaringan', [note('Jaringan', 'WhatsApp dan Telegram tiruan; tidak ada yang perlu diperiksa')])
  else {
    report('Telegram', await examineTelegram(config, known))
    report('WhatsApp', await examineWhatsApp(config, whatsapp))
  }
}

function settingsMistakes(error: unknown): Findings {
  if (!(error instanceof LoketError)) throw error
  if (error.code === 'CONFIG_SIMULATION')
    return [
      bad(
        'Setelan',
        'NODE_ENV=production tidak boleh memakai simulasi',
        'Isi TELEGRAM_BOT_TOKEN, atau hapus NODE_ENV untuk mencoba.',
      ),
    ]
  return error.detail.split('; ').map(mistake => bad('Setelan', mistake, 'Perbaiki di .env.'))
}

/** What the checks of the networks need to know from the database. */
interface Stored {
  readonly known: Known
  /** null: unknown. */
  readonly whatsapp: WhatsAppStanding | null
}

/** Database, Redis and what lies in them. */
async function examineStores(config: Config): Promise<Stored> {
  const configured: Stored = { known: { groups: config.TELEGRAM_STAFF_GROUP ?? [], running: null }, whatsapp: null }
  if (isUntouched(config)) {
    report('Penyimpanan', [note('Basis data, Redis', 'belum dibuat; Loket menyiapkannya saat pertama jalan')])
    return { ...configured, whatsapp: { state: null, isServed: false } }
  }
  let servers: Reached
  try {
    servers = await reachServers(config, log, { redis: true })
  } catch (error) {
    report('Penyimpanan', [noServers(error)])
    return configured
  }
  try {
    report('Redis', await examineRedis(servers.redisUrl))
    return await withDatabase(servers.mongodbUri, async connection => {
      report('Basis data', await examineDatabase(connection, config, log))
      const processes = await findProcesses(connection)
      report('Pekerjaan', [
        ...(await examineWork(connection, processes, values['retry-parked'] === true)),
        ...(await examineRetention(connection, processes.workers > 0)),
      ])
      return {
        known: { groups: await groupsOf(config, connection), running: processes.channels > 0 },
        whatsapp: await standingOf(config, connection),
      }
    })
  } catch (error) {
    report('Basis data', [noServers(error)])
    return configured
  } finally {
    await servers.stop()
  }
}

/** null when the key is missing or is another one, which the check of the key tells. */
async function standingOf(config: Config, connection: Connection): Promise<WhatsAppStanding | null> {
  try {
    const key = await loadKey({ configured: config.ENCRYPTION_KEY, dataDir: config.DATA_DIR, log, mayCreate: false })
    return await loadStanding(connection, key)
  } catch (error) {
    if (error instanceof LoketError) return null
    throw error
  }
}

/** true when everything is to be embedded and Loket never ran here: the doctor makes nothing. */
function isUntouched(config: Config): boolean {
  if (config.MONGODB_URI) return false
  return !['database', 'mongodb'].some(folder => existsSync(join(config.DATA_DIR, folder)))
}

async function groupsOf(config: Config, connection: Connection): Promise<readonly string[]> {
  if (config.networks === 'simulated') return []
  const account = `telegram:${config.TELEGRAM_BOT_TOKEN!.split(':')[0]}`
  const configured = new Map(config.TELEGRAM_STAFF_GROUP ? [[account, config.TELEGRAM_STAFF_GROUP]] : [])
  const desk = await createRoster(connection, { configured, clock: { now: () => new Date() } }).desk(account)
  return desk?.groups ?? []
}

function noServers(error: unknown): Finding {
  const [seen, mend] = mends[codeOf(error)] ?? ['gagal diperiksa', 'Laporkan kepada pembuat Loket.']
  const detail = error instanceof LoketError && error.detail ? ` (${error.detail})` : ''
  return bad('Basis data', seen, `${mend}${detail}`)
}
