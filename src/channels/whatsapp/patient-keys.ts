import { setTimeout as sleep } from 'node:timers/promises'
import type { KeyChanges, OpenKeys } from '../../app/ports.ts'
import { codeOf } from '../../errors.ts'
import type { Log } from '../../log.ts'

const tryAgain = { first: 200, most: 5000 }

interface Batch {
  readonly changes: Map<string, Uint8Array | null>
  readonly done: PromiseWithResolvers<void>
}

/**
 * The same keys, whose writes wait while the database is away instead of failing: to the client a failed write is a
 * message it could not decrypt, which it gives up after a few tries, whereas one that waits stays with the server. Writes
 * keep their order; those that wait are written as one. LEASE_LOST, and any failure once `signal` is aborted, are final.
 */
export function patientKeys(open: OpenKeys, signal: AbortSignal, log: Log): OpenKeys {
  let next: Batch | null = null
  let running = false

  async function attempt(changes: KeyChanges): Promise<void> {
    for (let wait = tryAgain.first; ; wait = Math.min(tryAgain.most, wait * 2)) {
      try {
        return await open.write(changes)
      } catch (error) {
        if (codeOf(error) === 'LEASE_LOST' || signal.aborted) throw error
        log.warn({ error }, 'keys of WhatsApp cannot be stored; trying again')
        await sleep(wait, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  async function run(): Promise<void> {
    running = true
    while (next) {
      const { changes, done }: Batch = next
      next = null
      await attempt(changes).then(done.resolve, done.reject)
    }
    // In one breath with the look that found nothing: whoever writes after it must begin anew.
    running = false
  }

  return {
    records: open.records,
    write(changes) {
      next ??= { changes: new Map(), done: Promise.withResolvers<void>() }
      for (const [name, value] of changes) next.changes.set(name, value)
      const { promise } = next.done
      if (!running) void run()
      return promise
    },
    close: () => open.close(),
  }
}
