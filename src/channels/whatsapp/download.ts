import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { downloadContentFromMessage, type proto } from '@whiskeysockets/baileys'
import { LoketError } from '../../errors.ts'
import { fileFailureOf, statusOf } from './failures.ts'
import { readHandle, type MediaHandle } from './media-handle.ts'
import type { Line } from './serving.ts'

/** The largest file that is fetched, bytes: what Telegram allows the staff to be shown (core.telegram.org/bots/api#getfile). */
export const downloadLimit = 20 * 1024 * 1024

/** Where files may lie. Addresses come from whoever writes to us: any other place would be asked for on their behalf. */
const realHost = /^[\w.-]+\.whatsapp\.net$/
const localHost = /^127\.0\.0\.1:\d+$/
const usualHost = 'mmg.whatsapp.net'

/**
 * The bytes of a file, checked against what the message promised; throws FILE_TOO_LARGE, FILE_UNAVAILABLE (for good),
 * CHANNEL_UNREACHABLE (try again). A file that WhatsApp no longer holds is asked for once from the phone that sent it.
 */
export async function fetchFile(
  networkFile: string,
  line: () => Promise<Line | null>,
  rehearsal: boolean,
): Promise<AsyncIterable<Uint8Array>> {
  const handle = readHandle(networkFile)
  if (!handle) throw new LoketError('FILE_UNAVAILABLE', 'not of WhatsApp')
  if (handle.size > downloadLimit) throw new LoketError('FILE_TOO_LARGE')
  try {
    return checked(await download(handle, rehearsal), handle)
  } catch (error) {
    if (![404, 410].includes(statusOf(error))) throw fileFailureOf(error)
  }
  const open = await line()
  if (!open) throw new LoketError('CHANNEL_UNREACHABLE', 'file')
  try {
    return checked(await download(await uploadedAgain(handle, open), rehearsal), handle)
  } catch (error) {
    throw fileFailureOf(error)
  }
}

function download({ type, key, path, url }: MediaHandle, rehearsal: boolean): Promise<Readable> {
  const host = hostOf(url) ?? usualHost
  const allowed = realHost.test(host) || (rehearsal && localHost.test(host))
  // A path that does not begin with a slash would change the host.
  if (!allowed || !(path ? path.startsWith('/') : url?.startsWith(`https://${host}/`)))
    throw new LoketError('FILE_UNAVAILABLE', 'address')
  return downloadContentFromMessage({ mediaKey: key, directPath: path, url }, type, { host }) as Promise<Readable>
}

function hostOf(url: string | null): string | null {
  return url && URL.canParse(url) ? new URL(url).host : null
}

/** Asks the phone of the sender to upload the file again; resolves to where it lies now. */
async function uploadedAgain(handle: MediaHandle, { socket }: Line): Promise<MediaHandle> {
  const fields = {
    mediaKey: handle.key,
    directPath: handle.path,
    url: handle.url,
    fileSha256: handle.sha256,
    fileEncSha256: handle.encSha256,
  }
  const content = { documentMessage: fields } as proto.IMessage
  const key = { remoteJid: handle.chat, id: handle.messageId, fromMe: false }
  const { message } = await withPatience(socket.updateMediaMessage({ key, message: content }), 30_000)
  // The host stays: the client names its usual one.
  return { ...handle, path: message?.documentMessage?.directPath ?? null }
}

/** A phone that is off says nothing. */
async function withPatience<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LoketError('FILE_UNAVAILABLE', 'the phone does not answer')), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

async function* checked(content: Readable, { sha256 }: MediaHandle): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const chunk of content as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > downloadLimit) throw new LoketError('FILE_TOO_LARGE')
      hash.update(chunk)
      yield chunk
    }
  } catch (error) {
    throw error instanceof LoketError ? error : new LoketError('CHANNEL_UNREACHABLE', 'file')
  }
  // The client does not look at the sum, without which a cut or changed file would pass.
  if (sha256 && !hash.digest().equals(sha256)) throw new LoketError('FILE_UNAVAILABLE', 'sum')
}
