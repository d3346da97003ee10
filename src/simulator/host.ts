import type { Cast } from './cast.ts'
import type { TelegramNetwork } from './telegram/server.ts'
import type { WhatsAppNetwork } from './whatsapp/server.ts'

/** The time in the simulation: the networks and the bot have the same. Moved forward only; it goes on by itself. */
export interface MovableClock {
  now(): Date
  /** Milliseconds by which it is ahead of the machine's. */
  readonly ahead: number
  /** Moves it forward; resolves when the bot has the new time and has looked at what is due. */
  forward(ms: number): Promise<void>
}

/** The bot: channels and workers, a process of its own that can be killed. */
export interface BotProcess {
  /** up: it receives and answers · starting · down: it was killed and waits for `revive`, or for a while. */
  readonly state: 'starting' | 'up' | 'down'
  /** How often it was started. */
  readonly starts: number
  /** When it is started again by itself; null while it is not down. Time of the machine, not of the simulation. */
  readonly revivesAt: Date | null
  /** SIGKILL in the middle of whatever it does; resolves when it is gone. */
  kill(): Promise<void>
  /** Starts it again; resolves when it is up. */
  revive(): Promise<void>
}

/** Where a message is on its way, or how long it was there. */
export type Stage = 'inbox' | 'lane' | 'event' | 'outbox' | 'delivered'

/** One message on its way, in either direction, as the bot's records and the networks' ledgers have it. */
export interface Journey {
  readonly id: string
  /** When it was said, or decided to be sent. */
  readonly at: Date
  readonly from: string
  readonly to: string
  readonly network: 'WhatsApp' | 'Telegram'
  /** Its first words, or what it is ("foto", "kartu tiket"). */
  readonly words: string
  /** In order; ms is the time spent in the stage. The last may still be under way. */
  readonly stages: readonly { readonly stage: Stage; readonly ms: number }[]
  /** What came of it, in words: "TBB-2026-000141 dibuat", "terkirim, dibaca", "menunggu". */
  readonly result: string
  /** under way: it waits or is being worked on. unsure: nobody knows whether it arrived, or it came twice therefore. */
  readonly state: 'done' | 'under way' | 'unsure' | 'failed'
  /** Milliseconds until it was decided (and answered), or until the network had it; null while it is under way. */
  readonly total: number | null
}

/** A message that a network got twice since the outcome of its first sending was unknown. */
export interface Repetition {
  readonly at: Date
  readonly to: string
  readonly words: string
  /** true: the record admits it. false: it must not happen. */
  readonly admitted: boolean
}

/** Counted from the networks' ledgers against the bot's records. */
export interface Tally {
  /** Messages that were handed over by people and by the bot. */
  readonly messages: number
  /** Said or to be sent, and not there yet. */
  readonly waiting: number
  /** A network was told that it arrived, and the bot has no record of it. */
  readonly lost: number
  readonly repeated: readonly Repetition[]
}

export interface Trail {
  /** The newest journeys, newest first. */
  recent(limit: number): Promise<readonly Journey[]>
  tally(): Promise<Tally>
}

/** Everything the page of the simulator may see and do, given by the process that runs the networks. */
export interface SimulatorHost {
  readonly telegram: TelegramNetwork
  readonly whatsapp: WhatsAppNetwork
  readonly cast: Cast
  readonly clock: MovableClock
  readonly bot: BotProcess
  readonly trail: Trail
  /** Empties Redis, as an operator's mistake would. */
  flushRedis(): Promise<void>
  /** Calls `listener` when the bot's state or the clock changed, or when something new is on record; returns what ends that. */
  onChange(listener: (what: 'bot' | 'clock' | 'trail') => void): () => void
}
