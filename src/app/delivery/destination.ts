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
  const typing = send.purpose === 'reply' && content.kind !== 'edit' && content.kind !== 'delete'
  const base = {
    id: send._id,
    thread: null,
    replyTo: null,
    target: [],
    targetHasFiles: false,
    content,
    typing,
    ...flags,
  }
  if (content.kind === 'answer tap') return { ...base, chat: '' }
  if ((content.kind === 'edit' || content.kind === 'delete') && content.of !== 'card') {
    const target = (await parts.outbox.byId([content.of])).get(content.of)
    if (!target?.messageIds.length || target.chat === null) {
      if (target?.state === 'due' || target?.state === 'sending') return 'later'
      // Its files were deleted before their turn came.
      if (target?.state === 'sent' && content.kind === 'delete') return 'done'
      throw new LoketError('CHANNEL_REFUSED', 'nothing was sent that could be changed')
    }
    // A group that became another numbers its messages from 1: the old number is somebody else's message there.
    if (chats.current(target.chat) !== target.chat)
      throw new LoketError('CHANNEL_REFUSED', 'it stands in the former group')
    const part = partOf(target, content)
    if (!part.length) return 'done'
    return { ...base, chat: target.chat, target: part, targetHasFiles: target.content.kind === 'files' }
  }
  if ('chat' in to) {
    const chat = chats.current(to.chat)
    return chat === to.chat
      ? { ...base, chat, thread: to.thread ?? null, replyTo: to.replyTo ?? null }
      : { ...base, chat }
  }
  const topic = await topics.of(to.ticket)
  if (content.kind === 'topic')
    return topic && topic.thread !== content.insteadOf ? 'done' : { ...base, chat: chats.current(to.group) }
  if (content.kind === 'delete topic')
    return topic && topic.thread !== null ? { ...base, chat: chats.current(topic.group), thread: topic.thread } : 'done'
  if (!topic) return 'later'
  if (topic.gone) throw new LoketError('CHANNEL_REFUSED', 'its topic was deleted for good')
  if (topic.moved) throw new LoketError('TOPIC_MISSING', 'the group became another')
  const chat = chats.current(topic.group)
  if (content.kind === 'edit') return topic.card === null ? 'done' : { ...base, chat, target: [topic.card] }
  if (content.kind === 'topic state') return topic.thread === null ? 'done' : { ...base, chat, thread: topic.thread }
  if (send.purpose === 'card' && send.repeated && topic.card !== null) return 'done'
  const replyTo = topic.group === to.group ? to.replyTo : undefined
  return { ...base, chat, thread: topic.thread, replyTo: replyTo ?? (topic.thread === null ? topic.card : null) }
}

/** The messages of a send that an edit or a deletion speaks of; none where what is to be deleted was never sent. */
function partOf({ content, messageIds }: Send, change: Send['content']): readonly string[] {
  const places = change.kind === 'delete' ? change.only : undefined
  if (places === undefined || content.kind !== 'files') return messageIds
  if (messageIds.length === content.attachments.length) return messageIds.filter((_, at) => places.includes(at))
  return messageIds.length === content.attachments.filter(one => !one.removed).length ? [] : messageIds
}
