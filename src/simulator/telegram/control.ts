import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendJson } from './answering.ts'
import { readBytes } from './body.ts'
import { faultKinds, type Fault } from './faults.ts'
import type { TelegramNetwork } from './server.ts'
import type { Content } from './types.ts'

type Arguments = Record<string, unknown>
type Verb = (network: TelegramNetwork, given: Arguments) => unknown

const number = (given: Arguments, name: string): number => {
  const value = Number(given[name])
  if (given[name] === undefined || given[name] === '' || !Number.isSafeInteger(value))
    throw new Error(`${name} must be a whole number`)
  return value
}
const optional = (given: Arguments, name: string): number | undefined =>
  given[name] === undefined || given[name] === '' ? undefined : number(given, name)
const text = (given: Arguments, name: string): string => {
  const value = given[name]
  if (typeof value !== 'string') throw new Error(`${name} must be text`)
  return value
}
const place = (given: Arguments) => ({ chat: { id: number(given, 'chat') }, message_id: number(given, 'message') })

/** Bytes come as base64 text. */
function content(given: Arguments): Content & { thread?: number } {
  const value = given['content']
  if (typeof value !== 'object' || value === null) throw new Error('content must be an object')
  const read: Record<string, unknown> = { ...value }
  for (const kind of ['photo', 'voice', 'video', 'audio', 'sticker'])
    if (typeof read[kind] === 'string') read[kind] = Buffer.from(read[kind], 'base64')
  const document = read['document'] as { bytes?: unknown } | undefined
  if (typeof document?.bytes === 'string')
    read['document'] = { ...document, bytes: Buffer.from(document.bytes, 'base64') }
  return read as Content & { thread?: number }
}

/** Milliseconds a tap over HTTP waits for its answer. */
const tapPatience = 10_000

const posts: Record<string, Verb> = {
  person: (network, given) => {
    const username = given['username'] === undefined ? undefined : text(given, 'username')
    network.person(number(given, 'id'), text(given, 'name'), username)
  },
  say: (network, given) => network.say(number(given, 'from'), content(given)),
  sayInGroup: (network, given) => network.sayInGroup(number(given, 'from'), number(given, 'group'), content(given)),
  sayAnonymously: (network, given) => network.sayAnonymously(number(given, 'group'), content(given)),
  edit: (network, given) => network.edit(place(given), content(given)),
  tap: async (network, given) => {
    const answer = network.tap(number(given, 'from'), place(given), text(given, 'button'))
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>(resolve => (timer = setTimeout(resolve, tapPatience)))
    const shown = await Promise.race([answer, patience])
    clearTimeout(timer)
    return { answer: shown ?? null }
  },
  pressStart: (network, given) =>
    given['payload'] === undefined
      ? network.pressStart(number(given, 'from'))
      : network.pressStart(number(given, 'from'), text(given, 'payload')),
  block: (network, given) => network.block(number(given, 'person')),
  unblock: (network, given) => network.unblock(number(given, 'person')),
  react: (network, given) =>
    network.react(number(given, 'from'), place(given), given['emoji'] === null ? null : text(given, 'emoji')),
  deleteMessage: (network, given) => network.deleteMessage(place(given)),
  addGroup: (network, given) => network.addGroup(number(given, 'group'), text(given, 'title'), given['forum'] === true),
  join: (network, given) =>
    network.join(
      number(given, 'group'),
      number(given, 'person'),
      (given['status'] as 'member' | undefined) ?? 'member',
    ),
  leave: (network, given) =>
    network.leave(number(given, 'group'), number(given, 'person'), (given['status'] as 'left' | undefined) ?? 'left'),
  setBotRights: (network, given) => network.setBotRights(number(given, 'group'), Object(given['rights']) as object),
  setForum: (network, given) => network.setForum(number(given, 'group'), given['on'] === true),
  createTopic: (network, given) => ({ thread: network.createTopic(number(given, 'group'), text(given, 'name')) }),
  deleteTopic: (network, given) => network.deleteTopic(number(given, 'group'), number(given, 'thread')),
  closeTopic: (network, given) => network.closeTopic(number(given, 'group'), number(given, 'thread')),
  reopenTopic: (network, given) => network.reopenTopic(number(given, 'group'), number(given, 'thread')),
  renameTopic: (network, given) =>
    network.renameTopic(number(given, 'group'), number(given, 'thread'), text(given, 'name')),
  migrate: (network, given) => ({ group: network.migrate(number(given, 'group')) }),
  fault: (network, given) => {
    if (!faultKinds.includes(given['kind'] as Fault['kind']))
      throw new Error(`kind must be one of ${faultKinds.join(', ')}`)
    const { when: _, method, ...rest } = given
    const pattern = typeof method === 'string' && method.startsWith('/') ? new RegExp(method.slice(1, -1)) : method
    network.faults.add({ ...rest, ...(pattern === undefined ? {} : { method: pattern }) } as unknown as Fault)
  },
  clearFaults: network => network.faults.clear(),
  down: (network, given) => network.down(given['on'] === true, given['how'] === 'reset' ? 'reset' : '502'),
  limits: (network, given) => network.limits(given['on'] === true),
  restartUpdateIds: network => network.restartUpdateIds(),
}

const gets: Record<string, Verb> = {
  chat: (network, given) => network.chat(number(given, 'chat'), optional(given, 'thread')),
  topics: (network, given) => network.topics(number(given, 'group')),
  ledger: ({ ledger }, given) => {
    const after = optional(given, 'after') ?? 0
    return { updates: ledger.updates.filter(({ n }) => n > after), calls: ledger.calls.filter(({ n }) => n > after) }
  },
  pending: network => ({ updates: network.pendingUpdates() }),
}

const loopback = /^(127\.0\.0\.1|\[::1\]|localhost)(:\d+)?$/

/**
 * The same verbs over HTTP, for another process: POST /_control/<verb> with a JSON object, GET for what only looks,
 * GET /_control/file?id= for bytes. Answers {ok, result} or {ok: false, error}. Only this machine may ask, and no web
 * page can: the Host must be loopback and a POST must be JSON.
 */
export function createControl(
  network: TelegramNetwork,
): (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> {
  return async (request, response, url) => {
    const refuse = (status: number, error: string) => sendJson(response, status, { ok: false, error })
    const from = request.socket.remoteAddress ?? ''
    if (!/^(::ffff:)?127\.|^::1$/.test(from) || !loopback.test(request.headers.host ?? ''))
      return refuse(403, 'only from this machine')
    const name = url.pathname.slice('/_control/'.length)
    const isPost = request.method === 'POST'
    if (isPost && !(request.headers['content-type'] ?? '').startsWith('application/json'))
      return refuse(415, 'send application/json')
    try {
      if (!isPost && name === 'file') {
        const bytes = network.file(url.searchParams.get('id') ?? '')
        if (!bytes) return refuse(404, 'no such file')
        response.writeHead(200, { 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' })
        response.end(bytes)
        return
      }
      const verbs = isPost ? posts : gets
      if (!Object.hasOwn(verbs, name)) return refuse(404, `no verb ${name}`)
      const given = isPost
        ? JSON.parse((await readBytes(request)).toString() || '{}')
        : Object.fromEntries(url.searchParams)
      const result = await verbs[name]!(network, Object(given) as Arguments)
      sendJson(response, 200, { ok: true, result: result ?? null })
    } catch (error) {
      refuse(400, error instanceof Error ? error.message : 'refused')
    }
  }
}
