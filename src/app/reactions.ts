import { codeOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { isGroup, type Pacing } from './pacing.ts'
import type { Channel, Clock, Mark } from './ports.ts'

/** Reactions that leave something for a group's messages. */
const lowBudget = 5
const atOnce = 4
const waitAtMost = 1000

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

/** Reactions of all networks: best effort beside the sends; dropped when a group's budget is low. */
export function createReactions({ channels, pacings, clock, log }: ReactionParts): Reactions {
  const stopping = new AbortController()
  const waiting = new Map<string, Mark>()
  const underWay = new Set<Promise<void>>()
  const next = (): void => {
    while (underWay.size < atOnce) {
      const [key, mark] = waiting.entries().next().value ?? []
      if (!key || !mark) return
      waiting.delete(key)
      const [channel, pacing] = [channels.get(mark.account), pacings.get(mark.account)]
      if (!channel) continue
      const now = clock.now().getTime()
      const group = isGroup(mark.chat)
      if (pacing && group && pacing.left(mark.chat, now) <= lowBudget) continue
      if (pacing && group) pacing.take(mark.chat, true, 1, now)
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
      if (waiting.size > waitAtMost) waiting.clear()
      waiting.set(`${mark.account}/${mark.chat}/${mark.messageId}`, mark)
      next()
    },
    async stop() {
      waiting.clear()
      stopping.abort()
      await Promise.all(underWay)
    },
  }
}
