import {
  extractImageThumb,
  getAudioDuration,
  getContentType,
  normalizeMessageContent,
  proto,
} from '@whiskeysockets/baileys'
import { fileTypeFromBuffer } from 'file-type'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildMessage, readMessage } from '../../../src/simulator/whatsapp/contents.ts'
import { startMediaHost, type MediaHost } from '../../../src/simulator/whatsapp/media.ts'
import { sampleFiles } from '../../../src/simulator/whatsapp/sample-files.ts'
import type { Content, MediaKind } from '../../../src/simulator/whatsapp/types.ts'

const person = '100628220000002@lid'
const bot = '100628110000001@lid'
let media: MediaHost

beforeAll(async () => {
  media = await startMediaHost()
})
afterAll(() => media.stop())

/** As the bot gets it: encoded, decoded, and unwrapped by Baileys. */
async function received(content: Content, quoted?: Parameters<typeof buildMessage>[2]) {
  const built = await buildMessage(content, media, quoted)
  const message = proto.Message.decode(proto.Message.encode(proto.Message.create(built)).finish())
  const normal = normalizeMessageContent(message)!
  return { message, normal, type: getContentType(normal) }
}

describe('what a person puts into a message', () => {
  test.each<[string, Content, string, object]>([
    ['a text', { text: 'halo' }, 'conversation', { conversation: 'halo' }],
    [
      'a text with a link',
      { extendedText: 'https://lpse.go.id' },
      'extendedTextMessage',
      { extendedTextMessage: { text: 'https://lpse.go.id' } },
    ],
    [
      'an image with words under it',
      { image: true, caption: 'ini' },
      'imageMessage',
      { imageMessage: { caption: 'ini', mimetype: 'image/jpeg', width: 16, height: 16 } },
    ],
    [
      'a document',
      { document: { name: 'surat.PDF' } },
      'documentMessage',
      { documentMessage: { fileName: 'surat.PDF', mimetype: 'application/pdf' } },
    ],
    [
      'a document with words under it',
      { document: { name: 'a.xyz', bytes: Buffer.from('abc') }, caption: 'ini' },
      'documentMessage',
      { documentMessage: { fileName: 'a.xyz', caption: 'ini', mimetype: 'application/octet-stream' } },
    ],
    [
      'a document of a declared size',
      { document: { name: 'besar.zip', size: 2_000_000_000 } },
      'documentMessage',
      { documentMessage: { fileName: 'besar.zip', mimetype: 'application/zip' } },
    ],
    ['a voice message', { voice: true }, 'audioMessage', { audioMessage: { ptt: true, seconds: 1 } }],
    ['a piece of audio', { audio: true }, 'audioMessage', { audioMessage: { ptt: false } }],
    [
      'a film',
      { video: true, caption: 'x' },
      'videoMessage',
      { videoMessage: { mimetype: 'video/mp4', caption: 'x' } },
    ],
    ['a sticker', { sticker: true }, 'stickerMessage', { stickerMessage: { mimetype: 'image/webp' } }],
    [
      'a place',
      { location: { latitude: -4.5, longitude: 105.2, name: 'Kantor', address: 'Menggala' } },
      'locationMessage',
      { locationMessage: { degreesLatitude: -4.5, degreesLongitude: 105.2, name: 'Kantor', address: 'Menggala' } },
    ],
    [
      'a place that moves',
      { liveLocation: { latitude: 1, longitude: 2 } },
      'liveLocationMessage',
      { liveLocationMessage: { degreesLatitude: 1, degreesLongitude: 2 } },
    ],
    [
      'a contact',
      { contact: { name: 'CV Maju; Jaya', phone: '+62 812-34' } },
      'contactMessage',
      { contactMessage: { displayName: 'CV Maju; Jaya', vcard: expect.stringContaining('waid=6281234:+6281234') } },
    ],
    [
      'several contacts',
      {
        contacts: [
          { name: 'A', phone: '1' },
          { name: 'B', phone: '2' },
        ],
      },
      'contactsArrayMessage',
      { contactsArrayMessage: { contacts: [{ displayName: 'A' }, { displayName: 'B' }] } },
    ],
    [
      'a poll',
      { poll: { question: 'Kapan?', options: ['Senin', 'Rabu'] } },
      'pollCreationMessage',
      { pollCreationMessage: { name: 'Kapan?', options: [{ optionName: 'Senin' }, { optionName: 'Rabu' }] } },
    ],
    ['a kind that Loket does not know', { unknown: true }, 'paymentInviteMessage', {}],
  ])('%s is recognised by Baileys', async (_, content, type, expected) => {
    const arrived = await received(content)
    expect(arrived.type).toBe(type)
    expect(arrived.normal).toMatchObject(expected)
    expect(arrived.message.messageContextInfo?.messageSecret).toHaveLength(32)
  })

  test('a document with words under it is wrapped, as phones wrap it', async () => {
    const { message } = await received({ document: { name: 'a.pdf' }, caption: 'ini' })
    expect(getContentType(message)).toBe('documentWithCaptionMessage')
  })

  test('nothing of a view-once is there for linked devices', async () => {
    expect(await buildMessage({ viewOnce: true }, media)).toEqual({})
  })

  test('what no phone sends is refused', async () => {
    await expect(buildMessage({}, media)).rejects.toThrow('one kind of content')
    await expect(buildMessage({ text: 'a', image: true }, media)).rejects.toThrow('one kind of content')
    await expect(buildMessage({ voice: true, caption: 'a' }, media)).rejects.toThrow('words under it')
    await expect(buildMessage({ text: 'a'.repeat(65_537) }, media)).rejects.toThrow('that much text')
  })
})

describe('a message that answers another', () => {
  const question: proto.IMessage = {
    extendedTextMessage: { text: 'Paket mana?', contextInfo: { stanzaId: 'OLD' } },
    messageContextInfo: { messageSecret: Buffer.alloc(32) },
  }

  test('carries id, author and content of what the bot wrote, without what that answered', async () => {
    const { normal, type } = await received(
      { text: 'itu' },
      { id: 'Q1', fromBot: true, message: question, chat: person, bot },
    )
    expect(type).toBe('extendedTextMessage')
    expect(normal.extendedTextMessage?.contextInfo).toEqual(
      proto.ContextInfo.fromObject({
        stanzaId: 'Q1',
        participant: bot,
        quotedMessage: { extendedTextMessage: { text: 'Paket mana?' } },
      }),
    )
  })

  test.each<[string, Content, string]>([
    ['an image', { image: true }, 'imageMessage'],
    ['a document with words under it', { document: { name: 'a.pdf' }, caption: 'ini' }, 'documentMessage'],
    ['a voice message', { voice: true }, 'audioMessage'],
    ['a place', { location: { latitude: 1, longitude: 2 } }, 'locationMessage'],
    ['a contact', { contact: { name: 'A', phone: '1' } }, 'contactMessage'],
  ])('may be %s', async (_, content, type) => {
    const quoted = { id: 'Q2', fromBot: false, message: { conversation: 'tadi' }, chat: person }
    const arrived = await received(content, quoted)
    expect(arrived.type).toBe(type)
    expect(arrived.normal[type as 'imageMessage']?.contextInfo).toMatchObject({
      stanzaId: 'Q2',
      participant: person,
      quotedMessage: { conversation: 'tadi' },
    })
  })

  test('is marked when it was forwarded', async () => {
    const { normal } = await received({ text: 'terusan', forwarded: true })
    expect(normal.extendedTextMessage).toMatchObject({ text: 'terusan', contextInfo: { isForwarded: true } })
  })
})

describe('what a person sees of a message of the bot', () => {
  const wrapped = (message: proto.IMessage): proto.IMessage => ({ ephemeralMessage: { message } })

  test.each<[string, proto.IMessage, object]>([
    ['a text', { conversation: 'halo' }, { text: 'halo' }],
    ['a text that disappears', wrapped({ conversation: 'halo' }), { text: 'halo' }],
    ['a copy on the own phone', { deviceSentMessage: { message: { conversation: 'halo' } } }, { text: 'halo' }],
    [
      'an answer',
      { extendedTextMessage: { text: 'ya', contextInfo: { stanzaId: 'Q1' } } },
      { text: 'ya', caption: '', replyTo: 'Q1' },
    ],
    [
      'a place',
      { locationMessage: { degreesLatitude: 1, degreesLongitude: 2, name: 'Kantor' } },
      { location: { latitude: 1, longitude: 2, name: 'Kantor' } },
    ],
    ['a poll', { pollCreationMessage: { name: 'Puas?', options: [{ optionName: 'Ya' }] } }, { text: 'Puas?\nYa' }],
    ['buttons, which phones do not show', { buttonsMessage: { contentText: 'pilih' } }, { text: '', caption: '' }],
  ])('%s', async (_, message, expected) => {
    expect(await readMessage(message, media)).toMatchObject(expected)
  })

  test.each<[string, Content, MediaKind, string]>([
    ['an image', { image: true, caption: 'ini' }, 'image', ''],
    ['a document', { document: { name: 'a.pdf' }, caption: 'ini' }, 'document', 'a.pdf'],
    ['a voice message', { voice: true }, 'voice', ''],
    ['a piece of audio', { audio: true }, 'audio', ''],
    ['a film', { video: true }, 'video', ''],
    ['a sticker', { sticker: true }, 'sticker', ''],
  ])('%s with its file', async (_, content, kind, name) => {
    const { message } = await received(content)
    const bytes = sampleFiles[kind]
    expect(await readMessage(message, media)).toMatchObject({
      caption: content.caption ?? '',
      media: { kind, name, size: bytes.length, bytes },
    })
  })

  test('a file that is not there any more', async () => {
    const { message } = await received({ image: true })
    media.forget(message.imageMessage!.directPath!)
    expect(await readMessage(message, media)).toMatchObject({ media: { kind: 'image', bytes: null } })
  })

  test('a contact as it was written', async () => {
    const { message } = await received({ contact: { name: 'CV Maju; Jaya, "Pusat"', phone: '6281234' } })
    expect(await readMessage(message, media)).toMatchObject({
      contact: { name: 'CV Maju; Jaya, "Pusat"', phone: '6281234' },
    })
    const foreign = 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Budi\r\nitem1.TEL:+62 811-22\r\nEND:VCARD'
    expect(await readMessage({ contactMessage: { vcard: foreign } }, media)).toMatchObject({
      contact: { name: 'Budi', phone: '6281122' },
    })
  })
})

describe('the sample files', () => {
  test.each<[MediaKind, string]>([
    ['image', 'image/jpeg'],
    ['document', 'application/pdf'],
    ['voice', 'audio/ogg; codecs=opus'],
    ['video', 'video/mp4'],
    ['sticker', 'image/webp'],
  ])('the %s is recognised as %s', async (kind, mime) => {
    expect((await fileTypeFromBuffer(sampleFiles[kind]))?.mime).toBe(mime)
  })

  test('pictures can be decoded, and the audio lasts a second', async () => {
    for (const kind of ['image', 'sticker'] as const)
      expect((await extractImageThumb(sampleFiles[kind])).original).toEqual({ width: 16, height: 16 })
    expect(await getAudioDuration(sampleFiles.voice)).toBeCloseTo(1, 1)
  })
})
