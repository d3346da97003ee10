import {
  Browsers,
  makeWASocket,
  type AuthenticationState,
  type BaileysEventMap,
  type BinaryNode,
  type CacheStore,
  type proto,
  type SocketConfig,
  type WAMessage,
  type WASocket,
} from '@whiskeysockets/baileys'
import { keepChatOrder } from './chat-order.ts'
import { statusOf } from './failures.ts'
import { addressesOf } from './keyring.ts'
import { isOfPerson } from './persons.ts'
import { silentLogger } from './silent-logger.ts'

/** What a socket tells. */
export interface Heard {
  /** A message, before anything could hold it back; and a stanza of one, before it is decrypted. */
  message(message: WAMessage): void
  stanza(node: BinaryNode): void
  call(call: BaileysEventMap['call'][number]): void
  /** The server's answer to a message of ours: its error number, or null. */
  acknowledged(id: string, error: string | null): void
  /** Somebody's device has messages of ours. */
  receipt(node: BinaryNode): void
  update(update: BaileysEventMap['connection.update']): void
  credentials(): void
}

export interface SocketParts {
  readonly url: string
  readonly auth: AuthenticationState
  readonly heard: Partial<Heard>
  readonly makeSignalRepository?: SocketConfig['makeSignalRepository']
  readonly getMessage?: SocketConfig['getMessage']
  readonly patch?: (message: proto.IMessage) => proto.IMessage
  /** Outlives the socket: how often each message was asked for again. */
  readonly retries?: CacheStore
  /** Milliseconds between signs of life. */
  readonly keepAliveMs?: number
}

export interface Connection {
  readonly socket: WASocket
  /** Resolves to the number of the close; see failures.ts. */
  readonly ended: Promise<number>
  /** Our own addresses, once linked. */
  me(): string[]
}

/** Opens one socket of the client. Nothing it says goes to a log. */
export function connect(parts: SocketParts): Connection {
  const { auth, heard } = parts
  const socket = makeWASocket({
    auth,
    waWebSocketUrl: parts.url,
    logger: silentLogger,
    browser: Browsers.macOS('Chrome'),
    // Shown as online, the account would take the notifications away from the LPSE's phone (channels.md B2).
    markOnlineOnConnect: false,
    emitOwnEvents: false,
    syncFullHistory: false,
    shouldSyncHistoryMessage: () => false,
    // Groups, status, newsletters and broadcasts are neither decrypted nor answered for.
    shouldIgnoreJid: jid => !isOfPerson(jid),
    generateHighQualityLinkPreview: false,
    ...(parts.keepAliveMs === undefined ? {} : { keepAliveIntervalMs: parts.keepAliveMs }),
    ...(parts.retries ? { msgRetryCounterCache: parts.retries } : {}),
    ...(parts.getMessage ? { getMessage: parts.getMessage } : {}),
    ...(parts.patch ? { patchMessageBeforeSending: parts.patch } : {}),
    ...(parts.makeSignalRepository ? { makeSignalRepository: parts.makeSignalRepository } : {}),
  })
  listenBeforeBuffer(socket, heard)
  const { ws, ev } = socket
  closeInTime(ws)
  keepChatOrder(ws, node => heard.stanza?.(node))
  ws.on('CB:ack,class:message', ({ attrs }: BinaryNode) => {
    if (attrs['id']) heard.acknowledged?.(attrs['id'], attrs['error'] ?? null)
  })
  ws.on('CB:receipt', (node: BinaryNode) => heard.receipt?.(node))
  ev.on('call', calls => calls.forEach(call => heard.call?.(call)))
  ev.on('creds.update', () => heard.credentials?.())
  const { promise: ended, resolve } = Promise.withResolvers<number>()
  ev.on('connection.update', update => {
    heard.update?.(update)
    if (update.connection === 'close') resolve(statusOf(update.lastDisconnect?.error))
  })
  return {
    socket,
    ended,
    me: () => addressesOf(auth.creds),
  }
}

/** How long the other side may take to answer a goodbye, milliseconds. */
const goodbye = 2000

/**
 * Ends a line that is dead when it should be. The client tells of the end only when the other side has answered its
 * goodbye, and a dead line answers nothing: it would stay so for the 30 s that ws waits.
 */
function closeInTime(ws: WASocket['ws']): void {
  // The client declares its socket protected.
  const line = ws as unknown as { socket: { terminate(): void } | null; close(): Promise<void> }
  const close = line.close.bind(line)
  line.close = async () => {
    const timer = setTimeout(() => line.socket?.terminate(), goodbye)
    await close().finally(() => clearTimeout(timer))
  }
}

/**
 * Hears messages when they are emitted. The client's event buffer holds them back for up to 30 s, and melts a message and
 * its deletion or edit into one, so that what was said first is lost (whatsapp-emulator.md §4.2, §4.3).
 */
function listenBeforeBuffer({ ev }: WASocket, heard: Partial<Heard>): void {
  const { emit } = ev
  ev.emit = (event, data) => {
    if (event === 'messages.upsert')
      for (const message of (data as BaileysEventMap['messages.upsert']).messages) heard.message?.(message)
    return emit(event, data)
  }
}

/** A small memory for the client: the oldest of more than `most` entries are forgotten. */
export function createMemory(most: number): CacheStore {
  const kept = new Map<string, unknown>()
  return {
    get: <Value>(key: string) => kept.get(key) as Value | undefined,
    set(key, value) {
      kept.delete(key)
      kept.set(key, value)
      for (const old of kept.keys()) {
        if (kept.size <= most) break
        kept.delete(old)
      }
    },
    del: key => void kept.delete(key),
    flushAll: () => kept.clear(),
  }
}
