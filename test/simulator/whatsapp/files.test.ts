import { randomBytes } from 'node:crypto'
import {
  downloadMediaMessage,
  getContentType,
  normalizeMessageContent,
  type AnyMessageContent,
} from '@whiskeysockets/baileys'
import { describe, expect, test } from 'vitest'
import { sampleFiles } from '../../../src/simulator/whatsapp/sample-files.ts'
import { mediaKinds, type Content, type MediaKind } from '../../../src/simulator/whatsapp/types.ts'
import { sari, start, trust, type Bot } from './network.ts'

/** A linked client that trusts the media host, as it trusts the real one. */
async function startTrusting() {
  const { network, bot } = await start()
  trust(network.media.ca)
  return { network, bot }
}

async function received(bot: Bot, id: string) {
  const { message } = await bot.until(() =>
    bot.messages.find(({ message }) => message.key.id === id && message.message),
  )
  return message
}

const jid = `${sari}@s.whatsapp.net`

describe('a file of a person', () => {
  test.each(mediaKinds)('%s reaches the client and is downloaded from the media host', async kind => {
    const { network, bot } = await startTrusting()
    const content: Content =
      kind === 'document' ? { document: { name: 'surat.pdf' }, caption: 'ini' } : { [kind]: true }
    const { id } = await network.say(sari, content)
    expect(await downloadMediaMessage(await received(bot, id), 'buffer', {})).toEqual(sampleFiles[kind])
  })

  test('a view-once is a placeholder without content', async () => {
    const { network, bot } = await start()
    const { id } = await network.say(sari, { viewOnce: true })
    const { message } = await bot.until(() => bot.messages.find(({ message }) => message.key.id === id))
    expect(message.message ?? {}).toEqual({})
  })

  test('a kind no client knows arrives with its type', async () => {
    const { network, bot } = await start()
    const { id } = await network.say(sari, { unknown: true })
    const message = await received(bot, id)
    expect(getContentType(normalizeMessageContent(message.message))).toBe('paymentInviteMessage')
  })

  test('an old one is gone from the host until the client asks the phone to upload it again', async () => {
    const { network, bot } = await startTrusting()
    const { id } = await network.say(sari, { image: true })
    const message = await received(bot, id)
    network.ageFile(sari, id, 410)
    await expect(downloadMediaMessage(message, 'buffer', {})).rejects.toMatchObject({ output: { statusCode: 410 } })
    const renewed = await bot.socket.updateMediaMessage(message)
    const host = network.media.hostname
    expect(await downloadMediaMessage(renewed, 'buffer', { host } as object)).toEqual(sampleFiles.image)
  })

  test('one that was only declared cannot be uploaded again', async () => {
    const { network, bot } = await startTrusting()
    const { id } = await network.say(sari, { document: { name: 'besar.zip', size: 2_000_000_000 } })
    const message = await received(bot, id)
    expect(Number(message.message?.documentMessage?.fileLength)).toBe(2_000_000_000)
    await expect(bot.socket.updateMediaMessage(message)).rejects.toMatchObject({ output: { statusCode: 404 } })
  })
})

describe('a file of the bot', () => {
  test.each<[MediaKind, AnyMessageContent, string]>([
    ['image', { image: sampleFiles.image, caption: 'ini' }, ''],
    ['document', { document: randomBytes(200_000), mimetype: 'application/pdf', fileName: 'surat.pdf' }, 'surat.pdf'],
    ['voice', { audio: sampleFiles.voice, ptt: true, mimetype: 'audio/ogg; codecs=opus' }, ''],
    ['video', { video: sampleFiles.video }, ''],
  ])('%s is uploaded and opened on the phone of the person', async (kind, content, name) => {
    const { network, bot } = await startTrusting()
    network.person(sari, 'Sari')
    const bytes = Object.values(content)[0] as Buffer
    await bot.socket.sendMessage(jid, content)
    await network.until(() => network.chat(sari).length === 1)
    const [shown] = network.chat(sari)
    expect(shown).toMatchObject({
      from: 'bot',
      caption: 'caption' in content ? content.caption : '',
      media: { kind, name, size: bytes.length },
    })
    // Unlike bytes would be listed one by one.
    expect(shown?.media?.bytes?.equals(bytes)).toBe(true)
  })

  test('is not sent while the media host is down, and is afterwards', async () => {
    const { network, bot } = await startTrusting()
    network.person(sari, 'Sari')
    const restore = network.faults.add({ kind: 'media down' })
    const sending = () => bot.socket.sendMessage(jid, { image: sampleFiles.image })
    await expect(sending()).rejects.toThrow('Media upload failed on all hosts')
    expect(network.ledger.sent).toEqual([])
    restore()
    await sending()
    await network.until(() => network.chat(sari)[0]?.media?.bytes?.equals(sampleFiles.image))
  })
})
