import type { Log } from '../log.ts'

/** The part of the lease store that ownership needs; storage/leases.ts provides it. */
export interface LeaseBook {
  hold(name: string, owner: string, until: Date): Promise<boolean>
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

/**
 * Shares duties among processes by leases in the database: each duty has one owner, who renews; five seconds after an
 * owner died another takes over. Duties are spread evenly over the living processes of their kind.
 */
export function shareDuties(duties: readonly Duty[], owner: string, leases: LeaseBook, log: Log): Ownership {
  const owned = new Map<string, { close(): Promise<void>; validUntil: number }>()
  /** Given up, with work of it still ending: not taken again before that, or this process would do it twice at once. */
  const ending = new Set<string>()
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let beating: Promise<void> = Promise.resolve()

  async function beat(): Promise<void> {
    const until = (): Date => new Date(Date.now() + leaseFor)
    for (const kind of new Set(duties.map(duty => duty.kind))) {
      await leases.hold(`process ${kind} ${owner}`, owner, until())
      const wanted = duties.filter(duty => duty.kind === kind)
      const living = new Set((await leases.holders(`process ${kind} `)).map(lease => lease.owner)).size
      const share = Math.ceil(wanted.length / Math.max(1, living))
      for (const duty of wanted) {
        const mine = owned.get(duty.name)
        const count = wanted.filter(one => owned.has(one.name)).length
        // From before the question: a slow answer must not let us believe in a lease longer than the others do.
        const validUntil = Date.now() + leaseFor
        if (mine) {
          if (count > share) await giveUp(duty.name, true)
          else if (await leases.hold(duty.name, owner, until())) mine.validUntil = validUntil
          else await giveUp(duty.name, false)
        } else if (
          count < share &&
          !stopped &&
          !ending.has(duty.name) &&
          (await leases.hold(duty.name, owner, until()))
        ) {
          owned.set(duty.name, { ...(await duty.start()), validUntil })
          log.debug({ duty: duty.name }, 'duty taken')
        }
      }
    }
  }

  async function giveUp(name: string, release: boolean): Promise<void> {
    const mine = owned.get(name)
    if (!mine) return
    owned.delete(name)
    ending.add(name)
    try {
      await mine.close()
    } finally {
      ending.delete(name)
    }
    if (release) await leases.release(name, owner)
    else log.warn({ code: 'LEASE_LOST', duty: name }, 'another process took over')
  }

  async function loop(): Promise<void> {
    try {
      await beat()
    } catch (error) {
      log.error({ error }, 'leases cannot be renewed')
    }
    if (!stopped)
      timer = setTimeout(() => {
        beating = loop()
      }, renewEvery)
  }
  beating = loop()
  // A database that hangs holds the beat up; whoever cannot renew in time must stop all the same.
  const watch = setInterval(() => {
    for (const [name, mine] of owned) if (Date.now() > mine.validUntil) void giveUp(name, false).catch(() => undefined)
  }, 500)

  return {
    get owned() {
      return new Set(owned.keys())
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      clearInterval(watch)
      await beating
      // What brings work in stops before what works it off.
      const intakeFirst = [...duties].sort((a, b) => (a.kind === 'channels' ? 0 : 1) - (b.kind === 'channels' ? 0 : 1))
      for (const { name } of intakeFirst.filter(duty => owned.has(duty.name)))
        await giveUp(name, true).catch((error: unknown) => log.warn({ error }, 'a lease was not released'))
      for (const kind of new Set(duties.map(duty => duty.kind)))
        await leases.release(`process ${kind} ${owner}`, owner).catch(() => undefined)
    },
  }
}
