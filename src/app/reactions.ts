import { codeOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { isGroup, type Pacing } from './pacing.ts'
import type { Channel, Clock, Mark } from './ports.ts'

/** Reactions: best effort beside the sends; of several on one message the last; dropped when a group's budget is low. */
export function createReactions(
  channel: Channel,
  pacing: Pacing,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): { add(mark: Mark): void; stop(): Promise<void> } {
  const waiting = new Map<string, Mark>()
  const underWay = new Set<Promise<void>>()
  const lowBudget = 5
  const next = (): void => {
    while (underWay.size < 4) {
      const [key, mark] = waiting.entries().next().value ?? []
      if (!key || !mark) return
      waiting.delete(key)
      const now = clock.now().getTime()
      const group = isGroup(mark.chat)
      if (group && pacing.left(mark.chat, now) <= lowBudget) continue
      if (group) pacing.take(mark.chat, true, 1, now)
      const one = channel
        .react(mark, signal)
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
      if (waiting.size > 1000) waiting.clear()
      waiting.set(`${mark.chat}/${mark.messageId}`, mark)
      next()
    },
    async stop() {
      waiting.clear()
      await Promise.all(underWay)
    },
  }
}
