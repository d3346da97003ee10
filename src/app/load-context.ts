import { LoketError } from '../errors.ts'
import type { Flows } from '../flows/load.ts'
import type { Capabilities, Context } from './conversation/context.ts'
import { actorOf, officeFor, type OfficeParts } from './load-actor.ts'
import { linkCodeIn } from '../domain/link-code.ts'
import {
  changedBy,
  commandOf,
  isCommand,
  isInTopic,
  isOnBehalf,
  isPersonal,
  senderOf,
  type Incoming,
} from './message.ts'
import type {
  Address,
  Channel,
  CodeGiver,
  Contact,
  Contacts,
  FoundTicket,
  Outbox,
  Records,
  Roster,
  Said,
  Send,
  Staff,
} from './ports.ts'
import { addressKey, answeredKey } from './receive.ts'

export interface ContextParts extends OfficeParts {
  readonly contacts: Contacts
  readonly outbox: Outbox
  readonly records: Records
  readonly flows: () => Flows
  /** The networks by account, and what each can show. */
  readonly channels: ReadonlyMap<string, Channel>
  readonly capabilities: ReadonlyMap<string, Capabilities>
  /** The account whose groups the staff work in. */
  readonly staffAccount: string
}

interface TurnRows {
  readonly contact: string
  /** Where the conversation is known to be held, or for a new one where its first message came from. */
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
  const { staffAccount, channels } = parts
  const [answered, topics, staff, desk, everybody] = await Promise.all([
    answeredSends(messages, outbox),
    topicsOf(messages, outbox),
    staffOf(messages, roster),
    roster.desk(staffAccount),
    roster.everybody(staffAccount),
  ])
  const named = await namedSends(messages, answered, outbox)
  const carried = await carriedSends(messages, outbox)
  const said = await wordsToShow(messages, carried, parts.records)
  const found = await ticketsFound(messages, parts)
  const givers = await giversOf(messages, parts)
  const others = await othersOf(turns, parts.contacts)
  const asksQueue = messages.some(showsQueue)
  const queue = asksQueue ? await roster.openTickets(1000) : null
  const contexts = new Map<string, Omit<Context, 'now' | 'number'>>()
  for (const turn of turns) {
    let place = known.get(turn.contact) ?? { account: turn.account, chat: turn.chat }
    for (const { message } of turn.rows) {
      place = placeAfter(message, place, known.get(turn.contact)?.state.places ?? [], staffAccount)
      const connecting = isCommand(message, 'hubungkan') && !isPersonal(message)
      // Nobody of the staff is known on another network than theirs.
      const channel = message.account === staffAccount ? channels.get(staffAccount) : undefined
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
        capabilities: capabilitiesOf(place.account, parts),
        staffCapabilities: capabilitiesOf(staffAccount, parts),
        account: place.account,
        chat: place.chat,
        contact: turn.contact,
        accounts: [...channels.keys()],
        staffAccount,
        giver: givers.get(message.id) ?? null,
        others: others.get(message.id) ?? [],
        newCode: parts.contacts.newCode,
        newContact: parts.contacts.newContact,
        desk,
        ...asked,
        answered: answered.get(message.id) ?? null,
        named: named.get(message.id) ?? null,
        carried: carried.get(message.id) ?? [],
        said: said.get(message.id) ?? [],
        found: found.get(message.id) ?? [],
        roster: everybody,
        queue: showsQueue(message) ? queue : null,
        topicTicket: topics.get(message.id) ?? null,
        deskCode: connecting ? await roster.deskCode() : null,
      })
    }
  }
  return contexts
}

/** Where the person is spoken to from this message on: where they themselves wrote last. */
function placeAfter(message: Incoming, before: Address, places: readonly Address[], staffAccount: string): Address {
  const { account, chat } = message
  if (isOnBehalf(message)) return { account, chat: '' }
  if (message.kind === 'joined') return message.spoken
  if (!('from' in message) || ('where' in message && message.where === 'group') || before.chat === '') return before
  // Where the staff are, others too write about this conversation: the Kepala about a complaint.
  const isOwn = account !== staffAccount || places.some(one => one.account === account && one.chat === chat)
  return isOwn ? { account, chat } : before
}

/** Of a network that is switched off now what the staff's can stands in. */
function capabilitiesOf(
  account: string,
  { capabilities, staffAccount }: Pick<ContextParts, 'capabilities' | 'staffAccount'>,
): Capabilities {
  const found = capabilities.get(account) ?? capabilities.get(staffAccount)
  if (!found) throw new LoketError('UNEXPECTED', 'the network of the staff has no capabilities')
  return found
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
  const sends = await outbox.bySource([...new Set(sources.values())])
  for (const [id, source] of sources)
    found.set(
      id,
      sends.filter(send => send.source === source || send.also?.includes(source)),
    )
  return found
}

/**
 * Everything a reporter said, for Lihat lengkap and the list of their files, and for what remains of several messages
 * shown as one when one of them is taken back.
 */
async function wordsToShow(
  messages: readonly Incoming[],
  carried: ReadonlyMap<string, readonly Send[]>,
  records: Records,
): Promise<Map<string, Said[]>> {
  const found = new Map<string, Said[]>()
  for (const message of messages) {
    const joined = message.kind === 'taken back' && carried.get(message.id)?.find(send => send.also?.length)?.ticket
    const number = joined || (message.kind === 'tap' && /^(?:lihat|berkas|hapus|bangun) (\S+)/.exec(message.data)?.[1])
    if (number) found.set(message.id, await records.said(number, 200))
  }
  return found
}

/** Who gave the one-time codes that people sent. */
async function giversOf(messages: readonly Incoming[], parts: ContextParts): Promise<Map<string, CodeGiver>> {
  const codes = new Map<string, string>()
  for (const message of messages) {
    const entered = message.kind === 'message' && isPersonal(message) ? linkCodeIn(message.text) : null
    if (entered) codes.set(message.id, entered.code)
  }
  const givers = await parts.contacts.ofCodes([...new Set(codes.values())], parts.clock.now())
  const found = new Map<string, CodeGiver>()
  for (const [id, code] of codes) {
    const giver = givers.get(code)
    if (giver) found.set(id, giver)
  }
  return found
}

/** Contacts of addresses that the network says are the same person's, and that are known as somebody else's. */
async function othersOf(turns: readonly TurnRows[], contacts: Contacts): Promise<Map<string, string[]>> {
  const vouched = turns.flatMap(({ contact, rows }) =>
    rows.flatMap(({ message }) => (message.also?.length && isPersonal(message) ? [{ contact, message }] : [])),
  )
  const found = new Map<string, string[]>()
  if (!vouched.length) return found
  const known = await contacts.ofAddresses(vouched.map(({ message }) => message))
  for (const { contact, message } of vouched) {
    const { account, chat, also = [] } = message
    const owners = [chat, ...also].map(one => known.get(addressKey({ account, chat: one })))
    const others = new Set(owners.filter(one => one !== undefined && one !== contact) as string[])
    if (others.size) found.set(message.id, [...others])
  }
  return found
}

/** What /tiket and /cari look for. */
async function ticketsFound(
  messages: readonly Incoming[],
  { roster, outbox, capabilities }: ContextParts,
): Promise<Map<string, FoundTicket[]>> {
  const found = new Map<string, FoundTicket[]>()
  for (const message of messages) {
    const command = message.kind === 'message' ? commandOf(message.text) : null
    if (command?.name === 'tiket') {
      const tickets = await roster.ticketsNumbered(command.rest)
      const replies = await outbox.lastReplies(tickets.map(one => one.ticket.number))
      const withReplies = tickets.map(one => {
        const lastReply = replies.get(one.ticket.number)
        return lastReply && capabilities.get(lastReply.account)?.receipts ? { ...one, lastReply } : one
      })
      found.set(message.id, withReplies)
    }
    if (command?.name === 'cari' && command.rest.trim().length > 2)
      found.set(message.id, await roster.ticketsWith(command.rest, 50))
  }
  return found
}
