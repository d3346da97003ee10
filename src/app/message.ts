import type { Address, ConversationState } from './ports.ts'

/** What stands in a chat, whatever the network. Everything here has had its secrets hidden. */

export type AttachmentKind = 'photo' | 'document' | 'voice' | 'audio' | 'video' | 'video_note' | 'animation' | 'sticker'

export interface Attachment {
  readonly kind: AttachmentKind
  /** The network's own handle of the file, good for fetching it and, on the same account, for sending it on. */
  readonly networkFile: string
  /** The network's name for the bytes: the same wherever and however often they are sent. */
  readonly unique?: string
  readonly name?: string
  readonly size?: number
  /** Our id of the stored file once it was fetched. */
  readonly stored?: string
  /** Sniffed type of the stored file, e.g. image/jpeg. */
  readonly type?: string
  /** Why there is no stored file: its type is not accepted, it is too large, could not be fetched, or is not ours to hold. */
  readonly refused?: 'dangerous' | 'large' | 'unavailable' | 'identity' | 'offer'
  /** There was a file, and it was deleted for good; `why` in words. */
  readonly removed?: true
  readonly why?: string
  /** Of an album: the network's id of the message that this one came in, and whether words stood under it. */
  readonly of?: string
  readonly captioned?: true
}

/** What is left of an attachment whose file was deleted: nothing by which it could be found again. */
export function removedAttachment({ kind, unique }: Attachment, why: string): Attachment {
  // Without the network's name for the bytes, an edit of the message that brought them would pass for a new file.
  return { removed: true, kind, why, networkFile: '', ...(unique === undefined ? {} : { unique }) }
}

export interface Sender {
  /** The network's id of the account that wrote. */
  readonly id: string
  readonly name: string
  readonly username?: string
}

interface Common {
  /** Identity of the thing on its network: the inbox keeps each id once. */
  readonly id: string
  /** Network and our account on it, e.g. telegram:123456. */
  readonly account: string
  readonly chat: string
  /** Other addresses on this network that are surely the same person's: the phone number beside a WhatsApp LID. */
  readonly also?: readonly string[]
  /** The one of these addresses that never becomes somebody else's: a number may, a WhatsApp LID does not. */
  readonly lasting?: string
  readonly sentAt: Date
}

/** A message or the new version of an edited one. */
export interface Heard extends Common {
  readonly kind: 'message' | 'edit'
  readonly where: 'private' | 'group'
  readonly messageId: string
  readonly thread?: string
  /** null: written in the name of the group or a channel, so nobody can be named. */
  readonly from: Sender | null
  readonly replyTo?: string
  /** Who wrote the message that this one answers. */
  readonly replyToFrom?: string
  /** The same with their names, when it is a person. */
  readonly replyToPerson?: Sender
  readonly text: string
  readonly attachments: readonly Attachment[]
  /** What came without text or file, in words ("lokasi: -4.43, 105.1", "dadu" …). */
  readonly other?: string
  /** What the network does not let us see ("sekali lihat"), or a kind of message we do not know; `other` names it. */
  readonly unshown?: 'view once' | 'unknown'
  readonly album?: string
  readonly secretHidden: boolean
}

/** A tap on a button of ours. */
export interface Tapped extends Common {
  readonly kind: 'tap'
  readonly where: 'private' | 'group'
  readonly from: Sender
  readonly tapId: string
  /** The message that carries the button. */
  readonly messageId: string
  readonly thread?: string
  readonly data: string
}

/** The person took a message of theirs back ("hapus untuk semua orang"). */
export interface TakenBack extends Common {
  readonly kind: 'taken back'
  readonly from: Sender
  /** The inbox id of the message. */
  readonly of: string
}

/** The person put a sign on a message; `emoji` null: took it off again. */
export interface Reacted extends Common {
  readonly kind: 'reaction'
  readonly from: Sender
  /** The message that bears it, of ours or theirs. */
  readonly messageId: string
  readonly emoji: string | null
}

/** The person rang us up; the call was declined by the adapter. */
export interface Called extends Common {
  readonly kind: 'call'
  readonly from: Sender
}

/** A message came that could not be read, and did not become readable within the time that takes. */
export interface Unreadable extends Common {
  readonly kind: 'unreadable'
  readonly from: Sender
  readonly messageId: string
}

/** Somebody of the LPSE answered the person from the phone itself, past Loket. */
export interface AnsweredByPhone extends Common {
  readonly kind: 'answered by phone'
  readonly messageId: string
  readonly text: string
  readonly secretHidden: boolean
  readonly attachments: readonly Attachment[]
  readonly other?: string
}

/** Somebody came into or went out of a group. */
export interface Membership extends Common {
  readonly kind: 'membership'
  readonly person: Sender
  readonly member: boolean
  /** Whether they made the group; left out where the network does not tell. */
  readonly creator?: boolean
}

/** The person blocked us (false) or came back (true). */
export interface Reachability extends Common {
  readonly kind: 'reachability'
  readonly reachable: boolean
}

/** The group has a new id. */
export interface Migration extends Common {
  readonly kind: 'migration'
  readonly newChat: string
}

/** Loket's own news to a conversation: the desk was opened, or a send of ours ended in a way people must know. */
export interface DeskOpened extends Common {
  readonly kind: 'desk opened'
}

/** A time the conversation waited for has come: silence, a nudge, a closing. */
export interface Alarm extends Common {
  readonly kind: 'alarm'
}

export interface DeliveryOutcome extends Common {
  readonly kind: 'delivery'
  /**
   * failed: refused for good · unreachable: the person blocked us · repeated: may have arrived twice · unknown: may
   * have arrived or not · done: carried out, and somebody waits to hear it · topic anew: the topic was made again.
   */
  readonly outcome: 'failed' | 'unreachable' | 'repeated' | 'unknown' | 'done' | 'topic anew'
  /** Our id of the send. */
  readonly send: string
  readonly reason: string
}

/**
 * One conversation asks another to become one with it, since both are the same person's. `by`: the person said so with a
 * one-time code, or the network vouches for both addresses.
 */
export interface JoinAsked extends Common {
  readonly kind: 'join asked'
  /** The contact that asks. */
  readonly with: string
  readonly by: 'code' | 'network'
  /** The hash of the code that the conversation asked must have given out; null: consent is there already. */
  readonly hash: string | null
  /** The accounts on which the asking one is spoken to. */
  readonly accounts: readonly string[]
  /** Where the person of the asking one is spoken to, and where they wrote last of all. */
  readonly place: Address
  readonly spoken: Address
  /** Its own place among the rows of the conversation asked; what is handed over takes the same. */
  readonly order: number
}

/** Everything of a conversation that became one with this one. It is decided before all else that waits here. */
export interface Joined extends Common {
  readonly kind: 'joined'
  readonly origin: string
  readonly by: JoinAsked['by']
  readonly handed: ConversationState
  readonly place: Address
  readonly spoken: Address
  /** What the other conversation numbered its changes and sends up to. */
  readonly numbered: number
}

/** The code that the person entered is good no more, or one of the two is linked already. */
export interface JoinRefused extends Common {
  readonly kind: 'join refused'
  readonly why: 'lapsed' | 'linked'
}

/** This place was unlinked from a conversation and is one of its own from now on. It is decided before all else here. */
export interface Parted extends Common {
  readonly kind: 'parted'
  readonly origin: string
  readonly name: string
  readonly greeted: boolean
  readonly privacy: number
}

export type Incoming =
  | JoinAsked
  | Joined
  | JoinRefused
  | Parted
  | Heard
  | Tapped
  | TakenBack
  | Reacted
  | Called
  | Unreadable
  | AnsweredByPhone
  | Membership
  | Reachability
  | Migration
  | DeskOpened
  | Alarm
  | DeliveryOutcome

/** The first word of a text as a command: "/balas@bot halo" → {name: 'balas', rest: 'halo'}. */
export function commandOf(text: string): { name: string; rest: string } | null {
  const match = /^\/([a-z_]{1,32})(?:@\w+)?(?:\s+([\s\S]*))?$/i.exec(text.trim())
  return match?.[1] ? { name: match[1].toLowerCase(), rest: match[2]?.trim() ?? '' } : null
}

/** true for a message that is this command. */
export function isCommand(message: Incoming, name: string): boolean {
  return message.kind === 'message' && commandOf(message.text)?.name === name
}

/** Who did it, or null for news of Loket's own and what nobody can be named for. */
export function senderOf(message: Incoming): Sender | null {
  if ('from' in message) return message.from
  // Who blocks the bot is named by the chat alone.
  if (message.kind === 'reachability') return { id: message.chat, name: '' }
  return message.kind === 'membership' ? message.person : null
}

/** What the code of an offered role stands behind in a link. */
export const rolePrefix = 'peran_'

/** The code with which a private /start takes an offered role, or null. */
export function roleCodeIn(message: Incoming): string | null {
  if (message.kind !== 'message' || message.where !== 'private') return null
  const command = commandOf(message.text)
  return command?.name === 'start' ? (/^peran_([\w-]{6,58})$/.exec(command.rest)?.[1] ?? null) : null
}

/** true for commands that change who may do what: what follows them is decided once that is stored. */
export function changesRoles(message: Incoming): boolean {
  return isCommand(message, 'peran') || isCommand(message, 'tandai')
}

/** true for what no network shows words under: stickers and round videos. */
export function isCaptionless(attachment: Attachment): boolean {
  return attachment.kind === 'sticker' || attachment.kind === 'video_note'
}

/** true when both are the same bytes, as far as the network tells. */
function isSameFile(one: Attachment, other: Attachment): boolean {
  return one.unique !== undefined && other.unique !== undefined
    ? one.unique === other.unique
    : one.networkFile === other.networkFile
}

/** The inbox id of a message as its network numbers it. */
export function inboxId(account: string, chat: string, messageId: string | number): string {
  return `${account}:${chat}/${messageId}`
}

/** The inbox id under which the first version of an edited message was stored. */
export function sourceOf(message: Heard): string {
  return message.kind === 'edit' ? message.id.slice(0, message.id.lastIndexOf('~')) : message.id
}

/** The inbox id of the earlier message that this one edits, or takes back (by itself or with /tarik); null for all others. */
export function changedBy(message: Incoming): string | null {
  if (message.kind === 'edit') return sourceOf(message)
  if (message.kind === 'taken back') return message.of
  return message.kind === 'message' && message.replyTo && commandOf(message.text)?.name === 'tarik'
    ? inboxId(message.account, message.chat, message.replyTo)
    : null
}

/** The network's message id within an inbox id. */
export function messageOf(source: string): string {
  return source.slice(source.lastIndexOf('/') + 1)
}

/**
 * Words and files without what was taken back, by inbox ids; null when nothing is left. Of an album each item goes by
 * itself, and with one that had words under it all words, since nobody knows which were whose.
 */
export function withoutTaken<
  Words extends { readonly text: string; readonly attachments: readonly Attachment[]; readonly source?: string },
>(words: Words, taken: ReadonlySet<string>): Words | null {
  const ids = new Set([...taken].map(messageOf))
  const isAlbum = words.attachments.some(one => one.of !== undefined)
  if (!isAlbum) return words.source !== undefined && taken.has(words.source) ? null : words
  const gone = words.attachments.filter(one => one.of !== undefined && ids.has(one.of))
  if (!gone.length) return words
  const attachments = words.attachments.filter(one => !gone.includes(one))
  return attachments.length ? { ...words, text: gone.some(one => one.captioned) ? '' : words.text, attachments } : null
}

/** The inbox ids of the items of an album beside its first, by the files of it and the id of that. */
export function otherItems(attachments: readonly Attachment[], source: string): string[] {
  const prefix = source.slice(0, source.length - messageOf(source).length)
  const ids = new Set(attachments.flatMap(({ of }) => (of === undefined ? [] : `${prefix}${of}`)))
  return [...ids].filter(id => id !== source)
}

/** The files of whatever carries some. */
export function attachmentsOf(message: Incoming): readonly Attachment[] {
  return 'attachments' in message ? message.attachments : []
}

/** true for /catat: a ticket for somebody without a chat, in a conversation of its own. */
export function isOnBehalf(message: Incoming): boolean {
  return message.kind === 'message' && message.where === 'group' && commandOf(message.text)?.name === 'catat'
}

/** true for what people write in a topic of a group. */
export function isInTopic(message: Incoming): message is Heard & { readonly thread: string } {
  return (
    (message.kind === 'message' || message.kind === 'edit') && message.where === 'group' && message.thread !== undefined
  )
}

/** true for taps, and for replies to what our account wrote. */
export function answersUs(message: Incoming): boolean {
  if (message.kind === 'tap') return true
  return (
    message.kind === 'message' &&
    message.replyToFrom !== undefined &&
    message.account.endsWith(`:${message.replyToFrom}`)
  )
}

/** true for what begins or enlarges a conversation: whatever else waits there is decided after it. */
export function takesOver(message: Incoming): boolean {
  return message.kind === 'joined' || message.kind === 'parted'
}

/** true for what a person does in a chat of their own, which the chat's address says whose it is. */
export function isPersonal(message: Incoming): boolean {
  if ('where' in message) return message.where === 'private'
  return 'from' in message || personalNews.has(message.kind)
}

const personalNews: ReadonlySet<Incoming['kind']> = new Set(['reachability', 'answered by phone'])

/** The files of a message that are not among those shown before. */
export function filesNotIn(shown: readonly Attachment[], message: Heard): Attachment[] {
  return message.attachments.filter(one => !shown.some(other => isSameFile(one, other)))
}
