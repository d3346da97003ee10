import { badRequest } from './api-error.ts'
import type { Call, Method } from './call.ts'
import { chatMethods } from './chat-methods.ts'
import { editingMethods } from './editing.ts'
import { flagOf, integerOf, jsonOf, textOf, type Params } from './params.ts'
import { sendingMethods } from './sending.ts'
import { topicMethods } from './topic-methods.ts'
import type { UpdateQueue } from './updates.ts'

function allow(updates: UpdateQueue, params: Params): void {
  const kinds = jsonOf(params, 'allowed_updates')
  // Bot API: when it is absent, the previous setting stays.
  if (kinds === undefined) return
  if (!Array.isArray(kinds)) throw badRequest("can't parse allowed_updates JSON array")
  updates.allow(kinds.map(String))
}

function getUpdates({ world, params, signal }: Call): unknown {
  allow(world.updates, params)
  const limit = Math.min(Math.max(integerOf(params, 'limit') ?? 100, 1), 100)
  return world.updates.poll(
    { offset: integerOf(params, 'offset') ?? 0, limit, timeout: integerOf(params, 'timeout') ?? 0 },
    signal,
  )
}

function setWebhook(call: Call): true {
  const { world, params } = call
  const url = textOf(params, 'url') ?? ''
  if (url === '') return deleteWebhook(call)
  if (!URL.canParse(url)) throw badRequest('bad webhook: Failed to resolve host: Name or service not known')
  const { protocol, hostname } = new URL(url)
  // The real server wants HTTPS on 443, 80, 88 or 8443; on this machine plain HTTP will do.
  if (protocol !== 'https:' && !['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
  const secret = textOf(params, 'secret_token')
  if (secret !== undefined && !/^[\w-]{1,256}$/.test(secret))
    throw badRequest('secret token contains unallowed characters')
  allow(world.updates, params)
  if (flagOf(params, 'drop_pending_updates')) world.updates.drop()
  world.updates.setWebhook({
    url,
    secret,
    maxConnections: Math.min(Math.max(integerOf(params, 'max_connections') ?? 40, 1), 100),
    answered: answer => {
      if (typeof answer['method'] === 'string') call.perform(answer['method'], answer)
    },
  })
  return true
}

function deleteWebhook({ world, params }: Call): true {
  world.updates.setWebhook(undefined)
  if (flagOf(params, 'drop_pending_updates')) world.updates.drop()
  return true
}

function getWebhookInfo({ world }: Call): object {
  const { webhook, size, allowed } = world.updates
  return {
    url: webhook?.settings.url ?? '',
    has_custom_certificate: false,
    pending_update_count: size,
    ...(webhook ? { max_connections: webhook.settings.maxConnections } : {}),
    ...(webhook?.lastError
      ? { last_error_date: Math.floor(webhook.lastError.at / 1000), last_error_message: webhook.lastError.text }
      : {}),
    ...(allowed.length > 0 ? { allowed_updates: allowed } : {}),
  }
}

const methods: Record<string, Method> = {
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
  ...chatMethods,
  ...sendingMethods,
  ...editingMethods,
  ...topicMethods,
}
const byLowerCase = new Map(Object.entries(methods).map(([name, run]) => [name.toLowerCase(), { name, run }]))

/** The method of that name, whose case does not matter, or undefined when this network has none. */
export function findMethod(name: string): { name: string; run: Method } | undefined {
  return byLowerCase.get(name.toLowerCase())
}
