import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { WhatsAppNetwork } from '../../../src/simulator/whatsapp/server.ts'
import { sampleFiles } from '../../../src/simulator/whatsapp/sample-files.ts'
import { createBot, joko, sari, start, startNetwork } from './network.ts'

async function ask(
  network: WhatsAppNetwork,
  path: string,
  body?: object,
): Promise<{ ok: boolean; result?: any; error?: string }> {
  const init = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`${network.root}/_control/${path}`, init)
  return (await response.json()) as { ok: boolean }
}

/** A request that names another host, as a page in a browser would. */
function withHost(port: number, host: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: '/_control/status', headers: { host } }, response => {
      let body = ''
      response.on('data', chunk => (body += String(chunk)))
      response.on('end', () => resolve({ status: response.statusCode, body }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

describe('from another process', () => {
  test('the client is linked by its QR code and unlinked again', async () => {
    const network = await startNetwork()
    const bot = createBot(network)
    const ended = bot.connect().catch((code: unknown) => code)
    const { qr } = await bot.until(() => bot.states.find(state => state.qr))
    expect((await ask(network, 'status')).result).toMatchObject({ linked: false, showsCode: false })
    expect(await ask(network, 'scan', { qr })).toEqual({ ok: true, result: null })
    expect(await ended).toBe(515)
    await bot.connect()
    await network.until(() => network.connected())
    expect((await ask(network, 'status')).result).toEqual({
      phone: '6281100000001',
      wsUrl: network.wsUrl,
      linked: true,
      connected: true,
      showsCode: false,
    })
    expect((await ask(network, 'unlink', {})).ok).toBe(true)
    await bot.until(() => bot.closes.includes(401))
  })

  test('the client is linked by its pairing code', async () => {
    const network = await startNetwork()
    const bot = createBot(network)
    const ended = bot.connect().catch((code: unknown) => code)
    await bot.until(() => bot.states.find(state => state.qr))
    const code = await bot.socket.requestPairingCode(network.botPhone)
    await network.until(() => network.showsCode())
    expect(await ask(network, 'typeCode', { code: 'AAAAAAAA' })).toEqual({
      ok: false,
      error: 'the pairing code is wrong',
    })
    expect((await ask(network, 'typeCode', { code })).ok).toBe(true)
    expect(await ended).toBe(515)
  })

  test('people write, are answered, and their chats and files are looked at', async () => {
    const { network, bot } = await start()
    expect((await ask(network, 'person', { phone: sari, name: 'Sari' })).result).toMatchObject({ name: 'Sari' })
    const { result: said } = await ask(network, 'say', { phone: Number(sari), content: { text: 'halo' }, as: 'pn' })
    const { message } = await bot.until(() => bot.messages.find(({ message }) => message.key.id === said.id))
    expect(message).toMatchObject({ key: { remoteJid: `${sari}@s.whatsapp.net` }, pushName: 'Sari' })
    await bot.socket.sendMessage(message.key.remoteJid!, { text: 'selamat datang' }, { quoted: message })
    await network.until(() => network.chat(sari).length === 2)
    const { result: chat } = await ask(network, `chat?chat=${sari}`)
    expect(chat).toMatchObject([
      { id: said.id, text: 'halo' },
      { from: 'bot', text: 'selamat datang', replyTo: said.id },
    ])

    const photo = sampleFiles.image.toString('base64')
    const { result: sent } = await ask(network, 'say', { phone: sari, content: { image: photo, caption: 'ini' } })
    const { result: after } = await ask(network, `chat?chat=${sari}`)
    const size = sampleFiles.image.length
    expect(after[2].media).toEqual({ kind: 'image', name: '', mime: 'image/jpeg', size, isThere: true })
    const file = await fetch(`${network.root}/_control/file?chat=${sari}&id=${sent.id}`)
    expect(file.headers.get('content-type')).toBe('application/octet-stream')
    expect(Buffer.from(await file.arrayBuffer())).toEqual(sampleFiles.image)
    expect((await fetch(`${network.root}/_control/file?chat=${sari}&id=${said.id}`)).status).toBe(404)

    const { result: ledger } = await ask(network, 'ledger')
    expect(ledger).toMatchObject({ said: [{ id: said.id }, { id: sent.id }], sent: [{ id: chat[1].id }] })
    const { result: newer } = await ask(network, `ledger?after=${ledger.sent[0].n}`)
    expect(newer).toMatchObject({ said: [{ id: sent.id }], sent: [] })
  })

  test('a person edits, deletes, reacts, votes, reads and rings', async () => {
    const { network, bot } = await start()
    const { result: first } = await ask(network, 'say', { phone: sari, content: { text: 'satu' } })
    await bot.until(() => bot.texts().includes('satu'))
    const jid = bot.messages.at(-1)!.message.key.remoteJid!
    await ask(network, 'edit', { phone: sari, id: first.id, text: 'dua' })
    const poll = await bot.socket.sendMessage(jid, { poll: { name: 'Puas?', values: ['Ya', 'Tidak'] } })
    await network.until(() => network.chat(sari).length === 2)
    expect((await ask(network, 'vote', { phone: sari, poll: poll!.key.id, options: ['Ya'] })).ok).toBe(true)
    expect((await ask(network, 'react', { phone: sari, id: poll!.key.id, emoji: '👍' })).ok).toBe(true)
    expect((await ask(network, 'read', { phone: sari })).ok).toBe(true)
    expect((await ask(network, `chat?chat=${sari}`)).result).toMatchObject([
      { text: 'dua', edited: true },
      { text: 'Puas?\nYa\nTidak', reactions: { '👍': ['person'] }, tick: 'read' },
    ])
    await ask(network, 'react', { phone: sari, id: poll!.key.id, emoji: null })
    await ask(network, 'takeBack', { phone: sari, id: first.id })
    expect((await ask(network, `chat?chat=${sari}`)).result).toMatchObject([{ deleted: true }, { reactions: {} }])

    const { result: call } = await ask(network, 'call', { phone: sari })
    await bot.until(() => bot.calls.find(({ status }) => status === 'offer'))
    expect((await ask(network, `call?id=${call.id}`)).result).toEqual({ declined: false })
    await bot.socket.rejectCall(bot.calls[0]!.id, bot.calls[0]!.from)
    await bot.socket.sendPresenceUpdate('composing', jid)
    await network.until(() => network.isTyping(sari))
    expect((await ask(network, `call?id=${call.id}`)).result).toEqual({ declined: true })
    expect((await ask(network, `typing?chat=${sari}`)).result).toEqual({ typing: true })
  })

  test('somebody answers from the own phone, and phones are switched off and on', async () => {
    const { network, bot } = await start()
    await ask(network, 'say', { phone: sari, content: { text: 'halo' } })
    await bot.until(() => bot.texts().includes('halo'))
    const { result: own } = await ask(network, 'sayFromOwnPhone', { phone: sari, content: { text: 'dari ponsel' } })
    await bot.until(() => bot.messages.find(({ message }) => message.key.id === own.id && message.key.fromMe))
    await ask(network, 'offline', { phone: sari, on: true })
    await bot.socket.sendMessage(`${sari}@s.whatsapp.net`, { text: 'menunggu' })
    await network.until(() => network.ledger.sent.some(({ accepted }) => accepted))
    expect((await ask(network, `chat?chat=${sari}`)).result).toHaveLength(2)
    await ask(network, 'offline', { phone: sari, on: false })
    await network.until(() => network.chat(sari).length === 3)
    await network.until(() => network.phone.copies().length === 1)
    expect((await ask(network, 'ownPhone')).result).toMatchObject([{ text: 'menunggu' }])
  })

  test('faults are set and cleared, and the control stays reachable meanwhile', async () => {
    const { network, bot } = await start()
    await ask(network, 'fault', { kind: 'ack 463', phone: joko })
    await ask(network, 'person', { phone: joko, name: 'Joko' })
    await bot.socket.sendMessage(`${joko}@s.whatsapp.net`, { text: 'ditolak' })
    await bot.until(() => bot.acks.find(({ error }) => error === '463'))
    await ask(network, 'fault', { kind: 'stall' })
    await ask(network, 'say', { phone: sari, content: { text: 'tertahan' } })
    expect((await ask(network, 'pending')).result).toEqual({ messages: 1 })
    await ask(network, 'clearFaults', {})
    await bot.until(() => bot.texts().includes('tertahan'))
    expect(await ask(network, 'fault', { kind: 'gempa' })).toMatchObject({
      ok: false,
      error: expect.stringContaining('kind must be one of 401, drop'),
    })
    expect((await ask(network, 'problems')).result).toEqual([])
  })

  test('groups and forgeries are sent as well', async () => {
    const { network, bot } = await start()
    await ask(network, 'say', { phone: sari, content: { text: 'halo' } })
    const { result: group } = await ask(network, 'sayElsewhere', { phone: sari, where: 'group', text: 'grup' })
    await bot.until(() => bot.messages.find(({ message }) => message.key.id === group.id))
    const { result } = await ask(network, 'forge', { phone: sari, kind: 'resend', as: joko, text: 'palsu' })
    expect(result.id).toMatch(/^[0-9A-F]{32}$/)
    await network.until(() => network.pendingForBot() === 0)
    expect(bot.texts()).not.toContain('palsu')
  })
})

describe('the control API', () => {
  test('gives the authority of the media host', async () => {
    const network = await startNetwork()
    const response = await fetch(`${network.root}/_control/ca.pem`)
    expect(await response.text()).toBe(network.media.ca)
    expect(response.headers.get('content-type')).toBe('application/x-pem-file')
  })

  test('answers mistakes in words', async () => {
    const network = await startNetwork()
    const error = async (path: string, body?: object) => (await ask(network, path, body)).error
    expect(await error('say', { phone: 'sari', content: { text: 'a' } })).toBe(
      'phone must be a whole phone number in digits',
    )
    expect(await error('say', { phone: sari, content: 'halo' })).toBe('content must be an object')
    expect(await error('say', { phone: sari, content: {} })).toBe('a message has one kind of content')
    expect(await error('say', { phone: sari, content: { text: 'a' }, as: 'x' })).toBe('as must be one of lid, pn')
    expect(await error('vote', { phone: sari, poll: 'x', options: 'Ya' })).toBe('options must be a list of texts')
    expect(await error('scan', { qr: 'halo' })).toBe('this is no QR code for linking a device')
    expect(await error('hangUp', { id: 'X' })).toBe('there is no call X')
    expect(await error(`chat?chat=${joko}`)).toBe(`nobody has the number ${joko}`)
    expect(await error('constructor')).toBe('no verb constructor')
  })

  test('is for this machine only, and for no web page', async () => {
    const network = await startNetwork()
    const form = await fetch(`${network.root}/_control/unlink`, {
      method: 'POST',
      body: new URLSearchParams({ a: '1' }),
    })
    expect(form.status).toBe(415)
    const { status, body } = await withHost(network.port, 'loket.example')
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 403,
      body: { ok: false, error: 'only from this machine' },
    })
    expect((await fetch(`${network.root}/halo`)).status).toBe(404)
  })
  test('is on the port that was asked for; one that is taken is refused and leaves nothing open', async () => {
    const network = await startNetwork()
    await expect(startNetwork({ port: network.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await network.stop()
    const again = await startNetwork({ port: network.port })
    expect(again.root).toBe(`http://127.0.0.1:${network.port}`)
  })
})
