import { timingSafeEqual, createHash } from 'node:crypto'
import { LoketError } from '../../errors.ts'
import type { Receive } from '../../app/receive.ts'
import type { TelegramApi } from './client.ts'
import { allowedUpdates, translateAll, type TelegramUpdate } from './translate.ts'

/** Path of the webhook under PUBLIC_URL. */
export const webhookPath = '/telegram/webhook'

/** Tells Telegram where to deliver. Safe to repeat. */
export async function setWebhook(api: TelegramApi, publicUrl: string, secret: string): Promise<void> {
  await api.call('setWebhook', {
    url: new URL(webhookPath, publicUrl).href,
    secret_token: secret,
    allowed_updates: allowedUpdates,
    max_connections: 40,
  })
}

/** Long polling needs the webhook gone; waiting updates stay. */
export async function deleteWebhook(api: TelegramApi): Promise<void> {
  await api.call('deleteWebhook', { drop_pending_updates: false })
}

/**
 * Takes one delivery: the secret of its header and its body. Resolves when the update is stored (answer 200); throws
 * WEBHOOK_REFUSED for a wrong secret (403), anything else means: deliver again.
 */
export function createWebhook(
  account: string,
  secret: string,
  receive: Receive,
  unreadable: (error: unknown) => void,
): (header: string, update: unknown) => Promise<void> {
  const expected = digest(secret)
  return async (header, update) => {
    if (!timingSafeEqual(digest(header), expected)) throw new LoketError('WEBHOOK_REFUSED')
    if (typeof update !== 'object' || update === null || typeof (update as TelegramUpdate).update_id !== 'number')
      throw new LoketError('WEBHOOK_REFUSED', 'not an update')
    await receive(translateAll([update as TelegramUpdate], account, unreadable))
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
