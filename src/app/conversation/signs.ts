import { messageOf } from '../message.ts'
import type { Mark } from '../ports.ts'

/** The reaction that says to a person: added to your ticket. */
export const noted = '✍'

/** The reaction that says to an anggota: delivered to the person. */
export const delivered = '👍'

/** A reaction on the message with this inbox id. */
export function markOn(source: string, emoji: string): Mark {
  const [, account = '', chat = ''] = /^([^:]+:[^:]+):(.*)\/[^/]*$/.exec(source) ?? []
  return { account, chat, messageId: messageOf(source), emoji }
}

/** The sentence that says why a message did not arrive, by how its sending ended. */
export const whyLost = { failed: 'sebab ditolak', unreachable: 'sebab diblokir', unknown: 'sebab tak pasti' } as const
