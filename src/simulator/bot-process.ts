import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { LoketError, type ErrorCode } from '../errors.ts'
import type { BotProcess } from './host.ts'

/** What the bot's process is told. Its settings hold secrets, which therefore stand in no command line. */
export type ToBot =
  | { readonly kind: 'start'; readonly settings: unknown; readonly ahead: number }
  | { readonly kind: 'clock'; readonly ahead: number }

/** What it tells. */
export type FromBot =
  | { readonly kind: 'up'; readonly address: string; readonly warnings: readonly string[] }
  | { readonly kind: 'clock taken'; readonly ahead: number }
  /** The LPSE's phone shall use this to link WhatsApp. */
  | { readonly kind: 'offered'; readonly offer: { readonly qr: string } | { readonly pairingCode: string } }
  /** It logged an error. */
  | { readonly kind: 'erred'; readonly code: ErrorCode }
  /** It cannot start and ends. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail: string }

export interface BotProcessParts {
  /** The program, run by the Node and with the flags of this process. */
  readonly program: string
  readonly env: NodeJS.ProcessEnv
  /** Where it writes what it has to say outside of its log. */
  readonly output: number
  settings(): unknown
  ahead(): number
  heard(told: FromBot): void
  /** Called once a process is gone, before the next is started. */
  gone(pid: number): Promise<void>
  changed(news: 'starting' | 'up' | 'killed' | 'died'): void
}

/** The bot as a child that is kept running. */
export interface KeptBot extends BotProcess {
  /** Of its own web server; null while it is not up. */
  readonly address: string | null
  /** Starts it for the first time; throws what it refused with. */
  begin(): Promise<void>
  /** Tells the new time; resolves when it has looked at what is due, or is not up. */
  tellTime(ahead: number): Promise<void>
  /** Ends it for good, within 15 s. */
  stop(): Promise<void>
}

/** A bot that was killed stays away for so long, unless it is revived. */
const downFor = 20_000
/** One that died by itself is started again after this time, which doubles up to the second. */
const firstPause = 250
const longestPause = 5000
const stopPatience = 15_000
/** Nobody waits longer for what a moved clock sets off; it happens all the same. */
const clockPatience = 10_000

/** Keeps the bot running as a child of this process. Nothing is started before `begin`. */
export function createBotProcess(parts: BotProcessParts): KeptBot {
  let child: ChildProcess | null = null
  let launching: Promise<void> = Promise.resolve()
  let state: BotProcess['state'] = 'down'
  let starts = 0
  let revivesAt: Date | null = null
  let timer: NodeJS.Timeout | undefined
  let pause = firstPause
  let address: string | null = null
  let killed = false
  let stopped = false
  let refusal: LoketError | null = null
  /** What still has to be done about processes that are gone. */
  let cleared: Promise<unknown> = Promise.resolve()
  let waiting: { up: () => void; ended: () => void }[] = []

  function become(next: BotProcess['state'], news: Parameters<BotProcessParts['changed']>[0]): void {
    state = next
    parts.changed(news)
  }

  function launch(): void {
    clearTimeout(timer)
    revivesAt = null
    starts++
    killed = false
    refusal = null
    become('starting', 'starting')
    launching = cleared.then(forkIt)
  }

  function forkIt(): void {
    if (stopped) return
    const launched = fork(parts.program, [], {
      env: parts.env,
      stdio: ['ignore', parts.output, parts.output, 'ipc'],
    })
    child = launched
    launched.on('message', (told: FromBot) => hear(told))
    launched.on('error', () => {
      if (launched.pid === undefined) ended(launched)
    })
    // Not on its exit: what it told last may come after that.
    launched.once('close', () => ended(launched))
    tell({ kind: 'start', settings: parts.settings(), ahead: parts.ahead() })
  }

  function tell(message: ToBot): void {
    if (child?.connected) child.send(message, () => undefined)
  }

  function hear(told: FromBot): void {
    if (told.kind === 'refused') refusal = new LoketError(told.code, told.detail)
    if (told.kind === 'up') {
      address = told.address
      pause = firstPause
      become('up', 'up')
      for (const one of waiting.splice(0)) one.up()
    }
    parts.heard(told)
  }

  function ended(gone: ChildProcess): void {
    child = null
    address = null
    cleared = gone.pid === undefined ? Promise.resolve() : parts.gone(gone.pid).catch(() => undefined)
    if (stopped) return
    const wait = killed ? downFor : pause
    if (!killed) pause = Math.min(pause * 2, longestPause)
    revivesAt = new Date(Date.now() + wait)
    timer = setTimeout(launch, wait)
    become('down', killed ? 'killed' : 'died')
    for (const one of waiting) one.ended()
  }

  return {
    get state() {
      return state
    },
    get starts() {
      return starts
    },
    get revivesAt() {
      return revivesAt
    },
    get address() {
      return address
    },
    begin() {
      launch()
      return new Promise((resolve, reject) => {
        const ended = (): void => reject(refusal ?? new LoketError('EMBEDDED_FAILED', 'the bot ended while it started'))
        waiting.push({ up: resolve, ended })
      })
    },
    async kill() {
      if (state === 'down') return
      await launching
      killed = true
      const gone = child ? once(child, 'close') : null
      child?.kill('SIGKILL')
      await gone
      await cleared
    },
    async revive() {
      if (state === 'down' && !stopped) launch()
      if (state !== 'up' && !stopped) await new Promise<void>(up => waiting.push({ up, ended: () => undefined }))
    },
    async tellTime(ahead) {
      const told = child
      if (state !== 'up' || !told) return tell({ kind: 'clock', ahead })
      const waited = new AbortController()
      const taken = new Promise<void>(resolve => {
        const look = (message: FromBot): void => {
          if (message.kind === 'clock taken' && message.ahead >= ahead) resolve()
        }
        told.on('message', look).once('exit', resolve)
        waited.signal.addEventListener('abort', () => told.off('message', look).off('exit', resolve))
      })
      tell({ kind: 'clock', ahead })
      await Promise.race([taken, delay(clockPatience, undefined, { signal: waited.signal }).catch(() => undefined)])
      waited.abort()
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      for (const one of waiting.splice(0)) one.up()
      await launching
      if (child) {
        const gone = once(child, 'close')
        child.kill('SIGTERM')
        const hurry = setTimeout(() => child?.kill('SIGKILL'), stopPatience)
        await gone
        clearTimeout(hurry)
      }
      await cleared
    },
  }
}
