import { randomInt } from 'node:crypto'
import { ApiError } from './api-error.ts'
import { createWebhook, type Webhook, type WebhookSettings } from './webhook.ts'
import type { UpdateRow } from './ledger.ts'
import type { UpdateKind } from './types.ts'

export interface Update {
  readonly update_id: number
  readonly [kind: string]: unknown
}

export interface QueuedUpdate {
  readonly sequence: number
  readonly epoch: number
  readonly chat: number
  readonly update: Update
}

/** Updates the bot has not confirmed yet, and the two ways it gets them. */
export interface UpdateQueue {
  /** false when the bot's allowed_updates leave the kind out: then nothing is queued. */
  push(kind: UpdateKind, chat: number, message: number | undefined, payload: unknown, tap?: UpdateRow['tap']): boolean
  /** One long poll. Throws 409 when a webhook is set or another poll takes over. `signal` ends it for good. */
  poll(request: { offset: number; limit: number; timeout: number }, signal: AbortSignal): Promise<Update[]>
  allow(kinds: readonly string[]): void
  readonly allowed: readonly string[]
  setWebhook(settings: WebhookSettings | undefined): void
  readonly webhook: Webhook | undefined
  drop(): void
  restartIds(): void
  /** true: the waiting poll ends with 502 and no webhook is called until false. */
  suspend(on: boolean): void
  readonly size: number
  /** The update_ids that the bot has not confirmed yet. */
  unconfirmed(): ReadonlySet<number>
  /** Whether the bot has not confirmed yet that it got that message. */
  waits(chat: number, message: number): boolean
  stop(): void
}

/** Bot API, getUpdates: what an empty list leaves out. */
const optional = new Set<string>(['chat_member', 'message_reaction', 'message_reaction_count'])

export function createUpdateQueue(pushed: (row: Omit<UpdateRow, 'n' | 'at'>) => void): UpdateQueue {
  // Keys are sequence numbers, so the map keeps the order in which updates arose.
  const pending = new Map<number, QueuedUpdate>()
  const epochs = [{ first: 0, next: randomInt(100_000_000, 900_000_000) }]
  epochs[0]!.first = epochs[0]!.next
  let sequence = 0
  let isSuspended = false
  let allowed: readonly string[] = []
  let webhook: Webhook | undefined
  let waiting: { end: (error?: ApiError) => void } | undefined

  function isAllowed(kind: string): boolean {
    return allowed.length === 0 ? !optional.has(kind) : allowed.includes(kind)
  }

  function confirm(offset: number): void {
    // TQueue of the real server: an offset more than 10 past the end is of another range and confirms nothing.
    const epoch = epochs.findLastIndex(({ first, next }) => offset >= first && offset <= next + 10)
    if (epoch < 0) return
    for (const [key, item] of pending) {
      if (item.epoch > epoch || (item.epoch === epoch && item.update.update_id >= offset)) break
      pending.delete(key)
    }
  }

  function first(limit: number): Update[] {
    const updates: Update[] = []
    for (const { update } of pending.values()) {
      if (updates.length === limit) break
      updates.push(update)
    }
    return updates
  }

  return {
    get size() {
      return pending.size
    },
    unconfirmed: () => new Set([...pending.values()].map(({ update }) => update.update_id)),
    waits: (chat, message) =>
      [...pending.values()].some(item => {
        const { message: said } = item.update as { message?: { message_id: number } }
        return item.chat === chat && said?.message_id === message
      }),
    get allowed() {
      return allowed
    },
    get webhook() {
      return webhook
    },
    push(kind, chat, message, payload, tap) {
      if (!isAllowed(kind)) return false
      const epoch = epochs.at(-1)!
      const update = { update_id: epoch.next, [kind]: payload }
      epoch.next += 1
      sequence += 1
      const item = { sequence, epoch: epochs.length - 1, chat, update }
      pending.set(sequence, item)
      pushed({ update_id: update.update_id, kind, chat, message, ...(tap ? { tap } : {}) })
      webhook?.add(item)
      waiting?.end()
      return true
    },
    async poll({ offset, limit, timeout }, signal) {
      if (webhook)
        throw new ApiError(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        )
      waiting?.end(
        new ApiError(
          409,
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
        ),
      )
      if (offset > 0) confirm(offset)
      if (offset < 0) for (const key of [...pending.keys()].slice(0, offset)) pending.delete(key)
      if (pending.size > 0 || timeout <= 0) return first(limit)
      await new Promise<void>((resolve, reject) => {
        const end = (error?: ApiError) => {
          clearTimeout(timer)
          signal.removeEventListener('abort', aborted)
          if (waiting === self) waiting = undefined
          // What is said in one go (an album) is answered in one go.
          if (error) reject(error)
          else setImmediate(resolve)
        }
        const aborted = () => end()
        const timer = setTimeout(end, Math.min(timeout, 50) * 1000)
        const self = { end }
        waiting = self
        signal.addEventListener('abort', aborted)
      })
      return first(limit)
    },
    allow(kinds) {
      allowed = kinds
    },
    setWebhook(settings) {
      webhook?.stop()
      webhook = settings && createWebhook(settings, item => pending.delete(item.sequence))
      if (!webhook) return
      webhook.suspend(isSuspended)
      waiting?.end(new ApiError(409, 'Conflict: terminated by setWebhook request'))
      for (const item of pending.values()) webhook.add(item)
    },
    drop() {
      pending.clear()
    },
    restartIds() {
      // Far from every earlier range, so that an old offset is seen to belong to another.
      let first = 0
      do first = randomInt(1_000_000, 2_000_000_000)
      while (epochs.some(epoch => Math.abs(epoch.first - first) < 1_000_000))
      epochs.push({ first, next: first })
    },
    suspend(on) {
      isSuspended = on
      webhook?.suspend(on)
      if (on) waiting?.end(new ApiError(502, 'Bad Gateway'))
    },
    stop() {
      webhook?.stop()
      waiting?.end()
    },
  }
}
