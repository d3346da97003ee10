import type { Flow } from '../../flows/flow.ts'
import type { Policy } from '../../flows/policy.ts'
import type { Say, Sentence } from '../../flows/sentences.ts'
import { clockTime, dayPart } from '../../domain/day.ts'
import type { Rich } from '../../domain/rich.ts'
import type { Ticket } from '../../domain/ticket.ts'
import type {
  Actor,
  Address,
  Button,
  CodeGiver,
  ContactMoved,
  Content,
  ConversationState,
  Desk,
  Complaint,
  Destination,
  Draft,
  Effect,
  FoundTicket,
  GroupCheck,
  Rated,
  Invitation,
  MarkChange,
  RoleChange,
  OneTimeCode,
  Said,
  Send,
  Staff,
  StaffChanged,
  StaffSeen,
} from '../ports.ts'
import { ownSend } from '../own-send.ts'
import type { Heard, Incoming } from '../message.ts'

/** What a network can show, lengths in UTF-16 units. */
export interface Capabilities {
  readonly text: number
  readonly caption: number
  /** false: what may be tapped elsewhere is a numbered list here, answered by its number. */
  readonly buttons: boolean
  /** true: the network tells when a message is on the person's phone and when it was read. */
  readonly receipts: boolean
  /** Where the staff find a topic, as a link; null where the network has none. */
  topicLink(group: string, thread: string): string | null
}

/** What a decision may know beside the state: all of it read before, so that deciding is a pure function. */
export interface Context {
  readonly now: Date
  readonly policy: Policy
  readonly say: Say
  /** The conversations of flows/, by name. */
  readonly flows: Readonly<Record<string, Flow>>
  /** Prepared replies of the staff, by name. */
  readonly canned: Readonly<Record<string, string>>
  /** Of the network on which the person is spoken to, and of that on which the staff work. */
  readonly capabilities: Capabilities
  readonly staffCapabilities: Capabilities
  /** The account and the chat in which the person is spoken to. */
  readonly account: string
  readonly chat: string
  readonly contact: string
  /** All our accounts that serve now. */
  readonly accounts: readonly string[]
  /** The account whose groups the staff work in. */
  readonly staffAccount: string
  readonly desk: Desk | null
  /** Who acts: the sender, with the roster's record. null for news of Loket's own or an anonymous sender. */
  readonly actor: Actor | null
  /** The send of ours that the message answers, or whose button was tapped. */
  readonly answered: Send | null
  /** The send whose end is told, or that Kirim ulang repeats. */
  readonly named: Send | null
  /** Sends, oldest first, that carried on the message edited or taken back now, or for /tarik the message answered. */
  readonly carried: readonly Send[]
  /**
   * What the person said in the ticket and did not take back, oldest first: only for Lihat lengkap and the like, and when
   * a message is taken back that the topic shows together with others.
   */
  readonly said: readonly Said[]
  /** Open tickets of everybody, oldest first: only for /antrean and /saya. */
  readonly queue: readonly Ticket[] | null
  /** What was looked for: only for /tiket and /cari. */
  readonly found: readonly FoundTicket[]
  /** Everybody of the staff groups or with a role, from memory. */
  readonly roster: readonly Staff[]
  /** The topic's ticket when the message stands in one. */
  readonly topicTicket: string | null
  /** For /hubungkan. */
  readonly deskCode: string | null
  readonly groupCheck: GroupCheck | null
  /** Who gave the one-time code that the message is; null: it is none that is good. */
  readonly giver: CodeGiver | null
  /** Contacts of other addresses that the network says are this person's too. */
  readonly others: readonly string[]
  /** A one-time code, and the name of a contact that is not there yet; only a stored decision makes them count. */
  newCode(): OneTimeCode
  newContact(): string
  /** Takes a reserved number, for a ticket or for a complaint. */
  number(of?: 'ticket' | 'complaint'): string
  /** For /peran, /tandai, a link to a role, and what somebody marked does. */
  readonly office: Office | null
}

/** What messages about the staff itself may know. */
export interface Office {
  /** Everybody who is on record, members or not. */
  readonly everybody: readonly Staff[]
  /** A new one-time code and the link that carries it: for /peran. */
  readonly offer: { readonly code: string; readonly link: string } | null
  /** The offered role that this message takes: for /start with a code that is good. */
  readonly invitation: Invitation | null
}

/** The result of a decision on one message. */
export interface Decision {
  readonly state: ConversationState
  readonly effects: readonly Effect[]
}

/** `id`: the same words are said once, whatever sets them off, and however often. */
type DraftOptions = Partial<
  Pick<Draft, 'id' | 'source' | 'said' | 'acknowledge' | 'delivered' | 'also' | 'notBefore'>
> & { replyTo?: string }

/** Collects what one message sets off. Ids derive from the message's id and the order, so repeating repeats the ids. */
export interface Acts {
  readonly effects: Effect[]
  readonly context: Context
  event(what: string, ticket: string | null, who: string, data?: Record<string, unknown>): void
  ticket(ticket: Ticket): void
  complaint(complaint: Complaint): void
  /** To the person (or group) of this conversation. */
  toPerson(
    purpose: 'answer' | 'reply' | 'status',
    content: Content,
    ticket: string | null,
    options?: DraftOptions,
  ): string
  say(sentence: Sentence, values?: Readonly<Record<string, string | number>>, ticket?: string | null): string
  /** To the person at a place of theirs, whichever they wrote in last. */
  toPlace(place: Address, content: Content): string
  /** News to another conversation; `seq`: its place among the rows there. */
  tell(contact: string, message: Incoming, seq?: number | null): void
  /** What was found by one contact is found by another from now on. */
  moved(move: Omit<ContactMoved, 'kind' | 'id'>): void
  /** Into the ticket's topic, in order with everything else there. */
  toTopic(
    purpose: 'mirror' | 'topic' | 'card' | 'notice' | 'question',
    ticket: Ticket,
    content: Content,
    options?: DraftOptions,
  ): string
  /** Into the ticket's topic, as a reply to what an anggota wrote there. */
  answerIn(ticket: Ticket, message: Pick<Heard, 'messageId'>, words: Rich): void
  /** The card's new state or the topic's: may be overtaken by messages, and by a newer state. */
  state(ticket: Ticket, content: Content): void
  toStaff(staffId: string, ticket: Ticket | null, content: Content, options?: DraftOptions): string
  /** Changes or deletes an earlier send; goes where that went. */
  change(target: Send, content: Content, options?: DraftOptions): string
  /** Tells the group, where the message stands (its General topic or another); `answering`: as a reply to it. */
  toGroup(message: Pick<Heard, 'chat' | 'thread' | 'messageId'>, content: Content, answering?: boolean): string
  /** To Kepala LPSE in private, about a complaint. */
  toHead(
    headId: string,
    complaint: string,
    purpose: 'card' | 'mirror' | 'question',
    content: Content,
    options?: DraftOptions,
  ): string
  rating(rated: Omit<Rated, 'kind' | 'id'>): void
  /** Tells a group outside of all topics. */
  toGeneral(group: string, content: Content, options?: DraftOptions): string
  /** Takes a topic away that no ticket has any more. */
  deleteTopic(group: string, thread: string): void
  /** In a word where the button stands; on a network without buttons as a message, and nothing when there are no words. */
  answerTap(text: string, alert?: boolean): void
  staff(staff: StaffSeen, fields: Exclude<StaffChanged['fields'], 'roles' | 'marks'>): void
  roles(staff: StaffSeen, roles: readonly RoleChange[]): void
  marks(staff: StaffSeen, marks: readonly MarkChange[]): void
  invitation(invitation: Invitation): void
  desk(change: Omit<Extract<Effect, { kind: 'desk' }>, 'kind' | 'id' | 'account'>): void
  /** A stored file goes for good; see forget-file.ts. */
  forgetFile(ticket: Ticket, file: string, why: string): void
}

/** Begins the list of effects of one message. */
export function beginActs(message: Incoming, context: Context): Acts {
  const effects: Effect[] = []
  const nextId = (): string => `${message.id}#${effects.length}`
  const { account, staffAccount, contact, now } = context
  const send = (
    from: string,
    lane: string,
    to: Destination,
    purpose: Draft['purpose'],
    content: Content,
    ticket: string | null,
    { replyTo, id = nextId(), ...options }: DraftOptions = {},
  ): string => {
    const place = replyTo === undefined ? to : { ...to, replyTo }
    effects.push(
      ownSend({ ...options, id, account: from, lane, to: place, content, purpose, ticket, contact, order: 0, at: now }),
    )
    return id
  }
  const toTopic: Acts['toTopic'] = (purpose, ticket, content, options) =>
    send(
      staffAccount,
      ticket.number,
      { ticket: ticket.number, group: ticket.group },
      purpose,
      content,
      ticket.number,
      options,
    )
  return {
    effects,
    context,
    event(what, ticket, who, data = {}) {
      effects.push({ kind: 'event', id: nextId(), ticket, contact, at: now, who, what, data })
    },
    ticket(ticket) {
      effects.push({ kind: 'ticket', id: nextId(), ticket, contact, version: 0 })
    },
    complaint({ number, status, openedAt, closedAt }) {
      effects.push({ kind: 'complaint', id: nextId(), contact, complaint: { number, status, openedAt, closedAt } })
    },
    toPerson: (purpose, content, ticket, options) =>
      send(account, contact, { chat: context.chat }, purpose, content, ticket, options),
    say(sentence, values, ticket = null) {
      return send(account, contact, { chat: context.chat }, 'answer', text(context.say(sentence, values)), ticket)
    },
    toPlace: (place, content) => send(place.account, contact, { chat: place.chat }, 'answer', content, null),
    tell(to, news, seq = null) {
      effects.push({ kind: 'told', id: nextId(), contact: to, message: news, seq, at: now })
    },
    moved(move) {
      effects.push({ kind: 'moved', id: nextId(), ...move })
    },
    toTopic,
    answerIn: (ticket, { messageId }, words) => void toTopic('notice', ticket, text(words), { replyTo: messageId }),
    state(ticket, content) {
      send(
        staffAccount,
        `${ticket.number}+${content.kind}`,
        { ticket: ticket.number, group: ticket.group },
        'card state',
        content,
        ticket.number,
      )
    },
    toStaff: (staffId, ticket, content, options) =>
      send(
        staffAccount,
        `${staffId}+${contact}`,
        { chat: staffId },
        'private',
        content,
        ticket?.number ?? null,
        options,
      ),
    change(target, content, options) {
      return send(target.account, target.lane, target.to, target.purpose, content, target.ticket, options)
    },
    toHead: (headId, complaint, purpose, content, options) =>
      send(staffAccount, `${headId}+${contact}`, { chat: headId }, purpose, content, complaint, options),
    rating(rated) {
      effects.push({ kind: 'rating', id: nextId(), ...rated })
    },
    toGroup({ chat, thread, messageId }, content, answering = false) {
      const place = thread === undefined ? { chat } : { chat, thread }
      return send(staffAccount, chat, place, 'notice', content, null, answering ? { replyTo: messageId } : {})
    },
    toGeneral: (group, content, options) =>
      send(staffAccount, group, { chat: group }, 'notice', content, null, options),
    deleteTopic(group, thread) {
      send(staffAccount, `${group}/${thread}`, { chat: group, thread }, 'notice', { kind: 'delete topic' }, null)
    },
    answerTap(words, alert = false) {
      const isNumber = !context.capabilities.buttons && message.account === account && message.chat === context.chat
      if (isNumber) {
        if (words) send(account, contact, { chat: context.chat }, 'answer', text([words]), null)
      } else if (message.kind === 'tap')
        send(
          message.account,
          message.id,
          { chat: '' },
          'tap',
          { kind: 'answer tap', tapId: message.tapId, text: words, alert },
          null,
        )
    },
    staff(staff, fields) {
      // Taps bear no time of the network. Its times are whole seconds: what happens later in this one is not older.
      const seen = message.kind === 'tap' ? now : message.sentAt
      const at = new Date(Math.floor(seen.getTime() / 1000) * 1000)
      effects.push({ kind: 'staff', id: nextId(), staff, fields, at })
    },
    roles(staff, roles) {
      effects.push({ kind: 'staff', id: nextId(), staff, fields: 'roles', roles, at: now })
    },
    marks(staff, marks) {
      effects.push({ kind: 'staff', id: nextId(), staff, fields: 'marks', marks, at: now })
    },
    invitation(invitation) {
      effects.push({ kind: 'invitation', id: nextId(), invitation })
    },
    desk(change) {
      effects.push({ kind: 'desk', id: nextId(), account: staffAccount, ...change })
    },
    forgetFile(ticket, file, why) {
      effects.push({ kind: 'forget file', id: nextId(), ticket: ticket.number, file, why, at: now })
    },
  }
}

/** A text as content, with optional rows of buttons. */
export function text(words: Rich, buttons?: readonly (readonly Button[])[]): Content {
  return buttons ? { kind: 'text', text: words, buttons } : { kind: 'text', text: words }
}

/** Stores what the network just told of a member, so that it need not be asked again. */
export function remember({ context: { actor }, staff }: Acts): void {
  if (!actor?.staff) return
  const { username: _, ...former } = actor.staff
  const { name, username } = actor.sender
  const now = { ...former, name, ...(username === undefined ? {} : { username }) }
  if (!actor.known) staff(now, 'membership')
  else if (actor.staff.name !== name || actor.staff.username !== username) staff(now, 'names')
}

/** pagi, siang, sore or malam where the LPSE is. */
export function dayPartOf(context: Context): string {
  return dayPart(context.now, context.policy.zone)
}

/** The time of day at the LPSE. */
export function clockOf({ context: { now, policy } }: Acts): string {
  return clockTime(now, policy.zone)
}
