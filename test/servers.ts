import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../src/embedded/start.ts'
import { createLog } from '../src/log.ts'
import { findChromium } from './browser/chromium.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** One Redis for the whole run: each file uses a key prefix of its own. */
    redisUrl: string
    /** A database server for each worker of the run: each file uses a database name of its own. */
    mongodbUris: string[]
    /** The private Python of embedded servers, kept between runs. */
    toolsDir: string
    /** The browser of this machine. */
    chromium: string
  }
}

/**
 * Where temporary files of the whole run lie when there is room: every write is acknowledged when it is on disk, which
 * in memory takes no time. A process that is killed leaves as much behind there as on a disk.
 */
const memory = '/dev/shm'

/**
 * Starts Redis and the databases for the run and ends them after it; as root it installs what is missing, a browser too.
 * LOKET_TEST_MONGODB_URI names another database server, e.g. a faster one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (await isRoomy(memory)) process.env['TMPDIR'] = memory
  const dataDir = await mkdtemp(join(tmpdir(), 'loket-test-'))
  const options = {
    toolsDir: join(import.meta.dirname, '..', 'data', 'embedded-tools'),
    databaseName: 'loket_test',
    mongodbUri: process.env['LOKET_TEST_MONGODB_URI'],
    install: process.getuid?.() === 0,
    log: createLog('info'),
  }
  // One after the other: package managers lock each other out.
  project.provide('chromium', await findChromium())
  const first = await startEmbedded({ ...options, dataDir: join(dataDir, '1') })
  const { redisUrl } = first
  const servers = [first]
  while (servers.length < project.config.maxWorkers)
    servers.push(await startEmbedded({ ...options, redisUrl, dataDir: join(dataDir, String(servers.length + 1)) }))
  project.provide('redisUrl', redisUrl)
  project.provide(
    'mongodbUris',
    servers.map(one => one.mongodbUri),
  )
  project.provide('toolsDir', options.toolsDir)
  return async () => {
    for (const one of servers.toReversed()) await one.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function isRoomy(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder).catch(() => ({ bavail: 0, bsize: 0 }))
  return bavail * bsize > 2 ** 30
}
