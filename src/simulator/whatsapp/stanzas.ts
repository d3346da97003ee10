import type { Connection } from './connection.ts'
import { fileOf } from './contents.ts'
import { ackCame, deliver, receiptCame } from './delivery.ts'
import { resend } from './letters.ts'
import type { Logins } from './logins.ts'
import { mediaRetryNotification, readMediaRetry, type MediaRetry } from './media-retry.ts'
import type { MediaHost } from './media.ts'
import { child, children, idsOf, node, userOf, type Node } from './nodes.ts'
import { tick, type Contents } from './people.ts'
import { answerQuery, resultOf } from './queries.ts'
import { takeMessage, type OwnPhone } from './sending.ts'
import { seconds, type LinkedDevice, type World } from './state.ts'

/** Those to whom stanzas of the bot matter. */
export interface Concerned {
  readonly contents: Contents
  readonly media: MediaHost
  readonly phone: OwnPhone
  readonly logins: Logins
  /** The bot has declined the call with that id. */
  declined(callId: string): void
}

/** Answers what takes one stanza of a client, whoever it is, and does with it what the server does. */
export function createTaker(world: World, concerned: Concerned): (connection: Connection, stanza: Node) => void {
  const { contents, media, phone, logins, declined } = concerned

  function takeReceipt(device: LinkedDevice, connection: Connection, receipt: Node): void {
    const { type, to = '', id, recipient } = receipt.attrs
    connection.send(node('ack', { class: 'receipt', id, type, from: to }))
    const sender = world.byUser.get(userOf(to))
    const retry = readMediaRetry(receipt)
    if (retry) return uploadAgain(retry)
    if (type === 'retry') {
      if (sender) resend(world, sender, receipt)
      return
    }
    // That a message was read confirms nothing: it comes again until its receipt has come.
    if (!type?.startsWith('read')) {
      if (world.faults.take(['lost receipt'], sender?.account.phone)) return
      receiptCame(world, device, receipt)
    }
    tick(world, recipient ?? to, idsOf(receipt), type === 'read' ? 'read' : 'delivered')
  }

  /** The bot found a file gone: the LPSE's phone, which has every message, uploads it anew. */
  function uploadAgain(asked: MediaRetry): void {
    const stored = world.byUser.get(userOf(asked.chat))?.messages.get(asked.id)
    const file = stored?.message && fileOf(stored.message)
    if (!file?.mediaKey) return
    const answer = mediaRetryNotification(asked, file.mediaKey, media.uploadAgain(file.directPath ?? ''))
    deliver(world, { ...answer, attrs: { ...answer.attrs, from: asked.chat, t: String(seconds(world)) } })
  }

  function takeCall(connection: Connection, call: Node): void {
    const { id, to } = call.attrs
    connection.send(node('ack', { class: 'call', id, from: to, type: children(call)[0]?.tag }))
    const callId = child(call, 'reject')?.attrs['call-id']
    if (callId !== undefined) declined(callId)
  }

  function showTyping(chatstate: Node): void {
    const person = world.byUser.get(userOf(chatstate.attrs['to']))
    if (!person) return
    person.isTyping = child(chatstate, 'composing') !== undefined
    world.emit('seen')
  }

  function answer(device: LinkedDevice, connection: Connection, iq: Node): void {
    if (iq.attrs['type'] === 'result') return
    // What the answer brings about comes behind the answer.
    const after: (() => void)[] = []
    const result = answerQuery(world, device, iq, {
      mediaHost: () => media.hostname,
      active: () => after.push(() => logins.activate(device)),
      unlink: () => after.push(logins.unlink),
    })
    connection.send(resultOf(iq, result))
    for (const work of after) work()
  }

  return (connection, stanza) => {
    const candidate = logins.candidate(connection)
    if (candidate) return logins.candidateStanza(candidate, stanza)
    const device = logins.deviceOf(connection)
    if (!device) return
    switch (stanza.tag) {
      case 'iq':
        return answer(device, connection, stanza)
      case 'message':
        return takeMessage(world, contents.read, phone, connection, stanza)
      case 'receipt':
        return takeReceipt(device, connection, stanza)
      case 'ack':
        return ackCame(world, device, stanza)
      case 'call':
        return takeCall(connection, stanza)
      case 'chatstate':
        return showTyping(stanza)
      case 'presence':
      case 'ib':
        return
      default:
        world.problems.push(`the bot sent a ${stanza.tag}`)
    }
  }
}
