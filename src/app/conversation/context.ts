import type { Policy } from '../../flows/policy.ts'
import type { Say, Sentence } from '../../flows/sentences.ts'
import { dayPart } from '../../domain/day.ts'
import type { Rich } from '../../domain/rich.ts'
import type { Ticket } from '../../domain/ticket.ts'
import type {
  Actor,
  Button,
  Content,
  ConversationState,
  Desk,
  Destination,
  Draft,
  Effect,
  GroupCheck,
  Said,
  Send,
  Staff,
  StaffChanged,
} from '../ports.ts'
import type { Heard, Incoming } from '../message.ts'

/** Limits of the network on which people are spoken to, in UTF-16 units. */
export interface Capabilities {
  readonly text: number
  readonly caption: number
}

/** What a decision may know beside the state: all of it read before, so that deciding is a pure function. */
export interface Context {
  readonly now: Date
  readonly policy: Policy
  readonly say: Say
  readonly capabilities: Capabilities
  readonly account: string
  readonly contact: string
  /** The chat in which the contact is spoken to. */
  readonly chat: string
  readonly desk: Desk | null
  /** Who acts: the sender, with the roster's record. null for news of Loket's own or an anonymous sender. */
  readonly actor: Actor | null
  /** The send of ours that the message answers, or whose button was tapped. */
  readonly answered: Send | null
  /** The send whose end is told, or that Kirim ulang repeats. */
  readonly named: Send | null
  /** Sends, oldest first, that carried on the message edited now, or for /tarik the message answered. */
  readonly carried: readonly Send[]
  /** Everything the person said in the ticket, oldest first: only for Lihat lengkap. */
  readonly said: readonly Said[]
  /** Open tickets of everybody, oldest first: only for /antrean. */
  readonly queue: readonly Ticket[] | null
  /** The topic's ticket when the message stands in one. */
  readonly topicTicket: string | null
  /** For /hubungkan. */
  readonly deskCode: string | null
  readonly groupCheck: GroupCheck | null
  /** Takes a reserved ticket number. */
  number(): string
}

/** The result of a decision on one message. */
export interface Decision {
  readonly state: ConversationState
  readonly effects: readonly Effect[]
}

export const emptyState: ConversationState = {
  name: '',
  greeted: false,
  reporting: false,
  unreachable: false,
  waiting: [],
  tickets: [],
  asks: [],
}

type DraftOptions = Partial<Pick<Draft, 'source' | 'said' | 'acknowledge' | 'delivered'>> & { replyTo?: string }

/** Collects what one message sets off. Ids derive from the message's id and the order, so repeating repeats the ids. */
export interface Acts {
  readonly effects: Effect[]
  readonly context: Context
  event(what: string, ticket: string | null, who: string, data?: Record<string, unknown>): void
  ticket(ticket: Ticket): void
  /** To the person (or group) of this conversation. */
  toPerson(purpose: 'answer' | 'reply', content: Content, ticket: string | null, options?: DraftOptions): string
  say(sentence: Sentence, values?: Readonly<Record<string, string | number>>, ticket?: string | null): string
  /** Into the ticket's topic, in order with everything else there. */
  toTopic(
    purpose: 'mirror' | 'topic' | 'card' | 'notice' | 'question',
    ticket: Ticket,
    content: Content,
    options?: DraftOptions,
  ): string
  /** The card's new state or the topic's: may be overtaken by messages, and by a newer state. */
  state(ticket: Ticket, content: Content): void
  toStaff(staffId: string, ticket: Ticket | null, content: Content): string
  /** Changes or deletes an earlier send; goes where that went. */
  change(target: Send, content: Content, options?: DraftOptions): string
  /** Tells the group, where the message stands (its General topic or another); `answering`: as a reply to it. */
  toGroup(message: Heard, content: Content, answering?: boolean): string
  answerTap(text: string, alert?: boolean): void
  staff(staff: Staff, fields: StaffChanged['fields']): void
  desk(change: Omit<Extract<Effect, { kind: 'desk' }>, 'kind' | 'id' | 'account'>): void
  /** A stored file goes for good; see forget-file.ts. */
  forgetFile(ticket: Ticket, file: string, why: string): void
}

/** Begins the list of effects of one message. */
export function beginActs(message: Incoming, context: Context): Acts {
  const effects: Effect[] = []
  const nextId = (): string => `${message.id}#${effects.length}`
  const { account, contact, now } = context
  const send = (
    lane: string,
    to: Destination,
    purpose: Draft['purpose'],
    content: Content,
    ticket: string | null,
    { replyTo, ...options }: DraftOptions = {},
  ): string => {
    const id = nextId()
    effects.push({
      kind: 'send',
      id,
      account,
      lane,
      to: replyTo === undefined ? to : { ...to, replyTo },
      content,
      purpose,
      ticket,
      contact,
      source: null,
      said: null,
      acknowledge: null,
      delivered: null,
      ...options,
      order: 0,
      at: now,
    })
    return id
  }
  return {
    effects,
    context,
    event(what, ticket, who, data = {}) {
      effects.push({ kind: 'event', id: nextId(), ticket, contact, at: now, who, what, data })
    },
    ticket(ticket) {
      effects.push({ kind: 'ticket', id: nextId(), ticket, contact, version: 0 })
    },
    toPerson: (purpose, content, ticket, options) =>
      send(contact, { chat: context.chat }, purpose, content, ticket, options),
    say(sentence, values, ticket = null) {
      return send(contact, { chat: context.chat }, 'answer', text(context.say(sentence, values)), ticket)
    },
    toTopic: (purpose, ticket, content, options) =>
      send(ticket.number, { ticket: ticket.number, group: ticket.group }, purpose, content, ticket.number, options),
    state(ticket, content) {
      send(
        `${ticket.number}+${content.kind}`,
        { ticket: ticket.number, group: ticket.group },
        'card state',
        content,
        ticket.number,
      )
    },
    toStaff: (staffId, ticket, content) =>
      send(`${staffId}+${contact}`, { chat: staffId }, 'private', content, ticket?.number ?? null),
    change(target, content, options) {
      return send(target.lane, target.to, target.purpose, content, target.ticket, options)
    },
    toGroup({ chat, thread, messageId }, content, answering = false) {
      const place = thread === undefined ? { chat } : { chat, thread }
      return send(chat, place, 'notice', content, null, answering ? { replyTo: messageId } : {})
    },
    answerTap(words, alert = false) {
      if (message.kind === 'tap')
        send(message.id, { chat: '' }, 'tap', { kind: 'answer tap', tapId: message.tapId, text: words, alert }, null)
    },
    staff(staff, fields) {
      // Taps bear no time of the network. Its times are whole seconds: what happens later in this one is not older.
      const seen = message.kind === 'tap' ? now : message.sentAt
      const at = new Date(Math.floor(seen.getTime() / 1000) * 1000)
      effects.push({ kind: 'staff', id: nextId(), staff, fields, at })
    },
    desk(change) {
      effects.push({ kind: 'desk', id: nextId(), account, ...change })
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
  if (actor?.staff && (!actor.known || actor.staff.name !== actor.sender.name))
    staff({ ...actor.staff, name: actor.sender.name }, actor.known ? 'reachability' : 'membership')
}

/** pagi, siang, sore or malam where the LPSE is. */
export function dayPartOf(context: Context): string {
  return dayPart(context.now, context.policy.zone)
}
