import http from 'node:http'
import https from 'node:https'
import { Telegram } from 'telegraf'
import { failureOf } from './failures.ts'

/** One call of the Bot API: method, parameters, milliseconds to wait. Throws LoketError codes, see failures.ts. */
export interface TelegramApi {
  readonly root: string
  readonly token: string
  call<Result>(method: string, parameters?: object, waitMs?: number, signal?: AbortSignal): Promise<Result>
}

/** Telegraf as the client and nothing more: it loses updates when it owns them (channels.md A5). */
export function createTelegramApi(token: string, root: string): TelegramApi {
  const telegram = new Telegram(token, { apiRoot: root, webhookReply: false })
  // With an http root Telegraf drops the agent it is given and opens a socket for each call; set afterwards it stays.
  const agent = root.startsWith('https:')
    ? new https.Agent({ keepAlive: true, maxSockets: 64 })
    : new http.Agent({ keepAlive: true, maxSockets: 64 })
  Object.assign((telegram as unknown as { options: object }).options, { agent, attachmentAgent: agent })
  return {
    root,
    token,
    async call(method, parameters = {}, waitMs = 30_000, signal) {
      const patience = AbortSignal.timeout(waitMs)
      const either = signal ? AbortSignal.any([signal, patience]) : patience
      try {
        return (await telegram.callApi(method as never, parameters as never, { signal: either as never })) as never
      } catch (error) {
        throw failureOf(error)
      }
    },
  }
}
