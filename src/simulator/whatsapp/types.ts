/** The kinds of media that have a file. */
export const mediaKinds = ['image', 'document', 'voice', 'audio', 'video', 'sticker'] as const
export type MediaKind = (typeof mediaKinds)[number]

/** What a person's phone can put into one message. `true` stands for a small valid sample file. */
export interface Content {
  text?: string
  /** A text as WhatsApp sends it when it answers something or shows a link. */
  extendedText?: string
  /** The words under an image, video or document. */
  caption?: string
  image?: Buffer | true
  /** `size` without `bytes` declares a file too large to hold; it cannot be downloaded. */
  document?: { name: string; bytes?: Buffer; mime?: string; size?: number }
  voice?: Buffer | true
  audio?: Buffer | true
  video?: Buffer | true
  sticker?: Buffer | true
  location?: { latitude: number; longitude: number; name?: string; address?: string }
  liveLocation?: { latitude: number; longitude: number }
  contact?: { name: string; phone: string }
  contacts?: { name: string; phone: string }[]
  poll?: { question: string; options: string[] }
  /** "Sekali lihat": linked devices never get what is in it. */
  viewOnce?: true
  /** A kind of message that no client knows yet. */
  unknown?: true
  /** The id of the message this one answers. */
  replyTo?: string
  forwarded?: true
}

/** Where a person is written from: WhatsApp hides phone numbers behind a LID. */
export type Addressing = 'lid' | 'pn'

/** How far a message has come, as its sender is shown it. */
export type Tick = 'pending' | 'sent' | 'delivered' | 'read'

/** One message as a person sees it now. */
export interface SeenMessage {
  id: string
  from: 'bot' | 'phone' | 'person'
  text: string
  caption: string
  media?: { kind: MediaKind; name: string; mime: string; size: number; bytes: Buffer | null }
  location?: { latitude: number; longitude: number; name?: string }
  contact?: { name: string; phone: string }
  /** The id of the message it visibly answers. */
  replyTo?: string
  /** By emoji: who. */
  reactions: Record<string, ('bot' | 'phone' | 'person')[]>
  edited: boolean
  /** "Pesan ini dihapus": the words are gone, the place stays. */
  deleted: boolean
  /** How far it has come: of the person's own messages, and of the bot's as the network knows it. */
  tick: Tick
  /** How often the bot's message with this id reached the person's phone; more than 1 is shown once all the same. */
  arrivals: number
  at: number
}

/** Somebody with a phone: the whole number with country code, digits only. */
export interface Account {
  readonly phone: string
  readonly name: string
  /** digits@lid */
  readonly lid: string
  /** phone@s.whatsapp.net */
  readonly pn: string
}
