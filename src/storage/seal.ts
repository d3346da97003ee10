import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { LoketError } from '../errors.ts'

const algorithm = 'aes-256-gcm'
const saltBytes = 12
const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts a small value with AES-256-GCM. `key` has 32 bytes; `context` is not stored and must be given again to
 * unseal, which ties a value to its record. Each value has a key of its own (HMAC over a salt): with salt and nonce, 24
 * random bytes, so many values may be sealed with one key as no account will ever write.
 */
export function seal(key: Buffer, text: Uint8Array, context: string): Buffer {
  const random = randomBytes(saltBytes + nonceBytes)
  const cipher = createCipheriv(algorithm, valueKey(key, random), random.subarray(saltBytes))
  cipher.setAAD(Buffer.from(context))
  return Buffer.concat([random, cipher.update(text), cipher.final(), cipher.getAuthTag()])
}

/** The reverse of seal. Throws ACCOUNT_DAMAGED for a changed value, another key or another context. */
export function unseal(key: Buffer, sealed: Uint8Array, context: string): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  const end = bytes.length - tagBytes
  if (end < saltBytes + nonceBytes) throw new LoketError('ACCOUNT_DAMAGED', 'a stored value is cut short')
  const random = bytes.subarray(0, saltBytes + nonceBytes)
  const decipher = createDecipheriv(algorithm, valueKey(key, random), random.subarray(saltBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(bytes.subarray(end))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(random.length, end)), decipher.final()])
  } catch {
    throw new LoketError('ACCOUNT_DAMAGED', 'a stored value does not authenticate')
  }
}

/** A stored binary as bytes, whatever the driver makes of it. */
export function bytesOf(stored: Uint8Array | { readonly buffer: Uint8Array; readonly position: number }): Uint8Array {
  return stored instanceof Uint8Array ? stored : stored.buffer.subarray(0, stored.position)
}

function valueKey(key: Buffer, random: Buffer): Buffer {
  return createHmac('sha256', key).update('loket value 1').update(random.subarray(0, saltBytes)).digest()
}
