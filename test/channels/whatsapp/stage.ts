import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { pino } from 'pino'
import { afterEach, expect, vi } from 'vitest'
import type { Incoming } from '../../../src/app/message.ts'
import type { AccountKeys, AccountStates, Channel, Files, SentMessages } from '../../../src/app/ports.ts'
import { createWhatsAppChannel, type SendPolicy } from '../../../src/channels/whatsapp/adapter.ts'
import type { LinkOffer } from '../../../src/channels/whatsapp/link-screen.ts'
import type { Arrival } from '../../../src/channels/whatsapp/receipts.ts'
import type { SessionPolicy } from '../../../src/channels/whatsapp/session-policy.ts'
import { startSession, type Session, type SessionParts } from '../../../src/channels/whatsapp/session.ts'
import { LoketError } from '../../../src/errors.ts'
import { startWhatsApp, type WhatsAppNetwork, type WhatsAppOptions } from '../../../src/simulator/whatsapp/server.ts'
import { createAccountKeys } from '../../../src/storage/account-keys.ts'
import { createAccountStates } from '../../../src/storage/account-states.ts'
import { createSentMessages } from '../../../src/storage/sent-messages.ts'
import { useDatabase } from '../../contracts/database.ts'

export const account = 'whatsapp:utama'
export const sari = '6281234567801'
export const joko = '6281234567802'

/** Hurried: waits of the real network's length are tried in failures.test.ts. */
export const hurry: SessionPolicy = {
  settle: 0,
  watch: 20,
  linkFor: 20_000,
  steadyAfter: 60_000,
  keepAlive: 20_000,
  backoff: () => 20,
}

/** One life of Loket's WhatsApp side. */
export interface Life {
  readonly session: Session
  readonly channel: Channel
  readonly states: AccountStates
  readonly keys: AccountKeys
  readonly sent: SentMessages
  /** What went into the inbox. */
  readonly received: Incoming[]
  readonly arrivals: Arrival[]
  readonly offers: LinkOffer[]
  /** Lines of the log, at every level. */
  readonly logged: string[]
  readonly lost: () => boolean
  /** How often sends could go out. */
  readonly opened: () => number
  /** Moves its clock on. */
  later(ms: number): void
  stop(): Promise<void>
}

export interface Stage {
  network(options?: WhatsAppOptions): Promise<WhatsAppNetwork>
  /** Starts it against a network; stopped after the test. */
  live(network: Pick<WhatsAppNetwork, 'wsUrl'>, parts?: Partial<SessionParts>, policy?: Partial<SendPolicy>): Life
  /** The same, linked and connected. */
  linked(network: WhatsAppNetwork, parts?: Partial<SessionParts>, policy?: Partial<SendPolicy>): Promise<Life>
}

/** Local networks and lives of Loket over a real database of the test file's own. */
export function useStage(): Stage {
  const database = useDatabase()
  const key = randomBytes(32)
  const running: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const stop of running.splice(0).toReversed()) await stop()
  })

  const stage: Stage = {
    async network(options) {
      const network = await startWhatsApp(options)
      running.push(() => network.stop())
      network.person(sari, 'Sari Wulandari')
      return network
    },
    live(network, parts = {}, policy = {}) {
      const logged: string[] = []
      const log = pino({ level: 'trace', base: null }, { write: line => void logged.push(line) })
      const received: Incoming[] = []
      const arrivals: Arrival[] = []
      const offers: LinkOffer[] = []
      let lost = false
      let opened = 0
      let ahead = 0
      const clock = { now: () => new Date(Date.now() + ahead) }
      const stores = {
        keys: createAccountKeys(database(), key, log),
        states: createAccountStates(database(), key),
        sent: createSentMessages(database(), key),
      }
      const session = startSession({
        ...stores,
        account,
        url: network.wsUrl,
        phone: null,
        receive: async messages => void received.push(...messages),
        arrived: arrival => void arrivals.push(arrival),
        offered: offer => void offers.push(offer),
        opened: () => void opened++,
        lost: () => void (lost = true),
        clock,
        checkpoint: () => undefined,
        log,
        policy: hurry,
        ...parts,
      })
      running.push(() => session.stop())
      const channel = createWhatsAppChannel({
        account,
        session,
        files: stored,
        sent: stores.sent,
        clock,
        policy: { answer: 5000, typing: () => 0, ...policy },
        rehearsal: true,
      })
      return {
        ...stores,
        session,
        channel,
        received,
        arrivals,
        offers,
        logged,
        lost: () => lost,
        opened: () => opened,
        later: ms => void (ahead += ms),
        stop: () => session.stop(),
      }
    },
    async linked(network, parts, policy) {
      const life = stage.live(network, parts, policy)
      await scanned(network, life)
      return life
    },
  }
  return stage
}

/** The LPSE's phone scans what is offered (beyond the first `seen` offers), and Loket is connected. */
export async function scanned(network: WhatsAppNetwork, life: Life, seen = 0): Promise<void> {
  const qr = await soon(() =>
    life.offers
      .slice(seen)
      .flatMap(offer => ('qr' in offer ? [offer.qr] : []))
      .at(-1),
  )
  await network.scan(qr)
  await connected(life)
}

/** Loket can send. */
export async function connected(life: Life): Promise<void> {
  await vi.waitFor(async () => expect(await life.session.line()).not.toBeNull(), { timeout: 10_000, interval: 5 })
}

/** Waits until something is there. */
export async function soon<Found>(find: () => Found | undefined | null | false, timeout = 10_000): Promise<Found> {
  return vi.waitFor(
    () => {
      const found = find()
      if (!found) throw new Error('not there')
      return found
    },
    { timeout, interval: 5 },
  )
}

/** The messages people wrote, as they came into the inbox. */
export function textsOf({ received }: Life): string[] {
  return received.flatMap(one => (one.kind === 'message' ? [one.text] : []))
}

/** Stored files: one is damaged after its beginning, any other holds its own id. */
const stored: Files = {
  put: () => Promise.reject(new Error('nothing is stored here')),
  remove: () => Promise.reject(new Error('nothing is removed here')),
  read: async id => (id === 'damaged' ? Readable.from(damaged()) : Readable.from([Buffer.from(id)])),
}

async function* damaged(): AsyncGenerator<Buffer> {
  yield Buffer.from('begins')
  throw new LoketError('FILE_DAMAGED', 'part 1 does not authenticate')
}
