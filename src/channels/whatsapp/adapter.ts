import { setTimeout as sleep } from 'node:timers/promises'
import { proto } from '@whiskeysockets/baileys'
import type { Channel, Clock, Files, Outgoing, SentMessages } from '../../app/ports.ts'
import { LoketError } from '../../errors.ts'
import { compose, type Letter } from './compose.ts'
import { fetchFile } from './download.ts'
import { failureOf } from './failures.ts'
import type { Line } from './serving.ts'
import type { Session } from './session.ts'

/** How messages leave; milliseconds. */
export interface SendPolicy {
  /** How long the server may take to answer for a message. */
  readonly answer: number
  /** How long somebody is shown typing before so many characters of a human's answer. */
  typing(characters: number): number
}

/** As a hurried human would: a third of a second and more by length, at most 3 s, never twice the same. */
export const sendPolicy: SendPolicy = {
  answer: 20_000,
  typing: characters => Math.round(Math.min(3000, 350 + 25 * characters) * (0.8 + 0.2 * Math.random())),
}

export interface AdapterParts {
  readonly account: string
  readonly session: Pick<Session, 'line' | 'standing'>
  readonly files: Files
  readonly sent: SentMessages
  readonly clock: Clock
  readonly policy: SendPolicy
  /** true: the server is one of this machine, and files may lie there too. */
  readonly rehearsal: boolean
}

/**
 * WhatsApp behind the Channel port. It has no groups of ours, no topics and no buttons. A send is done only when the
 * server says so; each of its messages has the same id on every attempt, so a phone shows one that comes twice once.
 */
export function createWhatsAppChannel(parts: AdapterParts): Channel {
  const { account, session, files, sent, clock, policy } = parts

  async function openLine(): Promise<Line> {
    const line = await session.line()
    if (!line) throw new LoketError('CHANNEL_UNREACHABLE', 'not connected')
    return line
  }

  return {
    account,
    async send(outgoing, signal) {
      if (outgoing.content.kind === 'answer tap') return []
      const line = await openLine()
      const letters = await compose(outgoing, line, { account, files, sent, now: clock.now() })
      if (outgoing.typing) await showTyping(outgoing, letters, line)
      for (const letter of letters) await post(letter, outgoing.chat, line, signal)
      return outgoing.content.kind === 'edit' || outgoing.content.kind === 'delete' ? [] : letters.map(({ id }) => id)
    },
    // No sign of ours: whoever wrote sees that their message was read.
    async react({ chat, messageId }) {
      const { socket } = await openLine()
      try {
        await socket.readMessages([{ remoteJid: chat, id: messageId, fromMe: false }])
      } catch (error) {
        throw failureOf(error, false)
      }
    },
    membership: async () => 'none',
    async startLink(payload) {
      const { number } = session.standing()
      if (!number) throw new LoketError('CHANNEL_UNREACHABLE', 'not linked')
      return `https://wa.me/${number}?text=${encodeURIComponent(`/start ${payload}`)}`
    },
    checkGroup: async () => ({
      exists: false,
      title: '',
      forum: false,
      admin: false,
      manageTopics: false,
      deleteMessages: false,
    }),
    fetchFile: networkFile => fetchFile(networkFile, session.line, parts.rehearsal),
  }

  async function showTyping({ chat }: Outgoing, letters: readonly Letter[], { socket }: Line): Promise<void> {
    const [first] = letters
    const wait = first ? policy.typing(first.whole.message?.extendedTextMessage?.text?.length ?? 0) : 0
    if (!wait) return
    // Not being seen typing keeps nobody from being answered.
    await socket.sendPresenceUpdate('composing', chat).catch(() => undefined)
    await sleep(wait)
  }

  /** Resolves when the server has taken the message. What it is must be known before it leaves, or no phone can ask again. */
  async function post(
    { id, whole, attributes }: Letter,
    chat: string,
    line: Line,
    signal?: AbortSignal,
  ): Promise<void> {
    const message = whole.message!
    try {
      await sent.put(
        account,
        id,
        proto.WebMessageInfo.encode(proto.WebMessageInfo.fromObject(whole)).finish(),
        clock.now(),
      )
    } catch {
      throw new LoketError('CHANNEL_UNREACHABLE', 'not stored')
    }
    const { acknowledgements, departures, socket } = line
    const nobody = new LoketError('RECIPIENT_UNREACHABLE', 'no device')
    const ended = Promise.withResolvers<void>()
    const giveUp = (): void => {
      acknowledgements.answer(id, 'unanswered')
      ended.resolve()
    }
    const answered = acknowledgements.expect(id)
    const patience = setTimeout(giveUp, policy.answer)
    signal?.addEventListener('abort', giveUp)
    let wentNowhere = false
    const hand = async (): Promise<void> => {
      try {
        await socket.relayMessage(chat, message, { messageId: id, additionalAttributes: attributes })
        // Without a device of the person's it went to our own phone alone.
        wentNowhere = !departures.mayHaveLeft(message)
        if (wentNowhere) acknowledgements.answer(id, nobody)
      } catch (error) {
        acknowledgements.answer(id, failureOf(error, departures.mayHaveLeft(message)))
      }
    }
    if (signal?.aborted || !socket.ws.isOpen) giveUp()
    // The server's word may outrun what the client knows of its own part.
    else void hand().finally(ended.resolve)
    const answer = await answered
    if (answer !== 'unanswered') await ended.promise
    clearTimeout(patience)
    signal?.removeEventListener('abort', giveUp)
    if (answer === 'unanswered')
      throw departures.giveUp(message)
        ? new LoketError('CHANNEL_UNKNOWN', 'no answer')
        : new LoketError('CHANNEL_UNREACHABLE', 'did not leave')
    if (answer !== 'taken' && answer.code === 'OUTREACH_REFUSED') throw answer
    if (wentNowhere) throw nobody
    if (answer !== 'taken') throw answer
  }
}
