import { ApiError, badRequest, forbidden, tooManyRequests } from './api-error.ts'

/** Answers that take the place of the real one; the call takes no effect. */
const refusals = {
  'too many': (fault: Fault) => tooManyRequests(fault.retryAfter ?? 1),
  parse: () => badRequest('can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'),
  forbidden: () => forbidden('bot was blocked by the user'),
  kicked: () => forbidden('bot was kicked from the supergroup chat'),
  unauthorized: () => new ApiError(401, 'Unauthorized'),
  conflict: () =>
    new ApiError(
      409,
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    ),
  'bad gateway': () => new ApiError(502, 'Bad Gateway'),
  'server error': () => new ApiError(500, 'Internal Server Error'),
  'thread not found': () => badRequest('message thread not found'),
  'topic deleted': () => badRequest('TOPIC_DELETED'),
  'topic closed': () => badRequest('TOPIC_CLOSED'),
  'chat not found': () => badRequest('chat not found'),
  'no rights': () => badRequest('not enough rights to send text messages to the chat'),
} satisfies Record<string, (fault: Fault) => ApiError>

/**
 * Ends without an answer: 'timeout before', 'reset' and 'hang' take no effect, 'timeout after' and 'hang after' do.
 * 'hang' keeps the connection open for as long as the bot does.
 */
type Silence = 'timeout before' | 'timeout after' | 'reset' | 'hang' | 'hang after'

export interface Fault {
  /** Default: every method except getUpdates. The download of a file is called 'file'. */
  method?: string | RegExp
  chat?: number
  kind: keyof typeof refusals | Silence
  /** How many calls it hits; default 1. */
  times?: number
  /** Seconds, for 'too many'. */
  retryAfter?: number
  /** Hits only calls for which this holds; not available over HTTP. */
  when?: (params: Readonly<Record<string, unknown>>) => boolean
}

export interface Faults {
  /** Returns what takes the fault away again. */
  add(fault: Fault): () => void
  clear(): void
}

export interface FaultBook extends Faults {
  /** The fault that hits this call, counted down. */
  take(method: string, chat: number | undefined, params: Readonly<Record<string, unknown>>): Fault | undefined
}

/** The kinds a fault may have. */
export const faultKinds: readonly Fault['kind'][] = [
  ...(Object.keys(refusals) as (keyof typeof refusals)[]),
  'timeout before',
  'timeout after',
  'reset',
  'hang',
  'hang after',
]

export function createFaults(): FaultBook {
  const active = new Map<Fault, number>()
  return {
    add(fault) {
      if (!faultKinds.includes(fault.kind)) throw new Error(`no fault is called ${fault.kind}`)
      const own = { ...fault }
      active.set(own, fault.times ?? 1)
      return () => active.delete(own)
    },
    clear() {
      active.clear()
    },
    take(method, chat, params) {
      for (const [fault, left] of active) {
        if (!hits(fault, method) || (fault.chat !== undefined && fault.chat !== chat)) continue
        if (fault.when && !fault.when(params)) continue
        if (left > 1) active.set(fault, left - 1)
        else active.delete(fault)
        return fault
      }
      return undefined
    },
  }
}

function hits({ method }: Fault, called: string): boolean {
  if (method === undefined) return called !== 'getUpdates'
  return typeof method === 'string' ? method === called : method.test(called)
}

/** The error a fault answers with, or undefined for those that stay silent. */
export function refusalOf(fault: Fault): ApiError | undefined {
  return fault.kind in refusals ? refusals[fault.kind as keyof typeof refusals](fault) : undefined
}
