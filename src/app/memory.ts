import type { Contact, Contacts } from './ports.ts'

/** Contacts kept in memory. */
const rememberAtMost = 2000

/** Commits whose effects were applied. Forgetting those in the documents waits for a quiet moment: it is only tidiness. */
export function createApplied() {
  let contacts = new Set<string>()
  let batches = new Set<string>()
  return {
    add(ids: readonly string[], batch: string): void {
      for (const id of ids) contacts.add(id)
      batches.add(batch)
    },
    async forget(store: Contacts): Promise<void> {
      if (!batches.size) return
      const [ids, these] = [contacts, batches]
      contacts = new Set()
      batches = new Set()
      await store.clear([...ids], [...these])
    },
  }
}

/**
 * The contacts this process decided last, as it stored them. A copy that another process has overtaken fails at the
 * commit, which compares versions, and is read anew.
 */
export function createMemory(contacts: Contacts) {
  const kept = new Map<string, Contact>()
  return {
    async load(ids: readonly string[]): Promise<{ known: Map<string, Contact>; read: Contact[] }> {
      const missing = ids.filter(id => !kept.has(id))
      const read = missing.length ? await contacts.load(missing) : new Map<string, Contact>()
      const all = ids.map(id => [id, kept.get(id) ?? read.get(id)] as const)
      return {
        known: new Map(all.filter((pair): pair is [string, Contact] => pair[1] !== undefined)),
        read: [...read.values()],
      }
    },
    /** Keeps what was stored and owes nothing any more; drops what was not. */
    keep(settled: readonly Contact[], overtaken: readonly Contact[]): void {
      if (kept.size > rememberAtMost) kept.clear()
      for (const contact of settled) kept.set(contact._id, { ...contact, effects: [] })
      for (const contact of overtaken) kept.delete(contact._id)
    },
    forget: (): void => kept.clear(),
  }
}
