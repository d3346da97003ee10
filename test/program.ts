import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { expect, inject } from 'vitest'
import { databaseServer } from './database-server.ts'

const sources = join(import.meta.dirname, '..', 'src')
const patience = { timeout: 60_000 }

/** A program of Loket that runs. */
export interface Running {
  readonly child: ChildProcess
  /** Everything on its screen so far. */
  said(): string
  /** Resolves to its exit code. */
  readonly ended: Promise<number | null>
}

/** A folder without .env in which the real programs run. */
export interface ProgramFolder {
  readonly folder: string
  readonly dataDir: string
  /** Loket, with nothing set but DATA_DIR, PORT and `env`. */
  start(env?: Record<string, string>): Running
  /** A command until its end, with `env` besides. */
  run(command: string, words?: readonly string[], env?: Record<string, string>): Promise<{ code: number; said: string }>
  /** A command that goes on. */
  begin(command: string, words?: readonly string[], env?: Record<string, string>): Running
}

/** Makes the folder; `closing` gets what ends all that was started there, to be called last first. */
export async function openProgramFolder(closing: (() => unknown)[]): Promise<ProgramFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'loket-start-'))
  closing.push(() => rm(folder, { recursive: true, force: true }))
  const dataDir = join(folder, 'data')
  await mkdir(dataDir)
  // Setting the embedded database up takes a minute; the tests share one.
  await symlink(inject('toolsDir'), join(dataDir, 'embedded'))
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const basic = { PATH, NODE_COMPILE_CACHE, DATA_DIR: dataDir }
  const commandOf = (name: string): string => join(sources, 'commands', `${name}.ts`)

  function launch(file: string, words: readonly string[], env: Record<string, string>): Running {
    const child = spawn(process.execPath, [file, ...words], {
      cwd: folder,
      env: { ...basic, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let screen = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (screen += text))
    const ended = once(child, 'close').then(() => child.exitCode)
    closing.push(async () => {
      child.kill('SIGKILL')
      await ended
    })
    return { child, said: () => screen, ended }
  }

  return {
    folder,
    dataDir,
    start: (env = {}) => launch(join(sources, 'main.ts'), [], { PORT: '0', ...env }),
    begin: (command, words = [], env = {}) => launch(commandOf(command), words, env),
    run: (command, words = [], env = {}) =>
      new Promise(resolve => {
        execFile(
          process.execPath,
          [commandOf(command), ...words],
          { cwd: folder, env: { ...basic, LOG_LEVEL: 'silent', ...env } },
          (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
        )
      }),
  }
}

/** Resolves to the screen of Loket once it says that it runs; fails when it ends instead. */
export async function started(running: Running): Promise<string> {
  await expect.poll(() => running.said() + (running.child.exitCode ?? ''), patience).toMatch(/Berhenti: Ctrl-C|\d$/)
  expect(running.said()).toContain('Berhenti: Ctrl-C')
  return running.said()
}

/** Ends Loket as an operator does and expects it to have ended well. */
export async function stopped(running: Running): Promise<void> {
  running.child.kill('SIGTERM')
  // The program ends itself with code 1 when it is not done after 20 s.
  expect(await running.ended, running.said()).toBe(0)
}

/** The address of a database of its own, which is dropped in the end. */
export function ownDatabase(closing: (() => unknown)[]): string {
  const database = new URL(databaseServer())
  database.pathname = `/start_${randomBytes(6).toString('hex')}`
  closing.push(async () => {
    const connection = await mongoose.createConnection(database.href).asPromise()
    await connection.dropDatabase()
    await connection.close()
  })
  return database.href
}

/** Pids of the bots a simulation started. */
export function botsOf(parent: number | undefined): number[] {
  return readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry))
    .map(Number)
    .filter(pid => {
      try {
        const own = / \(.*\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
        return Number(own) === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('simulation-bot')
      } catch {
        return false // it ended while we looked
      }
    })
}

/** Whether there is a process of that pid. */
export function isAlive(pid: number | undefined): boolean {
  return pid !== undefined && existsSync(`/proc/${pid}`)
}
