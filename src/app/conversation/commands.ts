import { isAnggota, marksOf } from '../../domain/access.ts'
import { plainText } from '../../domain/rich.ts'
import { canMove, isLive, type Ticket } from '../../domain/ticket.ts'
import { firstName } from '../../domain/masking.ts'
import { fill } from '../../domain/rich.ts'
import { answersUs, commandOf, type Heard } from '../message.ts'
import type { Actor, ConversationState } from '../ports.ts'
import { connect } from './connecting.ts'
import { remember, text, type Acts } from './context.ts'
import { removeReplied } from './files.ts'
import { hearMarks } from './marks.ts'
import { hearRoles } from './roles.ts'
import { recordOnBehalf } from './on-behalf.ts'
import { moveTicket, tellStatus } from './moves.ts'
import { preview } from './questions.ts'
import { showFound, showOwn, showQueue, showTicket } from './queue.ts'
import { anggotaIn, nameOf, namesOf, refusalOf, turnAway } from './anggota.ts'
import { takeNickname } from './nickname.ts'
import { named, personMeant } from './persons.ts'

type Say = (sentence: Parameters<Acts['context']['say']>[0], values?: Record<string, string | number>) => void
type GroupCommand = (state: ConversationState, rest: string, message: Heard, acts: Acts, say: Say) => ConversationState

/** Commands that mean the same wherever they stand in the group. */
const anywhere: Readonly<Record<string, GroupCommand>> = {
  antrean: (state, _rest, message, acts) => (showQueue(message, acts), state),
  saya: (state, _rest, message, acts) => (showOwn(message, acts), state),
  tiket: (state, rest, message, acts) => (showTicket(rest, message, acts), state),
  cari: (state, rest, message, acts) => (showFound(rest, message, acts), state),
  catat: recordOnBehalf,
  panggilan: takeNickname,
  bantuan: help,
  help,
  start: help,
}

/** The names of those, and of the ones about the group and its people. */
export const groupCommands: ReadonlySet<string> = new Set([...Object.keys(anywhere), 'hubungkan', 'peran', 'tandai'])

function help(state: ConversationState, _rest: string, _message: Heard, _acts: Acts, say: Say): ConversationState {
  say('bantuan petugas')
  return state
}

/** What is written outside any topic, and the commands that mean the same everywhere. */
export function hearGroup(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const command = commandOf(message.text)
  if (!command) return hearStray(state, message, acts)
  const say: Say = (sentence, values = {}) => void acts.toGroup(message, text(context.say(sentence, values)), true)
  if (command.name === 'hubungkan') return connect(state, message, command.rest, acts)
  if (!context.desk?.groups.includes(message.chat)) return state
  const actor = anggotaIn(message.chat, acts)
  if (!actor) {
    const why = turnAway(acts, message.chat, message.from, null, { message: message.id })
    acts.toGroup(message, text(why), true)
    return state
  }
  remember(acts)
  const obey = Object.hasOwn(anywhere, command.name) ? anywhere[command.name] : undefined
  if (obey) return obey(state, command.rest, message, acts, say)
  if (command.name === 'peran') hearRoles(message, command.rest, actor, acts)
  if (command.name === 'tandai') hearMarks(message, command.rest, actor, acts)
  if (Object.hasOwn(topicCommands, command.name) || command.name === 'balas' || command.name === 'tarik')
    say('balas di topik')
  return state
}

/** Talk outside of any ticket is not ours, but a reply to a copy that no send knows was meant for somebody. */
function hearStray(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  if (acts.context.answered === null && answersUs(message) && anggotaIn(message.chat, acts))
    acts.toGroup(message, text(acts.context.say('salinan tak dikenal')), true)
  return state
}

type TopicCommand = (
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  rest: string,
  message: Heard,
  acts: Acts,
) => ConversationState

/** Commands that only mean something in the topic of a ticket. */
export const topicCommands: Readonly<Record<string, TopicCommand>> = {
  serahkan: transfer,
  j: useCanned,
  hapus: removeReplied,
}

/** /serahkan @nama: another anggota holds the ticket from now on (Pasal 15(2)d). */
function transfer(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  rest: string,
  message: Heard,
  acts: Acts,
): ConversationState {
  const { say } = acts.context
  const tell = (...sentence: Parameters<typeof say>): ConversationState => {
    acts.answerIn(ticket, message, say(...sentence))
    return state
  }
  const why = refusalOf(actor, 'transfer to somebody else', acts, ticket)
  if (why) {
    acts.answerIn(ticket, message, why)
    return state
  }
  if (!canMove(ticket, 'transfer')) return tell(isLive(ticket) ? 'tidak berlaku' : 'sudah ditutup')
  const { staffAccount: account, now, roster } = acts.context
  const meant = personMeant(
    rest,
    message,
    roster.filter(one => one.member),
    account,
  )
  if (meant.kind === 'nobody named' || meant.kind === 'unheard of')
    return tell(rest ? 'serahkan siapa' : 'serahkan cara', { nama: rest })
  if (meant.kind === 'several') return tell('serahkan beberapa', { nama: meant.staff.map(named).join('; ') })
  const target = meant.staff
  const marks = marksOf(target, now)
  if (marks.length) return tell('serahkan ditandai', { nama: target.name, jabatan: namesOf(marks) })
  if (!isAnggota(target, now)) return tell('serahkan siapa', { nama: target.name })
  if (target.id === ticket.holder?.id) return tell('sudah diambil', { petugas: target.name })
  tellStatus(acts, ticket, 'ditangani', { petugas: firstName(target.nickname ?? target.name) })
  tell('diserahkan', { petugas: target.name })
  if (target.reachable)
    acts.toStaff(
      target.id,
      ticket,
      text(say('diserahkan kepada anda', { nomor: ticket.number, oleh: actor.sender.name })),
    )
  return moveTicket(state, acts, ticket, 'transfer', actor.sender.id, {
    holder: { id: target.id, name: target.nickname ?? target.name },
    data: { by: actor.sender.name },
  })
}

/** /j kata: a prepared reply, shown once more before it is sent; without a word, what there is. */
function useCanned(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  rest: string,
  message: Heard,
  acts: Acts,
): ConversationState {
  const { say, canned, policy } = acts.context
  const names = Object.keys(canned)
  const wanted = rest.trim().toLowerCase()
  const begins = (one: string): boolean =>
    one.split(' ').some((_, at, all) => all.slice(at).join(' ').startsWith(wanted))
  const name = names.find(one => one === wanted) ?? names.find(one => wanted && begins(one))
  const words = name && canned[name]
  if (!words) {
    acts.answerIn(ticket, message, say('jawaban siap', { daftar: names.map(one => `• ${one}`).join('\n') }))
    return state
  }
  const filled = plainText(
    fill(words, {
      nama: firstName(ticket.reporter.name),
      nomor: ticket.number,
      petugas: firstName(nameOf(actor)),
      lpse: policy.name,
      laman: policy.contacts['laman spse'] ?? '(laman SPSE)',
      telepon: policy.contacts.telepon ?? '(telepon LPSE)',
    }),
  )
  const question = {
    kind: 'question',
    about: 'canned',
    ticket: ticket.number,
    staff: actor.sender.id,
    staffName: actor.sender.name,
    at: acts.context.now,
    send: '',
    text: '',
    attachments: [],
    source: '',
  } as const
  return preview(state, question, { ...message, text: filled, attachments: [] }, ticket, acts)
}
