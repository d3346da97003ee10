import { plainText, type Rich } from '../../domain/rich.ts'
import type { Send } from '../../app/ports.ts'
import type { CallRow } from '../telegram/server.ts'

/** A person of Telegram by their id, one of WhatsApp by the digits of their number. */
export type Who = number | string

/** A send as it is on record, with the keys of its messages. */
export type StoredSend = Send & { readonly keys?: readonly string[] }

/** A message of the bot as it stands in a chat. */
export interface Post {
  readonly chat: Who
  readonly thread: number | undefined
  /** Grows within a chat. */
  readonly message: number
  readonly words: string
  readonly digest: string | undefined
  readonly send: StoredSend | undefined
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** How the bot's channels write: what becomes of its words on Telegram, and of its sends' ids on WhatsApp. */
export interface Writing {
  readonly html: (text: Rich) => string
  readonly messageId: (send: string, part: number) => string
}

/** Methods of Telegram that make messages. */
export const makesMessages = /^send(Message|Photo|Document|Voice|Audio|Video|Animation|Sticker|MediaGroup)$/

/** What a call says: text, caption, captions of an album, or the name of a topic. */
export function wordsOf({ params }: CallRow): string {
  const words = params?.['text'] ?? params?.['caption'] ?? params?.['name']
  if (typeof words === 'string') return words
  const media = params?.['media']
  const items = (typeof media === 'string' ? JSON.parse(media) : media) as { caption?: string }[] | undefined
  return items?.map(item => item.caption ?? '').join('\n') ?? ''
}

/** The bare words of a send; empty for what has none. */
export function wordsIn({ content }: Pick<Send, 'content'>): string {
  return 'text' in content && typeof content.text !== 'string' ? plainText(content.text) : ''
}

/** Every message the bot made on Telegram, with the send that knows it. */
export function telegramPosts(calls: readonly CallRow[], sends: readonly StoredSend[]): Post[] {
  const known = new Map<string, StoredSend>()
  for (const send of sends) for (const key of send.keys ?? []) known.set(key.slice(key.indexOf('|') + 1), send)
  return calls
    .filter(call => call.committed && makesMessages.test(call.method))
    .flatMap(call =>
      call.messages.map((message, at) => ({
        chat: call.chat ?? 0,
        thread: call.thread,
        message,
        words: at === 0 ? wordsOf(call) : '',
        digest: at === 0 ? call.digest : undefined,
        send: known.get(`${call.chat}|${message}`),
        at: call.at,
      })),
    )
}
