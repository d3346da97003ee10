import { TelegramError } from 'telegraf'
import { LoketError } from '../../errors.ts'

/** What Telegram's descriptions mean to us; the first that fits counts. Data, so that a new one is one line. */
const meanings: readonly [RegExp, ConstructorParameters<typeof LoketError>[0]][] = [
  [/can't parse entities|can't parse_entities|unsupported start tag/i, 'CHANNEL_FORMAT'],
  [/message thread not found|TOPIC_DELETED|TOPIC_ID_INVALID|thread not found/i, 'TOPIC_MISSING'],
  [
    /bot was blocked|user is deactivated|can't initiate conversation|bot was kicked|bot is not a member|chat not found|PEER_ID_INVALID|have no rights to send|not enough rights to send|need administrator rights|CHAT_WRITE_FORBIDDEN/i,
    'RECIPIENT_UNREACHABLE',
  ],
]

/** Requests that ask for what is already so: done. */
const alreadySo =
  /message is not modified|TOPIC_NOT_MODIFIED|message to delete not found|query is too old|query ID is invalid/i

/** Errors of the socket before anything can have left. */
const neverLeft = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'])
/** What the client calls an error of the connection, and a call given up. */
const ofTheConnection = new Set<unknown>(['system', 'aborted'])

/** Detail of a refusal that only says that nothing was left to do. */
export const alreadyDone = 'already so'

/**
 * A thrown value of the client as one of our codes. Keeps Telegram's description, which holds no text of people; drops
 * the rest of the error, which carries the request and the token. `left`: whether a connection ever stood.
 */
export function failureOf(error: unknown, left = true): LoketError {
  if (error instanceof LoketError) return error
  if (error instanceof TelegramError) return refusalOf(error)
  const { code, name, type } = error as { code?: unknown; name?: unknown; type?: unknown }
  const word = [code, type, name].find(one => typeof one === 'string')
  const reason = typeof word === 'string' ? word : 'connection lost'
  if (neverLeft.has(reason) || (!left && ofTheConnection.has(type)))
    return new LoketError('CHANNEL_UNREACHABLE', reason)
  return new LoketError('CHANNEL_UNKNOWN', reason)
}

function refusalOf({ code, description, parameters }: TelegramError): LoketError {
  const detail = `${code} ${description.replace(/^(Bad Request|Forbidden|Conflict): /, '')}`.slice(0, 120)
  if (parameters?.migrate_to_chat_id) return new LoketError('CHANNEL_MIGRATED', String(parameters.migrate_to_chat_id))
  if (code === 429)
    return new LoketError('CHANNEL_LIMITED', '', { retryAfterMs: (parameters?.retry_after ?? 1) * 1000 })
  if (code === 401 || (code === 404 && /^Not Found$/i.test(description)))
    return new LoketError('CHANNEL_FORBIDDEN', detail)
  if (code === 409) return new LoketError('CHANNEL_CONFLICT', detail)
  // A gateway gives up on what stands behind it, which may have done its work all the same.
  if (code >= 500) return new LoketError('CHANNEL_UNREACHABLE', String(code), { maybeDone: true })
  if (/file is too big/i.test(description)) return new LoketError('FILE_TOO_LARGE', detail)
  if (alreadySo.test(description)) return new LoketError('CHANNEL_REFUSED', alreadyDone)
  for (const [pattern, meaning] of meanings) if (pattern.test(description)) return new LoketError(meaning, detail)
  return new LoketError(code === 403 ? 'RECIPIENT_UNREACHABLE' : 'CHANNEL_REFUSED', detail)
}
