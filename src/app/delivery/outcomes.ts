import type { Log } from '../../log.ts'
import { createBatcher } from '../batcher.ts'
import type { Clock, Outbox, Outcome, Send } from '../ports.ts'
import type { Lanes } from './lanes.ts'

/** What the database did not take is given to it again after this long at first and at most (ms). */
const writeAgain = { first: 250, most: 5000 }

/** How a send is tried next, and how often something unforeseen happened to it; by id, until it is finished. */
export interface Tried {
  /** Goes without formatting. */
  readonly plain: Set<string>
  /** Its files go from our own copies. */
  readonly upload: Set<string>
  readonly puzzles: Map<string, number>
}

/** Writes down what became of sends, first in the outbox and then in memory. */
export interface Outcomes {
  readonly tried: Tried
  /** Writes down what is known, however long the database is away; fails only when this lane was taken away meanwhile. */
  write<Result>(work: () => Promise<Result>): Promise<Result>
  /** Marks a send as being sent, before the network sees it; resolves to false when another process took this lane over. */
  sending(send: Send): Promise<boolean>
  /** The end of a send. */
  finish(send: Send, outcome: Outcome): Promise<void>
  /** Another attempt later. */
  retry(send: Send, outcome: Extract<Outcome, { state: 'due' }>): Promise<void>
}

/** The outcomes of one lane of delivery; `isStopped`: the lane is no longer this process's. */
export function createOutcomes(parts: {
  readonly outbox: Outbox
  readonly lanes: Lanes
  readonly clock: Clock
  readonly log: Log
  readonly isStopped: () => boolean
}): Outcomes {
  const { outbox, lanes, clock, log, isStopped } = parts
  const tried: Tried = { plain: new Set(), upload: new Set(), puzzles: new Map() }
  const markSending = createBatcher((ids: readonly string[]) => write(() => outbox.sending(ids, clock.now())))
  const markOutcome = createBatcher((outcomes: readonly Outcome[]) => write(() => outbox.mark(outcomes)))

  async function write<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let wait = writeAgain.first; ; wait = Math.min(writeAgain.most, wait * 2)) {
      try {
        return await work()
      } catch (error) {
        if (isStopped()) throw error
        log.warn({ error }, 'the database did not take an outcome; trying again')
        await new Promise(resolve => setTimeout(resolve, wait))
      }
    }
  }

  return {
    tried,
    write,
    async sending(send) {
      const mine = await markSending(send._id)
      return mine.has(send._id)
    },
    async finish(send, outcome) {
      await markOutcome(outcome)
      lanes.finish(send)
      tried.plain.delete(send._id)
      tried.upload.delete(send._id)
      tried.puzzles.delete(send._id)
    },
    async retry(send, outcome) {
      await markOutcome(outcome)
      const { notBefore, repeated } = outcome
      lanes.replace({ ...send, notBefore, repeated, attempts: send.attempts + 1 })
    },
  }
}
