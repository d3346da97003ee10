import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import type { Attachment } from '../../../src/app/message.ts'
import type { Content } from '../../../src/app/ports.ts'
import { codeOf, LoketError } from '../../../src/errors.ts'
import { channelContract, outgoing, type ChannelStage } from '../../contracts/channel.ts'
import { budi, group, joko, picture, sari, startStage } from './stage.ts'

const contractStage = async (): Promise<ChannelStage> => {
  const { network, channel } = await startStage()
  network.say(sari, { text: 'halo' })
  return {
    channel,
    sari: String(sari),
    group: String(group),
    texts: (chat, thread) =>
      network
        .chat(Number(chat), thread === undefined ? undefined : Number(thread))
        .filter(message => message.from === 'bot')
        .map(message => message.text ?? ''),
    unreachable() {
      network.block(sari)
      return String(sari)
    },
    deleteTopic: thread => network.deleteTopic(group, Number(thread)),
  }
}
channelContract(contractStage)

async function failure(work: Promise<unknown>): Promise<LoketError> {
  return work.then(
    () => expect.unreachable('it did not fail'),
    (error: unknown) => error as LoketError,
  )
}

describe('Telegram', () => {
  const hello: Content = { kind: 'text', text: ['halo'] }

  test('refuses to delete a topic without the right to delete messages', async () => {
    const { network, channel } = await startStage()
    const [thread] = await channel.send(outgoing(String(group), { kind: 'topic', name: 'TBB-2026-000001' }))
    network.setBotRights(group, { can_delete_messages: false })
    const deletion = outgoing(String(group), { kind: 'delete topic' }, { thread: thread! })
    expect((await failure(channel.send(deletion))).code).toBe('CHANNEL_REFUSED')
    network.setForum(group, false)
    expect((await failure(channel.send(deletion))).code).toBe('CHANNEL_REFUSED')
  })

  test('leaves out files that were deleted before their turn; what was said under them remains', async () => {
    const { network, channel } = await startStage()
    network.say(sari, { text: 'halo' })
    const gone: Attachment = { kind: 'photo', networkFile: '', removed: true, why: 'data pribadi' }
    const kept: Attachment = { kind: 'photo', networkFile: network.addFile(picture, { kind: 'photo' }) }
    const send = (attachments: Attachment[], text: string[]): Promise<string[]> =>
      channel.send(outgoing(String(sari), { kind: 'files', attachments, text }))
    expect(await send([gone, kept], ['satu'])).toHaveLength(1)
    expect(await send([gone, gone], ['dua'])).toHaveLength(1)
    expect(await send([gone], [])).toEqual([])
    const shown = network.chat(sari).filter(message => message.from === 'bot')
    expect(shown.map(message => [message.caption || message.text, message.media?.kind])).toEqual([
      ['satu', 'photo'],
      ['dua', undefined],
    ])
  })

  test('asks to wait, and for how long', async () => {
    const { network, channel } = await startStage()
    network.faults.add({ kind: 'too many', retryAfter: 7 })
    const error = await failure(channel.send(outgoing(String(group), hello)))
    expect([error.code, error.retryAfterMs]).toEqual(['CHANNEL_LIMITED', 7000])
  })

  test.each([
    ['parse', 'CHANNEL_FORMAT'],
    ['forbidden', 'RECIPIENT_UNREACHABLE'],
    ['kicked', 'RECIPIENT_UNREACHABLE'],
    ['chat not found', 'RECIPIENT_UNREACHABLE'],
    ['unauthorized', 'CHANNEL_FORBIDDEN'],
    ['conflict', 'CHANNEL_CONFLICT'],
    ['bad gateway', 'CHANNEL_UNREACHABLE'],
    ['server error', 'CHANNEL_UNREACHABLE'],
    ['thread not found', 'TOPIC_MISSING'],
    ['topic deleted', 'TOPIC_MISSING'],
    ['reset', 'CHANNEL_UNKNOWN'],
    ['timeout before', 'CHANNEL_UNKNOWN'],
    ['timeout after', 'CHANNEL_UNKNOWN'],
  ] as const)('%s is %s', async (kind, code) => {
    const { network, channel } = await startStage()
    network.faults.add({ kind })
    expect((await failure(channel.send(outgoing(String(group), hello)))).code).toBe(code)
  })

  test('that is away took nothing: refused connections may be tried again freely', async () => {
    const { network, channel } = await startStage()
    network.down(true)
    expect((await failure(channel.send(outgoing(String(group), hello)))).code).toBe('CHANNEL_UNREACHABLE')
  })

  test('that hangs is given up, and its outcome is unknown', async () => {
    const { network, api } = await startStage()
    network.faults.add({ kind: 'hang after' })
    const error = await failure(api.call('sendMessage', { chat_id: group, text: 'a' }, 300))
    expect(error.code).toBe('CHANNEL_UNKNOWN')
    expect(network.chat(group)).toHaveLength(1)
  })

  test('tells the new id of a group that became a supergroup', async () => {
    const { network, channel } = await startStage({
      groups: [
        { id: -77, title: 'Lama', forum: false },
        { id: group, title: 'Loket', forum: true },
      ],
    })
    const next = network.migrate(-77)
    const error = await failure(channel.send(outgoing('-77', hello)))
    expect([error.code, error.detail]).toEqual(['CHANNEL_MIGRATED', String(next)])
  })

  test('has buttons under a message and loses them with its edit', async () => {
    const { network, channel } = await startStage()
    const buttons = [[{ text: 'Ambil', data: 'ambil TBB-2026-000001' }]]
    const target = await channel.send(outgoing(String(group), { kind: 'text', text: ['kartu'], buttons }))
    expect(network.chat(group)[0]).toMatchObject({ text: 'kartu', buttons: [['Ambil']] })
    await channel.send(outgoing(String(group), { kind: 'edit', of: 's', text: ['kartu'] }, { target }))
    expect(network.chat(group)[0]?.buttons ?? []).toEqual([])
  })

  test('an edit that changes nothing is done', async () => {
    const { channel } = await startStage()
    const target = await channel.send(outgoing(String(group), hello))
    const edit: Content = { kind: 'edit', of: 's', text: ['halo'] }
    await channel.send(outgoing(String(group), edit, { target }))
    await channel.send(outgoing(String(group), edit, { target }))
  })

  test('a deletion of what is gone is done', async () => {
    const { channel } = await startStage()
    const target = await channel.send(outgoing(String(group), hello))
    const removal: Content = { kind: 'delete', of: 's' }
    await channel.send(outgoing(String(group), removal, { target }))
    await channel.send(outgoing(String(group), removal, { target }))
  })

  test('sends plain text when the formatting was refused', async () => {
    const { network, channel } = await startStage()
    await channel.send(outgoing(String(group), { kind: 'text', text: [{ bold: '<b>' }] }, { plain: true }))
    expect(network.chat(group)[0]?.text).toBe('<b>')
  })

  test('answers a message, and goes on when that message is gone', async () => {
    const { network, channel } = await startStage()
    const [id] = await channel.send(outgoing(String(group), hello))
    await channel.send(outgoing(String(group), hello, { replyTo: id! }))
    await channel.send(outgoing(String(group), hello, { replyTo: '99999' }))
    expect(network.chat(group)).toHaveLength(3)
  })

  test('closes a topic, twice if need be', async () => {
    const { network, channel } = await startStage()
    const [thread] = await channel.send(outgoing(String(group), { kind: 'topic', name: 'TBB' }))
    const close: Content = { kind: 'topic state', closed: true }
    await channel.send(outgoing(String(group), close, { thread: thread! }))
    await channel.send(outgoing(String(group), close, { thread: thread! }))
    expect(network.topics(group)).toMatchObject([{ closed: true }])
  })

  test('a topic name longer than Telegram allows is cut', async () => {
    const { network, channel } = await startStage()
    await channel.send(outgoing(String(group), { kind: 'topic', name: 'n'.repeat(200) }))
    expect(network.topics(group)[0]?.name).toHaveLength(128)
  })

  describe('files', () => {
    const kinds = ['photo', 'document', 'voice', 'audio', 'video', 'sticker'] as const

    test.each(kinds)('a %s is passed on by its handle', async kind => {
      const { network, channel } = await startStage()
      const networkFile = network.addFile(kind === 'photo' ? picture : Buffer.from(kind), { kind })
      const attachments: Attachment[] = [{ kind, networkFile }]
      const ids = await channel.send(outgoing(String(group), { kind: 'files', attachments, text: ['ini'] }))
      expect(ids).toHaveLength(1)
      expect(network.ledger.calls.at(-1)).toMatchObject({ outcome: 'ok', committed: true })
      const caption = network.chat(group)[0]
      if (kind !== 'sticker') expect(JSON.stringify(caption)).toContain('ini')
    })

    test('pictures go as one album with one caption', async () => {
      const { network, channel } = await startStage()
      const attachments = Array.from({ length: 3 }, () => ({
        kind: 'photo' as const,
        networkFile: network.addFile(picture, { kind: 'photo' }),
      }))
      expect(await channel.send(outgoing(String(group), { kind: 'files', attachments, text: ['tiga'] }))).toHaveLength(
        3,
      )
      expect(network.ledger.calls.filter(call => call.method === 'sendMediaGroup')).toHaveLength(1)
    })

    test('a handle that is good no more is replaced by our stored copy, in its topic and with its caption', async () => {
      const { network, channel } = await startStage()
      const [thread] = await channel.send(outgoing(String(group), { kind: 'topic', name: 'TBB' }))
      const attachments: Attachment[] = [
        { kind: 'document', networkFile: 'gone', stored: 'isi berkas', name: 'surat.pdf', type: 'application/pdf' },
      ]
      const files: Content = { kind: 'files', attachments, text: ['surat <resmi>'] }
      expect((await failure(channel.send(outgoing(String(group), files, { thread: thread! })))).code).toBe(
        'CHANNEL_REFUSED',
      )
      await channel.send(outgoing(String(group), files, { thread: thread!, upload: true }))
      expect(network.chat(group, Number(thread)).at(-1)).toMatchObject({ caption: 'surat <resmi>' })
    })

    test('a stored album is sent from our copies', async () => {
      const { network, channel } = await startStage()
      const attachments: Attachment[] = ['picture', 'picture'].map(stored => ({
        kind: 'photo',
        networkFile: 'gone',
        stored,
        type: 'image/jpeg',
      }))
      const files: Content = { kind: 'files', attachments, text: ['dua foto'] }
      expect(await channel.send(outgoing(String(group), files, { upload: true }))).toHaveLength(2)
      expect(network.chat(group)).toHaveLength(2)
    })

    test.each([
      ['alone', ['damaged']],
      ['in an album', ['picture', 'damaged']],
    ])('a stored copy that turns out damaged %s says so, and nothing is shown', async (_, copies) => {
      const { network, channel } = await startStage()
      const attachments: Attachment[] = copies.map(stored => ({
        kind: 'photo',
        networkFile: 'gone',
        stored,
        type: 'image/jpeg',
      }))
      const files: Content = { kind: 'files', attachments, text: ['foto'] }
      expect((await failure(channel.send(outgoing(String(group), files, { upload: true })))).code).toBe('FILE_DAMAGED')
      expect(network.chat(group)).toEqual([])
    })

    test('are fetched, and a file that is gone, too large or not there now is told apart', async () => {
      const { network, channel } = await startStage()
      const file = network.addFile(Buffer.from('isi'), { name: 'a.txt' })
      expect((await buffer(await channel.fetchFile(file))).toString()).toBe('isi')
      expect((await failure(channel.fetchFile('unheard of'))).code).toBe('FILE_UNAVAILABLE')
      const { document } = network.say(sari, { document: { name: 'besar.pdf', size: 21 * 1024 * 1024 } })
      expect((await failure(channel.fetchFile(document!.file_id))).code).toBe('FILE_TOO_LARGE')
      network.faults.add({ kind: 'bad gateway', method: 'file' })
      expect((await failure(channel.fetchFile(file))).code).toBe('CHANNEL_UNREACHABLE')
      network.faults.add({ kind: 'reset', method: 'file' })
      expect((await failure(channel.fetchFile(file))).code).toBe('CHANNEL_UNREACHABLE')
      network.faults.add({ kind: 'bad gateway', method: 'getFile' })
      expect((await failure(channel.fetchFile(file))).code).toBe('CHANNEL_UNREACHABLE')
    })

    test('that could not be fetched never show the token', async () => {
      const { network, channel } = await startStage()
      const file = network.addFile(Buffer.from('isi'))
      network.faults.add({ kind: 'reset', method: 'file' })
      const error = await failure(channel.fetchFile(file))
      expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(
        network.token.split(':')[1],
      )
    })
  })

  describe('a group', () => {
    test('has a creator, admins, members and strangers', async () => {
      const { network, channel } = await startStage()
      network.join(group, 8, 'creator')
      network.join(group, 9, 'administrator')
      const of = (person: number) => channel.membership(String(group), String(person), true)
      expect(await Promise.all([of(8), of(9), of(budi), of(joko)])).toEqual(['creator', 'admin', 'member', 'none'])
      network.leave(group, budi, 'kicked')
      expect(await of(budi)).toBe('none')
    })

    test('that cannot be asked now is not taken for a group without members', async () => {
      const { network, channel } = await startStage()
      network.down(true, '502')
      expect(codeOf(await failure(channel.membership(String(group), String(budi), false)))).toBe('CHANNEL_UNREACHABLE')
    })

    test('says what the bot may do', async () => {
      const { network, channel } = await startStage()
      expect(await channel.checkGroup(String(group))).toMatchObject({ exists: true, title: 'Loket', forum: true })
      network.setBotRights(group, { admin: false })
      expect(await channel.checkGroup(String(group))).toMatchObject({ admin: false, manageTopics: false })
      expect(await channel.checkGroup('-1009')).toMatchObject({ exists: false })
    })
  })

  test('gives a link that brings back what stands behind it, and asks for its own name once', async () => {
    const { network, channel } = await startStage()
    expect(await channel.startLink('peran_abc')).toBe('https://t.me/loket_simulasi_bot?start=peran_abc')
    expect(await channel.startLink('peran_d-_')).toBe('https://t.me/loket_simulasi_bot?start=peran_d-_')
    expect(network.ledger.calls.filter(call => call.method === 'getMe')).toHaveLength(1)
  })

  test('takes a reaction', async () => {
    const { network, channel, account } = await startStage()
    const message = network.say(sari, { text: 'halo' })
    await channel.react({ account, chat: String(sari), messageId: String(message.message_id), emoji: '✍' })
    expect(JSON.stringify(network.chat(sari))).toContain('✍')
  })
})
