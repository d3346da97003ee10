import type { Collection } from 'mongoose'

type Rows<Row extends { _id: string }> = Pick<Collection<Row>, 'insertMany'>

/**
 * Inserts rows whose `_id` is not there yet and leaves the others as they are; resolves when all are stored: to false
 * when some were there.
 */
export async function insertNew<Row extends { _id: string }>(rows: Rows<Row>, added: readonly Row[]): Promise<boolean> {
  if (!added.length) return true
  try {
    await rows.insertMany([...added] as never, { ordered: false })
    return true
  } catch (error) {
    if (!isOnlyDuplicates(error)) throw error
    return false
  }
}

/** true when a write failed for nothing but ids that were there already (code 11000). */
export function isOnlyDuplicates(error: unknown): boolean {
  const { code, writeErrors } = error as { code?: unknown; writeErrors?: { code?: unknown }[] | { code?: unknown } }
  const failures = Array.isArray(writeErrors) ? writeErrors : writeErrors ? [writeErrors] : []
  if (failures.length) return failures.every(failure => failure.code === 11000)
  return code === 11000
}
