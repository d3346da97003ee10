import type { Chat, Stored } from './state.ts'
import { mediaKinds, type Message, type SeenMessage, type TopicEvent } from './types.ts'

/** What a person sees in a chat now, or in one of its topics: no service messages, nothing that was deleted. */
export function seenIn(chat: Chat, thread?: number): SeenMessage[] {
  const seen: SeenMessage[] = []
  for (const stored of chat.messages.values()) {
    if (stored.isService) continue
    if (thread !== undefined && topicOf(stored.message) !== thread) continue
    seen.push(seenMessage(stored))
  }
  return seen
}

/** The same of one message; undefined for one that nobody sees. */
export function seenMessageOf(chat: Chat, id: number): SeenMessage | undefined {
  const stored = chat.messages.get(id)
  return stored && !stored.isService ? seenMessage(stored) : undefined
}

/** What happened to a topic of that chat, oldest first. */
export function topicEvents(chat: Chat, thread: number): TopicEvent[] {
  const events: TopicEvent[] = []
  for (const { message } of chat.messages.values()) {
    if (topicOf(message) !== thread) continue
    const { forum_topic_created: created, forum_topic_edited: edited } = message
    const what = created
      ? 'created'
      : edited
        ? 'renamed'
        : message.forum_topic_closed
          ? 'closed'
          : message.forum_topic_reopened
            ? 'reopened'
            : undefined
    if (what)
      events.push({ id: message.message_id, what, name: created?.name ?? edited?.name ?? '', at: message.date * 1000 })
  }
  return events
}

function topicOf(message: Message): number | undefined {
  return message.is_topic_message ? message.message_thread_id : undefined
}

function seenMessage(stored: Stored): SeenMessage {
  const { message } = stored
  const thread = topicOf(message)
  const rows = message.reply_markup?.inline_keyboard ?? []
  const kind = mediaKinds.findLast(known => message[known] !== undefined)
  const file = kind && (kind === 'photo' ? message.photo!.at(-1)! : message[kind]!)
  const replyTo = message.reply_to_message?.message_id
  return {
    id: message.message_id,
    from: stored.fromBot ? 'bot' : (message.from?.id ?? 0),
    text: message.text ?? '',
    caption: message.caption ?? '',
    entities: message.entities ?? message.caption_entities ?? [],
    buttons: rows.map(row => row.map(button => button.text)),
    buttonsData: rows.map(row => row.map(button => button.callback_data ?? button.url ?? '')),
    reactions: Object.fromEntries(
      [...stored.reactions].filter(([, who]) => who.size > 0).map(([emoji, who]) => [emoji, [...who]]),
    ),
    edited: stored.edited,
    forwarded: message.forward_origin !== undefined,
    at: message.date * 1000,
    ...(kind && file
      ? { media: { kind, fileName: file.file_name ?? '', size: file.file_size, fileId: file.file_id } }
      : {}),
    ...(message.location ? { location: message.location } : {}),
    ...(message.contact ? { contact: message.contact } : {}),
    ...(stored.albumId === undefined ? {} : { albumId: stored.albumId }),
    ...(replyTo === undefined || replyTo === thread ? {} : { replyTo }),
    ...(thread === undefined ? {} : { thread }),
  }
}
