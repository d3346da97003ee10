import { plainText } from '../../domain/rich.ts'
import { canMove, isLive } from '../../domain/ticket.ts'
import type { Ask } from '../ports.ts'
import { sendAnswer } from './answers.ts'
import type { Press } from './card-buttons.ts'
import type { Acts } from './context.ts'
import { goesOnIn } from './merging.ts'
import { askBehind, askFor, longestAnswer, without } from './questions.ts'
import { replyFromAsk } from './replies.ts'
import { tapAllowed } from './anggota.ts'

/** The buttons under words that wait for a tap, by the first word of their data. */
export const questionButtons: Readonly<Record<string, Press>> = {
  kirim(state, ticket, actor, tap, acts) {
    const { say } = acts.context
    const one = askBehind(state, actor, acts)
    if (!one) return state
    const rest = without(state, one)
    const target = goesOnIn(state, ticket)
    const step = one.about === 'data' ? 'ask' : 'solve'
    const isReply = one.kind === 'reply or note' || one.about === 'canned'
    if (isReply ? !isLive(target) : !canMove(ticket, step)) {
      acts.answerTap(plainText(say(isLive(ticket) ? 'sudah diselesaikan' : 'sudah ditutup')), true)
      keepAsNote(one, actor.sender.id, acts)
      return rest
    }
    const action = isReply ? 'reply' : step === 'ask' ? 'ask the reporter' : 'solve'
    if (!tapAllowed(actor, action, target, acts)) return state
    acts.answerTap('')
    const sentence = isReply ? 'dikirim ke pelapor' : one.about === 'data' ? 'data terkirim' : 'solusi terkirim'
    change(one, sentence, acts)
    return isReply
      ? replyFromAsk(rest, target, one, actor, tap.chat, acts)
      : sendAnswer(rest, one, ticket, actor, tap.chat, acts)
  },

  ubah(state, ticket, actor, _tap, acts) {
    const one = askBehind(state, actor, acts)
    if (!one?.about) return state
    acts.answerTap('')
    change(one, 'ubah solusi', acts)
    return askFor(without(state, one), one.about, ticket, actor, acts)
  },

  batal(state, _ticket, actor, _tap, acts) {
    const one = askBehind(state, actor, acts)
    if (!one) return state
    acts.answerTap('')
    acts.event('answer dropped', one.ticket, actor.sender.id, { text: one.text, source: one.source })
    change(one, 'solusi batal', acts)
    return without(state, one)
  },

  catatan(state, _ticket, actor, _tap, acts) {
    const one = askBehind(state, actor, acts)
    if (!one) return state
    acts.answerTap('')
    change(one, 'disimpan catatan', acts)
    return without(state, one)
  },

  ulang(state, ticket, actor, _tap, acts) {
    const { answered, named, say } = acts.context
    // The offer stands once: a second tap finds it gone.
    const offer = state.asks.find(one => one.kind === 'resend' && one.send === answered?.id)
    if (!offer || !named || !isLive(ticket)) {
      acts.answerTap(plainText(say('tidak berlaku')))
      return state
    }
    acts.answerTap(plainText(say('dikirim ulang')))
    acts.event('sent again', ticket.number, actor.sender.id, { send: named._id })
    acts.toPerson('reply', named.content, ticket.number, {
      source: named.source,
      said: named.said,
      delivered: named.delivered,
    })
    change(offer, 'dikirim ulang', acts)
    return without(state, offer)
  },
}

/** The message with the buttons says what became of it. */
function change(
  one: Ask,
  sentence:
    | 'dikirim ke pelapor'
    | 'data terkirim'
    | 'solusi terkirim'
    | 'ubah solusi'
    | 'solusi batal'
    | 'disimpan catatan'
    | 'dikirim ulang',
  acts: Acts,
): void {
  const { answered, say } = acts.context
  const isi = one.text.slice(0, longestAnswer)
  if (answered) acts.change(answered, { kind: 'edit', of: answered.id, text: say(sentence, { isi }) })
}

/** What can no longer be sent stays in the record and the topic, and nowhere else. */
function keepAsNote(one: Ask, who: string, acts: Acts): void {
  // A reply to the card is on record since it was asked about.
  if (one.kind === 'confirm')
    acts.event('note', one.ticket, who, { text: one.text, attachments: one.attachments, source: one.source })
  change(one, 'disimpan catatan', acts)
}
