import type { Log } from '../../log.ts'
import type { Outreach } from '../outreach.ts'
import { isGroup, type Pacing } from '../pacing.ts'
import type { Channel, Checkpoint, Clock, Inbox, Outbox, Send, Wakeups } from '../ports.ts'
import type { Receipts } from '../receipts.ts'
import type { Reactions } from '../reactions.ts'
import type { Sequence } from '../receive.ts'
import { carryOut } from './carry-out.ts'
import { createChats, placeOf } from './chats.ts'
import { createRecovery } from './in-doubt.ts'
import { createLanes } from './lanes.ts'
import { createNetworkTrouble } from './network-trouble.ts'
import { createTell } from './news.ts'
import { createOutcomes } from './outcomes.ts'
import { chooseNext, deskRanks, type Candidate, type Ranks } from './priorities.ts'
import { createTopics } from './topics.ts'

/** Sends on their way to the network at one time: as many as a kill can leave in doubt (DESIGN). */
export const sendsInFlight = 16
/** Due sends kept in memory, and how many of them may wait for one chat: a busy group must not crowd out people. */
const holdAtMost = 2000
const holdForOneChat = 500
/** When fewer are left in memory, and more wait in the database, those are fetched at once. */
const lookBelow = 250
/** Held sends named in a look for others. */
const nameAtMost = 500
/** What is on its way when Loket stops has this long to end (ms); stopping has 20 s in all. */
const stopPatience = 12_000

/** What the delivery of one account works with. */
export interface DeliveryParts {
  readonly account: string
  readonly channel: Channel
  readonly outbox: Outbox
  readonly inbox: Inbox
  readonly wake: Wakeups
  readonly pacing: Pacing
  readonly reactions: Pick<Reactions, 'add'>
  readonly clock: Clock
  readonly sequence: Sequence
  readonly checkpoint: Checkpoint
  readonly log: Log
  readonly counted: (outcome: 'sent' | 'failed' | 'unknown' | 'limited' | 'unreachable' | 'repeated') => void
  /** What goes first; deskRanks when left out. */
  readonly ranks?: Ranks
  /** Of a network that gives receipts: what shows how far a send is. */
  readonly receipts?: Pick<Receipts, 'accepted'>
  /** Whom the account may write to; left out: everybody. */
  readonly outreach?: Outreach
  readonly sendsInFlight?: number
  /** Milliseconds that stop() waits for what is on its way. */
  readonly stopPatience?: number
}

/** The delivery of one account. */
export interface Delivery {
  /** Looks for due sends and starts what may go. Resolves when it looked; sends go on by themselves. */
  run(): Promise<void>
  /**
   * The account's network is there (again): whatever waited for it goes on as soon as it has settled (ms), not when the
   * next attempt would be due.
   */
  connected(settling: number): void
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
  const { account, outbox, pacing, clock, log, ranks = deskRanks } = parts
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
  const outcomes = createOutcomes({ outbox, lanes, clock, log, isStopped: () => stopped })
  const tell = createTell({ ...parts, chats })
  const topics = createTopics({ ...parts, signal, chats, tell, outcomes })
  const recovery = createRecovery({ ...parts, lanes, tell })
  const carrying = { ...parts, signal, chats, lanes, outcomes, tell, topics, trouble }

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
    if (send.acknowledge && send.attempts === 0) parts.reactions.add(send.acknowledge)
  }

  /** Starts what may go now, and comes back when the next might. */
  function pump(): void {
    clearTimeout(timer)
    if (stopped || broken) return
    let soonest = Infinity
    while (inFlight < trouble.limit(atMost)) {
      const now = clock.now().getTime()
      const next = chooseNext(lanes.all(), chats, pacing, now, ranks)
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
    connected(settling) {
      trouble.over(settling)
      pump()
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      const patience = setTimeout(() => stopping.abort(), parts.stopPatience ?? stopPatience)
      await looking?.catch(() => undefined)
      if (inFlight > 0) await new Promise<void>(resolve => (idle = resolve))
      clearTimeout(patience)
    },
  }
}
