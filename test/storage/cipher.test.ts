import { randomBytes } from 'node:crypto'
import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { decryptStream, deriveKey, encryptStream, fingerprint } from '../../src/storage/cipher.ts'

const key = randomBytes(32)
const frame = 64 * 1024
const header = 36
const sealed = frame + 16

async function through(bytes: Buffer, transform: Transform, step = 10_000): Promise<Buffer> {
  function* pieces() {
    for (let offset = 0; offset < bytes.length; offset += step) yield bytes.subarray(offset, offset + step)
  }
  let result = Buffer.alloc(0)
  await pipeline(Readable.from(pieces()), transform, async source => {
    result = await buffer(source)
  })
  return result
}

const encrypt = (bytes: Buffer) => through(bytes, encryptStream(key))
const decrypt = (bytes: Buffer, step?: number) => through(bytes, decryptStream(key), step)
const damaged = { code: 'FILE_DAMAGED' }

describe('a stream', () => {
  test.each([0, 1, frame - 1, frame, frame + 1, 2 * frame, 3 * frame + 77])('of %i bytes comes back', async size => {
    const text = randomBytes(size)
    expect((await decrypt(await encrypt(text))).equals(text)).toBe(true)
  })

  test.each([1, 7, 5 * sealed])('comes back when it arrives %i bytes at a time', async step => {
    const text = randomBytes(frame + 5)
    expect((await decrypt(await encrypt(text), step)).equals(text)).toBe(true)
  })

  test('is different each time and shows nothing of the text', async () => {
    const text = Buffer.from('kata sandi saya '.repeat(50))
    const [first, second] = [await encrypt(text), await encrypt(text)]
    expect(first.equals(second)).toBe(false)
    expect(first.includes('sandi')).toBe(false)
  })
})

describe('damage is noticed', () => {
  test('when any byte is changed', async () => {
    const whole = await encrypt(randomBytes(300))
    for (let place = 0; place < whole.length; place++) {
      const changed = Buffer.from(whole)
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place)
      await expect(decrypt(changed)).rejects.toMatchObject(damaged)
    }
  })

  test('when the end is missing, at a frame border too', async () => {
    const whole = await encrypt(randomBytes(3 * frame))
    for (const end of [0, 3, header - 1, header, header + 5, header + sealed, header + 2 * sealed, whole.length - 1])
      await expect(decrypt(whole.subarray(0, end))).rejects.toMatchObject(damaged)
  })

  test('when frames change places, one is repeated or something follows the last', async () => {
    const whole = await encrypt(randomBytes(3 * frame))
    const part = (index: number) => whole.subarray(header + index * sealed, header + (index + 1) * sealed)
    const start = whole.subarray(0, header)
    for (const parts of [
      [start, part(1), part(0), part(2)],
      [start, part(0), part(0), part(1), part(2)],
      [start, part(0), part(2)],
      [whole, part(2)],
      [whole, Buffer.from('x')],
    ])
      await expect(decrypt(Buffer.concat(parts))).rejects.toMatchObject(damaged)
  })

  test('when the key, its purpose or the context is another', async () => {
    const whole = await through(Buffer.from('halo'), encryptStream(deriveKey(key, 'files'), 'foto-1'))
    expect(String(await through(whole, decryptStream(deriveKey(key, 'files'), 'foto-1')))).toBe('halo')
    for (const wrong of [
      decryptStream(deriveKey(randomBytes(32), 'files'), 'foto-1'),
      decryptStream(deriveKey(key, 'backup'), 'foto-1'),
      decryptStream(deriveKey(key, 'files'), 'foto-2'),
    ])
      await expect(through(whole, wrong)).rejects.toMatchObject(damaged)
  })
})

test('a fingerprint tells keys apart without showing them', () => {
  expect(fingerprint(key)).toMatch(/^[0-9a-f]{16}$/)
  expect(fingerprint(Buffer.from(key))).toBe(fingerprint(key))
  expect(fingerprint(randomBytes(32))).not.toBe(fingerprint(key))
  expect(key.toString('hex')).not.toContain(fingerprint(key))
  expect(() => fingerprint(randomBytes(16))).toThrow('KEY_INVALID')
})

test('a large stream needs little memory', async () => {
  const piece = randomBytes(1024 * 1024)
  let received = 0
  let highest = 0
  const start = process.memoryUsage().rss
  await pipeline(
    Readable.from(Array.from({ length: 200 }, () => piece)),
    encryptStream(key),
    decryptStream(key),
    async source => {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        received += chunk.length
        highest = Math.max(highest, process.memoryUsage().rss)
      }
    },
  )
  expect(received).toBe(200 * piece.length)
  expect(highest - start).toBeLessThan(100 * 1024 * 1024)
})
