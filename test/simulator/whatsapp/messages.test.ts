import {
  getAggregateVotesInPollMessage,
  jidNormalizedUser,
  decryptPollVote,
  downloadMediaMessage,
  proto,
} from '@whiskeysockets/baileys'
import { describe, expect, test } from 'vitest'
import { digest } from '../../../src/simulator/whatsapp/server.ts'
import { joko, sari, start, trust, type Bot } from './network.ts'

async function received(bot: Bot, text: string) {
  const find = () =>
    bot.messages.find(({ message: { message } }) => {
      const words = message?.conversation ?? message?.extendedTextMessage?.text
      return words === text
    })?.message
  return bot.until(find)
}

describe('a person writes', () => {
  test('seen by LID, with the number beside it', async () => {
    const { network, bot } = await start()
    const account = network.person(sari, 'Sari')
    await network.say(sari, { text: 'halo' })
    const { key, pushName } = await received(bot, 'halo')
    expect(key).toMatchObject({
      remoteJid: account.lid,
      remoteJidAlt: account.pn,
      addressingMode: 'lid',
      fromMe: false,
    })
    expect(pushName).toBe('Sari')
    expect(account.lid).not.toContain(sari)
  })

  test('seen by number, with the LID beside it', async () => {
    const { network, bot } = await start()
    const account = network.person(sari, 'Sari')
    await network.say(sari, { text: 'halo' }, { as: 'pn' })
    const { key } = await received(bot, 'halo')
    expect(key).toMatchObject({ remoteJid: account.pn, remoteJidAlt: account.lid, addressingMode: 'pn' })
  })

  test('the ticks go from sent to delivered to read', async () => {
    const { network, bot } = await start()
    const { id } = await network.say(sari, { text: 'halo' })
    expect(network.chat(sari)[0]?.tick).toBe('sent')
    const { key } = await received(bot, 'halo')
    await network.until(() => network.chat(sari)[0]?.tick === 'delivered')
    await bot.socket.readMessages([key])
    await network.until(() => network.chat(sari)[0]?.tick === 'read')
    expect(network.ledger.said).toMatchObject([{ id, phone: sari, digest: digest('halo'), handed: 1, retries: 0 }])
    expect(network.ledger.said[0]?.receiptAt).toBeGreaterThan(0)
  })

  test('a hundred in a row: the client reads the first while the last are still being written, and all in order', async () => {
    const { network, bot } = await start({ keep: false })
    const wanted = Array.from({ length: 100 }, (_, at) => `pesan ${at}`)
    for (const text of wanted) await network.say(sari, { text })
    expect(bot.texts().length).toBeGreaterThan(0)
    await bot.until(() => bot.texts().length === 100)
    expect(bot.texts()).toEqual(wanted)
  })

  test('an answer shows what it answers', async () => {
    const { network, bot } = await start()
    await network.say(sari, { text: 'satu' })
    const { key } = await received(bot, 'satu')
    const sent = await bot.socket.sendMessage(key.remoteJid!, { text: 'jawaban' })
    await network.until(() => network.chat(sari).length === 2)
    await network.say(sari, { text: 'terima kasih', replyTo: sent!.key.id! })
    const { message } = await received(bot, 'terima kasih')
    expect(message?.extendedTextMessage?.contextInfo?.stanzaId).toBe(sent!.key.id)
  })

  test('edited, taken back and reacted to', async () => {
    const { network, bot } = await start()
    const first = await network.say(sari, { text: 'salah' })
    const second = await network.say(sari, { text: 'rahasia' })
    const { key } = await received(bot, 'rahasia')
    network.edit(sari, first.id, 'betul')
    network.takeBack(sari, second.id)
    const sent = await bot.socket.sendMessage(key.remoteJid!, { text: 'baik' })
    await network.until(() => network.chat(sari).length === 3)
    network.react(sari, sent!.key.id!, '👍')
    const edit = await bot.until(() => bot.updates.find(({ update }) => update.message?.editedMessage))
    expect(edit.key.id).toBe(first.id)
    expect(edit.update.message?.editedMessage?.message?.conversation).toBe('betul')
    const revoke = proto.WebMessageInfo.StubType.REVOKE
    const taken = await bot.until(() => bot.updates.find(({ update }) => update.messageStubType === revoke))
    expect(taken.key.id).toBe(second.id)
    const reaction = await bot.until(() => bot.messages.find(({ message }) => message.message?.reactionMessage))
    expect(reaction.message.message?.reactionMessage).toMatchObject({
      text: '👍',
      key: { id: sent!.key.id, fromMe: true },
    })
    expect(network.chat(sari)).toMatchObject([
      { text: 'betul', edited: true },
      { text: '', deleted: true },
      { reactions: { '👍': ['person'] } },
    ])
    network.react(sari, sent!.key.id!, null)
    expect(network.chat(sari)[2]?.reactions).toEqual({})
  })

  test('a vote on a poll of the bot is read with the secret of the poll', async () => {
    const { network, bot } = await start()
    await network.say(sari, { text: 'halo' })
    const { key } = await received(bot, 'halo')
    const poll = await bot.socket.sendMessage(key.remoteJid!, { poll: { name: 'Puas?', values: ['Ya', 'Tidak'] } })
    await network.until(() => network.chat(sari).length === 2)
    expect(() => network.vote(sari, poll!.key.id!, ['Mungkin'])).toThrow('has no option Mungkin')
    network.vote(sari, poll!.key.id!, ['Ya'])
    const { message } = await bot.until(() => bot.messages.find(one => one.message.message?.pollUpdateMessage))
    const update = message.message!.pollUpdateMessage!
    const vote = decryptPollVote(update.vote!, {
      pollEncKey: poll!.message!.messageContextInfo!.messageSecret!,
      pollCreatorJid: jidNormalizedUser(bot.creds.me!.lid!),
      pollMsgId: poll!.key.id!,
      voterJid: key.remoteJid!,
    })
    const votes = getAggregateVotesInPollMessage({
      message: poll!.message ?? null,
      pollUpdates: [{ pollUpdateMessageKey: message.key, vote, senderTimestampMs: 0 }],
    })
    expect(votes.find(({ name }) => name === 'Ya')?.voters).toHaveLength(1)
  })

  test('a file comes over the media host and is what was sent', async () => {
    const { network, bot } = await start()
    const bytes = Buffer.from('%PDF-1.4 isi')
    await network.say(sari, { document: { name: 'surat.pdf', bytes }, caption: 'ini' })
    const find = () => bot.messages.find(({ message }) => message.message?.documentWithCaptionMessage)
    const { message } = await bot.until(find)
    trust(network.media.ca)
    expect(await downloadMediaMessage(message, 'buffer', {})).toEqual(bytes)
  })

  test('a view-once is a placeholder without content', async () => {
    const { network, bot } = await start()
    await network.say(sari, { viewOnce: true })
    const { message } = await bot.until(() => bot.messages.find(({ message }) => message.key.isViewOnce))
    expect(message.message ?? null).toBeNull()
    await network.until(() => network.pendingForBot() === 0)
  })

  test('a call rings and can be declined', async () => {
    const { network, bot } = await start()
    network.person(sari, 'Sari')
    const call = network.call(sari)
    const { id, from, callerPn } = await bot.until(() => bot.calls.find(({ status }) => status === 'offer'))
    expect({ id, callerPn }).toEqual({ id: call.id, callerPn: `${sari}@s.whatsapp.net` })
    expect(call.declined()).toBe(false)
    await bot.socket.rejectCall(id, from)
    await network.until(() => call.declined())
  })
})

describe('the bot writes', () => {
  test('its message is acknowledged, delivered and read, and a copy is on its own phone', async () => {
    const { network, bot } = await start()
    await network.say(sari, { text: 'halo' })
    const { key } = await received(bot, 'halo')
    const sent = await bot.socket.sendMessage(key.remoteJid!, { text: 'selamat datang' })
    const { id } = sent!.key
    await network.until(() => network.chat(sari).some(({ from }) => from === 'bot'))
    await bot.until(() => bot.acks.some(ack => ack['id'] === id && !ack['error']))
    await bot.until(() => bot.status(id!) === 3)
    network.read(sari)
    await bot.until(() => bot.status(id!) === 4)
    await network.until(() => network.phone.copies().length === 1)
    expect(network.phone.copies()).toEqual([{ id, to: key.remoteJid, text: 'selamat datang' }])
    expect(network.ledger.sent).toMatchObject([
      { id, phone: sari, digest: digest('selamat datang'), attempts: 1, accepted: true, acked: true, arrivals: 1 },
    ])
  })

  test('it edits, takes back and reacts', async () => {
    const { network, bot } = await start()
    const { id } = await network.say(sari, { text: 'halo' })
    const { key } = await received(bot, 'halo')
    const chat = key.remoteJid!
    const first = await bot.socket.sendMessage(chat, { text: 'salah' })
    const second = await bot.socket.sendMessage(chat, { text: 'rahasia' })
    await bot.socket.sendMessage(chat, { text: 'betul', edit: first!.key })
    await bot.socket.sendMessage(chat, { delete: second!.key })
    await bot.socket.sendMessage(chat, { react: { text: '👀', key: { ...key, id } } })
    await network.until(() => Object.keys(network.chat(sari)[0]!.reactions).length > 0)
    expect(network.chat(sari)).toMatchObject([
      { reactions: { '👀': ['bot'] } },
      { text: 'betul', edited: true },
      { text: '', deleted: true },
    ])
  })

  test('that it is typing shows until it has written', async () => {
    const { network, bot } = await start()
    await network.say(sari, { text: 'halo' })
    const { key } = await received(bot, 'halo')
    await bot.socket.sendPresenceUpdate('composing', key.remoteJid!)
    await network.until(() => network.isTyping(sari))
    await bot.socket.sendMessage(key.remoteJid!, { text: 'baik' })
    await network.until(() => !network.isTyping(sari))
  })

  test('to a number it was never written from, by that number', async () => {
    const { network, bot } = await start()
    const { pn } = network.person(joko, 'Joko')
    expect(await bot.socket.onWhatsApp(pn, '6289999999999')).toEqual([{ jid: pn, exists: true }])
    await bot.socket.sendMessage(pn, { text: 'permisi' })
    await network.until(() => network.chat(joko).length === 1)
    expect(network.chat(joko)).toMatchObject([{ from: 'bot', text: 'permisi' }])
  })

  test('a phone that is off gets its messages when it is on again, and reports them only then', async () => {
    const { network, bot } = await start()
    await network.say(sari, { text: 'halo' })
    const { key } = await received(bot, 'halo')
    network.offline(sari, true)
    expect(network.isOff(sari)).toBe(true)
    await expect(network.say(sari, { text: 'x' })).rejects.toThrow('is off')
    const sent = await bot.socket.sendMessage(key.remoteJid!, { text: 'masih di sana?' })
    await bot.until(() => bot.acks.length === 1)
    expect(network.chat(sari)).toHaveLength(1)
    expect(bot.status(sent!.key.id!)).toBeLessThan(3)
    network.offline(sari, false)
    await bot.until(() => bot.status(sent!.key.id!) === 3)
    expect(network.chat(sari)).toMatchObject([{}, { text: 'masih di sana?', arrivals: 1 }])
  })
})

test('the own phone brings a message once more when the client asks for it', async () => {
  const { network, bot } = await start()
  await network.say(sari, { text: 'halo' })
  const { key } = await received(bot, 'halo')
  const before = bot.messages.length
  await bot.socket.requestPlaceholderResend(key)
  const again = await bot.until(() => bot.messages.slice(before).find(({ message }) => message.key.id === key.id))
  expect(again.message.message?.conversation).toBe('halo')
})

test('somebody answers from the own phone: the bot sees it as its own', async () => {
  const { network, bot } = await start()
  const { lid } = network.person(sari, 'Sari')
  await network.say(sari, { text: 'halo' })
  await received(bot, 'halo')
  const { id } = await network.phone.say(sari, { text: 'ini dari ponsel' })
  const { key } = await received(bot, 'ini dari ponsel')
  expect(key).toMatchObject({ id, remoteJid: lid, fromMe: true })
  expect(network.chat(sari)[1]).toMatchObject({ from: 'phone', text: 'ini dari ponsel' })
  await network.until(() => network.pendingForBot() === 0)
})
