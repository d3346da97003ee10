import type { MediaKind } from './types.ts'

const byExtension: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
  txt: 'text/plain',
  csv: 'text/csv',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
}

const usual: Readonly<Record<MediaKind, string>> = {
  image: 'image/jpeg',
  document: 'application/octet-stream',
  voice: 'audio/ogg; codecs=opus',
  audio: 'audio/mpeg',
  video: 'video/mp4',
  sticker: 'image/webp',
}

/** The type a phone declares for a file: documents by the ending of their name, the others by what they are. */
export function mimeOf(kind: MediaKind, bytes: Buffer, name = ''): string {
  if (kind === 'document') {
    const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
    return byExtension[extension] ?? usual.document
  }
  if (kind === 'image' && bytes.length >= 4 && bytes.readUInt32BE(0) === 0x89504e47) return 'image/png'
  if (kind === 'audio' && bytes.toString('latin1', 0, 4) === 'OggS') return usual.voice
  return usual[kind]
}
