import { plainText } from '../../domain/rich.ts'
import { findTicketNumber } from '../../domain/ticket.ts'
import type { Send } from '../../app/ports.ts'
import { digest, type CallRow } from '../telegram/server.ts'
import type { SentRow } from '../whatsapp/server.ts'
import { wordsOf, type Post, type StoredSend, type Who, type Writing } from './posts.ts'

/** A message that stands on a network without being the one its send knows of, or that came there twice. */
export interface Repeat {
  readonly chat: Who
  readonly message: number | string
  /** The send whose record admits it, or null. */
  readonly send: string | null
}

/** A send of ours comes to a phone in this many messages at most. */
const partsAtMost = 12

/** Whether a send goes to a phone. */
export function isOfPhones({ account }: Pick<Send, 'account'>): boolean {
  return account.startsWith('whatsapp:')
}

/** The ids a send's messages have on WhatsApp, whatever became of it. */
export function phoneIdsOf(send: Pick<Send, '_id'>, messageId: Writing['messageId']): string[] {
  return Array.from({ length: partsAtMost }, (_, part) => messageId(send._id, part))
}

/** What a send of words or files looks like in Telegram's ledger. */
export function digestIn(content: Extract<Send['content'], { kind: 'text' | 'files' }>, html: Writing['html']): string {
  return plainText(content.text) ? digest(html(content.text)) : '-'
}

/** Messages and topics on Telegram that no send calls its own: attempts that arrived though nobody heard so. */
export function telegramRepeats(
  posts: readonly Post[],
  topicCalls: readonly CallRow[],
  sends: readonly StoredSend[],
  html: Writing['html'],
): Repeat[] {
  const excuses = new Map<string, string[]>()
  const excuse = (key: string, send: StoredSend, times: number): void =>
    void excuses.set(key, [...(excuses.get(key) ?? []), ...Array.from({ length: times }, () => send._id)])
  for (const send of sends) {
    if (isOfPhones(send) || (!send.repeated && send.state !== 'unknown')) continue
    // Of all attempts the record knows the last, or none.
    const times = send.state === 'sent' ? send.attempts - 1 : send.attempts
    const { content } = send
    if (content.kind === 'topic') excuse(`topic ${send.ticket}`, send, send.attempts)
    if (content.kind === 'text' || content.kind === 'files') {
      excuse(`words ${digestIn(content, html)}`, send, times)
      if (content.kind === 'files') excuse('words -', send, times * content.attachments.length)
    }
  }
  const take = (key: string): string | null => excuses.get(key)?.shift() ?? null
  return [
    ...posts
      .filter(post => !post.send)
      .map(post => ({ chat: post.chat, message: post.message, send: take(`words ${post.digest ?? '-'}`) })),
    ...topicCalls.map(call => ({
      chat: call.chat ?? 0,
      message: call.messages[0] ?? 0,
      send: take(`topic ${findTicketNumber(wordsOf(call))}`),
    })),
  ]
}

/**
 * Messages that came to a phone more than once, with the send whose record admits it; and those that are of no send.
 * An edit or deletion that comes twice changes nothing and needs no mark.
 */
export function phoneRepeats(
  rows: readonly SentRow[],
  sendOf: (messageId: string) => StoredSend | undefined,
): Repeat[] {
  return rows.flatMap(({ id, phone, arrivals }): Repeat[] => {
    const send = sendOf(id)
    if (send && (arrivals < 2 || !['text', 'files'].includes(send.content.kind))) return []
    const admits = send && (send.repeated || send.state === 'unknown')
    return [{ chat: phone, message: id, send: admits ? send._id : null }]
  })
}
