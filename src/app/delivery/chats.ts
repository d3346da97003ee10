import type { Send } from '../ports.ts'

/** Chats by the ids the network gives them now: a group that became another keeps its former id in what was stored. */
export interface Chats {
  /** The id a chat has now. */
  current(chat: string): string
  /** The chat a send goes to now. */
  of(send: Send): string
  /** From now on the group is found under its new id. */
  became(old: string, next: string): void
}

/** Chats none of which is known to have become another. */
export function createChats(): Chats {
  const aliases = new Map<string, string>()
  const current = (chat: string): string => aliases.get(chat) ?? chat
  return {
    current,
    of: send => current(placeOf(send)),
    became: (old, next) => void aliases.set(old, next),
  }
}

/** Where a send was meant to go, before any migration. */
export function placeOf({ to }: Send): string {
  return 'chat' in to ? to.chat : to.group
}
