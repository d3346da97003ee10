/**
 * One thing that happens in the simulation by somebody's hand: on the page, in a story's file, in a test. All of them
 * are carried out by `act` of acting.ts, so what was done on the page can be written to a file and played again.
 *
 * Messages and topics are named by their ids (the page knows them) or by words (a file outlives ids).
 */
export type Action =
  /** Writes, on the page with the composer. `files` of more than one are an album; then `text` is the caption. */
  | {
      readonly do: 'write'
      readonly who: string
      readonly where: Where
      readonly text?: string
      readonly files?: readonly SaidFile[]
      /** Where the writer is, in place of words and files. */
      readonly location?: SaidPlace
      readonly replyTo?: MessageRef
    }
  /** Rewords an own message, or its caption. */
  | {
      readonly do: 'edit'
      readonly who: string
      readonly where: Where
      readonly message: MessageRef
      readonly text: string
    }
  | { readonly do: 'delete'; readonly who: string; readonly where: Where; readonly message: MessageRef }
  /** null takes the reaction back. */
  | {
      readonly do: 'react'
      readonly who: string
      readonly where: Where
      readonly message: MessageRef
      readonly emoji: string | null
    }
  /** Taps an inline button; on WhatsApp writes the number that stands before these words in the newest list. */
  | {
      readonly do: 'tap'
      readonly who: string
      readonly where: Where
      readonly button: string
      /** Default: the newest message with such a button. */
      readonly message?: MessageRef
    }
  /** Presses Start in the private chat on Telegram. */
  | { readonly do: 'start'; readonly who: string; readonly payload?: string }
  /** Looks at the chat on WhatsApp: everything is read. */
  | { readonly do: 'read'; readonly who: string }
  /** Rings the LPSE on WhatsApp and hangs up. */
  | { readonly do: 'call'; readonly who: string }
  /** Blocks the bot on Telegram, or no more. */
  | { readonly do: 'block'; readonly who: string; readonly on: boolean }
  /** The person's own phone is off, or on again. */
  | { readonly do: 'phone off'; readonly who: string; readonly on: boolean }
  /** Somebody new; known from then on by the first name in small letters (`outcome.who`). A crowd's are not shown. */
  | { readonly do: 'come'; readonly name: string; readonly crowd?: boolean }
  /** The clock is moved forward. */
  | { readonly do: 'clock'; readonly minutes: number }
  | { readonly do: 'switch'; readonly what: Switch; readonly on: boolean }
  | { readonly do: 'kill' }
  | { readonly do: 'revive' }
  | { readonly do: 'flush redis' }
  | { readonly do: 'topic'; readonly what: 'delete' | 'close' | 'reopen'; readonly topic: TopicRef }

/** Where somebody writes: their own chat with the bot on a network, a topic of the staff group, or outside of topics. */
export type Where = 'whatsapp' | 'telegram' | 'general' | { readonly topic: TopicRef }

/** By its thread, or as the topic of that person's newest ticket. */
export type TopicRef = { readonly thread: number } | { readonly of: string }

/** By its id, or the newest message there that has these words; `…` among them stands for anything. */
export type MessageRef = { readonly id: string | number } | { readonly words: string }

/** Trouble that lasts until it is switched off: no connection with WhatsApp; Telegram answers 429, or 502, to everything. */
export type Switch = 'whatsapp off' | 'telegram 429' | 'telegram 502'

export interface SaidPlace {
  readonly latitude: number
  readonly longitude: number
  /** Shown on WhatsApp only. */
  readonly name?: string
}

/** Without bytes: a small sample of its kind. */
export interface SaidFile {
  readonly kind: 'photo' | 'document' | 'voice' | 'video' | 'audio' | 'sticker'
  /** Documents only. */
  readonly name?: string
  readonly mime?: string
  readonly bytes?: Buffer
}

/** What an action brought about. */
export interface Outcome {
  /** Ids of the messages that were written. */
  readonly messages: readonly (string | number)[]
  /** What Telegram shows after a tap; undefined when it shows nothing. */
  readonly shown?: string
  /** Who came. */
  readonly who?: string
}
