import type { DeliveryOutcome } from '../message.ts'
import type { Clock, Inbox, Send, Wakeups } from '../ports.ts'
import { newRow, type Sequence } from '../receive.ts'
import type { Chats } from './chats.ts'

/** Tells the conversation of a send what became of it; `about` says which news are the same, told twice. */
export type Tell = (send: Send, outcome: DeliveryOutcome['outcome'], reason: string, about?: string) => Promise<void>

/** News for the conversation comes in like any message: stored first, decided in order. */
export function createTell(parts: {
  readonly account: string
  readonly inbox: Inbox
  readonly wake: Wakeups
  readonly clock: Clock
  readonly sequence: Sequence
  readonly chats: Chats
}): Tell {
  const { account, inbox, wake, clock, sequence, chats } = parts
  return async (send, outcome, reason, about = `${reason}:${send._id}`) => {
    const ofState = send.purpose === 'card state' && outcome !== 'topic anew'
    if (send.purpose === 'tap' || ofState || !send.contact) return
    const now = clock.now()
    const id = `delivery:${outcome}:${about}`
    const news: DeliveryOutcome = {
      kind: 'delivery',
      id,
      account,
      chat: chats.of(send),
      sentAt: now,
      outcome,
      send: send._id,
      reason,
    }
    const row = newRow(news, send.contact, sequence(), now)
    await inbox.add([row])
    wake.conversation([row.shard])
  }
}
