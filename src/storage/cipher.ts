import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { Transform } from 'node:stream'
import { LoketError } from '../errors.ts'

/*
 * A stream is: magic "LKT" and a version byte, a salt of 32 bytes, then frames of 64 KiB of text and 16 bytes of tag;
 * the last frame is shorter or equal. Each stream has a key of its own (HKDF over the salt), so a counter is a safe
 * nonce: 11 bytes of counter and one that is 1 in the last frame only. A frame that is changed, moved, repeated, left
 * out or cut off does not authenticate. (The construction is STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, 2015.)
 */
const magic = Buffer.from('LKT\x01', 'latin1')
const saltBytes = 32
const headerBytes = magic.length + saltBytes
const frameBytes = 64 * 1024
const tagBytes = 16
const algorithm = 'aes-256-gcm'

export type Purpose = 'files' | 'backup' | 'account keys' | 'account names' | 'account states' | 'sent messages'

/** The 32-byte subkey of one purpose, so that what is encrypted for one is never accepted as the other. */
export function deriveKey(key: Buffer, purpose: Purpose): Buffer {
  return derive(key, '', `loket ${purpose}`, 32)
}

/** Sixteen hex digits that tell keys apart and reveal nothing of the key. */
export function fingerprint(key: Buffer): string {
  return derive(key, '', 'loket fingerprint', 8).toString('hex')
}

/**
 * Encrypts what is written with AES-256-GCM in constant memory. `key` has 32 bytes; `context` is not stored and must be
 * given again to decrypt, which ties a stream to its place (a file to its id, a backup to its header).
 */
export function encryptStream(key: Buffer, context = ''): Transform {
  const salt = randomBytes(saltBytes)
  const streamKey = deriveStreamKey(key, salt, context)
  let pending: Buffer = Buffer.alloc(0)
  let counter = 0
  const seal = (text: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv(algorithm, streamKey, nonce(counter++, last))
    return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()])
  }
  return new Transform({
    construct(done) {
      this.push(Buffer.concat([magic, salt]))
      done()
    },
    transform(chunk: Buffer, _encoding, done) {
      pending = pending.length ? Buffer.concat([pending, chunk]) : chunk
      let offset = 0
      // The newest full frame stays behind: only the end of the stream tells whether it is the last.
      for (; pending.length - offset > frameBytes; offset += frameBytes)
        this.push(seal(pending.subarray(offset, offset + frameBytes), false))
      pending = pending.subarray(offset)
      done()
    },
    flush(done) {
      this.push(seal(pending, true))
      done()
    },
  })
}

/**
 * The reverse of encryptStream. Only authenticated bytes come out, but a cut-off end is noticed only at the end: act on
 * the whole when the stream has ended without an error. Fails with FILE_DAMAGED for a changed or cut stream, another
 * key or another context.
 */
export function decryptStream(key: Buffer, context = ''): Transform {
  let streamKey: Buffer | undefined
  let pending: Buffer = Buffer.alloc(0)
  let counter = 0
  const open = (frame: Buffer, last: boolean): Buffer => {
    if (!streamKey || frame.length < tagBytes) throw new LoketError('FILE_DAMAGED', 'cut short')
    const end = frame.length - tagBytes
    const decipher = createDecipheriv(algorithm, streamKey, nonce(counter++, last), { authTagLength: tagBytes })
    decipher.setAuthTag(frame.subarray(end))
    try {
      return Buffer.concat([decipher.update(frame.subarray(0, end)), decipher.final()])
    } catch {
      throw new LoketError('FILE_DAMAGED', `part ${counter} does not authenticate`)
    }
  }
  const readHeader = (): void => {
    if (streamKey || pending.length < headerBytes) return
    if (!pending.subarray(0, magic.length).equals(magic)) throw new LoketError('FILE_DAMAGED', 'unknown format')
    streamKey = deriveStreamKey(key, pending.subarray(magic.length, headerBytes), context)
    pending = pending.subarray(headerBytes)
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        pending = pending.length ? Buffer.concat([pending, chunk]) : chunk
        readHeader()
        if (!streamKey) return done()
        const size = frameBytes + tagBytes
        let offset = 0
        for (; pending.length - offset > size; offset += size)
          this.push(open(pending.subarray(offset, offset + size), false))
        pending = pending.subarray(offset)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
    flush(done) {
      try {
        this.push(open(pending, true))
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })
}

function deriveStreamKey(key: Buffer, salt: Buffer, context: string): Buffer {
  return derive(key, salt, `loket stream 1 ${context}`, 32)
}

function derive(key: Buffer, salt: Buffer | '', info: string, bytes: number): Buffer {
  if (key.length !== 32) throw new LoketError('KEY_INVALID', 'a key has 32 bytes')
  // HKDF limits `info` to 1,024 bytes; contexts (ids, a header line) stay below.
  return Buffer.from(hkdfSync('sha256', key, salt, info, bytes))
}

function nonce(counter: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUIntBE(counter, 5, 6)
  bytes[11] = last ? 1 : 0
  return bytes
}
