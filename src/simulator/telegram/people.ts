import { randomBytes } from 'node:crypto'
import { memberObject } from './chat-methods.ts'
import { contentReader, placed, worded } from './content.ts'
import { addReaction } from './editing.ts'
import { personOf, post, privateChat, seconds, type Chat, type Stored, type World } from './state.ts'
import type { Content, Message, UpdateKind, User } from './types.ts'

/** A message as the verbs take it: the one that was said, or its place. */
export interface Place {
  chat: { id: number }
  message_id: number
}

/** What people do. A verb that no real client would allow throws an Error that says what is wrong with it. */
export interface People {
  /** Makes a person known; people who speak without it are made on the fly. */
  person(id: number, name: string, username?: string): void
  /** A message in the private chat with the bot; also unblocks it, as writing does. */
  say(from: number, content: Content): Message
  sayInGroup(from: number, group: number, content: Content & { thread?: number }): Message
  /** An anonymous administrator: from GroupAnonymousBot, sender_chat is the group. */
  sayAnonymously(group: number, content: Content & { thread?: number }): Message
  /**
   * Without a field (or with the old words) only fields the bot does not use change: the update comes all the same.
   * A photo or document takes the place of the file that was there.
   */
  edit(message: Place, content: Pick<Content, 'text' | 'caption' | 'photo' | 'document'>): void
  /**
   * Taps the button of that text or callback_data. Resolves to what answerCallbackQuery shows, undefined when it
   * shows nothing; never rejects. Nobody has to wait for it.
   */
  tap(from: number, message: Place, button: string): Promise<string | undefined>
  /** Presses Start; `payload` is what a t.me link carries, up to 64 of A-Za-z0-9_-. */
  pressStart(from: number, payload?: string): Message
  block(person: number): void
  unblock(person: number): void
  /** Whether the person has written to the bot, which before may not write, and whether it is blocked. */
  standing(person: number): { started: boolean; blocked: boolean }
  /** `null` takes the person's reaction back. */
  react(from: number, message: Place, emoji: string | null): void
}

const anonymous: User = { id: 1_087_968_824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' }

/** The verbs of single people over that world. */
export function createPeople(world: World): People {
  const readContent = contentReader(world)

  function push(kind: UpdateKind, chat: Chat, message: number | undefined, payload: unknown): void {
    world.updates.push(kind, chat.info.id, message, payload)
  }

  function stored(place: Place): { chat: Chat; stored: Stored } {
    const chat = groupOrPrivate(world, place.chat.id)
    const found = chat.messages.get(place.message_id)
    if (!found) throw new Error(`there is no message ${place.message_id} in chat ${place.chat.id}`)
    return { chat, stored: found }
  }

  function speak(chat: Chat, from: Partial<Message>, content: Content & { thread?: number }): Message {
    const message = post(
      world,
      chat,
      { ...from, ...placed(world, chat, content, isAdmin(chat, from)), ...readContent(content) },
      content.albumId === undefined ? {} : { albumId: content.albumId },
    )
    if (isHeard(world, chat, message)) push('message', chat, message.message_id, message)
    return message
  }

  function setBlocked(id: number, blocked: boolean): void {
    const chat = privateChat(world, id)
    if (chat.blocked === blocked) return
    chat.blocked = blocked
    const states = [
      { user: world.bot, status: 'member' },
      { user: world.bot, status: 'kicked', until_date: 0 },
    ]
    push('my_chat_member', chat, undefined, {
      chat: chat.info,
      from: personOf(world, id),
      date: seconds(world),
      old_chat_member: states[blocked ? 0 : 1],
      new_chat_member: states[blocked ? 1 : 0],
    })
  }

  function say(id: number, content: Content): Message {
    const chat = privateChat(world, id)
    setBlocked(id, false)
    chat.started = true
    return speak(chat, { from: personOf(world, id) }, content)
  }

  return {
    person(id, name, username) {
      const user = personOf(world, id)
      user.first_name = name
      if (username) user.username = username
      const info = world.chats.get(id)?.info
      if (info) Object.assign(info, { first_name: name }, username ? { username } : {})
    },
    say,
    sayInGroup(from, group, content) {
      const chat = groupOrPrivate(world, group)
      const status = chat.members.get(from)
      if (status === 'left' || status === 'kicked') throw new Error(`${from} is not in group ${group} any more`)
      if (status === undefined) chat.members.set(from, 'member')
      return speak(chat, { from: personOf(world, from) }, content)
    },
    sayAnonymously(group, content) {
      const chat = groupOrPrivate(world, group)
      return speak(chat, { from: anonymous, sender_chat: chat.info }, content)
    },
    edit(place, { text, caption, ...file }) {
      const { chat, stored: found } = stored(place)
      if (found.fromBot) throw new Error('people cannot edit what the bot wrote')
      const message: Message = { ...found.message, edit_date: seconds(world) }
      if (file.photo || file.document)
        Object.assign(message, { photo: undefined, document: undefined }, readContent(file))
      if (text !== undefined) Object.assign(message, { entities: undefined }, worded('text', text))
      if (caption !== undefined) Object.assign(message, { caption_entities: undefined }, worded('caption', caption))
      found.message = message
      found.edited = true
      if (isHeard(world, chat, message)) push('edited_message', chat, message.message_id, message)
    },
    tap(from, place, button) {
      const { chat, stored: found } = stored(place)
      const buttons = found.message.reply_markup?.inline_keyboard.flat() ?? []
      const pressed = buttons.find(
        ({ text, callback_data: data }) => data !== undefined && (data === button || text === button),
      )
      if (!pressed) throw new Error(`message ${place.message_id} has no button "${button}"`)
      const id = randomBytes(8).readBigUInt64BE().toString()
      return new Promise(resolve => {
        world.callbacks.set(id, { at: world.now(), answered: resolve })
        const query = {
          id,
          from: personOf(world, from),
          message: found.message,
          chat_instance: String(chat.info.id),
          data: pressed.callback_data,
        }
        const tap = { id, from, label: pressed.text }
        world.updates.push('callback_query', chat.info.id, found.message.message_id, query, tap)
      })
    },
    pressStart(from, payload) {
      if (payload !== undefined && !/^[\w-]{1,64}$/.test(payload))
        throw new Error('a start payload is 1-64 of A-Za-z0-9_-')
      return say(from, { text: payload === undefined ? '/start' : `/start ${payload}` })
    },
    block: id => setBlocked(id, true),
    unblock: id => setBlocked(id, false),
    standing(id) {
      const { started, blocked } = privateChat(world, id)
      return { started, blocked }
    },
    react(from, place, emoji) {
      const { chat, stored: found } = stored(place)
      const before = [...found.reactions].filter(([, who]) => who.has(from)).map(([known]) => known)
      for (const who of found.reactions.values()) who.delete(from)
      if (emoji !== null) addReaction(found, emoji, from)
      // Bot API: in groups reactions reach administrators only.
      if (chat.info.type !== 'private' && !chat.bot.admin) return
      push('message_reaction', chat, place.message_id, {
        chat: chat.info,
        message_id: place.message_id,
        user: personOf(world, from),
        date: seconds(world),
        old_reaction: before.map(known => ({ type: 'emoji', emoji: known })),
        new_reaction: emoji === null ? [] : [{ type: 'emoji', emoji }],
      })
    },
  }
}

/** The chat of that id; throws an Error for one nobody made, because a test meant another. */
export function groupOrPrivate(world: World, id: number): Chat {
  const chat = id > 0 ? privateChat(world, id) : world.chats.get(id)
  if (!chat) throw new Error(`there is no group ${id}`)
  if (chat.migratedTo !== undefined) throw new Error(`group ${id} has become ${chat.migratedTo}`)
  return chat
}

function isAdmin(chat: Chat, { from, sender_chat: group }: Partial<Message>): boolean {
  const status = chat.members.get(from?.id ?? 0)
  return group !== undefined || status === 'administrator' || status === 'creator'
}

/** Whether the bot gets a message: in groups with privacy mode only an administrator gets everything. */
function isHeard(world: World, chat: Chat, message: Message): boolean {
  if (chat.info.type === 'private') return true
  if (!chat.bot.member) return false
  if (chat.bot.admin || !world.privacy) return true
  const words = message.text ?? message.caption ?? ''
  return (
    words.startsWith('/') ||
    words.includes(`@${world.bot.username}`) ||
    message.reply_to_message?.from?.id === world.bot.id
  )
}

/** A chat_member or my_chat_member update about `id`; `change` does what it tells of. */
export function pushMembership(world: World, chat: Chat, id: number, by: User, change: () => void): void {
  const before = memberObject(world, chat, id)
  change()
  const after = memberObject(world, chat, id)
  const isBot = id === world.bot.id
  // Bot API: chat_member reaches administrators only.
  if (!isBot && !chat.bot.admin) return
  world.updates.push(isBot ? 'my_chat_member' : 'chat_member', chat.info.id, undefined, {
    chat: chat.info,
    from: by,
    date: seconds(world),
    old_chat_member: before,
    new_chat_member: after,
  })
}
