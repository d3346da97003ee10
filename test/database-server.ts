import { inject } from 'vitest'

/** Address of the database server of this worker: the embedded one uses one core, however many ask it. */
export function databaseServer(): string {
  const servers = inject('mongodbUris')
  return servers[(Number(process.env['VITEST_POOL_ID']) - 1) % servers.length]!
}
