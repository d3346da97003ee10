import { describe, expect, test } from 'vitest'
import { group, outcome, sari, start } from './network.ts'

const gif = Buffer.from('GIF89a\x01\x00\x01\x00', 'latin1')

describe('files', () => {
  test('what a person sends is downloaded as it was', async () => {
    const { network, bot } = await start()
    const bytes = Buffer.from('isi surat')
    const { document } = network.say(sari, { document: { name: 'surat.pdf', bytes, mime: 'application/pdf' } })
    expect(document).toMatchObject({ file_name: 'surat.pdf', mime_type: 'application/pdf', file_size: 9 })
    const link = await bot.getFileLink(document!.file_id)
    const response = await fetch(link)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes)
    expect((await fetch(`${network.root}/file/bot1:x/${link.pathname.split('/').slice(3).join('/')}`)).status).toBe(401)
  })

  test('over 20 MB there is no download', async () => {
    const { network, bot } = await start()
    const { document } = network.say(sari, { document: { name: 'besar.zip', size: 20 * 1024 * 1024 + 1 } })
    expect(await outcome(bot.getFile(document!.file_id))).toBe('400 Bad Request: file is too big')
    expect(await outcome(bot.getFile('tidak-ada'))).toMatch(/^400 Bad Request: wrong file_id/)
  })

  test('what the bot uploads is kept, and its file_id sends it again as the same kind only', async () => {
    const { network, bot } = await start()
    network.say(sari, { text: 'halo' })
    const bytes = Buffer.alloc(300_000, 7)
    const sent = await bot.sendDocument(sari, { source: bytes, filename: 'jawaban.pdf' }, { caption: 'ini' })
    const [, seen] = network.chat(sari)
    expect(seen).toMatchObject({ caption: 'ini', media: { kind: 'document', fileName: 'jawaban.pdf', size: 300_000 } })
    expect(network.file(seen!.media!.fileId)).toEqual(bytes)
    await bot.sendDocument(sari, sent.document.file_id)
    expect(await outcome(bot.sendPhoto(sari, sent.document.file_id))).toBe(
      "400 Bad Request: can't use file of type Document as Photo",
    )
    expect(await outcome(bot.sendDocument(sari, 'tidak-ada'))).toMatch(/wrong file identifier/)
    expect(await outcome(bot.sendPhoto(sari, { source: bytes }))).toBe('400 Bad Request: IMAGE_PROCESS_FAILED')
    expect(await outcome(bot.sendVoice(sari, { source: Buffer.alloc(0) }))).toBe(
      '400 Bad Request: file must be non-empty',
    )
  })

  test('over 50 MB the upload is refused', async () => {
    const { network, bot } = await start()
    network.say(sari, { text: 'halo' })
    const result = await outcome(bot.sendDocument(sari, { source: Buffer.alloc(53 * 1024 * 1024), filename: 'x' }))
    expect(result).toMatch(/^413 Request Entity Too Large|ECONNRESET|EPIPE/)
    expect(network.chat(sari)).toHaveLength(1)
  })

  test('an album holds up to ten items of kinds that go together', async () => {
    const { network, bot } = await start()
    const { message_thread_id: thread } = await bot.createForumTopic(group, 'satu')
    const photo = { type: 'photo' as const, media: { source: gif } }
    const sent = await bot.sendMediaGroup(group, [{ ...photo, caption: 'bukti' }, photo], { message_thread_id: thread })
    expect(new Set(sent.map(message => message.media_group_id)).size).toBe(1)
    const seen = network.chat(group, thread)
    expect(seen.map(({ caption }) => caption)).toEqual(['bukti', ''])
    expect(seen[0]!.albumId).toBe(seen[1]!.albumId)
    expect(await outcome(bot.sendMediaGroup(group, []))).toBe('400 Bad Request: there are no messages to send')
    expect(await outcome(bot.sendMediaGroup(group, Array(11).fill(photo)))).toMatch(/too many messages/)
    const document = { type: 'document' as const, media: { source: gif } }
    expect(await outcome(bot.sendMediaGroup(group, [photo, document] as never))).toMatch(/can't be mixed/)
    expect(network.chat(group)).toHaveLength(2)
  })
})
