import { firstName } from '../../domain/masking.ts'
import { plainText } from '../../domain/rich.ts'
import { canMove, findTicketNumber, type Ticket } from '../../domain/ticket.ts'
import type { Tapped } from '../message.ts'
import type { Actor, Ask, ConversationState } from '../ports.ts'
import { remember, text, type Acts } from './context.ts'
import { anggotaIn, refusalOf, turnAway } from './anggota.ts'
import { ask, delivered, messageOf, replyFromAsk, solution } from './desk.ts'
import { settle } from './reporter.ts'
import { carry, moveTicket } from './thread.ts'

/** A tap on a button. Late and double taps get a word and change nothing. */
export function hearTap(state: ConversationState, tap: Tapped, acts: Acts): ConversationState {
  const { say } = acts.context
  const [verb = ''] = tap.data.split(' ')
  const number = findTicketNumber(tap.data)
  const ticket = state.tickets.find(one => one.number === number) ?? null
  if (verb === 'beres' || verb === 'belum') {
    if (tap.where !== 'private' || !ticket || ticket.status !== 'solved') {
      acts.answerTap(plainText(say('tombol lama')))
      return state
    }
    acts.answerTap('')
    return settle(state, ticket.number, verb === 'beres', acts)
  }
  const actor = anggotaIn(tap.chat, acts)
  if (!actor) {
    acts.answerTap(plainText(turnAway(acts, tap.chat, tap.from, ticket?.number ?? null, { tap: verb })), true)
    return state
  }
  remember(acts)
  if (!ticket) {
    acts.answerTap(plainText(say('tidak berlaku')))
    return state
  }
  const press = Object.hasOwn(staffTaps, verb) ? staffTaps[verb] : undefined
  if (!press) {
    acts.answerTap(plainText(say('tidak berlaku')))
    return state
  }
  return press(state, ticket, actor, tap, acts)
}

type Press = (state: ConversationState, ticket: Ticket, actor: Actor, tap: Tapped, acts: Acts) => ConversationState

const staffTaps: Readonly<Record<string, Press>> = {
  ambil(state, ticket, actor, _tap, acts) {
    const { say } = acts.context
    if (!canMove(ticket, 'claim')) {
      const taken =
        ticket.status === 'closed'
          ? say('sudah ditutup')
          : ticket.holder?.id === actor.sender.id
            ? say('diambil')
            : say('sudah diambil', { petugas: ticket.holder?.name ?? '–' })
      acts.answerTap(plainText(taken))
      return state
    }
    acts.answerTap(plainText(say('diambil')))
    acts.say('ditangani', { nomor: ticket.number, petugas: firstName(actor.sender.name) }, ticket.number)
    return moveTicket(state, acts, ticket, 'claim', actor.sender.id, { id: actor.sender.id, name: actor.sender.name })
  },

  lepas(state, ticket, actor, _tap, acts) {
    if (refusedToOthers(ticket, actor, 'release', acts)) return state
    acts.answerTap(plainText(acts.context.say('dilepas')))
    return moveTicket(state, acts, ticket, 'release', actor.sender.id)
  },

  selesai(state, ticket, actor, _tap, acts) {
    const { say, now, policy } = acts.context
    if (refusedToOthers(ticket, actor, 'solve', acts)) return state
    acts.answerTap('')
    const send = acts.toTopic(
      'question',
      ticket,
      text(say('tanya solusi', { petugas: actor.sender.name, menit: policy.askLapses / 60_000 })),
    )
    return ask(state, {
      kind: 'solution',
      ticket: ticket.number,
      staff: actor.sender.id,
      staffName: actor.sender.name,
      at: now,
      send,
      text: '',
      attachments: [],
      source: '',
    })
  },

  lihat(state, ticket, actor, _tap, acts) {
    const { say } = acts.context
    const why = refusalOf(actor, 'see unmasked', acts, ticket)
    if (why) {
      acts.answerTap(plainText(why), true)
      return state
    }
    if (!actor.staff?.reachable) {
      acts.answerTap(plainText(say('lihat mulai dulu')), true)
      return state
    }
    acts.answerTap(plainText(say('lihat terkirim')))
    acts.event('viewed unmasked', ticket.number, actor.sender.id)
    const akun = acts.context.account.startsWith('telegram')
      ? `(Telegram ${acts.context.chat})`
      : `(${acts.context.chat})`
    acts.toStaff(actor.sender.id, ticket, text(say('lihat lengkap', { nomor: ticket.number, nama: state.name, akun })))
    const said = acts.context.said.map(one => one.text).filter(Boolean)
    const files = acts.context.said.flatMap(one => one.attachments)
    for (const content of carry(said.map(words => `👤 ${words}`).join('\n\n'), files, acts.context))
      acts.toStaff(actor.sender.id, ticket, content)
    return state
  },

  kirim(state, ticket, actor, tap, acts) {
    const { say } = acts.context
    const one = askBehind(state, actor, acts)
    if (!one) return state
    const rest = { ...state, asks: state.asks.filter(other => other !== one) }
    if (one.kind === 'reply or note' ? ticket.status === 'closed' : !canMove(ticket, 'solve')) {
      acts.answerTap(plainText(say(ticket.status === 'closed' ? 'sudah ditutup' : 'sudah diselesaikan')), true)
      keepAsNote(one, actor, acts)
      return rest
    }
    if (one.kind === 'confirm solution' && refusedToOthers(ticket, actor, 'solve', acts)) return state
    acts.answerTap('')
    if (one.kind === 'reply or note') {
      if (acts.context.answered)
        acts.change(acts.context.answered, {
          kind: 'edit',
          of: one.send,
          text: say('dikirim ke pelapor', { isi: short(one) }),
        })
      return replyFromAsk(rest, ticket, one, actor, tap.chat, acts)
    }
    if (acts.context.answered)
      acts.change(acts.context.answered, {
        kind: 'edit',
        of: one.send,
        text: say('solusi terkirim', { isi: short(one) }),
      })
    acts.event('solved', ticket.number, actor.sender.id, {
      text: one.text,
      attachments: one.attachments,
      source: one.source,
    })
    if (one.attachments.length) replyFromAsk(rest, ticket, { ...one, text: '' }, actor, tap.chat, acts)
    acts.toPerson('reply', solution(ticket, one.text, acts), ticket.number, {
      source: one.source,
      said: one.text,
      delivered: { chat: tap.chat, messageId: messageOf(one.source), emoji: delivered },
    })
    return moveTicket(rest, acts, ticket, 'solve', actor.sender.id, { id: actor.sender.id, name: actor.sender.name })
  },

  ubah(state, ticket, actor, tap, acts) {
    const one = askBehind(state, actor, acts)
    if (!one) return state
    const rest = { ...state, asks: state.asks.filter(other => other !== one) }
    if (acts.context.answered)
      acts.change(acts.context.answered, { kind: 'edit', of: one.send, text: acts.context.say('ubah solusi') })
    return staffTaps.selesai!(rest, ticket, actor, tap, acts)
  },

  batal(state, _ticket, actor, _tap, acts) {
    const one = askBehind(state, actor, acts)
    if (!one) return state
    acts.answerTap('')
    acts.event('solution dropped', one.ticket, actor.sender.id, { text: one.text, source: one.source })
    if (acts.context.answered)
      acts.change(acts.context.answered, { kind: 'edit', of: one.send, text: acts.context.say('solusi batal') })
    return { ...state, asks: state.asks.filter(other => other !== one) }
  },

  catatan(state, _ticket, actor, _tap, acts) {
    const one = askBehind(state, actor, acts)
    if (!one) return state
    acts.answerTap('')
    keepAsNote(one, actor, acts)
    return { ...state, asks: state.asks.filter(other => other !== one) }
  },

  ulang(state, ticket, actor, _tap, acts) {
    const { answered, named, say } = acts.context
    // The offer stands once: a second tap finds it gone.
    const offer = state.asks.find(one => one.kind === 'resend' && one.send === answered?.id)
    if (!offer || !named || ticket.status === 'closed') {
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
    acts.change(answered!, { kind: 'edit', of: answered!._id, text: say('dikirim ulang') })
    return { ...state, asks: state.asks.filter(one => one !== offer) }
  },
}

/** What waited for a tap stays in the record and the topic, and nowhere else. */
function keepAsNote(one: Ask, actor: Actor, acts: Acts): void {
  const { answered, say } = acts.context
  acts.event('note', one.ticket, actor.sender.id, {
    text: one.text,
    attachments: one.attachments,
    source: one.source,
  })
  if (answered)
    acts.change(answered, { kind: 'edit', of: one.send, text: say('disimpan catatan', { isi: short(one) }) })
}

/** true (and the anggota is told) when the move is not theirs or not possible now. */
function refusedToOthers(ticket: Ticket, actor: Actor, step: 'release' | 'solve', acts: Acts): boolean {
  const { say } = acts.context
  const why = ticket.holder ? refusalOf(actor, step, acts, ticket) : null
  if (why) {
    acts.answerTap(plainText(why))
    return true
  }
  if (canMove(ticket, step)) return false
  acts.answerTap(
    plainText(say(ticket.status === 'closed' ? 'sudah ditutup' : ticket.holder ? 'tidak berlaku' : 'belum ditangani')),
  )
  return true
}

/** The ask whose message carries the tapped button, if it is this anggota's and still stands; otherwise they are told. */
function askBehind(state: ConversationState, actor: Actor, acts: Acts): Ask | null {
  const { say, answered, now, policy } = acts.context
  const one = state.asks.find(other => other.send === answered?.id)
  if (!one || now.getTime() - one.at.getTime() > policy.askLapses) {
    acts.answerTap(plainText(say('tidak berlaku')))
    return null
  }
  if (one.staff !== actor.sender.id) {
    acts.answerTap(plainText(say('bukan untuk anda', { petugas: one.staffName })))
    return null
  }
  return one
}

function short(one: Ask): string {
  return one.text.slice(0, 3500)
}
