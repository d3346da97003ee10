import type { QueuedUpdate } from './updates.ts'

export interface WebhookSettings {
  readonly url: string
  readonly secret: string | undefined
  /** How many deliveries may be under way at once, 1 to 100. */
  readonly maxConnections: number
  /** Carries out the method call that the answer of a webhook may hold. */
  readonly answered: (call: Record<string, unknown>) => void
}

export interface Webhook {
  readonly settings: WebhookSettings
  readonly lastError: { at: number; text: string } | undefined
  add(item: QueuedUpdate): void
  /** true: nothing is delivered until false. */
  suspend(on: boolean): void
  stop(): void
}

/** Milliseconds before a refused delivery is tried again; doubled each time up to the last. The real ones are longer. */
const retryFirst = 50
const retryLast = 1000
/** Milliseconds after which an unanswered delivery counts as refused. */
const patience = 60_000

/**
 * Delivers updates by POST: in order within a chat, chats beside each other. An update is confirmed by a 2xx answer
 * and otherwise tried again until `stop`.
 */
export function createWebhook(settings: WebhookSettings, confirmed: (item: QueuedUpdate) => void): Webhook {
  const lanes = new Map<number, QueuedUpdate[]>()
  const ready: number[] = []
  const stopped = new AbortController()
  const retries = new Set<NodeJS.Timeout>()
  let running = 0
  let isSuspended = false
  let lastError: Webhook['lastError']

  function next(): void {
    while (running < settings.maxConnections && ready.length > 0 && !stopped.signal.aborted) {
      const chat = ready.shift()!
      running += 1
      void deliver(chat, lanes.get(chat)![0]!, retryFirst)
    }
  }

  async function deliver(chat: number, item: QueuedUpdate, wait: number): Promise<void> {
    const failure = isSuspended ? 'Suspended' : await post(item)
    if (stopped.signal.aborted) return
    running -= 1
    if (failure === undefined) {
      confirmed(item)
      const lane = lanes.get(chat)!
      lane.shift()
      if (lane.length > 0) ready.push(chat)
      else lanes.delete(chat)
    } else {
      lastError = { at: Date.now(), text: failure }
      const timer = setTimeout(() => {
        retries.delete(timer)
        running += 1
        void deliver(chat, item, Math.min(2 * wait, retryLast))
      }, wait)
      retries.add(timer)
    }
    next()
  }

  async function post(item: QueuedUpdate): Promise<string | undefined> {
    try {
      const response = await fetch(settings.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(settings.secret ? { 'x-telegram-bot-api-secret-token': settings.secret } : {}),
        },
        body: JSON.stringify(item.update),
        redirect: 'manual',
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(patience)]),
      })
      const answer = await response.text()
      if (!response.ok) return `Wrong response from the webhook: ${response.status} ${response.statusText}`
      if (answer.startsWith('{')) settings.answered(JSON.parse(answer) as Record<string, unknown>)
      return undefined
    } catch (error) {
      return error instanceof SyntaxError ? undefined : 'Connection refused'
    }
  }

  return {
    settings,
    get lastError() {
      return lastError
    },
    add(item) {
      const lane = lanes.get(item.chat)
      if (lane) lane.push(item)
      else {
        lanes.set(item.chat, [item])
        ready.push(item.chat)
        next()
      }
    },
    suspend(on) {
      isSuspended = on
    },
    stop() {
      stopped.abort()
      for (const timer of retries) clearTimeout(timer)
    },
  }
}
