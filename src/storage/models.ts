import { Schema, type Connection, type Model } from 'mongoose'

const text = { type: String, required: true } as const
const optionalText = { type: String, default: null } as const
const mixed = Schema.Types.Mixed
const plain = { versionKey: false, minimize: false } as const

/** What came from the networks, once each (`_id` is the network's identity of it). */
const inbox = new Schema(
  {
    _id: text,
    contact: text,
    shard: { type: Number, required: true },
    seq: { type: Number, required: true },
    state: { type: String, enum: ['new', 'done', 'parked', 'stub'], required: true },
    /** It could not be read when it came. */
    unread: Boolean,
    at: { type: Date, required: true },
    attempts: { type: Number, required: true },
    awaits: { type: Boolean, required: true },
    message: mixed,
    error: optionalText,
    /** When it was decided about, and when that and what follows from it was on record. */
    decidedAt: Date,
    tickedAt: Date,
  },
  { ...plain, collection: 'inbox' },
)
inbox.index({ state: 1, shard: 1, seq: 1 })

/** One document a conversation: its state, the rows decided last and what that still owes. The commit point. */
const contacts = new Schema(
  {
    _id: text,
    account: text,
    chat: text,
    version: { type: Number, required: true },
    state: mixed,
    waits: { type: Boolean, required: true },
    done: [String],
    effects: [mixed],
    batch: text,
    decidedAt: { type: Date, required: true },
    wakeAt: Date,
  },
  { ...plain, collection: 'contacts' },
)
contacts.index({ waits: 1 })
contacts.index({ wakeAt: 1 })
contacts.index({ 'state.linking.code.hash': 1 }, { sparse: true })

/** Where a contact can be reached; many addresses may belong to one contact. */
const addresses = new Schema(
  { _id: text, contact: text, leaving: Date, lasting: Boolean },
  { ...plain, collection: 'addresses' },
)
addresses.index({ contact: 1 })

/** The list of tickets, derived from the contacts' decisions. */
const tickets = new Schema(
  {
    _id: text,
    contact: text,
    status: { type: String, required: true },
    holder: mixed,
    kind: text,
    category: text,
    impact: text,
    priority: text,
    priorityReason: String,
    reporter: mixed,
    way: text,
    packageCode: String,
    deadline: Date,
    urgent: { type: Boolean, required: true },
    complete: { type: Boolean, required: true },
    group: String,
    openedAt: { type: Date, required: true },
    closedAt: Date,
    idleSince: { type: Date, required: true },
    nudged: { type: Boolean, required: true },
    closesAt: Date,
    waitingSince: Date,
    linked: String,
    solution: String,
    rootCause: String,
    version: { type: Number, required: true },
    /** What was deleted of it, by stage. */
    retained: mixed,
  },
  { ...plain, collection: 'tickets' },
)
tickets.index({ status: 1, openedAt: 1 })
tickets.index({ contact: 1 })

/** Complaints to the Kepala, without their words: in the group and among the tickets nothing is known of them. */
const complaints = new Schema(
  {
    _id: text,
    contact: text,
    status: { type: String, required: true },
    openedAt: { type: Date, required: true },
    closedAt: Date,
    /** What was deleted of it, by stage. */
    retained: mixed,
  },
  { ...plain, collection: 'complaints' },
)
complaints.index({ contact: 1 })

/** What happened, append-only: who, when, what. Message texts live here until they are too old; the rows stay. */
const events = new Schema(
  {
    _id: text,
    ticket: optionalText,
    contact: text,
    at: { type: Date, required: true },
    who: text,
    what: text,
    data: mixed,
  },
  { ...plain, collection: 'events' },
)
events.index({ ticket: 1, at: 1 })

/** What is to be sent, is being sent and was sent; also the way from a network's message back to its meaning. */
const outbox = new Schema(
  {
    _id: text,
    account: text,
    lane: text,
    to: mixed,
    content: mixed,
    purpose: text,
    ticket: optionalText,
    contact: text,
    source: optionalText,
    also: { type: [String], default: undefined },
    said: optionalText,
    acknowledge: mixed,
    delivered: mixed,
    order: { type: Number, required: true },
    at: { type: Date, required: true },
    state: { type: String, enum: ['due', 'sending', 'sent', 'failed', 'unknown'], required: true },
    attempts: { type: Number, required: true },
    claim: String,
    /** When its last attempt was begun, and when the network had taken it. */
    begunAt: Date,
    sentAt: Date,
    repeated: { type: Boolean, required: true },
    notBefore: Date,
    messageIds: [String],
    keys: { type: [String], default: undefined },
    chat: optionalText,
    reason: optionalText,
    /** Its messages that are on the person's phone and that were read, and when that was so of all. */
    arrived: { type: [String], default: undefined },
    seen: { type: [String], default: undefined },
    deliveredAt: Date,
    readAt: Date,
  },
  { ...plain, collection: 'outbox' },
)
outbox.index({ state: 1, account: 1, at: 1 })
outbox.index({ keys: 1 }, { sparse: true })
outbox.index({ source: 1 }, { sparse: true })
outbox.index({ also: 1 }, { sparse: true })
outbox.index({ ticket: 1, at: 1 })

/** What networks said of messages before the send they belong to was marked as sent. */
const receipts = new Schema(
  {
    _id: text,
    account: text,
    messageId: text,
    deliveredAt: Date,
    readAt: Date,
    at: { type: Date, required: true },
  },
  { ...plain, collection: 'receipts' },
)
receipts.index({ at: 1 })

/** The forum topic of a ticket. Unique both ways. */
const topics = new Schema(
  {
    _id: text,
    account: text,
    group: text,
    thread: optionalText,
    card: optionalText,
    contact: text,
    name: text,
    moved: Boolean,
    leaving: Date,
    left: { type: [String], default: undefined },
    gone: Boolean,
  },
  { ...plain, collection: 'topics' },
)
topics.index({ account: 1, group: 1, thread: 1 })
topics.index({ leaving: 1 }, { sparse: true })

/** Members and former members of the staff groups. */
const staff = new Schema(
  {
    _id: text,
    id: text,
    name: text,
    username: String,
    nickname: String,
    member: { type: Boolean, required: true },
    reachable: { type: Boolean, required: true },
    creator: Boolean,
    membershipAt: Date,
    /** By role: the grants and when it was last decided about. */
    roles: mixed,
    /** By kind of mark (Pasal 18(2)): the mark and when it was last decided about. */
    marks: mixed,
  },
  { ...plain, collection: 'staff' },
)

/** What people think of how a ticket was handled: apart from its record (Pasal 12). */
const ratings = new Schema(
  { _id: text, score: Number, words: String, at: { type: Date, required: true } },
  { ...plain, collection: 'ratings' },
)

/** Single facts: the key's fingerprint, the staff group, the connection code, roles offered by link. */
const settings = new Schema({ _id: text }, { ...plain, strict: false, collection: 'settings' })

/** Ticket numbers by year. */
const counters = new Schema(
  { _id: text, count: { type: Number, required: true } },
  { ...plain, collection: 'counters' },
)

/** Who does what now; not part of a backup. */
const leases = new Schema(
  { _id: text, owner: text, until: { type: Date, required: true } },
  { ...plain, collection: 'leases' },
)
leases.index({ until: 1 })

/**
 * What changed in the credentials and keys of an account, in order (`_id`: account and number); not part of a backup. The
 * entries with which a process took the account over stay: they are what shuts the earlier one out.
 */
const accountlog = new Schema(
  { _id: text, writer: text, opened: Boolean, forgets: Boolean, sealed: Buffer },
  { ...plain, collection: 'accountlog' },
)

/** Credentials and keys of accounts, encrypted with their names (`_id`: a keyed hash of it); not part of a backup. */
const accountkeys = new Schema(
  { _id: text, n: { type: Number, required: true }, sealed: Buffer, gone: Date },
  { ...plain, collection: 'accountkeys' },
)

/** How accounts that are linked to a phone stand; not part of a backup. */
const accounts = new Schema(
  {
    _id: text,
    state: text,
    since: { type: Date, required: true },
    reason: optionalText,
    number: Buffer,
    name: Buffer,
    qr: Buffer,
    pairingCode: Buffer,
    wanted: optionalText,
    outreachStoppedUntil: Date,
  },
  { ...plain, collection: 'accounts' },
)

/** What was sent, encrypted, for phones that could not read it. */
const sentmessages = new Schema(
  { _id: text, at: { type: Date, required: true }, sealed: Buffer },
  { ...plain, collection: 'sentmessages' },
)
sentmessages.index({ at: 1 })

const schemas = {
  inbox,
  contacts,
  addresses,
  tickets,
  events,
  outbox,
  receipts,
  topics,
  staff,
  ratings,
  complaints,
  settings,
  counters,
  leases,
  accountlog,
  accountkeys,
  accounts,
  sentmessages,
}

/** All models of a connection; the only definition of collections and indexes. */
export function defineModels(connection: Connection): Model<unknown>[] {
  return Object.entries(schemas).map(
    ([name, schema]) => (connection.models[name] ?? connection.model(name, schema as Schema)) as Model<unknown>,
  )
}

export type CollectionName = keyof typeof schemas
