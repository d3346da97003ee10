import type { Context, Decision } from '../../../src/app/conversation/context.ts'
import type { Capabilities } from '../../../src/app/conversation/context.ts'
import type { Heard, Incoming } from '../../../src/app/message.ts'
import type { Button, ConversationState, Send, SendWanted } from '../../../src/app/ports.ts'
import { plainText } from '../../../src/domain/rich.ts'
import { after, monday, says } from '../../contracts/samples.ts'
import { decided, emptyState, sendsIn } from './deciding.ts'

/** A network without buttons, as WhatsApp is one. */
export const phone = 'whatsapp:utama'
export const rini = '628120000001@s.whatsapp.net'
export const listCapabilities: Capabilities = {
  text: 3500,
  caption: 1000,
  buttons: false,
  receipts: true,
  topicLink: () => null,
}

/** What Rini writes there. */
export function writes(text: string, fields: Partial<Heard> = {}): Heard {
  const { id: _, ...heard } = says(rini, text, { account: phone, from: { id: rini, name: 'Rini' }, ...fields })
  return { ...heard, id: `${phone}:${rini}/${heard.messageId}`, ...fields }
}

/** What a message does to Rini's conversation, her petugas working on another network with buttons. */
export function decidedOnPhone(state: ConversationState, message: Incoming, fields: Partial<Context> = {}): Decision {
  return decided(state, message, {
    account: phone,
    chat: rini,
    contact: 'Rini',
    capabilities: listCapabilities,
    ...fields,
  })
}

/** The sends that Rini gets. */
export function seenBy(chat: string, decision: Decision): SendWanted[] {
  return sendsIn(decision.effects).filter(send => 'chat' in send.to && send.to.chat === chat)
}

/** The options of a send, as they are listed. */
export function optionsIn({ content }: Pick<SendWanted, 'content'>): readonly Button[] {
  return content.kind === 'text' ? (content.buttons?.flat() ?? []) : []
}

/** A send as the network knows it once it went out. */
export function sent(wanted: SendWanted, messageId = '1'): Send {
  const { kind: _, ...draft } = wanted
  return {
    ...draft,
    _id: wanted.id,
    state: 'sent',
    attempts: 1,
    repeated: false,
    messageIds: [messageId],
    chat: 'chat' in wanted.to ? wanted.to.chat : null,
    reason: null,
  }
}

/** A conversation of Rini's that goes on message by message, a minute apart. */
export interface Talk {
  readonly state: ConversationState
  /** What the bot wrote to her, oldest first. */
  readonly bot: readonly SendWanted[]
  /** Everything that was sent to anybody. */
  readonly sends: readonly SendWanted[]
  readonly minutes: number
}

export const newTalk: Talk = { state: emptyState, bot: [], sends: [], minutes: 0 }

/** The talk after one more thing that happened. */
export function goesOn(talk: Talk, message: Incoming, fields: Partial<Context> = {}): Talk {
  const now = after(talk.minutes + 1)
  const decision = decidedOnPhone(talk.state, { ...message, sentAt: now }, { now, ...fields })
  return {
    state: decision.state,
    bot: [...talk.bot, ...seenBy(rini, decision)],
    sends: [...talk.sends, ...sendsIn(decision.effects)],
    minutes: talk.minutes + 1,
  }
}

/** The talk after Rini wrote all of this. */
export function talks(talk: Talk, ...texts: readonly string[]): Talk {
  return texts.reduce((so, text) => goesOn(so, writes(text)), talk)
}

/** What the bot wrote, each message with its list. */
export function read({ bot }: Pick<Talk, 'bot'>): string[] {
  return bot.map(send => {
    const words = 'text' in send.content && send.content.kind !== 'answer tap' ? plainText(send.content.text) : ''
    const list = optionsIn(send).map(({ text }, at) => `${at + 1}. ${text}`)
    return [words, ...list].join('\n')
  })
}

export { monday }
