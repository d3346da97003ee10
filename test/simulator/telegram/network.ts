import { Telegram, TelegramError } from 'telegraf'
import { afterEach } from 'vitest'
import { startTelegram, type TelegramNetwork, type TelegramOptions } from '../../../src/simulator/telegram/server.ts'

export const group = -1_001_234_567_890
export const sari = 101
export const budi = 202
export const joko = 303

const running: TelegramNetwork[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map(network => network.stop()))
})

/** A network with a forum group and the real client of its bot; stopped after the test. */
export async function start(options: TelegramOptions = {}): Promise<{ network: TelegramNetwork; bot: Telegram }> {
  const network = await startTelegram({ groups: [{ id: group, title: 'Loket', forum: true }], ...options })
  running.push(network)
  return { network, bot: new Telegram(network.token, { apiRoot: network.root, webhookReply: false }) }
}

/** A call of any method, also those the client has no types for. */
export function call(bot: Telegram, method: string, params: object = {}): Promise<unknown> {
  return bot.callApi(method as 'getMe', params as never)
}

/** The error_code and description a call ends with, or 'ok', or what the connection said. */
export async function outcome(result: Promise<unknown>): Promise<string> {
  try {
    await result
    return 'ok'
  } catch (error) {
    if (error instanceof TelegramError) return `${error.code} ${error.description}`
    return (error as { code?: string }).code ?? (error as Error).name
  }
}
