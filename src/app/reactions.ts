import { codeOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { isGroup, type Pacing } from './pacing.ts'
import type { Channel, Clock, Mark } from './ports.ts'

/** Reactions that leave something for a group's messages. */
const lowBudget = 5
const atOnce = 4
const keptAtMost = 1000
/** A sign that comes later than this says nothing to anybody any more (ms). */
const lapses = 60_000

export interface Reactions {
  /** Sets a reaction some time; of several on one message the last one counts. */
  add(mark: Mark): void
  stop(): Promise<void>
}

export interface ReactionParts {
  readonly channels: ReadonlyMap<string, Pick<Channel, 'react'>>
  /** The gates by account. */
  readonly pacings: ReadonlyMap<string, Pacing>
  readonly clock: Clock
  readonly log: Log
}

interface Waiting {
  readonly mark: Mark
  readonly since: number
}

/**
 * Reactions of all networks: best effort beside the sends; dropped when a group's budget is low. Where a reaction counts as
 * a message it waits until one may go, and is dropped when that takes too long.
 */
export function createReactions({ channels, pacings, clock, log }: ReactionParts): Reactions {
  const stopping = new AbortController()
  const waiting = new Map<string, Waiting>()
  const underWay = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined

  /** Milliseconds until a reaction may be set; null: it is dropped. */
  function waitFor({ mark, since }: Waiting, now: number): number | null {
    const pacing = pacings.get(mark.account)
    if (!channels.has(mark.account)) return null
    if (isGroup(mark.chat)) return pacing && pacing.left(mark.chat, now) <= lowBudget ? null : 0
    const wait = pacing?.countsReactions() ? pacing.waitFor(mark.chat, false, 'reaction', 1, now) : 0
    return wait > 0 && now - since >= lapses ? null : wait
  }

  /** The first that may be set now; null: none, and the next look is when one may. */
  function takeNext(now: number): Mark | null {
    let soonest = Infinity
    for (const [key, one] of waiting) {
      const wait = waitFor(one, now)
      if (wait !== 0 && wait !== null) {
        soonest = Math.min(soonest, wait)
        continue
      }
      waiting.delete(key)
      if (wait === null) continue
      const { account, chat } = one.mark
      const pacing = pacings.get(account)
      if (isGroup(chat) || pacing?.countsReactions()) pacing?.take(chat, isGroup(chat), 1, now)
      return one.mark
    }
    if (soonest < Infinity) timer = setTimeout(next, soonest)
    return null
  }

  function next(): void {
    clearTimeout(timer)
    while (underWay.size < atOnce) {
      const mark = takeNext(clock.now().getTime())
      const channel = mark && channels.get(mark.account)
      if (!channel) return
      const one = channel
        .react(mark, stopping.signal)
        .catch((error: unknown) => log.debug({ code: codeOf(error) }, 'a reaction was not set'))
        .finally(() => {
          underWay.delete(one)
          next()
        })
      underWay.add(one)
    }
  }

  return {
    add(mark) {
      if (waiting.size > keptAtMost) waiting.clear()
      waiting.set(`${mark.account}/${mark.chat}/${mark.messageId}`, { mark, since: clock.now().getTime() })
      next()
    },
    async stop() {
      waiting.clear()
      clearTimeout(timer)
      stopping.abort()
      await Promise.all(underWay)
    },
  }
}
