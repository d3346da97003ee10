import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import {
  initAuthCreds,
  makeWASocket,
  type AuthenticationCreds,
  type BinaryNode,
  type ConnectionState,
  type SignalDataTypeMap,
  type SignalKeyStore,
  type UserFacingSocketConfig,
  type WACallEvent,
  type WAMessage,
  type WAMessageUpdate,
  type WASocket,
} from '@whiskeysockets/baileys'
import { afterEach, beforeAll, expect, vi } from 'vitest'
import { startWhatsApp, type WhatsAppNetwork, type WhatsAppOptions } from '../../../src/simulator/whatsapp/server.ts'

export const sari = '6281234567801'
export const joko = '6281234567802'

/** The real client as a test sees it: what it was told, over all its connections. */
export interface Bot {
  readonly socket: WASocket
  readonly creds: AuthenticationCreds
  /** Everything upserted, oldest first. */
  readonly messages: { type: 'notify' | 'append'; message: WAMessage }[]
  readonly updates: WAMessageUpdate[]
  readonly calls: WACallEvent[]
  readonly states: Partial<ConnectionState>[]
  /** Raw acks of its messages. */
  readonly acks: BinaryNode['attrs'][]
  /** The codes with which connections ended. */
  readonly closes: number[]
  /** Logs in; resolves when open, rejects with the code when it is refused. */
  connect(config?: Partial<UserFacingSocketConfig>): Promise<void>
  disconnect(): Promise<void>
  /** Resolves to the first truthy `look()`, asked anew after everything the client is told. */
  until<T>(look: () => T, ms?: number): Promise<NonNullable<T>>
  /** The best status it was told of a message of its own: 2 server, 3 delivered, 4 read; 0 when it failed. */
  status(id: string): number
  /** The words of what was upserted by others. */
  texts(): string[]
}

const networks: WhatsAppNetwork[] = []
const bots: Bot[] = []

beforeAll(() => {
  // The Signal library prints whole sessions, private keys included.
  for (const level of ['log', 'info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})

afterEach(async () => {
  setDefaultCACertificates(trusted)
  await Promise.all(bots.splice(0).map(bot => bot.disconnect()))
  for (const network of networks.splice(0)) {
    await network.stop()
    expect(network.problems).toEqual([])
  }
})

const trusted = getCACertificates('default')

/** Lets this process trust that authority until the test is over. */
export function trust(ca: string): void {
  setDefaultCACertificates([...trusted, ca])
}

/** A network; stopped after the test, which fails when the network met something it could not make sense of. */
export async function startNetwork(options: WhatsAppOptions = {}): Promise<WhatsAppNetwork> {
  const network = await startWhatsApp(options)
  networks.push(network)
  return network
}

/** A network whose bot is linked and connected. */
export async function start(options: WhatsAppOptions = {}): Promise<{ network: WhatsAppNetwork; bot: Bot }> {
  const network = await startNetwork(options)
  const bot = createBot(network)
  await pair(network, bot)
  return { network, bot }
}

/** Shows the QR code to the phone and logs in. */
export async function pair(network: WhatsAppNetwork, bot: Bot): Promise<void> {
  const ended = bot.connect().catch(code => code)
  const { qr } = await bot.until(() => bot.states.find(state => state.qr))
  await network.scan(qr!)
  expect(await ended).toBe(515)
  await bot.connect()
  await network.until(() => network.connected())
  // A client that goes away before it has synced holds back what waited for it by 20 s at its next login.
  await bot.until(() => bot.creds.accountSyncCounter > 0)
  await network.until(() => network.pendingForBot() === 0)
}

function createKeys(): SignalKeyStore {
  const rows = new Map<string, unknown>()
  return {
    get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
      const found: { [id: string]: SignalDataTypeMap[T] } = {}
      for (const id of ids) if (rows.has(`${type} ${id}`)) found[id] = rows.get(`${type} ${id}`) as SignalDataTypeMap[T]
      return found
    },
    set(data) {
      for (const [type, values] of Object.entries(data))
        for (const [id, value] of Object.entries(values))
          if (value === null) rows.delete(`${type} ${id}`)
          else rows.set(`${type} ${id}`, value)
    },
  }
}

const quiet = () => {}
const logger = {
  level: 'silent',
  child: () => logger,
  trace: quiet,
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
}

/** A client that is not linked yet. */
export function createBot(network: WhatsAppNetwork): Bot {
  const creds = initAuthCreds()
  const keys = createKeys()
  const messages: Bot['messages'] = []
  const updates: WAMessageUpdate[] = []
  const calls: WACallEvent[] = []
  const states: Partial<ConnectionState>[] = []
  const acks: BinaryNode['attrs'][] = []
  const closes: number[] = []
  const looks = new Set<() => void>()
  const told = () => looks.forEach(look => look())
  let socket: WASocket | undefined
  let ended: Promise<void> = Promise.resolve()

  const bot: Bot = {
    get socket() {
      if (!socket) throw new Error('the client was never started')
      return socket
    },
    creds,
    messages,
    updates,
    calls,
    states,
    acks,
    closes,
    connect(config = {}) {
      const own = makeWASocket({
        auth: { creds, keys },
        logger,
        waWebSocketUrl: network.wsUrl,
        markOnlineOnConnect: false,
        syncFullHistory: false,
        getMessage: async key =>
          messages.find(({ message }) => message.key.id === key.id)?.message.message ?? undefined,
        ...config,
      })
      socket = own
      let isEnded = () => {}
      ended = new Promise(resolve => (isEnded = resolve))
      own.ws.on('CB:ack,class:message', (node: BinaryNode) => {
        acks.push(node.attrs)
        told()
      })
      return new Promise((resolve, reject) => {
        own.ev.process(events => {
          if (events['creds.update']) Object.assign(creds, events['creds.update'])
          const upsert = events['messages.upsert']
          if (upsert) messages.push(...upsert.messages.map(message => ({ type: upsert.type, message })))
          updates.push(...(events['messages.update'] ?? []))
          calls.push(...(events.call ?? []))
          const state = events['connection.update']
          if (state) {
            states.push(state)
            if (state.connection === 'open') resolve()
            if (state.connection === 'close') {
              const error = state.lastDisconnect?.error as { output?: { statusCode: number } } | undefined
              closes.push(error?.output?.statusCode ?? 0)
              isEnded()
              reject(closes.at(-1))
            }
          }
          told()
        })
      })
    },
    async disconnect() {
      if (!socket) return
      await socket.end(undefined)
      await ended
    },
    until(look, ms = 10_000) {
      return new Promise((resolve, reject) => {
        const end = (settle: () => void) => {
          clearTimeout(timer)
          looks.delete(again)
          settle()
        }
        const again = () => {
          const value = look()
          if (value) end(() => resolve(value))
        }
        const timer = setTimeout(() => end(() => reject(new Error(`it did not come true within ${ms} ms`))), ms)
        looks.add(again)
        again()
      })
    },
    status(id) {
      // The client folds a quick receipt into the upsert of its own message.
      const upserted = messages.filter(({ message }) => message.key.id === id).map(({ message }) => message.status)
      const updated = updates.filter(({ key }) => key.id === id).map(({ update }) => update.status)
      return Math.max(0, ...[...upserted, ...updated].map(Number).filter(Number.isFinite))
    },
    texts: () =>
      messages
        .filter(({ message }) => !message.key.fromMe)
        .map(({ message: { message } }) => message?.conversation ?? message?.extendedTextMessage?.text ?? '')
        .filter(text => text !== ''),
  }
  bots.push(bot)
  return bot
}
