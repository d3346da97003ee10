import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test, vi } from 'vitest'
import { attachmentsOf, type Incoming } from '../../src/app/message.ts'
import type { AccountKeys } from '../../src/app/ports.ts'
import { loadFlows } from '../../src/flows/load.ts'
import { createLog } from '../../src/log.ts'
import type { Network } from '../../src/networks/network.ts'
import { serveWhatsApp } from '../../src/networks/whatsapp.ts'
import { whatsappAccount } from '../../src/networks/whatsapp-account.ts'
import { startWhatsApp, type WhatsAppNetwork } from '../../src/simulator/whatsapp/server.ts'
import { createAccountKeys } from '../../src/storage/account-keys.ts'
import { createAccountStates } from '../../src/storage/account-states.ts'
import { createSentMessages } from '../../src/storage/sent-messages.ts'
import { useDatabase } from '../contracts/database.ts'

const database = useDatabase()
const sari = '6281234567801'
const patience = { timeout: 20_000, interval: 10 }

test('whoever still holds the lease serves on after a command opened the keys beside it', async () => {
  const server = await startServer()
  const { offers, received, keys } = await serve(server.wsUrl)
  await vi.waitFor(() => expect(offers).not.toEqual([]), patience)
  await server.scan(offers.at(-1)!)
  await vi.waitFor(() => expect(server.connected()).toBe(true), patience)

  await keys.open(whatsappAccount)
  await server.say(sari, { text: 'masih ada orang?' })
  await vi.waitFor(() => expect(received).toMatchObject([{ kind: 'message', text: 'masih ada orang?' }]), patience)
}, 60_000)

test('whoever lost the lease as well leaves the account to the other', async () => {
  const server = await startServer()
  let asked = 0
  const { offers, keys } = await serve(server.wsUrl, () => ++asked < 0)
  await vi.waitFor(() => expect(offers).not.toEqual([]), patience)
  await server.scan(offers.at(-1)!)
  await vi.waitFor(() => expect(server.connected()).toBe(true), patience)

  const next = await keys.open(whatsappAccount)
  await server.say(sari, { text: 'masih ada orang?' })
  await vi.waitFor(() => expect(server.connected()).toBe(false), patience)
  await vi.waitFor(() => expect(asked).toBe(1), patience)
  await next.write(new Map([['mine', Buffer.from('still')]]))
  await next.close()
}, 60_000)

test('a local server that is away holds nothing up, and gives its files once it is there', async () => {
  const { port, wsUrl, stop } = await startServer()
  await stop()
  const { network, offers, received } = await serve(wsUrl)
  const server = await startServer(port)
  await vi.waitFor(() => expect(offers).not.toEqual([]), patience)
  await server.scan(offers.at(-1)!)
  await server.say(sari, { document: { name: 'surat.txt', bytes: Buffer.from('isi surat') } })
  await vi.waitFor(() => expect(received).toHaveLength(1), patience)
  const [file] = attachmentsOf(received[0]!)
  await vi.waitFor(async () => {
    const pieces = []
    for await (const piece of await network.channel.fetchFile(file!.networkFile)) pieces.push(piece)
    expect(Buffer.concat(pieces).toString()).toBe('isi surat')
  }, patience)
}, 60_000)

async function startServer(port?: number): Promise<WhatsAppNetwork> {
  const server = await startWhatsApp(port === undefined ? {} : { port })
  onTestFinished(() => server.stop())
  server.person(sari, 'Sari Wulandari')
  return server
}

/** WhatsApp as main serves it, begun. */
async function serve(
  url: string,
  isOurs = () => true,
): Promise<{
  network: Network
  keys: AccountKeys
  /** Texts of QRs. */
  offers: string[]
  received: Incoming[]
}> {
  const key = randomBytes(32)
  const log = createLog('silent')
  const keys = createAccountKeys(database(), key, log)
  const offers: string[] = []
  const received: Incoming[] = []
  const network = serveWhatsApp({
    url,
    phone: null,
    keys,
    states: createAccountStates(database(), key),
    sent: createSentMessages(database(), key),
    files: { put: never, read: never, remove: never },
    arrived: () => undefined,
    opened: () => undefined,
    offered: offer => void ('qr' in offer && offers.push(offer.qr)),
    policy: () => loadFlows('flows').policy.whatsapp,
    outreach: { mayReach: async () => true, refused: async () => undefined },
    health: async () => null,
    hurried: true,
    clock: { now: () => new Date() },
    checkpoint: () => undefined,
    log,
  })
  const intake = await network.receiving!.start(async messages => void received.push(...messages), isOurs)
  onTestFinished(() => intake.close())
  return { network, keys, offers, received }
}

function never(): Promise<never> {
  return Promise.reject(new Error('no file in this test'))
}
