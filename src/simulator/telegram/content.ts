import { mediaFields, sampleBytes } from './files.ts'
import { withDetected } from './formatting.ts'
import { maxCaption, maxText, newAlbumId } from './sending.ts'
import { inTopic, quoted, seconds, type Chat, type World } from './state.ts'
import type { Content, MediaKind, Message } from './types.ts'

/**
 * Turns what a person's client puts into a message into its fields; files go to the server's store. Throws an Error
 * for what no client would let a person send.
 */
export function contentReader(world: World): (content: Content) => Partial<Message> {
  const albums = new Map<string, string>()

  function read(content: Content): Partial<Message> {
    const { text, caption, albumId, forwarded } = content
    if ((text ?? '').length > maxText || (caption ?? '').length > maxCaption)
      throw new Error('no client lets a person send that much text')
    const result: Partial<Message> = {
      ...worded('text', text),
      ...worded('caption', caption),
      ...media(content),
      ...(content.location ? { location: content.location } : {}),
      ...(content.contact ? { contact: content.contact } : {}),
    }
    if (Object.keys(result).length === 0) throw new Error('a message needs some content')
    if (forwarded !== undefined)
      result.forward_origin = {
        type: 'hidden_user',
        date: seconds(world),
        sender_user_name: forwarded === true ? 'Seseorang' : forwarded,
      }
    if (albumId !== undefined) result.media_group_id = albumNumber(albumId)
    return result
  }

  function albumNumber(albumId: string): string {
    const known = albums.get(albumId) ?? newAlbumId()
    albums.set(albumId, known)
    return known
  }

  function media(content: Content): Partial<Message> {
    const result: Partial<Message> = {}
    for (const kind of ['photo', 'voice', 'video', 'video_note', 'audio', 'sticker'] as const) {
      const given = content[kind]
      if (given !== undefined) Object.assign(result, file(kind, { bytes: given === true ? sampleBytes(kind) : given }))
    }
    const { document } = content
    if (document) {
      const bytes = document.bytes ?? (document.size === undefined ? sampleBytes('document') : undefined)
      Object.assign(result, file('document', { ...document, ...(bytes ? { bytes } : {}) }))
    }
    return result
  }

  function file(
    kind: MediaKind,
    given: { bytes?: Buffer; name?: string; mime?: string; size?: number },
  ): Partial<Message> {
    return mediaFields(world.files.add(kind, given))
  }

  return read
}

/** Text or caption with the entities the server finds in it. */
export function worded(field: 'text' | 'caption', value: string | undefined): Partial<Message> {
  if (value === undefined || value === '') return {}
  const entities = withDetected({ text: value, entities: [] })
  const marked = entities.length > 0 ? { [field === 'text' ? 'entities' : 'caption_entities']: entities } : {}
  return { [field]: value, ...marked }
}

/** Where it lies: what it replies to and its topic, as the server writes both. */
export function placed(
  world: World,
  chat: Chat,
  { thread, replyTo }: Content & { thread?: number },
  mayWriteInClosed: boolean,
): Partial<Message> {
  const reply = replyTo === undefined ? undefined : quoted(world, chat, replyTo)
  if (replyTo !== undefined && !reply) throw new Error(`there is no message ${replyTo} to reply to`)
  const topic = thread ?? (reply?.is_topic_message ? reply.message_thread_id : undefined)
  if (topic !== undefined) {
    const known = chat.topics.get(topic)
    if (!known || known.deleted) throw new Error(`there is no topic ${topic}`)
    if (known.closed && !mayWriteInClosed) throw new Error(`topic ${topic} is closed to all but administrators`)
    return inTopic(world, chat, topic, reply)
  }
  if (!reply) return {}
  // In a supergroup without topics a chain of replies is a thread as well, named after its first message.
  const chain =
    chat.info.type === 'supergroup' ? { message_thread_id: reply.message_thread_id ?? reply.message_id } : {}
  return { reply_to_message: reply, ...chain }
}
