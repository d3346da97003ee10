import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { LoketError } from '../errors.ts'
import type { Log } from '../log.ts'
import { findProgram, installCommand, runShell } from './packages.ts'
import { preparePython } from './python-tools.ts'
import { runCommand } from './wire.ts'

/** A server that could be started: how, and how to see that it answers. */
export interface Server {
  /** What `started` shows, e.g. redis-server, mongod, SecantusDB. */
  readonly title: string
  readonly program: string
  readonly args: (port: number) => readonly string[]
  /** Resolves to the address for clients when the server is ready for work; rejects while it is not. */
  readonly probe: (port: number) => Promise<string>
}

/** Where a server finds its data, and what may be done to get it. */
export interface ServerOptions {
  readonly dataDir: string
  readonly toolsDir: string
  readonly databaseName: string
  readonly install: boolean
  readonly installLog: string
  readonly log: Log
}

/** Redis or Valkey of this machine, installed when allowed. Throws REDIS_MISSING with the command to run. */
export async function findRedis(options: ServerOptions): Promise<Server> {
  const find = (): string | null => findProgram('redis-server', 'valkey-server')
  const program = find() ?? (await installRedis(options, find))
  const folder = join(options.dataDir, 'redis')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return {
    title: program.endsWith('valkey-server') ? 'valkey-server' : 'redis-server',
    program,
    args: port =>
      flags({
        bind: '127.0.0.1',
        port,
        dir: folder,
        daemonize: 'no',
        appendonly: 'yes',
        appendfsync: 'everysec',
        save: '',
        'maxmemory-policy': 'noeviction',
      }),
    async probe(port) {
      await pingRedis(port)
      return `redis://127.0.0.1:${port}`
    },
  }
}

async function installRedis(options: ServerOptions, find: () => string | null): Promise<string> {
  const command = installCommand('redis')
  if (!command) throw new LoketError('REDIS_MISSING', 'install Redis 6.2 or newer, or Valkey')
  if (!options.install) throw new LoketError('REDIS_MISSING', `run: ${command}`)
  options.log.info({ command }, 'installing Redis with the package manager')
  const program = (await runShell(command, options.installLog)) ? find() : null
  if (!program) throw new LoketError('REDIS_MISSING', `this failed: ${command}`)
  return program
}

function pingRedis(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    const finish = (settle: () => void): void => {
      socket.destroy()
      settle()
    }
    socket.setTimeout(2_000, () => finish(() => reject(new Error('no answer'))))
    socket.on('error', error => finish(() => reject(error)))
    socket.on('close', () => reject(new Error('connection closed')))
    // -LOADING while it reads its data
    socket.on('data', data => finish(() => (String(data).startsWith('+PONG') ? resolve() : reject(new Error('busy')))))
  })
}

/**
 * mongod of this machine, otherwise SecantusDB in a private venv. A folder that was begun with one stays with it, since
 * neither reads the other's files. Throws DATABASE_MISSING with what to run.
 */
export async function findDatabase(options: ServerOptions): Promise<Server> {
  const mongodFolder = join(options.dataDir, 'mongodb')
  const embeddedFolder = join(options.dataDir, 'database')
  const program = findProgram('mongod')
  if (existsSync(mongodFolder) && !program)
    throw new LoketError('DATABASE_MISSING', 'the data in this folder was written by mongod: install it again')
  if (program && (existsSync(mongodFolder) || !existsSync(embeddedFolder)))
    return mongod(program, mongodFolder, options.databaseName)
  if (program) options.log.warn('mongod is here now, but the data of this folder belongs to the embedded database')
  return embeddedDatabase(await preparePython({ ...options, logFile: options.installLog }), embeddedFolder, options)
}

function embeddedDatabase(python: string, folder: string, { dataDir, databaseName }: ServerOptions): Server {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // Named explicitly, as the server otherwise takes the settings of whoever has a secantusd.toml nearby.
  const config = join(dataDir, 'run', 'database.toml')
  writeFileSync(config, '')
  return {
    title: 'SecantusDB',
    program: python,
    args: port => [
      '-I',
      join(import.meta.dirname, 'run-secantus.py'),
      ...flags({
        config,
        host: '127.0.0.1',
        port,
        'storage-path': folder,
        'cache-size': '256M',
        'log-level': 'WARNING',
        'sync-on-commit': true, // without it a kill loses writes that were acknowledged
      }),
    ],
    async probe(port) {
      await runCommand(port, { hello: 1 })
      // Not by the name of its replica set: while it stops it says hello without hosts, the driver then drops it from
      // the set and never looks for it again. Transactions work on a direct connection too.
      return `mongodb://127.0.0.1:${port}/${databaseName}?directConnection=true`
    },
  }
}

function mongod(program: string, folder: string, databaseName: string): Server {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const set = 'loket'
  return {
    title: 'mongod',
    program,
    args: port =>
      flags({
        replSet: set,
        bind_ip: '127.0.0.1',
        port,
        dbpath: folder,
        slowms: 2 ** 31 - 1, // the log of slow operations would hold what people wrote
        wiredTigerCacheSizeGB: 0.25,
      }),
    async probe(port) {
      const hello = await runCommand(port, { hello: 1 })
      if (hello['isWritablePrimary'] === true) return `mongodb://127.0.0.1:${port}/${databaseName}?replicaSet=${set}`
      if (hello['setName'] === undefined) await claimReplicaSet(port, set)
      throw new Error('not the primary yet')
    },
  }
}

/** Makes the node a replica set, or tells the set it has the port that the node was given this time. */
async function claimReplicaSet(port: number, set: string): Promise<void> {
  const config = { _id: set, version: 1, members: [{ _id: 0, host: `127.0.0.1:${port}` }] }
  const answer = await runCommand(port, { replSetInitiate: config }, 10_000)
  if (answer['code'] === 23) await runCommand(port, { replSetReconfig: config, force: true }, 10_000) // AlreadyInitialized
}

const flags = (values: Record<string, string | number | true>): string[] =>
  Object.entries(values).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, String(value)]))
