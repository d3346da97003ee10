import { setTimeout as sleep } from 'node:timers/promises'
import { telegramPace, type Pace } from '../app/pacing.ts'
import type { Checkpoint, Files, Roster } from '../app/ports.ts'
import { createTelegramChannel } from '../channels/telegram/adapter.ts'
import { createTelegramApi, type TelegramApi } from '../channels/telegram/client.ts'
import { registerReporterCommands, registerStaffCommands } from '../channels/telegram/commands.ts'
import { telegramCapabilities } from '../channels/telegram/render.ts'
import { startPolling } from '../channels/telegram/polling.ts'
import { createWebhook, deleteWebhook, setWebhook, webhookPath } from '../channels/telegram/webhook.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import type { Network } from './network.ts'

export interface TelegramParts {
  readonly token: string
  readonly apiRoot: string
  readonly config: Pick<Config, 'TELEGRAM_WEBHOOK_SECRET' | 'PUBLIC_URL'>
  readonly files: Files
  readonly roster: Pick<Roster, 'desk'>
  readonly pace: Pace | null | undefined
  readonly checkpoint: Checkpoint
  readonly log: Log
}

/** The account of a bot by its token. */
export function telegramAccount(token: string): string {
  return `telegram:${token.split(':')[0]}`
}

/** Telegram: penyedia in private chats, the staff in groups; by webhook when a secret is set, else by long polling. */
export function serveTelegram(parts: TelegramParts): Network {
  const { token, apiRoot, config, checkpoint, log } = parts
  const account = telegramAccount(token)
  const api = createTelegramApi(token, apiRoot)
  const secret = config.TELEGRAM_WEBHOOK_SECRET
  const unreadable = (error: unknown): void => log.error({ code: 'MESSAGE_POISON', error }, 'an update cannot be read')
  let ailment: string | null = secret ? null : 'STARTING'
  return {
    account,
    name: 'Telegram',
    channel: createTelegramChannel(api, account, parts.files),
    capabilities: telegramCapabilities,
    pace: parts.pace === undefined ? telegramPace : parts.pace,
    oneConnection: false,
    health: async owned => (secret || owned ? ailment : null),
    receiving: secret
      ? null
      : {
          async start(receive) {
            const health = (problem: string | null): void => void (ailment = problem)
            const polling = startPolling({ api, account, receive, unreadable, checkpoint, log, health })
            return { close: () => polling.stop() }
          },
        },
    ...(secret
      ? {
          webhook: {
            path: webhookPath,
            deliver: receive => createWebhook(account, secret, receive, unreadable),
          },
        }
      : {}),
    introduce: signal => introduce(parts, api, account, signal),
  }
}

/**
 * Tells Telegram how to deliver and which commands exist where; tried until it worked, and again once a staff group is
 * connected.
 */
async function introduce(
  { config, roster, log }: TelegramParts,
  api: TelegramApi,
  account: string,
  signal: AbortSignal,
): Promise<void> {
  const { TELEGRAM_WEBHOOK_SECRET: secret, PUBLIC_URL: publicUrl } = config
  let told = false
  for (let wait = 1000; !signal.aborted; wait = Math.min(60_000, wait * 2)) {
    try {
      if (!told) {
        await (secret && publicUrl ? setWebhook(api, publicUrl, secret) : deleteWebhook(api))
        await registerReporterCommands(api)
        told = true
      }
      const known = await roster.desk(account)
      if (known) return await registerStaffCommands(api, known.groups)
      wait = 1000
    } catch (error) {
      log.warn({ error }, 'Telegram does not take our settings yet')
    }
    await sleep(wait, undefined, { signal, ref: false }).catch(() => undefined)
  }
}
