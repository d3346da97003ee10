import { plainText } from '../../domain/rich.ts'
import { isBareGreeting, settledAnswer } from '../../domain/words.ts'
import { clockTime } from '../../domain/day.ts'
import { maskPersonalData } from '../../domain/masking.ts'
import { commandOf, isSameFile, roleCodeIn, sourceOf, type Attachment, type Heard } from '../message.ts'
import type { ConversationState, Mark, WaitingWord } from '../ports.ts'
import { isStaff } from './anggota.ts'
import { dayPartOf, remember, text, type Acts } from './context.ts'
import { takeRole } from './role-link.ts'
import { carry, currentTicket, moveTicket, openTicket, record, tellRefused, type Words } from './thread.ts'

/** The reaction that says: added to your ticket. */
export const noted = '✍'

/** What a person writes in private. */
export function hearReporter(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const now = { ...state, name: message.from?.name ?? state.name, unreachable: false }
  if (message.text.trim().toLowerCase() === 'privasi') return obey(now, 'privasi', message, acts)
  const command = commandOf(message.text)
  const spoken = { ...message, text: wordsBehind(message.text) }
  if (command && !spoken.text && !spoken.attachments.length) return obey(now, command.name, message, acts)
  if (command?.name === 'privasi') acts.say('privasi', { lpse: context.policy.name })
  const reporting = now.reporting || (isStaff(acts) && command?.name === 'lapor')
  const hearing =
    isStaff(acts) && !reporting && !currentTicket(now)
      ? greetStaff(now, message, acts)
      : hearWords({ ...now, reporting }, spoken, acts)
  if (message.secretHidden) acts.say('sandi terdeteksi', {}, currentTicket(hearing)?.number ?? null)
  return hearing
}

/** Commands to the bot that may stand in front of words. */
const ownCommands = new Set(['lapor', 'privasi', 'bantuan', 'help'])

/**
 * What of a text was said to people: all of it but a command of ours in front, a command alone, and what a link put
 * behind /start. A command nobody knows belongs to the words, since it is a slip of the finger or meant as a word.
 */
function wordsBehind(text: string): string {
  const command = commandOf(text)
  if (!command) return text
  if (command.name === 'start') return /\s/.test(command.rest) ? command.rest : ''
  return command.rest && !ownCommands.has(command.name) ? text : command.rest
}

function obey(state: ConversationState, command: string, message: Heard, acts: Acts): ConversationState {
  acts.event(`command ${command}`, null, 'pelapor')
  switch (command) {
    case 'start':
      if (roleCodeIn(message) !== null) return takeRole(state, message, acts)
      return isStaff(acts) ? greetStaff(state, message, acts) : greet(state, acts)
    case 'privasi':
      acts.say('privasi', { lpse: acts.context.policy.name })
      return state
    case 'lapor':
      if (!isStaff(acts)) return greet(state, acts)
      acts.say('lapor')
      return { ...state, reporting: true }
    default:
      acts.say('bantuan', { lpse: acts.context.policy.name })
      return state
  }
}

function greet(state: ConversationState, acts: Acts): ConversationState {
  const { context } = acts
  const waktu = dayPartOf(context)
  const open = currentTicket(state)
  if (open) acts.say('salam tiket terbuka', { waktu, nomor: open.number }, open.number)
  else if (state.greeted) acts.say('salam kembali', { waktu })
  else acts.say('salam', { waktu, lpse: context.policy.name, privasi: plainText(context.say('privasi singkat')) })
  return { ...state, greeted: true }
}

/** An anggota wrote privately: from now on the bot may write to them (networks forbid bots to write first). */
function greetStaff(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const staff = context.actor?.staff
  if (!staff || !message.from) return state
  if (!staff.reachable) acts.event('reachable', null, staff.id)
  remember(acts)
  acts.staff({ ...staff, name: message.from.name, reachable: true }, 'reachability')
  acts.say('salam petugas', { waktu: dayPartOf(context), nama: message.from.name })
  return { ...state, greeted: true }
}

function hearWords(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const words = wordsOf(message, acts)
  tellRefusals(message.attachments, acts)
  const ack: Mark = { chat: message.chat, messageId: message.messageId, emoji: noted }
  const ticket = currentTicket(state)
  if (ticket?.status === 'solved') return hearSettled(state, words, ack, acts)
  if (ticket) {
    record(acts, ticket, words, ack)
    return state
  }
  if (
    isBareGreeting(message.text, context.policy.words) &&
    !message.attachments.length &&
    !message.other &&
    !state.waiting.length &&
    !state.reporting
  )
    return greet(state, acts)
  if (!context.desk) {
    acts.event('waiting', null, 'pelapor', { text: words.text, source: words.source })
    if (!state.waiting.length) acts.say('menunggu meja')
    return { ...state, greeted: true, waiting: [...state.waiting, words] }
  }
  return welcome(state, [...state.waiting, words], acts)
}

/** Opens the ticket and answers once: greeting, privacy notice and number together. */
export function welcome(state: ConversationState, words: readonly Words[], acts: Acts): ConversationState {
  const { context } = acts
  const opened = openTicket({ ...state, waiting: [] }, acts, words)
  const nomor = opened.ticket.number
  if (state.greeted && !state.waiting.length) acts.say('tiket dibuat', { nomor }, nomor)
  else
    acts.say(
      'tiket dibuat pertama',
      {
        waktu: dayPartOf(context),
        lpse: context.policy.name,
        nomor,
        privasi: plainText(context.say('privasi singkat')),
      },
      nomor,
    )
  return { ...opened.state, greeted: true, reporting: false }
}

/** The answer to "Apakah sudah beres?" in words. */
function hearSettled(state: ConversationState, words: Words, ack: Mark, acts: Acts): ConversationState {
  const ticket = currentTicket(state)
  if (!ticket) return state
  record(acts, ticket, words, ack)
  const answer = words.attachments.length ? 'other' : settledAnswer(words.text, acts.context.policy.words)
  if (answer === 'thanks') return state
  return settle(state, ticket.number, answer === 'yes', acts)
}

/** Closes a solved ticket or opens it again, as the person says. */
export function settle(state: ConversationState, number: string, settled: boolean, acts: Acts): ConversationState {
  const { say } = acts.context
  const ticket = state.tickets.find(one => one.number === number)
  if (!ticket || ticket.status !== 'solved') return state
  const next = moveTicket(state, acts, ticket, settled ? 'confirm' : 'reopen', 'pelapor')
  acts.toTopic('notice', ticket, text(say(settled ? 'pelapor konfirmasi' : 'pelapor buka lagi')))
  acts.say(settled ? 'ditutup' : 'dibuka lagi', { nomor: number }, number)
  return next
}

/** An edited message: its copy in the topic shows both versions; the record keeps each. */
export function hearEdit(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  // A position that is shared while it moves.
  if (message.other) return state
  const words = wordsBehind(message.text)
  const mirrored = context.carried.filter(send => send.purpose === 'mirror')
  const original = mirrored[0]
  const latest = mirrored.at(-1)
  if (!original || !latest) {
    const waiting = state.waiting.findIndex(one => one.source === sourceOf(message))
    if (waiting >= 0) {
      acts.event('edited', null, 'pelapor', { text: words, source: sourceOf(message) })
      const changed = (one: WaitingWord): WaitingWord => ({
        ...one,
        text: words,
        attachments: [...one.attachments, ...filesNotIn(one.attachments, message)],
      })
      return { ...state, waiting: state.waiting.map((one, at) => (at === waiting ? changed(one) : one)) }
    }
    // A greeting or command that became something else is heard as new; nothing said is lost.
    return message.attachments.length || (words && !isBareGreeting(words, context.policy.words))
      ? hearReporter(state, message, acts)
      : state
  }
  // Telegram also reports edits of fields no one sees.
  const shownFiles = mirrored.flatMap(send => (send.content.kind === 'files' ? send.content.attachments : []))
  const files = filesNotIn(shownFiles, message)
  if (latest.said === words && !files.length) return state
  acts.event('edited', original.ticket, 'pelapor', {
    text: words,
    ...(files.length ? { attachments: files } : {}),
    source: sourceOf(message),
  })
  if (message.secretHidden) acts.say('sandi terdeteksi', {}, original.ticket)
  const jam = clockTime(context.now, context.policy.zone)
  const isi = maskPersonalData(words)
  const ticket = state.tickets.find(one => one.number === original.ticket)
  const options = { source: sourceOf(message), said: words }
  if (files.length) {
    tellRefusals(files, acts)
    if (!ticket) return state
    const caption = plainText(context.say('berkas diubah', { jam, isi }))
    for (const content of carry(caption, files, context)) acts.toTopic('mirror', ticket, content, options)
    tellRefused(acts, ticket, files)
    return state
  }
  const shown = context.say('kata diubah', {
    lama: maskPersonalData(original.said ?? ''),
    jam,
    isi,
  })
  const length = plainText(shown).length
  const limit = original.content.kind === 'files' ? context.capabilities.caption : context.capabilities.text
  const onlyPart = mirrored.filter(send => send.content.kind !== 'edit').length === 1
  if (onlyPart && length <= limit) acts.change(original, { kind: 'edit', of: original.id, text: shown }, options)
  else if (ticket) {
    const anew = context.say('kata diubah', { lama: '…', jam, isi: isi.slice(0, context.capabilities.text - 100) })
    acts.toTopic('mirror', ticket, text(anew), options)
  }
  return state
}

/** The files of a message that are not among those shown before. */
export function filesNotIn(shown: readonly Attachment[], message: Heard): Attachment[] {
  return message.attachments.filter(one => !shown.some(other => isSameFile(one, other)))
}

function wordsOf(message: Heard, acts: Acts): Words {
  const other = message.other ? plainText(acts.context.say('isi lain', { jenis: message.other })) : ''
  return {
    text: message.text || other,
    attachments: message.attachments,
    source: sourceOf(message),
    at: acts.context.now,
    ...(message.other === undefined ? {} : { other: message.other }),
  }
}

/** Says to the person which files were not taken. */
function tellRefusals(attachments: readonly Attachment[], acts: Acts): void {
  const told = { dangerous: 'berkas berbahaya', large: 'berkas besar', unavailable: 'berkas tidak terambil' } as const
  const reasons = new Set(attachments.map(one => one.refused).filter(reason => reason !== undefined))
  for (const reason of reasons) acts.say(told[reason])
}
