import mongoose, { type Connection } from 'mongoose'
import { LoketError } from '../errors.ts'

const selectionPatienceMs = 10_000

/** Opens the database at `uri` for one piece of work and closes it, whatever comes. Throws DATABASE_UNREACHABLE. */
export async function withDatabase<T>(uri: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = mongoose.createConnection(uri, { serverSelectionTimeoutMS: selectionPatienceMs, autoIndex: false })
  try {
    await connection.asPromise().catch((cause: unknown) => {
      throw new LoketError('DATABASE_UNREACHABLE', '', { cause })
    })
    return await work(connection)
  } finally {
    await connection.close()
  }
}
