import { backoff } from './failures.ts'

/** How patient the session is; milliseconds. */
export interface SessionPolicy {
  /** After the connection stands, before anything is sent: the client moves sessions to LIDs then (Baileys #2811). */
  readonly settle: number
  /** Between looks for an operator's wish. */
  readonly watch: number
  /** A link is offered so long after it was first shown, then it waits to be wished for. */
  readonly linkFor: number
  /** A connection that stood so long is not the reason why the next one fails. */
  readonly steadyAfter: number
  readonly keepAlive: number
  /** Before the try number `tries` to connect. */
  backoff(tries: number): number
}

/** How patient it is towards the real network. */
export const sessionPolicy: SessionPolicy = {
  settle: 3000,
  watch: 2000,
  linkFor: 15 * 60_000,
  steadyAfter: 60_000,
  keepAlive: 20_000,
  backoff: tries => backoff(tries, Math.random()),
}
