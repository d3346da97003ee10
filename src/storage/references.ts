import type { Connection } from 'mongoose'

/** Which stored files something still refers to: a record, a waiting message, an undecided one. Scans; for housekeeping. */
export function createReferencedFiles(connection: Connection): (ids: string[]) => Promise<Set<string>> {
  const places = [
    ['events', 'data.attachments'],
    ['inbox', 'message.attachments'],
    ['contacts', 'state.waiting.attachments'],
    ['contacts', 'state.asks.attachments'],
    ['inbox', 'message.handed.waiting.attachments'],
    ['inbox', 'message.handed.asks.attachments'],
  ] as const
  return async ids => {
    const wanted = new Set(ids)
    const found = new Set<string>()
    for (const [collection, path] of places) {
      const field = `${path}.stored`
      const rows = connection.collection(collection).find({ [field]: { $in: ids } }, { projection: { [field]: 1 } })
      for await (const row of rows) collect(row, wanted, found)
    }
    return found
  }
}

function collect(value: unknown, wanted: ReadonlySet<string>, found: Set<string>): void {
  if (typeof value === 'string') {
    if (wanted.has(value)) found.add(value)
  } else if (value && typeof value === 'object') for (const part of Object.values(value)) collect(part, wanted, found)
}
