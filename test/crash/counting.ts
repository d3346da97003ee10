import type { Connection } from 'mongoose'
import { findTicketNumber } from '../../src/domain/ticket.ts'
import { toHtml } from '../../src/channels/telegram/render.ts'
import type { Contact, Topic } from '../../src/app/ports.ts'
import type { CallRow, TelegramNetwork } from '../../src/simulator/telegram/server.ts'
import {
  makesMessages,
  telegramPosts,
  wordsIn,
  wordsOf,
  type Post,
  type StoredSend,
  type Who,
} from '../../src/simulator/trail/posts.ts'
import { telegramRepeats, type Repeat } from '../../src/simulator/trail/repeats.ts'
import { phonePosts, repeatsOnPhones, sentAnew, type Phones } from './counting-phones.ts'

/** Something that was said on a network, with a marker in «» that no other words carry. */
export interface Said {
  readonly marker: string
  /** Whose conversation it belongs to: the person's chat. Staff say it in a topic, which the ticket's person owns. */
  readonly by: { readonly person: Who } | { readonly thread: number; readonly message: number }
  /** message: comes out as a message of its own. edit: is shown. anywhere: may be dropped, but shows in no wrong place. */
  readonly kind: 'message' | 'edit' | 'anywhere'
}

/** What came of everything that was said, counted from the network's own ledger. */
export interface Verdict {
  readonly said: number
  readonly lost: readonly string[]
  readonly disordered: readonly string[]
  readonly leaked: readonly string[]
  /** Tickets and answers there are too many or too few of. */
  readonly answers: readonly string[]
  readonly repeats: readonly Repeat[]
  /** Sends of which the record itself says that nobody knows whether they arrived; their words do not count as lost. */
  readonly unknown: readonly string[]
  /** What is not finished. */
  readonly unfinished: readonly string[]
}

type StoredTicket = { _id: string; contact: string; status: string }

const markers = /«(\w+)»/g
const toldNumber = /nomor tiket (?:<b>|\*)([A-Z]{2,6}-\d{4}-\d{6})(?:<\/b>|\*)/

/** Marks words so that they are found again wherever they come out. */
export function marked(words: string, marker: string): string {
  return `${words} «${marker}»`
}

/** What is still under way: empty when everything that was said has been decided, sent and noted. */
export async function unfinished(
  connection: Connection,
  network: TelegramNetwork,
  phones: Phones | null = null,
): Promise<string[]> {
  const count = (name: string, filter: object): Promise<number> => connection.collection(name).countDocuments(filter)
  const [rows, parked, due, held] = await Promise.all([
    count('inbox', { state: 'new' }),
    count('inbox', { state: 'parked' }),
    count('outbox', { state: { $in: ['due', 'sending'] } }),
    count('contacts', { $or: [{ 'state.burst': { $ne: null } }, { 'state.choosing': { $ne: null } }] }),
  ])
  const parts = {
    'updates not fetched': network.pendingUpdates(),
    'messages of phones not confirmed': phones?.network.pendingForBot() ?? 0,
    'rows not decided': rows,
    'rows parked': parked,
    'sends not sent': due,
    'conversations with words not shown': held,
  }
  return Object.entries(parts)
    .filter(([, left]) => left > 0)
    .map(([what, left]) => `${left} ${what}`)
}

/** Compares what was said with what the networks got, and both with the record. */
export async function judge(
  network: TelegramNetwork,
  connection: Connection,
  group: number,
  said: readonly Said[],
  phones: Phones | null = null,
): Promise<Verdict> {
  const read = async <Row>(name: string, filter: object = {}): Promise<Row[]> =>
    (await connection.collection(name).find(filter).toArray()) as Row[]
  const sends = await read<StoredSend>('outbox')
  const topics = await read<Topic>('topics')
  const tickets = await read<StoredTicket>('tickets')
  const contacts = await read<Contact>('contacts')
  const chats = new Map<string, Who>(
    contacts.map(({ _id, chat }) => [_id, phones?.byAddress.get(chat) ?? Number(chat)]),
  )
  const ticketPerson = new Map(tickets.map(ticket => [ticket._id, chats.get(ticket.contact) ?? 0]))
  const calls = network.ledger.calls.filter(call => call.committed)
  const onTelegram = telegramPosts(calls, sends)
  const onPhones = phones ? phonePosts(phones, sends) : []
  const posts = [...onTelegram, ...onPhones]
  const threads = threadsOf(calls, ticketPerson)
  const placeOf = placesOf(onTelegram)

  const lost: string[] = []
  const disordered: string[] = []
  const leaked: string[] = []
  const answers: string[] = []

  // Where every marker came out.
  const owner = new Map<string, Who>()
  for (const { marker, by } of said) owner.set(marker, 'person' in by ? by.person : (threads.get(by.thread) ?? 0))
  const shown = new Map<string, Post[]>()
  const edited = new Set<string>()
  for (const call of calls) {
    const words = wordsOf(call)
    const thread = call.thread ?? placeOf.get(`${call.chat}/${call.messages[0]}`)
    for (const [, marker = ''] of words.matchAll(markers)) {
      const person = owner.get(marker)
      const fits = call.chat === group ? thread !== undefined && threads.get(thread) === person : call.chat === person
      if (!fits) leaked.push(`${marker} of ${person} in ${call.chat}/${thread ?? '-'} by ${call.method}`)
      if (!makesMessages.test(call.method)) edited.add(marker)
    }
    const number = findTicketNumber(words)
    if (number && call.chat !== undefined && call.chat !== group && ticketPerson.get(number) !== call.chat)
      leaked.push(`${number} told to ${call.chat}`)
    if (number && thread !== undefined && threads.get(thread) !== ticketPerson.get(number))
      leaked.push(`${number} told in topic ${thread}`)
  }
  for (const { chat, words } of onPhones) {
    for (const [, marker = ''] of words.matchAll(markers))
      if (owner.get(marker) !== chat) leaked.push(`${marker} of ${owner.get(marker)} on the phone ${chat}`)
    const number = findTicketNumber(words)
    if (number && ticketPerson.get(number) !== chat) leaked.push(`${number} told to the phone ${chat}`)
  }
  for (const post of posts)
    for (const [, marker = ''] of post.words.matchAll(markers)) shown.set(marker, [...(shown.get(marker) ?? []), post])

  // Nothing lost, nothing said twice by two sends, everything in order.
  const unknown = sends.filter(send => send.state === 'unknown')
  const unknownIds = new Set(unknown.map(send => send._id))
  const unsure = new Set(
    sends
      .filter(send => unknownIds.has(send._id) || (send.content.kind === 'edit' && unknownIds.has(send.content.of)))
      .flatMap(send => [...wordsIn(send).matchAll(markers)].map(([, marker]) => marker)),
  )
  const refused = new Set(sends.map(send => Number(send.to.replyTo ?? 0)))
  const late = phones ? sentAnew(phones) : ''
  const last = new Map<string, Post>()
  for (const { marker, by, kind } of said) {
    if (kind === 'anywhere' || unsure.has(marker)) continue
    const person = owner.get(marker) ?? 0
    const out = (shown.get(marker) ?? []).filter(post => ('person' in by ? post.chat === group : post.chat === person))
    if (kind === 'edit') {
      if (!edited.has(marker) && !out.length) lost.push(`edit ${marker}`)
      continue
    }
    const first = out[0]
    if (!first) {
      // A closed ticket takes no reply, and the anggota is told so in answer to it.
      if ('person' in by || !refused.has(by.message)) lost.push(marker)
      continue
    }
    if (new Set(out.map(post => post.send?._id).filter(Boolean)).size > 1) answers.push(`${marker} sent by two sends`)
    // A message that comes to a phone twice has the same id.
    if (out.length > 1 && first.chat !== group && typeof person === 'string') answers.push(`${marker} stands twice`)
    if (late.includes(`«${marker}»`)) continue
    const key = `${'person' in by ? 'person' : 'staff'} ${person}`
    const before = last.get(key)
    if (before && before.message > first.message) disordered.push(`${marker} before ${before.words}`)
    last.set(key, out.at(-1) ?? first)
  }

  // One ticket at a time, and its number told once.
  const told = new Map<string, Post[]>()
  for (const post of posts) {
    const number = toldNumber.exec(post.words)?.[1]
    if (number && post.chat !== group) told.set(number, [...(told.get(number) ?? []), post])
  }
  for (const { _id } of tickets) {
    const by = new Map((told.get(_id) ?? []).flatMap(({ send }) => (send ? [[send._id, send] as const] : [])))
    const isUnsure = unknown.some(send => send.purpose === 'answer' && send.ticket === _id)
    if (by.size > 1 || (!told.has(_id) && !isUnsure))
      answers.push(
        `${_id} told by ${by.size} sends: ${[...by.values()].map(send => `${send._id} ${wordsIn(send)}`).join(' | ')}`,
      )
  }
  for (const person of new Set(said.map(({ by }) => ('person' in by ? by.person : 0)).filter(Boolean))) {
    const own = tickets.filter(ticket => ticketPerson.get(ticket._id) === person)
    if (!own.length) answers.push(`${person} has no ticket`)
  }
  const bound = new Set(topics.map(topic => Number(topic.thread)))
  const unboundTopics = calls.filter(call => call.method === 'createForumTopic' && !bound.has(call.messages[0] ?? 0))
  const repeatsOnTelegram = telegramRepeats(onTelegram, unboundTopics, sends, toHtml)
  return {
    said: said.length,
    lost,
    disordered,
    leaked,
    answers,
    repeats: [...repeatsOnTelegram, ...(phones ? repeatsOnPhones(phones, sends) : [])],
    unknown: unknown.map(send => `${send.purpose} ${send._id}`),
    unfinished: await unfinished(connection, network, phones),
  }
}

/** Whose topics they are, by the number in their names. */
function threadsOf(calls: readonly CallRow[], ticketPerson: ReadonlyMap<string, Who>): Map<number, Who> {
  const threads = new Map<number, Who>()
  for (const call of calls)
    if (call.method === 'createForumTopic') {
      const person = ticketPerson.get(findTicketNumber(wordsOf(call)) ?? '')
      if (person !== undefined && call.messages[0] !== undefined) threads.set(call.messages[0], person)
    }
  return threads
}

/** The topic in which a message stands, for calls that name only the message. */
function placesOf(posts: readonly Post[]): Map<string, number | undefined> {
  return new Map(posts.map(post => [`${post.chat}/${post.message}`, post.thread]))
}

/** What network and record know of something that was said: for finding out why it is lost. */
export async function trace(
  network: TelegramNetwork,
  connection: Connection,
  marker: string,
  said: readonly Said[],
  phones: Phones | null = null,
): Promise<object[]> {
  const one = said.find(other => other.marker === marker.replace(/^edit /, ''))
  const names = (value: unknown): boolean => JSON.stringify(value).includes(`«${one?.marker}»`)
  const place = one && 'message' in one.by ? `/${one.by.message}` : null
  const found: object[] = one ? [{ said: one }] : []
  for (const call of network.ledger.calls) if (names(call.params)) found.push({ call })
  for (const phone of new Set(phones?.byAddress.values())) {
    const ids = new Set(phones!.network.chat(phone).flatMap(message => (names(message) ? [message.id] : [])))
    const { said: handed, sent } = phones!.network.ledger
    for (const row of [...handed, ...sent]) if (ids.has(row.id)) found.push({ phone: row })
  }
  for (const name of ['inbox', 'events', 'outbox', 'topics'])
    for (const row of await connection.collection(name).find({}).toArray()) {
      const id = String(row._id)
      const isOfTopic = name === 'topics' && one && 'thread' in one.by && row['thread'] === String(one.by.thread)
      if (names(row) || isOfTopic || (place && id.includes(place) && /\/\d+(#|~|$)/.exec(id)?.[0].startsWith(place)))
        found.push({ [name]: row })
    }
  return found
}
