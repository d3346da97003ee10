import { messageIdOf } from '../../src/channels/whatsapp/message-ids.ts'
import type { WhatsAppNetwork } from '../../src/simulator/whatsapp/server.ts'
import type { Post, StoredSend } from '../../src/simulator/trail/posts.ts'
import { isOfPhones, phoneIdsOf, phoneRepeats, type Repeat } from '../../src/simulator/trail/repeats.ts'

/** The WhatsApp network of a stage and whom it knows. */
export interface Phones {
  readonly network: WhatsAppNetwork
  /** Whose an address is, LID or number: the digits of the person's number. */
  readonly byAddress: ReadonlyMap<string, string>
}

/** What stands on the phones, in the order in which it came, with the send that each message is of. */
export function phonePosts({ network, byAddress }: Phones, sends: readonly StoredSend[]): Post[] {
  const known = sendsById(sends)
  return [...new Set(byAddress.values())].flatMap(phone =>
    network.chat(phone).flatMap(({ id, from, text, caption, at }, message): Post[] =>
      from === 'bot'
        ? [
            {
              chat: phone,
              thread: undefined,
              message,
              words: text || caption,
              digest: undefined,
              send: known.get(id),
              at,
            },
          ]
        : [],
    ),
  )
}

/** What came to the phones more than once. */
export function repeatsOnPhones({ network }: Phones, sends: readonly StoredSend[]): Repeat[] {
  const known = sendsById(sends)
  return phoneRepeats(network.ledger.sent, id => known.get(id))
}

/** Words of messages that were damaged on their way and sent anew by the phone: others may have come in between. */
export function sentAnew({ network }: Phones): string {
  const rows = network.ledger.said.filter(row => row.retries > 0)
  return rows
    .map(({ phone, id }) => network.chat(phone).find(message => message.id === id))
    .map(message => message?.text || message?.caption)
    .join('\n')
}

/** The message ids of a send follow from its own id, whatever became of it. */
function sendsById(sends: readonly StoredSend[]): Map<string, StoredSend> {
  const found = new Map<string, StoredSend>()
  for (const send of sends) if (isOfPhones(send)) for (const id of phoneIdsOf(send, messageIdOf)) found.set(id, send)
  return found
}
