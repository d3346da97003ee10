import { buffer } from 'node:stream/consumers'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import type { Attachment, Heard } from '../../../src/app/message.ts'
import type { Content } from '../../../src/app/ports.ts'
import { readHandle, writeHandle } from '../../../src/channels/whatsapp/media-handle.ts'
import { codeOf } from '../../../src/errors.ts'
import type { Content as Said, WhatsAppNetwork } from '../../../src/simulator/whatsapp/server.ts'
import { sampleFiles } from '../../../src/simulator/whatsapp/sample-files.ts'
import { outgoing } from '../../contracts/channel.ts'
import { sari, soon, useStage, type Life } from './stage.ts'

const { network: start, linked } = useStage()
const trusted = getCACertificates('default')
afterEach(() => setDefaultCACertificates(trusted))

async function stage(): Promise<{ network: WhatsAppNetwork; life: Life; chat: string; say: typeof say }> {
  const network = await start()
  setDefaultCACertificates([...trusted, network.media.ca])
  const life = await linked(network)
  await network.say(sari, { text: 'halo' })
  const { chat } = await soon(() => life.received[0])
  async function say(content: Said): Promise<Attachment & { id: string }> {
    const { length } = life.received
    const { id } = await network.say(sari, content)
    const heard = (await soon(() => life.received[length])) as Heard
    return { ...heard.attachments[0]!, id }
  }
  return { network, life, chat, say }
}
declare function say(content: Said): Promise<Attachment & { id: string }>

async function codeOfFailure(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => codeOf(error),
  )
}

async function fetched(life: Life, networkFile: string): Promise<Buffer> {
  return buffer(await life.channel.fetchFile(networkFile))
}

const files = (attachments: Attachment[], words = ''): Content => ({ kind: 'files', attachments, text: [words] })
const storedAs = (kind: Attachment['kind'], type: string, name?: string): Attachment => ({
  kind,
  networkFile: 'of Telegram',
  stored: `bytes of ${kind}`,
  type,
  ...(name ? { name } : {}),
})

describe('a file of a person', () => {
  test.each<[string, Said, Partial<Attachment>, Buffer]>([
    ['photo', { image: true, caption: 'ini' }, { kind: 'photo' }, sampleFiles.image],
    ['document', { document: { name: 'surat.pdf' } }, { kind: 'document', name: 'surat.pdf' }, sampleFiles.document],
    ['voice', { voice: true }, { kind: 'voice' }, sampleFiles.voice],
    ['video', { video: true }, { kind: 'video' }, sampleFiles.video],
    ['sticker', { sticker: true }, { kind: 'sticker' }, sampleFiles.sticker],
  ])('(%s) is fetched whole', async (_, content, expected, bytes) => {
    const { life, say } = await stage()
    const one = await say(content)
    expect(one).toMatchObject({ ...expected, size: bytes.length })
    expect(await fetched(life, one.networkFile)).toEqual(bytes)
  })

  test('that is old is asked for again from the phone, once', async () => {
    const { network, life, say } = await stage()
    for (const status of [404, 410] as const) {
      const { id, networkFile } = await say({ image: true })
      network.ageFile(sari, id, status)
      expect(await fetched(life, networkFile)).toEqual(sampleFiles.image)
    }
  })

  test('that is too large is not fetched', async () => {
    const { life, say } = await stage()
    const { networkFile } = await say({ document: { name: 'besar.zip', size: 21 * 1024 * 1024 } })
    expect(await codeOfFailure(life.channel.fetchFile(networkFile))).toBe('FILE_TOO_LARGE')
  })

  test('waits when its host is down', async () => {
    const { network, life, say } = await stage()
    const { networkFile } = await say({ image: true })
    network.faults.add({ kind: 'media down' })
    expect(await codeOfFailure(life.channel.fetchFile(networkFile))).toBe('CHANNEL_UNREACHABLE')
  })

  test('that is not what the message promised is not taken', async () => {
    const { life, say } = await stage()
    const { networkFile } = await say({ image: true })
    const changed = writeHandle({ ...readHandle(networkFile)!, sha256: Buffer.alloc(32) })
    expect(await codeOfFailure(fetched(life, changed))).toBe('FILE_UNAVAILABLE')
  })

  test.each<[string, { url: string; path: string | null }]>([
    ['another host', { url: 'https://127.0.0.2:1/x', path: '/x' }],
    ['a machine of the house', { url: 'https://loket.internal/x', path: null }],
    ['a host behind the real one', { url: 'https://mmg.whatsapp.net/x', path: '@127.0.0.2:1/x' }],
    ['a host that looks real', { url: 'https://whatsapp.net.evil.example/x', path: '/x' }],
    ['a plain address', { url: 'http://mmg.whatsapp.net/x', path: null }],
  ])('is never asked for at %s that the sender names', async (_, address) => {
    const { life, say } = await stage()
    const { networkFile } = await say({ image: true })
    const elsewhere = writeHandle({ ...readHandle(networkFile)!, ...address })
    expect(await codeOfFailure(life.channel.fetchFile(elsewhere))).toBe('FILE_UNAVAILABLE')
  })

  test('of another network is not ours to fetch', async () => {
    const { life } = await stage()
    expect(await codeOfFailure(life.channel.fetchFile('AgACAgUAAxkBAAIB'))).toBe('FILE_UNAVAILABLE')
  })
})

describe('a file to a person', () => {
  test.each<[Attachment, string, string]>([
    [storedAs('photo', 'image/jpeg'), 'image', 'ini galatnya'],
    [storedAs('document', 'application/pdf', 'surat.pdf'), 'document', 'ini galatnya'],
    [storedAs('video', 'video/mp4'), 'video', 'ini galatnya'],
    [storedAs('animation', 'video/mp4'), 'video', 'ini galatnya'],
    // What WhatsApp does not show goes as a document.
    [storedAs('sticker', 'application/x-tgsticker'), 'document', 'ini galatnya'],
    [storedAs('photo', 'image/heic'), 'document', 'ini galatnya'],
  ])('%j comes with its words under it', async (one, kind, caption) => {
    const { network, life, chat } = await stage()
    const ids = await life.channel.send(outgoing(chat, files([one], caption)))
    expect(ids).toHaveLength(1)
    const seen = await network.until(() => network.chat(sari).find(({ from }) => from === 'bot'))
    expect(seen).toMatchObject({ id: ids[0], caption, media: { kind } })
    expect(seen.media!.bytes?.toString()).toBe(one.stored)
    if (one.name) expect(seen.media!.name).toBe(one.name)
  })

  test.each<[Attachment, string]>([
    [storedAs('voice', 'audio/ogg'), 'voice'],
    [storedAs('audio', 'audio/mpeg'), 'audio'],
    [storedAs('sticker', 'image/webp'), 'sticker'],
  ])('%j comes after its words, which it cannot bear', async (one, kind) => {
    const { network, life, chat } = await stage()
    const ids = await life.channel.send(outgoing(chat, files([one], 'dengarkan')))
    expect(ids).toHaveLength(2)
    await network.until(() => network.chat(sari).filter(({ from }) => from === 'bot').length === 2)
    expect(network.chat(sari).filter(({ from }) => from === 'bot')).toMatchObject([
      { text: 'dengarkan' },
      { media: { kind } },
    ])
  })

  test('comes in order with the others, words under the first', async () => {
    const { network, life, chat } = await stage()
    const content = files(
      [storedAs('photo', 'image/png'), storedAs('document', 'application/pdf', 'a.pdf')],
      'dua berkas',
    )
    expect(await life.channel.send(outgoing(chat, content))).toHaveLength(2)
    await network.until(() => network.chat(sari).filter(({ from }) => from === 'bot').length === 2)
    expect(network.chat(sari).filter(({ from }) => from === 'bot')).toMatchObject([
      { media: { kind: 'image' }, caption: 'dua berkas' },
      { media: { kind: 'document', name: 'a.pdf' }, caption: '' },
    ])
  })

  test('of WhatsApp goes on without being uploaded again', async () => {
    const { network, life, chat, say } = await stage()
    const one = await say({ image: true })
    network.faults.add({ kind: 'media down' })
    await life.channel.send(outgoing(chat, files([one], 'kembali')))
    network.faults.clear()
    const seen = await network.until(() => network.chat(sari).find(({ from }) => from === 'bot'))
    expect(seen).toMatchObject({ caption: 'kembali', media: { kind: 'image' } })
  })

  test('has words that can be changed later', async () => {
    const { network, life, chat } = await stage()
    const target = await life.channel.send(outgoing(chat, files([storedAs('photo', 'image/jpeg')], 'lama')))
    const edit: Content = { kind: 'edit', of: 's1', text: ['baru'] }
    await life.channel.send(outgoing(chat, edit, { target, targetHasFiles: true }))
    const seen = await network.until(() => network.chat(sari).find(({ edited }) => edited))
    expect(seen).toMatchObject({ caption: 'baru', media: { kind: 'image' } })
  })

  test('that was deleted meanwhile leaves its words', async () => {
    const { network, life, chat } = await stage()
    const gone: Attachment = { kind: 'photo', networkFile: '', removed: true, why: 'lama' }
    expect(await life.channel.send(outgoing(chat, files([gone], 'tinggal ini')))).toHaveLength(1)
    await network.until(() => network.chat(sari).some(({ text }) => text === 'tinggal ini'))
    expect(await life.channel.send(outgoing(chat, files([gone])))).toEqual([])
  })

  test('is not sent, and neither are its words, when the host is down, the stored file is damaged or there is none', async () => {
    const { network, life, chat } = await stage()
    const whole = storedAs('photo', 'image/jpeg')
    network.faults.add({ kind: 'media down' })
    expect(await codeOfFailure(life.channel.send(outgoing(chat, files([whole], 'x'))))).toBe('CHANNEL_UNREACHABLE')
    network.faults.clear()
    for (const kind of ['photo', 'voice'] as const) {
      const damaged = { ...storedAs(kind, kind === 'photo' ? 'image/jpeg' : 'audio/ogg'), stored: 'damaged' }
      expect(await codeOfFailure(life.channel.send(outgoing(chat, files([whole, damaged], 'x'))))).toBe('FILE_DAMAGED')
    }
    const nowhere: Attachment = { kind: 'photo', networkFile: 'of Telegram' }
    expect(await codeOfFailure(life.channel.send(outgoing(chat, files([nowhere], 'x'))))).toBe('CHANNEL_REFUSED')
    expect(network.ledger.sent).toEqual([])
  })
})
