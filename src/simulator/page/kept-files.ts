import type { SimulatorHost } from '../host.ts'
import type { Acting } from '../stories/acting.ts'

/** A file of a message as a browser may have it. */
export interface KeptFile {
  readonly bytes: Buffer
  /** What its first bytes say it is, of a short list; everything else is only to be saved. */
  readonly type: string
  readonly isShown: boolean
  readonly name: string
}

/** What a browser may show within our page; nothing on the list can carry a script. */
const shown: readonly (readonly [string, (bytes: Buffer) => boolean])[] = [
  ['image/png', bytes => bytes.length > 8 && bytes.readUInt32BE(0) === 0x89504e47],
  ['image/jpeg', bytes => bytes.length > 3 && bytes.readUIntBE(0, 3) === 0xffd8ff],
  ['image/gif', bytes => latin(bytes, 0, 4) === 'GIF8'],
  ['image/webp', bytes => latin(bytes, 0, 4) === 'RIFF' && latin(bytes, 8, 12) === 'WEBP'],
  ['audio/ogg', bytes => latin(bytes, 0, 4) === 'OggS'],
  ['audio/wav', bytes => latin(bytes, 0, 4) === 'RIFF' && latin(bytes, 8, 12) === 'WAVE'],
  ['audio/mpeg', bytes => latin(bytes, 0, 3) === 'ID3' || (bytes.length > 2 && bytes.readUInt16BE(0) >= 0xfff2)],
  ['audio/mp4', bytes => latin(bytes, 4, 11) === 'ftypM4A'],
]

function latin(bytes: Buffer, from: number, to: number): string {
  return bytes.toString('latin1', from, to)
}

/** The file of a message on WhatsApp, in somebody's chat; undefined when there is none. */
export function whatsAppFile(
  { whatsapp }: SimulatorHost,
  acting: Acting,
  key: string,
  id: string,
): KeptFile | undefined {
  const phone = acting.person(key)?.phone
  const media = phone ? whatsapp.chat(phone).find(message => message.id === id)?.media : undefined
  return media?.bytes ? kept(media.bytes, media.name) : undefined
}

/** A file on Telegram. */
export function telegramFile({ telegram }: SimulatorHost, id: string): KeptFile | undefined {
  const bytes = telegram.file(id)
  return bytes && kept(bytes, '')
}

function kept(bytes: Buffer, name: string): KeptFile {
  const known = shown.find(([, is]) => is(bytes))?.[0]
  return { bytes, name, type: known ?? 'application/octet-stream', isShown: known !== undefined }
}

/** How the browser is told what to do with it. */
export function headersOf({ type, isShown, name }: KeptFile): Record<string, string> {
  const how = isShown ? 'inline' : 'attachment'
  return {
    'content-type': type,
    'content-disposition': name ? `${how}; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}` : how,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, max-age=3600',
  }
}
