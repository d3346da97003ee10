import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Telegram } from 'telegraf'
import { afterEach, describe, expect, test } from 'vitest'
import { budi, call, group, joko, outcome, sari, start } from './network.ts'

interface AnyUpdate {
  update_id: number
  message?: Record<string, any>
  edited_message?: Record<string, any>
  my_chat_member?: Record<string, any>
  chat_member?: Record<string, any>
  message_reaction?: Record<string, any>
  callback_query?: Record<string, any>
}

const everything = ['message', 'edited_message', 'callback_query', 'my_chat_member', 'chat_member', 'message_reaction']

async function poll(bot: Telegram, params: object = {}): Promise<AnyUpdate[]> {
  return (await call(bot, 'getUpdates', { timeout: 5, ...params })) as AnyUpdate[]
}

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

describe('long polling', () => {
  test('an update comes again until an offset above its id confirms it', async () => {
    const { network, bot } = await start()
    network.say(sari, { text: 'pertama' })
    network.say(joko, { text: 'kedua' })
    const first = await poll(bot)
    expect(first.map(update => update.message!['text'])).toEqual(['pertama', 'kedua'])
    expect(await poll(bot)).toEqual(first)
    expect((await poll(bot, { offset: first[0]!.update_id + 1 })).map(update => update.message!['text'])).toEqual([
      'kedua',
    ])
    expect(network.pendingUpdates()).toBe(1)
    const [before, after] = first.map(update => update.message as { chat: { id: number }; message_id: number })
    expect(network.isWaiting(before!.chat.id, before!.message_id)).toBe(false)
    expect(network.isWaiting(after!.chat.id, after!.message_id)).toBe(true)
    expect(await poll(bot, { offset: first[1]!.update_id + 1, timeout: 0 })).toEqual([])
    expect(network.pendingUpdates()).toBe(0)
  })

  test('a waiting poll is answered when somebody writes, an album at once', async () => {
    const { network, bot } = await start()
    const waiting = poll(bot)
    await network.until(() => network.ledger.calls.length === 0)
    network.say(sari, { photo: true, caption: 'bukti', albumId: 'a' })
    network.say(sari, { photo: true, albumId: 'a' })
    const updates = await waiting
    const all = updates.length === 2 ? updates : await poll(bot)
    expect(all.map(update => update.message!['media_group_id'])).toEqual(
      Array(2).fill(all[0]!.message!['media_group_id']),
    )
    expect(all[0]!.message!['photo'][0]).toMatchObject({ width: 1, height: 1 })
  })

  test('a second poll ends the first with 409, and a client that hangs up frees its place', async () => {
    const { network, bot } = await start()
    const gone = new AbortController()
    const left = bot
      .callApi('getUpdates', { timeout: 50 } as never, { signal: gone.signal } as never)
      .catch(() => 'left')
    const first = outcome(poll(bot, { timeout: 50 }))
    const second = outcome(poll(bot, { timeout: 50 }))
    const ended = await Promise.race([first, second])
    expect(ended).toMatch(/^409 Conflict: terminated by other getUpdates request/)
    gone.abort()
    expect(await left).toBe('left')
    network.say(sari, { text: 'halo' })
    expect([await first, await second]).toContain('ok')
  })

  test('after a restart of the ids an old offset confirms nothing', async () => {
    const { network, bot } = await start()
    network.say(sari, { text: 'lama' })
    const [old] = await poll(bot)
    await poll(bot, { offset: old!.update_id + 1, timeout: 0 })
    network.restartUpdateIds()
    network.say(sari, { text: 'baru' })
    const [fresh] = await poll(bot, { offset: old!.update_id + 1 })
    expect(fresh!.message!['text']).toBe('baru')
    expect(fresh!.update_id).not.toBe(old!.update_id + 1)
    expect(await poll(bot, { offset: fresh!.update_id + 1, timeout: 0 })).toEqual([])
  })

  test('memberships and reactions come only to a bot that asks for them, and the setting stays', async () => {
    const { network, bot } = await start()
    network.join(group, budi)
    await poll(bot, { allowed_updates: everything, timeout: 0 })
    const heard = network.say(sari, { text: 'halo' })
    await poll(bot, { timeout: 0 })
    network.join(group, joko, 'administrator')
    network.leave(group, budi, 'kicked')
    network.react(sari, heard, '👍')
    network.block(sari)
    const updates = await poll(bot)
    expect(updates.flatMap(update => update.chat_member ?? []).map(change => change['new_chat_member'].status)).toEqual(
      ['administrator', 'kicked'],
    )
    expect(updates.find(update => update.message_reaction)?.message_reaction).toMatchObject({
      message_id: heard.message_id,
      new_reaction: [{ type: 'emoji', emoji: '👍' }],
    })
    expect(updates.find(update => update.my_chat_member)?.my_chat_member!['new_chat_member'].status).toBe('kicked')
    expect(network.ledger.updates.filter(({ kind }) => kind === 'chat_member')).toHaveLength(2)
    expect(await call(bot, 'getChatMember', { chat_id: group, user_id: budi })).toMatchObject({ status: 'kicked' })
  })

  test('an edit, also one that changes nothing the bot sees, comes as edited_message with the same id', async () => {
    const { network, bot } = await start()
    const said = network.say(sari, { text: 'salah tulis' })
    network.edit(said, { text: 'benar' })
    network.edit(said, {})
    const updates = await poll(bot)
    expect(updates.map(update => (update.message ?? update.edited_message)!['text'])).toEqual([
      'salah tulis',
      'benar',
      'benar',
    ])
    expect(updates[2]!.edited_message).toMatchObject({ message_id: said.message_id, edit_date: expect.any(Number) })
  })
})

describe('webhook', () => {
  async function receiver(answer: (update: AnyUpdate, request: IncomingMessage) => number): Promise<string> {
    const server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      response.writeHead(answer(JSON.parse(body) as AnyUpdate, request)).end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => {
      server.close()
      server.closeAllConnections()
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  }

  test('a refused update is tried again in the order of its chat while other chats go on', async () => {
    const { network, bot } = await start()
    const seen: string[] = []
    const secrets = new Set<unknown>()
    let isOpen = false
    const url = await receiver((update, request) => {
      secrets.add(request.headers['x-telegram-bot-api-secret-token'])
      const { chat, text } = update.message!
      if (chat.id === sari && !isOpen) return 500
      seen.push(text as string)
      isOpen ||= chat.id === joko
      return 200
    })
    await bot.setWebhook(url, { secret_token: 'rahasia' })
    network.say(sari, { text: 'satu' })
    network.say(sari, { text: 'dua' })
    network.say(joko, { text: 'lain' })
    await expect.poll(() => network.pendingUpdates()).toBe(0)
    expect(seen).toEqual(['lain', 'satu', 'dua'])
    expect([...secrets]).toEqual(['rahasia'])
    expect(await bot.getWebhookInfo()).toMatchObject({ url, pending_update_count: 0 })
    expect(await outcome(poll(bot))).toMatch(/^409 Conflict: can't use getUpdates method while webhook is active/)
    await bot.deleteWebhook()
    expect(await outcome(poll(bot, { timeout: 0 }))).toBe('ok')
  })

  test('while the network is down no webhook is called', async () => {
    const { network, bot } = await start()
    const seen: string[] = []
    await bot.setWebhook(await receiver(update => (seen.push(update.message!['text']), 200)))
    network.down(true, '502')
    network.say(sari, { text: 'saat mati' })
    expect(await outcome(bot.getMe())).toMatch(/^502/)
    expect(seen).toEqual([])
    network.down(false)
    await expect.poll(() => network.pendingUpdates()).toBe(0)
    expect(seen).toEqual(['saat mati'])
  })

  test('an address that is neither HTTPS nor on this machine is refused', async () => {
    const { bot } = await start()
    expect(await outcome(bot.setWebhook('http://loket.example/hook'))).toMatch(/An HTTPS URL must be provided/)
    expect(await outcome(bot.setWebhook('http://127.0.0.1:1/hook', { secret_token: 'tidak boleh' }))).toMatch(/^400/)
  })
})
