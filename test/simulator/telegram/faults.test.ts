import { Telegram } from 'telegraf'
import { describe, expect, test } from 'vitest'
import { digest, type Fault } from '../../../src/simulator/telegram/server.ts'
import { call, group, joko, outcome, sari, start } from './network.ts'

describe('faults', () => {
  test.each<[Fault['kind'], RegExp]>([
    ['too many', /^429 Too Many Requests: retry after 7$/],
    ['parse', /^400 Bad Request: can't parse entities/],
    ['forbidden', /^403 Forbidden: bot was blocked by the user$/],
    ['conflict', /^409 Conflict/],
    ['thread not found', /^400 Bad Request: message thread not found$/],
    ['bad gateway', /^502 Bad Gateway$/],
    ['server error', /^500 Internal Server Error$/],
    ['unauthorized', /^401 Unauthorized$/],
    ['timeout before', /ECONNRESET|FetchError/],
    ['reset', /ECONNRESET|FetchError/],
  ])('%s: the call takes no effect, the next one does', async (kind, expected) => {
    const { network, bot } = await start()
    network.say(sari, { text: 'halo' })
    network.faults.add({ kind, method: 'sendMessage', retryAfter: 7 })
    expect(await outcome(bot.sendMessage(sari, 'a'))).toMatch(expected)
    expect(network.chat(sari)).toHaveLength(1)
    expect(network.ledger.calls[0]).toMatchObject({ method: 'sendMessage', chat: sari, committed: false, messages: [] })
    expect(await outcome(bot.sendMessage(sari, 'a'))).toBe('ok')
  })

  test('timeout after: the message is there though the bot never heard so; a repeat shows in the ledger', async () => {
    const { network, bot } = await start()
    network.say(sari, { text: 'halo' })
    network.faults.add({ kind: 'timeout after', chat: sari })
    expect(await outcome(bot.sendMessage(sari, 'a'))).toMatch(/ECONNRESET|FetchError/)
    await bot.sendMessage(sari, 'a')
    expect(network.chat(sari).map(({ text }) => text)).toEqual(['halo', 'a', 'a'])
    expect(network.ledger.calls).toMatchObject([
      { outcome: 'timeout', committed: true, messages: [2], digest: digest('a') },
      { outcome: 'ok', committed: true, messages: [3], digest: digest('a') },
    ])
  })

  test('hang: the connection stays open without an answer', async () => {
    const { network, bot } = await start()
    network.say(sari, { text: 'halo' })
    network.faults.add({ kind: 'hang after' })
    const patience = new AbortController()
    const sending = bot.callApi('sendMessage', { chat_id: sari, text: 'a' }, { signal: patience.signal as never })
    const ended = sending.then(
      () => 'answered',
      () => 'given up',
    )
    await network.waitFor(({ outcome: how }) => how === 'timeout')
    patience.abort()
    expect(await ended).toBe('given up')
    expect(network.chat(sari)).toHaveLength(2)
  })

  test('a fault hits only its chat and method, as often as it says, until it is taken away', async () => {
    const { network, bot } = await start()
    network.say(sari, { text: 'halo' })
    network.say(joko, { text: 'halo' })
    const remove = network.faults.add({ kind: 'forbidden', method: /^send/, chat: joko, times: 3 })
    expect(await outcome(bot.sendMessage(sari, 'a'))).toBe('ok')
    expect(await outcome(bot.sendMessage(joko, 'a'))).toMatch(/^403/)
    expect(await outcome(call(bot, 'getChat', { chat_id: joko }))).toBe('ok')
    expect(await outcome(bot.sendMessage(joko, 'a'))).toMatch(/^403/)
    remove()
    expect(await outcome(bot.sendMessage(joko, 'a'))).toBe('ok')
  })

  test.each(['refused', 'reset', '502'] as const)(
    'down (%s): nothing answers, and nothing waiting is lost',
    async how => {
      const { network, bot } = await start()
      const polling = outcome(call(bot, 'getUpdates', { timeout: 50 }))
      const { document } = network.say(sari, { document: { name: 'a.txt' } })
      const link = await bot.getFileLink(document!.file_id)
      await polling
      network.down(true, how)
      const expected = { refused: /ECONNREFUSED/, reset: /ECONNRESET/, '502': /^502/ }[how]
      // An idle connection may be reset once before the closed port is felt.
      await expect.poll(() => outcome(bot.getMe())).toMatch(expected)
      expect(
        await fetch(link).then(
          ({ status }) => status,
          () => 'unreachable',
        ),
      ).toBe(how === '502' ? 502 : 'unreachable')
      network.say(sari, { text: 'saat mati' })
      network.down(false)
      const updates = (await call(bot, 'getUpdates')) as unknown[]
      expect(updates).toHaveLength(2)
    },
  )

  test('a wrong token and an unknown method are told apart', async () => {
    const { network, bot } = await start()
    const stranger = new Telegram('1:wrong', { apiRoot: network.root })
    expect(await outcome(stranger.getMe())).toBe('401 Unauthorized')
    expect(await outcome(call(bot, 'sendFax', { chat_id: sari }))).toMatch(/^404 Not Found/)
    expect(await bot.getMe()).toMatchObject({ id: network.botId, is_bot: true, can_read_all_group_messages: false })
  })
})

describe('limits', () => {
  test('a private chat takes a short burst, then 429, longer for those who do not wait', async () => {
    let time = Date.now()
    const { network, bot } = await start({ limits: true, now: () => time })
    network.say(sari, { text: 'halo' })
    for (const text of ['1', '2', '3']) await bot.sendMessage(sari, text)
    expect(await outcome(bot.sendMessage(sari, '4'))).toBe('429 Too Many Requests: retry after 1')
    expect(await outcome(bot.sendMessage(sari, '4'))).toBe('429 Too Many Requests: retry after 2')
    time += 2000
    expect(await outcome(bot.sendMessage(sari, '4'))).toBe('ok')
    expect(network.chat(sari)).toHaveLength(5)
  })

  test('a group takes twenty a minute over all topics, with edits, reactions, topics and album items', async () => {
    let time = Date.now()
    const { network, bot } = await start({ limits: true, now: () => time })
    const { message_thread_id: one } = await bot.createForumTopic(group, 'satu')
    const { message_thread_id: two } = await bot.createForumTopic(group, 'dua')
    const card = await bot.sendMessage(group, 'kartu', { message_thread_id: one })
    await bot.editMessageText(group, card.message_id, undefined, 'kartu baru')
    await call(bot, 'setMessageReaction', { chat_id: group, message_id: card.message_id, reaction: [] })
    const photo = { type: 'photo' as const, media: { source: Buffer.from('GIF89a\x01\x00\x01\x00', 'latin1') } }
    await bot.sendMediaGroup(group, Array(10).fill(photo), { message_thread_id: two })
    time += 30_000
    for (let count = 0; count < 5; count += 1) await bot.sendMessage(group, `${count}`, { message_thread_id: two })
    const refused = await bot.sendMessage(group, 'x', { message_thread_id: one }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ response: { error_code: 429, parameters: { retry_after: 30 } } })
    expect(network.groupWait(group)).toBe(30_000)
    expect(await outcome(call(bot, 'sendChatAction', { chat_id: group, action: 'typing' }))).toBe('ok')
    time += 30_000
    expect(network.groupWait(group)).toBe(0)
    expect(await outcome(bot.sendMessage(group, 'x'))).toBe('ok')
    network.limits(false)
    await Promise.all(Array.from({ length: 30 }, (_, index) => bot.sendMessage(group, `${index}`)))
  })

  test('all chats together take thirty a second', async () => {
    const time = Date.now()
    const { network, bot } = await start({ limits: true, now: () => time })
    const people = Array.from({ length: 31 }, (_, index) => 1000 + index)
    for (const person of people) network.say(person, { text: 'halo' })
    const results = await Promise.all(people.map(person => outcome(bot.sendMessage(person, 'a'))))
    expect(results.filter(result => result === 'ok')).toHaveLength(30)
    expect(results.filter(result => result.startsWith('429'))).toHaveLength(1)
  })
})

test('without keep a long run leaves buttons and rows, but neither texts nor params', async () => {
  const { network, bot } = await start({ keep: false })
  network.say(sari, { text: 'halo' })
  const reply_markup = { inline_keyboard: [[{ text: 'Ya', callback_data: 'ya' }]] }
  const card = await bot.sendMessage(sari, 'kartu', { reply_markup })
  for (let count = 0; count < 2500; count += 1) network.say(sari, { text: `pesan ${count}` })
  expect(network.chat(sari).length).toBeLessThan(1100)
  expect(network.ledger.calls[0]).toMatchObject({ params: undefined, digest: digest('kartu') })
  expect(network.ledger.updates).toHaveLength(2501)
  expect(await outcome(bot.editMessageText(sari, card.message_id, undefined, 'kartu baru'))).toBe('ok')
  const reply_parameters = { message_id: 3 }
  expect(await outcome(bot.sendMessage(sari, 'a', { reply_parameters }))).toBe('ok')
})
