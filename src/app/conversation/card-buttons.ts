import { firstName } from '../../domain/masking.ts'
import { plainText, type Rich } from '../../domain/rich.ts'
import { priorities } from '../../domain/priority.ts'
import { canMove, isLive, ticketKinds, type Ticket, type TicketMove } from '../../domain/ticket.ts'
import type { Action } from '../../domain/access.ts'
import type { Actor, Button, ConversationState } from '../ports.ts'
import { card, type Page } from './card.ts'
import { text, type Acts } from './context.ts'
import { listFiles, rebuildTopic, removeFile } from './files.ts'
import { unmerge } from './merging.ts'
import { changeTicket, moveTicket, tellStatus } from './moves.ts'
import { askFor } from './questions.ts'
import { nameOf, tapAllowed } from './anggota.ts'
import { wayOf } from './places.ts'
import { carry } from './thread.ts'

/** A tap of an anggota, as far as a button cares. */
export interface StaffTap {
  readonly chat: string
  readonly messageId: string
  /** The topic in which the button stands. */
  readonly thread: string | undefined
  /** What stands behind verb and number in the button's data. */
  readonly rest: string
}

/** What a button does. Everything it may not or cannot do is told and changes nothing. */
export type Press = (
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  tap: StaffTap,
  acts: Acts,
) => ConversationState

/** true when the table of states and the table of rights both allow it; otherwise the anggota is told. */
function ready(ticket: Ticket, actor: Actor, step: TicketMove | null, action: Action, acts: Acts): boolean {
  const { say } = acts.context
  // Whose it was does not matter any more.
  if (!isLive(ticket)) {
    acts.answerTap(plainText(say('sudah ditutup')), true)
    return false
  }
  if (!tapAllowed(actor, action, ticket, acts)) return false
  if (step === null || canMove(ticket, step)) return true
  acts.answerTap(plainText(say('tidak berlaku')), true)
  return false
}

/** The buttons of a card and its pages, by the first word of their data. */
export const cardButtons: Readonly<Record<string, Press>> = {
  ambil(state, ticket, actor, _tap, acts) {
    const { say } = acts.context
    if (!canMove(ticket, 'claim')) {
      const taken = !isLive(ticket)
        ? say('sudah ditutup')
        : ticket.holder?.id === actor.sender.id
          ? say('diambil')
          : say('sudah diambil', { petugas: ticket.holder?.name ?? '–' })
      acts.answerTap(plainText(taken))
      return state
    }
    if (!tapAllowed(actor, 'claim', ticket, acts)) return state
    acts.answerTap(plainText(say('diambil')))
    tellStatus(acts, ticket, 'ditangani', { petugas: firstName(nameOf(actor)) })
    tellWho(state, ticket, actor, acts)
    return moveTicket(state, acts, ticket, 'claim', actor.sender.id, {
      holder: { id: actor.sender.id, name: nameOf(actor) },
    })
  },

  lepas(state, ticket, actor, _tap, acts) {
    if (!ready(ticket, actor, 'release', 'release', acts)) return state
    acts.answerTap(plainText(acts.context.say('dilepas')))
    return moveTicket(state, acts, ticket, 'release', actor.sender.id)
  },

  selesai(state, ticket, actor, _tap, acts) {
    if (!ready(ticket, actor, 'solve', 'solve', acts)) return state
    acts.answerTap('')
    return needsCause(ticket)
      ? askFor(state, 'root cause', ticket, actor, acts, { buttons: [[waive(ticket, acts)]] })
      : askFor(state, 'solution', ticket, actor, acts)
  },

  tanpaakar(state, ticket, actor, _tap, acts) {
    if (!ready(ticket, actor, 'solve', 'waive the root cause', acts)) return state
    if (!needsCause(ticket)) return gone(state, acts)
    acts.answerTap('')
    return askFor(state, 'waiver', ticket, actor, acts)
  },

  data(state, ticket, actor, _tap, acts) {
    if (!ready(ticket, actor, 'ask', 'ask the reporter', acts)) return state
    if (!acts.context.chat) {
      acts.answerTap(plainText(acts.context.say('tanpa chat')), true)
      return state
    }
    acts.answerTap('')
    return askFor(state, 'data', ticket, actor, acts)
  },

  tunggu(state, ticket, actor, _tap, acts) {
    if (!ready(ticket, actor, 'wait', 'wait for a third party', acts)) return state
    acts.answerTap('')
    return askFor(state, 'third party', ticket, actor, acts)
  },

  lanjut(state, ticket, actor, _tap, acts) {
    if (!ready(ticket, actor, 'resume', 'wait for a third party', acts)) return state
    acts.answerTap(plainText(acts.context.say('dilanjutkan')))
    tellStatus(acts, ticket, 'kabar dilanjutkan')
    return moveTicket(state, acts, ticket, 'resume', actor.sender.id)
  },

  halaman(state, ticket, actor, { rest }, acts) {
    const pages: readonly Page[] = ['main', 'more', 'class', 'kind', 'category', 'impact', 'priority', 'redirect']
    const page = pages.find(one => one === rest)
    if (!page || !isLive(ticket) || !tapAllowed(actor, 'list tickets', ticket, acts)) return gone(state, acts)
    acts.answerTap('')
    acts.state(ticket, { kind: 'edit', of: 'card', ...card(ticket, acts.context, page) })
    return state
  },

  jenis(state, ticket, actor, { rest }, acts) {
    const kind = ticketKinds.find(one => one === rest)
    if (!kind) return gone(state, acts)
    return classify(state, ticket, actor, { kind }, acts)
  },

  kategori(state, ticket, actor, { rest }, acts) {
    const { policy } = acts.context
    const category = policy.allCategories.find(one => one.name === rest)
    if (!category) return gone(state, acts)
    const { name, kind, impact } = category
    return classify(state, ticket, actor, { category: name, kind, impact }, acts)
  },

  dampak(state, ticket, actor, { rest }, acts) {
    const impact = (['besar', 'sedang', 'kecil'] as const).find(one => one === rest)
    return impact ? classify(state, ticket, actor, { impact }, acts) : gone(state, acts)
  },

  prioritas(state, ticket, actor, { rest }, acts) {
    if (!ready(ticket, actor, null, 'classify', acts)) return state
    if (rest === 'otomatis') {
      acts.answerTap('')
      const { impact } = ticket
      return changeTicket(state, acts, ticket, { priorityReason: null, impact }, actor.sender.id, 'priority')
    }
    const priority = priorities.find(one => one === rest)
    if (!priority) return gone(state, acts)
    acts.answerTap('')
    return askFor(state, 'priority', ticket, actor, acts, { value: priority })
  },

  bukan(state, ticket, actor, { rest }, acts) {
    const { say, policy, chat } = acts.context
    const [at = '', sure] = rest.split(' ')
    const subject = policy.notOurs[Number(at)]
    if (!subject) return gone(state, acts)
    if (!ready(ticket, actor, 'redirect', 'redirect', acts)) return state
    const words = say('pengalihan', { nomor: ticket.number, kalimat: subject.sentence, kepada: subject.to })
    acts.answerTap('')
    if (!sure) {
      acts.state(ticket, {
        kind: 'edit',
        of: 'card',
        text: say('pratinjau pengalihan', { nomor: ticket.number, isi: plainText(words) }),
        buttons: [
          [
            { text: plainText(say('tombol kirim')), data: `bukan ${ticket.number} ${at} ya` },
            { text: plainText(say('tombol kembali')), data: `halaman ${ticket.number} redirect` },
          ],
        ],
      })
      return state
    }
    if (chat)
      acts.toPerson('reply', text(words, [[technical(ticket, say('tombol teknis'))]]), ticket.number, {
        said: plainText(words),
      })
    return moveTicket(state, acts, ticket, 'redirect', actor.sender.id, {
      holder: ticket.holder ?? { id: actor.sender.id, name: nameOf(actor) },
      data: { subject: subject.subject, to: subject.to },
      waitingSince: null,
    })
  },

  gabung(state, ticket, actor, _tap, acts) {
    if (!ready(ticket, actor, 'merge', 'merge', acts)) return state
    const others = state.tickets.filter(one => isLive(one) && one.number !== ticket.number)
    if (!others.length) {
      acts.answerTap(plainText(acts.context.say('gabung tak ada')), true)
      return state
    }
    acts.answerTap('')
    return askFor(state, 'merge', ticket, actor, acts, { value: others.map(one => one.number).join(', ') })
  },

  pisah(state, ticket, actor, _tap, acts) {
    if (!tapAllowed(actor, 'unmerge', ticket, acts)) return state
    if (!canMove(ticket, 'unmerge')) return gone(state, acts)
    acts.answerTap('')
    return unmerge(state, ticket, actor, acts)
  },

  berkas: (state, ticket, actor, _tap, acts) =>
    tapAllowed(actor, 'delete a file', ticket, acts) ? listFiles(state, ticket, acts) : state,

  hapus: (state, ticket, actor, { rest }, acts) =>
    tapAllowed(actor, 'delete a file', ticket, acts) ? removeFile(state, ticket, actor, rest, acts) : state,

  bangun: (state, ticket, actor, { thread }, acts) =>
    tapAllowed(actor, 'delete a file', ticket, acts) ? rebuildTopic(state, ticket, thread, acts) : state,

  tunda(state, ticket, actor, _tap, acts) {
    if (!ready(ticket, actor, null, 'list tickets', acts)) return state
    if (!ticket.closesAt) return gone(state, acts)
    acts.answerTap(plainText(acts.context.say('penutupan ditunda')))
    acts.event('closing put off', ticket.number, actor.sender.id)
    const later = { ...ticket, idleSince: acts.context.now, nudged: false, closesAt: null }
    acts.ticket(later)
    return { ...state, tickets: state.tickets.map(one => (one.number === ticket.number ? later : one)) }
  },

  lihat(state, ticket, actor, _tap, acts) {
    const { say } = acts.context
    if (!tapAllowed(actor, 'see unmasked', ticket, acts)) return state
    if (!actor.staff?.reachable) {
      acts.answerTap(plainText(say('lihat mulai dulu')), true)
      return state
    }
    acts.answerTap(plainText(say('lihat terkirim')))
    acts.event('viewed unmasked', ticket.number, actor.sender.id)
    acts.toStaff(actor.sender.id, ticket, text(inFull(state, ticket, acts)))
    const said = acts.context.said.map(one => one.text).filter(Boolean)
    const files = acts.context.said.flatMap(one => one.attachments)
    for (const content of carry(said.map(words => `👤 ${words}`).join('\n\n'), files, acts.context.staffCapabilities))
      acts.toStaff(actor.sender.id, ticket, content)
    return state
  },
}

/** A permasalahan is not done before its cause is known (Pasal 15(1)d). */
function needsCause({ kind, rootCause }: Ticket): boolean {
  return kind === 'permasalahan' && rootCause === null
}

function gone(state: ConversationState, acts: Acts): ConversationState {
  acts.answerTap(plainText(acts.context.say('tidak berlaku')))
  return state
}

/** Sets the class of a ticket (Pasal 15(2)b): at once, on record, and shown on the card. */
function classify(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  change: Partial<Pick<Ticket, 'kind' | 'category' | 'impact'>>,
  acts: Acts,
): ConversationState {
  if (!ready(ticket, actor, null, 'classify', acts)) return state
  acts.answerTap('')
  return changeTicket(state, acts, ticket, change, actor.sender.id, 'classified')
}

function waive(ticket: Ticket, { context: { say } }: Acts): Button {
  return { text: plainText(say('tombol tanpa akar')), data: `tanpaakar ${ticket.number}` }
}

function technical(ticket: Ticket, label: Rich): Button {
  return { text: plainText(label), data: `teknis ${ticket.number}` }
}

/** Whoever takes a ticket learns the full name, privately, and that is on record. */
function tellWho(state: ConversationState, ticket: Ticket, actor: Actor, acts: Acts): void {
  if (!actor.staff?.reachable) return
  acts.event('viewed name', ticket.number, actor.sender.id)
  acts.toStaff(actor.sender.id, ticket, text(inFull(state, ticket, acts)))
}

function inFull(state: ConversationState, ticket: Ticket, { context }: Acts): Rich {
  const { say, chat, account } = context
  const { name, organisation, role } = ticket.reporter
  const places = state.places.length ? state.places : chat ? [{ account, chat }] : []
  return say('lihat lengkap', {
    nomor: ticket.number,
    nama: name || state.name,
    instansi: organisation ?? '–',
    peran: role ?? plainText(say('peran tak disebut')),
    akun: places.map(place => `${wayOf(place.account)} ${place.chat}`).join(' · ') || '–',
  })
}
