import { plainText, type Rich } from '../../domain/rich.ts'
import type { Ticket } from '../../domain/ticket.ts'
import type { Sentence } from '../../flows/sentences.ts'
import type { Heard } from '../message.ts'
import type { Actor, Ask, AskedFor, Button, ConversationState } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { note } from './notes.ts'

/** What fits into one message together with the number and the words around it. */
export const longestAnswer = 3500

/** How the bot asks an anggota for something, and how it shows an answer that waits for Kirim. */
const questions: Readonly<Record<AskedFor, { readonly ask: Sentence; readonly preview: Sentence | null }>> = {
  solution: { ask: 'tanya solusi', preview: 'pratinjau solusi' },
  data: { ask: 'tanya data', preview: 'pratinjau data' },
  canned: { ask: 'tanya jawaban', preview: 'pratinjau jawaban' },
  'root cause': { ask: 'tanya akar masalah', preview: null },
  waiver: { ask: 'tanya tanpa akar', preview: null },
  'third party': { ask: 'tanya pihak ketiga', preview: null },
  priority: { ask: 'tanya alasan prioritas', preview: null },
  merge: { ask: 'tanya gabung', preview: null },
}

/** true for questions whose answer is shown once more before it is sent to the person. */
export function isPreviewed(about: AskedFor): boolean {
  return questions[about].preview !== null
}

/** Asks an anggota in the ticket's topic; only a reply to the question, by the one who was asked, is the answer. */
export function askFor(
  state: ConversationState,
  about: AskedFor,
  ticket: Ticket,
  actor: Actor,
  acts: Acts,
  { value = '', buttons }: { value?: string; buttons?: Button[][] } = {},
): ConversationState {
  const { say, policy, now } = acts.context
  const values = { petugas: actor.sender.name, menit: policy.askLapses / 60_000, isi: value }
  const send = acts.toTopic('question', ticket, text(say(questions[about].ask, values), buttons))
  return ask(state, {
    kind: 'question',
    about,
    ticket: ticket.number,
    staff: actor.sender.id,
    staffName: actor.sender.name,
    at: now,
    send,
    text: value,
    attachments: [],
    source: '',
  })
}

/** Remembers a question; of several for the same thing only the last stands. */
export function ask(state: ConversationState, one: Ask): ConversationState {
  const isOlder = (other: Ask): boolean =>
    one.about !== null &&
    other.about === one.about &&
    other.kind === one.kind &&
    other.ticket === one.ticket &&
    other.staff === one.staff
  return { ...state, asks: [...state.asks.filter(other => !isOlder(other)), one].slice(-20) }
}

/** The question a message answers, if it is this anggota's and still stands; otherwise they are told and it is kept as a note. */
export function askAnswered(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  message: Heard,
  acts: Acts,
): Ask | null {
  const { context } = acts
  const question = state.asks.find(one => one.kind === 'question' && one.send === context.answered?.id)
  const refuse = (why: Rich): null => {
    note(acts, ticket.number, actor.sender.id, message)
    acts.answerIn(ticket, message, why)
    return null
  }
  if (!question || lapsed(question, acts)) return refuse(context.say('pertanyaan lewat'))
  if (question.staff !== actor.sender.id)
    return refuse(context.say('bukan untuk anda', { petugas: question.staffName }))
  if (message.text.length > longestAnswer) return refuse(context.say('solusi panjang'))
  return question
}

/** Shows an answer once more with Kirim, Ubah and Batal; the question is gone with it. */
export function preview(
  state: ConversationState,
  question: Ask,
  message: Heard,
  ticket: Ticket,
  acts: Acts,
): ConversationState {
  const one: Omit<Ask, 'send'> = {
    ...question,
    kind: 'confirm',
    at: acts.context.now,
    text: message.text,
    attachments: message.attachments,
    source: message.id,
  }
  const send = acts.toTopic('notice', ticket, { kind: 'text', ...offer(one, acts) }, { replyTo: message.messageId })
  return ask(without(state, question), { ...one, send })
}

/** A reply whose meaning is unclear: the bot asks once whether it is for the person. */
export function askReplyOrNote(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  message: Heard,
  acts: Acts,
): ConversationState {
  const one: Omit<Ask, 'send'> = {
    kind: 'reply or note',
    about: null,
    ticket: ticket.number,
    staff: actor.sender.id,
    staffName: actor.sender.name,
    at: acts.context.now,
    text: message.text,
    attachments: message.attachments,
    source: message.id,
  }
  // In the record at once: whoever never taps loses nothing.
  note(acts, ticket.number, actor.sender.id, message)
  const send = acts.toTopic('notice', ticket, { kind: 'text', ...offer(one, acts) }, { replyTo: message.messageId })
  return ask(state, { ...one, send })
}

/** An answer that waits for a tap was edited: what will be sent is shown anew. */
export function editAsk(
  state: ConversationState,
  ticket: Ticket,
  source: string,
  words: string,
  message: Heard,
  acts: Acts,
): ConversationState {
  const one = state.asks.find(other => other.source === source)
  if (!one || one.text === words) return state
  if (one.kind === 'confirm' && words.length > longestAnswer) {
    acts.answerIn(ticket, message, acts.context.say('solusi panjang'))
    return state
  }
  const edited = { ...one, text: words }
  acts.toTopic('notice', ticket, { kind: 'edit', of: one.send, ...offer(edited, acts) })
  return { ...state, asks: state.asks.map(other => (other === one ? edited : other)) }
}

/** What a waiting text is shown with before an anggota decides. */
function offer(
  one: Pick<Ask, 'kind' | 'about' | 'ticket' | 'staffName' | 'text'>,
  { context: { say } }: Acts,
): { text: Rich; buttons: Button[][] } {
  const button = (label: 'kirim' | 'ubah' | 'batal' | 'catatan'): Button => ({
    text: plainText(say(`tombol ${label}`)),
    data: `${label} ${one.ticket}`,
  })
  const isi = one.text.slice(0, longestAnswer) || plainText(say('hanya lampiran'))
  const shown = one.about ? questions[one.about].preview : null
  return shown
    ? { text: say(shown, { nomor: one.ticket, isi }), buttons: [[button('kirim'), button('ubah'), button('batal')]] }
    : { text: say('tanya kirim', { petugas: one.staffName, isi }), buttons: [[button('kirim'), button('catatan')]] }
}

/** The ask whose message carries the tapped button, if it is this anggota's and still stands; otherwise they are told. */
export function askBehind(state: ConversationState, actor: Actor, acts: Acts): Ask | null {
  const { say, answered } = acts.context
  const one = state.asks.find(other => other.send === answered?.id)
  if (!one || lapsed(one, acts)) {
    acts.answerTap(plainText(say('tidak berlaku')))
    return null
  }
  if (one.staff !== actor.sender.id) {
    acts.answerTap(plainText(say('bukan untuk anda', { petugas: one.staffName })))
    return null
  }
  return one
}

/** The state without one ask. */
export function without(state: ConversationState, one: Ask): ConversationState {
  return { ...state, asks: state.asks.filter(other => other !== one) }
}

function lapsed(one: Ask, { context: { now, policy } }: Acts): boolean {
  return now.getTime() - one.at.getTime() > policy.askLapses
}
