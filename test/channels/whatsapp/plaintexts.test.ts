import { randomBytes } from 'node:crypto'
import { cleanMessage, type BinaryNode } from '@whiskeysockets/baileys'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { LoketError } from '../../../src/errors.ts'
import { createLog } from '../../../src/log.ts'
import { createAccountKeys } from '../../../src/storage/account-keys.ts'
import { useDatabase } from '../../contracts/database.ts'
import { createPhone, fakeKeys, me, openBot, sari, type Bot } from './account.ts'

const database = useDatabase()
const key = randomBytes(32)
const usedAlready = 'Key used already or never filled'

/** The account as a process opens it from the database; the one before counts as killed. */
const openStored = () => createAccountKeys(database(), key, createLog('silent')).open('whatsapp:utama')

const idOf = (node: BinaryNode) => node.attrs['id']!
const buffered = (bot: Bot) => bot.auth.entries('plaintext').length

// libsignal writes what it could not read, with its stack, to the console.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))
afterEach(() => void vi.restoreAllMocks())

describe('a decrypted text', () => {
  test('is stored in the very batch that moves the keys on', async () => {
    const keys = fakeKeys()
    const bot = await openBot(keys)
    const phone = await createPhone(bot)
    keys.batches.length = 0
    await bot.receive(await phone.write({ conversation: 'halo' }))
    expect(keys.batches).toHaveLength(1)
    const kinds = keys.batches[0]!.map(name => name.split('/')[0]).toSorted()
    expect(kinds).toEqual(['identity-key', 'plaintext', 'pre-key', 'session'])
  })

  test.each(['first contact', 'first contact by number', 'established session'])(
    'is given again after a crash between decryption and inbox: %s',
    async which => {
      const bot = await openBot(await openStored())
      const phone = await createPhone(bot)
      if (which === 'established session') {
        const first = await phone.write({ conversation: 'halo' })
        await bot.receive(first)
        bot.plaintexts.forget([idOf(first)])
        await phone.read(await bot.repository.encryptMessage({ jid: sari.lid, data: Buffer.from('ya') }))
      }
      const byNumber = { from: sari.pn, sender_lid: sari.lid, addressing_mode: 'pn' }
      const node = await phone.write({ conversation: 'tidak bisa unggah' }, which.endsWith('number') ? byNumber : {})
      const message = await bot.receive(node)
      expect(message.message?.conversation).toBe('tidak bisa unggah')

      const next = await openBot(await openStored())
      expect(await next.receive(node)).toEqual(message)
      // The client by itself could not have read it, and goes on with what comes after.
      const without = await openBot(await openStored(), { plain: true })
      expect((await without.receive(node)).message).toBeUndefined()
      const later = await openBot(await openStored())
      expect((await later.receive(await phone.write({ conversation: 'dan ini' }))).message?.conversation).toBe(
        'dan ini',
      )
    },
  )

  test('that could not be stored is not believed, nor are its keys: the same message is read when it comes again', async () => {
    const keys = fakeKeys()
    const bot = await openBot(keys)
    const node = await (await createPhone(bot)).write({ conversation: 'halo' })
    keys.failNext(new LoketError('DATABASE_UNREACHABLE'))
    expect((await bot.receive(node)).message).toBeUndefined()
    expect(buffered(bot)).toBe(0)
    expect((await bot.receive(node)).message?.conversation).toBe('halo')
  })

  test('passes the point at which tests end the process once it is durable', async () => {
    const keys = fakeKeys()
    const durable: boolean[] = []
    const checkpoint = () => void durable.push(keys.batches.at(-1)!.some(name => name.startsWith('plaintext/')))
    const bot = await openBot(keys, { checkpoint })
    const node = await (await createPhone(bot)).write({ conversation: 'halo' })
    await bot.receive(node)
    await bot.receive(node)
    expect(durable).toEqual([true])
  })

  test('longer than any person writes is handed on, and not kept', async () => {
    const keys = fakeKeys()
    const bot = await openBot(keys)
    const phone = await createPhone(bot)
    const text = 'x'.repeat(2 * 1024 * 1024)
    expect((await bot.receive(await phone.write({ conversation: text }))).message?.conversation).toHaveLength(
      text.length,
    )
    expect(buffered(bot)).toBe(0)
    expect((await bot.receive(await phone.write({ conversation: 'halo' }))).message?.conversation).toBe('halo')
  })

  test('of a damaged message is none: nothing is stored, and the session reads on', async () => {
    const keys = fakeKeys()
    const bot = await openBot(keys)
    const phone = await createPhone(bot)
    const node = await phone.write({ conversation: 'halo' })
    const enc = (node.content as BinaryNode[])[0]!
    const damaged = Buffer.from(enc.content as Uint8Array)
    // Before the message come the keys, after it two small numbers.
    damaged[damaged.length - 20]! ^= 1
    keys.batches.length = 0
    expect((await bot.receive({ ...node, content: [{ ...enc, content: damaged }] })).message).toBeUndefined()
    expect(keys.batches).toEqual([])
    expect((await bot.receive(node)).message?.conversation).toBe('halo')
  })
})

describe('what is in the inbox', () => {
  test('leaves the buffer for good', async () => {
    const keys = fakeKeys()
    const bot = await openBot(keys)
    const node = await (await createPhone(bot)).write({ conversation: 'halo' })
    await bot.receive(node)
    expect(buffered(bot)).toBe(1)
    bot.plaintexts.forget([idOf(node), 'unknown'])
    expect(buffered(bot)).toBe(0)
    await vi.waitFor(
      () => expect([...keys.reopen().records.keys()].filter(name => name.startsWith('plaintext/'))).toEqual([]),
      { timeout: 3000 },
    )
    expect(await (await openBot(keys.reopen())).plaintexts.leftovers()).toEqual([])
  })

  test('is read again when the server did not get the receipt and brings it once more', async () => {
    const bot = await openBot(fakeKeys())
    const node = await (await createPhone(bot)).write({ conversation: 'halo' })
    const message = await bot.receive(node)
    bot.plaintexts.forget([idOf(node)])
    expect(await bot.receive(node)).toEqual(message)
  })

  test('is unreadable to a later process, as to any: it needs it no more', async () => {
    const keys = fakeKeys()
    const bot = await openBot(keys)
    const node = await (await createPhone(bot)).write({ conversation: 'halo' })
    await bot.receive(node)
    bot.plaintexts.forget([idOf(node)])
    await bot.auth.close()
    const next = await openBot(keys.reopen())
    expect((await next.receive(node)).messageStubParameters).toEqual([usedAlready])
  })
})

describe('leftovers of a killed process', () => {
  test('are the messages that never reached the inbox, as the client would have handed them on, in their order', async () => {
    const bot = await openBot(await openStored())
    const phone = await createPhone(bot)
    const nodes: BinaryNode[] = []
    for (const text of ['satu', 'dua', 'tiga', 'empat']) nodes.push(await phone.write({ conversation: text }))
    const messages = []
    for (const node of nodes) messages.push(await bot.receive(node))
    bot.plaintexts.forget([idOf(nodes[1]!)])
    await bot.auth.close()

    const next = await openBot(await openStored())
    const expected = [messages[0]!, messages[2]!, messages[3]!]
    for (const message of expected) cleanMessage(message, me.id, me.lid)
    const found = await next.plaintexts.leftovers()
    expect(found).toEqual(expected)
    expect(found[0]).toMatchObject({
      key: { remoteJid: sari.lid, remoteJidAlt: sari.pn, fromMe: false, id: idOf(nodes[0]!) },
      pushName: 'Sari',
      messageTimestamp: 1772413200,
      message: { conversation: 'satu' },
    })

    next.plaintexts.forget(found.map(message => message.key!.id!))
    await next.auth.close()
    expect(await (await openBot(await openStored())).plaintexts.leftovers()).toEqual([])
  })

  test('may come from a device that Meta hosts for a business', async () => {
    const keys = fakeKeys()
    const bot = await openBot(keys)
    const from = `${sari.lid.split('@')[0]}:99@hosted.lid`
    await bot.receive(await (await createPhone(bot)).write({ conversation: 'dari kantor' }, { from }))
    const [found] = await (await openBot(keys.reopen())).plaintexts.leftovers()
    expect(found).toMatchObject({ key: { remoteJid: sari.lid }, message: { conversation: 'dari kantor' } })
  })

  test('from our own phone are from us, in the chat they were written to', async () => {
    const keys = fakeKeys()
    const bot = await openBot(keys)
    const phone = await createPhone(bot)
    const content = { deviceSentMessage: { destinationJid: sari.lid, message: { conversation: 'sudah saya jawab' } } }
    await bot.receive(await phone.write(content, { from: '100628110000001@lid', recipient: sari.lid }))
    const [found] = await (await openBot(keys.reopen())).plaintexts.leftovers()
    expect(found).toMatchObject({
      key: { remoteJid: sari.lid, fromMe: true },
      message: { conversation: 'sudah saya jawab' },
    })
  })

  test('that cannot be made a message again are given up, without harm to the others', async () => {
    const keys = fakeKeys()
    const bot = await openBot(keys)
    const phone = await createPhone(bot)
    await bot.receive(await phone.write({ conversation: 'satu' }))
    const stanza = { attrs: { id: 'X', from: sari.lid, recipient: 'somebody@lid' }, parts: [] }
    await bot.auth.keys.set({ plaintext: { ab: JSON.stringify({ at: 1, text: '', stanza }) } } as never)
    await bot.auth.keys.set({ plaintext: { cd: JSON.stringify({ at: 1, text: '', stanza: null }) } } as never)
    const next = await openBot(keys.reopen())
    expect((await next.plaintexts.leftovers()).map(message => message.message?.conversation)).toEqual(['satu'])
    expect(buffered(next)).toBe(1)
  })
})
