import { groupOrPrivate, pushMembership } from './people.ts'
import {
  addGroup,
  addTopic,
  personOf,
  post,
  removeTopic,
  type BotRights,
  type Chat,
  type Topic,
  type World,
} from './state.ts'
import { topicEvents } from './seen.ts'
import type { MemberStatus, Message, TopicEvent, User } from './types.ts'

/** What happens to groups, their members and topics. Done by an administrator who is a person, not by the bot. */
export interface Groups {
  /** Adds a group after the start; an id from -1000000000000 down is a supergroup, others a basic group. */
  addGroup(id: number, title: string, forum: boolean): void
  join(group: number, person: number, status?: 'member' | 'administrator' | 'creator'): void
  leave(group: number, person: number, status?: 'left' | 'kicked'): void
  /** Rights left out stay; `member: false` takes the bot out of the group (kicked unless `admin` stays true). */
  setBotRights(group: number, rights: Partial<BotRights>): void
  setForum(group: number, on: boolean): void
  rename(group: number, title: string): void
  /** A topic a person makes. */
  createTopic(group: number, name: string): number
  /** No update tells the bot of it. */
  deleteTopic(group: number, thread: number): void
  closeTopic(group: number, thread: number): void
  reopenTopic(group: number, thread: number): void
  renameTopic(group: number, thread: number, name: string): void
  /** A person deletes a message; no update tells the bot of it. */
  deleteMessage(message: { chat: { id: number }; message_id: number }): void
  /** Makes the group a new supergroup and answers its id; sends to the old one fail with migrate_to_chat_id. */
  migrate(group: number): number
  topics(group: number): { thread: number; name: string; closed: boolean }[]
  /** What happened to a topic: made, renamed, closed, reopened; oldest first. */
  topicEvents(group: number, thread: number): TopicEvent[]
}

/** The owner every group has, who does what tests do not say who did it. */
const ownerId = 777_001

export function createGroups(world: World): Groups {
  const owner = (): User => personOf(world, ownerId)

  function service(chat: Chat, fields: Partial<Message>): void {
    const message = post(world, chat, { from: owner(), ...fields }, { isService: true })
    if (chat.bot.member) world.updates.push('message', chat.info.id, message.message_id, message)
  }

  function topicOf(group: number, thread: number): { chat: Chat; topic: Topic } {
    const chat = groupOrPrivate(world, group)
    const topic = chat.topics.get(thread)
    if (!topic || topic.deleted) throw new Error(`there is no topic ${thread} in group ${group}`)
    return { chat, topic }
  }

  function inTopicOf(topic: Topic, fields: Partial<Message>): Partial<Message> {
    return { message_thread_id: topic.thread, is_topic_message: true, ...fields }
  }

  function setClosed(group: number, thread: number, closed: boolean): void {
    const { chat, topic } = topicOf(group, thread)
    if (topic.closed === closed) return
    topic.closed = closed
    service(chat, inTopicOf(topic, closed ? { forum_topic_closed: {} } : { forum_topic_reopened: {} }))
  }

  function setStatus(chat: Chat, id: number, status: MemberStatus): void {
    pushMembership(world, chat, id, owner(), () => chat.members.set(id, status))
  }

  return {
    addGroup(id, title, forum) {
      addGroup(world, id, title, forum)
    },
    join(group, person, status = 'member') {
      const chat = groupOrPrivate(world, group)
      const user = personOf(world, person)
      const before = chat.members.get(person) ?? 'left'
      if (before === status) return
      setStatus(chat, person, status)
      if (before === 'left' || before === 'kicked') service(chat, { new_chat_members: [user] })
    },
    leave(group, person, status = 'left') {
      const chat = groupOrPrivate(world, group)
      if (chat.members.get(person) === status) return
      setStatus(chat, person, status)
      service(chat, { left_chat_member: personOf(world, person) })
    },
    setBotRights(group, rights) {
      const chat = groupOrPrivate(world, group)
      pushMembership(world, chat, world.bot.id, owner(), () => Object.assign(chat.bot, rights))
    },
    setForum(group, on) {
      const { info } = groupOrPrivate(world, group)
      if (on) info.is_forum = true
      else delete info.is_forum
    },
    rename(group, title) {
      const chat = groupOrPrivate(world, group)
      chat.info.title = title
      service(chat, { new_chat_title: title })
    },
    createTopic(group, name) {
      const chat = groupOrPrivate(world, group)
      const { topic, message } = addTopic(world, chat, name, owner(), false)
      if (chat.bot.member) world.updates.push('message', group, message.message_id, message)
      return topic.thread
    },
    deleteTopic(group, thread) {
      const { chat, topic } = topicOf(group, thread)
      removeTopic(chat, topic)
    },
    closeTopic: (group, thread) => setClosed(group, thread, true),
    reopenTopic: (group, thread) => setClosed(group, thread, false),
    renameTopic(group, thread, name) {
      const { chat, topic } = topicOf(group, thread)
      topic.name = name
      service(chat, inTopicOf(topic, { forum_topic_edited: { name } }))
    },
    deleteMessage({ chat, message_id: id }) {
      if (!groupOrPrivate(world, chat.id).messages.delete(id)) throw new Error(`there is no message ${id}`)
    },
    migrate(group) {
      const old = groupOrPrivate(world, group)
      const { title = '', is_forum: forum = false } = old.info
      let id = -1_000_000_000_000 - Math.abs(group % 1_000_000_000_000) - 1
      while (world.chats.has(id)) id -= 1
      const next = addGroup(world, id, title, forum)
      for (const [person, status] of old.members) next.members.set(person, status)
      Object.assign(next.bot, old.bot)
      service(old, { migrate_to_chat_id: id })
      old.migratedTo = id
      service(next, { migrate_from_chat_id: group })
      return id
    },
    topicEvents: (group, thread) => topicEvents(groupOrPrivate(world, group), thread),
    topics(group) {
      const all = [...groupOrPrivate(world, group).topics.values()]
      return all.filter(({ deleted }) => !deleted).map(({ thread, name, closed }) => ({ thread, name, closed }))
    },
  }
}
