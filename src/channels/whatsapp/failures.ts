import { LoketError, type ErrorCode } from '../../errors.ts'
import type { AccountState } from '../../app/ports.ts'

/** What the end of a connection means: how the account stands then, and whether and how fast to try again. */
export interface Ending {
  readonly state: AccountState['state']
  readonly code: ErrorCode
  readonly again: 'at once' | 'later' | 'never'
}

const down: Ending = { state: 'down', code: 'CHANNEL_UNREACHABLE', again: 'later' }

/** By number of the close (whatsapp-emulator.md §5). 500 is "bad session" by name, but a failing server says it too. */
const endings: Readonly<Record<number, Ending>> = {
  401: { state: 'logged out', code: 'WHATSAPP_LOGGED_OUT', again: 'never' },
  403: { state: 'banned', code: 'WHATSAPP_BANNED', again: 'never' },
  419: { state: 'logged out', code: 'WHATSAPP_LOGGED_OUT', again: 'never' },
  440: { state: 'replaced', code: 'WHATSAPP_REPLACED', again: 'never' },
  515: { state: 'connecting', code: 'CHANNEL_UNREACHABLE', again: 'at once' },
}

/** What to do after a connection closed with this number. */
export function endingOf(status: number): Ending {
  return endings[status] ?? down
}

/** The number in an error of the client, or 0: `data` is the server's own in an answer that says no. */
export function statusOf(error: unknown): number {
  const { data, output, status } = (error ?? {}) as {
    data?: unknown
    output?: { statusCode?: unknown }
    status?: unknown
  }
  const found = [data, output?.statusCode, status].find(one => typeof one === 'number')
  return typeof found === 'number' ? found : 0
}

/**
 * Waiting time before the try number `tries` (from 0), in milliseconds: 1 s doubling to 60 s, each between its half and
 * its whole by `chance` (0 to 1), so that many clients do not come back at one moment.
 */
export function backoff(tries: number, chance: number): number {
  const whole = Math.min(60_000, 1000 * 2 ** Math.min(tries, 6))
  return Math.round(whole * (0.5 + chance / 2))
}

/**
 * The server's answer to a message that nobody asked for: the person did not write first and holds no token of ours, or
 * the account may not write first at all just now. Repeating counts as writing first again (Baileys, messages-recv
 * handleBadAck).
 */
const outreach = '463'

/** The server's refusal of a message, by its number, as one of our codes. */
export function refusalOf(error: string): LoketError {
  const number = /^\d{1,4}$/.test(error) ? error : 'other'
  if (number === outreach) return new LoketError('OUTREACH_REFUSED', number)
  if (number === '429') return new LoketError('CHANNEL_LIMITED', number, { retryAfterMs: 60_000 })
  return new LoketError('CHANNEL_REFUSED', number)
}

/** Errors of the socket at a moment when part of a message may have left. */
const mayHaveLeft = new Set(['EPIPE', 'ECONNRESET', 'ETIMEDOUT', 'ECONNABORTED'])

/**
 * What kept the client from handing a message to its socket, as one of our codes; `left`: whether it had begun to.
 * Nothing of the client's error is kept but its number: it carries keys and addresses.
 */
export function failureOf(error: unknown, left: boolean): LoketError {
  if (error instanceof LoketError) return error
  const status = statusOf(error)
  const { code } = (error ?? {}) as { code?: unknown }
  const detail = status ? String(status) : typeof code === 'string' ? code : 'client'
  // The key server knows nobody under this address.
  if (status === 404) return new LoketError('RECIPIENT_UNREACHABLE', detail)
  if (left && (status === 408 || (typeof code === 'string' && mayHaveLeft.has(code))))
    return new LoketError('CHANNEL_UNKNOWN', detail)
  return new LoketError('CHANNEL_UNREACHABLE', detail)
}

/** What kept a file from being handed over or fetched, as one of our codes. */
export function fileFailureOf(error: unknown): LoketError {
  if (error instanceof LoketError) return error
  const status = statusOf(error)
  return status >= 400 && status < 500 && status !== 408 && status !== 429
    ? new LoketError('FILE_UNAVAILABLE', String(status))
    : new LoketError('CHANNEL_UNREACHABLE', status ? `file ${status}` : 'file')
}
