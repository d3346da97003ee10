import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf, LoketError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Checkpoint } from '../../app/ports.ts'
import type { Receive } from '../../app/receive.ts'
import type { TelegramApi } from './client.ts'
import { allowedUpdates, translateAll, type TelegramUpdate } from './translate.ts'

/** Seconds one getUpdates waits for news. */
const pollSeconds = 25

export interface Polling {
  /** Asks for nothing more; resolves when what came is stored. */
  stop(): Promise<void>
}

export interface PollingParts {
  readonly api: TelegramApi
  readonly account: string
  readonly receive: Receive
  /** Told of an update that cannot be read. */
  readonly unreadable: (error: unknown) => void
  readonly checkpoint: Checkpoint
  readonly log: Log
  /** Told after each try, for /health. */
  readonly health: (problem: string | null) => void
}

/**
 * Reads updates by long polling and stores them before the offset moves: an update is confirmed to Telegram only when
 * it is durable here (Telegraf's own loop confirms first, channels.md A5). One process at a time may run this.
 */
export function startPolling({ api, account, receive, unreadable, checkpoint, log, health }: PollingParts): Polling {
  const stopping = new AbortController()
  const { signal } = stopping
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined)

  async function loop(): Promise<void> {
    let offset = 0
    let trouble = 0
    while (!signal.aborted) {
      try {
        const updates = await api.call<TelegramUpdate[]>(
          'getUpdates',
          { offset, limit: 100, timeout: pollSeconds, allowed_updates: allowedUpdates },
          (pollSeconds + 15) * 1000,
          signal,
        )
        health(null)
        await receive(translateAll(updates, account, unreadable))
        // Telegram begins anew at a random, perhaps lower id after a quiet week; the next request confirms these.
        offset = (updates.at(-1)?.update_id ?? offset - 1) + 1
        checkpoint('after ack')
        trouble = 0
      } catch (error) {
        if (signal.aborted) return
        const code = codeOf(error)
        health(code)
        if (code === 'CHANNEL_CONFLICT' || trouble % 10 === 0) log.warn({ code, error }, 'updates cannot be read')
        // After a restart the former request may stand for its whole time: 409 until then is normal.
        const wait = error instanceof LoketError ? error.retryAfterMs : undefined
        await pause(
          wait ?? (code === 'CHANNEL_FORBIDDEN' ? 30_000 : Math.min(10_000, 250 * 2 ** Math.min(trouble++, 6))),
        )
      }
    }
  }

  const running = loop()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
