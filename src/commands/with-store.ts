import { existsSync } from 'node:fs'
import type { Connection } from 'mongoose'
import { databaseNames, readConfig, type Config } from '../config.ts'
import { joinEmbedded } from '../embedded/start.ts'
import { errorTable, LoketError } from '../errors.ts'
import { createLog, type Log } from '../log.ts'
import { loadKey } from '../storage/key.ts'
import { withDatabase } from '../storage/maintenance.ts'

export interface Store {
  readonly config: Config
  readonly connection: Connection
  readonly key: Buffer
}

/** The servers a command works with. */
export interface Reached {
  readonly mongodbUri: string
  /** Leads nowhere when the command wants no Redis. */
  readonly redisUrl: string
  /** Ends what was started for the command; what a running Loket started stays. */
  stop(): Promise<void>
}

/** The configuration that Loket itself would read, `.env` included. Throws CONFIG_INVALID, CONFIG_SIMULATION. */
export function readSettings(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return readConfig(process.env)
}

/**
 * The servers that Loket itself would use: the configured ones; otherwise the embedded ones of the Loket that runs on
 * DATA_DIR, or started for this command when none runs. Throws what joinEmbedded throws.
 */
export function reachServers(config: Config, log: Log, wants: { redis: boolean }): Promise<Reached> {
  return joinEmbedded({
    dataDir: config.DATA_DIR,
    mongodbUri: config.MONGODB_URI,
    redisUrl: config.REDIS_URL ?? (wants.redis ? undefined : 'redis://127.0.0.1'),
    databaseName: databaseNames[config.networks],
    install: false,
    log,
  })
}

/**
 * Runs a command on the database and key that Loket itself would use, also beside a running Loket. Throws what
 * reachServers throws; KEY_INVALID when there is no key yet.
 */
export async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  const config = readSettings()
  const log = createLog(config.LOG_LEVEL)
  const key = await loadKey({ configured: config.ENCRYPTION_KEY, dataDir: config.DATA_DIR, log, mayCreate: false })
  const servers = await reachServers(config, log, { redis: false })
  try {
    await withDatabase(servers.mongodbUri, connection => work({ config, connection, key }))
  } finally {
    await servers.stop()
  }
}

/** Runs the command and turns what it throws into words and exit code 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (error) {
    process.exitCode = 1
    if (!(error instanceof LoketError)) throw error
    process.stderr.write(`${error.message}\n→ ${errorTable[error.code].mend}\n`)
  }
}
