import { plainText } from '../../domain/rich.ts'
import { isLive, type Ticket } from '../../domain/ticket.ts'
import { commandOf, filesNotIn, messageOf, sourceOf, type Attachment, type Heard } from '../message.ts'
import type { Actor, Ask, Content, ConversationState, Send } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { goesOnIn } from './merging.ts'
import { setWaiting } from './moves.ts'
import { editAsk } from './questions.ts'
import { anggotaIn, turnAway } from './anggota.ts'
import { delivered, markOn } from './signs.ts'
import { ticketIn } from './state.ts'
import { carry, tellRefused } from './thread.ts'

/** What an anggota wrote for the person. */
export interface Answer {
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly message: Pick<Heard, 'id' | 'chat' | 'messageId'>
}

/** Carries an anggota's words to the person, of a merged ticket in the one it goes on in; an ended ticket takes none, and who came without a chat gets none. */
export function reply(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  answer: Answer,
  acts: Acts,
): ConversationState {
  const { say, chat } = acts.context
  const refuse = (sentence: 'balas tertutup' | 'tanpa chat'): ConversationState => {
    acts.toTopic('notice', ticket, text(say(sentence)), { replyTo: answer.message.messageId })
    return state
  }
  const target = goesOnIn(state, ticket)
  if (!isLive(target)) return refuse('balas tertutup')
  acts.event('replied', target.number, actor.sender.id, {
    name: actor.sender.name,
    text: answer.text,
    ...(answer.attachments.length ? { attachments: answer.attachments } : {}),
    source: answer.message.id,
  })
  if (!chat) return refuse('tanpa chat')
  tellRefused(acts, ticket, answer.attachments)
  const contents = carry(answer.text, answer.attachments, acts.context.capabilities)
  contents.forEach((content, at) =>
    acts.toPerson('reply', content, target.number, {
      source: answer.message.id,
      said: answer.text,
      delivered: at === contents.length - 1 ? markOn(answer.message.id, delivered) : null,
    }),
  )
  return setWaiting(state, acts, target, null)
}

/** Sends what an ask holds, as a plain reply of the anggota. */
export function replyFromAsk(
  state: ConversationState,
  ticket: Ticket,
  one: Ask,
  actor: Actor,
  chat: string,
  acts: Acts,
): ConversationState {
  const message = { id: one.source, chat, messageId: messageOf(one.source) }
  return reply(state, ticket, actor, { text: one.text, attachments: one.attachments, message }, acts)
}

/** The solution and the question whether it helped, in one message (Pasal 15(2)g). */
export function solution(
  ticket: Ticket,
  words: string,
  { context: { say } }: Acts,
): Extract<Content, { kind: 'text' }> {
  const solusi = words || plainText(say('hanya lampiran'))
  return {
    kind: 'text',
    text: say('selesai', { nomor: ticket.number, solusi }),
    buttons: [
      [
        { text: plainText(say('tombol sudah')), data: `beres ${ticket.number}` },
        { text: plainText(say('tombol belum')), data: `belum ${ticket.number}` },
      ],
    ],
  }
}

/** An edited group message: what was sent from it changes at the person's side too, or the anggota is told why not. */
export function hearDeskEdit(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const { say } = context
  const replies = context.carried.filter(send => send.purpose === 'reply')
  const number = replies[0]?.ticket ?? context.topicTicket
  const ticket = ticketIn(state, number)
  const actor = anggotaIn(message.chat, acts)
  if (!number) return state
  if (!actor) {
    if (replies.length) {
      const why = turnAway(acts, message.chat, message.from, number, { message: message.id })
      acts.toGroup(message, text(why), true)
    }
    return state
  }
  const who = actor.sender.id
  const command = commandOf(message.text)
  const now = command?.name === 'balas' ? command.rest : message.text
  if (!replies.length) {
    acts.event('note edited', number, who, { text: message.text, source: sourceOf(message) })
    if (command?.name === 'balas') acts.toGroup(message, text(say('balas lewat ubah')), true)
    return ticket ? editAsk(state, ticket, sourceOf(message), now, message, acts) : state
  }
  if (!ticket) return state
  const files = filesNotIn(
    replies.flatMap(send => (send.content.kind === 'files' ? send.content.attachments : [])),
    message,
  )
  if (replies.at(-1)?.said === now && !files.length) return state
  acts.event('reply edited', ticket.number, who, {
    text: now,
    ...(files.length ? { attachments: files } : {}),
    source: sourceOf(message),
  })
  const sent = replies.filter(arrived)
  const original = sent[0]
  const refuse = (cause: 'sebab bukan teks' | 'sebab belum terkirim' | 'sebab panjang'): ConversationState => {
    const refusal = say('ubah ditolak', { sebab: plainText(say(cause)) })
    acts.answerIn(ticket, message, refusal)
    return state
  }
  if (!original) return refuse('sebab belum terkirim')
  const changed = solutionAgain(original, ticket, now, acts) ?? { text: [now] }
  const limit = original.content.kind === 'files' ? context.capabilities.caption : context.capabilities.text
  const whole = sent.filter(send => send.content.kind !== 'edit').length === 1
  if (!whole || !now || files.length) return refuse('sebab bukan teks')
  if (plainText(changed.text).length > limit) return refuse('sebab panjang')
  acts.change(
    original,
    { kind: 'edit', of: original.id, ...changed },
    {
      source: sourceOf(message),
      said: now,
      delivered: markOn(sourceOf(message), '✍'),
    },
  )
  return state
}

/** false for a send that never came to the person's side (one of its repeats may have). */
function arrived(send: Send): boolean {
  return send.state !== 'failed'
}

/** The changed text of a sent solution: with its number and question, and its buttons while they still count. */
function solutionAgain(
  original: Send,
  ticket: Ticket,
  words: string,
  acts: Acts,
): Pick<Extract<Content, { kind: 'text' }>, 'text' | 'buttons'> | null {
  if (original.content.kind !== 'text' || !original.content.buttons) return null
  const { text: shown, buttons = [] } = solution(ticket, words, acts)
  return { text: shown, buttons: ticket.status === 'solved' ? buttons : [] }
}

/** /tarik in reply to an own sent answer: deleted at the person's where the network still allows it. */
export function withdraw(state: ConversationState, ticket: Ticket, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const tell = (sentence: 'tarik cara' | 'tarik bukan anda'): ConversationState => {
    acts.answerIn(ticket, message, context.say(sentence))
    return state
  }
  const sent = context.carried.filter(
    send => send.purpose === 'reply' && ['text', 'files'].includes(send.content.kind) && arrived(send),
  )
  if (!sent.length) return tell('tarik cara')
  if (message.replyToFrom !== context.actor?.sender.id) return tell('tarik bukan anda')
  acts.event('withdrawn', ticket.number, context.actor?.sender.id ?? '', { source: sent[0]?.source })
  if (sent.some(send => send.repeated)) acts.toTopic('notice', ticket, text(context.say('tarik ganda')))
  for (const send of sent) acts.change(send, { kind: 'delete', of: send.id }, { source: send.source, said: null })
  return state
}
