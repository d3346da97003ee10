import { describe, expect, test } from 'vitest'
import type { AccountKeys, OpenKeys } from '../../../src/app/ports.ts'
import { LoketError } from '../../../src/errors.ts'
import { outgoing } from '../../contracts/channel.ts'
import { account, connected, hurry, joko, sari, scanned, soon, textsOf, useStage } from './stage.ts'

const { network: start, live, linked } = useStage()

describe('linking', () => {
  test('offers a QR, and is told number and name once the phone has scanned it', async () => {
    const network = await start()
    const life = live(network)
    const { qr } = (await soon(() => life.offers[0])) as { qr: string }
    await expect.poll(() => life.states.load(account)).toMatchObject({ state: 'linking', qr })
    await scanned(network, life)
    expect(life.session.standing()).toMatchObject({ state: 'open', number: network.botPhone, reason: null })
    await expect
      .poll(() => life.states.load(account))
      .toMatchObject({ state: 'open', number: network.botPhone, qr: null })
    expect(network.problems).toEqual([])
  })

  test('by a code is done once the phone has typed it', async () => {
    const network = await start()
    const life = live(network, { phone: network.botPhone })
    const { pairingCode } = (await soon(() => life.offers[0])) as { pairingCode: string }
    expect(pairingCode).toMatch(/^[A-Z0-9]{8}$/)
    await expect.poll(() => life.states.load(account)).toMatchObject({ state: 'linking', pairingCode, qr: null })
    await network.typeCode(pairingCode)
    await connected(life)
    await expect
      .poll(() => life.states.load(account))
      .toMatchObject({
        state: 'open',
        pairingCode: null,
        number: network.botPhone,
      })
    await life.stop()
    const next = live(network, { phone: network.botPhone })
    await connected(next)
    expect(next.offers).toEqual([])
  })

  test('that stood when the process ended is not said to stand before it does', async () => {
    const network = await start()
    await (await linked(network)).stop()
    network.faults.add({ kind: 'stall' })
    const life = live(network)
    await expect.poll(() => life.states.load(account)).toMatchObject({ state: 'connecting', number: network.botPhone })
  })

  test('lasts: the next start needs no phone', async () => {
    const network = await start()
    await (await linked(network)).stop()
    const life = live(network)
    await connected(life)
    expect(life.offers).toEqual([])
  })

  test('waits for a server that is away, and says so', async () => {
    const network = await start()
    const { port } = network
    await network.stop()
    const life = live({ wsUrl: `ws://127.0.0.1:${port}/ws/chat` })
    await soon(() => life.session.standing().reason === '408')
    const back = await start({ port })
    await scanned(back, life)
    expect(life.logged.filter(line => line.includes('unreachable'))).toHaveLength(1)
  })

  test('that nobody uses ends, until an operator wishes for it', async () => {
    const network = await start()
    const life = live(network, { policy: { ...hurry, linkFor: 300 } })
    await soon(() => life.session.standing().state === 'unlinked')
    const offered = life.offers.length
    await life.states.change(account, { wanted: 'pair' })
    await scanned(network, life, offered)
  })

  test('is undone when an operator wishes so, here and on the phone', async () => {
    const network = await start()
    const life = await linked(network)
    await life.states.change(account, { wanted: 'logout' })
    await soon(() => life.session.standing().state === 'unlinked')
    await network.until(() => !network.linked())
    await expect.poll(() => life.states.load(account)).toMatchObject({ wanted: null, number: null })
    const { length } = life.offers
    await life.states.change(account, { wanted: 'pair' })
    await scanned(network, life, length)
  })
})

test('keys that were unlinked are closed before they are forgotten: nothing of them is stored later', async () => {
  const network = await start()
  const life = live(network, {
    keys: { open: account => watched(life.keys.open(account)), forget: noted('forgotten') },
  })
  const done: string[] = []
  async function watched(opening: Promise<OpenKeys>): Promise<OpenKeys> {
    const open = await opening
    return { ...open, close: async () => (await open.close(), void done.push('closed')) }
  }
  function noted(what: string) {
    return async (account: string) => (done.push(what), life.keys.forget(account))
  }
  await scanned(network, life)
  await life.states.change(account, { wanted: 'logout' })
  await soon(() => life.session.standing().state === 'unlinked')
  await life.stop()
  expect(done).toEqual(['closed', 'forgotten', 'closed', 'forgotten', 'closed'])
})

test('an account whose server is away can be unlinked here all the same', async () => {
  const network = await start()
  const life = await linked(network, { policy: { ...hurry, backoff: () => 5000 } })
  await network.stop()
  await soon(() => life.session.standing().state === 'down')
  await life.states.change(account, { wanted: 'logout' })
  await soon(() => life.session.standing().state === 'unlinked')
  expect((await life.keys.open(account)).records.has('creds')).toBe(false)
})

describe('receiving', () => {
  test('stores what people write, by LID and by number, in order', async () => {
    const network = await start()
    const life = await linked(network)
    await network.say(sari, { text: 'satu' })
    await network.say(sari, { text: 'dua' }, { as: 'pn' })
    await soon(() => life.received.length === 2)
    const { lid, pn } = network.person(sari, 'Sari Wulandari')
    expect(life.received).toMatchObject([
      { kind: 'message', text: 'satu', chat: lid, also: [pn], from: { name: 'Sari Wulandari' } },
      { kind: 'message', text: 'dua', chat: pn, also: [lid] },
    ])
    await network.until(() => network.pendingForBot() === 0)
  })

  test('stores what was written while Loket was away, once and in order', async () => {
    const network = await start()
    await (await linked(network)).stop()
    for (let at = 0; at < 50; at++) await network.say(at % 2 ? sari : joko, { text: `kata ${at}` })
    const life = live(network)
    await soon(() => life.received.length === 50)
    expect(textsOf(life)).toEqual(Array.from({ length: 50 }, (_, at) => `kata ${at}`))
    await network.until(() => network.pendingForBot() === 0)
  })

  test('keeps a message that was taken back while Loket was away, and the taking back', async () => {
    const network = await start()
    await (await linked(network)).stop()
    const { id } = await network.say(sari, { text: 'salah kirim' })
    network.takeBack(sari, id)
    const again = await network.say(sari, { text: 'unggha' })
    network.edit(sari, again.id, 'unggah')
    const life = live(network)
    await soon(() => life.received.length === 4)
    expect(life.received).toMatchObject([
      { kind: 'message', text: 'salah kirim' },
      { kind: 'taken back' },
      { kind: 'message', text: 'unggha' },
      { kind: 'edit', text: 'unggah', messageId: again.id },
    ])
  })

  test('waits for the database as long as it is away, and loses nothing', async () => {
    const network = await start()
    let away = 5
    const stored: string[] = []
    const life = await linked(network, {
      receive: async messages => {
        if (away-- > 0) throw new LoketError('DATABASE_UNREACHABLE')
        for (const one of messages) if (one.kind === 'message') stored.push(one.text)
      },
    })
    await network.say(sari, { text: 'satu' })
    await network.say(sari, { text: 'dua' })
    await soon(() => stored.length === 2)
    expect(stored).toEqual(['satu', 'dua'])
    expect(life.logged.join('')).not.toContain('satu')
  })

  test('waits for the store of keys as long as it is away, and can read all of it then', async () => {
    const network = await start()
    let away = false
    let refused = 0
    const stores = live(network)
    await stores.stop()
    const flaky: AccountKeys = {
      ...stores.keys,
      async open(name) {
        const open = await stores.keys.open(name)
        return {
          ...open,
          write(changes) {
            if (!away) return open.write(changes)
            refused++
            return Promise.reject(new LoketError('DATABASE_UNREACHABLE'))
          },
        }
      },
    }
    const life = await linked(network, { keys: flaky })
    away = true
    await network.say(sari, { text: 'satu' })
    await network.say(joko, { text: 'dua' })
    await soon(() => refused > 2)
    expect(life.received).toEqual([])
    expect(network.pendingForBot()).toBeGreaterThanOrEqual(2)
    away = false
    await soon(() => life.received.length === 2)
    expect(textsOf(life).toSorted()).toEqual(['dua', 'satu'])
  })

  test('crosses an answer whose keys are not stored yet, and both sides can read on', async () => {
    const network = await start()
    let store = Promise.resolve()
    const stores = live(network)
    await stores.stop()
    const slow: AccountKeys = {
      ...stores.keys,
      async open(name) {
        const open = await stores.keys.open(name)
        return { ...open, write: changes => store.then(() => open.write(changes)) }
      },
    }
    const life = await linked(network, { keys: slow })
    const answer = (words: string): Promise<unknown> =>
      life.channel.send(outgoing(life.received[0]!.chat, { kind: 'text', text: [words] }, { id: words }))
    const reads = (words: string): Promise<unknown> =>
      network.until(() => network.chat(sari).some(({ text }) => text === words))
    await network.say(sari, { text: 'satu' })
    await soon(() => life.received.length === 1)
    const { promise, resolve } = Promise.withResolvers<void>()
    store = promise
    // The frame leaves before the client stores what it did to the session (Socket/messages-send.js, relayMessage).
    const answering = answer('jawaban satu')
    await reads('jawaban satu')
    await network.say(sari, { text: 'dua' })
    await network.until(() => network.ledger.said.at(-1)?.handed === 1)
    resolve()
    await answering
    await soon(() => life.received.length === 2)
    await answer('jawaban dua')
    await reads('jawaban dua')
    await network.say(sari, { text: 'tiga' })
    await soon(() => life.received.length === 3)
    expect(textsOf(life)).toEqual(['satu', 'dua', 'tiga'])
    expect(network.ledger.sent.map(({ attempts }) => attempts)).toEqual([1, 1])
    expect(network.ledger.said.map(({ retries }) => retries)).toEqual([0, 0, 0])
  })

  test('finds after a crash what was decrypted and not stored', async () => {
    const network = await start()
    const first = await linked(network, { receive: () => Promise.reject(new LoketError('DATABASE_UNREACHABLE')) })
    await network.say(sari, { text: 'nyaris hilang' })
    await network.until(() => network.pendingForBot() === 0)
    await first.stop()
    const life = live(network)
    await soon(() => textsOf(life).length === 1)
    expect(textsOf(life)).toEqual(['nyaris hilang'])
    await connected(life)
    await life.stop()
    const next = live(network)
    await connected(next)
    expect(next.received).toEqual([])
  })

  test('keeps nothing of what the client cannot make a message of', async () => {
    const network = await start()
    const life = await linked(network)
    const before = life.opened()
    network.reactToNothing(sari)
    await network.until(() => network.pendingForBot() === 0)
    network.faults.add({ kind: 'drop' })
    await soon(() => life.opened() > before)
    await life.stop()
    const { records } = await life.keys.open(account)
    expect([...records.keys()].filter(name => name.startsWith('plaintext/'))).toEqual([])
  })

  test('of a damaged message has its place first and its words when the phone sent it again', async () => {
    const network = await start()
    const life = await linked(network)
    network.faults.add({ kind: 'corrupted' })
    const { id } = await network.say(sari, { text: 'utuh' })
    await soon(() => textsOf(life).length === 1)
    expect(life.received).toMatchObject([
      { kind: 'unreadable', messageId: id },
      { kind: 'message', messageId: id, text: 'utuh' },
    ])
    expect(new Set(life.received.map(one => one.id)).size).toBe(1)
  })

  test('takes what the LPSE’s own phone writes for an answer', async () => {
    const network = await start()
    const life = await linked(network)
    await network.say(sari, { text: 'halo' })
    await soon(() => life.received.length === 1)
    await network.phone.say(sari, { text: 'sudah kami jawab' })
    const answer = await soon(() => life.received[1])
    expect(answer).toMatchObject({ kind: 'answered by phone', text: 'sudah kami jawab', chat: life.received[0]!.chat })
  })

  test('declines a call and tells of it', async () => {
    const network = await start()
    const life = await linked(network)
    const call = network.call(sari)
    await network.until(() => call.declined())
    expect(await soon(() => life.received[0])).toMatchObject({
      kind: 'call',
      from: { id: network.person(sari, 'Sari Wulandari').lid },
    })
    call.hangUp()
    await network.say(sari, { text: 'kok tidak diangkat' })
    await soon(() => life.received.length === 2)
    expect(life.received[1]).toMatchObject({ kind: 'message' })
  })

  test('hears signs people put on messages', async () => {
    const network = await start()
    const life = await linked(network)
    const { id } = await network.say(sari, { text: 'halo' })
    network.react(sari, id, '👍')
    network.react(sari, id, null)
    await soon(() => life.received.length === 3)
    expect(life.received.slice(1)).toMatchObject([
      { kind: 'reaction', messageId: id, emoji: '👍' },
      { kind: 'reaction', messageId: id, emoji: null },
    ])
  })
})

describe('a connection', () => {
  test.each([
    ['that was cut', 'drop'],
    ['that failed within the server', '500'],
    ['to a server that is busy', '503'],
    ['that must be made anew', '515'],
  ] as const)('%s is made again, and what was said meanwhile comes', async (_, kind) => {
    const network = await start()
    const life = await linked(network)
    const before = life.opened()
    network.faults.add({ kind })
    await soon(() => life.opened() > before)
    await network.say(sari, { text: 'masih ada?' })
    await soon(() => textsOf(life).length === 1)
  })

  test('is refused by a busy server at login, and tried again', async () => {
    const network = await start()
    const life = await linked(network)
    network.faults.add({ kind: 'failure 503', times: 2 })
    network.faults.add({ kind: 'drop' })
    await soon(() => life.opened() === 2)
    expect(life.logged.filter(line => line.includes('WhatsApp is down'))).toHaveLength(1)
    expect(life.logged.filter(line => line.includes('WhatsApp is back'))).toHaveLength(1)
  })

  test('of a device that the phone unlinked is not tried again, and its keys stay', async () => {
    const network = await start()
    const life = await linked(network)
    network.unlink()
    await soon(() => life.session.standing().state === 'logged out')
    expect(life.session.standing().reason).toBe('WHATSAPP_LOGGED_OUT')
    expect(await life.session.line()).toBeNull()
    expect((await life.keys.open(account)).records.has('creds')).toBe(true)
  })

  test('of an unlinked device is linked anew when an operator wishes so', async () => {
    const network = await start()
    const life = await linked(network)
    network.unlink()
    await soon(() => life.session.standing().state === 'logged out')
    const { length } = life.offers
    await life.states.change(account, { wanted: 'pair' })
    await scanned(network, life, length)
    await network.say(sari, { text: 'halo lagi' })
    await soon(() => textsOf(life).length === 1)
  })

  test('of a barred account is not tried again', async () => {
    const network = await start()
    const life = await linked(network)
    network.faults.add({ kind: 'failure 403', times: 9 })
    network.faults.add({ kind: 'drop' })
    await soon(() => life.session.standing().state === 'banned')
    expect(life.session.standing().reason).toBe('WHATSAPP_BANNED')
  })

  test('that another program took is left to it, until an operator wishes it back', async () => {
    const network = await start()
    const life = await linked(network)
    network.faults.add({ kind: '440' })
    await soon(() => life.session.standing().state === 'replaced')
    expect(network.connected()).toBe(false)
    await life.states.change(account, { wanted: 'pair' })
    await connected(life)
    expect(life.offers).toHaveLength(1)
  })

  test('is given up when another process opens the account, which serves from then on', async () => {
    const network = await start()
    const first = await linked(network)
    const second = live(network)
    await connected(second)
    await network.say(sari, { text: 'siapa di sana?' })
    await soon(() => textsOf(second).length === 1)
    await soon(() => first.lost() || first.session.standing().state === 'replaced')
    expect(textsOf(first)).toEqual([])
  })

  test('that broke is not made again by a process whose account another one has opened', async () => {
    const network = await start()
    const first = await linked(network)
    await first.keys.open(account)
    network.faults.add({ kind: 'drop' })
    await soon(() => first.lost())
    expect(first.opened()).toBe(1)
    expect(network.connected()).toBe(false)
  })

  test('lets a time pass before the first send, if it is to', async () => {
    const network = await start()
    const life = live(network, { policy: { ...hurry, settle: 150 } })
    const qr = await soon(() => life.offers[0])
    await network.scan((qr as { qr: string }).qr)
    await soon(() => life.session.standing().state === 'open')
    expect(life.opened()).toBe(0)
    await network.say(sari, { text: 'halo' })
    const chat = network.person(sari, 'Sari Wulandari').lid
    await life.channel.send(outgoing(chat, { kind: 'text', text: ['jawab'] }))
    expect(life.opened()).toBe(1)
  })
})

test('nothing that people write, no number and no key goes to the log or the console', async () => {
  const network = await start()
  const life = await linked(network)
  network.faults.add({ kind: 'corrupted', times: 2 })
  await network.say(sari, { text: 'KENARI-RAHASIA' })
  await soon(() => textsOf(life).length === 1)
  network.reinstall(sari)
  await network.say(sari, { text: 'KENARI-KEDUA' })
  await soon(() => textsOf(life).length === 2)
  const { lid } = network.person(sari, 'Sari Wulandari')
  await life.channel.send(outgoing(lid, { kind: 'text', text: ['KENARI-BALASAN'] }))
  network.faults.add({ kind: 'ack 463' })
  await life.channel.send(outgoing(lid, { kind: 'text', text: ['KENARI-DITOLAK'] })).catch(() => undefined)
  network.faults.add({ kind: 'drop' })
  await soon(() => life.opened() === 2)
  const logged = life.logged.join('\n')
  expect(logged).not.toMatch(/KENARI|6281|@lid|@s\.whatsapp|privKey|Sari/)
})
