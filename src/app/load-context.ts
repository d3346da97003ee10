import { LoketError } from '../errors.ts'
import type { Flows } from '../flows/load.ts'
import { marksOf } from '../domain/access.ts'
import { hideSecrets } from '../domain/secrets.ts'
import type { Capabilities, Context, Office } from './conversation/context.ts'
import {
  changedBy,
  commandOf,
  isInTopic,
  isOnBehalf,
  roleCodeIn,
  rolePrefix,
  type Incoming,
  type Sender,
} from './message.ts'
import type {
  Actor,
  Channel,
  Clock,
  Contact,
  FoundTicket,
  Outbox,
  Records,
  Roster,
  Said,
  Send,
  Staff,
  Standing,
} from './ports.ts'
import { answeredKey } from './receive.ts'

export interface ContextParts {
  readonly outbox: Outbox
  readonly roster: Roster
  readonly records: Records
  readonly flows: () => Flows
  readonly capabilities: Capabilities
  /** The networks by account. */
  readonly channels: ReadonlyMap<string, Channel>
  readonly clock: Clock
  /** A random token, at most 58 letters, digits, - and _. */
  readonly token: () => string
}

interface TurnRows {
  readonly contact: string
  readonly account: string
  readonly chat: string
  readonly rows: readonly { readonly message: Incoming }[]
}

/**
 * Everything the decisions of a batch may know, read in few queries; by message id. A message is missing when the
 * network does not say now who wrote it, and so are those of the same conversation after it.
 */
export async function loadContexts(
  turns: readonly TurnRows[],
  known: ReadonlyMap<string, Contact>,
  parts: ContextParts,
): Promise<Map<string, Omit<Context, 'now' | 'number'>>> {
  const { outbox, roster } = parts
  const { policy, say, conversations, canned } = parts.flows()
  const messages = turns.flatMap(turn => turn.rows.map(row => row.message))
  const [answered, topics, staff, desks] = await Promise.all([
    answeredSends(messages, outbox),
    topicsOf(messages, outbox),
    staffOf(messages, roster),
    desksOf(turns, roster),
  ])
  const named = await namedSends(messages, answered, outbox)
  const carried = await carriedSends(messages, outbox)
  const said = await wordsToShow(messages, parts.records)
  const found = await ticketsFound(messages, roster)
  const rosters = new Map<string, readonly Staff[]>()
  for (const account of new Set(turns.map(turn => turn.account))) rosters.set(account, await roster.everybody(account))
  const asksQueue = messages.some(showsQueue)
  const queue = asksQueue ? await roster.openTickets(1000) : null
  const contexts = new Map<string, Omit<Context, 'now' | 'number'>>()
  for (const turn of turns)
    for (const { message } of turn.rows) {
      const desk = desks.get(turn.account) ?? null
      const connecting = isCommand(message, 'hubungkan')
      const channel = parts.channels.get(turn.account)
      const isNew = !known.get(turn.contact)?.state.greeted
      const groups = desk?.groups ?? (connecting ? [message.chat] : [])
      const asked = await orLater(async () => {
        const actor = await actorOf(message, staff, groups, channel, isNew, roster)
        return {
          actor,
          groupCheck: connecting && channel ? await channel.checkGroup(message.chat) : null,
          office: await officeFor(message, actor, desk?.groups ?? [], channel, parts),
        }
      })
      if (!asked) break
      contexts.set(message.id, {
        policy,
        say,
        flows: conversations,
        canned,
        capabilities: parts.capabilities,
        account: turn.account,
        contact: turn.contact,
        chat: known.get(turn.contact)?.chat ?? (isOnBehalf(message) ? '' : turn.chat),
        desk,
        ...asked,
        answered: answered.get(message.id) ?? null,
        named: named.get(message.id) ?? null,
        carried: carried.get(message.id) ?? [],
        said: said.get(message.id) ?? [],
        found: found.get(message.id) ?? [],
        roster: rosters.get(turn.account) ?? [],
        queue: showsQueue(message) ? queue : null,
        topicTicket: topics.get(message.id) ?? null,
        deskCode: connecting ? await roster.deskCode() : null,
      })
    }
  return contexts
}

/** What a question to the network resolves to; null when asking again later may help. */
async function orLater<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof LoketError && error.retry) return null
    throw error
  }
}

function isCommand(message: Incoming, name: string): boolean {
  return message.kind === 'message' && commandOf(message.text)?.name === name
}

/** /antrean shows the open tickets, /tandai those that the person marked still holds. */
function showsQueue(message: Incoming): boolean {
  return ['antrean', 'saya', 'tandai'].some(name => isCommand(message, name))
}

function senderOf(message: Incoming): Sender | null {
  if (message.kind === 'message' || message.kind === 'edit' || message.kind === 'tap') return message.from
  // Who blocks the bot is named by the chat alone.
  if (message.kind === 'reachability') return { id: message.chat, name: '' }
  return message.kind === 'membership' ? message.person : null
}

/** The roster's records of who writes. What a removed anggota may no longer do is looked at anew every time. */
async function staffOf(messages: readonly Incoming[], roster: Roster): Promise<Map<string, Staff>> {
  const keys = (of: readonly Incoming[]): string[] => [...new Set(of.map(staffKey).filter(id => id !== null))]
  const [words, acts] = [messages.filter(isPrivateWord), messages.filter(message => !isPrivateWord(message))]
  const [believed, fresh] = await Promise.all([roster.staffBelieved(keys(words)), roster.staff(keys(acts))])
  return new Map([...believed, ...fresh])
}

function isPrivateWord(message: Incoming): boolean {
  return message.kind === 'message' && message.where === 'private'
}

function staffKey(message: Incoming): string | null {
  const sender = senderOf(message)
  return sender ? `${message.account}/${sender.id}` : null
}

/**
 * Who acts. The roster knows members; somebody it does not know, or of whom it does not know whether they made the
 * group, is looked up on the network once: in a group always, in private only when the conversation is new.
 */
async function actorOf(
  message: Incoming,
  staff: ReadonlyMap<string, Staff>,
  groups: readonly string[],
  channel: Channel | undefined,
  isNew: boolean,
  roster: Roster,
): Promise<Actor | null> {
  const sender = senderOf(message)
  if (!sender) return null
  const key = `${message.account}/${sender.id}`
  const record = staff.get(key) ?? null
  const inGroup = 'where' in message && message.where === 'group'
  const unknown = record === null || (inGroup && (!record.member || record.creator == null))
  const connecting = isCommand(message, 'hubungkan')
  const lookUp =
    message.kind !== 'membership' && message.kind !== 'reachability' && (connecting || (unknown && (inGroup || isNew)))
  const isFounder = async (one: Staff | null): Promise<boolean> =>
    one?.member === true && one.creator === true && !(await roster.hasAdmin(message.account))
  if (!lookUp || !channel)
    return { sender, staff: record, known: record !== null, admin: false, founder: await isFounder(record) }
  let found: Standing = 'none'
  for (const group of groups) {
    const here = await channel.membership(group, sender.id, !inGroup)
    if (standings.indexOf(here) > standings.indexOf(found)) found = here
    if (found === 'creator') break
  }
  if (found === 'none')
    return {
      sender,
      staff: record && { ...record, member: false },
      known: record !== null,
      admin: false,
      founder: false,
    }
  const fields = { _id: key, id: sender.id, name: sender.name, member: true, creator: found === 'creator' }
  const now = { reachable: false, roles: [], marks: [], ...record, ...fields }
  return {
    sender,
    staff: now,
    known: record?.member === true && record.creator === now.creator,
    admin: found === 'admin' || found === 'creator',
    founder: await isFounder(now),
  }
}

const standings: readonly Standing[] = ['none', 'member', 'admin', 'creator']

/** A code that comes back as it was given: one in some thousands begins like a password and would be hidden. */
function newCode(token: () => string): string {
  for (;;) {
    const code = token()
    if (!hideSecrets(`/start ${rolePrefix}${code}`).hidden) return code
  }
}

/** What messages about the staff itself may know; null for all others, which are nearly all. */
async function officeFor(
  message: Incoming,
  actor: Actor | null,
  groups: readonly string[],
  channel: Channel | undefined,
  { roster, clock, token }: ContextParts,
): Promise<Office | null> {
  // Of whoever acts the network may just have told what is not on record yet.
  const everybody = async (): Promise<Staff[]> => {
    const others = (await roster.everybody(message.account)).filter(one => one._id !== actor?.staff?._id)
    return actor?.staff ? [...others, actor.staff] : others
  }
  const code = roleCodeIn(message)
  if (code !== null) {
    const invitation = await roster.takeInvitation(message.account, code, message.id)
    return { everybody: await everybody(), offer: null, invitation }
  }
  if (!groups.includes(message.chat)) return null
  if (isCommand(message, 'peran') && channel) {
    const offer = newCode(token)
    const link = await channel.startLink(`${rolePrefix}${offer}`)
    return { everybody: await everybody(), offer: { code: offer, link }, invitation: null }
  }
  const isMarked = actor?.staff && marksOf(actor.staff, clock.now()).length > 0
  return isMarked || isCommand(message, 'tandai')
    ? { everybody: await everybody(), offer: null, invitation: null }
    : null
}

async function answeredSends(messages: readonly Incoming[], outbox: Outbox): Promise<Map<string, Send>> {
  const keys = new Map<string, string>()
  for (const message of messages) {
    const key = answeredKey(message)
    if (key) keys.set(message.id, key)
  }
  if (!keys.size) return new Map()
  const sends = await outbox.byMessage([...new Set(keys.values())])
  return sendsOf(keys, sends)
}

async function topicsOf(messages: readonly Incoming[], outbox: Outbox): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const [chat, own] of Map.groupBy(messages.filter(isInTopic), message => message.chat)) {
    const topics = await outbox.topicAt(own[0]!.account, chat, [...new Set(own.map(message => message.thread))])
    const byThread = new Map([...topics.values()].map(topic => [topic.thread, topic]))
    for (const message of own) {
      const topic = byThread.get(message.thread)
      if (topic) found.set(message.id, topic._id)
    }
  }
  return found
}

/** The sends by message id, where each message names the key of one. */
function sendsOf(keys: ReadonlyMap<string, string>, sends: ReadonlyMap<string, Send>): Map<string, Send> {
  const found = new Map<string, Send>()
  for (const [id, key] of keys) {
    const send = sends.get(key)
    if (send) found.set(id, send)
  }
  return found
}

async function namedSends(
  messages: readonly Incoming[],
  answered: ReadonlyMap<string, Send>,
  outbox: Outbox,
): Promise<Map<string, Send>> {
  const names = new Map<string, string>()
  for (const message of messages) {
    if (message.kind === 'delivery') names.set(message.id, message.send)
    else if (message.kind === 'tap' && message.data.startsWith('ulang ')) {
      const source = answered.get(message.id)?.source
      if (source) names.set(message.id, source)
    }
  }
  if (!names.size) return new Map()
  const sends = await outbox.byId([...new Set(names.values())])
  return sendsOf(names, sends)
}

async function carriedSends(messages: readonly Incoming[], outbox: Outbox): Promise<Map<string, Send[]>> {
  const sources = new Map<string, string>()
  const found = new Map<string, Send[]>()
  for (const message of messages) {
    const source = changedBy(message)
    if (source) sources.set(message.id, source)
  }
  if (!sources.size) return found
  const bySource = Map.groupBy(await outbox.bySource([...new Set(sources.values())]), send => send.source ?? '')
  for (const [id, source] of sources) found.set(id, bySource.get(source) ?? [])
  return found
}

/** Everything a reporter said, for Lihat lengkap and the list of their files. */
async function wordsToShow(messages: readonly Incoming[], records: Records): Promise<Map<string, Said[]>> {
  const found = new Map<string, Said[]>()
  for (const message of messages) {
    const number = message.kind === 'tap' && /^(?:lihat|berkas|hapus|bangun) (\S+)/.exec(message.data)?.[1]
    if (number) found.set(message.id, await records.said(number, 200))
  }
  return found
}

/** What /tiket and /cari look for. */
async function ticketsFound(messages: readonly Incoming[], roster: Roster): Promise<Map<string, FoundTicket[]>> {
  const found = new Map<string, FoundTicket[]>()
  for (const message of messages) {
    const command = message.kind === 'message' ? commandOf(message.text) : null
    if (command?.name === 'tiket') found.set(message.id, await roster.ticketsNumbered(command.rest))
    if (command?.name === 'cari' && command.rest.trim().length > 2)
      found.set(message.id, await roster.ticketsWith(command.rest, 50))
  }
  return found
}

async function desksOf(turns: readonly TurnRows[], roster: Roster) {
  const accounts = [...new Set(turns.map(turn => turn.account))]
  return new Map(await Promise.all(accounts.map(async account => [account, await roster.desk(account)] as const)))
}
