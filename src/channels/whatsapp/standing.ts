import type { AccountState, AccountStates, Clock } from '../../app/ports.ts'
import type { Log } from '../../log.ts'

export type Standing = Pick<AccountState, 'state' | 'since' | 'reason' | 'number' | 'name' | 'outreachStoppedUntil'>

/** How the account stands, in memory for this process and stored for operators. */
export interface StandingBook {
  now(): Standing
  /** Takes in what an earlier process knew of number, name and a stop on writing first; nothing else of it is true now. */
  restore(): Promise<void>
  /** Takes a change in; resolves when it is stored or the try failed. `since` moves only with the state. */
  change(change: Partial<Omit<AccountState, 'since'>>): Promise<void>
  /** Resolves to what an operator wishes, once there is a wish; null when `signal` ends the waiting. The wish is taken. */
  wish(signal: AbortSignal): Promise<NonNullable<AccountState['wanted']> | null>
}

/** Keeps the standing of one account; what cannot be stored is logged and stays in memory. */
export function createStanding(parts: {
  readonly account: string
  readonly states: AccountStates
  readonly clock: Clock
  readonly log: Log
  /** Milliseconds between looks for a wish. */
  readonly watch: number
}): StandingBook {
  const { account, states, clock, log, watch } = parts
  let standing: Standing = {
    state: 'connecting',
    since: clock.now(),
    reason: null,
    number: null,
    name: null,
    outreachStoppedUntil: null,
  }
  let storing = Promise.resolve()

  function store(change: Partial<AccountState>): Promise<void> {
    storing = storing
      .then(() => states.change(account, change))
      .catch((error: unknown) => log.warn({ error }, 'the state of WhatsApp cannot be stored'))
    return storing
  }

  return {
    now: () => standing,
    async restore() {
      const known = await states.load(account).catch(() => null)
      if (!known) return
      const { number, name, outreachStoppedUntil } = known
      standing = { ...standing, number, name, outreachStoppedUntil }
      const { state, since, reason } = standing
      await store({ state, since, reason, qr: null, pairingCode: null })
    },
    change(change) {
      const moved = change.state !== undefined && change.state !== standing.state
      const { state, reason, number, name, outreachStoppedUntil } = { ...standing, ...change }
      standing = { state, reason, number, name, outreachStoppedUntil, since: moved ? clock.now() : standing.since }
      return store(moved ? { ...change, since: standing.since } : change)
    },
    async wish(signal) {
      while (!signal.aborted) {
        const wanted = await states.load(account).then(
          state => state?.wanted ?? null,
          () => null,
        )
        // A wish that comes too late stays for who looks next.
        if (wanted && !signal.aborted) {
          await store({ wanted: null })
          return wanted
        }
        await new Promise<void>(resolve => {
          const timer = setTimeout(done, watch)
          signal.addEventListener('abort', done, { once: true })
          function done(): void {
            clearTimeout(timer)
            signal.removeEventListener('abort', done)
            resolve()
          }
        })
      }
      return null
    },
  }
}
