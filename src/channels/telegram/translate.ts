import {
  inboxId,
  type Attachment,
  type AttachmentKind,
  type Incoming,
  type Membership,
  type Sender,
} from '../../app/message.ts'
import { hideSecrets } from '../../domain/secrets.ts'

/* The parts of an update that Loket reads (core.telegram.org/bots/api#update). Telegraf's types end at Bot API 7.1. */
interface User {
  id: number
  is_bot?: boolean
  first_name?: string
  last_name?: string
  username?: string
}
interface Chat {
  id: number
  type: string
  title?: string
}
interface FileRef {
  file_id: string
  file_unique_id?: string
  file_size?: number
  file_name?: string
}
interface TelegramMessage extends Partial<Record<AttachmentKind, FileRef | FileRef[]>> {
  message_id: number
  message_thread_id?: number
  is_topic_message?: boolean
  from?: User
  sender_chat?: Chat
  date: number
  edit_date?: number
  chat: Chat
  text?: string
  caption?: string
  media_group_id?: string
  reply_to_message?: { message_id: number; from?: User; sender_chat?: Chat }
  migrate_to_chat_id?: number
  new_chat_members?: User[]
  left_chat_member?: User
  location?: { latitude: number; longitude: number }
  venue?: { title?: string; address?: string }
  contact?: { phone_number?: string; first_name?: string; last_name?: string }
  poll?: { question?: string }
  [other: string]: unknown
}
export interface TelegramUpdate {
  update_id: number
  message?: TelegramMessage
  edited_message?: TelegramMessage
  callback_query?: { id: string; from: User; data?: string; message?: TelegramMessage }
  my_chat_member?: { chat: Chat; from: User; date: number; new_chat_member: { status: string } }
  chat_member?: { chat: Chat; date: number; new_chat_member: { status: string; is_member?: boolean; user: User } }
}

/** Everything Loket reads; named in full, since an absent list keeps the former setting (channels.md A3). */
export const allowedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member', 'chat_member'] as const

const kinds: readonly AttachmentKind[] = [
  'photo',
  'document',
  'voice',
  'audio',
  'video',
  'video_note',
  'animation',
  'sticker',
]

/** Things without words or files, and their names to people. */
const otherThings: Readonly<Record<string, string>> = {
  venue: 'lokasi',
  location: 'lokasi',
  contact: 'kartu kontak',
  poll: 'jajak pendapat',
  dice: 'dadu',
  story: 'cerita',
  game: 'permainan',
  checklist: 'daftar tugas',
}

/** The service messages of groups and topics: nobody said anything. */
const serviceFields = [
  'forum_topic_created',
  'forum_topic_edited',
  'forum_topic_closed',
  'forum_topic_reopened',
  'general_forum_topic_hidden',
  'general_forum_topic_unhidden',
  'new_chat_title',
  'new_chat_photo',
  'delete_chat_photo',
  'group_chat_created',
  'supergroup_chat_created',
  'migrate_from_chat_id',
  'pinned_message',
  'message_auto_delete_timer_changed',
  'video_chat_started',
  'video_chat_ended',
]

const groupAnonymousBot = 1087968824

/** A network update in our words, secrets hidden; empty for what means nothing to us. Pure. */
export function translate(update: TelegramUpdate, account: string): Incoming[] {
  const { message } = update
  if (message?.new_chat_members || message?.left_chat_member) return membersOf(message, account)
  const found = translated(update, account)
  return found ? [found] : []
}

function translated(update: TelegramUpdate, account: string): Incoming | null {
  const { message, edited_message, callback_query, my_chat_member, chat_member } = update
  if (message) return heard(message, account, 'message')
  if (edited_message) return heard(edited_message, account, 'edit')
  if (callback_query) return tapped(callback_query, account)
  if (my_chat_member?.chat.type === 'private') {
    const { chat, date, new_chat_member } = my_chat_member
    return {
      kind: 'reachability',
      id: `${account}:${chat.id}/me${date}${new_chat_member.status}`,
      account,
      chat: String(chat.id),
      sentAt: new Date(date * 1000),
      reachable: new_chat_member.status === 'member',
    }
  }
  if (chat_member && !chat_member.new_chat_member.user.is_bot) {
    const { chat, date, new_chat_member } = chat_member
    const { status, user } = new_chat_member
    return {
      kind: 'membership',
      id: `${account}:${chat.id}/${user.id}${status}${date}`,
      account,
      chat: String(chat.id),
      sentAt: new Date(date * 1000),
      person: senderOf(user),
      member: isMember(status, new_chat_member.is_member),
      creator: status === 'creator',
    }
  }
  return null
}

/**
 * The updates of a delivery in our words. One that cannot even be read is left out and reported: it must not hold up
 * those behind it for ever.
 */
export function translateAll(
  updates: readonly TelegramUpdate[],
  account: string,
  unreadable: (error: unknown) => void,
): Incoming[] {
  return updates.flatMap(update => {
    try {
      return translate(update, account)
    } catch (error) {
      unreadable(error)
      return []
    }
  })
}

/** What a chat member's status means (core.telegram.org/bots/api#chatmember). */
export function isMember(status: string, restrictedMember?: boolean): boolean {
  return (
    ['creator', 'administrator', 'member'].includes(status) || (status === 'restricted' && restrictedMember === true)
  )
}

/** Who came or went, as a service message tells it: the only news of it where the bot is no administrator. */
function membersOf(message: TelegramMessage, account: string): Incoming[] {
  const { chat, date, message_id, new_chat_members: came = [], left_chat_member: went } = message
  const change = (user: User, member: boolean): Membership => ({
    kind: 'membership',
    id: `${account}:${chat.id}/${message_id}${member ? '+' : '-'}${user.id}`,
    account,
    chat: String(chat.id),
    sentAt: new Date(date * 1000),
    person: senderOf(user),
    member,
  })
  return [...came.map(user => ({ user, member: true })), ...(went ? [{ user: went, member: false }] : [])]
    .filter(({ user }) => !user.is_bot)
    .map(({ user, member }) => change(user, member))
}

function heard(message: TelegramMessage, account: string, kind: 'message' | 'edit'): Incoming | null {
  const where = message.chat.type === 'private' ? 'private' : 'group'
  const common = {
    account,
    chat: String(message.chat.id),
    sentAt: new Date((message.edit_date ?? message.date) * 1000),
  }
  const id = inboxId(account, String(message.chat.id), message.message_id)
  if (message.migrate_to_chat_id)
    return { ...common, kind: 'migration', id: `${id}>`, newChat: String(message.migrate_to_chat_id) }
  if (message.chat.type === 'channel' || serviceFields.some(field => message[field] !== undefined)) return null
  if (message.from?.is_bot && message.from.id !== groupAnonymousBot) return null
  const { text, hidden } = hideSecrets(message.text ?? message.caption ?? '')
  const attachments = attachmentsOf(message)
  const other = Object.keys(otherThings).find(field => message[field] !== undefined)
  if (!text && !attachments.length && !other && kind === 'message' && !isPersonal(message)) return null
  const thread = message.is_topic_message && message.message_thread_id ? String(message.message_thread_id) : undefined
  // Inside a topic every plain message "answers" the message that made the topic.
  const reply =
    message.reply_to_message && String(message.reply_to_message.message_id) !== thread
      ? message.reply_to_message
      : undefined
  return {
    ...common,
    kind,
    id:
      kind === 'edit'
        ? `${id}~${message.edit_date ?? message.date}.${digest(`${text}${attachments.map(one => one.unique ?? one.networkFile).join()}`)}`
        : id,
    where,
    messageId: String(message.message_id),
    from: message.sender_chat || !message.from ? null : senderOf(message.from),
    text,
    secretHidden: hidden,
    attachments,
    ...(thread === undefined ? {} : { thread }),
    ...(reply ? { replyTo: String(reply.message_id) } : {}),
    ...(reply?.from ? { replyToFrom: String(reply.from.id) } : {}),
    ...(reply?.from && !reply.from.is_bot && !reply.sender_chat ? { replyToPerson: senderOf(reply.from) } : {}),
    ...(text || attachments.length ? {} : { other: other ? wordsFor(other, message) : 'pesan jenis lain' }),
    ...(message.media_group_id ? { album: message.media_group_id } : {}),
  }
}

/** A thing that is neither words nor file, with what it holds. */
function wordsFor(field: string, { location, venue, contact, poll }: TelegramMessage): string {
  const phone = contact?.phone_number ?? ''
  const content = {
    location: [location?.latitude, location?.longitude],
    venue: [venue?.title, venue?.address, location?.latitude, location?.longitude],
    // The network leaves out the + of a number it knows; without it a foreign one is no number to a reader.
    contact: [contact?.first_name, contact?.last_name, /^[1-9]\d{7,}$/.test(phone) ? `+${phone}` : phone],
    poll: [poll?.question],
  }[field]
  const words = content?.filter(part => part !== undefined && part !== '').join(', ')
  const name = otherThings[field] ?? ''
  return words ? hideSecrets(`${name}: ${words}`).text : name
}

/** Two edits within one second are two edits. */
function digest(text: string): string {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return (hash >>> 0).toString(36)
}

function isPersonal(message: TelegramMessage): boolean {
  return message.chat.type === 'private'
}

function tapped(query: NonNullable<TelegramUpdate['callback_query']>, account: string): Incoming | null {
  const { message } = query
  if (!message || !query.data) return null
  return {
    kind: 'tap',
    id: `${account}:tap/${query.id}`,
    account,
    chat: String(message.chat.id),
    sentAt: new Date(),
    where: message.chat.type === 'private' ? 'private' : 'group',
    from: senderOf(query.from),
    tapId: query.id,
    messageId: String(message.message_id),
    ...(message.is_topic_message && message.message_thread_id ? { thread: String(message.message_thread_id) } : {}),
    data: query.data,
  }
}

function senderOf(user: User): Sender {
  const name = [user.first_name, user.last_name].filter(Boolean).join(' ').slice(0, 80) || 'Tanpa nama'
  return { id: String(user.id), name, ...(user.username ? { username: user.username } : {}) }
}

function attachmentsOf(message: TelegramMessage): Attachment[] {
  for (const kind of kinds) {
    // A GIF comes both as animation and as document; the network wants it back as animation.
    if (kind === 'document' && message.animation) continue
    const value = message[kind]
    if (!value) continue
    const file = Array.isArray(value) ? value.at(-1) : value
    if (!file) continue
    return [
      {
        kind,
        networkFile: file.file_id,
        ...(file.file_unique_id ? { unique: file.file_unique_id } : {}),
        ...(file.file_name ? { name: hideSecrets(file.file_name).text.slice(0, 120) } : {}),
        ...(file.file_size ? { size: file.file_size } : {}),
      },
    ]
  }
  return []
}
