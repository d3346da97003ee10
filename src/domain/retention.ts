import { DateTime } from 'luxon'

/** Calendar days after the closing of a ticket for which each is kept (UU 27/2022 Pasal 16(2), 42–45; the numbers are policy). */
export interface KeptFor {
  readonly textDays: number
  readonly filesDays: number
  readonly identifiersDays: number
}

/** What of a ticket goes at its time: attachments, words, who it was. */
export type Stage = 'files' | 'texts' | 'identifiers'

/**
 * What closed before these instants goes: at least so many whole days lie between. Who somebody is never goes before
 * their words and files, since those name them too.
 */
export function cutoffs(now: Date, kept: KeptFor, zone: string): Readonly<Record<Stage, Date>> {
  const today = DateTime.fromJSDate(now, { zone }).startOf('day')
  const before = (days: number): Date => today.minus({ days }).toJSDate()
  return {
    files: before(kept.filesDays),
    texts: before(kept.textDays),
    identifiers: before(Math.max(kept.identifiersDays, kept.textDays, kept.filesDays)),
  }
}

/** The date (2026-03-02) of the night in which deleting is due, from 01.00 to 04.00 where the LPSE is; null by day. */
export function nightOf(now: Date, zone: string): string | null {
  const local = DateTime.fromJSDate(now, { zone })
  return local.hour >= 1 && local.hour < 4 ? local.toISODate() : null
}

type Data = Readonly<Record<string, unknown>>

/** What an event tells of a ticket beside words: it outlives them, whoever recorded it. */
const alwaysStays = new Set([
  'kind',
  'category',
  'impact',
  'priority',
  'urgent',
  'complete',
  'deadline',
  'linked',
  'solution',
  'rootCause',
  'purpose',
  'tap',
  'group',
])
/** What stays of one kind of event only: an anggota's name, and the solution, which bears no personal data. */
const staysOf: Readonly<Record<string, readonly string[]>> = {
  solved: ['text'],
  claim: ['name'],
  transfer: ['name'],
  solve: ['name'],
  'file removed': ['why'],
}
/** Events that say what was deleted; nothing of a person is in them. */
const ownRecord = new Set(['retained', 'retention run'])

/** An event's data without the words (whatever is not named above goes); null when there is nothing to take away. */
export function withoutWords(what: string, data: Data): Data | null {
  if (ownRecord.has(what)) return null
  const kept = Object.entries(data).filter(([key]) => stays(what, key))
  const nameless = kept.map(([key, value]) => [key, key === 'attachments' ? withoutNames(value) : value] as const)
  const isSame = kept.length === Object.keys(data).length && nameless.every(([, value], at) => value === kept[at]![1])
  return isSame ? null : Object.fromEntries(nameless)
}

/** true when the event carries words that its emptying takes away. */
export function hasWords(what: string, data: Data): boolean {
  return typeof data['text'] === 'string' && data['text'] !== '' && !stays(what, 'text')
}

function stays(what: string, key: string): boolean {
  // Files have a time of their own.
  return key === 'attachments' || alwaysStays.has(key) || staysOf[what]?.includes(key) === true
}

/** Attachments without what people called them; the same list when none has a name. */
function withoutNames(value: unknown): unknown {
  if (!Array.isArray(value) || !value.some(one => (one as Data)['name'] !== undefined)) return value
  return value.map((one: Data) => Object.fromEntries(Object.entries(one).filter(([key]) => key !== 'name')))
}

/** What of a ticket's own row goes, by stage, where it has such a field: texts are emptied, the rest of the row stays. */
const goesOfTicket: Readonly<Record<Stage, readonly string[]>> = {
  files: [],
  texts: ['priorityReason', 'packageCode'],
  identifiers: ['reporter'],
}

/** The fields of a ticket's row that a stage changes, as they are afterwards: a word is null, of several each is empty. */
export function emptiedFields(stage: Stage, ticket: Data): Record<string, unknown> {
  const filled = goesOfTicket[stage].filter(field => ticket[field] != null)
  return Object.fromEntries(
    filled.map(field => {
      const value = ticket[field]
      if (typeof value !== 'object' || value === null) return [field, null]
      return [field, Object.fromEntries(Object.entries(value).map(([key, part]) => [key, part === null ? null : '']))]
    }),
  )
}

/**
 * A row's id without the chat of a person in it: networks' ids of messages name the chat, and everything that follows
 * from a message derives its id from that. The contact, which leads nowhere once it is forgotten, takes its place.
 */
export function withoutChat(id: string, chats: readonly string[], contact: string): string {
  return chats.reduce((left, chat) => left.replaceAll(`:${chat}/`, `:${contact}/`), id)
}
