import { messageIdOf } from '../../src/channels/whatsapp/message-ids.ts'
import type { WhatsAppNetwork } from '../../src/simulator/whatsapp/server.ts'
import type { Post, Repeat, StoredSend } from './counting.ts'

/** The WhatsApp network of a stage and whom it knows. */
export interface Phones {
  readonly network: WhatsAppNetwork
  /** Whose an address is, LID or number: the digits of the person's number. */
  readonly byAddress: ReadonlyMap<string, string>
}

/** A send of ours comes to a phone in this many messages at most. */
const partsAtMost = 12

/** Whether a send goes to a phone. */
export function isOfPhones({ account }: Pick<StoredSend, 'account'>): boolean {
  return account.startsWith('whatsapp:')
}

/** What stands on the phones, in the order in which it came, with the send that each message is of. */
export function phonePosts({ network, byAddress }: Phones, sends: readonly StoredSend[]): Post[] {
  const known = sendsById(sends)
  return [...new Set(byAddress.values())].flatMap(phone =>
    network.chat(phone).flatMap(({ id, from, text, caption }, message): Post[] =>
      from === 'bot'
        ? [
            {
              chat: phone,
              thread: undefined,
              message,
              words: text || caption,
              digest: undefined,
              send: known.get(id),
            },
          ]
        : [],
    ),
  )
}

/**
 * Messages that came to a phone more than once, with the send whose record admits it; and those that are of no send.
 * An edit or deletion that comes twice changes nothing and needs no mark.
 */
export function phoneRepeats({ network }: Phones, sends: readonly StoredSend[]): Repeat[] {
  const known = sendsById(sends)
  return network.ledger.sent.flatMap(({ id, phone, arrivals }): Repeat[] => {
    const send = known.get(id)
    if (send && (arrivals < 2 || !['text', 'files'].includes(send.content.kind))) return []
    const admits = send && (send.repeated || send.state === 'unknown')
    return [{ chat: phone, message: id, send: admits ? send._id : null }]
  })
}

/** The message ids of a send follow from its own id, whatever became of it. */
function sendsById(sends: readonly StoredSend[]): Map<string, StoredSend> {
  const found = new Map<string, StoredSend>()
  for (const send of sends)
    if (isOfPhones(send)) for (let part = 0; part < partsAtMost; part++) found.set(messageIdOf(send._id, part), send)
  return found
}
