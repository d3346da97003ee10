import { existsSync } from 'node:fs'
import type { Connection } from 'mongoose'
import { readConfig, type Config } from '../config.ts'
import { startEmbedded } from '../embedded/start.ts'
import { errorTable, LoketError } from '../errors.ts'
import { createLog } from '../log.ts'
import { loadKey } from '../storage/key.ts'
import { withDatabase } from '../storage/maintenance.ts'

export interface Store {
  readonly config: Config
  readonly connection: Connection
  readonly key: Buffer
}

/**
 * Runs a command on the database and key that Loket itself would use (`.env` is read), and starts and stops the embedded
 * database for it where MONGODB_URI is empty. Throws what they throw; KEY_INVALID when there is no key yet.
 */
export async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = readConfig(process.env)
  const log = createLog(config.LOG_LEVEL)
  const key = await loadKey({ configured: config.ENCRYPTION_KEY, dataDir: config.DATA_DIR, log, mayCreate: false })
  const servers = await startEmbedded({
    dataDir: config.DATA_DIR,
    mongodbUri: config.MONGODB_URI,
    // Any address will do: these commands use no Redis, so none is started for them.
    redisUrl: config.REDIS_URL ?? 'redis://127.0.0.1',
    databaseName: config.simulated ? 'loket_simulasi' : 'loket',
    install: false,
    log,
  })
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
