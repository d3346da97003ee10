import { emptyState } from '../../src/app/conversation/state.ts'
import type { Attachment, Heard, Membership, Tapped } from '../../src/app/message.ts'
import type { Contact, Send, SendWanted, Topic } from '../../src/app/ports.ts'
import type { Ticket } from '../../src/domain/ticket.ts'

/** Monday 2 March 2026, 08.00 WIB. */
export const monday = new Date('2026-03-02T01:00:00Z')
export const account = 'telegram:7000000001'
/** A staff group, and people by their ids on the network. */
export const group = '-1001234567890'
export const sari = '101'
export const dewi = '102'
export const budi = '202'
export const wati = '203'
export const joko = '303'

/** `minutes` after the start of time. */
export function after(minutes: number): Date {
  return new Date(monday.getTime() + minutes * 60_000)
}

const names: Readonly<Record<string, string>> = {
  [sari]: 'Sari Wulandari',
  [dewi]: 'Dewi',
  [budi]: 'Budi',
  [wati]: 'Wati',
  [joko]: 'Joko',
}

let messages = 0

/** A private message of somebody; the id is the network's. */
export function says(from: string, text: string, fields: Partial<Heard> = {}): Heard {
  const messageId = fields.messageId ?? String(++messages)
  const chat = fields.chat ?? from
  return {
    kind: 'message',
    id: `${account}:${chat}/${messageId}`,
    account,
    chat,
    sentAt: monday,
    where: 'private',
    messageId,
    from: { id: from, name: names[from] ?? 'Tanpa nama' },
    text,
    attachments: [],
    secretHidden: false,
    ...fields,
  }
}

/** A message in the staff group. */
export function saysInGroup(from: string, text: string, fields: Partial<Heard> = {}): Heard {
  return says(from, text, { where: 'group', chat: group, ...fields })
}

/** A tap on a button of ours in the group. */
export function taps(from: string, data: string, messageId: string, fields: Partial<Tapped> = {}): Tapped {
  const tapId = String(++messages)
  return {
    kind: 'tap',
    id: `${account}:tap/${tapId}`,
    account,
    chat: group,
    sentAt: monday,
    where: 'group',
    from: { id: from, name: names[from] ?? 'Tanpa nama' },
    tapId,
    messageId,
    data,
    ...fields,
  }
}

/** Somebody comes into the staff group or goes. */
export function membership(person: string, member: boolean): Membership {
  return {
    kind: 'membership',
    id: `${account}:${group}/${person}member${++messages}`,
    account,
    chat: group,
    sentAt: monday,
    person: { id: person, name: names[person] ?? 'Tanpa nama' },
    member,
  }
}

/** A photo that the network offers and nobody has fetched. */
export function photo(networkFile: string): Attachment {
  return { kind: 'photo', networkFile, size: 1000 }
}

export function contact(id: string, version: number, fields: Partial<Contact> = {}): Contact {
  return {
    _id: id,
    account,
    chat: sari,
    version,
    state: emptyState,
    done: [],
    effects: [],
    batch: `batch ${version}`,
    decidedAt: monday,
    wakeAt: null,
    ...fields,
  }
}

export function wanted(id: string, fields: Partial<SendWanted> = {}): SendWanted {
  return {
    kind: 'send',
    id,
    account,
    lane: 'contact of Sari',
    to: { chat: sari },
    content: { kind: 'text', text: [id] },
    purpose: 'answer',
    ticket: null,
    contact: 'contact of Sari',
    source: null,
    said: null,
    acknowledge: null,
    delivered: null,
    order: 1000,
    at: monday,
    ...fields,
  }
}

export function ticket(number: string, fields: Partial<Ticket> = {}): Ticket {
  return {
    number,
    status: 'open',
    holder: null,
    kind: 'gangguan',
    category: 'Unggah penawaran',
    impact: 'sedang',
    priority: 'P3',
    priorityReason: null,
    reporter: { name: 'Sari', organisation: null, role: null },
    way: 'Telegram',
    packageCode: null,
    deadline: null,
    urgent: false,
    complete: true,
    group,
    openedAt: monday,
    closedAt: null,
    idleSince: monday,
    nudged: false,
    closesAt: null,
    waitingSince: monday,
    linked: null,
    solution: null,
    rootCause: null,
    ...fields,
  }
}

export function topic(number: string, thread: string | null, fields: Partial<Topic> = {}): Topic {
  return {
    _id: number,
    account,
    group,
    thread,
    card: null,
    contact: 'contact of Sari',
    name: `${number} · Unggah`,
    ...fields,
  }
}

/** Where a send stands, in short. */
export function stateOf(send: Send | undefined): string {
  return send ? `${send.state}${send.repeated ? ' again' : ''}` : 'unknown id'
}
