import { codeOf, LoketError } from '../../errors.ts'
import { traceOf, type Log } from '../../log.ts'
import type { DeliveryOutcome } from '../message.ts'
import type { Barrier, Outreach } from '../outreach.ts'
import { isGroup, type Pacing } from '../pacing.ts'
import type { Clock, Send } from '../ports.ts'
import type { Chats } from './chats.ts'
import { isRepeatable, mayRepeat } from './in-doubt.ts'
import type { NetworkTrouble } from './network-trouble.ts'
import type { Tell } from './news.ts'
import type { Outcomes } from './outcomes.ts'
import type { Topics } from './topics.ts'

const triesBeforeFailing = 5

/** What following up a failure works with. */
export interface FailureParts {
  readonly account: string
  readonly pacing: Pacing
  readonly clock: Clock
  readonly log: Log
  readonly counted: (outcome: 'failed' | 'unknown' | 'limited' | 'unreachable' | 'repeated') => void
  readonly chats: Chats
  readonly outcomes: Outcomes
  readonly tell: Tell
  readonly topics: Topics
  readonly trouble: NetworkTrouble
  /** Whom the account may write to; left out: everybody. */
  readonly outreach?: Outreach
}

/**
 * What follows when a send failed: it goes again, at once or later, or it is given up and its conversation hears of it.
 * `thread`: the topic it was on its way to.
 */
export async function endedBadly(
  send: Send,
  error: unknown,
  thread: string | null,
  parts: FailureParts,
): Promise<void> {
  const { account, pacing, log, counted, chats, outcomes, topics, trouble } = parts
  const { plain, upload, puzzles } = outcomes.tried
  const id = send._id
  const code = codeOf(error)
  const now = parts.clock.now().getTime()
  const chat = chats.of(send)
  const again = (afterMs = 0, repeated = send.repeated): Promise<void> =>
    outcomes.retry(send, { id, state: 'due', notBefore: new Date(now + afterMs), repeated, reason: code })
  const fail = (outcome: 'failed' | 'unreachable' = 'failed'): Promise<void> =>
    giveUp(send, error, { state: 'failed', outcome }, parts)
  switch (code) {
    case 'CHANNEL_LIMITED': {
      counted('limited')
      const wait = (error as LoketError).retryAfterMs ?? 1000
      pacing.hold(chat, send.content.kind === 'topic state' ? send.content.kind : '*', now + wait)
      if (!isGroup(chat)) pacing.hold('*', '*', now + Math.min(wait, 1000))
      return again()
    }
    case 'CHANNEL_UNREACHABLE':
    case 'CHANNEL_FORBIDDEN': {
      counted('unreachable')
      trouble.rest(code)
      // Not lost, however long the network fails, and said to be perhaps there twice.
      const maybeTwice = (error as LoketError).maybeDone && !isRepeatable(send)
      if (maybeTwice && !send.repeated) counted('repeated')
      return again(0, send.repeated || maybeTwice)
    }
    case 'CHANNEL_UNKNOWN':
      trouble.rest(code)
      if (isRepeatable(send)) return again(1000)
      if (!mayRepeat(send)) return giveUp(send, error, { state: 'unknown', outcome: 'unknown' }, parts)
      counted('repeated')
      return again(Math.min(60_000, 1000 * 2 ** Math.min(send.attempts, 6)), true)
    case 'CHANNEL_FORMAT':
      if (plain.has(id)) return fail()
      plain.add(id)
      return again()
    case 'CHANNEL_MIGRATED':
      await topics.migrate(chat, (error as LoketError).detail)
      return again()
    case 'TOPIC_MISSING':
      if (send.content.kind === 'delete topic') {
        await topics.gone(send.ticket, thread)
        return outcomes.finish(send, { id, state: 'sent', account, chat, messageIds: [] })
      }
      if (!send.ticket || !('ticket' in send.to)) return fail()
      try {
        await topics.makeAnew(send.ticket, send, thread)
      } catch (failure) {
        return codeOf(failure) === 'TOPIC_MISSING' ? fail() : endedBadly(send, failure, null, parts)
      }
      return again()
    case 'RECIPIENT_UNREACHABLE':
      if (!isGroup(chat)) return fail('unreachable')
      // Asked again by a later night; nothing else waits for it.
      if (send.purpose === 'retention') return fail()
      log.error({ code, group: true }, 'the staff group cannot be written to; its messages wait')
      pacing.hold(chat, '*', now + 30_000)
      return again()
    case 'OUTREACH_REFUSED':
      // Stopped before the send has its outcome: trying again counts as reaching out once more.
      await outcomes.write(async () => parts.outreach?.refused(send, (error as LoketError).retryAfterMs))
      return fail()
    case 'CHANNEL_REFUSED':
      if (send.purpose === 'topic') {
        await topics.bindNone(send, error)
        return outcomes.finish(send, { id, state: 'sent', account, chat, messageIds: [] })
      }
      if (send.content.kind === 'files' && !upload.has(id)) {
        upload.add(id)
        return again()
      }
      return fail()
    default: {
      log.error({ error, send: traceOf(id) }, 'unexpected while sending')
      const tries = (puzzles.get(id) ?? 0) + 1
      puzzles.set(id, tries)
      return tries < triesBeforeFailing ? again(1000 * 2 ** tries) : fail()
    }
  }
}

/** The end of a send that must not be made, or not once more: its conversation hears why. */
export function notAttempted(send: Send, barrier: Barrier, parts: FailureParts): Promise<void> {
  const end = send.repeated ? 'unknown' : 'failed'
  return giveUp(send, new LoketError(barrier), { state: end, outcome: end }, parts)
}

async function giveUp(
  send: Send,
  error: unknown,
  end: { readonly state: 'failed' | 'unknown'; readonly outcome: DeliveryOutcome['outcome'] },
  { counted, log, outcomes, tell }: FailureParts,
): Promise<void> {
  const code = codeOf(error)
  await outcomes.write(() => tell(send, end.outcome, code))
  await outcomes.finish(send, { id: send._id, state: end.state, reason: code })
  counted(end.state)
  const detail = error instanceof LoketError ? error.detail : undefined
  log.warn({ code, send: traceOf(send._id), purpose: send.purpose, detail }, 'not delivered')
}
