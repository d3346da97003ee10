import type { Connection } from 'mongoose'
import type { RetentionRuns, RetentionStore } from '../app/retention-store.ts'
import { createGroupCopies } from './group-copies.ts'
import { createLooseRows } from './loose-rows.ts'
import { createOldPersons } from './old-persons.ts'
import { createOldTickets } from './old-tickets.ts'

interface Stored {
  _id: string
  finished?: string
  begun?: string
  /** When a run ended last, by night or by hand; the doctor reads it. */
  ranAt?: Date
}

/** What deleting by policy reads and changes, in MongoDB. */
export function createRetentionStore(connection: Connection): RetentionStore {
  return {
    tickets: createOldTickets(connection, 'tickets'),
    complaints: createOldTickets(connection, 'complaints'),
    loose: createLooseRows(connection),
    copies: createGroupCopies(connection),
    persons: createOldPersons(connection),
    runs: createRuns(connection),
  }
}

const _id = 'retention'

function createRuns(connection: Connection): RetentionRuns {
  const settings = connection.collection<Stored>('settings')
  return {
    async nights() {
      const stored = await settings.findOne({ _id })
      return { finished: stored?.finished ?? null, begun: stored?.begun ?? null }
    },
    async begin(night) {
      await settings.updateOne({ _id }, { $set: { begun: night } }, { upsert: true })
    },
    async finish(night, ranAt) {
      const update = night === null ? { $set: { ranAt } } : { $set: { ranAt, finished: night }, $unset: { begun: '' } }
      await settings.updateOne({ _id }, update as never, { upsert: true })
    },
  }
}

/** When the last run ended and how many copies still wait in the groups, for the doctor. */
export async function retentionReadings(connection: Connection): Promise<{ ranAt: Date | null; left: number }> {
  const stored = await connection.collection<Stored>('settings').findOne({ _id })
  return { ranAt: stored?.ranAt ?? null, left: (await createGroupCopies(connection).left()).length }
}
