import { describe, expect, test } from 'vitest'
import { budi, call, group, outcome, start } from './network.ts'

describe('forum topics', () => {
  test('what a person says in a topic replies to its creation; a true reply does not', async () => {
    const { network, bot } = await start()
    const { message_thread_id: thread } = await bot.createForumTopic(group, 'TBB-2026-000001 login')
    const card = await bot.sendMessage(group, 'kartu', { message_thread_id: thread })
    expect(card).toMatchObject({ is_topic_message: true, message_thread_id: thread })
    network.sayInGroup(budi, group, { text: 'catatan', thread })
    network.sayInGroup(budi, group, { text: 'balasan', replyTo: card.message_id })
    const updates = (await call(bot, 'getUpdates')) as { message: object }[]
    expect(updates).toHaveLength(2)
    expect(updates[0]!.message).toMatchObject({
      is_topic_message: true,
      message_thread_id: thread,
      reply_to_message: { message_id: thread, forum_topic_created: { name: 'TBB-2026-000001 login' } },
    })
    expect(updates[1]!.message).toMatchObject({
      is_topic_message: true,
      message_thread_id: thread,
      reply_to_message: { message_id: card.message_id, text: 'kartu' },
    })
    expect(network.chat(group, thread).map(({ text, replyTo }) => [text, replyTo])).toEqual([
      ['kartu', undefined],
      ['catatan', undefined],
      ['balasan', card.message_id],
    ])
  })

  test('what happened to a topic stands among its messages, with the time of the network', async () => {
    const at = Date.parse('2026-11-23T03:42:07Z')
    const { network } = await start({ now: () => at })
    const thread = network.createTopic(group, 'lama')
    network.renameTopic(group, thread, 'baru')
    network.closeTopic(group, thread)
    network.reopenTopic(group, thread)
    network.sayInGroup(budi, group, { text: 'catatan', thread })
    expect(network.topicEvents(group, thread).map(({ what, name }) => [what, name])).toEqual([
      ['created', 'lama'],
      ['renamed', 'baru'],
      ['closed', ''],
      ['reopened', ''],
    ])
    expect([network.topicEvents(group, thread)[0]!.at, network.chat(group, thread)[0]!.at]).toEqual([at, at])
  })

  test('each group has its own message ids, all private chats share one sequence', async () => {
    const { network } = await start({
      groups: [group, group - 1].map(id => ({ id, title: 'Loket', forum: true })),
    })
    const ids = [group, group - 1, 11, 12].map(id =>
      id < 0 ? network.sayInGroup(budi, id, { text: 'a' }).message_id : network.say(id, { text: 'a' }).message_id,
    )
    expect(ids).toEqual([1, 1, 1, 2])
  })

  test('a deleted topic takes nothing any more', async () => {
    const { network, bot } = await start()
    const { message_thread_id: thread } = await bot.createForumTopic(group, 'satu')
    network.deleteTopic(group, thread)
    expect(await outcome(bot.sendMessage(group, 'a', { message_thread_id: thread }))).toBe(
      '400 Bad Request: message thread not found',
    )
    expect(await outcome(bot.closeForumTopic(group, thread))).toBe('400 Bad Request: TOPIC_DELETED')
    expect(await outcome(bot.closeForumTopic(group, 4711))).toBe('400 Bad Request: TOPIC_ID_INVALID')
    expect(await outcome(bot.sendMessage(group, 'a', { message_thread_id: 1 }))).toBe(
      '400 Bad Request: message thread not found',
    )
    expect(network.topics(group)).toEqual([])
  })

  test('the bot deletes a topic with all its messages, with the right to delete messages and no other', async () => {
    const { network, bot } = await start()
    const { message_thread_id: thread } = await bot.createForumTopic(group, 'satu')
    const theirs = network.createTopic(group, 'dua')
    await bot.sendMessage(group, 'kartu', { message_thread_id: thread })
    network.sayInGroup(budi, group, { text: 'catatan', thread })
    network.setBotRights(group, { can_delete_messages: false })
    expect(await outcome(bot.deleteForumTopic(group, thread))).toBe(
      '400 Bad Request: not enough rights to delete the topic',
    )
    expect(network.chat(group, thread)).toHaveLength(2)
    network.setBotRights(group, { can_delete_messages: true, can_manage_topics: false })
    expect(await outcome(bot.deleteForumTopic(group, thread))).toBe('ok')
    expect(await outcome(bot.deleteForumTopic(group, theirs))).toBe('ok')
    expect([network.topics(group), network.chat(group)]).toEqual([[], []])
    expect(await outcome(bot.deleteForumTopic(group, thread))).toBe('400 Bad Request: TOPIC_DELETED')
  })

  test('closing, renaming and their repetition', async () => {
    const { network, bot } = await start()
    const { message_thread_id: thread } = await bot.createForumTopic(group, 'satu')
    await bot.closeForumTopic(group, thread)
    expect(await outcome(bot.closeForumTopic(group, thread))).toBe('400 Bad Request: TOPIC_NOT_MODIFIED')
    expect(await outcome(bot.editForumTopic(group, thread, { name: 'satu' } as never))).toBe(
      '400 Bad Request: TOPIC_NOT_MODIFIED',
    )
    await bot.editForumTopic(group, thread, { name: 'dua' } as never)
    expect(network.topics(group)).toEqual([{ thread, name: 'dua', closed: true }])
    expect(await outcome(bot.sendMessage(group, 'masih boleh', { message_thread_id: thread }))).toBe('ok')
    expect(() => network.sayInGroup(budi, group, { text: 'tidak', thread })).toThrow('closed')
    network.setBotRights(group, { can_manage_topics: false })
    expect(await outcome(bot.sendMessage(group, 'tidak', { message_thread_id: thread }))).toBe(
      '400 Bad Request: TOPIC_CLOSED',
    )
    network.reopenTopic(group, thread)
    expect(await outcome(bot.sendMessage(group, 'boleh lagi', { message_thread_id: thread }))).toBe('ok')
    const updates = (await call(bot, 'getUpdates')) as { message?: object }[]
    // The bot's own closing and renaming are no news to it.
    expect(updates.flatMap(({ message }) => message ?? [])).toMatchObject([{ forum_topic_reopened: {} }])
  })

  test('rights, names and forums are checked', async () => {
    const { network, bot } = await start({
      groups: [
        { id: group, title: 'Forum', forum: true },
        { id: group - 1, title: 'Biasa', forum: false },
      ],
    })
    expect(await outcome(bot.createForumTopic(group, 'a'.repeat(129)))).toBe('400 Bad Request: TOPIC_TITLE_TOO_LONG')
    expect(await outcome(bot.createForumTopic(group, ''))).toBe('400 Bad Request: TOPIC_TITLE_EMPTY')
    expect(await outcome(bot.createForumTopic(group - 1, 'a'))).toBe('400 Bad Request: the chat is not a forum')
    network.setBotRights(group, { can_manage_topics: false })
    expect(await outcome(bot.createForumTopic(group, 'a'))).toBe('400 Bad Request: not enough rights to create a topic')
    expect(await bot.getChatMember(group, network.botId)).toMatchObject({
      status: 'administrator',
      can_manage_topics: false,
    })
    expect(await bot.getChat(group)).toMatchObject({ is_forum: true })
    network.setBotRights(group, { member: false, admin: false })
    expect(await outcome(bot.sendMessage(group, 'a'))).toBe('403 Forbidden: bot was kicked from the supergroup chat')
  })

  test('a reply without a topic goes where its message is; one into another topic finds nothing', async () => {
    const { network, bot } = await start()
    const one = await bot.createForumTopic(group, 'satu')
    const two = await bot.createForumTopic(group, 'dua')
    const said = network.sayInGroup(budi, group, { text: 'a', thread: one.message_thread_id })
    const reply_parameters = { message_id: said.message_id }
    await bot.sendMessage(group, 'b', { reply_parameters })
    expect(network.chat(group, one.message_thread_id).at(-1)).toMatchObject({ text: 'b', replyTo: said.message_id })
    expect(
      await outcome(bot.sendMessage(group, 'c', { reply_parameters, message_thread_id: two.message_thread_id })),
    ).toBe('400 Bad Request: message to be replied not found')
  })
})
