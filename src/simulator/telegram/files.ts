import { randomBytes } from 'node:crypto'
import { badRequest } from './api-error.ts'
import { imageSize, sampleImage, sampleVoice } from './samples.ts'
import type { FileInfo, MediaKind, Message } from './types.ts'

export interface StoredFile {
  readonly info: FileInfo
  readonly kind: MediaKind
  readonly path: string
  /** Absent for a file that was only declared by its size. */
  readonly bytes: Buffer | undefined
}

export interface FileStore {
  add(kind: MediaKind, file: { bytes?: Buffer; name?: string; mime?: string; size?: number }): StoredFile
  find(fileId: string): StoredFile | undefined
  findByPath(path: string): StoredFile | undefined
}

const shape: Record<MediaKind, { folder: string; extension: string; mime?: string; extra: Partial<FileInfo> }> = {
  photo: { folder: 'photos', extension: 'jpg', extra: {} },
  document: { folder: 'documents', extension: 'dat', extra: {} },
  voice: { folder: 'voice', extension: 'oga', mime: 'audio/ogg', extra: { duration: 3 } },
  video: { folder: 'videos', extension: 'mp4', mime: 'video/mp4', extra: { duration: 3, width: 320, height: 240 } },
  audio: { folder: 'music', extension: 'mp3', mime: 'audio/mpeg', extra: { duration: 3 } },
  animation: {
    folder: 'animations',
    extension: 'mp4',
    mime: 'video/mp4',
    extra: { duration: 3, width: 320, height: 240 },
  },
  sticker: { folder: 'stickers', extension: 'webp', extra: { width: 512, height: 512 } },
  video_note: { folder: 'video_notes', extension: 'mp4', extra: { duration: 3 } },
}

/** Holds the bytes of everything sent, by file_id. Throws 400 as the server does for what it would not take. */
export function createFileStore(): FileStore {
  const byId = new Map<string, StoredFile>()
  const byPath = new Map<string, StoredFile>()
  return {
    add(kind, { bytes, name, mime, size }) {
      const fileSize = bytes?.length ?? size ?? 0
      if (fileSize === 0) throw badRequest('file must be non-empty')
      const { folder, extension, mime: usual, extra } = shape[kind]
      const named = kind === 'document' || kind === 'audio' || kind === 'video' || kind === 'animation'
      const info: FileInfo = {
        file_id: `AgAC${randomBytes(24).toString('base64url')}`,
        file_unique_id: `AQAD${randomBytes(8).toString('base64url')}`,
        file_size: fileSize,
        ...(named && name !== undefined ? { file_name: name } : {}),
        ...(kind !== 'photo' && (mime ?? usual) ? { mime_type: mime ?? usual! } : {}),
        ...extra,
        ...(kind === 'photo' && bytes ? photoSize(bytes) : {}),
      }
      const ending = /\.([a-z0-9]{1,8})$/i.exec(kind === 'photo' ? '' : (name ?? ''))?.[1] ?? extension
      const file = { info, kind, path: `${folder}/file_${byId.size}.${ending}`, bytes }
      byId.set(info.file_id, file)
      byPath.set(file.path, file)
      return file
    },
    find: fileId => byId.get(fileId),
    findByPath: path => byPath.get(path),
  }
}

function photoSize(bytes: Buffer): { width: number; height: number } {
  if (bytes.length > 10 * 1024 * 1024)
    throw badRequest(`file of size ${bytes.length} bytes is too big for a photo; the maximum size is 10485760 bytes`)
  const size = imageSize(bytes)
  if (!size) throw badRequest('IMAGE_PROCESS_FAILED')
  const { width, height } = size
  if (width + height > 10_000 || width > 20 * height || height > 20 * width)
    throw badRequest('PHOTO_INVALID_DIMENSIONS')
  return size
}

/** The field of a Message that shows this file. */
export function mediaFields(file: StoredFile): Partial<Message> {
  if (file.kind === 'photo') return { photo: [file.info] }
  if (file.kind === 'animation') return { animation: file.info, document: file.info }
  return { [file.kind]: file.info }
}

/** A small valid file of that kind, for people who send "a photo". */
export function sampleBytes(kind: MediaKind): Buffer {
  if (kind === 'photo' || kind === 'sticker') return sampleImage
  if (kind === 'voice' || kind === 'audio') return sampleVoice
  return Buffer.from(`sample ${kind}`)
}
