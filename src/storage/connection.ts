import mongoose, { type Connection } from 'mongoose'
import { LoketError } from '../errors.ts'
import { defineModels } from './models.ts'

mongoose.set({ strict: 'throw', strictQuery: true, autoIndex: false, autoCreate: false, bufferCommands: false })

/**
 * Opens the database and makes its collections and indexes where they are missing. Writes are acknowledged by a majority
 * with journal: what we acknowledge to a network is on disk. `anew` empties it first: a simulation begins from nothing,
 * since its networks do. Throws DATABASE_UNREACHABLE, DATABASE_UNSUITABLE.
 */
export async function openDatabase(uri: string, { anew = false } = {}): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    serverSelectionTimeoutMS: 10_000,
    socketTimeoutMS: 30_000,
    maxPoolSize: 20,
    w: 'majority',
    journal: true,
  })
  // Without a listener a lost connection would end the process; the driver reconnects by itself.
  connection.on('error', () => undefined)
  await connection.asPromise().catch((cause: unknown) => {
    throw new LoketError('DATABASE_UNREACHABLE', '', { cause })
  })
  try {
    await requireReplicaSet(connection)
    if (anew) await connection.dropDatabase()
    await makeIndexes(connection)
  } catch (error) {
    await connection.close()
    throw error
  }
  return connection
}

/** Transactions and durable majority writes need a replica set, be it of one node. */
export async function requireReplicaSet(connection: Connection): Promise<void> {
  const hello = await connection.db!.admin().command({ hello: 1 })
  if (!hello.setName && hello.msg !== 'isdbgrid') throw new LoketError('DATABASE_UNSUITABLE', 'not a replica set')
}

async function makeIndexes(connection: Connection): Promise<void> {
  for (const model of defineModels(connection)) {
    await model.createCollection().catch(ignoreExisting)
    await model.createIndexes()
  }
}

function ignoreExisting(error: unknown): void {
  if ((error as { codeName?: string }).codeName !== 'NamespaceExists') throw error
}

/** Closes the connection without waiting for a server that is gone. */
export async function closeDatabase(connection: Connection): Promise<void> {
  await connection.close(true)
}
