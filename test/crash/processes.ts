import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Life, Told } from './process.ts'

/** Loket in a process of its own, which can be killed. */
export interface Running {
  /** Resolves when it has started; rejects when it ended before. */
  readonly ready: Promise<void>
  /** Resolves when it is gone, with the signal that ended it. */
  readonly gone: Promise<NodeJS.Signals | null>
  readonly alive: boolean
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves when it has stopped by itself. */
  stop(): Promise<void>
  /** Bytes of memory it holds now. */
  memory(): Promise<number>
}

const root = join(import.meta.dirname, '..', '..')

/** Starts one process; what it writes goes to our stderr. `offered` is told of each QR code it shows. */
export function startProcess(life: Life, offered: (qr: string) => void = () => undefined): Running {
  const child = fork(join(import.meta.dirname, 'process.ts'), [JSON.stringify(life)], {
    cwd: root,
    execArgv: [],
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  const gone = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null)
  const started = Promise.withResolvers<void>()
  const asked: ((bytes: number) => void)[] = []
  child.on('message', (told: Told) => {
    if (told === 'ready') started.resolve()
    else if ('qr' in told) offered(told.qr)
    else asked.shift()?.(told.rss)
  })
  const ready = Promise.race([
    started.promise,
    gone.then(signal => {
      throw new Error(`Loket ended before it was ready (${signal ?? child.exitCode})`)
    }),
  ])
  // A death wanted by a test may come before the start is over.
  ready.catch(() => undefined)
  return {
    ready,
    gone,
    get alive() {
      return child.exitCode === null && child.signalCode === null
    },
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
    async stop() {
      child.kill('SIGTERM')
      await gone
    },
    memory() {
      return new Promise((resolve, reject) => {
        asked.push(resolve)
        child.send('memory', error => {
          if (error) reject(error)
        })
      })
    },
  }
}
