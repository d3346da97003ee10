import { codeOf, LoketError } from '../../errors.ts'
import { traceOf, type Log } from '../../log.ts'
import type { DeliveryOutcome } from '../message.ts'
import { isGroup, type Pacing } from '../pacing.ts'
import type { Channel, Checkpoint, Clock, Inbox, Outbox, Outgoing, Send, Wakeups } from '../ports.ts'
import { createReactions } from '../reactions.ts'
import type { Sequence } from '../receive.ts'
import { createChats, placeOf, type Chats } from './chats.ts'
import { createRecovery, isRepeatable, mayRepeat } from './in-doubt.ts'
import { createLanes, type Lanes } from './lanes.ts'
import { createNetworkTrouble, type NetworkTrouble } from './network-trouble.ts'
import { createTell, type Tell } from './news.ts'
import { createOutcomes, type Outcomes } from './outcomes.ts'
import { chooseNext, type Candidate } from './priorities.ts'
import { createTopics, type Topics } from './topics.ts'

/** Sends on their way to the network at one time: as many as a kill can leave in doubt (DESIGN). */
export const sendsInFlight = 16
/** Due sends kept in memory, and how many of them may wait for one chat: a busy group must not crowd out people. */
const holdAtMost = 2000
const holdForOneChat = 500
/** When fewer are left in memory, and more wait in the database, those are fetched at once. */
const lookBelow = 250
/** Held sends named in a look for others. */
const nameAtMost = 500
/** A tap is answered within this time or not at all (ms). */
const tapLapses = 60_000
const triesBeforeFailing = 5
/** What is on its way when Loket stops has this long to end (ms); stopping has 20 s in all. */
const stopPatience = 12_000

/** What delivers one account. */
export interface DeliveryParts {
  readonly account: string
  readonly channel: Channel
  readonly outbox: Outbox
  readonly inbox: Inbox
  readonly wake: Wakeups
  readonly pacing: Pacing
  readonly clock: Clock
  readonly sequence: Sequence
  readonly checkpoint: Checkpoint
  readonly log: Log
  readonly counted: (outcome: 'sent' | 'failed' | 'unknown' | 'limited' | 'unreachable' | 'repeated') => void
  readonly sendsInFlight?: number
  /** Milliseconds that stop() waits for what is on its way. */
  readonly stopPatience?: number
}

/** What carrying out a send needs. */
interface CarryOutParts extends DeliveryParts {
  readonly signal: AbortSignal
  readonly chats: Chats
  readonly lanes: Lanes
  readonly outcomes: Outcomes
  readonly reactions: ReturnType<typeof createReactions>
  readonly tell: Tell
  readonly topics: Topics
  readonly trouble: NetworkTrouble
}

/** The delivery of one account. */
export interface Delivery {
  /** Looks for due sends and starts what may go. Resolves when it looked; sends go on by themselves. */
  run(): Promise<void>
  /** Lets nothing new out and resolves when what is on its way has an outcome, if only that it is unknown. */
  stop(): Promise<void>
}

/**
 * Delivers the outbox of one account. Only the process that owns the account's delivery lane runs it, so its lanes and
 * gates live in memory; the outbox is the truth. One send of a lane at a time; lanes are independent; 16 at most on
 * their way. A send is marked `sending` before the network sees it and its outcome is marked after, so a crash leaves
 * exactly those in doubt that were on their way.
 */
export function createDelivery(parts: DeliveryParts): Delivery {
  const { account, channel, outbox, pacing, clock, log } = parts
  const atMost = parts.sendsInFlight ?? sendsInFlight
  let inFlight = 0
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | null = null
  let lookAgain = false
  /** true: the outbox held more than was fetched. */
  let moreWaits = false
  /** true: an outcome could not be stored, so all is looked at anew once nothing is on its way. */
  let broken = false
  let idle: (() => void) | null = null

  const stopping = new AbortController()
  const { signal } = stopping
  const chats = createChats()
  const lanes = createLanes()
  const trouble = createNetworkTrouble(pacing, clock)
  const outcomes = createOutcomes({ outbox, lanes, log, isStopped: () => stopped })
  const tell = createTell({ ...parts, chats })
  const topics = createTopics({ ...parts, signal, chats, tell, outcomes })
  const recovery = createRecovery({ ...parts, lanes, tell })
  const reactions = createReactions(channel, pacing, clock, log, signal)
  const carrying = { ...parts, signal, chats, lanes, outcomes, reactions, tell, topics, trouble }

  async function look(): Promise<void> {
    if (broken && inFlight === 0) {
      lanes.clear()
      recovery.startAnew()
      broken = false
    }
    lookAgain = false
    if (broken) return
    await recovery.recover()
    do {
      lookAgain = false
      if (lanes.held.size >= holdAtMost) return
      const finished = lanes.listFinished()
      const waiting = lanes.countByPlace()
      const full = new Set(
        [...waiting].filter(([place, count]) => count >= holdForOneChat && isStuck(place)).map(([place]) => place),
      )
      // Those held already need not be read and carried again; a long list of them would cost more than it saves.
      const known = lanes.held.size <= nameAtMost ? [...lanes.held.keys()] : []
      const due = await outbox.due(account, holdAtMost, [...full], known)
      if (broken) return
      moreWaits = full.size > 0 || due.length === holdAtMost
      for (const send of due.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.order - b.order)) {
        if (lanes.held.has(send._id) || finished.has(send._id)) continue
        const place = placeOf(send)
        const before = waiting.get(place) ?? 0
        if (before >= holdForOneChat) {
          moreWaits = true
          // Behind a full chat that may not be written to now, others may wait who can be.
          lookAgain ||= due.length === holdAtMost && !full.has(place) && isStuck(place)
          continue
        }
        waiting.set(place, before + 1)
        hold(send)
      }
    } while (lookAgain)
    pump()
  }

  /** Whether a chat may not be written to now. */
  function isStuck(place: string): boolean {
    const chat = chats.current(place)
    return pacing.waitFor(chat, isGroup(chat), 'text', 1, clock.now().getTime()) > 0
  }

  function hold(send: Send): void {
    for (const older of lanes.add(send))
      void outcomes
        .finish(older, { id: older._id, state: 'sent', account, chat: null, messageIds: [] })
        .catch(notMarked)
    if (send.acknowledge && send.attempts === 0) reactions.add(send.acknowledge)
  }

  /** Starts what may go now, and comes back when the next might. */
  function pump(): void {
    clearTimeout(timer)
    if (stopped || broken) return
    let soonest = Infinity
    while (inFlight < trouble.limit(atMost)) {
      const now = clock.now().getTime()
      const next = chooseNext(lanes.all(), chats, pacing, now)
      soonest = next.soonest
      if (!next.best) break
      pacing.take(next.best.chat, isGroup(next.best.chat), next.best.weight, now)
      start(next.best)
    }
    if (soonest < Infinity) timer = setTimeout(pump, Math.min(soonest, 60_000))
  }

  function start({ lane, send }: Candidate): void {
    lanes.begin(lane)
    inFlight++
    void carryOut(send, carrying)
      .catch(notMarked)
      .finally(() => {
        inFlight--
        lanes.end(lane, send)
        if (stopped && inFlight === 0) idle?.()
        pump()
        if (moreWaits && lanes.held.size < lookBelow) {
          moreWaits = false
          run().catch((error: unknown) => log.warn({ error }, 'due sends could not be read; the sweep tries again'))
        }
      })
  }

  /**
   * The outcome could not be stored: the send stays `sending`, and who looks next (this process once nothing of its own
   * is on its way any more, or the next owner of the lane) takes it for in doubt.
   */
  function notMarked(error: unknown): void {
    log.error({ error }, 'an outcome could not be stored')
    broken = true
  }

  async function run(): Promise<void> {
    lookAgain = true
    while (lookAgain && !stopped) {
      looking ??= look().finally(() => (looking = null))
      await looking
    }
  }

  return {
    run,
    async stop() {
      stopped = true
      clearTimeout(timer)
      const patience = setTimeout(() => stopping.abort(), parts.stopPatience ?? stopPatience)
      await looking?.catch(() => undefined)
      if (inFlight > 0) await new Promise<void>(resolve => (idle = resolve))
      await reactions.stop()
      clearTimeout(patience)
    },
  }
}

/**
 * Carries out one send, from its destination to its outcome. It is marked `sending` before the network sees it and its
 * outcome is marked after. Rejects when an outcome could not be stored.
 */
async function carryOut(send: Send, parts: CarryOutParts): Promise<void> {
  const { channel, clock, log, checkpoint, outcomes, trouble, signal } = parts
  if (send.content.kind === 'answer tap' && clock.now().getTime() - send.at.getTime() > tapLapses)
    return outcomes.finish(send, { id: send._id, state: 'failed', reason: 'LAPSED' })
  let outgoing: Outgoing | 'done' | 'later'
  try {
    outgoing = await resolveDestination(send, parts)
  } catch (error) {
    if (error instanceof LoketError) return endedBadly(send, error, null, parts)
    log.warn({ error }, 'a destination could not be read; trying again')
    return postpone(send, 1000, parts)
  }
  if (outgoing === 'later') return postpone(send, 500, parts)
  if (outgoing === 'done') return alreadyDone(send, parts)
  if (!(await outcomes.sending(send))) return parts.lanes.letGo(send)
  let messageIds: string[]
  try {
    checkpoint('before send')
    messageIds = await channel.send(outgoing, signal)
    checkpoint('after send before mark')
  } catch (error) {
    trouble.failed(codeOf(error))
    return endedBadly(send, error, outgoing.thread, parts)
  }
  return endedWell(send, outgoing.chat, messageIds, parts)
}

/** Nothing was begun: this process looks at the send again after a while. */
function postpone(send: Send, ms: number, { clock, lanes }: CarryOutParts): void {
  lanes.replace({ ...send, notBefore: new Date(clock.now().getTime() + ms) })
}

/** What the send was for is there already. */
async function alreadyDone(send: Send, { account, chats, outcomes, topics }: CarryOutParts): Promise<void> {
  // Of a card that a killed process bound and did not mark, the binding knows the message.
  const topic =
    send.purpose === 'card' && send.content.kind === 'text' && send.ticket ? await topics.of(send.ticket) : null
  const sent = topic?.card
    ? { chat: chats.current(topic.group), messageIds: [topic.card] }
    : { chat: null, messageIds: [] as string[] }
  return outcomes.finish(send, { id: send._id, state: 'sent', account, ...sent })
}

/** From here on the message is out: whatever goes wrong, it is not sent again as if it were not. */
async function endedWell(send: Send, chat: string, messageIds: readonly string[], parts: CarryOutParts): Promise<void> {
  const { account, outcomes, tell, topics, trouble } = parts
  trouble.arrived()
  const [first = null] = messageIds
  if (send.purpose === 'topic') await topics.bind(send, first)
  if (send.purpose === 'card' && send.ticket) await topics.bindCard(send.ticket, first)
  // Told before it is marked: a crash between the two would leave the repeat unmentioned.
  if (send.repeated) await outcomes.write(() => tell(send, 'repeated', 'CHANNEL_UNKNOWN'))
  else if (send.content.kind === 'delete') await outcomes.write(() => tell(send, 'done', ''))
  await outcomes.finish(send, {
    id: send._id,
    state: 'sent',
    account,
    chat,
    messageIds: send.purpose === 'topic' ? [] : messageIds,
  })
  parts.counted('sent')
  if (send.delivered) parts.reactions.add(send.delivered)
}

/**
 * What follows when a send failed: it goes again, at once or later, or it is given up and its conversation hears of it.
 * `thread`: the topic it was on its way to.
 */
async function endedBadly(send: Send, error: unknown, thread: string | null, parts: CarryOutParts): Promise<void> {
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
      if (!send.ticket || !('ticket' in send.to)) return fail()
      try {
        await topics.makeAnew(send.ticket, send, thread)
      } catch (failure) {
        return codeOf(failure) === 'TOPIC_MISSING' ? fail() : endedBadly(send, failure, null, parts)
      }
      return again()
    case 'RECIPIENT_UNREACHABLE':
      if (!isGroup(chat)) return fail('unreachable')
      log.error({ code, group: true }, 'the staff group cannot be written to; its messages wait')
      pacing.hold(chat, '*', now + 30_000)
      return again()
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

async function giveUp(
  send: Send,
  error: unknown,
  end: { readonly state: 'failed' | 'unknown'; readonly outcome: DeliveryOutcome['outcome'] },
  { counted, log, outcomes, tell }: CarryOutParts,
): Promise<void> {
  const code = codeOf(error)
  await outcomes.write(() => tell(send, end.outcome, code))
  await outcomes.finish(send, { id: send._id, state: end.state, reason: code })
  counted(end.state)
  const detail = error instanceof LoketError ? error.detail : undefined
  log.warn({ code, send: traceOf(send._id), purpose: send.purpose, detail }, 'not delivered')
}

/** Where a send goes and what it speaks of; `later` when that is not there yet, `done` when nothing is left to do. */
async function resolveDestination(send: Send, parts: CarryOutParts): Promise<Outgoing | 'done' | 'later'> {
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
