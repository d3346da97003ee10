import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serveSocket, type Line } from './connection.ts'
import { buildMessage, fileOf, readMessage } from './contents.ts'
import { whatsappControl } from './control.ts'
import { notify, pendingMessages } from './delivery.ts'
import { createFaults, type Faults, type StateFault } from './faults.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createLogins } from './logins.ts'
import { startMediaHost, type MediaHost } from './media.ts'
import { createServerIdentity } from './noise-certificate.ts'
import { node } from './nodes.ts'
import { createPeople, type Contents, type People } from './people.ts'
import { createPhone, type Phone } from './phone.ts'
import { timeLock } from './queries.ts'
import { acceptSockets } from './socket.ts'
import { createPerson, jidOf, messageOf, personOf, register, seconds, type World } from './state.ts'
import { createTaker } from './stanzas.ts'
import { createStrangers, type Strangers } from './strangers.ts'
import { createWatch, type Watch } from './watch.ts'

export type { Fault } from './faults.ts'
export { digest, type Ledger, type SaidRow, type SentRow } from './ledger.ts'
export type { Account, Addressing, Content, MediaKind, SeenMessage, Tick } from './types.ts'

export interface WhatsAppOptions {
  /** Default: any free one. */
  port?: number
  /** Milliseconds since the epoch, for dates; faults and retries use real time. Default Date.now. */
  now?: () => number
  /** false: old messages are forgotten; for load tests. Default true. */
  keep?: boolean
  /** The number of the account the bot is linked to. Default 6281100000001. */
  botPhone?: string
  /** What that account is called. Default "LPSE Tulang Bawang Barat". */
  botName?: string
  /** true: a message without the privacy token of its recipient is refused with 463. Default false. */
  requireTokens?: boolean
}

export interface WhatsAppNetwork extends People, Strangers, Watch {
  /** http://127.0.0.1:port, under which other processes find the same verbs: /_control/<verb> */
  readonly root: string
  /** The address for a client: ws://127.0.0.1:port/ws/chat */
  readonly wsUrl: string
  readonly port: number
  readonly botPhone: string
  /** The LPSE's own phone, which the bot is linked to. */
  readonly phone: Phone
  /** Where encrypted files lie; a client must trust its `ca`. */
  readonly media: MediaHost
  /** The file of a message in the person's chat grows old: the media host has it no more and answers that status. */
  ageFile(phone: string, id: string, status?: 404 | 410): void
  /** The phone scans the QR code a client shows; resolves when the client is linked, rejects when it cannot be. */
  scan(qr: string): Promise<void>
  /** Whether a client shows a pairing code for the phone's number. */
  showsCode(): boolean
  /**
   * The phone types the pairing code a client shows; small letters, spaces and hyphens do not matter. Resolves when the
   * client is linked, rejects when none shows one or when it is wrong.
   */
  typeCode(code: string): Promise<void>
  /** The device is removed on the phone: the bot is told with 401, and so is every later login. */
  unlink(): void
  linked(): boolean
  /** Whether the bot is logged in and gets messages at once. */
  connected(): boolean
  /** Messages the bot has confirmed neither by a receipt nor by a refusal. */
  pendingForBot(): number
  readonly ledger: Ledger
  readonly faults: Faults
  /** What the network could not make sense of; empty when all went well. */
  readonly problems: readonly string[]
  /** Closes every connection; resolves when the port is free. */
  stop(): Promise<void>
}

/**
 * Starts a WhatsApp server on 127.0.0.1 that the real client connects to by its address, with the people who write to
 * its account. It speaks what the client reads; that the real server would accept the same is not proven by it.
 */
export async function startWhatsApp(options: WhatsAppOptions = {}): Promise<WhatsAppNetwork> {
  const botPhone = options.botPhone ?? '6281100000001'
  const now = options.now ?? Date.now
  const watch = createWatch()
  const own = createPerson(botPhone, options.botName ?? 'LPSE Tulang Bawang Barat')
  const line: Line = { latency: 0, stalled: false, changed: new Set() }
  const media = await startMediaHost()
  const contents: Contents = {
    build: (content, stored, person, addressing) => {
      const chat = jidOf(person, addressing)
      const quoted = stored && {
        id: stored.id,
        fromBot: stored.from !== 'person',
        message: stored.message ?? {},
        chat,
        bot: jidOf(own, addressing),
      }
      return buildMessage(content, media, quoted)
    },
    read: message => readMessage(message, media),
  }
  const world: World = {
    now,
    keep: options.keep ?? true,
    own,
    people: new Map(),
    byUser: new Map(),
    device: undefined,
    lastDeviceId: 10,
    requireTokens: options.requireTokens ?? false,
    timeLockUntil: 0,
    line,
    faults: createFaults({
      end: how => logins.end(how),
      unlink: () => logins.unlink(),
      begin: (state, ms) => setState(state, true, ms),
      finish: state => setState(state, false, undefined),
    }),
    ledger: createLedger(),
    emit: watch.emit,
    problems: [],
    turn: Promise.resolve(),
  }
  register(world.byUser, own)
  const phone = createPhone(world, contents)
  const people = createPeople(world, contents)
  const logins = createLogins(world, phone.welcome)

  function setState(state: StateFault, on: boolean, ms: number | undefined): void {
    if (state === 'latency') line.latency = on ? (ms ?? 1500) : 0
    if (state === 'stall') {
      line.stalled = on
      for (const changed of line.changed) changed()
    }
    if (state === 'media down') media.setDown(on)
    if (state === 'time lock') {
      world.timeLockUntil = on ? seconds(world) + Math.ceil((ms ?? 24 * 3600 * 1000) / 1000) : 0
      const data = { xwa2_notify_account_reachout_timelock: timeLock(world, on) }
      notify(world, 'mex', {}, [
        node('update', { op_name: 'NotificationUserReachoutTimelockUpdate' }, Buffer.from(JSON.stringify({ data }))),
      ])
    }
  }

  const take = createTaker(world, { contents, media, logins, phone: phone.server, declined: people.declined })
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (!url.pathname.startsWith('/_control/')) return void response.writeHead(404).end()
    control(request, response, url).catch(() => response.destroy())
  })
  const identity = createServerIdentity(now())
  await listen(server, options.port ?? 0).catch(async (error: unknown) => {
    await media.stop()
    throw error
  })
  const sockets = acceptSockets(server, '/ws/chat', socket => {
    serveSocket(socket, identity, line, {
      arrived: logins.arrived,
      stanza: take,
      gone: logins.gone,
      problem: error => world.problems.push(String(error)),
    })
  })
  const { port } = server.address() as AddressInfo

  const network: WhatsAppNetwork = {
    ...people.network,
    ...createStrangers(world),
    ...watch.network,
    root: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}/ws/chat`,
    port,
    botPhone,
    phone: phone.network,
    media,
    ageFile(phone, id, status) {
      const directPath = fileOf(messageOf(personOf(world, phone), id).message ?? {})?.directPath
      if (!directPath) throw new Error(`message ${id} has no file`)
      media.forget(directPath, status)
    },
    scan: logins.scan,
    showsCode: logins.showsCode,
    typeCode: logins.typeCode,
    unlink: logins.unlink,
    linked: () => world.device !== undefined,
    connected: () => world.device?.isActive === true && world.device.connection?.isOpen === true,
    pendingForBot: () => pendingMessages(world.device),
    ledger: world.ledger,
    faults: world.faults,
    problems: world.problems,
    async stop() {
      watch.stop()
      world.faults.stop()
      sockets.stop()
      await new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      await world.turn
      await media.stop()
    },
  }
  const control = whatsappControl(network)
  return network
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}
