import type { Came, MessageWays, Noted } from '../../app/message-ways.ts'
import type { Outbox } from '../../app/ports.ts'
import type { SentRow } from '../whatsapp/server.ts'
import { telegramPosts, type Post, type StoredSend, type Writing } from './posts.ts'
import { isOfPhones, phoneIdsOf } from './repeats.ts'
import { createSaidReader, type Said, type SaidParts } from './said.ts'
import { createKnownSends } from './sends.ts'

export interface JoinedParts extends SaidParts {
  readonly ways: MessageWays
  readonly outbox: Pick<Outbox, 'byId' | 'topics'>
  readonly writing: Writing
}

/** Rows asked for at a time. */
const atOnce = 300

/** Something that was said, with what is on record of it. */
export interface Followed extends Said {
  /** null: nothing. */
  readonly came: Came | null
  /** The network was told that it arrived. */
  readonly told: boolean
  /** What was put on record because of it; null: not asked for yet. */
  readonly noted: readonly Noted[] | null
}

/** What the networks saw and what is on record, side by side. */
export interface Joined {
  /** In the order in which it was said. */
  readonly said: readonly Followed[]
  /** What was said and is not decided about. */
  readonly open: ReadonlySet<Followed>
  readonly sends: ReadonlyMap<string, StoredSend>
  /** By the inbox id of what they follow from. */
  readonly sendsFrom: ReadonlyMap<string, readonly StoredSend[]>
  /** Messages on Telegram that no send is known to have. */
  readonly unowned: readonly Post[]
  /** Sends that were written down as sent, of which a network does not have every message. */
  readonly missing: ReadonlySet<StoredSend>
  /** The rows of WhatsApp's ledger that are of a send, in order. */
  phoneRows(send: StoredSend): readonly SentRow[]
  sendOfPhoneMessage(id: string): StoredSend | undefined
  /** Brings all this up to date. What was known before is not read again. */
  look(): Promise<void>
  /** Asks what was put on record because of these. */
  note(these: readonly Followed[]): Promise<void>
}

type Changing<T> = { -readonly [Key in keyof T]: T[Key] }

/** Nothing yet; `look` fills it. */
export function createJoined(parts: JoinedParts): Joined {
  const { telegram, whatsapp, ways, accounts, writing } = parts
  const readSaid = createSaidReader(parts)
  const known = createKnownSends([accounts.telegram, accounts.whatsapp], parts)
  const said: Changing<Followed>[] = []
  const open = new Set<Changing<Followed>>()
  const sendsFrom = new Map<string, StoredSend[]>()
  const byPhoneId = new Map<string, string>()
  const phoneRows = new Map<string, SentRow>()
  const made = new Set<string>()
  const keys = new Set<string>()
  const missing = new Set<StoredSend>()
  let unowned: Post[] = []
  let looked = { calls: 0, posts: 0, sent: 0 }

  function readSaidAndPosts(): void {
    for (const one of readSaid()) {
      const followed = { ...one, came: null, told: false, noted: null }
      said.push(followed)
      open.add(followed)
    }
    // A ledger that was cleared begins anew.
    if (telegram.ledger.calls.length < looked.calls) looked = { calls: 0, posts: 0, sent: 0 }
    unowned.push(...telegramPosts(telegram.ledger.calls.slice(looked.posts), []))
    looked.posts = telegram.ledger.calls.length
    const unconfirmed = telegram.unconfirmed()
    for (const one of open) one.told = one.isTold(unconfirmed)
  }

  function readWhatIsThere(): void {
    for (const { chat, message } of telegramPosts(telegram.ledger.calls.slice(looked.calls), []))
      made.add(`${chat}|${message}`)
    for (const row of whatsapp.ledger.sent.slice(looked.sent)) phoneRows.set(row.id, row)
    looked.calls = telegram.ledger.calls.length
    looked.sent = whatsapp.ledger.sent.length
    for (const send of missing) if (isThere(send)) missing.delete(send)
  }

  function learn(send: StoredSend): void {
    const from = send._id.split('#', 1)[0]!
    const others = (sendsFrom.get(from) ?? []).filter(other => other._id !== send._id)
    sendsFrom.set(from, [...others, send])
    if (isOfPhones(send)) for (const id of phoneIdsOf(send, writing.messageId)) byPhoneId.set(id, send._id)
    for (const key of send.keys ?? []) keys.add(key)
    for (const other of missing) if (other._id === send._id) missing.delete(other)
    if (send.state === 'sent' && ['text', 'files'].includes(send.content.kind)) missing.add(send)
  }

  function isThere(send: StoredSend): boolean {
    if (isOfPhones(send)) return send.messageIds.every(id => phoneRows.get(id)?.accepted)
    return send.messageIds.every(id => made.has(`${send.chat}|${id}`))
  }

  async function readInbox(): Promise<void> {
    const asked = [...open]
    for (let at = 0; at < asked.length; at += atOnce) {
      const some = asked.slice(at, at + atOnce)
      const rows = new Map((await ways.came(some.flatMap(one => one.rows))).map(row => [row._id, row]))
      for (const one of some) {
        one.came = one.rows.map(id => rows.get(id)).find(row => row !== undefined) ?? null
        if (one.came?.state === 'done') open.delete(one)
      }
    }
  }

  return {
    said,
    open,
    sends: known.byId,
    sendsFrom,
    get unowned() {
      return unowned
    },
    missing,
    phoneRows: send =>
      isOfPhones(send) ? phoneIdsOf(send, writing.messageId).flatMap(id => phoneRows.get(id) ?? []) : [],
    sendOfPhoneMessage: id => known.byId.get(byPhoneId.get(id) ?? ''),
    async look() {
      // What a network was told, and what it has, is on record by the time the record is read: what was begun is marked so
      // before. But what the record calls sent, the network has only by the time it is asked afterwards.
      readSaidAndPosts()
      for (const send of await known.look()) learn(send)
      await readInbox()
      readWhatIsThere()
      unowned = unowned.filter(({ chat, message }) => !keys.has(`${accounts.telegram}|${chat}|${message}`))
    },
    async note(these) {
      const asked = these.filter(one => one.noted === null && one.came?.state === 'done')
      const noted = await ways.notedFor(asked.map(one => one.came!._id))
      const byRow = Map.groupBy(noted, ({ _id }) => _id.slice(0, _id.lastIndexOf('#')))
      for (const one of asked) (one as Changing<Followed>).noted = byRow.get(one.came!._id) ?? []
    },
  }
}
