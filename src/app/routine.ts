import type { Log } from '../log.ts'
import type { Clock, Inbox, SentMessages } from './ports.ts'

/** Ticked inbox rows are kept this long, so that a network's late repeat is recognised (Telegram repeats for 24 h). */
const inboxKept = 7 * 24 * 3600_000
/** Stored files that no message refers to after this long were left by a crash. */
const orphansKept = 24 * 3600_000
const every = 3600_000
const day = 24 * every

export interface RoutineParts {
  readonly inbox: Inbox
  readonly files: {
    sweepOrphans(isReferenced: (ids: string[]) => Promise<Set<string>>, olderThan: Date): Promise<number>
  }
  /** What was sent on a network that may ask for it again, and for how many days that may be. */
  readonly sentMessages: Pick<SentMessages, 'forgetBefore'>
  readonly sentKeptDays: () => number
  readonly referencedFiles: (ids: string[]) => Promise<Set<string>>
  /**
   * Done every time: no conversation goes on waiting for a desk that is open, or for what silence brings; the group
   * hears what became of a change under flows/.
   */
  readonly eachTime: readonly (() => Promise<void>)[]
  /** Deletes what is too old, at night; see nightly.ts. */
  readonly nightly: () => Promise<number | null>
  readonly clock: Clock
  readonly log: Log
}

/**
 * Housekeeping. Hourly beside what is done every time: forgets what the networks can no longer repeat, and files that
 * belong to nothing. At night: deletes what is too old. Resolves to the milliseconds after which it wants to go on, or null.
 */
export function createRoutine({
  inbox,
  files,
  sentMessages,
  sentKeptDays,
  referencedFiles,
  eachTime,
  nightly,
  clock,
  log,
}: RoutineParts): () => Promise<number | null> {
  let last = -Infinity
  return async () => {
    for (const work of eachTime) await work()
    const now = clock.now().getTime()
    if (now - last >= every) {
      last = now
      const rows = await inbox.forgetBefore(new Date(now - inboxKept))
      const orphans = await files.sweepOrphans(referencedFiles, new Date(now - orphansKept))
      const sent = await sentMessages.forgetBefore(new Date(now - sentKeptDays() * day))
      if (rows || orphans || sent) log.info({ rows, orphans, sent }, 'housekeeping done')
    }
    return nightly()
  }
}
