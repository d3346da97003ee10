import { randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { closeDatabase, openDatabase } from '../../src/storage/connection.ts'
import { defineModels } from '../../src/storage/models.ts'
import { databaseServer, dropAfterUse } from '../database-server.ts'

/** A database of this file's own, with its indexes; empty at each test, gone after the last. */
export function useDatabase(): () => Connection {
  let connection: Connection
  beforeAll(async () => {
    const uri = new URL(databaseServer())
    uri.pathname = `/test_${randomBytes(6).toString('hex')}`
    connection = await openDatabase(uri.href)
  })
  beforeEach(async () => {
    await Promise.all(defineModels(connection).map(model => model.collection.deleteMany({})))
  })
  afterAll(async () => {
    await dropAfterUse(connection)
    await closeDatabase(connection)
  })
  return () => connection
}
