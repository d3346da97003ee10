import { describe, expect, test } from 'vitest'
import { budi, call, group, joko, outcome, sari, start } from './network.ts'

describe('sending to a person', () => {
  test('text is parsed as HTML and shown without tags', async () => {
    const { network, bot } = await start()
    network.pressStart(sari, 'dari-web')
    await bot.sendMessage(sari, '<b>Halo</b> &lt;Sari&gt;, <a href="https://spse.id">lihat</a> /bantuan', {
      parse_mode: 'HTML',
    })
    const [start_, hello] = network.chat(sari)
    expect(start_).toMatchObject({
      from: sari,
      text: '/start dari-web',
      entities: [{ type: 'bot_command', length: 6 }],
    })
    expect(hello).toMatchObject({ from: 'bot', text: 'Halo <Sari>, lihat /bantuan' })
    expect(hello!.entities.map(({ type }) => type)).toEqual(['bold', 'text_link', 'bot_command'])
  })

  test.each([
    ['<b>tebal', 'Can\'t find end tag corresponding to start tag "b"'],
    ['<b>tebal</i>', 'Unmatched end tag at byte offset 8, expected "</b>", found "</i>"'],
    ['harga < 5', 'Unsupported start tag "" at byte offset 6'],
    ['é<x>', 'Unsupported start tag "x" at byte offset 2'],
    ['habis</b>', 'Unexpected end tag at byte offset 5'],
    ['<b', 'Unclosed start tag at byte offset 0'],
  ])('%s is refused', async (text, reason) => {
    const { network, bot } = await start()
    network.say(sari, { text: 'halo' })
    expect(await outcome(bot.sendMessage(sari, text, { parse_mode: 'HTML' }))).toBe(
      `400 Bad Request: can't parse entities: ${reason}`,
    )
    expect(network.chat(sari)).toHaveLength(1)
  })

  test('the length counts after parsing', async () => {
    const { network, bot } = await start()
    network.say(sari, { text: 'halo' })
    const long = 'a'.repeat(4096)
    expect(await outcome(bot.sendMessage(sari, `<b>${long}</b>`, { parse_mode: 'HTML' }))).toBe('ok')
    expect(await outcome(bot.sendMessage(sari, `${long}b`))).toBe('400 Bad Request: message is too long')
    expect(await outcome(bot.sendMessage(sari, '  \n'))).toBe('400 Bad Request: message text is empty')
    const caption = 'a'.repeat(1025)
    const photo = { source: Buffer.from('GIF89a\x01\x00\x01\x00', 'latin1') }
    expect(await outcome(bot.sendPhoto(sari, photo, { caption }))).toBe('400 Bad Request: message caption is too long')
  })

  test('nobody is written to who did not write first, who blocked the bot, or who does not exist', async () => {
    const { network, bot } = await start()
    network.person(joko, 'Joko')
    network.say(sari, { text: 'halo' })
    network.block(sari)
    expect(network.standing(sari)).toEqual({ started: true, blocked: true })
    expect(await outcome(bot.sendMessage(sari, 'a'))).toBe('403 Forbidden: bot was blocked by the user')
    expect(await outcome(bot.sendMessage(joko, 'a'))).toBe("403 Forbidden: bot can't initiate conversation with a user")
    expect(await outcome(bot.sendMessage(999, 'a'))).toBe('400 Bad Request: chat not found')
    expect(await outcome(call(bot, 'sendMessage', { text: 'a' }))).toBe('400 Bad Request: chat_id is empty')
    network.unblock(sari)
    expect(await outcome(bot.sendMessage(sari, 'a'))).toBe('ok')
  })

  test('a reply to what is not there fails unless it may go without', async () => {
    const { network, bot } = await start()
    const said = network.say(sari, { text: 'halo' })
    const missing = { message_id: 4711 }
    expect(await outcome(bot.sendMessage(sari, 'a', { reply_parameters: missing }))).toBe(
      '400 Bad Request: message to be replied not found',
    )
    await bot.sendMessage(sari, 'b', { reply_parameters: { ...missing, allow_sending_without_reply: true } })
    await bot.sendMessage(sari, 'c', { reply_parameters: { message_id: said.message_id } })
    expect(network.chat(sari).map(({ replyTo }) => replyTo)).toEqual([undefined, undefined, said.message_id])
  })

  test('buttons: 64 bytes, tapped once, answered once, and not after a minute', async () => {
    let time = Date.now()
    const { network, bot } = await start({ now: () => time })
    network.say(sari, { text: 'halo' })
    const button = (data: string) => ({ reply_markup: { inline_keyboard: [[{ text: 'Ya', callback_data: data }]] } })
    expect(await outcome(bot.sendMessage(sari, 'a', button('é'.repeat(33))))).toBe(
      '400 Bad Request: BUTTON_DATA_INVALID',
    )
    const asked = await bot.sendMessage(sari, 'Sudah beres?', button('é'.repeat(32)))
    expect(network.chat(sari)[1]).toMatchObject({ buttons: [['Ya']], buttonsData: [['é'.repeat(32)]] })
    const shown = network.tap(sari, asked, 'Ya')
    const [update] = (await call(bot, 'getUpdates', { offset: -1 })) as {
      callback_query: { id: string; data: string }
    }[]
    expect(update!.callback_query.data).toBe('é'.repeat(32))
    await bot.answerCbQuery(update!.callback_query.id, 'Terima kasih')
    expect(await shown).toBe('Terima kasih')
    expect(await outcome(bot.answerCbQuery(update!.callback_query.id))).toMatch(/^400 Bad Request: query is too old/)
    void network.tap(sari, asked, 'Ya')
    const [late] = (await call(bot, 'getUpdates', { offset: -1 })) as { callback_query: { id: string } }[]
    time += 61_000
    expect(await outcome(bot.answerCbQuery(late!.callback_query.id))).toMatch(/^400 Bad Request: query is too old/)
    expect(() => network.tap(sari, asked, 'Tidak')).toThrow('no button')
  })
})

describe('changing what was sent', () => {
  test('an edit shows, the same edit is refused, and so are those of others', async () => {
    const { network, bot } = await start()
    const said = network.say(sari, { text: 'halo' })
    const sent = await bot.sendMessage(sari, 'satu')
    await bot.editMessageText(sari, sent.message_id, undefined, 'dua')
    expect(network.chat(sari)[1]).toMatchObject({ text: 'dua', edited: true })
    expect(await outcome(bot.editMessageText(sari, sent.message_id, undefined, 'dua'))).toMatch(
      /400 .*message is not modified/,
    )
    expect(await outcome(bot.editMessageText(sari, 99, undefined, 'x'))).toBe(
      '400 Bad Request: message to edit not found',
    )
    expect(await outcome(bot.editMessageText(sari, said.message_id, undefined, 'x'))).toBe(
      "400 Bad Request: message can't be edited",
    )
    expect(await outcome(bot.editMessageCaption(sari, sent.message_id, undefined, 'x'))).toMatch(/there is no caption/)
  })

  test('deleting ends after 48 hours', async () => {
    let time = Date.now()
    const { network, bot } = await start({ now: () => time })
    const said = network.say(sari, { text: 'halo' })
    const sent = await bot.sendMessage(sari, 'satu')
    const old = await bot.sendMessage(sari, 'dua')
    await bot.deleteMessage(sari, sent.message_id)
    expect(await outcome(bot.deleteMessage(sari, sent.message_id))).toBe('400 Bad Request: message to delete not found')
    expect(await outcome(bot.deleteMessage(sari, said.message_id))).toBe('ok')
    time += 48 * 3600_000 + 1000
    expect(await outcome(bot.deleteMessage(sari, old.message_id))).toBe(
      "400 Bad Request: message can't be deleted for everyone",
    )
    expect(network.chat(sari).map(({ text }) => text)).toEqual(['dua'])
  })

  test('the bot has one reaction a message, from the list', async () => {
    const { network, bot } = await start()
    const said = network.say(sari, { text: 'halo' })
    const react = (...emoji: string[]) =>
      call(bot, 'setMessageReaction', {
        chat_id: sari,
        message_id: said.message_id,
        reaction: emoji.map(one => ({ type: 'emoji', emoji: one })),
      })
    await react('👀')
    await react('👍')
    network.react(sari, said, '🙏')
    expect(network.chat(sari)[0]!.reactions).toEqual({ '👍': ['bot'], '🙏': [sari] })
    expect(await outcome(react('✅'))).toBe('400 Bad Request: REACTION_INVALID')
    expect(await outcome(react('👍', '👀'))).toBe('400 Bad Request: REACTIONS_TOO_MANY')
    await react()
    expect(network.chat(sari)[0]!.reactions).toEqual({ '🙏': [sari] })
  })
})

describe('copies and groups', () => {
  test('a copy hides its author, a forward names it, a service message can be neither', async () => {
    const { network, bot } = await start()
    const said = network.say(sari, { photo: true, caption: 'bukti' })
    const topic = await bot.createForumTopic(group, 'TBB-1')
    const thread = topic.message_thread_id
    await bot.copyMessage(group, sari, said.message_id, {
      message_thread_id: thread,
      caption: '<i>foto</i>',
      parse_mode: 'HTML',
    })
    await bot.forwardMessage(group, sari, said.message_id, { message_thread_id: thread })
    const [copy, forward] = network.chat(group, thread)
    expect(copy).toMatchObject({ caption: 'foto', forwarded: false, media: { kind: 'photo' } })
    expect(forward).toMatchObject({ caption: 'bukti', forwarded: true })
    expect(await outcome(bot.copyMessage(sari, group, thread))).toBe("400 Bad Request: message can't be copied")
    expect(await outcome(bot.copyMessage(group, sari, 99))).toBe('400 Bad Request: message to copy not found')
  })

  test('a migrated group answers with its new id', async () => {
    const { network, bot } = await start({ groups: [{ id: -4242, title: 'Lama', forum: false }] })
    network.join(-4242, budi)
    const next = network.migrate(-4242)
    const refused = await bot.sendMessage(-4242, 'a').catch((error: unknown) => error)
    expect(refused).toMatchObject({
      response: {
        error_code: 400,
        description: 'Bad Request: group chat was upgraded to a supergroup chat',
        parameters: { migrate_to_chat_id: next },
      },
    })
    await bot.sendMessage(next, 'a')
    expect(network.chat(next)).toHaveLength(1)
    expect(await bot.getChatMember(next, budi)).toMatchObject({ status: 'member' })
  })

  test('a bot without rights hears commands and replies only', async () => {
    const { network, bot } = await start()
    network.setBotRights(group, { admin: false })
    const sent = await bot.sendMessage(group, 'tanya')
    network.sayInGroup(budi, group, { text: 'obrolan' })
    network.sayInGroup(budi, group, { text: '/antrean' })
    network.sayInGroup(budi, group, { text: 'jawab', replyTo: sent.message_id })
    const updates = (await call(bot, 'getUpdates')) as { message?: { text?: string } }[]
    expect(updates.flatMap(({ message }) => message?.text ?? [])).toEqual(['/antrean', 'jawab'])
  })

  test('an anonymous administrator speaks as the group', async () => {
    const { network, bot } = await start()
    network.sayAnonymously(group, { text: '/ambil' })
    const [update] = (await call(bot, 'getUpdates')) as { message: object }[]
    expect(update!.message).toMatchObject({
      from: { id: 1087968824, username: 'GroupAnonymousBot' },
      sender_chat: { id: group },
    })
  })
})
