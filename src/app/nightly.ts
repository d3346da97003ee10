import { nightOf } from '../domain/retention.ts'
import { deletedIn, recordRun, retain, type Deleted, type RetentionParts } from './retention.ts'

/** Steps made at once: between two such stretches the other duties of the night have their turn. */
const atOnce = 5

/**
 * Deletes what is too old once a night, from 01.00 to 04.00, a stretch at each call: resolves to 0 while there is more to
 * do, otherwise to null. A night that was cut off goes on where it was; one that ended before the work did is recorded as
 * not complete, and the next night does the rest.
 */
export function createNightly(parts: RetentionParts): () => Promise<number | null> {
  const { store, clock, policy } = parts
  let going: { night: string; steps: AsyncGenerator<void, Deleted> } | null = null
  let finished: string | null = null

  async function begin(night: string): Promise<typeof going> {
    const nights = await store.runs.nights()
    if (nights.finished === night) {
      finished = night
      return null
    }
    if (nights.begun !== null && nights.begun !== night) await giveUp(nights.begun)
    await store.runs.begin(night)
    return { night, steps: retain(night, parts) }
  }

  async function giveUp(night: string): Promise<void> {
    await recordRun({ run: night, night, deleted: await deletedIn(night, parts), complete: false }, parts)
  }

  return async () => {
    const night = nightOf(clock.now(), policy().zone)
    if (going && going.night !== night) {
      const { night: over } = going
      going = null
      await giveUp(over)
    }
    if (night === null || night === finished) return null
    try {
      going ??= await begin(night)
      for (let left = atOnce; going && left > 0; left--) {
        const step = await going.steps.next()
        if (!step.done) continue
        await recordRun({ run: night, night, deleted: step.value, complete: true }, parts)
        finished = night
        going = null
      }
    } catch (error) {
      // A generator that threw is over; the next call begins anew, and what is done stays done.
      going = null
      throw error
    }
    return going ? 0 : null
  }
}
