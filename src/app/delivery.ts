import { codeOf, LoketError } from '../errors.ts'
import { traceOf, type Log } from '../log.ts'
import { createBatcher } from './batcher.ts'
import type { DeliveryOutcome } from './message.ts'
import { isGroup, type Pacing } from './pacing.ts'
import type {
  Channel,
  Checkpoint,
  Clock,
  Inbox,
  Outbox,
  Outcome,
  Outgoing,
  Purpose,
  Send,
  Topic,
  Wakeups,
} from './ports.ts'
import { createReactions } from './reactions.ts'
import { newRow, type Sequence } from './receive.ts'

/** Sends on their way to the network at one time: as many as a kill can leave in doubt (DESIGN). */
export const sendsInFlight = 16
/** Due sends kept in memory, and how many of them may wait for one chat: a busy group must not crowd out people. */
const holdAtMost = 2000
const holdForOneChat = 500
/** When fewer are left in memory, and more wait in the database, those are fetched at once. */
const lookBelow = 250
/** Held sends named in a look for others. */
const nameAtMost = 500
/** What may wait for hours leaves the group's minute at least so many sends for what may not. */
const leftForOthers = 10
/** A tap is answered within this time or not at all (ms). */
const tapLapses = 60_000
const triesBeforeFailing = 5
/** What the database did not take is given to it again after this long at first and at most (ms). */
const writeAgain = { first: 250, most: 5000 }
/** After trouble with the network nothing leaves for this long at first and at most (ms), then few at a time. */
const pause = { first: 250, most: 10_000, withoutToken: 30_000 }
const probes = 2
/** Sends that others left as being sent are looked for this often (ms). */
const recoverEvery = 10_000
/** What is on its way when Loket stops has this long to end (ms); stopping has 20 s in all. */
const stopPatience = 12_000

/** Without these the network answered. */
const silences = new Set<string>(['CHANNEL_UNREACHABLE', 'CHANNEL_UNKNOWN', 'CHANNEL_FORBIDDEN', 'UNEXPECTED'])

/** Order of the group's budget (DESIGN): people's words before cards before states before the General line. */
const priority: Readonly<Record<Purpose, number>> = {
  tap: 0,
  answer: 0,
  reply: 0,
  private: 0,
  mirror: 1,
  topic: 1,
  card: 2,
  question: 2,
  notice: 3,
  'card state': 4,
  retention: 6,
}
/** What concerns no ticket comes after all tickets. */
const generalLine = 5

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

export interface Delivery {
  /** Looks for due sends and starts what may go. Resolves when it looked; sends go on by themselves. */
  run(): Promise<void>
  /** Lets nothing new out and resolves when what is on its way has an outcome, if only that it is unknown. */
  stop(): Promise<void>
}

interface Lane {
  readonly sends: Send[]
  busy: boolean
  /** When this lane was last served: equal priorities take turns. */
  served: number
}

/** The first send of a lane that might go now. */
interface Candidate {
  readonly lane: Lane
  readonly send: Send
  readonly chat: string
  readonly rank: number
}

/**
 * Delivers the outbox of one account. Only the process that owns the account's delivery lane runs it, so its lanes and
 * gates live in memory; the outbox is the truth. One send of a lane at a time; lanes are independent; 16 at most on
 * their way. A send is marked `sending` before the network sees it and its outcome is marked after, so a crash leaves
 * exactly those in doubt that were on their way.
 */
export function createDelivery(parts: DeliveryParts): Delivery {
  const { account, channel, outbox, pacing, clock, log, checkpoint, counted } = parts
  const atMost = parts.sendsInFlight ?? sendsInFlight
  const lanes = new Map<string, Lane>()
  /** Ids of the sends kept, each with the chat or group it was meant for. */
  const held = new Map<string, string>()
  const plain = new Set<string>()
  const upload = new Set<string>()
  const puzzles = new Map<string, number>()
  const topics = new Map<string, Topic>()
  const aliases = new Map<string, string>()
  const anew = new Map<string, Promise<void>>()
  let finishedWhileLooking: Set<string> | null = null
  let inFlight = 0
  let turn = 0
  let trouble = 0
  let pausedUntil = 0
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | null = null
  let lookAgain = false
  /** true: the outbox held more than was fetched. */
  let moreWaits = false
  /** When sends of dead processes were looked for, and which looked so then. */
  let recoveredAt: number | null = null
  let inDoubt = new Set<string>()
  const stopping = new AbortController()
  /** true: an outcome could not be stored, so all is looked at anew once nothing is on its way. */
  let broken = false
  let idle: (() => void) | null = null

  const markSending = createBatcher((ids: readonly string[]) => write(() => outbox.sending(ids)))
  const markOutcome = createBatcher((outcomes: readonly Outcome[]) => write(() => outbox.mark(outcomes)))
  const reactions = createReactions(channel, pacing, clock, log, stopping.signal)

  /** Writes down what is known, however long the database is away; fails only when this lane was taken away meanwhile. */
  async function write<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let wait = writeAgain.first; ; wait = Math.min(writeAgain.most, wait * 2)) {
      try {
        return await work()
      } catch (error) {
        if (stopped) throw error
        log.warn({ error }, 'the database did not take an outcome; trying again')
        await new Promise(resolve => setTimeout(resolve, wait))
      }
    }
  }

  /**
   * Sends a dead process left in doubt: repeated and marked so, or given up as unknown. Who has just taken the lane takes
   * all it finds; later ones are of a process that was stopped for a while and marked them late, and are taken when they
   * are still so at the next look.
   */
  async function recover(): Promise<void> {
    const now = clock.now().getTime()
    if (recoveredAt !== null && now - recoveredAt < recoverEvery) return
    const found = (await outbox.abandoned(account)).filter(send => !held.has(send._id))
    const left = recoveredAt === null ? found : found.filter(send => inDoubt.has(send._id))
    const outcomes: Outcome[] = []
    for (const send of left) {
      if (mayRepeat(send)) {
        const repeated = !isRepeatable(send)
        outcomes.push({ id: send._id, state: 'due', notBefore: clock.now(), repeated, reason: 'CHANNEL_UNKNOWN' })
        if (repeated) counted('repeated')
      } else {
        outcomes.push({ id: send._id, state: 'unknown', reason: 'CHANNEL_UNKNOWN' })
        counted('unknown')
        await tell(send, 'unknown', 'CHANNEL_UNKNOWN')
      }
    }
    if (outcomes.length) await outbox.mark(outcomes)
    inDoubt = new Set(found.map(send => send._id))
    recoveredAt = now
  }

  async function look(): Promise<void> {
    if (broken && inFlight === 0) {
      held.clear()
      lanes.clear()
      recoveredAt = null
      broken = false
    }
    lookAgain = false
    if (broken) return
    await recover()
    do {
      lookAgain = false
      const room = holdAtMost - held.size
      if (room <= 0) return
      finishedWhileLooking = new Set()
      const waiting = waitingByPlace()
      const full = new Set(
        [...waiting].filter(([place, count]) => count >= holdForOneChat && isStuck(place)).map(([place]) => place),
      )
      // Those held already need not be read and carried again; a long list of them would cost more than it saves.
      const known = held.size <= nameAtMost ? [...held.keys()] : []
      const due = await outbox.due(account, holdAtMost, [...full], known)
      const finished = finishedWhileLooking
      finishedWhileLooking = null
      if (broken) return
      moreWaits = full.size > 0 || due.length === holdAtMost
      for (const send of due.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.order - b.order)) {
        if (held.has(send._id) || finished.has(send._id)) continue
        const place = placeOf(send)
        const before = waiting.get(place) ?? 0
        if (before >= holdForOneChat) {
          moreWaits = true
          // Behind a full chat that may not be written to now, others may wait who can be.
          lookAgain ||= due.length === holdAtMost && !full.has(place) && isStuck(place)
          continue
        }
        waiting.set(place, before + 1)
        held.set(send._id, place)
        // A new lane joins behind those that wait: otherwise a lane with a second send would never be served again.
        const lane = lanes.get(send.lane) ?? { sends: [], busy: false, served: turn }
        lanes.set(send.lane, lane)
        supersede(lane, send)
        insertInOrder(lane.sends, send)
        if (send.acknowledge && send.attempts === 0) reactions.add(send.acknowledge)
      }
    } while (lookAgain)
    pump()
  }

  function waitingByPlace(): Map<string, number> {
    const waiting = new Map<string, number>()
    for (const place of held.values()) waiting.set(place, (waiting.get(place) ?? 0) + 1)
    return waiting
  }

  function isStuck(place: string): boolean {
    const chat = current(place)
    return pacing.waitFor(chat, isGroup(chat), 'text', 1, clock.now().getTime()) > 0
  }

  /** Of several states of one card only the last is worth sending. */
  function supersede(lane: Lane, newer: Send): void {
    if (newer.purpose !== 'card state') return
    const from = lane.busy ? 1 : 0
    for (const older of lane.sends.splice(from))
      void finish(older, { id: older._id, state: 'sent', account, chat: null, messageIds: [] }).catch(notMarked)
  }

  function pump(): void {
    clearTimeout(timer)
    if (stopped || broken) return
    let soonest = Infinity
    while (inFlight < (trouble > 0 ? Math.min(probes, atMost) : atMost)) {
      const now = clock.now().getTime()
      let best: Candidate | undefined
      soonest = Infinity
      const ready: Candidate[] = []
      const saving = new Map<string, Candidate>()
      for (const lane of lanes.values()) {
        if (lane.busy) continue
        const send = lane.sends[0]
        if (!send) continue
        const chat = chatOf(send)
        const weight = weightOf(send)
        const delay = (send.notBefore?.getTime() ?? 0) - now
        const due = Math.max(delay, pacing.waitFor(chat, isGroup(chat), send.content.kind, weight, now))
        const wait = send.purpose === 'retention' && pacing.left(chat, now) < leftForOthers ? Math.max(due, 5000) : due
        const one = { lane, send, chat, rank: Math.min(...lane.sends.slice(0, 5).map(rankOf)) }
        if (wait <= 0) ready.push(one)
        else soonest = Math.min(soonest, wait)
        // An album whose turn it is saves the chat's budget until all of it fits.
        if (wait > 0 && weight > 1 && delay <= 0 && comesBefore(one, saving.get(chat))) saving.set(chat, one)
      }
      for (const one of ready) {
        const saver = saving.get(one.chat)
        if ((!saver || comesBefore(one, saver)) && comesBefore(one, best)) best = one
      }
      if (!best) break
      const { lane, send, chat } = best
      lane.busy = true
      lane.served = ++turn
      inFlight++
      pacing.take(chat, isGroup(chat), weightOf(send), now)
      void carryOut(send)
        .catch(notMarked)
        .finally(() => {
          inFlight--
          lane.busy = false
          if (!lane.sends.length) lanes.delete(send.lane)
          if (stopped && inFlight === 0) idle?.()
          pump()
          if (moreWaits && held.size < lookBelow) {
            moreWaits = false
            run().catch((error: unknown) => log.warn({ error }, 'due sends could not be read; the sweep tries again'))
          }
        })
    }
    if (soonest < Infinity) timer = setTimeout(pump, Math.min(soonest, 60_000))
  }

  /**
   * The outcome could not be stored: the send stays `sending`, and who looks next (this process once nothing of its own
   * is on its way any more, or the next owner of the lane) takes it for in doubt.
   */
  function notMarked(error: unknown): void {
    log.error({ error }, 'an outcome could not be stored')
    broken = true
  }

  async function carryOut(send: Send): Promise<void> {
    if (send.content.kind === 'answer tap' && clock.now().getTime() - send.at.getTime() > tapLapses)
      return finish(send, { id: send._id, state: 'failed', reason: 'LAPSED' })
    let outgoing: Outgoing | 'done' | 'later'
    try {
      outgoing = await resolve(send)
    } catch (error) {
      if (error instanceof LoketError) return endedBadly(send, error)
      log.warn({ error }, 'a destination could not be read; trying again')
      return postpone(send, 1000)
    }
    if (outgoing === 'later') return postpone(send, 500)
    if (outgoing === 'done') {
      // Of a card that a killed process bound and did not mark, the binding knows the message.
      const topic =
        send.purpose === 'card' && send.content.kind === 'text' && send.ticket ? await topicOf(send.ticket) : null
      const sent = topic?.card
        ? { chat: current(topic.group), messageIds: [topic.card] }
        : { chat: null, messageIds: [] as string[] }
      return finish(send, { id: send._id, state: 'sent', account, ...sent })
    }
    const mine = await markSending(send._id)
    if (!mine.has(send._id)) {
      // Another process took this lane over.
      held.delete(send._id)
      removeFrom(lanes.get(send.lane), send)
      return
    }
    let messageIds: string[]
    try {
      checkpoint('before send')
      messageIds = await channel.send(outgoing, stopping.signal)
      checkpoint('after send before mark')
    } catch (error) {
      if (!silences.has(codeOf(error))) trouble = 0
      return endedBadly(send, error, outgoing.thread)
    }
    // From here on the message is out: whatever goes wrong, it is not sent again as if it were not.
    trouble = 0
    if (send.purpose === 'topic') await write(() => bind(send, messageIds[0] ?? null))
    const { ticket } = send
    if (send.purpose === 'card' && ticket) await write(() => bindCard(ticket, messageIds[0] ?? null))
    if (send.content.kind === 'delete topic') await topicGone(ticket, outgoing.thread)
    // Told before it is marked: a crash between the two would leave the repeat unmentioned.
    if (send.repeated) await write(() => tell(send, 'repeated', 'CHANNEL_UNKNOWN'))
    else if (send.content.kind === 'delete') await write(() => tell(send, 'done', ''))
    await finish(send, {
      id: send._id,
      state: 'sent',
      account,
      chat: outgoing.chat,
      messageIds: send.purpose === 'topic' ? [] : messageIds,
    })
    counted('sent')
    if (send.delivered) reactions.add(send.delivered)
  }

  /** Nothing was begun: this process looks at the send again after a while. */
  function postpone(send: Send, ms: number): void {
    const lane = lanes.get(send.lane)
    const at = lane?.sends.findIndex(one => one._id === send._id) ?? -1
    if (lane && at >= 0) lane.sends[at] = { ...send, notBefore: new Date(clock.now().getTime() + ms) }
  }

  async function endedBadly(send: Send, error: unknown, thread: string | null = null): Promise<void> {
    const code = codeOf(error)
    const now = clock.now().getTime()
    const chat = chatOf(send)
    const again = (after: number, reason: string, repeated = send.repeated): Promise<void> =>
      retry(send, { id: send._id, state: 'due', notBefore: new Date(now + after), repeated, reason })
    const giveUp = async (state: 'failed' | 'unknown', outcome: DeliveryOutcome['outcome']): Promise<void> => {
      await write(() => tell(send, outcome, code))
      await finish(send, { id: send._id, state, reason: code })
      counted(state)
      log.warn(
        {
          code,
          send: traceOf(send._id),
          purpose: send.purpose,
          detail: error instanceof LoketError ? error.detail : undefined,
        },
        'not delivered',
      )
    }
    switch (code) {
      case 'CHANNEL_LIMITED': {
        counted('limited')
        const wait = (error as LoketError).retryAfterMs ?? 1000
        pacing.hold(chat, send.content.kind === 'topic state' ? send.content.kind : '*', now + wait)
        if (!isGroup(chat)) pacing.hold('*', '*', now + Math.min(wait, 1000))
        return again(0, code)
      }
      case 'CHANNEL_UNREACHABLE':
      case 'CHANNEL_FORBIDDEN': {
        counted('unreachable')
        rest(code === 'CHANNEL_FORBIDDEN' ? pause.withoutToken : undefined)
        // Not lost, however long the network fails, and said to be perhaps there twice.
        const maybeTwice = (error as LoketError).maybeDone && !isRepeatable(send)
        if (maybeTwice && !send.repeated) counted('repeated')
        return again(0, code, send.repeated || maybeTwice)
      }
      case 'CHANNEL_UNKNOWN':
        rest()
        if (isRepeatable(send)) return again(1000, code)
        if (!mayRepeat(send)) return giveUp('unknown', 'unknown')
        counted('repeated')
        return again(Math.min(60_000, 1000 * 2 ** Math.min(send.attempts, 6)), code, true)
      case 'CHANNEL_FORMAT':
        if (plain.has(send._id)) return giveUp('failed', 'failed')
        plain.add(send._id)
        return again(0, code)
      case 'CHANNEL_MIGRATED':
        await write(() => migrate(chat, (error as LoketError).detail))
        return again(0, code)
      case 'TOPIC_MISSING':
        if (send.content.kind === 'delete topic') {
          await topicGone(send.ticket, thread)
          return finish(send, { id: send._id, state: 'sent', account, chat, messageIds: [] })
        }
        if (!send.ticket || !('ticket' in send.to)) return giveUp('failed', 'failed')
        try {
          await makeAnew(send.ticket, send, thread)
        } catch (failure) {
          return codeOf(failure) === 'TOPIC_MISSING' ? giveUp('failed', 'failed') : endedBadly(send, failure)
        }
        return again(0, code)
      case 'RECIPIENT_UNREACHABLE':
        if (!isGroup(chat)) return giveUp('failed', 'unreachable')
        // Asked again by a later night; nothing else waits for it.
        if (send.purpose === 'retention') return giveUp('failed', 'failed')
        log.error({ code, group: true }, 'the staff group cannot be written to; its messages wait')
        pacing.hold(chat, '*', now + 30_000)
        return again(0, code)
      case 'CHANNEL_REFUSED':
        if (send.purpose === 'topic') {
          noTopics(error)
          await write(() => bind(send, null))
          return finish(send, { id: send._id, state: 'sent', account, chat, messageIds: [] })
        }
        if (send.content.kind === 'files' && !upload.has(send._id)) {
          upload.add(send._id)
          return again(0, code)
        }
        return giveUp('failed', 'failed')
      default: {
        log.error({ error, send: traceOf(send._id) }, 'unexpected while sending')
        const tries = (puzzles.get(send._id) ?? 0) + 1
        puzzles.set(send._id, tries)
        return tries < triesBeforeFailing ? again(1000 * 2 ** tries, code) : giveUp('failed', 'failed')
      }
    }
  }

  /** Lets nothing out for a while, longer each time until something arrives; many failures at once count as one. */
  function rest(ms?: number): void {
    const now = clock.now().getTime()
    if (now < pausedUntil) return
    pausedUntil = now + (ms ?? Math.min(pause.most, pause.first * 2 ** Math.min(trouble, 6)))
    trouble++
    pacing.hold('*', '*', pausedUntil)
  }

  async function finish(send: Send, outcome: Outcome): Promise<void> {
    await markOutcome(outcome)
    finishedWhileLooking?.add(send._id)
    held.delete(send._id)
    plain.delete(send._id)
    upload.delete(send._id)
    puzzles.delete(send._id)
    removeFrom(lanes.get(send.lane), send)
  }

  async function retry(send: Send, outcome: Extract<Outcome, { state: 'due' }>): Promise<void> {
    await markOutcome(outcome)
    const lane = lanes.get(send.lane)
    const at = lane?.sends.findIndex(one => one._id === send._id) ?? -1
    if (lane && at >= 0)
      lane.sends[at] = {
        ...send,
        notBefore: outcome.notBefore,
        repeated: outcome.repeated,
        attempts: send.attempts + 1,
      }
  }

  /** Where a send goes and what it speaks of; `later` when that is not there yet, `done` when nothing is left to do. */
  async function resolve(send: Send): Promise<Outgoing | 'done' | 'later'> {
    const { content, to } = send
    const flags = { plain: plain.has(send._id), upload: upload.has(send._id) }
    const base = { thread: null, replyTo: null, target: [], targetHasFiles: false, content, ...flags }
    if (content.kind === 'answer tap') return { ...base, chat: '' }
    if ((content.kind === 'edit' || content.kind === 'delete') && content.of !== 'card') {
      const target = (await outbox.byId([content.of])).get(content.of)
      if (!target?.messageIds.length || target.chat === null) {
        if (target?.state === 'due' || target?.state === 'sending') return 'later'
        // Its files were deleted before their turn came.
        if (target?.state === 'sent' && content.kind === 'delete') return 'done'
        throw new LoketError('CHANNEL_REFUSED', 'nothing was sent that could be changed')
      }
      // A group that became another numbers its messages from 1: the old number is somebody else's message there.
      if (current(target.chat) !== target.chat) throw new LoketError('CHANNEL_REFUSED', 'it stands in the former group')
      const part = partOf(target, content)
      if (!part.length) return 'done'
      return {
        ...base,
        chat: target.chat,
        target: part,
        targetHasFiles: target.content.kind === 'files',
      }
    }
    if ('chat' in to) {
      const chat = current(to.chat)
      return chat === to.chat
        ? { ...base, chat, thread: to.thread ?? null, replyTo: to.replyTo ?? null }
        : { ...base, chat }
    }
    const topic = await topicOf(to.ticket)
    if (content.kind === 'topic') return topic ? 'done' : { ...base, chat: current(to.group) }
    if (content.kind === 'delete topic')
      return topic && topic.thread !== null ? { ...base, chat: current(topic.group), thread: topic.thread } : 'done'
    if (!topic) return 'later'
    if (topic.gone) throw new LoketError('CHANNEL_REFUSED', 'its topic was deleted for good')
    if (topic.moved) throw new LoketError('TOPIC_MISSING', 'the group became another')
    const chat = current(topic.group)
    if (content.kind === 'edit') return topic.card === null ? 'done' : { ...base, chat, target: [topic.card] }
    if (content.kind === 'topic state') return topic.thread === null ? 'done' : { ...base, chat, thread: topic.thread }
    if (send.purpose === 'card' && send.repeated && topic.card !== null) return 'done'
    const replyTo = topic.group === to.group ? to.replyTo : undefined
    return { ...base, chat, thread: topic.thread, replyTo: replyTo ?? (topic.thread === null ? topic.card : null) }
  }

  async function topicOf(ticket: string): Promise<Topic | null> {
    const known = topics.get(ticket) ?? (await outbox.topics([ticket])).get(ticket) ?? null
    if (known) topics.set(ticket, known)
    if (topics.size > 5000) topics.delete(topics.keys().next().value ?? '')
    return known
  }

  async function bind(send: Send, thread: string | null): Promise<void> {
    if (!('ticket' in send.to) || send.content.kind !== 'topic') return
    const topic: Topic = {
      _id: send.to.ticket,
      account,
      group: current(send.to.group),
      thread,
      card: null,
      contact: send.contact,
      name: send.content.name,
    }
    await outbox.bindTopic(topic)
    topics.set(topic._id, topic)
  }

  async function bindCard(ticket: string, card: string | null): Promise<void> {
    const topic = await topicOf(ticket)
    if (!topic) return
    const bound = { ...topic, card }
    await outbox.bindTopic(bound)
    topics.set(ticket, bound)
  }

  /** The topic was deleted for good, by us or by somebody before us. */
  async function topicGone(ticket: string | null, thread: string | null): Promise<void> {
    if (ticket === null || thread === null) return
    await write(() => outbox.topicGone(ticket, thread))
    topics.delete(ticket)
  }

  /** A deleted topic is made again, once, however many sends find it missing. */
  function makeAnew(ticket: string, send: Send, missing: string | null): Promise<void> {
    const making = anew.get(ticket) ?? remake(ticket, send, missing).finally(() => anew.delete(ticket))
    anew.set(ticket, making)
    return making
  }

  async function remake(ticket: string, send: Send, missing: string | null): Promise<void> {
    // Read anew: it may have become too old since it was last written to.
    topics.delete(ticket)
    const topic = await topicOf(ticket)
    if (topic?.leaving || topic?.gone) throw new LoketError('TOPIC_MISSING', 'it was to be deleted')
    // Another send found it missing before, and this one was still on its way to the old one.
    if (!topic || (topic.thread !== missing && !topic.moved)) return
    const thread = await makeTopic(current(topic.group), topic.name)
    // Told first, and once for each topic that was lost: a crash before the next line makes the topic again, but its
    // card is asked for already.
    await write(() => tell(send, 'topic anew', thread ?? '', `${ticket}:${topic.group}:${topic.thread ?? ''}`))
    const { moved: _moved, ...found } = topic
    const bound = { ...found, thread, card: null }
    await write(() => outbox.bindTopic(bound))
    topics.set(ticket, bound)
  }

  /** The new topic, or null where the group has none and tickets use replies. */
  async function makeTopic(chat: string, name: string): Promise<string | null> {
    const content: Outgoing['content'] = { kind: 'topic', name }
    const plainly = { thread: null, replyTo: null, target: [], targetHasFiles: false, plain: false, upload: false }
    try {
      const [thread] = await channel.send({ chat, content, ...plainly }, stopping.signal)
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

  async function migrate(old: string, next: string): Promise<void> {
    aliases.set(old, next)
    topics.clear()
    await outbox.groupMigrated(account, old, next)
    log.warn({ code: 'CHANNEL_MIGRATED' }, 'the staff group has a new id')
  }

  function current(chat: string): string {
    return aliases.get(chat) ?? chat
  }

  function chatOf(send: Send): string {
    return current('chat' in send.to ? send.to.chat : send.to.group)
  }

  /** News for the conversation comes in like any message: stored first, decided in order. */
  async function tell(
    send: Send,
    outcome: DeliveryOutcome['outcome'],
    reason: string,
    about = `${reason}:${send._id}`,
  ): Promise<void> {
    const ofState = send.purpose === 'card state' && outcome !== 'topic anew'
    if (send.purpose === 'tap' || ofState || !send.contact) return
    const now = clock.now()
    const id = `delivery:${outcome}:${about}`
    const news: DeliveryOutcome = {
      kind: 'delivery',
      id,
      account,
      chat: chatOf(send),
      sentAt: now,
      outcome,
      send: send._id,
      reason,
    }
    const row = newRow(news, send.contact, parts.sequence(), now)
    await parts.inbox.add([row])
    parts.wake.conversation([row.shard])
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
 * One repeat at most for what persons read (DESIGN). What goes into a ticket's topic is sent until it is surely there: a
 * process killed twice at the wrong moments would otherwise hide a person's message from the staff, which is worse than
 * showing it to them three times.
 */
function mayRepeat(send: Send): boolean {
  return !send.repeated || isRepeatable(send) || 'ticket' in send.to
}

/** Carrying these out twice changes nothing, so they need no mark. */
function isRepeatable(send: Send): boolean {
  return !['text', 'files', 'topic'].includes(send.content.kind)
}

/** Where a send was meant to go, before any migration. */
function placeOf({ to }: Send): string {
  return 'chat' in to ? to.chat : to.group
}

function rankOf({ purpose, ticket }: Send): number {
  return purpose === 'notice' && ticket === null ? generalLine : priority[purpose]
}

/** Whether the first goes before the second: by rank, then by turns. */
function comesBefore(first: Candidate, second: Candidate | undefined): boolean {
  if (!second) return true
  return first.rank === second.rank ? first.lane.served < second.lane.served : first.rank < second.rank
}

/** The messages of a send that an edit or a deletion speaks of; none where what is to be deleted was never sent. */
function partOf({ content, messageIds }: Send, change: Send['content']): readonly string[] {
  const places = change.kind === 'delete' ? change.only : undefined
  if (places === undefined || content.kind !== 'files') return messageIds
  if (messageIds.length === content.attachments.length) return messageIds.filter((_, at) => places.includes(at))
  return messageIds.length === content.attachments.filter(one => !one.removed).length ? [] : messageIds
}

function weightOf({ content }: Send): number {
  return content.kind === 'files' ? Math.max(1, content.attachments.length) : 1
}

function insertInOrder(sends: Send[], send: Send): void {
  let at = sends.length
  while (at > 0 && sends[at - 1]!.order > send.order && sends[at - 1]!.contact === send.contact) at--
  sends.splice(at, 0, send)
}

function removeFrom(lane: Lane | undefined, send: Send): void {
  const at = lane?.sends.findIndex(one => one._id === send._id) ?? -1
  if (lane && at >= 0) lane.sends.splice(at, 1)
}
