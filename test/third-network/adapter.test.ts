import { describe, expect, test } from 'vitest'
import { LoketError } from '../../src/errors.ts'
import { channelContract, outgoing } from '../contracts/channel.ts'
import { createSuratChannel } from './adapter.ts'
import { suratCapabilities } from './render.ts'
import type { Fault } from './server.ts'
import { account, openLetters, sari } from './stage.ts'

channelContract(async () => {
  const network = await openLetters()
  network.writes(sari, 'halo')
  return {
    channel: createSuratChannel(network.root, account),
    sari,
    group: sari,
    texts: box => network.box(box).map(letter => letter.text),
    unreachable() {
      network.closes(sari)
      return sari
    },
  }
}, ['topics', 'changes'])

async function failure(work: Promise<unknown>): Promise<LoketError> {
  return work.then(
    () => expect.unreachable('it did not fail'),
    (error: unknown) => error as LoketError,
  )
}

describe('the letter network', () => {
  const hello = outgoing(sari, { kind: 'text', text: ['halo'] })

  test.each<[Fault, string, object, number]>([
    ['refused', 'CHANNEL_REFUSED', { maybeDone: false }, 0],
    ['limited', 'CHANNEL_LIMITED', { retryAfterMs: 2000 }, 0],
    ['broken', 'CHANNEL_UNREACHABLE', { maybeDone: true }, 1],
    ['lost', 'CHANNEL_UNKNOWN', {}, 0],
    ['unknown', 'CHANNEL_UNKNOWN', {}, 1],
  ])('that answers "%s" is %s', async (fault, code, more, inBox) => {
    const network = await openLetters()
    const channel = createSuratChannel(network.root, account)
    network.fail(fault)
    expect(await failure(channel.send(hello))).toMatchObject({ code, ...more })
    expect(network.box(sari)).toHaveLength(inBox)
    await channel.send(hello)
    expect(network.box(sari)).toHaveLength(1)
  })

  test('that is away took nothing', async () => {
    const network = await openLetters()
    const channel = createSuratChannel(network.root, account)
    await network.down()
    expect(await failure(channel.send(hello))).toMatchObject({ code: 'CHANNEL_UNREACHABLE', maybeDone: false })
    await network.up()
    expect(await channel.send(hello)).toHaveLength(1)
  })

  test('that hangs when Loket stops leaves the outcome unknown', async () => {
    const network = await openLetters()
    const channel = createSuratChannel(network.root, account)
    const stopping = new AbortController()
    network.fail('hangs')
    const sending = failure(channel.send(hello, stopping.signal))
    await expect.poll(() => network.box(sari), { timeout: 20_000 }).toHaveLength(1)
    stopping.abort()
    expect((await sending).code).toBe('CHANNEL_UNKNOWN')
  })

  test('gets a long text in several letters, each once however often they are sent', async () => {
    const network = await openLetters()
    const channel = createSuratChannel(network.root, account)
    const words = Array.from({ length: 100 }, (_, at) => `kata${at}`).join(' ')
    const long = outgoing(sari, { kind: 'text', text: [words] })
    const numbers = await channel.send(long)
    expect(await channel.send(long)).toEqual(numbers)
    const letters = network.box(sari)
    expect(letters.map(letter => String(letter.no))).toEqual(numbers)
    expect(letters.length).toBeGreaterThan(2)
    expect(letters.map(letter => letter.text.length).every(length => length <= suratCapabilities.text)).toBe(true)
    expect(letters.map(letter => letter.text).join(' ')).toBe(words)
  })

  test('shows choices as a numbered list', async () => {
    const network = await openLetters()
    const buttons = [[{ text: 'Sudah', data: 'a' }], [{ text: 'Belum', data: 'b' }]]
    const question = outgoing(sari, { kind: 'text', text: ['Apakah ', { bold: 'sudah' }, ' beres?'], buttons })
    await createSuratChannel(network.root, account).send(question)
    expect(network.box(sari)[0]?.text).toBe('Apakah sudah beres?\n1. Sudah\n2. Belum')
  })

  test('takes no files, and has none', async () => {
    const network = await openLetters()
    const channel = createSuratChannel(network.root, account)
    const photo = { kind: 'photo', networkFile: 'f1' } as const
    const files = outgoing(sari, { kind: 'files', attachments: [photo], text: ['bukti'] })
    expect((await failure(channel.send(files))).code).toBe('CHANNEL_REFUSED')
    expect(network.box(sari)).toEqual([])
    expect((await failure(channel.fetchFile('f1'))).code).toBe('FILE_UNAVAILABLE')
  })

  test('knows no groups, no members and no signs', async () => {
    const channel = createSuratChannel((await openLetters()).root, account)
    expect(await channel.membership('1', sari, true)).toBe('none')
    expect(await channel.checkGroup('1')).toMatchObject({ exists: false })
    await channel.react({ account, chat: sari, messageId: '1', emoji: '👍' })
  })
})
