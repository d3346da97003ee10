import { LoketError } from '../errors.ts'
import type { Flows } from '../flows/load.ts'
import type { Capabilities, Context } from './conversation/context.ts'
import { actorOf, officeFor, type OfficeParts } from './load-actor.ts'
import { changedBy, commandOf, isCommand, isInTopic, isOnBehalf, senderOf, type Incoming } from './message.ts'
import type { Channel, Contact, FoundTicket, Outbox, Records, Roster, Said, Send, Staff } from './ports.ts'
import { answeredKey } from './receive.ts'

export interface ContextParts extends OfficeParts {
  readonly outbox: Outbox
  readonly records: Records
  readonly flows: () => Flows
  readonly capabilities: Capabilities
  /** The networks by account. */
  readonly channels: ReadonlyMap<string, Channel>
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

/** /antrean shows the open tickets, /tandai those that the person marked still holds. */
function showsQueue(message: Incoming): boolean {
  return ['antrean', 'saya', 'tandai'].some(name => isCommand(message, name))
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
