import { ApiError, badRequest } from './api-error.ts'
import type { Upload } from './body.ts'
import { mediaFields, type StoredFile } from './files.ts'
import { flagOf, integerOf, isObject, jsonOf, markupOf, textOf, type Params } from './params.ts'
import { inTopic, openTopic, quoted, writableChat, type Chat, type World } from './state.ts'
import type { MediaKind, Message } from './types.ts'

/** One call of the bot. */
export interface Call {
  readonly world: World
  readonly params: Params
  readonly files: ReadonlyMap<string, Upload>
  /** Aborted when the bot hangs up. */
  readonly signal: AbortSignal
  /** Carries out a method whose outcome is told to nobody: one given as the answer of a webhook. */
  readonly perform: (method: string, params: Params) => void
}

/** Answers the result; throws ApiError. */
export type Method = (call: Call) => unknown

/** Where a new message goes and what it carries besides its content. Throws every 400 and 403 that is about that. */
export function addressed({ world, params }: Call): { chat: Chat; fields: Partial<Message> } {
  const chat = writableChat(world, textOf(params, 'chat_id'))
  const markup = markupOf(params)
  const reply = replyOf(world, params, chat)
  let thread = integerOf(params, 'message_thread_id')
  if (thread !== undefined && thread !== 0) openTopic(chat, thread)
  else if (reply?.is_topic_message) {
    thread = reply.message_thread_id!
    openTopic(chat, thread)
  }
  const place = thread ? inTopic(world, chat, thread, reply) : reply ? { reply_to_message: reply } : {}
  return { chat, fields: { from: world.bot, ...place, ...(markup ? { reply_markup: markup } : {}) } }
}

function replyOf(world: World, params: Params, chat: Chat): Message | undefined {
  const given = jsonOf(params, 'reply_parameters')
  if (given !== undefined && !isObject(given)) throw badRequest("can't parse reply parameters JSON object")
  const source = given ?? params
  const id = integerOf(source, given ? 'message_id' : 'reply_to_message_id')
  if (id === undefined || id === 0) {
    if (given && !('message_id' in given))
      throw badRequest('can\'t parse reply parameters: Can\'t find field "message_id"')
    return undefined
  }
  const reply = quoted(world, chat, id)
  const thread = integerOf(params, 'message_thread_id')
  if (reply && (!thread || reply.message_thread_id === thread || !reply.is_topic_message)) return reply
  if (flagOf(source, 'allow_sending_without_reply')) return undefined
  throw badRequest('message to be replied not found')
}

/**
 * The file a call names: a part of the form, attach://part, or a file_id this bot may use. Addresses on the web are
 * refused: this network has no way out.
 */
export function fileOf({ world, files }: Call, kind: MediaKind, value: string | undefined, field: string): StoredFile {
  const part = value?.startsWith('attach://')
    ? value.slice('attach://'.length)
    : value === undefined
      ? field
      : undefined
  if (part !== undefined) {
    const upload = files.get(part)
    if (!upload) throw badRequest(`there is no ${kind.replace('_', ' ')} in the request`)
    const mime = upload.mime === 'application/octet-stream' ? undefined : upload.mime
    if (upload.bytes.length > 50 * 1024 * 1024) throw new ApiError(413, 'Request Entity Too Large')
    return world.files.add(kind, { bytes: upload.bytes, name: upload.name, ...(mime ? { mime } : {}) })
  }
  if (/^https?:/i.test(value!)) throw badRequest('failed to get HTTP URL content')
  const known = world.files.find(value!)
  if (!known) throw badRequest('wrong file identifier/HTTP URL specified')
  if (known.kind !== kind) throw badRequest(`can't use file of type ${title(known.kind)} as ${title(kind)}`)
  return known
}

/** The media fields of that file. */
export function mediaOf(call: Call, kind: MediaKind, value: string | undefined, field: string): Partial<Message> {
  return mediaFields(fileOf(call, kind, value, field))
}

function title(kind: MediaKind): string {
  return kind
    .split('_')
    .map(word => word[0]!.toUpperCase() + word.slice(1))
    .join('')
}
