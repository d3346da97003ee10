import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiError, badRequest } from './api-error.ts'
import { readBody, type Body } from './body.ts'
import { refusalOf, type Fault, type FaultBook } from './faults.ts'
import type { CallRow } from './ledger.ts'
import type { Limits } from './limits.ts'
import { findMethod } from './methods.ts'
import { integerOf, type Params } from './params.ts'
import { albumOf } from './sending.ts'
import type { World } from './state.ts'

/** What answering a call needs. */
export interface Exchange {
  readonly world: World
  readonly faults: FaultBook
  readonly limits: Limits
  readonly record: (row: Omit<CallRow, 'n' | 'digest'>) => void
}

const neverAborted = new AbortController().signal

/** Answers one call of the bot and enters it in the ledger. */
export async function answerCall(
  exchange: Exchange,
  name: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const at = exchange.world.now()
  const method = findMethod(name)
  let body: Body = { params: {}, files: new Map() }
  let fault: Fault | undefined
  let outcome: CallRow['outcome'] = 'ok'
  let result: unknown
  try {
    body = await readBody(request, url.searchParams)
    if (!method) throw new ApiError(404, 'Not Found: method not found')
    fault = exchange.faults.take(method.name, integerOf(body.params, 'chat_id'), body.params)
    const refusal = fault && refusalOf(fault)
    if (refusal) throw refusal
    if (!fault || fault.kind === 'timeout after' || fault.kind === 'hang after')
      result = await perform(exchange, name, body, hangUp(method.name, response))
    // A poll the bot has left gave it nothing.
    if (fault || response.destroyed) outcome = 'timeout'
    else sendJson(response, 200, { ok: true, result })
  } catch (caught) {
    if (response.destroyed) return
    const error = caught instanceof ApiError ? caught : new ApiError(500, 'Internal Server Error')
    outcome = fault && !refusalOf(fault) ? 'timeout' : error.code
    result = undefined
    if (outcome !== 'timeout') sendFailure(response, error)
  }
  exchange.record({
    at,
    method: method?.name ?? name,
    chat: integerOf(body.params, 'chat_id'),
    thread: integerOf(body.params, 'message_thread_id'),
    params: body.params,
    outcome,
    committed: result !== undefined,
    messages: idsOf(result, body.params),
  })
  if (outcome !== 'timeout') return
  if (fault?.kind === 'reset') response.socket?.resetAndDestroy()
  else if (!fault?.kind.startsWith('hang')) response.socket?.destroy()
}

function hangUp(method: string, response: ServerResponse): AbortSignal {
  if (method !== 'getUpdates') return neverAborted
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}

function perform(exchange: Exchange, name: string, { params, files }: Body, signal: AbortSignal): unknown {
  const { world, limits } = exchange
  const method = findMethod(name)
  if (!method) throw badRequest('method not found')
  const chat = world.chats.get(integerOf(params, 'chat_id') ?? 0)?.info
  const cost = method.name === 'sendMediaGroup' ? Math.max(1, albumOf(params).length) : 1
  limits.check(method.name, chat, cost)
  const result = method.run({
    world,
    params,
    files,
    signal,
    perform: (inner, innerParams) => performUnheard(exchange, inner, innerParams),
  })
  limits.charge(method.name, chat, cost)
  return result
}

/** As on the real server, the outcome of a method given as the answer of a webhook is told to nobody. */
function performUnheard(exchange: Exchange, name: string, params: Params): void {
  if (name === 'getUpdates') return
  const at = exchange.world.now()
  let outcome: CallRow['outcome'] = 'ok'
  let result: unknown
  try {
    result = perform(exchange, name, { params, files: new Map() }, neverAborted)
  } catch (error) {
    outcome = error instanceof ApiError ? error.code : 500
  }
  exchange.record({
    at,
    method: findMethod(name)?.name ?? name,
    chat: integerOf(params, 'chat_id'),
    thread: integerOf(params, 'message_thread_id'),
    params,
    outcome,
    committed: outcome === 'ok',
    messages: idsOf(result, params),
  })
}

function idsOf(result: unknown, params: Params): number[] {
  if (result === undefined) return []
  const made = (Array.isArray(result) ? result : [result]).flatMap((item: unknown) => {
    const { message_id: id, message_thread_id: thread } = Object(item) as Record<string, unknown>
    return typeof id === 'number' ? id : typeof thread === 'number' ? thread : []
  })
  const named = integerOf(params, 'message_id')
  return made.length === 0 && named !== undefined ? [named] : made
}

function sendFailure(response: ServerResponse, error: ApiError): void {
  // What stands before the real servers answers 502 in HTML.
  if (error.code === 502) return sendJson(response, 502, '<html><head><title>502 Bad Gateway</title></head></html>')
  const { code, description, parameters } = error
  if (parameters?.retry_after !== undefined) response.setHeader('retry-after', parameters.retry_after)
  sendJson(response, code, { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) })
}

/** Answers with that status; a string goes as HTML, anything else as JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const isText = typeof value === 'string'
  const body = isText ? value : JSON.stringify(value)
  response
    .writeHead(status, {
      'content-type': isText ? 'text/html' : 'application/json',
      'content-length': Buffer.byteLength(body),
    })
    .end(body)
}
