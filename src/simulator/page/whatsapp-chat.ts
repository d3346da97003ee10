import type { Outsider } from '../cast.ts'
import type { SeenMessage, WhatsAppNetwork } from '../whatsapp/server.ts'
import { lineOf, type Attachment, type Bubble } from './bubble.ts'
import { plainWords, whatsAppWords } from './whatsapp-words.ts'

/** The chat between a person and the LPSE as that person's phone shows it. */
export interface WhatsAppChat {
  readonly bubbles: readonly Bubble[]
  readonly isOff: boolean
  readonly isTyping: boolean
  readonly isOnline: boolean
  /** Messages the person has not looked at. */
  readonly unread: number
}

/** Messages that are shown; older ones are left out. */
const shown = 200
/** Pictures one after another, sent within this time (ms), are an album. */
const albumWithin = 60_000

/** Looks at a person's phone. */
export function whatsAppChat(network: WhatsAppNetwork, { key, phone }: Outsider): WhatsAppChat {
  const messages = network.chat(phone)
  const byId = new Map(messages.map(message => [message.id, message]))
  const bubbles: Bubble[] = []
  let last: SeenMessage | undefined
  for (const message of messages.slice(-shown)) {
    const before = bubbles.at(-1)
    if (before && last && continues(last, message)) {
      const attachments = [...before.attachments, ...attachmentsOf(key, message)]
      bubbles[bubbles.length - 1] = { ...before, attachments, tick: tickOf(message), at: message.at }
    } else bubbles.push(bubbleOf(key, message, byId))
    last = message
  }
  return {
    bubbles,
    isOff: network.isOff(phone),
    isTyping: network.isTyping(phone),
    isOnline: network.connected(),
    unread: unreadOf(messages),
  }
}

/** How many messages of the LPSE a person has not looked at. */
export function unreadOf(messages: readonly SeenMessage[]): number {
  return messages.filter(({ from, tick }) => from !== 'person' && tick !== 'read').length
}

/** Whether a picture belongs to the album that ends with another one. */
function continues(last: SeenMessage, next: SeenMessage): boolean {
  const isPicture = ({ media, deleted }: SeenMessage): boolean => media?.kind === 'image' && !deleted
  return (
    isPicture(last) &&
    isPicture(next) &&
    last.from === next.from &&
    !next.caption &&
    !next.replyTo &&
    !Object.keys(last.reactions).length &&
    !Object.keys(next.reactions).length &&
    next.at - last.at < albumWithin
  )
}

function bubbleOf(key: string, message: SeenMessage, byId: ReadonlyMap<string, SeenMessage>): Bubble {
  const { id, from, text, caption, location, contact, deleted, edited, reactions, replyTo, at } = message
  const typed = text || caption
  const carried = {
    attachments: attachmentsOf(key, message),
    place: location ? { ...location, name: location.name ?? '' } : null,
    contact: contact ?? null,
    isDeleted: deleted,
  }
  const quoted = replyTo === undefined ? undefined : byId.get(replyTo)
  return {
    id,
    isMine: from === 'person',
    author: null,
    words: whatsAppWords(typed),
    typed,
    line: lineOf(plainWords(typed), carried),
    ...carried,
    quote: quoted ? { author: quoted.from === 'person' ? 'Anda' : 'LPSE', line: lineOfQuoted(key, quoted) } : null,
    buttons: [],
    reactions: Object.entries(reactions).map(([emoji, who]) => ({
      emoji,
      count: who.length,
      isMine: who.includes('person'),
    })),
    isEdited: edited,
    isForwarded: false,
    tick: tickOf(message),
    at,
  }
}

function tickOf({ from, tick }: SeenMessage): Bubble['tick'] {
  return from === 'person' ? tick : null
}

function lineOfQuoted(key: string, message: SeenMessage): string {
  const { text, caption, location, contact, deleted } = message
  return lineOf(plainWords(text || caption), {
    attachments: attachmentsOf(key, message),
    place: location ? { ...location, name: '' } : null,
    contact: contact ?? null,
    isDeleted: deleted,
  })
}

function attachmentsOf(key: string, { id, media }: SeenMessage): Attachment[] {
  if (!media) return []
  return [
    {
      kind: media.kind === 'image' ? 'photo' : media.kind,
      name: media.name,
      size: media.size,
      address: media.bytes && `/simulator/berkas/wa/${key}/${id}`,
    },
  ]
}
