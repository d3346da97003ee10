import type { MediaType } from '@whiskeysockets/baileys'

/** What fetches a file of WhatsApp again: its key, where it lies, and the message that brought it (for a re-upload). */
export interface MediaHandle {
  readonly type: MediaType
  readonly key: Uint8Array
  readonly path: string | null
  readonly url: string | null
  readonly sha256: Uint8Array | null
  readonly encSha256: Uint8Array | null
  /** Bytes, as the sender says. */
  readonly size: number
  readonly mime: string
  readonly chat: string
  readonly messageId: string
}

const base64 = (bytes: Uint8Array | null): string | null => (bytes ? Buffer.from(bytes).toString('base64') : null)
const bytes = (text: unknown): Uint8Array | null => (typeof text === 'string' ? Buffer.from(text, 'base64') : null)
const words = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** The handle as the text that stands in `Attachment.networkFile`. It holds the key of the file: never to be logged. */
export function writeHandle(handle: MediaHandle): string {
  const { type, key, path, url, sha256, encSha256, size, mime, chat, messageId } = handle
  return JSON.stringify({
    v: 1,
    type,
    key: base64(key),
    path,
    url,
    sha256: base64(sha256),
    enc: base64(encSha256),
    size,
    mime,
    chat,
    id: messageId,
  })
}

/** Reads what writeHandle wrote; null for any other text, such as the handle of another network. */
export function readHandle(networkFile: string): MediaHandle | null {
  if (!networkFile.startsWith('{"v":1,')) return null
  try {
    const read = JSON.parse(networkFile) as Record<string, unknown>
    const key = bytes(read['key'])
    const type = words(read['type'])
    if (!key || type === null) return null
    return {
      type: type as MediaType,
      key,
      path: words(read['path']),
      url: words(read['url']),
      sha256: bytes(read['sha256']),
      encSha256: bytes(read['enc']),
      size: Number(read['size']) || 0,
      mime: words(read['mime']) ?? '',
      chat: words(read['chat']) ?? '',
      messageId: words(read['id']) ?? '',
    }
  } catch {
    return null
  }
}
