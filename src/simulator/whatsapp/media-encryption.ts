import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { getMediaKeys, type MediaType } from '@whiskeysockets/baileys'
import type { MediaKind } from './types.ts'

/** What it takes to read an encrypted file and to know that it is the right one. */
export interface FileSecrets {
  mediaKey: Uint8Array
  fileSha256: Uint8Array
  fileEncSha256: Uint8Array
}

/** By which name WhatsApp derives the keys of a kind. */
const keyNames: Readonly<Record<MediaKind, MediaType>> = {
  image: 'image',
  document: 'document',
  voice: 'ptt',
  audio: 'audio',
  video: 'video',
  sticker: 'sticker',
}

/** The MAC at the end of an encrypted file is the first 10 bytes of an HMAC-SHA256. */
const macLength = 10

/** The SHA-256 of the bytes. */
export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** Encrypts a file as a phone does before it uploads it: a new key, AES-256-CBC, the MAC behind. */
export async function encryptFile(bytes: Buffer, kind: MediaKind): Promise<FileSecrets & { encrypted: Buffer }> {
  const mediaKey = randomBytes(32)
  const { iv, cipherKey, macKey } = await getMediaKeys(mediaKey, keyNames[kind])
  const cipher = createCipheriv('aes-256-cbc', cipherKey, iv)
  const body = Buffer.concat([cipher.update(bytes), cipher.final()])
  const encrypted = Buffer.concat([body, macOf(iv, body, macKey!)])
  return { encrypted, mediaKey, fileSha256: sha256(bytes), fileEncSha256: sha256(encrypted) }
}

/** The file again, or null when a hash or the MAC says that these bytes and secrets do not belong together. */
export async function decryptFile(encrypted: Buffer, secrets: FileSecrets, kind: MediaKind): Promise<Buffer | null> {
  const { iv, cipherKey, macKey } = await getMediaKeys(secrets.mediaKey, keyNames[kind])
  const body = encrypted.subarray(0, -macLength)
  if (!sha256(encrypted).equals(secrets.fileEncSha256)) return null
  if (!macOf(iv, body, macKey!).equals(encrypted.subarray(-macLength))) return null
  const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv)
  const bytes = Buffer.concat([decipher.update(body), decipher.final()])
  return sha256(bytes).equals(secrets.fileSha256) ? bytes : null
}

function macOf(iv: Uint8Array, body: Buffer, macKey: Uint8Array): Buffer {
  return createHmac('sha256', macKey).update(iv).update(body).digest().subarray(0, macLength)
}
