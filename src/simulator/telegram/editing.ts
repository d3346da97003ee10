import { isDeepStrictEqual } from 'node:util'
import { badRequest } from './api-error.ts'
import { mediaOf, type Call, type Method } from './call.ts'
import { flagOf, integerOf, isObject, jsonOf, markupOf, textOf } from './params.ts'
import { allowedReactions } from './reactions.ts'
import { captionFields, textFields } from './sending.ts'
import { seconds, writableChat, type Chat, type Stored } from './state.ts'
import { mediaKinds, type Message } from './types.ts'

const contentFields = ['text', 'entities', 'caption', 'caption_entities', ...mediaKinds, 'reply_markup'] as const

/** Bot API, deleteMessage: 48 hours. */
const deletableSeconds = 48 * 3600
/** After that an unanswered tap is over; the real time is not documented. */
const callbackMs = 60_000

function editable({ world, params }: Call): Stored {
  if (textOf(params, 'inline_message_id') !== undefined) throw badRequest('MESSAGE_ID_INVALID')
  const chat = writableChat(world, textOf(params, 'chat_id'))
  const id = integerOf(params, 'message_id')
  if (id === undefined) throw badRequest('message identifier is not specified')
  const stored = chat.messages.get(id)
  if (!stored) throw badRequest('message to edit not found')
  if (!stored.fromBot || stored.isService) throw badRequest("message can't be edited")
  return stored
}

/** Puts `content` in place of the message's content; what it leaves out of `replaced` stays. */
function changed(call: Call, stored: Stored, replaced: readonly (keyof Message)[], content: Partial<Message>): Message {
  const message: Message = { ...stored.message }
  for (const field of [...replaced, 'reply_markup'] as const) delete message[field as 'text']
  const markup = markupOf(call.params)
  Object.assign(message, content, markup ? { reply_markup: markup } : {})
  if (contentFields.every(field => isDeepStrictEqual(message[field], stored.message[field])))
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    )
  message.edit_date = seconds(call.world)
  stored.edited = true
  stored.message = message
  return message
}

function editMessageText(call: Call): Message {
  const stored = editable(call)
  if (stored.message.text === undefined) throw badRequest('there is no text in the message to edit')
  return changed(call, stored, ['text', 'entities'], textFields(call.params))
}

function editMessageCaption(call: Call): Message {
  const stored = editable(call)
  const { message } = stored
  if (!mediaKinds.some(kind => message[kind] !== undefined) || message.sticker || message.video_note)
    throw badRequest('there is no caption in the message to edit')
  return changed(call, stored, ['caption', 'caption_entities'], captionFields(call.params))
}

function editMessageReplyMarkup(call: Call): Message {
  return changed(call, editable(call), [], {})
}

function editMessageMedia(call: Call): Message {
  const stored = editable(call)
  const media = jsonOf(call.params, 'media')
  if (!isObject(media)) throw badRequest("can't parse InputMedia JSON object")
  const kind = mediaKinds.find(known => known === media['type'])
  if (!kind || ['voice', 'sticker', 'video_note'].includes(kind)) throw badRequest('invalid InputMedia type specified')
  if (stored.message.media_group_id && !['photo', 'video'].includes(kind)) throw badRequest("message can't be edited")
  const content = { ...mediaOf(call, kind, textOf(media, 'media') ?? '', ''), ...captionFields(media) }
  return changed(call, stored, [...mediaKinds, 'text', 'entities', 'caption', 'caption_entities'], content)
}

function refusalToDelete(call: Call, chat: Chat, stored: Stored): string | undefined {
  if (chat.topics.has(stored.message.message_id)) return "message can't be deleted"
  const isIncomingInGroup = !stored.fromBot && chat.info.type !== 'private'
  if (isIncomingInGroup && !(chat.bot.admin && chat.bot.can_delete_messages)) return "message can't be deleted"
  if (seconds(call.world) - stored.message.date > deletableSeconds) return "message can't be deleted for everyone"
  return undefined
}

function deleteMessage(call: Call): true {
  const chat = writableChat(call.world, textOf(call.params, 'chat_id'))
  const id = integerOf(call.params, 'message_id')
  const stored = id === undefined ? undefined : chat.messages.get(id)
  if (!stored)
    throw badRequest(id === undefined ? 'message identifier is not specified' : 'message to delete not found')
  const refusal = refusalToDelete(call, chat, stored)
  if (refusal !== undefined) throw badRequest(refusal)
  return chat.messages.delete(id!) as true
}

function deleteMessages(call: Call): true {
  const chat = writableChat(call.world, textOf(call.params, 'chat_id'))
  const ids = jsonOf(call.params, 'message_ids')
  if (!Array.isArray(ids) || ids.length === 0) throw badRequest('message identifiers are not specified')
  if (ids.length > 100) throw badRequest('too many message identifiers specified')
  const found = ids.flatMap((id: unknown) => chat.messages.get(Number(id)) ?? [])
  for (const stored of found) {
    const refusal = refusalToDelete(call, chat, stored)
    if (refusal !== undefined) throw badRequest(refusal)
  }
  for (const { message } of found) chat.messages.delete(message.message_id)
  return true
}

function setMessageReaction({ world, params }: Call): true {
  const chat = writableChat(world, textOf(params, 'chat_id'))
  const stored = chat.messages.get(integerOf(params, 'message_id') ?? 0)
  if (!stored) throw badRequest('message to react not found')
  if (stored.isService) throw badRequest("message can't be reacted")
  const given = jsonOf(params, 'reaction') ?? []
  if (!Array.isArray(given)) throw badRequest("can't parse reaction types JSON object")
  if (given.length > 1) throw badRequest('REACTIONS_TOO_MANY')
  const reaction: unknown = given[0]
  if (reaction !== undefined) {
    if (!isObject(reaction) || reaction['type'] !== 'emoji') throw badRequest('REACTION_INVALID')
    if (!allowedReactions.has(textOf(reaction, 'emoji') ?? '')) throw badRequest('REACTION_INVALID')
  }
  for (const from of stored.reactions.values()) from.delete('bot')
  if (isObject(reaction)) addReaction(stored, textOf(reaction, 'emoji')!, 'bot')
  return true
}

/** Adds one person's or the bot's reaction. */
export function addReaction(stored: Stored, emoji: string, from: 'bot' | number): void {
  const who = stored.reactions.get(emoji) ?? new Set()
  stored.reactions.set(emoji, who.add(from))
}

function answerCallbackQuery({ world, params }: Call): true {
  const id = textOf(params, 'callback_query_id') ?? ''
  const callback = world.callbacks.get(id)
  const text = textOf(params, 'text')
  if ((text ?? '').length > 200) throw badRequest('MESSAGE_TOO_LONG')
  world.callbacks.delete(id)
  if (!callback || world.now() - callback.at > callbackMs)
    throw badRequest('query is too old and response timeout expired or query ID is invalid')
  callback.answered(text === '' ? undefined : text)
  return true
}

function pinning({ world, params }: Call): true {
  const chat = writableChat(world, textOf(params, 'chat_id'))
  if (chat.info.type !== 'private' && !chat.bot.admin)
    throw badRequest('not enough rights to manage pinned messages in the chat')
  const id = integerOf(params, 'message_id')
  if (id !== undefined && !chat.messages.has(id)) throw badRequest('message to pin not found')
  void flagOf(params, 'disable_notification')
  return true
}

/** Methods that change or take away what is there. */
export const editingMethods: Record<string, Method> = {
  editMessageText,
  editMessageCaption,
  editMessageReplyMarkup,
  editMessageMedia,
  deleteMessage,
  deleteMessages,
  setMessageReaction,
  answerCallbackQuery,
  pinChatMessage: pinning,
  unpinChatMessage: pinning,
}
