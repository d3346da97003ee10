import type { IncomingMessage } from 'node:http'
import { ApiError, badRequest } from './api-error.ts'
import type { Params } from './params.ts'

export interface Upload {
  name: string
  mime: string
  bytes: Buffer
}

export interface Body {
  params: Params
  /** Parts with a file name, by field name. */
  files: ReadonlyMap<string, Upload>
}

/** Bot API: 50 MB a file; the rest of the form comes on top. */
const maxBytes = 52 * 1024 * 1024

/** Reads the whole request. Throws 413 over 52 MiB. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new ApiError(413, 'Request Entity Too Large')
    chunks.push(chunk)
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}

/** Reads parameters from the query and from a JSON, urlencoded or multipart body; the body wins. */
export async function readBody(request: IncomingMessage, query: URLSearchParams): Promise<Body> {
  const bytes = await readBytes(request)
  const type = request.headers['content-type'] ?? ''
  const fromQuery = query.size > 0 ? Object.fromEntries(query) : {}
  if (bytes.length === 0) return { params: fromQuery, files: new Map() }
  if (type.startsWith('application/json')) return { params: { ...fromQuery, ...readJson(bytes) }, files: new Map() }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const form = Object.fromEntries(new URLSearchParams(bytes.toString()))
    return { params: { ...fromQuery, ...form }, files: new Map() }
  }
  const boundary = /^multipart\/form-data;.*\bboundary="?([^";]+)"?/i.exec(type)?.[1]
  if (boundary === undefined) return { params: fromQuery, files: new Map() }
  const { params, files } = readMultipart(bytes, boundary)
  return { params: { ...fromQuery, ...params }, files }
}

function readJson(bytes: Buffer): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString())
  } catch {
    throw badRequest("can't parse JSON object")
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest('object expected')
  return value as Record<string, unknown>
}

function readMultipart(bytes: Buffer, boundary: string): Body {
  const params: Record<string, string> = {}
  const files = new Map<string, Upload>()
  const mark = Buffer.from(`--${boundary}`)
  let at = bytes.indexOf(mark)
  while (at >= 0) {
    const start = at + mark.length
    if (bytes.toString('latin1', start, start + 2) === '--') return { params, files }
    const next = bytes.indexOf(Buffer.from(`\r\n--${boundary}`), start)
    const headEnd = bytes.indexOf('\r\n\r\n', start)
    if (next < 0 || headEnd < 0 || headEnd > next) break
    const head = bytes.toString('utf8', start, headEnd)
    const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1]
    const fileName = /[;\s]filename="([^"]*)"/i.exec(head)?.[1]
    const content = bytes.subarray(headEnd + 4, next)
    if (name !== undefined && fileName !== undefined) {
      const mime = /content-type:\s*([^\r\n;]+)/i.exec(head)?.[1]
      files.set(name, { name: fileName, mime: mime ?? 'application/octet-stream', bytes: Buffer.from(content) })
    } else if (name !== undefined) params[name] = content.toString()
    at = next + 2
  }
  throw badRequest("can't parse multipart form data")
}
