import { badRequest } from './api-error.ts'
import type { Call, Method } from './call.ts'
import { integerOf, textOf } from './params.ts'
import { addTopic, mayManageTopics, post, removeTopic, writableChat, type Chat, type Topic } from './state.ts'

const iconColors = [7_322_096, 16_766_590, 13_338_331, 9_367_192, 16_749_490, 16_478_047]

function forumOf({ world, params }: Call): Chat {
  const chat = writableChat(world, textOf(params, 'chat_id'))
  if (chat.info.type !== 'supergroup' || !chat.info.is_forum) throw badRequest('the chat is not a forum')
  return chat
}

function standing(call: Call, chat: Chat): Topic {
  const thread = integerOf(call.params, 'message_thread_id')
  const topic = thread === undefined ? undefined : chat.topics.get(thread)
  if (!topic) throw badRequest('TOPIC_ID_INVALID')
  if (topic.deleted) throw badRequest('TOPIC_DELETED')
  return topic
}

/** A topic the bot may change: its own, or any with the right to manage topics. */
function managed(call: Call, chat: Chat, what: string): Topic {
  const topic = standing(call, chat)
  if (!mayManageTopics(chat) && !topic.byBot) throw badRequest(`not enough rights to ${what} the topic`)
  return topic
}

function nameOf(call: Call): string | undefined {
  const name = textOf(call.params, 'name')?.trim()
  if (name !== undefined && name.length > 128) throw badRequest('TOPIC_TITLE_TOO_LONG')
  return name
}

function createForumTopic(call: Call): object {
  const chat = forumOf(call)
  const name = nameOf(call)
  if (!mayManageTopics(chat)) throw badRequest('not enough rights to create a topic')
  if (!name) throw badRequest('TOPIC_TITLE_EMPTY')
  const color = integerOf(call.params, 'icon_color')
  if (color !== undefined && !iconColors.includes(color)) throw badRequest('invalid icon color specified')
  const { topic } = addTopic(call.world, chat, name, call.world.bot, true)
  return { message_thread_id: topic.thread, name, icon_color: color ?? iconColors[0] }
}

/** The bot's own service messages are stored, never pushed: a bot gets no updates about itself. */
function note(call: Call, chat: Chat, topic: Topic, fields: object): void {
  const place = { from: call.world.bot, message_thread_id: topic.thread, is_topic_message: true } as const
  post(call.world, chat, { ...place, ...fields }, { fromBot: true, isService: true })
}

function editForumTopic(call: Call): true {
  const chat = forumOf(call)
  const topic = managed(call, chat, 'edit')
  const name = nameOf(call)
  const icon = textOf(call.params, 'icon_custom_emoji_id')
  if ((name === undefined || name === '' || name === topic.name) && icon === undefined)
    throw badRequest('TOPIC_NOT_MODIFIED')
  if (name) topic.name = name
  note(call, chat, topic, { forum_topic_edited: name ? { name } : {} })
  return true
}

function setClosed(closed: boolean): Method {
  return call => {
    const chat = forumOf(call)
    const topic = managed(call, chat, closed ? 'close' : 'reopen')
    if (topic.closed === closed) throw badRequest('TOPIC_NOT_MODIFIED')
    topic.closed = closed
    note(call, chat, topic, closed ? { forum_topic_closed: {} } : { forum_topic_reopened: {} })
    return true
  }
}

/** Bot API, deleteForumTopic: needs can_delete_messages, whoever made the topic; the right to manage topics is another. */
function deleteForumTopic(call: Call): true {
  const chat = forumOf(call)
  const topic = standing(call, chat)
  if (!(chat.bot.admin && chat.bot.can_delete_messages)) throw badRequest('not enough rights to delete the topic')
  removeTopic(chat, topic)
  return true
}

/** Methods about forum topics. */
export const topicMethods: Record<string, Method> = {
  createForumTopic,
  editForumTopic,
  closeForumTopic: setClosed(true),
  reopenForumTopic: setClosed(false),
  deleteForumTopic,
}
