/** The objects of the Bot API (core.telegram.org/bots/api), as far as this network makes them. */

export interface User {
  readonly id: number
  readonly is_bot: boolean
  first_name: string
  username?: string
  language_code?: string
}

export interface ChatInfo {
  readonly id: number
  readonly type: 'private' | 'group' | 'supergroup'
  title?: string
  first_name?: string
  username?: string
  is_forum?: boolean
}

/** Offsets and lengths are UTF-16 code units, as in the Bot API. */
export interface Entity {
  type: string
  offset: number
  length: number
  url?: string
  language?: string
}

export interface Button {
  text: string
  callback_data?: string
  url?: string
}

export interface InlineKeyboard {
  inline_keyboard: Button[][]
}

export interface FileInfo {
  file_id: string
  file_unique_id: string
  file_size: number
  file_name?: string
  mime_type?: string
  width?: number
  height?: number
  duration?: number
}

export interface Message {
  readonly message_id: number
  readonly date: number
  readonly chat: ChatInfo
  from?: User
  sender_chat?: ChatInfo
  message_thread_id?: number
  is_topic_message?: true
  edit_date?: number
  reply_to_message?: Message
  media_group_id?: string
  forward_origin?: { type: string; date: number; sender_user?: User; sender_user_name?: string }
  text?: string
  entities?: Entity[]
  caption?: string
  caption_entities?: Entity[]
  reply_markup?: InlineKeyboard
  photo?: FileInfo[]
  document?: FileInfo
  voice?: FileInfo
  video?: FileInfo
  audio?: FileInfo
  animation?: FileInfo
  sticker?: FileInfo
  video_note?: FileInfo
  location?: { latitude: number; longitude: number }
  contact?: { phone_number: string; first_name: string; user_id?: number }
  forum_topic_created?: { name: string; icon_color: number }
  forum_topic_edited?: { name?: string }
  forum_topic_closed?: object
  forum_topic_reopened?: object
  new_chat_members?: User[]
  new_chat_title?: string
  left_chat_member?: User
  migrate_to_chat_id?: number
  migrate_from_chat_id?: number
  pinned_message?: Message
}

/** `type` fields of Update that this network pushes. */
export type UpdateKind =
  'message' | 'edited_message' | 'callback_query' | 'my_chat_member' | 'chat_member' | 'message_reaction'

export type MemberStatus = 'creator' | 'administrator' | 'member' | 'left' | 'kicked'

/** The kinds of media that have a file. */
export const mediaKinds = [
  'photo',
  'document',
  'voice',
  'video',
  'audio',
  'animation',
  'sticker',
  'video_note',
] as const
export type MediaKind = (typeof mediaKinds)[number]

/** What a person's client can put into one message. `true` stands for a small valid sample file. */
export interface Content {
  text?: string
  caption?: string
  photo?: Buffer | true
  /** `size` without `bytes` declares a file too large to hold; it cannot be downloaded. */
  document?: { name: string; bytes?: Buffer; mime?: string; size?: number }
  voice?: Buffer | true
  video?: Buffer | true
  video_note?: Buffer | true
  audio?: Buffer | true
  sticker?: Buffer | true
  location?: { latitude: number; longitude: number }
  contact?: { phone_number: string; first_name: string; user_id?: number }
  /** Messages with one albumId in one chat carry one media_group_id. */
  albumId?: string
  /** The id of the message this one replies to. */
  replyTo?: number
  /** Forwarded; a string is the name of its author, who hides the account. */
  forwarded?: true | string
}

/** One message as a person sees it now. */
export interface SeenMessage {
  id: number
  from: 'bot' | number
  text: string
  caption: string
  buttons: string[][]
  /** callback_data or the address of each button. */
  buttonsData: string[][]
  entities: Entity[]
  media?: { kind: MediaKind; fileName: string; size: number; fileId: string }
  location?: { latitude: number; longitude: number }
  contact?: { phone_number: string; first_name: string }
  albumId?: string
  /** What it visibly replies to; the topic's creation is no visible reply. */
  replyTo?: number
  reactions: Record<string, ('bot' | number)[]>
  edited: boolean
  forwarded: boolean
  thread?: number
  /** When it was written, in milliseconds since the epoch. */
  at: number
}

/** What happened to a topic, as the line among its messages says it. */
export interface TopicEvent {
  id: number
  what: 'created' | 'closed' | 'reopened' | 'renamed'
  /** The name it was given; empty where none was. */
  name: string
  /** When it happened, in milliseconds since the epoch. */
  at: number
}
