import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerCall, sendJson, type Exchange } from './answering.ts'
import { ApiError } from './api-error.ts'
import { telegramControl } from './control.ts'
import { createFaults, refusalOf, type Faults } from './faults.ts'
import { createFileStore } from './files.ts'
import { createGroups, type Groups } from './groups.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createLimits } from './limits.ts'
import { createPeople, groupOrPrivate, type People } from './people.ts'
import { seenIn, seenMessageOf } from './seen.ts'
import { addGroup, type World } from './state.ts'
import type { MediaKind, SeenMessage } from './types.ts'
import { createUpdateQueue } from './updates.ts'
import { createWatch, type Watch } from './watch.ts'

export type { Fault } from './faults.ts'
export type { CallRow, Ledger, UpdateRow } from './ledger.ts'
export type { Content, MediaKind, MemberStatus, Message, SeenMessage, TopicEvent } from './types.ts'
export { digest } from './ledger.ts'

export interface TelegramOptions {
  /** Default: any free one. */
  port?: number
  /** Default 127.0.0.1. */
  host?: string
  /** Its part before the colon is the bot's id. Default: a random one. */
  token?: string
  /** Whether the real limits hold from the start; default false. */
  limits?: boolean
  groups?: { id: number; title: string; forum: boolean }[]
  /** false: old messages without buttons, and the params in the ledger, are forgotten; for load tests. Default true. */
  keep?: boolean
  /** Privacy mode, as @BotFather sets it; default true: a bot that is no administrator gets commands and replies only. */
  privacy?: boolean
  /** Milliseconds since the epoch, for dates, limits and the age of messages; default Date.now. Polls use real time. */
  now?: () => number
}

export interface TelegramNetwork extends People, Groups, Watch {
  /** The apiRoot for a client: http://host:port */
  readonly root: string
  readonly port: number
  readonly token: string
  readonly botId: number
  /** What a person sees now, oldest first: a private chat by the person's id, a group, or one topic of it. */
  chat(chatId: number, thread?: number): SeenMessage[]
  /** One message of a chat as it is seen now; undefined when nobody sees it. */
  message(chatId: number, id: number): SeenMessage | undefined
  /** What a person, the bot or a group is called. */
  nameOf(id: number): string
  /** The bytes behind a file_id. */
  file(fileId: string): Buffer | undefined
  /** Puts a file on the server and answers its file_id. */
  addFile(bytes: Buffer, options?: { kind?: MediaKind; name?: string; mime?: string }): string
  readonly ledger: Ledger
  readonly faults: Faults
  /** true: nothing answers, getUpdates and files included, and no webhook is called. 'refused' closes the port. */
  down(on: boolean, how?: 'refused' | 'reset' | '502'): void
  /** Turns the real limits on or off; either forgets what was counted. */
  limits(on: boolean): void
  /** Milliseconds until a group takes one more message by the real limits; 0: now. */
  groupWait(chatId: number): number
  /** The next update_id is random and may be lower, as after a week of silence. */
  restartUpdateIds(): void
  /** Updates not yet confirmed by an offset or a 2xx of the webhook. */
  pendingUpdates(): number
  /** Their update_ids. */
  unconfirmed(): ReadonlySet<number>
  /** Whether the bot has not confirmed yet that it got that message. */
  isWaiting(chat: number, message: number): boolean
  /** Closes every connection; resolves when the port is free. */
  stop(): Promise<void>
}

/**
 * Starts a Bot API server that a real client connects to by apiRoot, with the people and groups that talk to its bot.
 * Answers and refuses as api.telegram.org does, so far as that is known.
 */
export async function startTelegram(options: TelegramOptions = {}): Promise<TelegramNetwork> {
  const token = options.token ?? `7000000001:${randomBytes(26).toString('base64url').slice(0, 35)}`
  const host = options.host ?? '127.0.0.1'
  const now = options.now ?? Date.now
  const keep = options.keep ?? true
  const ledger = createLedger(keep)
  const faults = createFaults()
  const limits = createLimits(options.limits ?? false, now)
  const watch = createWatch(ledger)
  const world: World = {
    bot: { id: Number(token.split(':')[0]), is_bot: true, first_name: 'Loket', username: 'loket_simulasi_bot' },
    now,
    keep,
    privacy: options.privacy ?? true,
    people: new Map(),
    chats: new Map(),
    accountIds: { last: 0 },
    files: createFileStore(),
    updates: createUpdateQueue(row => watch.emit('update', ledger.update({ at: now(), ...row }))),
    callbacks: new Map(),
    settings: new Map(),
  }
  for (const { id, title, forum } of options.groups ?? []) addGroup(world, id, title, forum)

  let outage: 'refused' | 'reset' | '502' | undefined
  const exchange: Exchange = { world, faults, limits, record: row => watch.emit('call', ledger.call(row)) }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname.startsWith('/_control/')) return control(request, response, url)
    if (outage === '502') return sendJson(response, 502, 'Bad Gateway')
    if (outage) return void request.socket.destroy()
    const [, isFile, given, rest = ''] = /^(\/file)?\/bot([^/]+)\/(.+)$/.exec(url.pathname) ?? []
    if (given === undefined) return sendError(response, new ApiError(404, 'Not Found'))
    if (given !== token) return sendError(response, new ApiError(401, 'Unauthorized'))
    if (isFile) return download(decodeURIComponent(rest), response)
    return answerCall(exchange, rest, url, request, response)
  }

  function download(path: string, response: ServerResponse): void {
    const fault = faults.take('file', undefined, {})
    if (fault) {
      const refusal = refusalOf(fault)
      if (refusal) return sendError(response, refusal)
      if (!fault.kind.startsWith('hang')) response.socket?.destroy()
      return
    }
    const bytes = world.files.findByPath(path)?.bytes
    if (!bytes) return sendError(response, new ApiError(404, 'Not Found'))
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length }).end(bytes)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  // Longer than any client keeps an idle connection, so that none is closed under a request.
  server.keepAliveTimeout = 75_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo

  const network: TelegramNetwork = {
    ...createPeople(world),
    ...createGroups(world),
    ...watch.network,
    root: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    token,
    botId: world.bot.id,
    ledger,
    faults,
    chat: (chatId, thread) => seenIn(groupOrPrivate(world, chatId), thread),
    message: (chatId, id) => {
      const chat = world.chats.get(chatId)
      return chat && seenMessageOf(chat, id)
    },
    nameOf: id => world.people.get(id)?.first_name ?? world.chats.get(id)?.info.title ?? String(id),
    file: fileId => world.files.find(fileId)?.bytes,
    addFile: (bytes, { kind = 'document', ...file } = {}) => world.files.add(kind, { bytes, ...file }).info.file_id,
    down(on, how = 'refused') {
      const wasClosed = outage === 'refused'
      outage = on ? how : undefined
      if (outage === 'refused' && !wasClosed) server.close()
      if (outage !== 'refused' && wasClosed) server.listen(port, host)
      world.updates.suspend(on)
      if (outage === 'refused') server.closeAllConnections()
    },
    limits(on) {
      limits.on = on
      limits.reset()
    },
    groupWait: limits.waitOf,
    restartUpdateIds: () => world.updates.restartIds(),
    pendingUpdates: () => world.updates.size,
    unconfirmed: world.updates.unconfirmed,
    isWaiting: (chat, message) => world.updates.waits(chat, message),
    async stop() {
      world.updates.stop()
      watch.stop()
      for (const { answered } of world.callbacks.values()) answered(undefined)
      await new Promise<void>(resolve => {
        if (server.listening) server.close(() => resolve())
        else resolve()
        server.closeAllConnections()
      })
    },
  }
  const control = telegramControl(network)
  return network
}

function sendError(response: ServerResponse, error: ApiError): void {
  sendJson(response, error.code, { ok: false, error_code: error.code, description: error.description })
}
