import { setTimeout as sleep } from 'node:timers/promises'
import type { Incoming } from '../../app/message.ts'
import type { Receive } from '../../app/receive.ts'
import type { Log } from '../../log.ts'

/** Messages on their way into the inbox. */
export interface Receiving {
  /** What came, in its order; `done`: ids of WhatsApp's messages that are stored with it. */
  push(messages: readonly Incoming[], done: readonly string[]): void
  /** Resolves when everything that was pushed is stored, or `signal` is aborted and one more try has failed. */
  settled(): Promise<void>
}

interface Waiting {
  readonly messages: readonly Incoming[]
  readonly done: readonly string[]
}

/** How many are stored together at most. */
const atOnce = 200
const tryAgain = { first: 200, most: 5000 }

/**
 * Stores what comes, in order, however often the database must be asked; only then is WhatsApp's own copy let go
 * (`forget`), which outlives this process. Nothing else happens between a message and the inbox.
 */
export function createReceiving(parts: {
  readonly receive: Receive
  readonly forget: (messageIds: readonly string[]) => Promise<void> | void
  readonly log: Log
  /** Once aborted, what cannot be stored is left where it is kept. */
  readonly signal: AbortSignal
}): Receiving {
  const { receive, forget, log, signal } = parts
  const waiting: Waiting[] = []
  let running: Promise<void> | null = null

  async function store(batch: readonly Waiting[]): Promise<boolean> {
    for (let wait = tryAgain.first; ; wait = Math.min(tryAgain.most, wait * 2)) {
      try {
        await receive(batch.flatMap(one => one.messages))
        return true
      } catch (error) {
        if (signal.aborted) return false
        log.warn({ error, waiting: waiting.length }, 'messages of WhatsApp cannot be stored; trying again')
        await sleep(wait, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  async function run(): Promise<void> {
    while (waiting.length) {
      const batch = waiting.slice(0, atOnce)
      if (!(await store(batch))) break
      waiting.splice(0, batch.length)
      const done = batch.flatMap(one => one.done)
      // What is not let go comes again and is known then.
      if (done.length) await Promise.resolve(forget(done)).catch((error: unknown) => log.warn({ error }, 'not let go'))
    }
    // In one breath with the look that found nothing: what is pushed after it must begin anew.
    running = null
  }

  return {
    push(messages, done) {
      waiting.push({ messages, done })
      running ??= Promise.resolve().then(run)
    },
    async settled() {
      while (running) await running
    },
  }
}
