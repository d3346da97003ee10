import { rolesOf } from '../../domain/access.ts'
import { globalWord, type GlobalWord } from '../../domain/global-words.ts'
import { isAngry } from '../../domain/mood.ts'
import { isOpen } from '../../domain/office-hours.ts'
import { plainText } from '../../domain/rich.ts'
import { canMove, isLive, type Ticket } from '../../domain/ticket.ts'
import { isBareGreeting, settledAnswer } from '../../domain/words.ts'
import { commandOf, roleCodeIn, sourceOf, type Attachment, type Heard } from '../message.ts'
import type { ConversationState, WaitingWord } from '../ports.ts'
import { askBack, mayComplain } from './accusations.ts'
import { isStaff } from './anggota.ts'
import { dayPartOf, remember, text, type Acts } from './context.ts'
import { chooseLater, follow, placeOf, reopen } from './following.ts'
import { gather, knownIdentity, nothingGathered } from './form/details.ts'
import { answerForm, beginForm, describe, openNow, steerForm, type ToReport } from './form/form.ts'
import { openingLine } from './hours.ts'
import { giveCode, hearLinking } from './linking.ts'
import { menu, showStatus } from './menu.ts'
import { part } from './parting.ts'
import { hearComment } from './rating.ts'
import { takeRole } from './role-link.ts'
import { hasOpenComplaint, liveTickets, ticketIn, withTicket } from './state.ts'
import { wayOf } from './places.ts'
import { openTicket, privacyTerms } from './thread.ts'

/** What a person writes in private. */
export function hearReporter(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const now = { ...state, name: message.from?.name ?? state.name, unreachable: false }
  const linked = hearLinking(now, message, acts)
  if (linked.heard) return linked.state
  return hearSaid(linked.state, message, acts)
}

function hearSaid(now: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const isOffice = worksHere(acts)
  const command = commandOf(message.text)
  const spoken = { ...message, text: wordsBehind(message.text) }
  const hasFiles = spoken.attachments.length > 0 || spoken.other !== undefined
  if (command && !spoken.text && !hasFiles) return obey(now, command.name, message, acts)
  if (command?.name === 'privasi') acts.say('privasi', privacyTerms(context))
  const reporting = now.reporting || (isOffice && command?.name === 'lapor')
  const isBusy = liveTickets(now).length > 0 || now.form !== null || hasOpenComplaint(now)
  const word = hasFiles || command ? null : globalWord(message.text, context.policy.words)
  const hearing =
    isOffice && !reporting && !isBusy
      ? greetStaff(now, message, acts)
      : word
        ? obeyWord({ ...now, reporting }, word, spoken, acts)
        : hearWords({ ...now, reporting }, spoken, acts)
  if (message.secretHidden) acts.say('sandi terdeteksi', {}, liveTickets(hearing).at(-1)?.number ?? null)
  return isOffice ? hearing : noticed(hearing, acts)
}

/** Puts on record which version of the notice on privacy the person was shown, and says once that there is a new one. */
function noticed(state: ConversationState, acts: Acts): ConversationState {
  const { version } = acts.context.policy.privacy
  if (!state.greeted || state.privacy >= version) return state
  if (state.privacy > 0) acts.say('privasi berubah')
  acts.event('privacy told', null, 'loket', { version })
  return { ...state, privacy: version }
}

/**
 * true for anggota and whoever holds a role, the Kepala outside of the group too: what they write in private is no
 * report, unless they say so with /lapor.
 */
function worksHere(acts: Acts): boolean {
  const staff = acts.context.actor?.staff
  return isStaff(acts) || (staff != null && rolesOf(staff, acts.context.now).size > 0)
}

/** Commands to the bot that may stand in front of words. */
const ownCommands = new Set(['lapor', 'privasi', 'bantuan', 'help', 'pengaduan'])

/**
 * What of a text was said to people: all of it but a command of ours in front, a command alone, and what a link put
 * behind /start. A command nobody knows belongs to the words, since it is a slip of the finger or meant as a word.
 */
export function wordsBehind(said: string): string {
  const command = commandOf(said)
  if (!command) return said
  if (command.name === 'start') return /\s/.test(command.rest) ? command.rest : ''
  return command.rest && !ownCommands.has(command.name) ? said : command.rest
}

/** Commands that are the same as a word. */
const wordOf: Readonly<Record<string, GlobalWord>> = {
  menu: 'menu',
  status: 'status',
  batal: 'cancel',
  kembali: 'back',
  petugas: 'staff',
  privasi: 'privacy',
  pengaduan: 'complaint',
  bantuan: 'help',
  help: 'help',
  hubungkan: 'link',
  putuskan: 'part',
}

function obey(state: ConversationState, command: string, message: Heard, acts: Acts): ConversationState {
  const isOffice = worksHere(acts)
  acts.event(`command ${command}`, null, 'pelapor')
  if (command === 'start' && roleCodeIn(message) !== null) return takeRole(state, message, acts)
  if (command === 'start') return isOffice ? greetStaff(state, message, acts) : start(state, acts)
  if (command === 'lapor') {
    if (!isOffice) return start(state, acts)
    acts.say('lapor')
    return { ...state, reporting: true }
  }
  const word = Object.hasOwn(wordOf, command) ? wordOf[command] : undefined
  if (word) return obeyWord(state, word, message, acts)
  acts.say('bantuan', { lpse: acts.context.policy.name })
  return state
}

/** A word that means the same wherever a person is. */
function obeyWord(state: ConversationState, word: GlobalWord, message: Heard, acts: Acts): ConversationState {
  const { policy } = acts.context
  const { form } = state
  switch (word) {
    case 'menu':
      return menu(state, acts)
    case 'status':
      return showStatus(state, acts)
    case 'help':
      acts.say('bantuan', { lpse: policy.name })
      return state
    case 'privacy':
      acts.say('privasi', privacyTerms(acts.context))
      return state
    case 'link':
      return giveCode(state, acts)
    case 'part':
      return part(state, acts)
    case 'cancel':
      if (form) return steerForm(state, 'batal', acts) ?? state
      return offerCancel(state, acts)
    case 'back':
      return form ? (steerForm(state, 'back', acts) ?? state) : menu(state, acts)
    case 'staff':
      return callStaff(state, sourceOf(message), acts)
    case 'complaint':
      return beginForm(state, 'pengaduan', form && !form.number ? form.words : [], acts)
    case 'urgent':
      return hurry(state, message, acts)
    case 'skip':
      return (
        answerForm(state, { kind: 'text', text: message.text }, acts, null, noComplaint) ??
        hearWords(state, message, acts)
      )
  }
}

/** Says that a human comes, and on the first contact what becomes of what people write. */
function welcome(
  state: ConversationState,
  sentence: 'petugas dipanggil' | 'tiket kesal',
  number: string,
  acts: Acts,
): ConversationState {
  const { say } = acts.context
  const words = say(sentence, { nomor: number, jam: openingLine(acts) })
  acts.toPerson('answer', text(state.greeted ? words : [...words, '\n', ...say('privasi singkat')]), number)
  return { ...state, greeted: true }
}

/** Batal without a report that is being made: the only open ticket may be meant, which one tap confirms. */
function offerCancel(state: ConversationState, acts: Acts): ConversationState {
  const { say } = acts.context
  const meant = placeOf(state, acts)
  const ticket = meant !== 'new' && meant !== 'choose' && 'category' in meant && canMove(meant, 'cancel') ? meant : null
  if (!ticket) acts.say('tak ada yang dibatalkan')
  else {
    const button = { text: plainText(say('tombol batalkan tiket')), data: `batalkan ${ticket.number}` }
    const words = say('batalkan tiket', { nomor: ticket.number, kategori: ticket.category })
    acts.toPerson('answer', text(words, [[button]]), ticket.number)
  }
  return state
}

/** 0 or PETUGAS: a human, at once. */
export function callStaff(state: ConversationState, source: string, acts: Acts): ConversationState {
  const { form } = state
  if (form && !form.number && form.position.flow === 'laporan' && form.words.length)
    return openNow(state, acts, 'tiket dibuat')
  const last = liveTickets(state).at(-1)
  if (!last) {
    const { now, say } = acts.context
    const words = { text: plainText(say('minta petugas')), attachments: [], source, at: now }
    if (!acts.context.desk) return wait(state, words, acts)
    const opened = openTicket(state, acts, bare(state, [words], acts))
    return welcome(opened.state, 'petugas dipanggil', opened.ticket.number, acts)
  }
  const place = placeOf(state, acts)
  const ticket = typeof place === 'object' && 'category' in place ? place : last
  acts.toTopic('notice', ticket, text(acts.context.say('pelapor minta petugas')))
  acts.say('petugas diberi tahu', { nomor: ticket.number, jam: openingLine(acts) }, ticket.number)
  return state
}

function bare(state: ConversationState, words: readonly WaitingWord[], acts: Acts): Parameters<typeof openTicket>[2] {
  return {
    words,
    reporter: knownIdentity(state),
    way: wayOf(acts.context.account),
    ...nothingGathered,
    urgent: false,
    complete: false,
    linked: null,
  }
}

/** MENDESAK outside of office hours: the ticket is marked and the desk hears of it at once (policy). */
function hurry(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { form } = state
  if (form && !form.number && form.position.flow === 'laporan') {
    const urgent = { ...state, form: { ...form, urgent: true } }
    return steerForm(urgent, 'mendesak', acts) ?? openNow(urgent, acts, 'tiket mendesak')
  }
  const ticket = liveTickets(state).at(-1)
  if (!ticket)
    return acts.context.desk && !form && !hasOpenComplaint(state)
      ? beginForm(state, 'laporan', [wordsOf(message, acts)], acts, { urgent: true })
      : hearWords(state, message, acts)
  if (ticket.urgent || isOpen(acts.context.policy.hours, acts.context.now)) {
    acts.say('sudah mendesak', { nomor: ticket.number }, ticket.number)
    if (!ticket.urgent)
      acts.toTopic('notice', ticket, text(acts.context.say('pelapor mendesak', { nomor: ticket.number })))
    return state
  }
  return markUrgent(state, ticket, acts)
}

function markUrgent(state: ConversationState, ticket: Ticket, acts: Acts): ConversationState {
  const { number } = ticket
  const urgent = { ...ticket, urgent: true }
  acts.event('urgent', number, 'pelapor')
  acts.ticket(urgent)
  acts.toTopic('notice', urgent, text(acts.context.say('pelapor mendesak', { nomor: number })))
  acts.say('ditandai mendesak', { nomor: number }, number)
  return withTicket(state, urgent)
}

/** /start: greets, or in the middle of a report asks whether to go on. */
export function start(state: ConversationState, acts: Acts): ConversationState {
  const { say } = acts.context
  if (!state.form) return greet(state, acts)
  acts.toPerson(
    'answer',
    text(say('lanjut atau ulang'), [
      [
        { text: plainText(say('tombol lanjutkan')), data: 'alur lanjut' },
        { text: plainText(say('tombol ulangi')), data: 'alur ulang' },
      ],
    ]),
    null,
  )
  return state
}

/** Says good day, and once what becomes of what people write. */
export function greet(state: ConversationState, acts: Acts): ConversationState {
  const { context } = acts
  const waktu = dayPartOf(context)
  const open = liveTickets(state).at(-1)
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
  const isHead = rolesOf(staff, context.now).has('kepala')
  acts.say(isHead ? 'salam kepala' : 'salam petugas', { waktu: dayPartOf(context), nama: message.from.name })
  return { ...state, greeted: true }
}

function hearWords(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const words = wordsOf(message, acts)
  tellRefusals(message.attachments, acts)
  const comment = hearComment(state, message, acts)
  if (comment) return comment
  const bareText = !message.attachments.length && message.other === undefined
  const asked = askBack(state, words, acts)
  if (asked) return asked
  const isElsewhere = speaksToStaff(state, acts)
  if (state.form && bareText && !isElsewhere) {
    const answered = answerForm(state, { kind: 'text', text: message.text }, acts, words, noComplaint)
    if (answered) {
      acts.event('answered', answered.form?.number ?? state.form.number, 'pelapor', {
        question: state.form.position.asked,
        text: message.text,
        source: words.source,
      })
      return answered
    }
  }
  if (state.form && !state.form.number && !isElsewhere) {
    const described = describe(state, words, acts)
    const stillOpen = described.form && !described.form.number
    return stillOpen && described.form.position.flow === 'laporan' && isAngry(message.text, acts.context.policy.words)
      ? openNow(described, acts, 'tiket kesal')
      : described
  }
  if (state.reporting && acts.context.answered?.ticket == null) return hearNew(state, words, message, bareText, acts)
  const place = placeOf(state, acts)
  const meant = place === 'choose' && bareText ? meantByShort(state, message.text, acts) : null
  if (meant === 'nothing') {
    acts.event('thanked', null, 'pelapor', { text: words.text, source: words.source })
    return state
  }
  // A short word chooses for itself alone: beside an open complaint what follows is asked about.
  if (meant) {
    const followed = follow(state, meant, words, acts)
    return hasOpenComplaint(state) ? { ...followed, focus: state.focus } : followed
  }
  if (place === 'choose') return chooseLater(state, words, acts)
  if (place !== 'new') return follow(state, place, words, acts)
  return hearNew(state, words, message, bareText, acts)
}

/**
 * true for words that go to the petugas and not to the question of the form that stands: a reply to a message about
 * something else, and whatever is written after the petugas asked or answered.
 */
function speaksToStaff(state: ConversationState, { context: { answered } }: Acts): boolean {
  const number = state.form?.number ?? null
  if (answered?.ticket != null && answered.ticket !== number) return true
  const ticket = ticketIn(state, number)
  if (!ticket || (answered?.purpose === 'answer' && answered.ticket === number)) return false
  return ticket.status === 'asked' || ticket.waitingSince === null
}

/** Which of several open things a short word means that would make asking back silly; null: ask. */
function meantByShort(state: ConversationState, said: string, acts: Acts): Ticket | 'nothing' | null {
  const answer = settledAnswer(said, acts.context.policy.words)
  if (answer === 'other') return null
  const solved = liveTickets(state).filter(({ status }) => status === 'solved')
  if (solved.length === 1) return solved[0]!
  return answer === 'thanks' ? 'nothing' : null
}

/** Words that belong to nothing that is open. */
function hearNew(
  state: ConversationState,
  words: WaitingWord,
  message: Heard,
  bareText: boolean,
  acts: Acts,
): ConversationState {
  const { policy, desk } = acts.context
  if (bareText && !state.waiting.length) {
    if (isBareGreeting(message.text, policy.words) && !state.reporting) return greet(state, acts)
    if (isNod(message.text) && state.tickets.length > 0) {
      acts.event('thanked', state.tickets.at(-1)!.number, 'pelapor', { text: words.text, source: words.source })
      return state
    }
    const ended = state.tickets.at(-1)
    const polite = settledAnswer(message.text, policy.words)
    if (ended && !isLive(ended) && (polite === 'thanks' || polite === 'yes')) {
      acts.event('thanked', ended.number, 'pelapor', { text: words.text, source: words.source })
      if (polite === 'thanks') acts.say('sama sama')
      return state
    }
    if (!/[\p{L}\p{N}]/u.test(message.text)) return puzzled(state, words, acts)
  }
  const calm = { ...state, puzzled: 0 }
  if (mayComplain(words.text, policy)) return beginForm(calm, 'pengaduan', [words], acts)
  if (!desk) return wait(calm, words, acts)
  const again = state.reporting ? null : reopen(calm, words, acts)
  if (again) return again
  return beginReport(calm, [words], acts)
}

/** A thumb up, folded hands, a heart: thanks that need no answer. */
function isNod(said: string): boolean {
  return /^(?:[👍👌🙏👏😊🙂😀😁😄☺😇❤💚💙🤝✅🎉]|\p{Emoji_Modifier}|\uFE0F|\s)+$/u.test(said)
}

/** What was no complaint after all goes where it would have gone at once: to what is open, or into a report. */
export const noComplaint: ToReport = (state, words, acts) => {
  if (!words.length) {
    acts.say('ceritakan kendala')
    return { ...state, reporting: true }
  }
  const place = liveTickets(state).length ? placeOf(state, acts) : 'new'
  if (place === 'new') return beginReport(state, words, acts)
  return words.reduce(
    (so, one) => (place === 'choose' ? chooseLater(so, one, acts) : follow(so, place, one, acts)),
    state,
  )
}

/** A report from its first words: with questions first, or with the ticket at once where policy or anger ask for it. */
export function beginReport(state: ConversationState, words: readonly WaitingWord[], acts: Acts): ConversationState {
  const { policy, desk } = acts.context
  if (!desk) return words.reduce((so, one) => wait(so, one, acts), state)
  if (liveTickets(state).length >= policy.intake.openAtMost) {
    acts.say('terlalu banyak tiket', { jumlah: policy.intake.openAtMost })
    const { number } = liveTickets(state).at(-1)!
    const told = { ...state, reporting: false }
    return words.reduce((so, one) => follow(so, ticketIn(so, number)!, one, acts), told)
  }
  const calm = { ...state, reporting: false }
  if (words.some(({ text: said }) => isAngry(said, policy.words))) {
    const opened = openTicket(calm, acts, {
      ...bare(calm, words, acts),
      ...gather(nothingGathered, words, acts.context),
    })
    return welcome(opened.state, 'tiket kesal', opened.ticket.number, acts)
  }
  return beginForm(calm, 'laporan', words, acts, { openFirst: policy.intake.atOnce })
}

/** No staff group is known yet: kept, and heard when there is one. */
function wait(state: ConversationState, words: WaitingWord, acts: Acts): ConversationState {
  acts.event('waiting', null, 'pelapor', { text: words.text, source: words.source })
  if (!state.waiting.length) acts.say('menunggu meja')
  return { ...state, waiting: [...state.waiting, words] }
}

/** What nobody can read: asked about once, then a human is offered. */
function puzzled(state: ConversationState, words: WaitingWord, acts: Acts): ConversationState {
  const { say } = acts.context
  acts.event('not understood', null, 'pelapor', { text: words.text, source: words.source })
  const offer = [[{ text: plainText(say('tombol petugas')), data: 'menu petugas' }]]
  if (state.puzzled === 0) acts.say('tidak paham')
  else acts.toPerson('answer', text(say('tidak paham lagi'), offer), null)
  return { ...state, puzzled: state.puzzled + 1 }
}

/** The staff group is known now: what waited becomes a ticket, and is asked about afterwards. */
export function deskOpened(state: ConversationState, acts: Acts): ConversationState {
  if (!state.waiting.length || !acts.context.desk) return state
  return beginForm({ ...state, waiting: [], reporting: false }, 'laporan', state.waiting, acts, { openFirst: true })
}

/** The words of a message as they are kept. */
export function wordsOf(message: Heard, acts: Acts): WaitingWord {
  const other = message.other ? plainText(acts.context.say('isi lain', { jenis: message.other })) : ''
  return {
    text: message.text || other,
    attachments: message.attachments,
    source: sourceOf(message),
    at: acts.context.now,
    ...(message.other === undefined ? {} : { other: message.other }),
  }
}

/** Says to the person which files were not taken, and why. */
export function tellRefusals(attachments: readonly Attachment[], acts: Acts): void {
  const told = {
    dangerous: 'berkas berbahaya',
    large: 'berkas besar',
    unavailable: 'berkas tidak terambil',
    identity: 'berkas identitas',
    offer: 'berkas penawaran',
  } as const
  const reasons = new Set(attachments.map(one => one.refused).filter(reason => reason !== undefined))
  for (const reason of reasons) acts.say(told[reason])
}
