import { age } from '../../domain/day.ts'
import { plainText, type Rich } from '../../domain/rich.ts'
import type { Ticket } from '../../domain/ticket.ts'
import { answersUs, commandOf, sourceOf, type Attachment, type Heard } from '../message.ts'
import type { Actor, Ask, Button, Content, ConversationState, Send } from '../ports.ts'
import { anggotaIn, turnAway } from './anggota.ts'
import { remember, text, type Acts, type Context } from './context.ts'
import { hearMarks } from './marks.ts'
import { filesNotIn } from './reporter.ts'
import { hearRoles } from './roles.ts'
import { carry, tellRefused } from './thread.ts'

/** What fits into one message together with the number and the question of a solution. */
const longestSolution = 3500

/** The reaction that says: delivered to the person. */
export const delivered = '👍'

/** What is written in a ticket's topic (or, without topics, as a reply to one of its messages). Pasal 15(2)b. */
export function hearDesk(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const ticket = ticketOf(state, acts)
  const command = commandOf(message.text)
  const intent = intentOf(message, acts)
  if (!ticket) {
    const closed = context.answered?.ticket ?? context.topicTicket
    return closed ? hearClosed(state, closed, message, acts) : hearGroup(state, message, acts)
  }
  const actor = anggotaIn(message.chat, acts)
  if (!actor) {
    if (intent !== 'note') refuse(message, ticket, acts)
    return state
  }
  remember(acts)
  if (message.secretHidden && intent !== 'note' && command?.name !== 'tarik')
    acts.toTopic('notice', ticket, text(context.say('sandi petugas')), { replyTo: message.messageId })
  if (command && groupCommands.has(command.name)) return hearGroup(state, message, acts)
  if (command?.name === 'tarik') return withdraw(state, ticket, message, acts)
  if (command?.name === 'balas') {
    if (!command.rest && !message.attachments.length) {
      acts.toTopic('notice', ticket, text(context.say('balas kosong')), { replyTo: message.messageId })
      return state
    }
    return reply(state, ticket, actor, { text: command.rest, attachments: message.attachments, message }, acts)
  }
  switch (intent) {
    case 'command':
      note(acts, ticket.number, actor.sender.id, message)
      acts.toTopic('notice', ticket, text(context.say('perintah tak dikenal')), { replyTo: message.messageId })
      return state
    case 'reply':
      return reply(state, ticket, actor, { text: message.text, attachments: message.attachments, message }, acts)
    case 'answer':
      return answerAsk(state, ticket, actor, message, acts)
    case 'unclear':
      return askReplyOrNote(state, ticket, actor, message, acts)
    default:
      note(acts, ticket.number, actor.sender.id, message)
      return state
  }
}

/** What is written to a closed ticket that is not the person's last: notes are kept, nothing leaves the topic. */
function hearClosed(state: ConversationState, number: string, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const command = commandOf(message.text)
  const intent = intentOf(message, acts)
  if (command && groupCommands.has(command.name)) return hearGroup(state, message, acts)
  const isUnknown = command !== null && !['balas', 'tarik'].includes(command.name)
  const isForPerson = intent !== 'note' && !isUnknown
  const actor = anggotaIn(message.chat, acts)
  if (actor) {
    remember(acts)
    if (isForPerson) acts.toGroup(message, text(context.say('balas tertutup')), true)
    else note(acts, number, actor.sender.id, message)
    if (isUnknown) acts.toGroup(message, text(context.say('perintah tak dikenal')), true)
  } else if (isForPerson) {
    const why = turnAway(acts, message.chat, message.from, number, { message: message.id })
    acts.toGroup(message, text(why), true)
  }
  return state
}

/** Commands that mean the same wherever they stand in the group. */
const groupCommands = new Set(['antrean', 'bantuan', 'help', 'start', 'hubungkan', 'peran', 'tandai'])

/** What the anggota means (DESIGN, Staff group): only what answers a mirrored message, the card or a question leaves the topic. */
function intentOf(message: Heard, { context }: Acts): 'reply' | 'answer' | 'unclear' | 'note' | 'command' {
  if (commandOf(message.text)) return 'command'
  if (message.text.startsWith('//')) return 'note'
  const purpose = context.answered?.purpose
  if (purpose === 'mirror') return 'reply'
  if (purpose === 'card' || answersUnknownCopy(message, context)) return 'unclear'
  if (purpose === 'question') return 'answer'
  return 'note'
}

/**
 * true for a reply to a message of ours that no send knows: the first copy of one that was repeated, most likely. What
 * it was is not on record, so the anggota is asked whether the reply is meant for the person.
 */
function answersUnknownCopy(message: Heard, { answered }: Context): boolean {
  return answered === null && answersUs(message)
}

function ticketOf(state: ConversationState, { context }: Acts): Ticket | null {
  const number = context.answered?.ticket ?? context.topicTicket
  return state.tickets.find(one => one.number === number) ?? null
}

function refuse(message: Heard, ticket: Ticket, acts: Acts): void {
  const why = turnAway(acts, message.chat, message.from, ticket.number, { message: message.id })
  acts.toTopic('notice', ticket, text(why), { replyTo: message.messageId })
}

function note(acts: Acts, ticket: string, who: string, message: Heard): void {
  acts.event('note', ticket, who, {
    text: message.text,
    ...(message.attachments.length ? { attachments: message.attachments } : {}),
    source: sourceOf(message),
  })
}

interface Answer {
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly message: Pick<Heard, 'id' | 'kind' | 'chat' | 'messageId'>
}

/** Carries an anggota's words to the person; a closed ticket takes none. */
function reply(state: ConversationState, ticket: Ticket, actor: Actor, answer: Answer, acts: Acts): ConversationState {
  const { say } = acts.context
  if (ticket.status === 'closed') {
    acts.toTopic('notice', ticket, text(say('balas tertutup')), { replyTo: answer.message.messageId })
    return state
  }
  acts.event('replied', ticket.number, actor.sender.id, {
    name: actor.sender.name,
    text: answer.text,
    ...(answer.attachments.length ? { attachments: answer.attachments } : {}),
    source: answer.message.id,
  })
  tellRefused(acts, ticket, answer.attachments)
  const contents = carry(answer.text, answer.attachments, acts.context)
  contents.forEach((content, at) =>
    acts.toPerson('reply', content, ticket.number, {
      source: answer.message.id,
      said: answer.text,
      delivered:
        at === contents.length - 1
          ? { chat: answer.message.chat, messageId: answer.message.messageId, emoji: delivered }
          : null,
    }),
  )
  return state
}

/** An edited group message: what was sent from it changes at the person's side too, or the anggota is told why not. */
export function hearDeskEdit(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const { say } = context
  const replies = context.carried.filter(send => send.purpose === 'reply')
  const number = replies[0]?.ticket ?? context.topicTicket
  const ticket = state.tickets.find(one => one.number === number)
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
    return ticket ? editAsk(state, ticket, { ...message, text: now }, acts) : state
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
    acts.toTopic('notice', ticket, text(refusal), { replyTo: message.messageId })
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
      delivered: { chat: message.chat, messageId: message.messageId, emoji: '✍' },
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

/** An answer that waits for a tap was edited: what will be sent is shown anew. */
function editAsk(state: ConversationState, ticket: Ticket, message: Heard, acts: Acts): ConversationState {
  const one = state.asks.find(other => other.source === sourceOf(message))
  if (!one || one.text === message.text) return state
  if (one.kind === 'confirm solution' && message.text.length > longestSolution) {
    acts.toTopic('notice', ticket, text(acts.context.say('solusi panjang')), { replyTo: message.messageId })
    return state
  }
  const edited = { ...one, text: message.text }
  acts.toTopic('notice', ticket, { kind: 'edit', of: one.send, ...offer(edited, acts) })
  return { ...state, asks: state.asks.map(other => (other === one ? edited : other)) }
}

/** What a waiting text is shown with before an anggota decides. */
function offer(
  one: Pick<Ask, 'kind' | 'ticket' | 'staffName' | 'text'>,
  { context: { say } }: Acts,
): { text: Rich; buttons: Button[][] } {
  const button = (label: 'kirim' | 'ubah' | 'batal' | 'catatan'): Button => ({
    text: plainText(say(`tombol ${label}`)),
    data: `${label} ${one.ticket}`,
  })
  const isi = one.text.slice(0, 3500) || plainText(say('hanya lampiran'))
  return one.kind === 'reply or note'
    ? { text: say('tanya kirim', { petugas: one.staffName, isi }), buttons: [[button('kirim'), button('catatan')]] }
    : {
        text: say('pratinjau solusi', { nomor: one.ticket, isi }),
        buttons: [[button('kirim'), button('ubah'), button('batal')]],
      }
}

/** /tarik in reply to an own sent answer: deleted at the person's where the network still allows it. */
function withdraw(state: ConversationState, ticket: Ticket, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const tell = (sentence: 'tarik cara' | 'tarik bukan anda'): ConversationState => {
    acts.toTopic('notice', ticket, text(context.say(sentence)), { replyTo: message.messageId })
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

/** A reply to the card, or to a copy nobody knows, is ambiguous, so the bot asks once. */
function askReplyOrNote(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  message: Heard,
  acts: Acts,
): ConversationState {
  const { text: words, attachments, id, messageId } = message
  const one = {
    kind: 'reply or note',
    ticket: ticket.number,
    staff: actor.sender.id,
    staffName: actor.sender.name,
    at: acts.context.now,
    text: words,
    attachments,
    source: id,
  } as const
  const send = acts.toTopic('notice', ticket, { kind: 'text', ...offer(one, acts) }, { replyTo: messageId })
  return ask(state, { ...one, send })
}

/** The answer to "apa solusinya?": shown once more before it is sent. */
function answerAsk(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  message: Heard,
  acts: Acts,
): ConversationState {
  const { context } = acts
  const question = state.asks.find(one => one.send === context.answered?.id)
  const lapsed = !question || context.now.getTime() - question.at.getTime() > context.policy.askLapses
  if (lapsed || question.staff !== actor.sender.id) {
    note(acts, ticket.number, actor.sender.id, message)
    const why = lapsed
      ? context.say('pertanyaan lewat')
      : context.say('bukan untuk anda', { petugas: question.staffName })
    acts.toTopic('notice', ticket, text(why), { replyTo: message.messageId })
    return state
  }
  if (message.text.length > longestSolution) {
    note(acts, ticket.number, actor.sender.id, message)
    acts.toTopic('notice', ticket, text(context.say('solusi panjang')), { replyTo: message.messageId })
    return state
  }
  const one = {
    ...question,
    kind: 'confirm solution',
    at: context.now,
    text: message.text,
    attachments: message.attachments,
    source: message.id,
  } as const
  const send = acts.toTopic('notice', ticket, { kind: 'text', ...offer(one, acts) }, { replyTo: message.messageId })
  return ask({ ...state, asks: state.asks.filter(other => other !== question) }, { ...one, send })
}

/** Remembers a question; the same anggota has one of a kind per ticket. */
export function ask(state: ConversationState, one: Ask): ConversationState {
  const kept = state.asks.filter(
    other => !(other.ticket === one.ticket && other.staff === one.staff && other.kind === one.kind),
  )
  return { ...state, asks: [...kept, one].slice(-20) }
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

/** The network's message id within an inbox id. */
export function messageOf(source: string): string {
  return source.slice(source.lastIndexOf('/') + 1)
}

/** Sends what an ask holds, as a plain reply of the anggota. */
export function replyFromAsk(
  state: ConversationState,
  ticket: Ticket,
  one: Ask,
  actor: Actor,
  group: string,
  acts: Acts,
): ConversationState {
  return reply(
    state,
    ticket,
    actor,
    {
      text: one.text,
      attachments: one.attachments,
      message: {
        id: one.source,
        kind: 'message',
        chat: group,
        messageId: messageOf(one.source),
      },
    },
    acts,
  )
}

/** What is written outside any topic, and the commands that mean the same everywhere. */
export function hearGroup(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const command = commandOf(message.text)
  if (!command) return hearStray(state, message, acts)
  const say = (sentence: Parameters<typeof context.say>[0], values = {}): void => {
    acts.toGroup(message, text(context.say(sentence, values)), true)
  }
  if (command.name === 'hubungkan') return connect(state, message, command.rest, acts)
  if (!context.desk?.groups.includes(message.chat)) return state
  const actor = anggotaIn(message.chat, acts)
  if (!actor) {
    const why = turnAway(acts, message.chat, message.from, null, { message: message.id })
    acts.toGroup(message, text(why), true)
    return state
  }
  remember(acts)
  switch (command.name) {
    case 'antrean':
      showQueue(message, acts)
      break
    case 'bantuan':
    case 'help':
    case 'start':
      say('bantuan petugas')
      break
    case 'balas':
    case 'tarik':
      say('balas di topik')
      break
    case 'peran':
      hearRoles(message, command.rest, actor, acts)
      break
    case 'tandai':
      hearMarks(message, command.rest, actor, acts)
      break
    default:
  }
  return state
}

/** Talk outside of any ticket is not ours, but a reply to a copy that no send knows was meant for somebody. */
function hearStray(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  if (answersUnknownCopy(message, acts.context) && anggotaIn(message.chat, acts))
    acts.toGroup(message, text(acts.context.say('salinan tak dikenal')), true)
  return state
}

function showQueue(message: Heard, acts: Acts): void {
  const { say, queue, now } = acts.context
  const tickets = queue ?? []
  const shown = tickets.slice(0, 30).map(ticket => {
    const keadaan = {
      open: say('keadaan baru'),
      claimed: say('keadaan ditangani', { petugas: ticket.holder?.name ?? '–' }),
      solved: say('keadaan menunggu', { petugas: ticket.holder?.name ?? '–' }),
      closed: [],
    }[ticket.status]
    return plainText(
      say('antrean baris', {
        nomor: ticket.number,
        pokok: ticket.subject,
        keadaan: plainText(keadaan),
        umur: age(ticket.openedAt, now),
      }),
    )
  })
  const lines = tickets.length
    ? [plainText(say('antrean', { jumlah: tickets.length })), ...shown]
    : [plainText(say('antrean kosong'))]
  if (tickets.length > 30) lines.push(plainText(say('antrean lanjut', { jumlah: tickets.length - 30 })))
  acts.toGroup(message, text([lines.join('\n')]))
}

/** /hubungkan KODE: an admin of a group makes it the desk. */
function connect(state: ConversationState, message: Heard, code: string, acts: Acts): ConversationState {
  const { context } = acts
  const say = (sentence: Parameters<typeof context.say>[0], values = {}): void => {
    acts.toGroup(message, text(context.say(sentence, values)))
  }
  if (!message.from) say('admin anonim')
  else if (context.desk) say('hubungkan sudah')
  else if (!context.actor?.admin) say('hubungkan bukan admin')
  else if (!context.deskCode || code.trim().toUpperCase() !== context.deskCode) say('hubungkan kode salah')
  else {
    acts.desk({ group: message.chat, forum: context.groupCheck?.forum ?? false })
    acts.event('desk connected', null, message.from.id, { group: message.chat })
    say('hubungkan berhasil', { lpse: context.policy.name })
    for (const missing of missingRights(context.groupCheck)) say(missing)
    return state
  }
  acts.event('refused', null, message.from?.id ?? 'anonim', { message: message.id })
  return state
}

/** What a staff group still lacks, as sentences. */
export function missingRights(
  check: Acts['context']['groupCheck'],
): ('kurang bukan admin' | 'kurang topik' | 'kurang kelola topik')[] {
  if (!check) return []
  return [
    ...(check.admin ? [] : (['kurang bukan admin'] as const)),
    ...(check.forum ? [] : (['kurang topik'] as const)),
    ...(check.forum && check.admin && !check.manageTopics ? (['kurang kelola topik'] as const) : []),
  ]
}
