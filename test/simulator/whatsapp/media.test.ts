import { createHash, randomBytes } from 'node:crypto'
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls'
import {
  downloadContentFromMessage,
  downloadMediaMessage,
  generateWAMessageContent,
  getWAUploadToServer,
  type AnyMessageContent,
  type MediaType,
  type proto,
} from '@whiskeysockets/baileys'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startMediaHost, type MediaHost } from '../../../src/simulator/whatsapp/media.ts'
import { sampleFiles } from '../../../src/simulator/whatsapp/sample-files.ts'
import { mediaKinds, type MediaKind } from '../../../src/simulator/whatsapp/types.ts'

const logger = pino({ level: 'silent' })
const trusted = getCACertificates('default')
let media: MediaHost

beforeAll(async () => {
  media = await startMediaHost()
  setDefaultCACertificates([...trusted, media.ca])
})
afterAll(async () => {
  setDefaultCACertificates(trusted)
  await media.stop()
})

/** What Baileys makes of content it sends, with its own upload to the host. */
function baileysUploads(content: AnyMessageContent): Promise<proto.IMessage> {
  const connection = { auth: 'auth', ttl: 3600, hosts: [{ hostname: media.hostname, maxContentLengthBytes: 1e8 }] }
  const upload = getWAUploadToServer({ customUploadHosts: [], options: {}, logger } as never, async () => ({
    ...connection,
    fetchDate: new Date(),
  }))
  return generateWAMessageContent(content, { upload, logger })
}

const key = { remoteJid: '1@lid', id: '3A01' }
const fieldNames = {
  image: 'imageMessage',
  document: 'documentMessage',
  video: 'videoMessage',
  sticker: 'stickerMessage',
}
const fieldName = (kind: MediaKind) => (kind === 'voice' || kind === 'audio' ? 'audioMessage' : fieldNames[kind])

async function baileysDownloads(fields: object, kind: MediaKind): Promise<Buffer> {
  return downloadMediaMessage({ key, message: { [fieldName(kind)]: fields } }, 'buffer', {})
}

describe('a file a person sends', () => {
  test.each(mediaKinds)('%s is downloaded and decrypted by Baileys', async kind => {
    const fields = await media.store(sampleFiles[kind], kind)
    expect(await baileysDownloads(fields, kind)).toEqual(sampleFiles[kind])
    expect(fields.fileLength).toBe(sampleFiles[kind].length)
    expect(createHash('sha256').update(sampleFiles[kind]).digest()).toEqual(fields.fileSha256)
  })

  test('is downloaded in part when Baileys asks for a range', async () => {
    const bytes = randomBytes(100_000)
    const fields = await media.store(bytes, 'document')
    const stream = await downloadContentFromMessage(fields, 'document' as MediaType, { startByte: 1000, endByte: 5000 })
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    expect(Buffer.concat(chunks).equals(bytes.subarray(1000, 5000))).toBe(true)
  })

  test('answers 404 or 410 once it is old, until the phone has uploaded it again', async () => {
    const fields = await media.store(sampleFiles.image, 'image')
    for (const status of [404, 410] as const) {
      media.forget(fields.directPath, status)
      await expect(baileysDownloads(fields, 'image')).rejects.toMatchObject({ output: { statusCode: status } })
      expect(await media.open(fields, 'image')).toBeNull()
    }
    const directPath = media.uploadAgain(fields.directPath)!
    expect(await baileysDownloads({ ...fields, directPath }, 'image')).toEqual(sampleFiles.image)
  })

  test('that was only declared by its size is not there', async () => {
    const fields = media.declare(300 * 1024 * 1024, 'document')
    expect(fields.fileLength).toBe(314_572_800)
    await expect(baileysDownloads(fields, 'document')).rejects.toMatchObject({ output: { statusCode: 404 } })
    expect(media.uploadAgain(fields.directPath)).toBeNull()
  })
})

describe('a file the bot sends', () => {
  test.each<[string, MediaKind, AnyMessageContent]>([
    ['an image', 'image', { image: sampleFiles.image }],
    ['a document', 'document', { document: randomBytes(200_000), mimetype: 'application/pdf', fileName: 'a.pdf' }],
    ['a voice message', 'voice', { audio: sampleFiles.voice, ptt: true }],
    ['a film', 'video', { video: sampleFiles.video }],
    ['a sticker', 'sticker', { sticker: sampleFiles.sticker }],
  ])('%s arrives encrypted and is opened by the person', async (_, kind, content) => {
    const message = await baileysUploads(content)
    const fields = message[fieldName(kind) as 'imageMessage']!
    const sent = Object.values(content)[0] as Buffer
    expect((await media.open(fields, kind))?.equals(sent)).toBe(true)
    expect(fields.url).toContain(media.hostname)
  })

  test('is not opened with the key of another file, of another kind, or when its hash does not fit', async () => {
    const { imageMessage: one } = await baileysUploads({ image: sampleFiles.image })
    const { imageMessage: other } = await baileysUploads({ image: sampleFiles.image })
    expect(await media.open(one!, 'image')).toEqual(sampleFiles.image)
    expect(await media.open({ ...one!, mediaKey: other!.mediaKey! }, 'image')).toBeNull()
    expect(await media.open(one!, 'document')).toBeNull()
    expect(await media.open({ ...one!, fileSha256: randomBytes(32) }, 'image')).toBeNull()
    expect(await media.open({ ...one!, fileEncSha256: randomBytes(32) }, 'image')).toBeNull()
  })

  test('cannot be uploaded while the host is down, and can again afterwards', async () => {
    media.setDown(true)
    await expect(baileysUploads({ image: sampleFiles.image })).rejects.toThrow('Media upload failed on all hosts')
    media.setDown(false)
    expect(await baileysUploads({ image: sampleFiles.image })).toHaveProperty('imageMessage')
  })
})

describe('the host', () => {
  test('refuses an upload whose bytes are not those of its name, and a folder that it does not have', async () => {
    const post = (path: string) => fetch(`https://${media.hostname}${path}`, { method: 'POST', body: 'abc' })
    expect((await post(`/mms/image/${'A'.repeat(43)}`)).status).toBe(400)
    const hash = createHash('sha256').update('abc').digest('base64url')
    expect((await post(`/mms/rahasia/${hash}`)).status).toBe(404)
    expect((await post(`/mms/document/${hash}`)).status).toBe(200)
  })

  test('is trusted by a client only when it was given its authority', async () => {
    const handshake = async (ca: string[]): Promise<unknown> => {
      const [host, port] = media.hostname.split(':')
      const socket = connect({ host: host!, port: Number(port), ca })
      const outcome = await new Promise(resolve => {
        socket.once('secureConnect', () => resolve('trusted'))
        socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      })
      socket.destroy()
      return outcome
    }
    expect(await handshake(trusted)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    expect(await handshake([media.ca])).toBe('trusted')
  })
})
