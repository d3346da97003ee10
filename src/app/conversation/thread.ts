import { maskName, maskPersonalData } from '../../domain/masking.ts'
import { plainText, splitText, type Rich } from '../../domain/rich.ts'
import { move, type Ticket, type TicketMove, type Holder } from '../../domain/ticket.ts'
import { plainWords } from '../../domain/words.ts'
import { isCaptionless, type Attachment } from '../message.ts'
import type { Button, Content, ConversationState, Mark } from '../ports.ts'
import { text, type Acts, type Context } from './context.ts'

/** The words and files of one message, wherever they came from. */
export interface Words {
  readonly text: string
  readonly attachments: readonly Attachment[]
  /** Inbox id of the message. */
  readonly source: string
  readonly at: Date
  /** What was sent that is neither text nor file; `text` says it. */
  readonly other?: string
}

/** The open ticket of a conversation that words belong to, or null. */
export function currentTicket(state: ConversationState): Ticket | null {
  return state.tickets.findLast(ticket => ticket.status !== 'closed') ?? null
}

/** The state with one ticket replaced; of closed tickets only the last is kept. */
export function withTicket(state: ConversationState, ticket: Ticket): ConversationState {
  const others = state.tickets.filter(one => one.number !== ticket.number && one.status !== 'closed')
  return { ...state, tickets: [...others, ticket] }
}

/** Moves a ticket and says so everywhere it shows: record, list, card. */
export function moveTicket(
  state: ConversationState,
  acts: Acts,
  ticket: Ticket,
  step: TicketMove,
  who: string,
  holder: Holder | null = null,
): ConversationState {
  const moved = move(ticket, step, acts.context.now, holder)
  acts.event(step, ticket.number, who, holder ? { name: holder.name } : {})
  acts.ticket(moved)
  acts.state(moved, { kind: 'edit', of: 'card', ...card(moved, state.name, acts.context) })
  if (moved.status === 'closed') acts.state(moved, { kind: 'topic state', closed: true })
  return withTicket(state, moved)
}

/** Opens a ticket from the first words (Pasal 15(2)a) and makes its topic: card, then the words as messages of their own. */
export function openTicket(
  state: ConversationState,
  acts: Acts,
  words: readonly Words[],
): { state: ConversationState; ticket: Ticket } {
  const { context } = acts
  const number = context.number()
  const groups = context.desk?.groups ?? []
  const ticket: Ticket = {
    number,
    status: 'open',
    holder: null,
    subject: subjectOf(words.map(one => one.text).join(' '), context),
    group: groups[Number(number.slice(-6)) % groups.length] ?? '',
    openedAt: context.now,
    closedAt: null,
  }
  acts.ticket(ticket)
  acts.toTopic('topic', ticket, { kind: 'topic', name: `${number} · ${ticket.subject}` })
  acts.toTopic('card', ticket, { kind: 'text', ...card(ticket, state.name, context) })
  for (const one of words) record(acts, ticket, one, null, 'opened')
  return { state: withTicket(state, ticket), ticket }
}

/** Adds words of the person to the ticket: into the record, and mirrored into the topic with personal data masked. */
export function record(acts: Acts, ticket: Ticket, words: Words, acknowledge: Mark | null, what = 'wrote'): void {
  acts.event(what, ticket.number, 'pelapor', {
    text: words.text,
    ...(words.attachments.length ? { attachments: words.attachments } : {}),
    ...(words.other === undefined ? {} : { other: words.other }),
    source: words.source,
  })
  const { say } = acts.context
  const masked = maskPersonalData(words.text)
  const contents = carry(
    masked && plainText(say('kata pelapor', { isi: masked })),
    words.attachments,
    acts.context,
    '👤',
  )
  contents.forEach((content, at) =>
    acts.toTopic('mirror', ticket, content, {
      source: words.source,
      said: words.text,
      acknowledge: at === 0 ? acknowledge : null,
    }),
  )
  tellRefused(acts, ticket, words.attachments)
}

/** Says in the topic which files were not passed on, whoever sent them. */
export function tellRefused(acts: Acts, ticket: Ticket, attachments: readonly Attachment[]): void {
  const { say } = acts.context
  for (const { refused } of attachments)
    if (refused)
      acts.toTopic('notice', ticket, text(say('lampiran ditolak', { sebab: plainText(say(refusal[refused])) })))
}

const refusal = {
  dangerous: 'sebab berbahaya',
  large: 'sebab besar',
  unavailable: 'sebab tidak terambil',
} as const

/** What albums may hold together: pictures with films, documents with documents, music with music. */
const albumKind: Partial<Record<Attachment['kind'], string>> = {
  photo: 'visual',
  video: 'visual',
  document: 'document',
  audio: 'audio',
}

/**
 * Words and files as sends: text within the network's limits, files in albums of at most ten with the text as caption
 * when it fits. Each is one request to the network, so that repeating one repeats nothing else. `bare` stands over
 * files that came without words.
 */
export function carry(words: string, attachments: readonly Attachment[], context: Context, bare = ''): Content[] {
  const files = attachments.filter(one => !one.refused && !one.removed)
  const { capabilities } = context
  const asCaption = files.length > 0 && words.length <= capabilities.caption && !files.some(isCaptionless)
  const contents: Content[] = []
  if (words && !asCaption) for (const part of splitText(words, capabilities.text)) contents.push(text([part]))
  albumsOf(files).forEach((album, at) =>
    contents.push({
      kind: 'files',
      attachments: album,
      text: at === 0 ? (asCaption && words ? [words] : bare ? [bare] : []) : [],
    }),
  )
  return contents
}

function albumsOf(files: readonly Attachment[]): Attachment[][] {
  const albums: Attachment[][] = []
  for (const file of files) {
    const album = albums.at(-1)
    const kind = albumKind[file.kind]
    if (album && album.length < 10 && kind && albumKind[album[0]!.kind] === kind) album.push(file)
    else albums.push([file])
  }
  return albums
}

/** What the card shows; the reporter only masked (UU 27/2022; domain rule on group cards). */
export function card(ticket: Ticket, name: string, { say }: Context): { text: Rich; buttons: Button[][] } {
  const holder = ticket.holder?.name ?? '–'
  const state = {
    open: () => say('keadaan baru'),
    claimed: () => say('keadaan ditangani', { petugas: holder }),
    solved: () => say('keadaan menunggu', { petugas: holder }),
    closed: () => say('keadaan ditutup', { petugas: holder }),
  }[ticket.status]()
  const button = (label: 'ambil' | 'lepas' | 'selesai' | 'lihat'): Button => ({
    text: plainText(say(`tombol ${label}`)),
    data: `${label} ${ticket.number}`,
  })
  const rows = {
    open: [[button('ambil'), button('selesai')]],
    claimed: [[button('lepas'), button('selesai')], [button('lihat')]],
    solved: [[button('lihat')]],
    closed: [],
  }[ticket.status]
  return {
    text: say('kartu', {
      nomor: ticket.number,
      pokok: ticket.subject,
      nama: maskName(name),
      keadaan: plainText(state),
    }),
    buttons: rows,
  }
}

/** Name of the policy's category that the person's words point to. */
export function subjectOf(words: string, { policy }: Context): string {
  const plain = ` ${plainWords(words)} `
  return (
    policy.categories.find(category => category.words.some(word => plain.includes(` ${word} `))) ?? policy.otherCategory
  ).name
}
