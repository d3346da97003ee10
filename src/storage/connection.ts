import mongoose, { type Connection } from 'mongoose'
import { LoketError } from '../errors.ts'
import { defineModels } from './models.ts'

mongoose.set({ strict: 'throw', strictQuery: true, autoIndex: false, autoCreate: false, bufferCommands: false })

/** A database holds real people, a rehearsal with local servers, or a simulation, never two of them. */
export type NetworkKind = 'real' | 'rehearsal' | 'simulated'

/**
 * Opens the database and makes its collections and indexes where they are missing. Writes are acknowledged by a majority
 * with journal: what we acknowledge to a network is on disk. With `kind` the database is claimed for it, and one of
 * another kind is refused. Throws DATABASE_UNREACHABLE, DATABASE_UNSUITABLE, CONFIG_SIMULATION.
 */
export async function openDatabase(uri: string, kind?: NetworkKind): Promise<Connection> {
  return open(uri, kind, false)
}

/** Opens the database of a simulation, emptied: its networks begin from nothing too. Throws what openDatabase throws. */
export async function openEmptyDatabase(uri: string): Promise<Connection> {
  return open(uri, 'simulated', true)
}

async function open(uri: string, kind: NetworkKind | undefined, emptied: boolean): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    serverSelectionTimeoutMS: 10_000,
    socketTimeoutMS: 30_000,
    maxPoolSize: 20,
    w: 'majority',
    journal: true,
  })
  // Without a listener a lost connection would end the process; the driver reconnects by itself.
  connection.on('error', () => undefined)
  try {
    await connection.asPromise().catch((cause: unknown) => {
      throw new LoketError('DATABASE_UNREACHABLE', '', { cause })
    })
    await requireReplicaSet(connection)
    if (kind) await claim(connection, kind, emptied)
    await makeIndexes(connection)
  } catch (error) {
    await connection.close()
    throw error
  }
  return connection
}

async function claim(connection: Connection, kind: NetworkKind, emptied: boolean): Promise<void> {
  const settings = connection.collection<{ _id: string; kind: NetworkKind }>('settings')
  const held = await settings.findOne({ _id: 'network' })
  const inhabited = held ?? (await connection.collection('contacts').findOne({}))
  if (held ? held.kind !== kind : kind !== 'real' && inhabited)
    throw new LoketError('CONFIG_SIMULATION', `basis data ini berisi jaringan ${held?.kind ?? 'real'}`)
  if (emptied && held) await connection.dropDatabase()
  await settings.updateOne({ _id: 'network' }, { $setOnInsert: { kind } }, { upsert: true })
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
