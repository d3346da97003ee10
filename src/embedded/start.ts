import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { LoketError } from '../errors.ts'
import type { Log } from '../log.ts'
import { endChild, lastWords, startChild, waitUntilGone, type Child } from './child.ts'
import { tryLock, type FolderLock } from './folder-lock.ts'
import { findDatabase, findRedis, type Server, type ServerOptions } from './servers.ts'

export type ServerName = 'redis' | 'database'

export interface EmbeddedServers {
  /** With the database name; fit for transactions. */
  readonly mongodbUri: string
  readonly redisUrl: string
  /** Titles of what was started here, e.g. redis-server, SecantusDB; empty when both addresses were given. */
  readonly started: readonly string[]
  /** SIGKILL, for crash tests; it stays down until `restart`. */
  kill(name: ServerName): void
  /** Ends the server if it runs and starts it again on the same port and data; resolves when it answers. */
  restart(name: ServerName): Promise<void>
  /** Ends what was started here and frees the folder. Close the clients first. May be called more than once. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  readonly dataDir: string
  /** Used as it is when given; nothing is started for it. */
  readonly mongodbUri?: string | undefined
  readonly redisUrl?: string | undefined
  readonly databaseName: string
  /** true: what is missing may be installed with the system's package manager. */
  readonly install: boolean
  readonly log: Log
  /** Folder of the private Python; default `<dataDir>/embedded`. Several data folders may share one. */
  readonly toolsDir?: string
}

const startPatienceMs = 60_000
const stopPatienceMs = 8_000

/**
 * Finds or starts Redis and the database and returns when both answer. What it starts dies with this process, however
 * that ends. Throws REDIS_MISSING or DATABASE_MISSING with the command to run, EMBEDDED_FAILED when a server does not
 * come up or another process runs on the folder; one that stops, or a command, is waited for up to a minute.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServers> {
  const { mongodbUri, redisUrl } = options
  if (mongodbUri && redisUrl) return given(mongodbUri, redisUrl)
  const dataDir = prepareFolder(options)
  const folder = await takeFolder(dataDir)
  if ('pid' in folder) throw new LoketError('EMBEDDED_FAILED', 'another Loket runs on this folder')
  const servers = await startLocked(options, dataDir, folder)
  postNotice(dataDir, servers.addresses)
  return servers
}

/**
 * For commands: the servers of the Loket that runs on the folder (`stop` leaves them alone), or, when none runs, its own
 * as from startEmbedded, never shared since they end with the command. Throws what startEmbedded throws.
 */
export async function joinEmbedded(options: EmbeddedOptions): Promise<EmbeddedServers> {
  const { mongodbUri, redisUrl } = options
  if (mongodbUri && redisUrl) return given(mongodbUri, redisUrl)
  const dataDir = prepareFolder(options)
  const folder = await takeFolder(dataDir)
  if (!('pid' in folder)) return startLocked(options, dataDir, folder)
  const database = mongodbUri ?? (folder.mongodbUri && withName(folder.mongodbUri, options.databaseName))
  const redis = redisUrl ?? folder.redisUrl
  if (!database || !redis) throw new LoketError('EMBEDDED_FAILED', 'the Loket on this folder runs with other settings')
  return given(database, redis)
}

function given(mongodbUri: string, redisUrl: string): EmbeddedServers {
  return { mongodbUri, redisUrl, started: [], kill() {}, async restart() {}, async stop() {} }
}

function prepareFolder(options: EmbeddedOptions): string {
  const dataDir = resolve(options.dataDir)
  for (const folder of ['logs', 'run']) mkdirSync(join(dataDir, folder), { recursive: true, mode: 0o700 })
  return dataDir
}

/** The folder's lock, or what the Loket that holds it tells; waits for one that starts or stops, and for a command. */
async function takeFolder(dataDir: string): Promise<FolderLock | Notice> {
  for (const end = Date.now() + startPatienceMs; ; await delay(50)) {
    const taken = tryLock(join(dataDir, 'run', 'lock')) ?? readNotice(dataDir)
    if (taken) return taken
    if (Date.now() > end) throw new LoketError('EMBEDDED_FAILED', 'another Loket on this folder is still starting')
  }
}

/** Starts what is not given; frees the lock when it fails or stops. */
async function startLocked(
  options: EmbeddedOptions,
  dataDir: string,
  lock: FolderLock,
): Promise<EmbeddedServers & { readonly addresses: Notice }> {
  const { mongodbUri, redisUrl, log } = options
  // What a process that was killed left there must not be believed again.
  removeNotice(dataDir)
  const finding: ServerOptions = {
    dataDir,
    toolsDir: resolve(options.toolsDir ?? join(dataDir, 'embedded')),
    databaseName: options.databaseName,
    install: options.install,
    installLog: join(dataDir, 'logs', 'install.log'),
    log,
  }
  const running = new Map<ServerName, Running>()
  let freed = false
  const stop = async (): Promise<void> => {
    // Once freed, the folder may be another's.
    if (!freed) removeNotice(dataDir)
    await Promise.all([...running.values()].map(server => server.stop()))
    freed = true
    lock.release()
  }
  const start = async (name: ServerName, find: (options: ServerOptions) => Promise<Server>): Promise<void> => {
    const server = keepRunning(name, await find(finding), dataDir, log)
    running.set(name, server)
    await server.start()
  }
  try {
    // One after the other where something may be installed: package managers lock each other out.
    if (!redisUrl) await start('redis', findRedis)
    if (!mongodbUri) await start('database', findDatabase)
  } catch (error) {
    await stop()
    throw error
  }
  const addresses: Notice = {
    mongodbUri: running.get('database')?.address() ?? null,
    redisUrl: running.get('redis')?.address() ?? null,
    pid: process.pid,
  }
  return {
    mongodbUri: mongodbUri ?? addresses.mongodbUri!,
    redisUrl: redisUrl ?? addresses.redisUrl!,
    addresses,
    started: [...running.values()].map(server => server.title),
    kill: name => running.get(name)?.kill(),
    restart: async name => running.get(name)?.restart(),
    stop,
  }
}

/** What a running Loket tells commands in run/servers.json; null for a server that it did not start. */
interface Notice {
  readonly mongodbUri: string | null
  readonly redisUrl: string | null
  readonly pid: number
}

const noticeOf = (dataDir: string): string => join(dataDir, 'run', 'servers.json')

/** Whole or not at all: others read it at any moment. */
function postNotice(dataDir: string, servers: Notice): void {
  const path = noticeOf(dataDir)
  writeFileSync(`${path}.new`, JSON.stringify(servers), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

function removeNotice(dataDir: string): void {
  rmSync(noticeOf(dataDir), { force: true })
}

function readNotice(dataDir: string): Notice | null {
  try {
    return JSON.parse(readFileSync(noticeOf(dataDir), 'utf8')) as Notice
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function withName(uri: string, name: string): string {
  const address = new URL(uri)
  address.pathname = `/${name}`
  return address.href
}

interface Running {
  readonly title: string
  address(): string
  start(): Promise<void>
  kill(): void
  restart(): Promise<void>
  stop(): Promise<void>
}

/** One server on one port: started, watched, and started again when it falls over by itself. */
function keepRunning(name: ServerName, server: Server, dataDir: string, log: Log): Running {
  const logFile = join(dataDir, 'logs', `${name}.log`)
  const aliveFile = join(dataDir, 'run', `${name}.alive`)
  let child: Child | undefined
  let port = 0
  let address = ''
  let wanted = false
  let stopped = false
  const revival = new AbortController()

  const launch = async (): Promise<void> => {
    await waitUntilGone(aliveFile)
    const launched = await startChild({ ...server, args: server.args(port), logFile, aliveFile })
    child = launched
    if (stopped) await endChild(launched, stopPatienceMs)
    address = await answering(server, launched, port, logFile)
    void launched.exited.then(() => revive(launched))
  }

  const revive = async (fallen: Child): Promise<void> => {
    if (!wanted || child !== fallen) return
    log.error({ server: server.title }, 'an embedded server stopped by itself; starting it again')
    for (let pause = 500; wanted && child === fallen; pause = Math.min(pause * 2, 30_000)) {
      await delay(pause, undefined, { signal: revival.signal }).catch(() => undefined)
      if (!wanted || child !== fallen) return
      await launch().catch((error: unknown) => log.error({ error, server: server.title }, 'it did not start'))
    }
  }

  return {
    title: server.title,
    address: () => address,
    async start() {
      wanted = true
      for (let attempt = 1; ; attempt++) {
        port = await freePort()
        try {
          return await launch()
        } catch (error) {
          // Somebody may have taken the port between our look and the server's bind.
          if (attempt === 3 || stopped || (await isFree(port))) throw error
        }
      }
    },
    kill() {
      wanted = false
      child?.signal('SIGKILL')
    },
    async restart() {
      wanted = false
      if (child) await endChild(child, stopPatienceMs)
      if (stopped) return
      wanted = true
      await launch()
    },
    async stop() {
      stopped = true
      wanted = false
      revival.abort()
      if (child) await endChild(child, stopPatienceMs)
    },
  }
}

/** The server's address once it answers; the child is gone when this throws EMBEDDED_FAILED. */
async function answering(server: Server, child: Child, port: number, logFile: string): Promise<string> {
  const end = Date.now() + startPatienceMs
  while (child.running()) {
    try {
      return await server.probe(port)
    } catch {
      if (Date.now() > end) break
      await Promise.race([child.exited, delay(25)])
    }
  }
  await endChild(child, stopPatienceMs)
  throw new LoketError('EMBEDDED_FAILED', `${server.title}: ${lastWords(logFile)}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  server.close()
  return free
}
