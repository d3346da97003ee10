import { describe, expect, test, vi } from 'vitest'
import type { Fault, WhatsAppNetwork } from '../../../src/simulator/whatsapp/server.ts'
import { joko, sari, start, trust, type Bot } from './network.ts'

/** A chat with Sari that both sides have sessions for; answers her jid. */
async function acquainted(network: WhatsAppNetwork, bot: Bot, phone = sari): Promise<string> {
  await network.say(phone, { text: 'halo' })
  const { message } = await bot.until(() =>
    bot.messages.find(({ message }) => message.message?.conversation === 'halo'),
  )
  const jid = message.key.remoteJid!
  await bot.socket.sendMessage(jid, { text: 'selamat datang' })
  await network.until(() => network.chat(phone).length === 2)
  await bot.until(() => bot.acks.length > 0)
  await network.until(() => network.pendingForBot() === 0)
  return jid
}

const texts = (network: WhatsAppNetwork) => network.chat(sari).map(({ text }) => text)

describe('the connection', () => {
  test.each<[Fault['kind'], number]>([
    ['drop', 428],
    ['440', 440],
    ['500', 500],
    ['503', 503],
    ['515', 515],
  ])('%s: it ends with %i, and the next login is good', async (kind, code) => {
    const { network, bot } = await start()
    network.faults.add({ kind })
    await bot.until(() => bot.closes.length === 2)
    expect(bot.closes).toEqual([515, code])
    await bot.connect()
    await network.until(() => network.connected())
  })

  test('503 twice: the next connection ends as well as soon as it is open', async () => {
    const { network, bot } = await start()
    network.faults.add({ kind: '503', times: 2 })
    await bot.until(() => bot.closes.length === 2)
    await bot.connect().catch(() => {})
    await bot.until(() => bot.closes.length === 3)
    await bot.connect()
    await network.until(() => network.connected())
    expect(bot.closes).toEqual([515, 503, 503])
  })

  test.each<[Fault['kind'], number]>([
    ['failure 401', 401],
    ['failure 403', 403],
    ['failure 503', 503],
  ])('%s: one login is refused with %i, the device stays linked', async (kind, code) => {
    const { network, bot } = await start()
    await bot.disconnect()
    network.faults.add({ kind })
    await expect(bot.connect()).rejects.toBe(code)
    await bot.connect()
    expect(network.linked()).toBe(true)
  })

  test('401: the device is unlinked', async () => {
    const { network, bot } = await start()
    network.faults.add({ kind: '401' })
    await bot.until(() => bot.closes.length === 2)
    expect(bot.closes.at(-1)).toBe(401)
    expect(network.linked()).toBe(false)
  })

  test('stall: the client gives up by itself and ends with 408; what was said meanwhile comes at the next login', async () => {
    const { network, bot } = await start()
    await bot.disconnect()
    await bot.connect({ keepAliveIntervalMs: 500 })
    await network.until(() => network.connected())
    const remove = network.faults.add({ kind: 'stall' })
    await network.say(sari, { text: 'ada orang?' })
    // Silent for the interval and 5 s more; then it waits up to 30 s for the end of the connection to be answered.
    await vi.waitFor(() => expect(bot.socket.ws.isClosing).toBe(true), { timeout: 15_000, interval: 50 })
    expect(bot.closes).toEqual([515, 0])
    remove()
    await bot.until(() => bot.closes.at(-1) === 408)
    await bot.connect()
    await bot.until(() => bot.texts().length > 0)
    expect(bot.texts()).toEqual(['ada orang?'])
  })

  test('stall for a moment: everything arrives when it is over', async () => {
    const { network, bot } = await start()
    const jid = await acquainted(network, bot)
    network.faults.add({ kind: 'stall', ms: 300 })
    await network.say(sari, { text: 'satu' })
    await bot.socket.sendMessage(jid, { text: 'dua' })
    await bot.until(() => bot.texts().includes('satu'))
    await network.until(() => texts(network).includes('dua'))
    expect(bot.closes).toEqual([515])
  })

  test('latency: every stanza of the server comes later, in order', async () => {
    const { network, bot } = await start()
    network.faults.add({ kind: 'latency', ms: 300 })
    const began = Date.now()
    for (const text of ['a', 'b', 'c']) await network.say(sari, { text })
    await bot.until(() => bot.texts().length === 3)
    expect(Date.now() - began).toBeGreaterThanOrEqual(290)
    expect(bot.texts()).toEqual(['a', 'b', 'c'])
  })
})

describe('a message of the bot', () => {
  test('no ack: it arrives though the bot is never told so', async () => {
    const { network, bot } = await start()
    const jid = await acquainted(network, bot)
    network.faults.add({ kind: 'no ack' })
    const sent = await bot.socket.sendMessage(jid, { text: 'a' })
    await network.until(() => texts(network).includes('a'))
    expect(network.ledger.sent.at(-1)).toMatchObject({ id: sent!.key.id, accepted: true, acked: false, arrivals: 1 })
    expect(bot.acks.some(({ id }) => id === sent!.key.id)).toBe(false)
  })

  test.each<[Fault['kind'], string]>([
    ['ack 463', '463'],
    ['ack 479', '479'],
  ])('%s: it is refused and arrives nowhere', async (kind, error) => {
    const { network, bot } = await start()
    const jid = await acquainted(network, bot)
    network.faults.add({ kind, phone: joko })
    network.faults.add({ kind, phone: sari })
    const sent = await bot.socket.sendMessage(jid, { text: 'a' })
    const ack = await bot.until(() => bot.acks.find(({ id }) => id === sent!.key.id))
    expect(ack['error']).toBe(error)
    expect(network.ledger.sent.at(-1)).toMatchObject({ accepted: false, refused: Number(error), arrivals: 0 })
    expect(texts(network)).not.toContain('a')
  })

  test('drop before: the connection is cut and nothing was accepted; sent again with its id it arrives once', async () => {
    const { network, bot } = await start()
    const jid = await acquainted(network, bot)
    network.faults.add({ kind: 'drop before' })
    const sent = await bot.socket.sendMessage(jid, { text: 'a' })
    await bot.until(() => bot.closes.length === 2)
    expect(texts(network)).not.toContain('a')
    await bot.connect()
    await bot.socket.sendMessage(jid, { text: 'a' }, { messageId: sent!.key.id! })
    await network.until(() => texts(network).includes('a'))
    expect(network.ledger.sent.at(-1)).toMatchObject({ id: sent!.key.id, attempts: 2, acked: true, arrivals: 1 })
  })

  test('drop after: it arrived though the bot does not know; sent again with its id it is shown once', async () => {
    const { network, bot } = await start()
    const jid = await acquainted(network, bot)
    network.faults.add({ kind: 'drop after' })
    const sent = await bot.socket.sendMessage(jid, { text: 'a' })
    await bot.until(() => bot.closes.length === 2)
    await network.until(() => texts(network).includes('a'))
    await bot.connect()
    await bot.socket.sendMessage(jid, { text: 'a' }, { messageId: sent!.key.id! })
    await network.until(() => network.ledger.sent.at(-1)!.arrivals === 2)
    expect(network.ledger.sent.at(-1)).toMatchObject({ id: sent!.key.id, attempts: 2, acked: true })
    expect(texts(network).filter(text => text === 'a')).toHaveLength(1)
    expect(network.chat(sari).at(-1)).toMatchObject({ text: 'a', arrivals: 2 })
  })

  test.each([[false], [true]])(
    'to a phone where WhatsApp was installed anew (unannounced: %s): it arrives, at the second try if need be',
    async unannounced => {
      const { network, bot } = await start()
      const jid = await acquainted(network, bot)
      network.reinstall(sari, { unannounced })
      await network.until(() => network.pendingForBot() === 0)
      await bot.socket.sendMessage(jid, { text: 'masih ada?' })
      await network.until(() => texts(network).includes('masih ada?'))
      if (unannounced) expect(network.ledger.sent.at(-1)!.attempts).toBe(2)
      await network.say(sari, { text: 'masih' })
      await bot.until(() => bot.texts().includes('masih'))
    },
  )

  test('media down: nothing can be uploaded until it is over', async () => {
    const { network, bot } = await start()
    const jid = await acquainted(network, bot)
    trust(network.media.ca)
    const file = { document: Buffer.from('%PDF-1.4'), mimetype: 'application/pdf', fileName: 'a.pdf' }
    const remove = network.faults.add({ kind: 'media down' })
    await expect(bot.socket.sendMessage(jid, file)).rejects.toThrow('Media upload failed')
    remove()
    await bot.socket.sendMessage(jid, file)
    await network.until(() => network.chat(sari).length === 3)
    expect(network.chat(sari)[2]?.media).toMatchObject({ kind: 'document', name: 'a.pdf', bytes: file.document })
  })

  test('time lock: the client is told, new chats are refused with 463, those who wrote can be answered', async () => {
    const { network, bot } = await start()
    const jid = await acquainted(network, bot)
    const { pn } = network.person(joko, 'Joko')
    const remove = network.faults.add({ kind: 'time lock' })
    await bot.until(() => bot.states.find(state => state.reachoutTimeLock?.isActive))
    const sent = await bot.socket.sendMessage(pn, { text: 'permisi' })
    const ack = await bot.until(() => bot.acks.find(({ id }) => id === sent!.key.id))
    expect(ack['error']).toBe('463')
    await bot.socket.sendMessage(jid, { text: 'a' })
    await network.until(() => texts(network).includes('a'))
    remove()
    await bot.until(() => bot.states.find(state => state.reachoutTimeLock?.isActive === false))
    await bot.socket.sendMessage(pn, { text: 'permisi' })
    await network.until(() => network.chat(joko).length === 1)
  })

  test('with tokens required: those who wrote gave one and are answered, others are refused with 463', async () => {
    const { network, bot } = await start({ requireTokens: true })
    await acquainted(network, bot)
    const { pn } = network.person(joko, 'Joko')
    const sent = await bot.socket.sendMessage(pn, { text: 'permisi' })
    const ack = await bot.until(() => bot.acks.find(({ id }) => id === sent!.key.id))
    expect(ack['error']).toBe('463')
  })
})

describe('a message to the bot', () => {
  test('corrupted in an old chat: the bot asks again and reads it', async () => {
    const { network, bot } = await start()
    await acquainted(network, bot)
    network.faults.add({ kind: 'corrupted', phone: sari })
    await network.say(sari, { text: 'penting' })
    await bot.until(() => bot.texts().includes('penting'))
    await network.until(() => network.pendingForBot() === 0)
    expect(network.ledger.said.at(-1)).toMatchObject({ retries: 1, handed: 2, refused: undefined })
  })

  test('corrupted as the very first one: the bot asks again and reads it', async () => {
    const { network, bot } = await start()
    network.faults.add({ kind: 'corrupted' })
    await network.say(sari, { text: 'penting' })
    await bot.until(() => bot.texts().includes('penting'))
    expect(network.ledger.said.at(-1)).toMatchObject({ retries: 1 })
  })

  test('written after WhatsApp was installed anew: the bot reads it', async () => {
    const { network, bot } = await start()
    await acquainted(network, bot)
    network.reinstall(sari, { unannounced: true })
    await network.say(sari, { text: 'ponsel baru' })
    await bot.until(() => bot.texts().includes('ponsel baru'))
    expect(network.ledger.said.at(-1)).toMatchObject({ retries: 0, refused: undefined })
  })

  test('corrupted from the own phone: the bot asks the phone again and sees what was answered', async () => {
    const { network, bot } = await start()
    await acquainted(network, bot)
    network.faults.add({ kind: 'corrupted', phone: network.botPhone })
    const { id } = await network.phone.say(sari, { text: 'dari ponsel' })
    const find = () => bot.messages.find(({ message }) => message.key.id === id && message.message?.conversation)
    const { message } = await bot.until(find)
    expect(message.key.fromMe).toBe(true)
    await network.until(() => network.pendingForBot() === 0)
    expect(network.ledger.said.at(-1)).toMatchObject({ fromOwnPhone: true, retries: 1 })
  })

  test('undecryptable: whatever the bot asks, it stays unread', async () => {
    const { network, bot } = await start()
    await acquainted(network, bot)
    network.faults.add({ kind: 'undecryptable' })
    const { id } = await network.say(sari, { text: 'penting' })
    await network.until(() => network.ledger.said.at(-1)!.refused)
    const stub = bot.messages.find(({ message }) => message.key.id === id)
    expect(stub?.message).toMatchObject({ messageStubType: 2 })
    await network.say(sari, { text: 'lagi' })
    await bot.until(() => bot.texts().includes('lagi'))
    expect(bot.texts()).not.toContain('penting')
  })

  test('lost receipt: it comes again at the next login, as from when the bot was away', async () => {
    const { network, bot } = await start()
    await acquainted(network, bot)
    network.faults.add({ kind: 'lost receipt' })
    const { id } = await network.say(sari, { text: 'dua kali' })
    await bot.until(() => bot.texts().includes('dua kali'))
    expect(network.pendingForBot()).toBe(1)
    await bot.disconnect()
    await bot.connect()
    await network.until(() => network.pendingForBot() === 0)
    const row = network.ledger.said.find(row => row.id === id)
    expect(row!.handed).toBeGreaterThan(1)
  })

  test('fifty while the bot is away: all come once, in order, as from when it was away', async () => {
    const { network, bot } = await start()
    await acquainted(network, bot)
    await bot.disconnect()
    await network.until(() => !network.connected())
    const wanted = Array.from({ length: 50 }, (_, at) => `pesan ${at}`)
    for (const text of wanted) await network.say(sari, { text })
    expect(network.pendingForBot()).toBe(50)
    const before = bot.messages.length
    await bot.connect()
    await bot.until(() => bot.texts().length === 51)
    expect(bot.texts().slice(1)).toEqual(wanted)
    expect(new Set(bot.messages.slice(before).map(({ type }) => type))).toEqual(new Set(['append']))
    await network.until(() => network.pendingForBot() === 0)
    expect(network.ledger.said.every(({ handed, receiptAt }) => handed === 1 && receiptAt !== undefined)).toBe(true)
  })

  test('a fault hits as often as it says and is gone when it is taken away', async () => {
    const { network, bot } = await start()
    await acquainted(network, bot)
    network.faults.add({ kind: 'lost receipt', times: 2 })
    for (const text of ['a', 'b', 'c']) await network.say(sari, { text })
    await bot.until(() => bot.texts().includes('c'))
    await network.until(() => network.ledger.said.at(-1)!.receiptAt)
    expect(network.pendingForBot()).toBe(2)
    const remove = network.faults.add({ kind: 'lost receipt' })
    remove()
    await network.say(sari, { text: 'd' })
    await network.until(() => network.ledger.said.at(-1)!.receiptAt)
    expect(() => network.faults.add({ kind: 'gempa' as 'drop' })).toThrow('no fault is called gempa')
  })
})
