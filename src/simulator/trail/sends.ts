import type { MessageWays } from '../../app/message-ways.ts'
import type { Outbox, SendState } from '../../app/ports.ts'
import type { StoredSend } from './posts.ts'

/** Sends read at a time. */
const page = 200
/** All sends are read anew after this long (ms): one that a restarted bot wrote down late stands among older ones. */
const allAnewAfter = 60_000

const states: readonly SendState[] = ['due', 'sending', 'failed', 'unknown', 'sent']

/** All sends of some accounts, as of the last look. */
export interface KnownSends {
  readonly byId: ReadonlyMap<string, StoredSend>
  /** Looks for new ones and for what became of those under way; resolves to those that changed. */
  look(): Promise<StoredSend[]>
}

/** Follows the outbox from outside: newest first until all is known, and by id what was still under way. */
export function createKnownSends(
  accounts: readonly string[],
  { ways, outbox }: { readonly ways: Pick<MessageWays, 'sends'>; readonly outbox: Pick<Outbox, 'byId'> },
): KnownSends {
  const byId = new Map<string, StoredSend>()
  const underWay = new Set<string>()
  let readAllAt = -Infinity

  function keep(send: StoredSend): boolean {
    const known = byId.get(send._id)
    const isSame = known?.state === send.state && known.attempts === send.attempts
    byId.set(send._id, send)
    if (send.state === 'due' || send.state === 'sending') underWay.add(send._id)
    else underWay.delete(send._id)
    return !isSame
  }

  async function lookAt(account: string, state: SendState, isComplete: boolean): Promise<StoredSend[]> {
    const changed: StoredSend[] = []
    for (let until = null as Date | null, limit = page; ;) {
      const found: StoredSend[] = await ways.sends(account, state, until, limit)
      const fresh = found.filter(keep)
      changed.push(...fresh)
      const oldest = found.at(-1)?.at ?? null
      if (found.length < limit || (!isComplete && !fresh.length)) return changed
      // As many as this were decided in one instant.
      if (oldest?.getTime() === until?.getTime()) limit *= 2
      until = oldest
    }
  }

  return {
    byId,
    async look() {
      const now = performance.now()
      const isComplete = now - readAllAt > allAnewAfter
      const before = [...underWay]
      const changed: StoredSend[] = []
      for (const account of accounts)
        changed.push(...(await Promise.all(states.map(state => lookAt(account, state, isComplete)))).flat())
      if (isComplete) readAllAt = now
      const seen = new Set(changed.map(send => send._id))
      const left = before.filter(id => underWay.has(id) && !seen.has(id))
      for (let at = 0; at < left.length; at += page) {
        const found = await outbox.byId(left.slice(at, at + page))
        const fresh = [...found.values()].filter(keep)
        changed.push(...fresh)
        // The oldest go first; behind those that still wait others wait too, and the next complete look finds who does not.
        if (!fresh.length) break
      }
      return changed
    },
  }
}
