import type { SeenMessage, TelegramNetwork } from '../telegram/server.ts'
import { lineOf, type Attachment, type Bubble } from './bubble.ts'
import { telegramWords } from './telegram-words.ts'

/** Who looks at a chat on Telegram, and what they call the others. */
export interface Onlooker {
  readonly id: number
  /** true: it is said who wrote what. */
  readonly isGroup: boolean
  nameOf(id: number): string
}

/** Messages that are shown; older ones are left out. */
const shown = 200

/** A chat, or one topic of it, as somebody sees it. `chat` is its id. */
export function telegramBubbles(
  network: Pick<TelegramNetwork, 'isWaiting'>,
  chat: number,
  messages: readonly SeenMessage[],
  onlooker: Onlooker,
): Bubble[] {
  const byId = new Map(messages.map(message => [message.id, message]))
  const bubbles: Bubble[] = []
  let last: SeenMessage | undefined
  for (const message of messages.slice(-shown)) {
    const before = bubbles.at(-1)
    if (before && last?.albumId !== undefined && last.albumId === message.albumId) {
      const attachments = [...before.attachments, ...attachmentsOf(message)]
      const words = message.caption && before.typed === '' ? worded(message) : {}
      bubbles[bubbles.length - 1] = { ...before, ...words, attachments, at: message.at }
    } else bubbles.push(bubbleOf(message))
    last = message
  }
  return bubbles

  function bubbleOf(message: SeenMessage): Bubble {
    const { id, from, contact, reactions, replyTo, at } = message
    const isMine = from === onlooker.id
    const quoted = replyTo === undefined ? undefined : byId.get(replyTo)
    return {
      id: String(id),
      isMine,
      author: onlooker.isGroup && !isMine ? { name: nameOf(from), isBot: from === 'bot' } : null,
      ...worded(message),
      attachments: attachmentsOf(message),
      place: message.location ? { ...message.location, name: '' } : null,
      contact: contact ? { name: contact.first_name, phone: contact.phone_number } : null,
      quote: quoted
        ? { author: quoted.from === onlooker.id ? 'Anda' : nameOf(quoted.from), line: telegramLine(quoted) }
        : null,
      buttons: message.buttons.map((row, at) =>
        row.map((words, column) => ({ words, isLink: /^https?:/.test(message.buttonsData[at]?.[column] ?? '') })),
      ),
      reactions: Object.entries(reactions).map(([emoji, who]) => ({
        emoji,
        count: who.length,
        isMine: who.includes(onlooker.id),
      })),
      isEdited: message.edited && from !== 'bot',
      isDeleted: false,
      isForwarded: message.forwarded,
      tick: isMine ? (network.isWaiting(chat, id) ? 'sent' : 'read') : null,
      at,
    }
  }

  function nameOf(from: SeenMessage['from']): string {
    return from === 'bot' ? 'Loket' : onlooker.nameOf(from)
  }
}

function worded(message: SeenMessage): Pick<Bubble, 'words' | 'typed' | 'line'> {
  const typed = message.text || message.caption
  return { words: telegramWords(typed, message.entities), typed, line: telegramLine(message) }
}

/** A message in one line. */
export function telegramLine(message: SeenMessage): string {
  const { text, caption, location, contact } = message
  return lineOf((text || caption).replace(/\s+/g, ' '), {
    attachments: attachmentsOf(message),
    place: location ? { ...location, name: '' } : null,
    contact: contact ? { name: contact.first_name, phone: contact.phone_number } : null,
    isDeleted: false,
  })
}

function attachmentsOf({ media }: SeenMessage): Attachment[] {
  if (!media) return []
  const { kind, fileName: name, size, fileId } = media
  const shownAs = kind === 'animation' || kind === 'video_note' ? 'video' : kind
  return [{ kind: shownAs, name, size, address: `/simulator/berkas/tg/${fileId}` }]
}
