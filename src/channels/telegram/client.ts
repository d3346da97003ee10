import { AsyncLocalStorage } from 'node:async_hooks'
import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import { Telegram } from 'telegraf'
import { failureOf } from './failures.ts'

/** One call of the Bot API: method, parameters, milliseconds to wait. Throws LoketError codes, see failures.ts. */
export interface TelegramApi {
  readonly root: string
  readonly token: string
  call<Result>(method: string, parameters?: object, waitMs?: number, signal?: AbortSignal): Promise<Result>
}

/** What became of one request; `left` once a connection stood, from when on it may have arrived. */
interface Journey {
  left: boolean
}

const journeys = new AsyncLocalStorage<Journey>()

/** Telegraf as the client and nothing more: it loses updates when it owns them (channels.md A5). */
export function createTelegramApi(token: string, root: string): TelegramApi {
  const telegram = new Telegram(token, { apiRoot: root, webhookReply: false })
  // With an http root Telegraf drops the agent it is given and opens a socket for each call; set afterwards it stays.
  const agent = root.startsWith('https:')
    ? new https.Agent({ keepAlive: true, maxSockets: 64 })
    : new http.Agent({ keepAlive: true, maxSockets: 64 })
  watchJourneys(agent)
  Object.assign((telegram as unknown as { options: object }).options, { agent, attachmentAgent: agent })
  return {
    root,
    token,
    async call(method, parameters = {}, waitMs = 30_000, signal) {
      // Not AbortSignal.any: each call would leave something behind on a signal that lives as long as the process.
      const ending = new AbortController()
      const end = (): void => ending.abort()
      const patience = setTimeout(end, waitMs)
      signal?.addEventListener('abort', end)
      if (signal?.aborted) end()
      const journey: Journey = { left: false }
      try {
        return (await journeys.run(journey, () =>
          telegram.callApi(method as never, parameters as never, { signal: ending.signal as never }),
        )) as never
      } catch (error) {
        throw failureOf(error, journey.left)
      } finally {
        clearTimeout(patience)
        signal?.removeEventListener('abort', end)
      }
    },
  }
}

/** Notes on each request whether it ever had a connection: afterwards neither the error nor the socket tells. */
function watchJourneys(agent: http.Agent): void {
  interface Requests {
    addRequest(request: http.ClientRequest, ...rest: unknown[]): void
  }
  const { addRequest } = agent as unknown as Requests
  const watched: Requests = {
    addRequest(request, ...rest) {
      const journey = journeys.getStore()
      if (journey)
        request.once('socket', (socket: Socket & { secureConnecting?: boolean }) => {
          const stands = (): void => void (journey.left = true)
          if (socket.connecting || socket.secureConnecting)
            socket.once('secureConnecting' in socket ? 'secureConnect' : 'connect', stands)
          else stands()
        })
      addRequest.call(agent, request, ...rest)
    },
  }
  Object.assign(agent, watched)
}
