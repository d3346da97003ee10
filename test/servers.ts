import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../src/embedded/start.ts'
import { createLog } from '../src/log.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** One Redis for the whole run: each file uses a key prefix of its own. */
    redisUrl: string
    /** One database server for the whole run: each file uses a database name of its own. */
    mongodbUri: string
    /** The private Python of embedded servers, kept between runs. */
    toolsDir: string
  }
}

/**
 * Starts Redis and the database for the run and ends them after it; as root it installs what is missing.
 * LOKET_TEST_MONGODB_URI names another database server, e.g. a faster one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'loket-test-'))
  const toolsDir = join(import.meta.dirname, '..', 'data', 'embedded-tools')
  const servers = await startEmbedded({
    dataDir,
    toolsDir,
    databaseName: 'loket_test',
    mongodbUri: process.env['LOKET_TEST_MONGODB_URI'],
    install: process.getuid?.() === 0,
    log: createLog('info'),
  })
  project.provide('redisUrl', servers.redisUrl)
  project.provide('mongodbUri', servers.mongodbUri)
  project.provide('toolsDir', toolsDir)
  return async () => {
    await servers.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
