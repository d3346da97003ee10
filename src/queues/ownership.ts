import { hostname } from 'node:os'
import type { Log } from '../log.ts'

/** The part of the lease store that ownership needs; storage/leases.ts provides it. */
export interface LeaseBook {
  hold(name: string, owner: string, ms: number): Promise<boolean>
  release(name: string, owner: string): Promise<void>
  holders(prefix: string): Promise<{ name: string; owner: string }[]>
}

/** Something one process at a time does. */
export interface Duty {
  readonly name: string
  /** Only processes with the same kind compete for it. */
  readonly kind: 'workers' | 'channels'
  start(): Promise<{ close(): Promise<void> }>
}

const leaseFor = 5000
const renewEvery = 1500

export interface Ownership {
  /** Names of the duties this process does now. */
  readonly owned: ReadonlySet<string>
  stop(): Promise<void>
}

/** How the name begins under which a process of this machine holds its duties. */
export function ownerOf(pid: number): string {
  return `${hostname()}-${pid}-`
}

/**
 * Shares duties among processes by leases in the database: each duty has one owner, who renews; five seconds after an
 * owner died another takes over. Duties are spread evenly over the living processes of their kind.
 */
export function shareDuties(duties: readonly Duty[], owner: string, leases: LeaseBook, log: Log): Ownership {
  const owned = new Map<string, { close(): Promise<void>; validUntil: number }>()
  /**
   * Given up, with work of it still ending: not taken again before that, or this process would do it twice at once.
   * `kept`: the lease is still ours and is prolonged until then, or another would do it beside us.
   */
  const ending = new Map<string, { kept: boolean; over: Promise<void> }>()
  const kinds = [...new Set(duties.map(duty => duty.kind))]
  let stopped = false
  let ended = false
  let timer: NodeJS.Timeout | undefined
  let beating: Promise<void> = Promise.resolve()

  async function beat(): Promise<void> {
    for (const kind of kinds) {
      await leases.hold(`process ${kind} ${owner}`, owner, leaseFor)
      const wanted = duties.filter(duty => duty.kind === kind)
      const living = new Set((await leases.holders(`process ${kind} `)).map(lease => lease.owner)).size
      const share = Math.ceil(wanted.length / Math.max(1, living))
      for (const duty of wanted) {
        const mine = owned.get(duty.name)
        const count = wanted.filter(one => owned.has(one.name)).length
        // From before the question: a slow answer must not let us believe in a lease longer than the others do.
        const validUntil = performance.now() + leaseFor
        if (mine) {
          if (!(await leases.hold(duty.name, owner, leaseFor))) void giveUp(duty.name, false)
          else {
            mine.validUntil = validUntil
            if (count > share && !stopped) void giveUp(duty.name, true)
          }
        } else if (ending.has(duty.name)) {
          if (ending.get(duty.name)?.kept) await leases.hold(duty.name, owner, leaseFor)
        } else if (count < share && !stopped && (await leases.hold(duty.name, owner, leaseFor))) {
          owned.set(duty.name, { ...(await duty.start()), validUntil })
          log.debug({ duty: duty.name }, 'duty taken')
        }
      }
    }
  }

  /** Ends a duty; the beat goes on meanwhile, or the other leases would run out. */
  function giveUp(name: string, release: boolean): Promise<void> {
    const mine = owned.get(name)
    if (!mine) return ending.get(name)?.over ?? Promise.resolve()
    owned.delete(name)
    if (!release) log.warn({ code: 'LEASE_LOST', duty: name }, 'another process took over')
    const over = end(name, mine, release)
    ending.set(name, { kept: release, over })
    return over
  }

  async function end(name: string, duty: { close(): Promise<void> }, release: boolean): Promise<void> {
    try {
      await duty.close()
    } catch (error) {
      log.warn({ duty: name, error }, 'a duty did not end well')
    }
    ending.delete(name)
    if (release) await letGo(name)
  }

  async function letGo(name: string): Promise<void> {
    try {
      await leases.release(name, owner)
    } catch (error) {
      log.warn({ lease: name, error }, 'a lease was not given back and runs out')
    }
  }

  async function loop(): Promise<void> {
    try {
      await beat()
    } catch (error) {
      log.error({ error }, 'leases cannot be renewed')
    }
    if (!ended)
      timer = setTimeout(() => {
        beating = loop()
      }, renewEvery)
  }
  beating = loop()
  // A database that hangs holds the beat up; whoever cannot renew in time must stop all the same.
  const watch = setInterval(() => {
    for (const [name, mine] of owned) if (performance.now() > mine.validUntil) void giveUp(name, false)
  }, 500)

  return {
    get owned() {
      return new Set(owned.keys())
    },
    async stop() {
      stopped = true
      clearInterval(watch)
      await beating
      // What brings work in stops before what works it off.
      for (const kind of ['channels', 'workers'] as const)
        await Promise.all(duties.filter(duty => duty.kind === kind).map(duty => giveUp(duty.name, true)))
      ended = true
      clearTimeout(timer)
      // The last beat may have prolonged what was given back meanwhile.
      await beating
      await Promise.all([...kinds.map(kind => `process ${kind} ${owner}`), ...duties.map(duty => duty.name)].map(letGo))
    },
  }
}
