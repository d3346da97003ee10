import { badRequest, forbidden, ApiError } from './api-error.ts'
import type { FileStore } from './files.ts'
import type { UpdateQueue } from './updates.ts'
import type { ChatInfo, MemberStatus, Message, User } from './types.ts'

/** A message in its place. `message` is replaced, never changed, so that updates already made keep what they said. */
export interface Stored {
  message: Message
  fromBot: boolean
  isService: boolean
  edited: boolean
  albumId?: string
  reactions: Map<string, Set<'bot' | number>>
}

export interface Topic {
  readonly thread: number
  name: string
  closed: boolean
  deleted: boolean
  readonly byBot: boolean
}

export interface BotRights {
  member: boolean
  admin: boolean
  can_manage_topics: boolean
  can_delete_messages: boolean
}

export interface Chat {
  readonly info: ChatInfo
  readonly ids: { last: number }
  readonly messages: Map<number, Stored>
  readonly topics: Map<number, Topic>
  readonly members: Map<number, MemberStatus>
  readonly bot: BotRights
  /** Private chats: the person wrote at least once; until then the bot may not. */
  started: boolean
  blocked: boolean
  migratedTo?: number
  /** Without `keep`, ids that may be forgotten, oldest first, and the newest one that was. */
  readonly forgettable: number[]
  forgotten: number
}

export interface Callback {
  readonly at: number
  readonly answered: (text: string | undefined) => void
}

/** Everything the network knows. Changed only by methods (the bot's side) and by people. */
export interface World {
  readonly bot: User
  readonly now: () => number
  readonly keep: boolean
  readonly privacy: boolean
  readonly people: Map<number, User>
  readonly chats: Map<number, Chat>
  /** Private chats and basic groups share one sequence of message ids; each supergroup has its own. */
  readonly accountIds: { last: number }
  readonly files: FileStore
  readonly updates: UpdateQueue
  readonly callbacks: Map<string, Callback>
  readonly settings: Map<string, unknown>
}

/** Messages a chat remembers when the network does not keep everything; those with buttons stay. */
const remembered = 500

/** Seconds since the epoch, as `date` fields count. */
export function seconds(world: World): number {
  return Math.floor(world.now() / 1000)
}

export function personOf(world: World, id: number): User {
  let user = world.people.get(id)
  if (!user) {
    user = { id, is_bot: false, first_name: `Orang ${id}`, language_code: 'id' }
    world.people.set(id, user)
  }
  return user
}

/** The private chat between a person and the bot, made when there is none yet. */
export function privateChat(world: World, id: number): Chat {
  const known = world.chats.get(id)
  if (known) return known
  const { first_name, username } = personOf(world, id)
  return addChat(world, { id, type: 'private', first_name, ...(username ? { username } : {}) }, world.accountIds)
}

export function addGroup(world: World, id: number, title: string, forum: boolean, firstId = 0): Chat {
  const isSuper = id <= -1_000_000_000_000
  const info: ChatInfo = { id, type: isSuper ? 'supergroup' : 'group', title, ...(forum ? { is_forum: true } : {}) }
  return addChat(world, info, isSuper ? { last: firstId } : world.accountIds)
}

function addChat(world: World, info: ChatInfo, ids: Chat['ids']): Chat {
  const chat: Chat = {
    info,
    ids,
    messages: new Map(),
    topics: new Map(),
    members: new Map(),
    bot: { member: true, admin: true, can_manage_topics: true, can_delete_messages: true },
    started: false,
    blocked: false,
    forgettable: [],
    forgotten: 0,
  }
  world.chats.set(info.id, chat)
  return chat
}

/** Puts a message into its chat under the next id. */
export function post(
  world: World,
  chat: Chat,
  fields: Partial<Message>,
  { fromBot = false, isService = false, albumId }: { fromBot?: boolean; isService?: boolean; albumId?: string } = {},
): Message {
  chat.ids.last += 1
  const message: Message = { message_id: chat.ids.last, date: seconds(world), chat: chat.info, ...fields }
  chat.messages.set(message.message_id, {
    message,
    fromBot,
    isService,
    edited: false,
    ...(albumId === undefined ? {} : { albumId }),
    reactions: new Map(),
  })
  if (!world.keep && !isService && !message.reply_markup) {
    chat.forgettable.push(message.message_id)
    if (chat.forgettable.length >= 2 * remembered) {
      for (const id of chat.forgettable.splice(0, remembered)) chat.messages.delete(id)
      chat.forgotten = chat.forgettable[0]! - 1
    }
  }
  return message
}

/** The message a reply shows, without what that one replied to. Undefined when there is none. */
export function quoted(world: World, chat: Chat, id: number): Message | undefined {
  const stored = chat.messages.get(id)
  if (!stored)
    return id > 0 && id <= chat.forgotten ? { message_id: id, date: seconds(world), chat: chat.info } : undefined
  if (!stored.message.reply_to_message) return stored.message
  const { reply_to_message: _, ...message } = stored.message
  return message
}

/** How a message lies in a topic: every one carries the topic's creation unless it replies to something else. */
export function inTopic(world: World, chat: Chat, thread: number, reply?: Message): Partial<Message> {
  const shown = reply ?? quoted(world, chat, thread)
  return { message_thread_id: thread, is_topic_message: true, ...(shown ? { reply_to_message: shown } : {}) }
}

/** The chat of a call's chat_id. Throws what the server throws for chats the bot cannot see. */
export function chatOf(world: World, value: string | undefined): Chat {
  if (value === undefined || value === '') throw badRequest('chat_id is empty')
  const id = /^-?\d{1,16}$/.test(value) ? Number(value) : Number.NaN
  const chat = world.chats.get(id)
  if (!chat) {
    if (world.people.has(id)) return privateChat(world, id)
    throw badRequest('chat not found')
  }
  if (chat.migratedTo !== undefined)
    throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: chat.migratedTo,
    })
  if (chat.info.type !== 'private' && !chat.bot.member) {
    if (chat.bot.admin) throw forbidden(`bot is not a member of the ${chat.info.type} chat`)
    throw forbidden(`bot was kicked from the ${chat.info.type} chat`)
  }
  return chat
}

/** The same for calls that write. */
export function writableChat(world: World, value: string | undefined): Chat {
  const chat = chatOf(world, value)
  if (chat.info.type === 'private') {
    if (chat.blocked) throw forbidden('bot was blocked by the user')
    if (!chat.started) throw forbidden("bot can't initiate conversation with a user")
  }
  return chat
}

/** A topic that can be written to. Throws 400 for none, a deleted one, and a closed one without the right. */
export function openTopic(chat: Chat, thread: number): Topic {
  const topic = chat.info.is_forum ? chat.topics.get(thread) : undefined
  if (!topic || topic.deleted) throw badRequest('message thread not found')
  if (topic.closed && !mayManageTopics(chat)) throw badRequest('TOPIC_CLOSED')
  return topic
}

export function mayManageTopics(chat: Chat): boolean {
  return chat.bot.admin && chat.bot.can_manage_topics
}

/** Makes a topic with its service message, whose id is the topic's. */
export function addTopic(
  world: World,
  chat: Chat,
  name: string,
  from: User,
  byBot: boolean,
): { topic: Topic; message: Message } {
  const thread = chat.ids.last + 1
  const message = post(
    world,
    chat,
    {
      from,
      message_thread_id: thread,
      is_topic_message: true,
      forum_topic_created: { name, icon_color: 7_322_096 },
    },
    { fromBot: byBot, isService: true },
  )
  const topic: Topic = { thread, name, closed: false, deleted: false, byBot }
  chat.topics.set(thread, topic)
  return { topic, message }
}

/** Takes a topic away with all it held. */
export function removeTopic(chat: Chat, topic: Topic): void {
  topic.deleted = true
  for (const [id, { message }] of chat.messages)
    if (message.is_topic_message && message.message_thread_id === topic.thread) chat.messages.delete(id)
}
