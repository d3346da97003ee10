import type { Capabilities } from '../app/conversation/context.ts'
import type { Ranks } from '../app/delivery/priorities.ts'
import type { Outreach } from '../app/outreach.ts'
import type { Pace } from '../app/pacing.ts'
import type { Channel } from '../app/ports.ts'
import type { Receive } from '../app/receive.ts'
import type { HealthCheck } from '../http/server.ts'

/** What brings the messages of a network in, in one process at a time. */
export interface Receiving {
  /**
   * Begins and returns at once; what it needs from the network it goes on asking for. `isOurs`: whether this process is
   * still the one that is to bring them in; false within 6 s after another took over.
   */
  start(receive: Receive, isOurs: () => boolean): Promise<{ close(): Promise<void> }>
}

/** One network as main serves it. */
export interface Network {
  readonly account: string
  /** What people call it: Telegram, WhatsApp. */
  readonly name: string
  readonly channel: Channel
  readonly capabilities: Capabilities
  /** null: no limits of our own. */
  readonly pace: Pace | null | (() => Pace)
  /** What goes first; left out: as in a network where the staff work. */
  readonly ranks?: Ranks
  /** Whom the account may write to; left out: everybody. */
  readonly outreach?: Outreach
  /** null: its messages come in by the webhook. */
  readonly receiving: Receiving | null
  /** true: its sends and files go through the connection that receives, so one process does all of it. */
  readonly oneConnection: boolean
  /** What ails it in a process that receives (`owned`: it does now); null: nothing. */
  readonly health: (owned: boolean) => ReturnType<HealthCheck>
  /** POST on this path brings messages in; only stored ones are acknowledged. */
  readonly webhook?: {
    readonly path: string
    readonly deliver: (receive: Receive) => (secret: string, update: unknown) => Promise<void>
  }
  /** Done once in a process that receives, beside everything else, until it is done or `signal` ends it. */
  readonly introduce?: (signal: AbortSignal) => Promise<void>
}
