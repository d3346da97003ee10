import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendJson } from './telegram/answering.ts'
import { readBytes } from './telegram/body.ts'

export type Arguments = Record<string, unknown>

/** What a network lets another process do. A verb that throws an Error is answered 400 with its sentence. */
export interface Verbs {
  /** By POST. Nothing returned is answered as null. */
  posts: Readonly<Record<string, (given: Arguments) => unknown>>
  /** By GET: what only looks. Arguments are texts. */
  gets: Readonly<Record<string, (given: Arguments) => unknown>>
  /** By GET: what is answered as it is, not as JSON; undefined is answered 404. */
  files: Readonly<Record<string, (given: Arguments) => { bytes: Buffer | string; type: string } | undefined>>
}

/** Answers one request whose path begins with /_control/. */
export type Control = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>

/** A whole number among the arguments; throws when it is none. */
export function number(given: Arguments, name: string): number {
  const value = Number(given[name])
  if (given[name] === undefined || given[name] === '' || !Number.isSafeInteger(value))
    throw new Error(`${name} must be a whole number`)
  return value
}

/** The same, or undefined when it is not given. */
export function optionalNumber(given: Arguments, name: string): number | undefined {
  return given[name] === undefined || given[name] === '' ? undefined : number(given, name)
}

/** A text among the arguments; throws when it is none. */
export function text(given: Arguments, name: string): string {
  const value = given[name]
  if (typeof value !== 'string') throw new Error(`${name} must be text`)
  return value
}

/** What a message is made of: the argument `content`, in which bytes come as base64 text. */
export function content<Content>(given: Arguments, mediaKinds: readonly string[]): Content {
  const value = given['content']
  if (typeof value !== 'object' || value === null) throw new Error('content must be an object')
  const read: Record<string, unknown> = { ...value }
  for (const kind of mediaKinds) if (typeof read[kind] === 'string') read[kind] = Buffer.from(read[kind], 'base64')
  const document = read['document'] as { bytes?: unknown } | undefined
  if (typeof document?.bytes === 'string')
    read['document'] = { ...document, bytes: Buffer.from(document.bytes, 'base64') }
  return read as Content
}

const loopback = /^(127\.0\.0\.1|\[::1\]|localhost)(:\d+)?$/

/**
 * The verbs over HTTP, for another process: POST /_control/<verb> with a JSON object, GET for what only looks. Answers
 * {ok, result} or {ok: false, error}. Only this machine may ask, and no web page can: the Host must be loopback and a
 * POST must be JSON.
 */
export function createControl({ posts, gets, files }: Verbs): Control {
  return async (request, response, url) => {
    const refuse = (status: number, error: string) => sendJson(response, status, { ok: false, error })
    const from = request.socket.remoteAddress ?? ''
    if (!/^(::ffff:)?127\.|^::1$/.test(from) || !loopback.test(request.headers.host ?? ''))
      return refuse(403, 'only from this machine')
    const name = url.pathname.slice('/_control/'.length)
    const isPost = request.method === 'POST'
    if (isPost && !(request.headers['content-type'] ?? '').startsWith('application/json'))
      return refuse(415, 'send application/json')
    try {
      if (!isPost && Object.hasOwn(files, name)) {
        const file = files[name]!(Object.fromEntries(url.searchParams))
        if (!file) return refuse(404, 'no such file')
        response.writeHead(200, { 'content-type': file.type, 'x-content-type-options': 'nosniff' })
        response.end(file.bytes)
        return
      }
      const verbs = isPost ? posts : gets
      if (!Object.hasOwn(verbs, name)) return refuse(404, `no verb ${name}`)
      const given = isPost
        ? JSON.parse((await readBytes(request)).toString() || '{}')
        : Object.fromEntries(url.searchParams)
      const result = await verbs[name]!(Object(given) as Arguments)
      sendJson(response, 200, { ok: true, result: result ?? null })
    } catch (error) {
      refuse(400, error instanceof Error ? error.message : 'refused')
    }
  }
}
