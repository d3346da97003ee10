import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Incoming } from '../../src/app/message.ts'
import type { LinkOffer } from '../../src/channels/whatsapp/link-screen.ts'
import { loadFlows } from '../../src/flows/load.ts'
import { createLog } from '../../src/log.ts'
import { serveWhatsApp, whatsappAccount } from '../../src/networks/whatsapp.ts'
import { startWhatsApp } from '../../src/simulator/whatsapp/server.ts'
import { createAccountKeys } from '../../src/storage/account-keys.ts'
import { createAccountStates } from '../../src/storage/account-states.ts'
import { createSentMessages } from '../../src/storage/sent-messages.ts'
import { useDatabase } from '../contracts/database.ts'

const database = useDatabase()
const sari = '6281234567801'
const patience = { timeout: 20_000, interval: 10 }

test('whoever still holds the lease serves on after a command opened the keys beside it', async () => {
  const server = await startWhatsApp()
  onTestFinished(() => server.stop())
  server.person(sari, 'Sari Wulandari')
  const key = randomBytes(32)
  const log = createLog('silent')
  const keys = createAccountKeys(database(), key, log)
  const offers: LinkOffer[] = []
  const received: Incoming[] = []
  const network = serveWhatsApp({
    url: server.wsUrl,
    phone: null,
    keys,
    states: createAccountStates(database(), key),
    sent: createSentMessages(database(), key),
    files: { put: never, read: never, remove: never },
    arrived: () => undefined,
    opened: () => undefined,
    offered: offer => void offers.push(offer),
    policy: () => loadFlows('flows').policy.whatsapp,
    outreach: { mayReach: async () => true, refused: async () => undefined },
    health: async () => null,
    hurried: true,
    clock: { now: () => new Date() },
    checkpoint: () => undefined,
    log,
  })
  const intake = await network.receiving!.start(async messages => void received.push(...messages))
  onTestFinished(() => intake.close())
  await vi.waitFor(() => expect(offers).not.toEqual([]), patience)
  await server.scan((offers.at(-1) as { qr: string }).qr)
  await vi.waitFor(() => expect(server.connected()).toBe(true), patience)

  await keys.open(whatsappAccount)
  await server.say(sari, { text: 'masih ada orang?' })
  await vi.waitFor(() => expect(received).toMatchObject([{ kind: 'message', text: 'masih ada orang?' }]), patience)
}, 60_000)

const never = (): Promise<never> => Promise.reject(new Error('no file in this test'))
