import { LoketError } from '../../src/errors.ts'

/** Errors of the connection before anything can have left. */
const neverLeft = new Set<unknown>(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** One call of the letter network, resolved to what it answers; every failure is one of our codes. */
export async function call<Answer>(address: string, request: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(address, request)
    if (response.ok) return (await response.json()) as Answer
    await response.body?.cancel()
    throw refusal(response)
  } catch (error) {
    throw error instanceof LoketError ? error : lost(error)
  }
}

/** A call that brought no answer: whether it left decides. */
function lost(error: unknown): LoketError {
  const { name, cause } = error as { name?: string; cause?: { code?: unknown } }
  return neverLeft.has(cause?.code)
    ? new LoketError('CHANNEL_UNREACHABLE', String(cause?.code))
    : new LoketError('CHANNEL_UNKNOWN', name ?? 'connection lost')
}

/** An answer that is not a yes. The detail goes to logs: a number, nothing of people. */
function refusal({ status, headers }: Response): LoketError {
  if (status === 429) {
    const seconds = Number(headers.get('retry-after') ?? 1)
    return new LoketError('CHANNEL_LIMITED', '', { retryAfterMs: seconds * 1000 })
  }
  // Somebody in between gave up; what stands behind may have done it all the same.
  if (status >= 500) return new LoketError('CHANNEL_UNREACHABLE', String(status), { maybeDone: true })
  return new LoketError(status === 410 ? 'RECIPIENT_UNREACHABLE' : 'CHANNEL_REFUSED', String(status))
}
