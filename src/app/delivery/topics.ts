import { codeOf, LoketError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Channel, Outbox, Outgoing, Send, Topic } from '../ports.ts'
import type { Chats } from './chats.ts'
import type { Tell } from './news.ts'
import type { Outcomes } from './outcomes.ts'

/** Topics remembered; others are read again. */
const rememberAtMost = 5000

/** The topics of tickets and the cards in them, as far as they exist on the network. */
export interface Topics {
  /** The topic of a ticket; null: none was made yet. */
  of(ticket: string): Promise<Topic | null>
  /** The send made this topic for its ticket. */
  bind(send: Send, thread: string | null): Promise<void>
  /** The group refused to have topics: this send's ticket does without. */
  bindNone(send: Send, refusal: unknown): Promise<void>
  /** The send posted this card in its ticket's topic. */
  bindCard(ticket: string, card: string | null): Promise<void>
  /** A deleted topic is made again, once, however many sends find it missing. */
  makeAnew(ticket: string, send: Send, missing: string | null): Promise<void>
  /** The topic was deleted for good, by us or by somebody before us. */
  gone(ticket: string | null, thread: string | null): Promise<void>
  /** The group became another, and its topics with it. */
  migrate(old: string, next: string): Promise<void>
}

/** Topics of one account, remembered from the outbox; what is bound is written down however long that takes. */
export function createTopics(parts: {
  readonly account: string
  readonly channel: Channel
  readonly outbox: Outbox
  readonly log: Log
  readonly signal: AbortSignal
  readonly chats: Chats
  readonly tell: Tell
  readonly outcomes: Pick<Outcomes, 'write'>
}): Topics {
  const { account, channel, outbox, log, signal, chats, tell } = parts
  const { write } = parts.outcomes
  const topics = new Map<string, Topic>()
  const anew = new Map<string, Promise<void>>()

  async function topicOf(ticket: string): Promise<Topic | null> {
    const known = topics.get(ticket) ?? (await outbox.topics([ticket])).get(ticket) ?? null
    if (known) topics.set(ticket, known)
    if (topics.size > rememberAtMost) topics.delete(topics.keys().next().value ?? '')
    return known
  }

  async function keep(topic: Topic): Promise<void> {
    await outbox.bindTopic(topic)
    topics.set(topic._id, topic)
  }

  async function bind(send: Send, thread: string | null): Promise<void> {
    const { to, content, contact } = send
    if (!('ticket' in to) || content.kind !== 'topic') return
    const group = chats.current(to.group)
    await keep({ _id: to.ticket, account, group, thread, card: null, contact, name: content.name })
  }

  async function remake(ticket: string, send: Send, missing: string | null): Promise<void> {
    // Read anew: it may have become too old since it was last written to.
    topics.delete(ticket)
    const topic = await topicOf(ticket)
    if (topic?.leaving || topic?.gone) throw new LoketError('TOPIC_MISSING', 'it was to be deleted')
    // Another send found it missing before, and this one was still on its way to the old one.
    if (!topic || (topic.thread !== missing && !topic.moved)) return
    const thread = await makeTopic(chats.current(topic.group), topic.name)
    // Told first, and once for each topic that was lost: a crash before the next line makes the topic again, but its
    // card is asked for already.
    await write(() => tell(send, 'topic anew', thread ?? '', `${ticket}:${topic.group}:${topic.thread ?? ''}`))
    const { moved: _moved, ...found } = topic
    await write(() => keep({ ...found, thread, card: null }))
  }

  /** The new topic, or null where the group has none and tickets use replies. */
  async function makeTopic(chat: string, name: string): Promise<string | null> {
    const content: Outgoing['content'] = { kind: 'topic', name }
    const nothing = { thread: null, replyTo: null, target: [], targetHasFiles: false }
    const plainly = { ...nothing, id: `topic ${chat}/${name}`, plain: false, upload: false, typing: false }
    try {
      const [thread] = await channel.send({ chat, content, ...plainly }, signal)
      return thread ?? null
    } catch (error) {
      if (codeOf(error) !== 'CHANNEL_REFUSED') throw error
      noTopics(error)
      return null
    }
  }

  function noTopics(error: unknown): void {
    log.warn({ code: 'CHANNEL_REFUSED', detail: (error as LoketError).detail }, 'no topics here: tickets use replies')
  }

  return {
    of: topicOf,
    bind: (send, thread) => write(() => bind(send, thread)),
    bindNone(send, refusal) {
      noTopics(refusal)
      return write(() => bind(send, null))
    },
    bindCard: (ticket, card) =>
      write(async () => {
        const topic = await topicOf(ticket)
        if (topic) await keep({ ...topic, card })
      }),
    makeAnew(ticket, send, missing) {
      const making = anew.get(ticket) ?? remake(ticket, send, missing).finally(() => anew.delete(ticket))
      anew.set(ticket, making)
      return making
    },
    async gone(ticket, thread) {
      if (ticket === null || thread === null) return
      await write(() => outbox.topicGone(ticket, thread))
      topics.delete(ticket)
    },
    migrate: (old, next) =>
      write(async () => {
        chats.became(old, next)
        topics.clear()
        await outbox.groupMigrated(account, old, next)
        log.warn({ code: 'CHANNEL_MIGRATED' }, 'the staff group has a new id')
      }),
  }
}
