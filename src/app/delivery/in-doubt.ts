import type { Clock, Outbox, Outcome, Send } from '../ports.ts'
import type { Lanes } from './lanes.ts'
import type { Tell } from './news.ts'

/** Sends that others left as being sent are looked for this often (ms). */
const recoverEvery = 10_000

/**
 * One repeat at most for what persons read (DESIGN). What goes into a ticket's topic is sent until it is surely there: a
 * process killed twice at the wrong moments would otherwise hide a person's message from the staff, which is worse than
 * showing it to them three times.
 */
export function mayRepeat(send: Send): boolean {
  return !send.repeated || isRepeatable(send) || 'ticket' in send.to
}

/** Carrying these out twice changes nothing, so they need no mark. */
export function isRepeatable(send: Send): boolean {
  return !['text', 'files', 'topic'].includes(send.content.kind)
}

/** Takes over the sends that a dead process left in doubt. */
export interface Recovery {
  /** Looks for them, unless it did a moment ago. */
  recover(): Promise<void>
  /** The next look takes all it finds. */
  startAnew(): void
}

/**
 * Sends a dead process left in doubt: repeated and marked so, or given up as unknown. Who has just taken the lane takes
 * all it finds; later ones are of a process that was stopped for a while and marked them late, and are taken when they
 * are still so at the next look.
 */
export function createRecovery(parts: {
  readonly account: string
  readonly outbox: Outbox
  readonly clock: Clock
  readonly lanes: Lanes
  readonly tell: Tell
  readonly counted: (outcome: 'unknown' | 'repeated') => void
}): Recovery {
  const { account, outbox, clock, lanes, tell, counted } = parts
  /** When sends of dead processes were looked for, and which looked so then. */
  let recoveredAt: number | null = null
  let inDoubt = new Set<string>()
  return {
    async recover() {
      const now = clock.now().getTime()
      if (recoveredAt !== null && now - recoveredAt < recoverEvery) return
      const found = (await outbox.abandoned(account)).filter(send => !lanes.held.has(send._id))
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
    },
    startAnew: () => void (recoveredAt = null),
  }
}
