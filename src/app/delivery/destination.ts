import { LoketError } from '../../errors.ts'
import type { Outbox, Outgoing, Send } from '../ports.ts'
import type { Chats } from './chats.ts'
import type { Outcomes } from './outcomes.ts'
import type { Topics } from './topics.ts'

/** Where a send goes and what it speaks of; `later` when that is not there yet, `done` when nothing is left to do. */
export async function resolveDestination(
  send: Send,
  parts: {
    readonly outbox: Outbox
    readonly chats: Chats
    readonly topics: Topics
    readonly outcomes: Pick<Outcomes, 'tried'>
  },
): Promise<Outgoing | 'done' | 'later'> {
  const { chats, topics } = parts
  const { tried } = parts.outcomes
  const { content, to } = send
  const flags = { plain: tried.plain.has(send._id), upload: tried.upload.has(send._id) }
  const base = { thread: null, replyTo: null, target: [], targetHasFiles: false, content, ...flags }
  if (content.kind === 'answer tap') return { ...base, chat: '' }
  if ((content.kind === 'edit' || content.kind === 'delete') && content.of !== 'card') {
    const target = (await parts.outbox.byId([content.of])).get(content.of)
    if (!target?.messageIds.length || target.chat === null) {
      if (target?.state === 'due' || target?.state === 'sending') return 'later'
      throw new LoketError('CHANNEL_REFUSED', 'nothing was sent that could be changed')
    }
    // A group that became another numbers its messages from 1: the old number is somebody else's message there.
    if (chats.current(target.chat) !== target.chat)
      throw new LoketError('CHANNEL_REFUSED', 'it stands in the former group')
    return { ...base, chat: target.chat, target: target.messageIds, targetHasFiles: target.content.kind === 'files' }
  }
  if ('chat' in to) {
    const chat = chats.current(to.chat)
    return chat === to.chat
      ? { ...base, chat, thread: to.thread ?? null, replyTo: to.replyTo ?? null }
      : { ...base, chat }
  }
  const topic = await topics.of(to.ticket)
  if (content.kind === 'topic') return topic ? 'done' : { ...base, chat: chats.current(to.group) }
  if (!topic) return 'later'
  if (topic.moved) throw new LoketError('TOPIC_MISSING', 'the group became another')
  const chat = chats.current(topic.group)
  if (content.kind === 'edit') return topic.card === null ? 'done' : { ...base, chat, target: [topic.card] }
  if (content.kind === 'topic state') return topic.thread === null ? 'done' : { ...base, chat, thread: topic.thread }
  if (send.purpose === 'card' && send.repeated && topic.card !== null) return 'done'
  const replyTo = topic.group === to.group ? to.replyTo : undefined
  return { ...base, chat, thread: topic.thread, replyTo: replyTo ?? (topic.thread === null ? topic.card : null) }
}
