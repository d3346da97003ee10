import { maskPersonalData } from '../../domain/masking.ts'
import { priorityOf } from '../../domain/priority.ts'
import { plainText, splitText } from '../../domain/rich.ts'
import type { Identity, Ticket, Way } from '../../domain/ticket.ts'
import { isCaptionless, otherItems, type Attachment } from '../message.ts'
import type { Content, ConversationState, Mark, Send } from '../ports.ts'
import { card } from './card.ts'
import { text, type Acts, type Capabilities, type Context } from './context.ts'
import { waysOf, wayOf } from './places.ts'
import { markOn } from './signs.ts'
import { hasOpenComplaint, withTicket } from './state.ts'

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

/** What is known of a matter when its ticket is made (Pasal 15(2)a–b). */
export interface Opening {
  readonly words: readonly Words[]
  readonly reporter: Identity
  readonly way: Way
  /** A name of the policy's list; null or unknown: the one for all else. */
  readonly category: string | null
  /** Many people or the whole SPSE are struck. */
  readonly massProblem: boolean
  readonly packageCode: string | null
  readonly deadline: Date | null
  readonly urgent: boolean
  readonly complete: boolean
  /** The earlier ticket it goes on from. */
  readonly linked: string | null
}

/** Opens a ticket (Pasal 15(2)a) and makes its topic: card, then the words as messages of their own. */
export function openTicket(
  state: ConversationState,
  acts: Acts,
  { words, massProblem, category: named, ...details }: Opening,
  number = acts.context.number(),
): { state: ConversationState; ticket: Ticket } {
  const { context } = acts
  const { policy, now } = context
  const groups = context.desk?.groups ?? []
  const category = policy.allCategories.find(one => one.name === named) ?? policy.otherCategory
  const impact = massProblem ? 'besar' : category.impact
  const ticket: Ticket = {
    number,
    status: 'open',
    holder: null,
    kind: category.kind,
    category: category.name,
    impact,
    priority: priorityOf(impact, details.deadline, now, policy.priority),
    priorityReason: null,
    ...details,
    ...(waysOf(state).length ? { ways: waysOf(state) } : {}),
    group: groups[Number(number.slice(-6)) % groups.length] ?? '',
    openedAt: now,
    closedAt: null,
    idleSince: now,
    nudged: false,
    closesAt: null,
    waitingSince: now,
    solution: null,
    rootCause: null,
  }
  acts.ticket(ticket)
  acts.toTopic('topic', ticket, { kind: 'topic', name: `${number} · ${ticket.category}` })
  acts.toTopic('card', ticket, { kind: 'text', ...card(ticket, context) })
  for (const one of words) record(acts, ticket, one, null, 'opened')
  // Beside an open complaint words go to a ticket only when the person says so.
  const focus = hasOpenComplaint(state) ? null : { number, at: now }
  return { state: withTicket({ ...state, focus }, ticket), ticket }
}

/** Adds words of the person to the ticket: into the record, and mirrored into the topic with personal data masked. */
export function record(acts: Acts, ticket: Ticket, words: Words, acknowledge: Mark | null, what = 'wrote'): void {
  keep(acts, ticket.number, words, what)
  mirror(acts, ticket, words, acknowledge)
}

/** Writes down what the person said; shown to nobody by that. */
export function keep(acts: Acts, number: string, words: Words, what = 'wrote'): void {
  acts.event(what, number, 'pelapor', {
    text: words.text,
    ...(words.attachments.length ? { attachments: words.attachments } : {}),
    ...(words.other === undefined ? {} : { other: words.other }),
    source: words.source,
  })
}

/** Shows words of the person in the ticket's topic. `also`: other messages whose words these are too. */
export function mirror(
  acts: Acts,
  ticket: Ticket,
  words: Words,
  acknowledge: Mark | null,
  also: readonly string[] = [],
): void {
  const { say } = acts.context
  const others = [...new Set([...also, ...otherItems(words.attachments, words.source)])]
  const masked = maskPersonalData(words.text)
  const contents = carry(
    masked && plainText(say('kata pelapor', { isi: masked })),
    words.attachments,
    acts.context.staffCapabilities,
    '👤',
  )
  const replyTo = also.length ? null : answeredIn(ticket, acts.context)
  contents.forEach((content, at) =>
    acts.toTopic('mirror', ticket, content, {
      source: words.source,
      said: words.text,
      acknowledge: at === 0 ? acknowledge : null,
      ...(at === 0 && replyTo !== null ? { replyTo } : {}),
      ...(others.length ? { also: others } : {}),
    }),
  )
  tellRefused(acts, ticket, words.attachments)
}

/** What an anggota wrote in the ticket's topic, where the person's message answers just that. */
function answeredIn({ number, group }: Ticket, { answered }: Context): string | null {
  if (answered?.purpose !== 'reply' || answered.ticket !== number || answered.source === null) return null
  const { chat, messageId } = markOn(answered.source, '')
  return chat === group ? messageId : null
}

/** true for a copy that shows several messages; an album is one, whose items come one by one. */
export function isJoined({ content, also = [], source }: Send): boolean {
  const items = content.kind === 'files' ? otherItems(content.attachments, source ?? '') : []
  return also.some(one => !items.includes(one))
}

/** What the notice on privacy is filled with: messages pass through the person's network and that of the staff. */
export function privacyTerms({ policy, account, staffAccount }: Context): { lpse: string; kanal: string } {
  return { lpse: policy.name, kanal: [...new Set([wayOf(account), wayOf(staffAccount)])].join(' dan ') }
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
  identity: 'sebab berkas identitas',
  offer: 'sebab berkas penawaran',
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
export function carry(
  words: string,
  attachments: readonly Attachment[],
  capabilities: Capabilities,
  bare = '',
): Content[] {
  const files = attachments.filter(one => !one.refused && !one.removed)
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
