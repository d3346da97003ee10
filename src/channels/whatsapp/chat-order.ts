import { setTimeout as sleep } from 'node:timers/promises'
import { isLidUser, jidNormalizedUser, type BinaryNode, type WASocket } from '@whiskeysockets/baileys'

/** The part of a socket by which the client is given the stanzas of messages. */
export type StanzaSource = Pick<WASocket['ws'], 'listeners' | 'removeAllListeners' | 'on' | 'isOpen'>

const event = 'CB:message'
/** The client waits a minute for what it asks of the server, and no message takes longer unless its keys cannot be stored. */
const patience = 90_000

/**
 * Gives the client the messages of each chat one after the other, as they came; `stanza` is told of each right before.
 * By itself the client lets one overtake another of the same person: what comes live those that waited on the server, and
 * of somebody new the later ones those whose address is still being stored (messages-recv.js handleMessage, processNode).
 * A message on which the client is busy for longer than `patience` (ms) holds up its chat no more. Once the socket is
 * closed no more are given: the server brings them again.
 */
export function keepChatOrder(source: StanzaSource, stanza: (node: BinaryNode) => void, most = patience): void {
  const client = source.listeners(event) as ((node: BinaryNode) => unknown)[]
  const last = new Map<string, Promise<void>>()
  source.removeAllListeners(event)
  source.on(event, (node: BinaryNode) => {
    const chat = chatOf(node)
    const handled = (last.get(chat) ?? Promise.resolve()).then(() => give(node))
    last.set(chat, handled)
    void handled.then(() => {
      if (last.get(chat) === handled) last.delete(chat)
    })
  })

  async function give(node: BinaryNode): Promise<void> {
    if (!source.isOpen) return
    stanza(node)
    // Marked as from when we were away it would wait in another queue than those that come live.
    const { offline: _, ...attrs } = node.attrs
    const over = new AbortController()
    const busy = Promise.all(client.map(listener => listener({ ...node, attrs }))).catch(() => undefined)
    await Promise.race([busy, sleep(most, undefined, { signal: over.signal, ref: false }).catch(() => undefined)])
    over.abort()
  }
}

/** Whose chat a message stands in, whichever of their addresses it bears. */
function chatOf({ attrs }: BinaryNode): string {
  const { from, recipient } = attrs
  const [jid, other] = recipient
    ? [recipient, attrs['peer_recipient_lid'] ?? attrs['recipient_lid']]
    : [from, attrs['sender_lid']]
  return jidNormalizedUser(isLidUser(jid) ? jid : (other ?? jid))
}
