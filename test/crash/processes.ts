import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Life } from './process.ts'

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

/** Starts one process; what it writes goes to our stderr. */
export function startProcess(life: Life): Running {
  const child = fork(join(import.meta.dirname, 'process.ts'), [JSON.stringify(life)], {
    cwd: root,
    execArgv: [],
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  const gone = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null)
  const ready = Promise.race([
    once(child, 'message').then(() => undefined),
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
    async memory() {
      const answered = once(child, 'message') as Promise<[{ rss: number }]>
      child.send('memory')
      return (await answered)[0].rss
    },
  }
}
