import { execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import { LoketError } from '../errors.ts'
import { withoutSecrets } from './packages.ts'

/** A server process that cannot outlive this one. */
export interface Child {
  readonly pid: number
  /** false from the moment the process is gone and reaped. */
  running(): boolean
  /** Resolves when the process is gone and reaped. */
  readonly exited: Promise<void>
  signal(signal: NodeJS.Signals): void
}

/**
 * The shell stands between us and the server because only a parent can wait for it. Descriptor 3 is a socket to us: it
 * closes when we die, kill -9 included, and the guard then kills the server. The guard starts before anything is
 * written to the socket, as writing to a dead parent would end the shell. The server holds the fifo open (descriptor
 * 4) as its sign of life.
 */
const wrapper = `alive=$1
shift
"$@" 3<&- 4<>"$alive" &
server=$!
{ read -r _ <&3; kill -9 "$server"; } 2>/dev/null &
guard=$!
echo "$server" >&3
wait "$server"
code=$?
kill "$guard"
wait "$guard"
exit "$code"`

const logLimit = 5 * 1024 * 1024

export interface ChildCommand {
  readonly program: string
  readonly args: readonly string[]
  /** Takes the output; the old content moves to `<logFile>.1` when it is over 5 MB. */
  readonly logFile: string
  /** Fifo that tells whether a server of an earlier process still lives. Made when absent. */
  readonly aliveFile: string
}

/** Starts the program in a process group of its own. Throws EMBEDDED_FAILED when it cannot be started at all. */
export async function startChild(command: ChildCommand): Promise<Child> {
  if (!existsSync(command.aliveFile)) execFileSync('mkfifo', ['-m', '600', command.aliveFile])
  if (existsSync(command.logFile) && statSync(command.logFile).size > logLimit)
    renameSync(command.logFile, `${command.logFile}.1`)
  const log = openSync(command.logFile, 'a', 0o600)
  const shell = spawn('/bin/sh', ['-c', wrapper, 'loket', command.aliveFile, command.program, ...command.args], {
    detached: true,
    env: withoutSecrets(process.env),
    stdio: ['ignore', log, log, 'pipe'],
  })
  closeSync(log)
  const exited = once(shell, 'exit').then(() => undefined)
  const line = (shell.stdio[3] as Readable).setEncoding('utf8')
  const [announced] = (await Promise.race([once(line, 'data'), exited.then(() => [''])])) as [string]
  const pid = Number.parseInt(announced, 10)
  if (!pid) throw new LoketError('EMBEDDED_FAILED', lastWords(command.logFile))
  line.on('error', () => undefined) // a reset when the shell is killed; 'exit' tells the same
  // A shell that was killed leaves its server behind.
  shell.once('exit', (_code, signal) => {
    if (signal) signalIfThere(pid, 'SIGKILL')
  })
  const running = (): boolean => shell.exitCode === null && shell.signalCode === null
  return {
    pid,
    exited,
    running,
    signal(signal) {
      if (running()) signalIfThere(pid, signal)
    },
  }
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Ends the child with SIGTERM, and with SIGKILL when it is still there after `patienceMs`. */
export async function endChild(child: Child, patienceMs: number): Promise<void> {
  child.signal('SIGTERM')
  const hurry = setTimeout(() => child.signal('SIGKILL'), patienceMs)
  await child.exited
  clearTimeout(hurry)
}

/**
 * Waits until no server of an earlier process holds the fifo: after kill -9 of that process its servers die within
 * milliseconds, but not before the lock of the folder is free. Throws EMBEDDED_FAILED after 10 s.
 */
export async function waitUntilGone(aliveFile: string): Promise<void> {
  for (const end = Date.now() + 10_000; isHeld(aliveFile); await delay(20))
    if (Date.now() > end) throw new LoketError('EMBEDDED_FAILED', 'a server of an earlier start still runs here')
}

function isHeld(aliveFile: string): boolean {
  try {
    closeSync(openSync(aliveFile, constants.O_WRONLY | constants.O_NONBLOCK))
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENXIO' || code === 'ENOENT') return false // nobody has it open for reading
    throw error
  }
}

/** The last line of a log, at most 200 characters, for the detail of an error. */
export function lastWords(logFile: string): string {
  if (!existsSync(logFile)) return 'it said nothing'
  const line = readFileSync(logFile, 'utf8').trimEnd().split('\n').at(-1) ?? ''
  return line.slice(-200).trim() || 'it said nothing'
}
