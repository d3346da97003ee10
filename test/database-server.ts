import type { Connection } from 'mongoose'
import { inject } from 'vitest'

/** Address of the database server of this worker: the embedded one uses one core, however many ask it. */
export function databaseServer(): string {
  const servers = inject('mongodbUris')
  return servers[(Number(process.env['VITEST_POOL_ID']) - 1) % servers.length]!
}

/**
 * Drops a database that nobody opens again, where its server outlives the run. The embedded one goes with all it holds,
 * and dropping takes it up to a second.
 */
export async function dropAfterUse(connection: Connection): Promise<void> {
  if (process.env['LOKET_TEST_MONGODB_URI']) await connection.dropDatabase()
}
