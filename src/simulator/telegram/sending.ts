import { randomInt } from 'node:crypto'
import { badRequest } from './api-error.ts'
import { addressed, mediaOf, type Call, type Method } from './call.ts'
import { formattedOf, integerOf, isObject, jsonOf, textOf, type Params } from './params.ts'
import { chatOf, openTopic, post, writableChat, type Chat, type Stored } from './state.ts'
import { mediaKinds, type MediaKind, type Message } from './types.ts'

/** Bot API: UTF-16 units after entities parsing. */
export const maxText = 4096
export const maxCaption = 1024

/** text and entities of a call. Throws 400 for an empty or too long one. */
export function textFields(params: Params): Partial<Message> {
  const { text, entities } = formattedOf(params, 'text', maxText)
  if (text === '') throw badRequest('message text is empty')
  return { text, ...(entities.length > 0 ? { entities } : {}) }
}

/** caption and caption_entities of a call; nothing when there is none. */
export function captionFields(params: Params): Partial<Message> {
  const { text, entities } = formattedOf(params, 'caption', maxCaption)
  if (text === '') return {}
  return { caption: text, ...(entities.length > 0 ? { caption_entities: entities } : {}) }
}

function sent(call: Call, content: Partial<Message>): Message {
  const { chat, fields } = addressed(call)
  return post(call.world, chat, { ...fields, ...content }, { fromBot: true })
}

function sendMedia(kind: MediaKind): Method {
  const captioned = kind !== 'sticker' && kind !== 'video_note'
  return call => {
    // Everything about the place is checked before the file is taken.
    const { chat, fields } = addressed(call)
    const caption = captioned ? captionFields(call.params) : {}
    const media = mediaOf(call, kind, textOf(call.params, kind), kind)
    return post(call.world, chat, { ...fields, ...media, ...caption }, { fromBot: true })
  }
}

function sendLocation(call: Call): Message {
  const [latitude, longitude] = ['latitude', 'longitude'].map(name => Number(textOf(call.params, name) ?? Number.NaN))
  if (!(Math.abs(latitude!) <= 90) || !(Math.abs(longitude!) <= 180)) throw badRequest('location must be non-empty')
  return sent(call, { location: { latitude: latitude!, longitude: longitude! } })
}

function sendContact(call: Call): Message {
  const phone = textOf(call.params, 'phone_number')
  const name = textOf(call.params, 'first_name')
  if (!phone) throw badRequest('field "phone_number" must be non-empty')
  if (!name) throw badRequest('field "first_name" must be non-empty')
  return sent(call, { contact: { phone_number: phone, first_name: name } })
}

/** The media array of sendMediaGroup, or an empty one when it is none. */
export function albumOf(params: Params): Record<string, unknown>[] {
  const media = jsonOf(params, 'media')
  return Array.isArray(media) ? media.filter(isObject) : []
}

function sendMediaGroup(call: Call): Message[] {
  const items = albumOf(call.params)
  if (items.length === 0) throw badRequest('there are no messages to send')
  if (items.length > 10) throw badRequest('too many messages to send as an album')
  const kinds = items.map(item => mediaKinds.find(kind => kind === item['type']))
  if (kinds.some(kind => kind === undefined || ['voice', 'sticker', 'video_note', 'animation'].includes(kind)))
    throw badRequest("can't parse InputMedia: type must be one of photo, video, audio and document")
  for (const kind of ['document', 'audio'] as const)
    if (kinds.includes(kind) && kinds.some(other => other !== kind))
      throw badRequest(`${kind} can't be mixed with other media types`)
  const { chat, fields } = addressed(call)
  const contents = items.map((item, index) => ({
    ...captionFields(item),
    ...mediaOf(call, kinds[index]!, textOf(item, 'media') ?? '', ''),
  }))
  // TDLib, send_message_group: a single item goes as one message outside any album.
  if (contents.length === 1) return [post(call.world, chat, { ...fields, ...contents[0] }, { fromBot: true })]
  const album = newAlbumId()
  return contents.map(content =>
    post(call.world, chat, { ...fields, ...content, media_group_id: album }, { fromBot: true, albumId: album }),
  )
}

export function newAlbumId(): string {
  return `13${randomInt(10 ** 13, 10 ** 14)}${randomInt(100, 1000)}`
}

function copyable({ world, params }: Call, verb: string, id = integerOf(params, 'message_id')): Stored {
  const source = chatOf(world, textOf(params, 'from_chat_id'))
  const stored = source.messages.get(id ?? 0)
  if (!stored) throw badRequest(`message to ${verb} not found`)
  if (stored.isService) throw badRequest(`message can't be ${verb === 'copy' ? 'copied' : 'forwarded'}`)
  return stored
}

function contentOf({ message }: Stored): Partial<Message> {
  const { message_id: _, date: __, chat: ___, from, sender_chat, reply_to_message, reply_markup, ...content } = message
  void [from, sender_chat, reply_to_message, reply_markup]
  delete content.message_thread_id
  delete content.is_topic_message
  delete content.media_group_id
  delete content.edit_date
  delete content.forward_origin
  return content
}

function copyMessage(call: Call): { message_id: number } {
  const { chat, fields } = addressed(call)
  const content = contentOf(copyable(call, 'copy'))
  if (call.params['caption'] !== undefined && content.text === undefined) {
    delete content.caption
    delete content.caption_entities
    Object.assign(content, captionFields(call.params))
  }
  return { message_id: post(call.world, chat, { ...fields, ...content }, { fromBot: true }).message_id }
}

function forwardMessage(call: Call): Message {
  const { chat, fields } = addressed(call)
  const stored = copyable(call, 'forward')
  const author = stored.message.from
  const origin: Message['forward_origin'] = stored.message.forward_origin ?? {
    type: 'user',
    date: stored.message.date,
    ...(author ? { sender_user: author } : {}),
  }
  return post(call.world, chat, { ...fields, ...contentOf(stored), forward_origin: origin }, { fromBot: true })
}

const actions = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
])

function sendChatAction({ world, params }: Call): true {
  const chat = writableChat(world, textOf(params, 'chat_id'))
  requireThread(chat, params)
  if (!actions.has(textOf(params, 'action') ?? '')) throw badRequest('wrong parameter action in request')
  return true
}

function requireThread(chat: Chat, params: Params): void {
  const thread = integerOf(params, 'message_thread_id')
  if (thread) openTopic(chat, thread)
}

/** Methods that make messages. */
export const sendingMethods: Record<string, Method> = {
  sendMessage: call => sent(call, textFields(call.params)),
  sendPhoto: sendMedia('photo'),
  sendDocument: sendMedia('document'),
  sendVoice: sendMedia('voice'),
  sendVideo: sendMedia('video'),
  sendAudio: sendMedia('audio'),
  sendAnimation: sendMedia('animation'),
  sendSticker: sendMedia('sticker'),
  sendVideoNote: sendMedia('video_note'),
  sendLocation,
  sendContact,
  sendMediaGroup,
  copyMessage,
  forwardMessage,
  sendChatAction,
}
