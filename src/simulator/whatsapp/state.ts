import { createHash, randomBytes } from 'node:crypto'
import { proto } from '@whiskeysockets/baileys'
import type { Connection, Line } from './connection.ts'
import type { FaultBook } from './faults.ts'
import type { LedgerWriter, SaidRow } from './ledger.ts'
import { userOf, type Node } from './nodes.ts'
import { createSignalDevice, type KeyBundle, type SignalDevice } from './signal-device.ts'
import type { Account, Addressing, SeenMessage } from './types.ts'
import type { Emit } from './watch.ts'

/** A message in a chat, with what its owner's phone still needs of it. */
export interface Stored extends SeenMessage {
  /** Undefined when the network does not keep texts and nobody asks for it any more. */
  message: proto.IMessage | undefined
}

/** Something a phone sent to the bot, kept so that it can be sent again when the bot asks. */
export interface Letter {
  readonly id: string
  /** The attributes of its stanza. */
  readonly head: Readonly<Record<string, string | undefined>>
  readonly message: proto.IMessage
  readonly row: SaidRow | undefined
  /** Sent as a placeholder only: what is in it is for the person's phone alone. */
  placeholder?: 'view_once' | undefined
  /** true: whatever the bot asks, it does not come again. */
  isWithheld: boolean
  /** What the bot asked last while it was withheld. */
  asked?: Node
}

/** Somebody with a phone, and the chat between them and the bot's account. */
export interface Person {
  readonly account: Account
  /** Replaced when WhatsApp is installed anew on the phone. */
  signal: SignalDevice
  isOff: boolean
  isTyping: boolean
  /** How the bot was last written to: it answers the same way. */
  addressing: Addressing
  /** Whether the bot was given this person's privacy token. */
  gaveToken: boolean
  readonly token: Buffer
  /** Oldest first. */
  readonly messages: Map<string, Stored>
  /** What this phone sent to the bot, oldest first. */
  readonly letters: Map<string, Letter>
  /** How often this phone asked the bot for a message it could not read. */
  readonly asked: Map<string, number>
  /** What the server holds while the phone is off. */
  readonly waiting: (() => Promise<void>)[]
  /** What comes to the phone, one after the other. */
  inbox: Promise<void>
}

/** A stanza for the bot that the bot has not confirmed yet. */
export interface Pending {
  readonly stanza: Node
  readonly row: SaidRow | undefined
  /** Refusals that belong to what was sent before the resend. */
  staleRefusals: number
}

/** The bot: a device that was linked to the LPSE's phone. It stays linked while it is not connected. */
export interface LinkedDevice {
  readonly id: number
  readonly pn: string
  readonly lid: string
  readonly noiseKey: Buffer
  readonly bundle: Omit<KeyBundle, 'preKey'>
  signedPreKey: KeyBundle['signedPreKey']
  readonly preKeys: NonNullable<KeyBundle['preKey']>[]
  preKeyLowSaid: boolean
  connection: Connection | undefined
  /** true: it has asked for what waits and gets everything at once from now on. */
  isActive: boolean
  /** true: the phone has sent it keys and history. */
  isWelcomed: boolean
  readonly pending: Map<string, Pending>
}

/** Everything the network knows. */
export interface World {
  readonly now: () => number
  readonly keep: boolean
  /** The LPSE's own account and its phone. */
  readonly own: Person
  readonly people: Map<string, Person>
  /** By the user part of either jid, the own account included. */
  readonly byUser: Map<string, Person>
  device: LinkedDevice | undefined
  lastDeviceId: number
  /** Whether a chat without a privacy token is refused with 463. */
  requireTokens: boolean
  /** Seconds since the epoch until which new chats are refused with 463; 0 when they are not. */
  timeLockUntil: number
  readonly line: Line
  readonly faults: FaultBook
  readonly ledger: LedgerWriter
  readonly emit: Emit
  /** Things that must not happen: a stanza nobody understands, a handshake that failed. */
  readonly problems: string[]
  /** Messages to the bot are made one after the other, in the order they were said. */
  turn: Promise<void>
}

/** Messages a phone remembers of each kind when the network does not keep everything. */
export const remembered = 100

/** Seconds since the epoch, as stanzas count. */
export function seconds(world: Pick<World, 'now'>): number {
  return Math.floor(world.now() / 1000)
}

/** Fifteen digits that do not show the number, always the same for one number. */
function lidOf(phone: string): string {
  const number = createHash('sha256').update(phone).digest().readUIntBE(0, 6)
  return `${100_000_000_000_000 + (number % 800_000_000_000_000)}@lid`
}

/** Makes somebody with a phone; throws for what is no number with country code. */
export function createPerson(phone: string, name: string): Person {
  if (!/^[1-9]\d{6,14}$/.test(phone)) throw new Error(`${phone} is not a whole phone number in digits`)
  return {
    account: { phone, name, lid: lidOf(phone), pn: `${phone}@s.whatsapp.net` },
    signal: createSignalDevice(),
    isOff: false,
    isTyping: false,
    addressing: 'lid',
    gaveToken: false,
    token: randomBytes(16),
    messages: new Map(),
    letters: new Map(),
    asked: new Map(),
    waiting: [],
    inbox: Promise.resolve(),
  }
}

/** Makes somebody known to the network under both of their addresses. */
export function register(byUser: World['byUser'], person: Person): Person {
  byUser.set(person.account.phone, person)
  byUser.set(userOf(person.account.lid), person)
  return person
}

/** The person with that number; throws when nobody has it. */
export function personOf(world: World, phone: string): Person {
  const person = world.people.get(phone)
  if (!person) throw new Error(`nobody has the number ${phone}`)
  return person
}

/** The message with that id in the person's chat; throws when there is none. */
export function messageOf(person: Person, id: string): Stored {
  const found = person.messages.get(id)
  if (!found) throw new Error(`there is no message ${id} in the chat of ${person.account.phone}`)
  return found
}

/** Puts a message at the end of a chat. */
export function remember(
  world: World,
  person: Person,
  message: proto.IMessage,
  fields: Pick<SeenMessage, 'id' | 'from'> & Partial<SeenMessage>,
): Stored {
  const stored: Stored = {
    text: '',
    caption: '',
    reactions: {},
    edited: false,
    deleted: false,
    tick: 'sent',
    arrivals: 0,
    at: world.now(),
    ...fields,
    message,
  }
  person.messages.set(stored.id, stored)
  trim(world, person.messages)
  return stored
}

/** Without `keep`, leaves only the newest of what somebody's phone remembers. */
export function trim(world: World, rows: Map<string, unknown>): void {
  if (world.keep) return
  for (const key of rows.keys()) {
    if (rows.size <= remembered) return
    rows.delete(key)
  }
}

/** The jid by which a person is addressed. */
export function jidOf(person: Person, addressing: Addressing): string {
  return addressing === 'lid' ? person.account.lid : person.account.pn
}

/** A new message id as phones make them. */
export function newId(): string {
  return `AC${randomBytes(15).toString('hex').toUpperCase()}`
}

/** Does something towards the bot after everything that was begun before it; rejects as the work does. */
export function inTurn<T>(world: World, work: () => Promise<T>): Promise<T> {
  const result = world.turn.then(work)
  // Encrypting never waits for anything: without a break, many turns in a row would let no socket be read.
  const pause = () => new Promise<void>(resolve => setImmediate(resolve))
  world.turn = result.then(pause, pause)
  return result
}

/** Lets something go on by itself; that it fails is a problem of the network. */
export function inBackground(world: World, work: Promise<unknown>): void {
  work.catch(error => world.problems.push(String(error)))
}
