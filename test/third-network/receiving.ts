import { setTimeout as sleep } from 'node:timers/promises'
import type { Incoming } from '../../src/app/message.ts'
import type { Receive } from '../../src/app/receive.ts'
import { codeOf } from '../../src/errors.ts'
import type { Log } from '../../src/log.ts'
import { call } from './client.ts'
import { translate, type Letter } from './translate.ts'

/** Seconds for which one question waits for news at the network. */
const waitSeconds = 25

export interface ReceivingParts {
  readonly root: string
  readonly account: string
  readonly log: Pick<Log, 'warn' | 'error'>
  /** Told after each try, for /health. */
  readonly health: (ailment: string | null) => void
}

/**
 * Reads letters, batch after batch. The number it asks after confirms all up to it, so it moves only once they are
 * stored; what was not confirmed comes again, after a restart too, and the inbox knows it by its id. Closing resolves
 * when what came is stored.
 */
export function readLetters(parts: ReceivingParts, receive: Receive): { close(): Promise<void> } {
  const stopping = new AbortController()
  const running = read(parts, receive, stopping.signal)
  return {
    async close() {
      stopping.abort()
      await running
    },
  }
}

async function read(parts: ReceivingParts, receive: Receive, signal: AbortSignal): Promise<void> {
  const { root, account, log, health } = parts
  let after = 0
  let trouble = 0
  // The first question does not wait, so that /health soon knows.
  let wait = 0
  while (!signal.aborted)
    try {
      const patience = AbortSignal.any([signal, AbortSignal.timeout((wait + 15) * 1000)])
      const letters = await call<Letter[]>(`${root}/letters?after=${after}&wait=${wait}`, { signal: patience })
      await receive(letters.flatMap(readable))
      after = letters.at(-1)?.no ?? after
      health(null)
      wait = waitSeconds
      trouble = 0
    } catch (error) {
      if (signal.aborted) return
      health(codeOf(error))
      log.warn({ code: codeOf(error), error }, 'letters cannot be read')
      wait = 0
      await sleep(Math.min(10_000, 250 * 2 ** trouble++), undefined, { signal }).catch(() => undefined)
    }

  /** One letter that cannot be read must not hold up the others for ever. */
  function readable(letter: Letter): Incoming[] {
    try {
      return [translate(letter, account)]
    } catch (error) {
      log.error({ code: codeOf(error), error }, 'a letter cannot be read')
      return []
    }
  }
}
