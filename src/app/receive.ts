import { hashOf } from '../domain/hash.ts'
import { findTicketNumber } from '../domain/ticket.ts'
import type { Flows } from '../flows/load.ts'
import { refusedFile } from '../domain/sensitive.ts'
import { attachmentsOf, commandOf, isOnBehalf, type Attachment, type Incoming } from './message.ts'
import type { Address, Checkpoint, Clock, Contacts, Desk, Inbox, InboxRow, Outbox, Roster, Wakeups } from './ports.ts'

/** How many lanes contacts are spread over: few, because batching is what makes them fast (docs/keputusan.md). */
export const shards = 2

/** The lane of a contact, the same in every process. */
export function shardOf(contact: string): number {
  return hashOf(contact) % shards
}

/** Growing numbers for the order of inbox rows: microseconds of this machine, never twice, never backwards. */
export type Sequence = () => number

/** A Sequence that goes on from the clock of the machine. */
export function createSequence(milliseconds: () => number): Sequence {
  let last = 0
  return () => {
    last = Math.max(last + 1, Math.floor(milliseconds() * 1000))
    return last
  }
}

export interface ReceiveParts {
  readonly inbox: Inbox
  readonly contacts: Contacts
  readonly outbox: Outbox
  readonly roster: Pick<Roster, 'desk'>
  readonly flows: () => Flows
  readonly wake: Wakeups
  readonly clock: Clock
  readonly sequence: Sequence
  readonly checkpoint: Checkpoint
}

/** Stores what came from a network, and nothing else; when it resolves, the network may be told so. */
export type Receive = (messages: readonly Incoming[]) => Promise<void>

/**
 * Builds the one way in. Each message goes to the lane of the contact it belongs to: private ones to their person's,
 * those in a ticket's topic to the reporter's, commands of the staff group to the group's own. What else is said in
 * groups is not ours to keep.
 */
export function createReceive(parts: ReceiveParts): Receive {
  const { inbox, contacts, clock, sequence, wake, checkpoint } = parts
  const captions = createCaptions()
  return async came => {
    if (!came.length) return
    const owners = await ownersOf(came, parts)
    const desks = new Map<string, Desk | null>()
    for (const account of new Set(came.filter(isOfGroup).map(message => message.account)))
      desks.set(account, await parts.roster.desk(account))
    const messages = came.filter(
      message => !isOfGroup(message) || owners.has(message.id) || isForUs(message, desks.get(message.account) ?? null),
    )
    if (!messages.length) return
    captions.note(messages)
    const elsewhere = messages.filter(message => !owners.has(message.id))
    const found = await contacts.ofAddresses(elsewhere.map(addressOf))
    const rows = messages.map((came): InboxRow => {
      const message = withoutPapers(came, captions.of(came), parts.flows().policy.words)
      const contact = owners.get(message.id) ?? found.get(addressKey(addressOf(message)))!
      return newRow(message, contact, sequence(), clock.now())
    })
    await inbox.add(rows)
    checkpoint('after insert')
    wake.conversation(new Set(rows.map(row => row.shard)))
    for (const account of new Set(rows.filter(row => row.awaits).map(row => row.message.account))) wake.files(account)
  }
}

/**
 * Photos of identity cards and offer documents, known by caption and file name, are neither fetched nor stored: they are
 * not LPSE's to hold (Pasal 4(3), UU 27/2022).
 */
function withoutPapers(message: Incoming, caption: string, words: Flows['policy']['words']): Incoming {
  if ((message.kind !== 'message' && message.kind !== 'edit') || message.where !== 'private') return message
  if (!message.attachments.length) return message
  const attachments = message.attachments.map((one): Attachment => {
    const refused = refusedFile({ caption, name: one.name ?? '', kind: one.kind }, words)
    return refused ? { ...one, refused } : one
  })
  return { ...message, attachments }
}

/** Albums whose caption is remembered. */
const albumsKept = 200

/** The words that stand over a file: of an album only one item carries them, and its items come one by one. */
function createCaptions(): { note(messages: readonly Incoming[]): void; of(message: Incoming): string } {
  const known = new Map<string, string>()
  const albumIn = (message: Incoming): string | null =>
    message.kind === 'message' && message.album ? `${message.account}/${message.chat}/${message.album}` : null
  return {
    note(messages) {
      for (const message of messages) {
        const album = albumIn(message)
        if (album !== null && message.kind === 'message' && message.text) known.set(album, message.text)
      }
      for (const album of [...known.keys()].slice(0, -albumsKept)) known.delete(album)
    },
    of(message) {
      if (message.kind !== 'message' && message.kind !== 'edit') return ''
      return message.text || (known.get(albumIn(message) ?? '') ?? '')
    },
  }
}

function isOfGroup(message: Incoming): boolean {
  return 'where' in message ? message.where === 'group' : message.kind === 'membership' || message.kind === 'migration'
}

/** Of groups: commands, taps, topics, answers to us and changes of members in a staff group; elsewhere only /hubungkan. */
function isForUs(message: Incoming, desk: Desk | null): boolean {
  const command = message.kind === 'message' ? commandOf(message.text) : null
  if (command?.name === 'hubungkan') return true
  if (!desk?.groups.includes(message.chat)) return false
  if (message.kind !== 'message' && message.kind !== 'edit') return true
  return command !== null || message.thread !== undefined || message.replyTo !== undefined
}

/** A row as it enters the inbox. */
export function newRow(message: Incoming, contact: string, seq: number, at: Date): InboxRow {
  const awaits = attachmentsOf(message).some(one => !one.stored && !one.refused)
  const row = { _id: message.id, contact, shard: shardOf(contact), seq, at, attempts: 0, awaits }
  // What is done about a message that stays unreadable has ids of its own: it may become readable after all.
  return message.kind === 'unreadable'
    ? { ...row, state: 'stub', unread: true, message: { ...message, id: `${message.id}?` } }
    : { ...row, state: 'new', message }
}

/** The key under which an address is stored. */
export function addressKey({ account, chat }: Address): string {
  return `${account}/${chat}`
}

function addressOf(message: Incoming): Address {
  const { account, chat, also, lasting } = message
  if (isOnBehalf(message)) return { account, chat: `catat ${message.id}` }
  return { account, chat, ...(also ? { also } : {}), ...(lasting === undefined ? {} : { lasting }) }
}

/** The key under which a sent message is found again. */
export function messageKey(account: string, chat: string, messageId: string): string {
  return `${account}|${chat}|${messageId}`
}

/** The key of the message that a tap, a reaction or a reply speaks of, or null. */
export function answeredKey(message: Incoming): string | null {
  if (message.kind === 'tap' || message.kind === 'reaction')
    return messageKey(message.account, message.chat, message.messageId)
  return message.kind === 'message' && message.replyTo
    ? messageKey(message.account, message.chat, message.replyTo)
    : null
}

/**
 * The messages that belong to a conversation other than their chat's: what is said of a ticket in a group, with the
 * reporter's contact, and what the Kepala answers in private to a complaint, with the complainant's.
 */
export async function ownersOf(
  messages: readonly Incoming[],
  { outbox }: Pick<ReceiveParts, 'outbox'>,
): Promise<Map<string, string>> {
  const owners = new Map<string, string>()
  const groups = new Map<string, { account: string; chat: string; threads: Map<string, string[]> }>()
  const replies = new Map<string, string[]>()
  const tickets = new Map<string, string[]>()
  const push = (map: Map<string, string[]>, key: string, id: string): void =>
    void map.set(key, [...(map.get(key) ?? []), id])
  for (const message of messages) {
    // Written in a topic or as a reply, it is still about somebody else.
    if (isOnBehalf(message)) continue
    const key = 'where' in message && message.where === 'private' ? answeredKey(message) : null
    if (key) push(replies, key, message.id)
    else if (message.kind === 'tap' && message.where === 'group') {
      const number = findTicketNumber(message.data)
      if (number) push(tickets, number, message.id)
    } else if ((message.kind === 'message' || message.kind === 'edit') && message.where === 'group') {
      if (message.thread) {
        const group = groups.get(message.chat) ?? { account: message.account, chat: message.chat, threads: new Map() }
        groups.set(message.chat, group)
        push(group.threads, message.thread, message.id)
      } else if (message.replyTo) push(replies, messageKey(message.account, message.chat, message.replyTo), message.id)
    }
  }
  for (const { account, chat, threads } of groups.values())
    for (const topic of (await outbox.topicAt(account, chat, [...threads.keys()])).values())
      for (const id of threads.get(topic.thread ?? '') ?? []) owners.set(id, topic.contact)
  if (replies.size)
    for (const [key, send] of await outbox.byMessage([...replies.keys()]))
      if (send.ticket !== null) for (const id of replies.get(key) ?? []) owners.set(id, send.contact)
  if (tickets.size)
    for (const [number, topic] of await outbox.topics([...tickets.keys()]))
      for (const id of tickets.get(number) ?? []) owners.set(id, topic.contact)
  return owners
}
