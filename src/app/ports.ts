import type { Attachment, Incoming, Sender } from './message.ts'
import type { Grant, Mark as Marked, Marking, Role } from '../domain/access.ts'
import type { Rich } from '../domain/rich.ts'
import type { Identity, Ticket } from '../domain/ticket.ts'
import type { Position } from '../flows/step.ts'

/** The time. Tests move it; nothing else in app or domain asks the machine for it. */
export interface Clock {
  now(): Date
}

/** A place in the code at which tests may end the process; does nothing in production. */
export type Checkpoint = (
  name:
    | 'after insert'
    | 'after ack'
    | 'after decrypt'
    | 'before commit'
    | 'after commit'
    | 'between effects'
    | 'after telling others'
    | 'after readdressing'
    | 'before send'
    | 'after send before mark'
    | 'between retention steps',
) => void

/* ---------------------------------------------------------------- inbox */

export interface InboxRow {
  readonly _id: string
  readonly contact: string
  readonly shard: number
  /** Order within a contact: microseconds of the receiving process, growing. */
  readonly seq: number
  /** stub: cannot be read yet, and is waited for; see `ripen`. */
  readonly state: 'new' | 'done' | 'parked' | 'stub'
  readonly at: Date
  readonly attempts: number
  /** Set while files of the message are being fetched; later rows of the contact wait as well. */
  readonly awaits: boolean
  readonly message: Incoming
  /** It could not be read when it came. */
  readonly unread?: true
  /** When it was decided about, and when all that followed was on record. */
  readonly decidedAt?: Date
  readonly tickedAt?: Date
}

export interface Inbox {
  /**
   * Stores rows; a row whose id is known stays as it is, but for a stub, whose place it takes: a message that became
   * readable. One that was given up before is stored beside it. Resolves when they are durable.
   */
  add(rows: readonly InboxRow[]): Promise<void>
  /** Gives up stubs received before a time: they are decided as what they are. Resolves to their shards. */
  ripen(before: Date): Promise<Set<number>>
  /** New rows of a shard, oldest first. */
  due(shard: number, limit: number): Promise<InboxRow[]>
  /** New rows of an account, of any shard, that wait for their files. */
  awaiting(account: string, limit: number): Promise<InboxRow[]>
  /** Puts the fetched files into a waiting row and lets it go on. */
  filesReady(id: string, attachments: readonly Attachment[]): Promise<void>
  /** They are decided, and what follows from that is on record. */
  tick(ids: readonly string[], times: { readonly decidedAt: Date; readonly tickedAt: Date }): Promise<void>
  /** Which of these rows were not ticked. */
  unticked(ids: readonly string[]): Promise<Set<string>>
  /** Deletes ticked rows received before a time; the network no longer repeats those. */
  forgetBefore(time: Date): Promise<number>
  /** Counts a failure; parks the row when `park`. */
  failed(id: string, code: string, park: boolean): Promise<void>
  /** Moves a row from the contact that was seen to have it to another, unless it was decided or moved meanwhile. */
  moveTo(id: string, from: string, contact: string, shard: number): Promise<void>
  /** The oldest new row of each of these contacts (of one account, or of all), by contact; those without are missing. */
  oldestOf(of: readonly { readonly contact: string; readonly account: string | null }[]): Promise<Map<string, number>>
  retryParked(): Promise<number>
}

/* ------------------------------------------------------------- contacts */

/** A file or text that waits for a desk. */
export interface WaitingWord {
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly source: string
  readonly at: Date
  /** What was sent that is neither text nor file; `text` says it. */
  readonly other?: string
}

/** What the bot asks an anggota for. */
export type AskedFor = 'solution' | 'data' | 'root cause' | 'waiver' | 'third party' | 'priority' | 'merge' | 'canned'

/** A question of the bot to one anggota, or a text that waits for a tap. */
export interface Ask {
  /** question: an answer is waited for · confirm: it was given and waits for Kirim · the others wait for a tap. */
  readonly kind: 'question' | 'confirm' | 'reply or note' | 'resend'
  readonly about: AskedFor | null
  readonly ticket: string
  readonly staff: string
  readonly staffName: string
  readonly at: Date
  /** Our id of the send that asks. */
  readonly send: string
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly source: string
}

/** What the words of a report gave away before anybody was asked. */
export interface Gathered {
  readonly category: string | null
  readonly massProblem: boolean
  readonly packageCode: string | null
  readonly deadline: Date | null
}

/** A conversation of flows/ that somebody is in the middle of. */
export interface Form {
  readonly position: Position
  readonly begun: Date
  /** The person wrote or tapped last; silence counts from here. */
  readonly heardAt: Date
  /** Words that no ticket has yet. */
  readonly words: readonly WaitingWord[]
  readonly gathered: Gathered
  /** The ticket or complaint that the answers fill, once there is one. */
  readonly number: string | null
  readonly urgent: boolean
  /** Silence was dealt with. */
  readonly hushed: boolean
  /** Since when words stand that answered nothing, so that the question is repeated in a moment; null: none do. */
  readonly missed: Date | null
  /** The question that stands was repeated already. */
  readonly repeated: boolean
}

/** Words that wait until the person says which ticket they belong to. */
export interface Choosing {
  readonly words: readonly WaitingWord[]
  readonly since: Date
}

/** A complaint about the service, for Kepala LPSE alone. */
export interface Complaint {
  /** For example ADU-2026-000124. */
  readonly number: string
  readonly status: 'open' | 'solved' | 'closed'
  readonly openedAt: Date
  readonly closedAt: Date | null
  /** What no Kepala could be told yet. */
  readonly waiting: readonly WaitingWord[]
  /** The private chat of the Kepala it was brought to; null: to nobody yet. */
  readonly head: string | null
}

/** Messages of a flood that are shown together. */
export interface Burst {
  readonly number: string
  readonly words: readonly WaitingWord[]
  readonly since: Date
}

/** Options put to the person where the network has no buttons; they are answered by number, see numbered.ts. */
export interface Offer {
  /** Our id of the send that lists them. */
  readonly send: string
  /** In the order in which they are listed. */
  readonly options: readonly Button[]
  readonly at: Date
  /** When the bot first said something without options after it; null: it is the last that was said. */
  readonly followed: Date | null
  /** Somebody of the LPSE wrote since, or the bot asked for free words: a number is meant for that. */
  readonly overtaken: boolean
}

/** What the bot says once and not again for a while. */
export type Hint = 'call' | 'unreadable' | 'view once' | 'unknown'

/** One-time codes by which a person links another network. */
export interface Linking {
  /** The code given last, hashed; an earlier one is good no more. */
  readonly code: { readonly hash: string; readonly until: Date } | null
  /** When within the last hour codes were given, wrong ones were entered, and networks were unlinked. */
  readonly given: readonly Date[]
  readonly missed: readonly Date[]
  readonly parted: readonly Date[]
  /** The question that stands: is that other conversation yours too? */
  readonly asked: { readonly contact: string; readonly hash: string; readonly until: Date } | null
}

/** A new one-time code and what is stored of it. */
export interface OneTimeCode {
  readonly code: string
  readonly hash: string
}

/** Who gave a code that is good now, and where they are spoken to. */
export interface CodeGiver extends Pick<Contact, '_id' | 'account' | 'chat'> {
  readonly hash: string
  readonly name: string
  readonly accounts: readonly string[]
}

/** Everything Loket knows of one conversation. Stored in the contact's document, changed only by a decision. */
export interface ConversationState {
  /** The name of the chat account. */
  readonly name: string
  /** All places of this person, once more than one is known; empty: only the one where they are spoken to. */
  readonly places: readonly Address[]
  /** What a one-time code for another network needs to know; null: nothing. */
  readonly linking: Linking | null
  /** The contact that holds all this from now on; null: this one does. It is a name smaller than its own, so nobody goes in a circle. */
  readonly movedTo: string | null
  /** Places that were unlinked, and whose they are now. */
  readonly left: readonly (Address & { readonly to: string })[]
  /**
   * Conversations from which messages to this one may still come by way of older beliefs in addresses, of all or of one
   * account: nothing here is decided before what waits there and is older.
   */
  readonly behind: readonly { readonly contact: string; readonly account: string | null; readonly until: Date }[]
  /** How far changes and sends are numbered ahead of the version, so that no joined conversation's are newer. */
  readonly ahead: number
  readonly greeted: boolean
  /** Version of the notice on privacy the person was shown last; 0: none. */
  readonly privacy: number
  /** A petugas wrote /lapor and is now heard as a penyedia. */
  readonly reporting: boolean
  readonly unreachable: boolean
  /** Who the person says they are. */
  readonly identity: Identity | null
  readonly waiting: readonly WaitingWord[]
  readonly form: Form | null
  readonly choosing: Choosing | null
  /** Where words go while several tickets are open. */
  readonly focus: { readonly number: string; readonly at: Date } | null
  /** Live tickets, and the last ended ones. */
  readonly tickets: readonly Ticket[]
  readonly complaints: readonly Complaint[]
  readonly asks: readonly Ask[]
  /** Times of the last messages to open tickets, for telling a flood. */
  readonly recent: readonly Date[]
  readonly burst: Burst | null
  /** The ticket that words opened again, with all of them, while one tap may still make a report of its own of them. */
  readonly reopened: { readonly number: string; readonly words: readonly WaitingWord[] } | null
  /** How often in a row the bot did not understand. */
  readonly puzzled: number
  /** The question for a word on a rating, to which a reply is that word. */
  readonly comment: { readonly number: string; readonly send: string } | null
  /** The options listed last; null where the network has buttons. */
  readonly offered: Offer | null
  /** Messages of the bot about a matter that has no ticket yet, and the time of the last one. */
  readonly told: { readonly count: number; readonly at: Date } | null
  /** When each was said last. */
  readonly hints: Readonly<Partial<Record<Hint, Date>>>
  /** When the person themselves last did something here, by the network's time; null: not since this is noted. */
  readonly heardAt: Date | null
}

export interface Contact {
  readonly _id: string
  /** The account and chat in which the person (or group) is spoken to: where they wrote last. */
  readonly account: string
  readonly chat: string
  readonly version: number
  readonly state: ConversationState
  /** Ids of the inbox rows of the last decisions. */
  readonly done: readonly string[]
  /** What the last commit still owes the other collections. */
  readonly effects: readonly Effect[]
  readonly batch: string
  readonly decidedAt: Date
  /** When the conversation wants to be looked at again, whoever writes or not; null: never. */
  readonly wakeAt: Date | null
}

export interface Contacts {
  load(ids: readonly string[]): Promise<Map<string, Contact>>
  /**
   * THE commit: stores each contact if nobody stored it since `version - 1`. Resolves to the ids that were stored;
   * each document is atomic, the list is not.
   */
  commit(contacts: readonly Contact[]): Promise<Set<string>>
  /** Forgets the effects of these contacts, where the last commit is one of the batches. */
  clear(ids: readonly string[], batches: readonly string[]): Promise<void>
  /**
   * The contacts of addresses by key, with those of `also`. What is unknown of an address and its `also` goes to the
   * contact of what is known of them, or all to one new contact; known ones of different contacts stay as they are. But
   * where the contact of another of them has a lasting address and it is not this one, that other has changed hands (a
   * number was given to somebody else): it goes to the contact of the lasting address, and nothing else does.
   */
  ofAddresses(addresses: readonly Address[]): Promise<Map<string, string>>
  /** Whose an address is now; null: nobody's. Asks the store and changes nothing. */
  ownerOf(address: Address): Promise<string | null>
  /** Gives the addresses of contacts (on one account, or all) to others. Safe to repeat. */
  readdress(moves: readonly ContactMoved[]): Promise<void>
  /** A code nobody has, and the name of a contact that is not there yet. */
  newCode(): OneTimeCode
  newContact(): string
  /** Who gave these codes; those that nobody gave, or that are good no more, are missing. */
  ofCodes(codes: readonly string[], now: Date): Promise<Map<string, CodeGiver>>
  /** Contacts whose messages wait for a desk, or whose complaints wait for a Kepala. */
  waiting(): Promise<(Pick<Contact, '_id' | 'account' | 'chat' | 'version'> & { forDesk: boolean; forHead: boolean })[]>
  /** Contacts that wanted to be looked at by now. */
  toWake(now: Date, limit: number): Promise<Pick<Contact, '_id' | 'account' | 'chat' | 'version'>[]>
}

export interface Address {
  readonly account: string
  readonly chat: string
  /** Other addresses of the same account that are surely the same person's; known ones of another contact stay there. */
  readonly also?: readonly string[]
  /** The one of them that never becomes somebody else's. */
  readonly lasting?: string
}

/* -------------------------------------------------------------- effects */

/** What happened to a ticket or person; append-only (who, when, what). */
export interface TicketEvent {
  readonly kind: 'event'
  readonly id: string
  readonly ticket: string | null
  readonly contact: string
  readonly at: Date
  /** Who did it: pelapor, loket, or an anggota's id. */
  readonly who: string
  readonly what: string
  /** Message texts, file ids, names: the record itself. */
  readonly data: Record<string, unknown>
}

export interface TicketChanged {
  readonly kind: 'ticket'
  readonly id: string
  readonly ticket: Ticket
  readonly contact: string
  /** Version of the contact that decided it: an older change never overwrites a newer one. */
  readonly version: number
}

/**
 * Part of what is known of somebody of a staff group; the rest of the record stays. `membership`: member, names, and
 * creator where it is given, unless something newer is on record. `reachability`, `nickname`: that alone. `names`: name and username.
 * `roles`, `marks`: all that is held of the roles (marks) named, unless something newer is on record of that one. Of
 * somebody new the whole of `staff` is stored as well.
 */
export type StaffChanged = {
  readonly kind: 'staff'
  readonly id: string
  readonly staff: StaffSeen
  /** When it was so, by the network's time where that tells. */
  readonly at: Date
} & (
  | { readonly fields: 'membership' | 'reachability' | 'names' | 'nickname' }
  | { readonly fields: 'roles'; readonly roles: readonly RoleChange[] }
  | { readonly fields: 'marks'; readonly marks: readonly MarkChange[] }
)

/** All that somebody holds of one role from now on; nothing: it is withdrawn. */
export interface RoleChange {
  readonly role: Role
  readonly grants: readonly Grant[]
}

/** The mark of one kind that somebody bears from now on (Pasal 18(2)); null: none. */
export interface MarkChange {
  readonly as: Marking
  readonly mark: Marked | null
}

/** A role is offered by link; a code is stored once. */
export interface InvitationMade {
  readonly kind: 'invitation'
  readonly id: string
  readonly invitation: Invitation
}

export interface DeskChanged {
  readonly kind: 'desk'
  readonly id: string
  readonly account: string
  readonly group: string
  readonly forum: boolean
  /** The former id of the same group, after a migration. */
  readonly was?: string
}

export interface SendWanted extends Draft {
  readonly kind: 'send'
}

/** What a person thinks of how a ticket was handled: apart from the ticket's record, since the survey is not the Help Desk's (Pasal 12). */
export interface Rated {
  readonly kind: 'rating'
  readonly id: string
  readonly ticket: string
  /** 4 sangat baik … 1 tidak baik; null: only words are added. */
  readonly score: number | null
  readonly words: string | null
  readonly at: Date
}

/**
 * A stored file goes for good: from the store at once, its mentions in the record of its ticket become
 * `{ removed, kind, why }`, and the messages that show it to the staff are deleted while the network allows.
 */
export interface FileForgotten {
  readonly kind: 'forget file'
  readonly id: string
  readonly ticket: string
  /** Our id of the stored file. */
  readonly file: string
  readonly why: string
  readonly at: Date
}

/** What the record keeps of a complaint beside its events, which bear its words. */
export interface ComplaintChanged {
  readonly kind: 'complaint'
  readonly id: string
  readonly contact: string
  readonly complaint: Pick<Complaint, 'number' | 'status' | 'openedAt' | 'closedAt'>
}

/** News of one conversation to another: a row in the other's inbox. One whose id is known stays as it is. */
export interface ConversationTold {
  readonly kind: 'told'
  readonly id: string
  readonly contact: string
  readonly message: Incoming
  /** Its place among the rows there; null: behind what is there now. */
  readonly seq: number | null
  readonly at: Date
}

/** What was found by one contact is found by another: its addresses on one account or, with null, everything. */
export interface ContactMoved {
  readonly kind: 'moved'
  readonly id: string
  readonly from: string
  readonly to: string
  readonly account: string | null
}

export type Effect =
  | ConversationTold
  | ContactMoved
  | TicketEvent
  | TicketChanged
  | ComplaintChanged
  | StaffChanged
  | InvitationMade
  | DeskChanged
  | SendWanted
  | Rated
  | FileForgotten

/** Applies what commits owe. Every call may be repeated: ids decide. */
export interface Records {
  apply(effects: readonly Effect[]): Promise<void>
  /** What the person said in a ticket and did not take back, oldest first, unmasked. */
  said(ticket: string, limit: number): Promise<Said[]>
}

export interface Said {
  readonly text: string
  readonly attachments: readonly Attachment[]
  /** Inbox id of the message; several versions of one have the same. */
  readonly source?: string
}

/* ---------------------------------------------------------------- staff */

/** What the network shows of a member (or former member) of a staff group. */
export interface StaffSeen {
  /** account + network id, e.g. telegram:123456/77. */
  readonly _id: string
  readonly id: string
  readonly name: string
  /** The network's name to call them by, without @, as it was seen last. */
  readonly username?: string
  /** Nama panggilan: how people outside hear of them. */
  readonly nickname?: string
  readonly member: boolean
  /** true once the anggota pressed Start: only then may the bot write privately. */
  readonly reachable: boolean
  /** Whether they made a staff group; null or left out: to be asked of the network. */
  readonly creator?: boolean | null
}

/** The same with what the LPSE decided about them. */
export interface Staff extends StaffSeen {
  readonly roles: readonly Grant[]
  readonly marks: readonly Marked[]
}

/** A role offered by a one-time link, to somebody who need not be in the staff group. */
export interface Invitation {
  readonly code: string
  readonly account: string
  /** The group in which it was offered, which is told who took it. */
  readonly group: string
  readonly grant: Grant
  /** Name of the admin who offers it. */
  readonly byName: string
  readonly lapses: Date
}

/** The staff group(s) of an account. */
export interface Desk {
  readonly groups: readonly string[]
  readonly forum: boolean
}

export interface Roster {
  staff(ids: readonly string[]): Promise<Map<string, Staff>>
  /** The same from memory, at most two seconds old. */
  staffBelieved(ids: readonly string[]): Promise<Map<string, Staff>>
  /** The next staffBelieved and desk read anew: this process just stored a change. */
  forgetStaff(): void
  /** Everybody of an account who is on record, members or not. */
  everybody(account: string): Promise<Staff[]>
  /** Whether some member is admin now; from memory, at most two seconds old. */
  hasAdmin(account: string): Promise<boolean>
  /**
   * The invitation with that code, taken by an inbox row from now on; null when it lapsed, another row took it, or there
   * is none. The same row may take it again.
   */
  takeInvitation(account: string, code: string, row: string): Promise<Invitation | null>
  desk(account: string): Promise<Desk | null>
  openTickets(limit: number): Promise<(Ticket & { contact: string })[]>
  /** Tickets by number (or its last digits), with their topics. */
  ticketsNumbered(number: string): Promise<FoundTicket[]>
  /** Tickets in whose record or solution all the words stand, the newest first; never complaints. */
  ticketsWith(words: string, limit: number): Promise<FoundTicket[]>
  /** Reserves `count` ticket numbers of a year; returns the first. Gaps are allowed. */
  reserveNumbers(year: number, count: number): Promise<number>
  /** The one-time code with which an admin makes a group the staff group; made when absent. */
  deskCode(): Promise<string>
}

/** A ticket with the place where it stands. */
export interface FoundTicket {
  readonly ticket: Ticket
  readonly group: string
  /** null: the group has no topics, or the topic is not made yet. */
  readonly thread: string | null
  /** The last answer to the person, on a network that tells what became of it: only for /tiket. */
  readonly lastReply?: Send
}

/* --------------------------------------------------------------- outbox */

export interface Button {
  readonly text: string
  readonly data: string
}

/** Where a message goes. */
export type Destination =
  | { readonly chat: string; readonly thread?: string; readonly replyTo?: string }
  /** The topic of a ticket (or, without topics, as a reply to its card). */
  | { readonly ticket: string; readonly group: string; readonly replyTo?: string }

/** What is sent. */
export type Content =
  | { readonly kind: 'text'; readonly text: Rich; readonly buttons?: readonly (readonly Button[])[] }
  | { readonly kind: 'files'; readonly attachments: readonly Attachment[]; readonly text: Rich }
  /** `insteadOf`: the thread that this one takes the place of. */
  | { readonly kind: 'topic'; readonly name: string; readonly insteadOf?: string }
  | { readonly kind: 'topic state'; readonly closed: boolean }
  /** The ticket's topic goes with everything in it, and is never made anew. */
  | { readonly kind: 'delete topic' }
  /** Replaces the text of an earlier send of ours (`of`: its id, or `card`). */
  | {
      readonly kind: 'edit'
      readonly of: string
      readonly text: Rich
      readonly buttons?: readonly (readonly Button[])[]
    }
  /** `only`: of an album the pictures at these places. */
  | { readonly kind: 'delete'; readonly of: string; readonly only?: readonly number[] }
  | { readonly kind: 'answer tap'; readonly tapId: string; readonly text: string; readonly alert: boolean }

export type Purpose =
  | 'answer' // the bot's own words to a person
  | 'reply' // an anggota's words to a person
  | 'mirror' // a person's words to the topic
  | 'topic'
  | 'card'
  | 'status' // one line on the state of a ticket, to the person; a later word on the ticket replaces it
  | 'card state'
  | 'notice' // the bot's words to the staff
  | 'question' // the bot asks an anggota; the answer goes to the person
  | 'private' // unmasked details to one anggota
  | 'retention' // what is too old goes
  | 'tap'

/** A reaction on a message: best effort, only the last one counts. */
export interface Mark {
  readonly account: string
  readonly chat: string
  readonly messageId: string
  readonly emoji: string
}

export interface Draft {
  readonly id: string
  readonly account: string
  /** Sends of one lane keep their order. */
  readonly lane: string
  readonly to: Destination
  readonly content: Content
  readonly purpose: Purpose
  readonly ticket: string | null
  readonly contact: string
  /** The inbox id of the message this send carries on. */
  readonly source: string | null
  /** The words carried on, as written; to see whether an edit changed them. */
  readonly said: string | null
  /** Set when the send is accepted for delivery: "diterima". */
  readonly acknowledge: Mark | null
  /** Set when the send was delivered: "terkirim". */
  readonly delivered: Mark | null
  /** Other messages whose words this send carries on, by inbox id: those of a flood. */
  readonly also?: readonly string[]
  /** It may leave then at the earliest. */
  readonly notBefore?: Date | null
  readonly order: number
  readonly at: Date
}

export type SendState = 'due' | 'sending' | 'sent' | 'failed' | 'unknown'

export interface Send extends Draft {
  readonly _id: string
  readonly state: SendState
  readonly attempts: number
  /** true: an earlier attempt may have arrived ("mungkin terkirim dua kali"). */
  readonly repeated: boolean
  /** Network ids of what was sent. */
  readonly messageIds: readonly string[]
  /** Where it went in the end: chat of the network. */
  readonly chat: string | null
  readonly reason: string | null
  /** When its last attempt was begun, and when the network had taken it. */
  readonly begunAt?: Date
  readonly sentAt?: Date
  /** When all its messages had come to the person's phone, and when all were read, where the network tells. */
  readonly deliveredAt?: Date
  readonly readAt?: Date
}

/** What a network says of a message of ours: it is on the person's phone, or the person read it. */
export interface Receipt {
  readonly account: string
  /** Left out where it is told of another address of the person than the one sent to. */
  readonly chat?: string
  readonly messageId: string
  readonly state: 'delivered' | 'read'
  readonly at: Date
}

/** The topic of a ticket. thread null: the group has no topics, everything replies to the card. */
export interface Topic {
  readonly _id: string
  readonly account: string
  readonly group: string
  readonly thread: string | null
  readonly card: string | null
  readonly contact: string
  readonly name: string
  /** true: the group became another, where neither topic nor card exists yet. */
  readonly moved?: boolean
  /** Since when it is to be deleted, being too old. */
  readonly leaving?: Date
  /** Messages a person must delete, where there is no topic that could go as a whole: `chat/messageId`. */
  readonly left?: readonly string[]
  /** true: it was deleted for good; nothing is sent there any more. */
  readonly gone?: boolean
}

export type Outcome =
  | {
      readonly id: string
      readonly state: 'sent'
      readonly account: string
      readonly chat: string | null
      readonly messageIds: readonly string[]
      /** When the network had taken it; left out: nothing was handed to it now. */
      readonly sentAt?: Date
      /** true: the network calls no two messages of the account the same, and tells what becomes of each. */
      readonly receipts?: boolean
    }
  | { readonly id: string; readonly state: 'failed' | 'unknown'; readonly reason: string }
  | {
      readonly id: string
      readonly state: 'due'
      readonly notBefore: Date
      readonly repeated: boolean
      readonly reason: string
    }

export interface Outbox {
  /** Due sends of an account, oldest first: without those to some chats, and without some that the caller knows. */
  due(account: string, limit: number, withoutChats?: readonly string[], without?: readonly string[]): Promise<Send[]>
  /** Marks due sends as being sent, durably before the network sees them; resolves to those that were still due. */
  sending(ids: readonly string[], begunAt: Date): Promise<Set<string>>
  mark(outcomes: readonly Outcome[]): Promise<void>
  /** Sends marked `sending`, by whichever process; of a dead one they stay so. */
  abandoned(account: string): Promise<Send[]>
  byId(ids: readonly string[]): Promise<Map<string, Send>>
  /** Sends by the network's ids: `${account}|${chat}|${messageId}`. */
  byMessage(keys: readonly string[]): Promise<Map<string, Send>>
  /** Sends that carry on the messages with these inbox ids, oldest first. */
  bySource(sources: readonly string[]): Promise<Send[]>
  /**
   * Stores what networks say of messages of ours: a send has arrived (was read) once all its messages have (were), and what
   * was read has arrived; none ever goes back. What is told of messages that no send is known to have yet is kept for
   * settleReceipts. Resolves to the sends spoken of, as they are now. May be repeated.
   */
  receipts(receipts: readonly Receipt[]): Promise<Send[]>
  /** A send just marked as sent, with what was told of its messages before; null: there is none. */
  settleReceipts(id: string): Promise<Send | null>
  /** By ticket the last answer of an anggota to the person. */
  lastReplies(tickets: readonly string[]): Promise<Map<string, Send>>
  /** How many sends of an account have no outcome yet. */
  countWaiting(account: string): Promise<number>
  topics(tickets: readonly string[]): Promise<Map<string, Topic>>
  /** By thread; not those that are to be deleted: what is written there now belongs to no ticket any more. */
  topicAt(account: string, group: string, threads: readonly string[]): Promise<Map<string, Topic>>
  bindTopic(topic: Topic): Promise<void>
  /** The topic was deleted for good; one that was made since (another thread) stays. */
  topicGone(ticket: string, thread: string): Promise<void>
  /** The topics of a group that became another stand in the new one, to be made there. */
  groupMigrated(account: string, old: string, next: string): Promise<void>
}

/* -------------------------------------------------------------- network */

/** A message ready for the network: all destinations resolved. */
export interface Outgoing {
  /** Our id of the send, the same on every attempt: a network that takes our message ids derives them from it. */
  readonly id: string
  readonly chat: string
  readonly thread: string | null
  readonly replyTo: string | null
  readonly content: Content
  /** Network ids of the send that `edit` and `delete` speak of. */
  readonly target: readonly string[]
  /** true: the message to change carries files, so its caption is changed. */
  readonly targetHasFiles: boolean
  /** Send the text without formatting. */
  readonly plain: boolean
  /** Send stored files instead of the network's handles. */
  readonly upload: boolean
  /** true: the words of an anggota to a person; networks that can show that somebody is typing do. */
  readonly typing: boolean
}

/** What somebody is in a group. */
export type Standing = 'creator' | 'admin' | 'member' | 'none'

/** What a group allows the bot, for /hubungkan and doctor. */
export interface GroupCheck {
  readonly exists: boolean
  readonly title: string
  readonly forum: boolean
  readonly admin: boolean
  readonly manageTopics: boolean
  readonly deleteMessages: boolean
}

/** One chat network. An adapter translates; it decides nothing about tickets. */
export interface Channel {
  readonly account: string
  /**
   * Carries out one send. Resolves to the network's message ids (for `topic`: the thread id). Throws LoketError:
   * CHANNEL_LIMITED (wait), CHANNEL_UNREACHABLE (not carried out, or `maybeDone`; retry), CHANNEL_UNKNOWN (maybe
   * carried out, also when `signal` ended it), CHANNEL_FORMAT, CHANNEL_MIGRATED (detail: new id), TOPIC_MISSING,
   * RECIPIENT_UNREACHABLE, CHANNEL_REFUSED, OUTREACH_REFUSED (never to be tried again; `retryAfterMs`: for how long the
   * network refuses this of everybody, where it tells). Files are such as one album may hold.
   */
  send(outgoing: Outgoing, signal?: AbortSignal): Promise<string[]>
  react(mark: Mark, signal?: AbortSignal): Promise<void>
  /**
   * What somebody is in a group. `sure`: only an answer of a server that can tell members from strangers counts; one
   * that takes anybody for a member is told apart by asking about nobody.
   */
  membership(group: string, person: string, sure: boolean): Promise<Standing>
  /** A link that opens the private chat with our account and, by one press there, brings back `/start payload`. */
  startLink(payload: string): Promise<string>
  checkGroup(group: string): Promise<GroupCheck>
  /** The bytes of a file; throws FILE_TOO_LARGE, FILE_UNAVAILABLE (permanent), CHANNEL_UNREACHABLE (retry). */
  fetchFile(networkFile: string): Promise<AsyncIterable<Uint8Array>>
}

/* ------------------------------------------------ accounts with keys of their own */

/** Changes of key records by name; null deletes. */
export type KeyChanges = ReadonlyMap<string, Uint8Array | null>

/** The credentials and session keys of one account, opened by the one process that may write them. */
export interface OpenKeys {
  /** All records as of opening, by name. */
  readonly records: ReadonlyMap<string, Uint8Array>
  /**
   * Stores a batch, all of it or nothing; durable when it resolves. Throws LEASE_LOST when another process has opened
   * the account since: nothing was stored then, and nothing ever will be by this one.
   */
  write(changes: KeyChanges): Promise<void>
  /** Brings what is only in the log into the records. */
  close(): Promise<void>
}

/** Encrypted storage of an account's credentials and keys: whoever has them is the account. Left out of backups. */
export interface AccountKeys {
  /** From now on this process alone may write; whoever opened them before is shut out. */
  open(account: string): Promise<OpenKeys>
  /** Deletes all of an account: it was unlinked. */
  forget(account: string): Promise<void>
}

/** How an account that is linked to a phone stands. */
export interface AccountState {
  /**
   * unlinked: no phone yet · linking: a QR or code waits to be used · connecting · open: serving · down: tries again by
   * itself · logged out: unlinked on the phone (401) · banned (403) · replaced: another program holds the account (440).
   */
  readonly state: 'unlinked' | 'linking' | 'connecting' | 'open' | 'down' | 'logged out' | 'banned' | 'replaced'
  readonly since: Date
  /** Why it is down, as a code of errors.ts or the network's number. */
  readonly reason: string | null
  /** The linked number (digits) and its name. */
  readonly number: string | null
  readonly name: string | null
  /** The text of the QR, or the pairing code, that waits to be used; a secret, stored encrypted. */
  readonly qr: string | null
  readonly pairingCode: string | null
  /** What an operator asked of the process that holds the account. */
  readonly wanted: 'pair' | 'logout' | null
  /** The network forbids to write to people who did not write first, until then. */
  readonly outreachStoppedUntil: Date | null
  /** Since when it does not serve, whatever it tried meanwhile, and whether the staff were told; null: it serves. */
  readonly outage: { readonly since: Date; readonly told: boolean } | null
}

export interface AccountStates {
  load(account: string): Promise<AccountState | null>
  /** Stores what is named; the rest stays. */
  change(account: string, change: Partial<AccountState>): Promise<void>
}

/** What was sent, as the network needs it again when a phone could not read it; encrypted, kept for 14 days. */
export interface SentMessages {
  put(account: string, messageId: string, content: Uint8Array, at: Date): Promise<void>
  get(account: string, messageId: string): Promise<Uint8Array | null>
  forgetBefore(time: Date): Promise<number>
}

/** Encrypted storage of attachments. */
export interface Files {
  put(
    id: string,
    content: AsyncIterable<Uint8Array>,
    meta: { name?: string; type: string },
    limitBytes: number,
  ): Promise<{ id: string; size: number; sha256: string }>
  read(id: string): Promise<AsyncIterable<Uint8Array>>
  /** The file is gone when it resolves; one that is not stored is gone already. */
  remove(id: string): Promise<void>
}

/* -------------------------------------------------------------- queues */

/** Wakes lanes that have work. Losing a wake-up loses time, never work: a sweep finds everything. */
export interface Wakeups {
  conversation(shards: Iterable<number>): void
  delivery(account: string): void
  files(account: string): void
}

/** Somebody who wrote, with what the roster knows. */
export interface Actor {
  readonly sender: Sender
  readonly staff: Staff | null
  /** false: the network was asked just now and the roster does not know it yet. */
  readonly known: boolean
  /** Administrator of the group by the network's word; asked only for /hubungkan and of people the roster does not know. */
  readonly admin: boolean
  /** Made a staff group, while no member is admin in Loket (see domain/access). */
  readonly founder: boolean
}
