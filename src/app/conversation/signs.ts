import type { Sentence } from '../../flows/sentences.ts'
import { messageOf } from '../message.ts'
import type { Mark } from '../ports.ts'

/** The reaction that says to a person: added to your ticket. */
export const noted = '✍'

/**
 * The reaction that says to an anggota: delivered to the person. Where the network tells no more, that it took the
 * message; where it gives receipts, that the message is on the person's phone.
 */
export const delivered = '👍'

/** The reactions that say the rest where the network gives receipts: it has the message, the person read it. */
export const taken = '👌'
export const read = '👀'

/** A reaction on the message with this inbox id. */
export function markOn(source: string, emoji: string): Mark {
  const [, account = '', chat = ''] = /^([^:]+:[^:]+):(.*)\/[^/]*$/.exec(source) ?? []
  return { account, chat, messageId: messageOf(source), emoji }
}

/** The sentence that says why a message did not arrive, by how its sending ended. */
export const whyLost = { failed: 'sebab ditolak', unreachable: 'sebab diblokir', unknown: 'sebab tak pasti' } as const

/** The same where the reason may be that nobody may write to the person first. */
export function whySentence(outcome: keyof typeof whyLost, reason: string): Sentence {
  return outcome === 'failed' && isOutreach(reason) ? 'sebab belum menulis' : whyLost[outcome]
}

/** true for the codes of sends that were not made, or refused, because the person was silent for too long. */
export function isOutreach(reason: string): boolean {
  return reason === 'OUTREACH_CLOSED' || reason === 'OUTREACH_REFUSED'
}
