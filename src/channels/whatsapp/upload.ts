import { Readable, Transform } from 'node:stream'
import type { AnyMediaMessageContent, proto } from '@whiskeysockets/baileys'
import type { Attachment } from '../../app/message.ts'
import type { Files } from '../../app/ports.ts'
import type { MediaHandle } from './media-handle.ts'

/** A file on its way to WhatsApp, as the client takes it, and what is to be set in its message afterwards. */
export interface Upload {
  readonly content: AnyMediaMessageContent
  finish(message: proto.IMessage): void
}

/** What WhatsApp shows as what it is; everything else goes as a document. */
const shownTypes: Readonly<Record<Attachment['kind'], RegExp>> = {
  photo: /^image\/(jpeg|png|webp)$/,
  animation: /^video\/mp4$/,
  video: /^video\/(mp4|3gpp|quicktime)$/,
  video_note: /^video\/mp4$/,
  voice: /^(audio|application)\/ogg/,
  audio: /^audio\/(mpeg|mp4|aac|ogg|amr)/,
  sticker: /^image\/webp$/,
  document: /./,
}

const usualTypes: Readonly<Record<Attachment['kind'], string>> = {
  photo: 'image/jpeg',
  animation: 'video/mp4',
  video: 'video/mp4',
  video_note: 'video/mp4',
  voice: 'audio/ogg',
  audio: 'audio/mpeg',
  sticker: 'image/webp',
  document: 'application/octet-stream',
}

/** A stored file as the client wants to be given it: a stream, never whole in memory. */
export async function uploadOf(one: Attachment, stored: string, caption: string, files: Files): Promise<Upload> {
  const source = Readable.from(await files.read(stored))
  const type = one.type ?? usualTypes[one.kind]
  const kind = shownTypes[one.kind].test(type) ? one.kind : 'document'
  const words = caption ? { caption } : {}
  const stream = { stream: source }
  // With a thumbnail and a length given, the client writes no unencrypted copy to the disk to work them out.
  const jpegThumbnail = ''
  const withoutThumbnail = (message: proto.IMessage): void => {
    for (const media of [message.imageMessage, message.videoMessage, message.ptvMessage])
      if (media) delete media.jpegThumbnail
  }
  switch (kind) {
    case 'photo':
      return { content: { image: stream, mimetype: type, jpegThumbnail, ...words }, finish: withoutThumbnail }
    case 'video':
    case 'animation':
      return {
        content: { video: stream, mimetype: type, jpegThumbnail, gifPlayback: kind === 'animation', ...words },
        finish: withoutThumbnail,
      }
    case 'video_note':
      return { content: { video: stream, mimetype: type, jpegThumbnail, ptv: true }, finish: withoutThumbnail }
    case 'voice':
    case 'audio': {
      const length = oggLength()
      source.on('error', error => length.destroy(error))
      return {
        content: {
          audio: { stream: source.pipe(length) },
          mimetype: kind === 'voice' ? 'audio/ogg; codecs=opus' : type,
          ptt: kind === 'voice',
          seconds: 0,
        },
        finish({ audioMessage }) {
          if (audioMessage) audioMessage.seconds = length.seconds()
        },
      }
    }
    case 'sticker':
      return { content: { sticker: stream, mimetype: type }, finish: () => undefined }
    case 'document':
      return {
        content: {
          document: stream,
          mimetype: type,
          fileName: one.name ?? `${one.kind}${extensionOf(type)}`,
          ...words,
        },
        finish: () => undefined,
      }
  }
}

/** true for what WhatsApp shows no words under, in the form in which uploadOf sends it. */
export function bearsNoCaption({ kind, type = usualTypes[kind] }: Attachment): boolean {
  return ['voice', 'audio', 'sticker', 'video_note'].includes(kind) && shownTypes[kind].test(type)
}

function extensionOf(type: string): string {
  const known = { 'image/gif': '.gif', 'video/webm': '.webm', 'image/heic': '.heic', 'application/pdf': '.pdf' }
  return (known as Readonly<Record<string, string>>)[type] ?? ''
}

/** Passes Ogg/Opus on and reads how many seconds it lasts: the sample count of its last page at 48 kHz (RFC 7845 §4). */
function oggLength(): Transform & { seconds(): number } {
  let tail = Buffer.alloc(0)
  const stream = new Transform({
    transform(chunk: Buffer, _, done) {
      // A page holds at most 65,307 bytes.
      tail = Buffer.concat([tail, chunk]).subarray(-70_000)
      done(null, chunk)
    },
  })
  return Object.assign(stream, {
    seconds() {
      const page = tail.lastIndexOf('OggS')
      return page >= 0 && tail.length >= page + 14 ? Math.round(Number(tail.readBigInt64LE(page + 6)) / 48_000) : 0
    },
  })
}

/** The same file for another message, without uploading it again: WhatsApp's own forwarding. */
export function forwardOf(one: Attachment, handle: MediaHandle, caption: string): proto.IMessage {
  const media = {
    mediaKey: handle.key,
    directPath: handle.path,
    url: handle.url,
    fileSha256: handle.sha256,
    fileEncSha256: handle.encSha256,
    fileLength: handle.size,
    mimetype: handle.mime,
  }
  const words = caption ? { caption } : {}
  switch (one.kind) {
    case 'photo':
      return { imageMessage: { ...media, ...words } }
    case 'video':
      return { videoMessage: { ...media, ...words } }
    case 'animation':
      return { videoMessage: { ...media, ...words, gifPlayback: true } }
    case 'video_note':
      return { ptvMessage: media }
    case 'voice':
      return { audioMessage: { ...media, ptt: true } }
    case 'audio':
      return { audioMessage: media }
    case 'sticker':
      return { stickerMessage: media }
    case 'document':
      return { documentMessage: { ...media, ...words, fileName: one.name ?? 'berkas' } }
  }
}
