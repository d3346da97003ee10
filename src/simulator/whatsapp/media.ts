import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { makeCertificate } from './certificate.ts'
import { decryptFile, encryptFile, sha256, type FileSecrets } from './media-encryption.ts'
import type { MediaKind } from './types.ts'

/** What a message says of its file: the fields that imageMessage, documentMessage and the others have in common. */
export interface MediaFields extends FileSecrets {
  url: string
  directPath: string
  /** Bytes of the file before encryption. */
  fileLength: number
  /** Seconds since the epoch. */
  mediaKeyTimestamp: number
}

/** The same fields in somebody else's message, where any may be missing. */
export type GivenFields = { [field in keyof FileSecrets]?: Uint8Array | null } & { directPath?: string | null }

export interface MediaHost {
  /** 127.0.0.1:port, as media_conn names a host. */
  readonly hostname: string
  /** PEM of the authority that signed the host's certificate; a client has to trust it. */
  readonly ca: string
  /** Encrypts a file as a phone does, keeps it, and answers what a message says of it. */
  store(bytes: Buffer, kind: MediaKind): Promise<MediaFields>
  /** What a message says of a file of that many bytes that is not there: asking for it answers 404. */
  declare(size: number, kind: MediaKind): MediaFields
  /** The file behind such fields, or null when it is not here or any hash or the MAC does not fit. */
  open(fields: GivenFields, kind: MediaKind): Promise<Buffer | null>
  /** true: every connection is dropped as soon as it is made. */
  setDown(on: boolean): void
  /** From now on the file is gone, as old files are: asking for it answers that status. */
  forget(directPath: string, status?: 404 | 410): void
  /** The direct path under which a phone has uploaded the same file again, or null when it never was here. */
  uploadAgain(directPath: string): string | null
  /** Closes every connection; resolves when the port is free. */
  stop(): Promise<void>
}

/** The folders of direct paths, as the real hosts number them, by the last word of the upload path. */
const folders: Readonly<Record<string, string>> = {
  image: 't62.7118-24',
  video: 't62.7161-24',
  document: 't62.7119-24',
  audio: 't62.7114-24',
}
const folderOf: Readonly<Record<MediaKind, string>> = {
  image: folders['image']!,
  document: folders['document']!,
  voice: folders['audio']!,
  audio: folders['audio']!,
  video: folders['video']!,
  sticker: folders['image']!,
}

/** WhatsApp takes documents of 2 GB; this host keeps everything in memory. */
const maxUpload = 128 * 1024 * 1024

/** An encrypted file. Bytes are absent when it was only declared; `gone` is the status that answers instead of it. */
interface StoredFile {
  bytes?: Buffer
  folder: string
  gone?: 404 | 410
}

/**
 * Starts the host of encrypted files over https, on 127.0.0.1 only, on a port of its own, with an authority made anew.
 * Of what the bot uploads it sees ciphertext alone, as the real one does.
 */
export async function startMediaHost(): Promise<MediaHost> {
  const { ca, certificate, key } = await makeCertificate()
  /** By direct path without its query. */
  const files = new Map<string, StoredFile>()
  let down = false

  const server = createServer({ cert: certificate, key }, (request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  server.on('connection', socket => {
    if (down) socket.destroy()
  })
  // Longer than any client keeps an idle connection, so that none is closed under a request.
  server.keepAliveTimeout = 75_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const hostname = `127.0.0.1:${(server.address() as AddressInfo).port}`

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `https://${hostname}`)
    if (request.method === 'POST') return upload(url, request, response)
    const file = files.get(url.pathname)
    if (request.method !== 'GET' || !file?.bytes || file.gone) response.writeHead(file?.gone ?? 404).end()
    else sendBytes(file.bytes, request.headers.range, response)
  }

  async function upload(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, kind = '', hash = ''] = /^\/mms\/([a-z]+)\/([\w-]+)$/.exec(url.pathname) ?? []
    const refuse = (status: number) => response.writeHead(status, { connection: 'close' }).end()
    if (!Object.hasOwn(folders, kind)) return void refuse(404)
    const bytes = await readUpload(request)
    if (!bytes) return void refuse(413)
    if (sha256(bytes).toString('base64url') !== hash) return void refuse(400)
    const directPath = keep({ bytes, folder: folders[kind]! })
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ url: urlOf(directPath), direct_path: directPath }))
  }

  /** Answers the direct path: a file's name and a query that only the real host reads. */
  function keep(file: StoredFile): string {
    const path = `/v/${file.folder}/${randomBytes(16).toString('hex')}_n.enc`
    files.set(path, file)
    return `${path}?ccb=11-4&oh=${randomBytes(16).toString('hex')}&_nc_sid=5e03e0`
  }

  const urlOf = (directPath: string): string => `https://${hostname}${directPath}&mms3=true`
  const find = (directPath: string): StoredFile | undefined => files.get(directPath.split('?')[0]!)

  function fieldsOf(file: StoredFile, fileLength: number, secrets: FileSecrets): MediaFields {
    const directPath = keep(file)
    const mediaKeyTimestamp = Math.floor(Date.now() / 1000)
    return { url: urlOf(directPath), directPath, fileLength, mediaKeyTimestamp, ...secrets }
  }

  return {
    hostname,
    ca,
    async store(bytes, kind) {
      const { encrypted, ...secrets } = await encryptFile(bytes, kind)
      return fieldsOf({ bytes: encrypted, folder: folderOf[kind] }, bytes.length, secrets)
    },
    declare(size, kind) {
      const secrets = { mediaKey: randomBytes(32), fileSha256: randomBytes(32), fileEncSha256: randomBytes(32) }
      return fieldsOf({ folder: folderOf[kind] }, size, secrets)
    },
    async open({ directPath, mediaKey, fileSha256, fileEncSha256 }, kind) {
      const file = find(directPath ?? '')
      if (!file?.bytes || file.gone || !mediaKey || !fileSha256 || !fileEncSha256) return null
      return decryptFile(file.bytes, { mediaKey, fileSha256, fileEncSha256 }, kind)
    },
    setDown(on) {
      down = on
      if (on) server.closeAllConnections()
    },
    forget(directPath, status = 404) {
      const file = find(directPath)
      if (file) file.gone = status
    },
    uploadAgain(directPath) {
      const file = find(directPath)
      return file?.bytes ? keep({ bytes: file.bytes, folder: file.folder }) : null
    },
    async stop() {
      files.clear()
      await new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

/** The whole body, or null when it is larger than this host takes. */
async function readUpload(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxUpload) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Answers the whole file, or the one range asked for: Baileys asks for one when it wants a part only. */
function sendBytes(bytes: Buffer, range: string | undefined, response: ServerResponse): void {
  const type = { 'content-type': 'application/octet-stream' }
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? []
  if (from === undefined) {
    response.writeHead(200, { ...type, 'content-length': bytes.length }).end(bytes)
    return
  }
  const start = Number(from)
  const last = Math.min(to ? Number(to) : Infinity, bytes.length - 1)
  if (start > last) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
    return
  }
  const part = { 'content-range': `bytes ${start}-${last}/${bytes.length}`, 'content-length': last - start + 1 }
  response.writeHead(206, { ...type, ...part }).end(bytes.subarray(start, last + 1))
}
