import type { Connection } from 'mongoose'
import type { AccountKeys, KeyChanges, OpenKeys } from '../app/ports.ts'
import { codeOf, LoketError } from '../errors.ts'
import type { Log } from '../log.ts'
import { createAccountLog, type AccountLog, type LogEntry } from './account-log.ts'
import { createAccountRecords, type AccountRecords, type KeyRecord } from './account-records.ts'
import { deriveKey } from './cipher.ts'

/** So many entries, or milliseconds after the first of them, are brought from the log into the records together. */
const foldEntries = 200
const foldAfter = 5000
/** Bytes of the batches that are stored as one entry; MongoDB allows documents of 16 MiB. */
const groupBytes = 4 * 1024 * 1024
/** The mark of a deleted record outlives every writer that may have slept (ms), and is looked for this often (ms). */
const marksKept = 24 * 3600_000
const sweepEvery = 3600_000

/** Credentials and keys in the database, encrypted with subkeys of `key` (32 bytes). `log` hears what is put off. */
export function createAccountKeys(connection: Connection, key: Buffer, log: Log): AccountKeys {
  const keys = { key: deriveKey(key, 'account keys'), nameKey: deriveKey(key, 'account names') }
  const partsOf = (account: string): Parts => ({
    entries: createAccountLog(connection, keys.key, account),
    records: createAccountRecords(connection, keys, account),
    log,
  })
  return {
    open: account => open(partsOf(account)),
    async forget(account) {
      const { entries, records } = partsOf(account)
      const n = await entries.takeOver(true)
      await records.removeBefore(n)
      await entries.settle(n)
    },
  }
}

interface Parts {
  readonly entries: AccountLog
  readonly records: AccountRecords
  readonly log: Log
}

async function open(parts: Parts): Promise<OpenKeys> {
  const { entries, records } = parts
  const first = await entries.takeOver(false)
  // The log before the records: what left it meanwhile is found there.
  const { entries: pending, floor } = await entries.pending(first)
  const stored = await records.read(floor)
  for (const [name, { n, value }] of netOf(pending)) {
    const id = records.idOf(name)
    if ((stored.get(id)?.n ?? 0) < n) stored.set(id, { n, name, value })
  }
  await records.apply(netOf(pending))
  await entries.settle(first)
  await records.sweep(new Date(Date.now() - marksKept))
  return writable(parts, first, [...stored.values()])
}

interface Waiting {
  readonly changes: KeyChanges
  readonly size: number
  resolve(): void
  reject(error: unknown): void
}

function writable({ entries, records, log }: Parts, opened: number, stored: readonly KeyRecord[]): OpenKeys {
  const found = new Map<string, Uint8Array>()
  for (const { name, value } of stored) if (name !== null && value) found.set(name, value)
  /** Names that have a record: only of those need a deletion be marked. */
  const recorded = new Set(found.keys())
  const waiting: Waiting[] = []
  let last = opened
  let inLog: LogEntry[] = []
  let ended: LoketError | null = null
  let closing = false
  let writing: Promise<void> | null = null
  let folding: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  let swept = Date.now()

  function end(error: LoketError): void {
    ended ??= error
    clearTimeout(timer)
    for (const one of waiting.splice(0)) one.reject(error)
  }

  async function writeAll(): Promise<void> {
    while (waiting.length) {
      const group = takeGroup(waiting)
      const changes = new Map(group.flatMap(one => [...one.changes]))
      try {
        await entries.append(last + 1, changes, () => closing)
      } catch (error) {
        for (const one of group) one.reject(error)
        if (error instanceof LoketError && error.code === 'LEASE_LOST') end(error)
        continue
      }
      inLog.push({ n: ++last, changes })
      for (const one of group) one.resolve()
      if (inLog.length >= foldEntries) void fold()
      else foldLater()
    }
    writing = null
  }

  function foldLater(): void {
    if (ended || closing) return
    timer ??= setTimeout(() => void fold(), foldAfter).unref()
  }

  /** Brings what is in the log into the records, one fold after the other. What fails is tried again later. */
  function fold(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    folding ??= foldAll()
      .catch((error: unknown) => {
        log.warn({ code: codeOf(error) }, 'keys stay in the log for now')
        foldLater()
      })
      .finally(() => (folding = null))
    return folding
  }

  async function foldAll(): Promise<void> {
    const entriesNow = [...inLog]
    const upTo = entriesNow.at(-1)
    if (!upTo) return
    const net = netOf(entriesNow)
    for (const [name, { value }] of net) if (!value && !recorded.has(name)) net.delete(name)
    // Before it is done: an attempt that seemed to fail may have been carried out.
    for (const [name, { value }] of net) if (value) recorded.add(name)
    await records.apply(net)
    for (const [name, { value }] of net) if (!value) recorded.delete(name)
    inLog = inLog.slice(entriesNow.length)
    await entries.settle(upTo.n)
    if (Date.now() - swept < sweepEvery) return
    swept = Date.now()
    await records.sweep(new Date(swept - marksKept))
  }

  return {
    records: found,
    async write(changes) {
      if (ended) throw ended
      if (!changes.size) return
      return new Promise((resolve, reject) => {
        waiting.push({ changes, size: sizeOf(changes), resolve, reject })
        writing ??= writeAll()
      })
    },
    async close() {
      closing = true
      await writing
      clearTimeout(timer)
      await folding
      if (!ended) await fold()
      end(new LoketError('LEASE_LOST', 'these keys were closed'))
    },
  }
}

/** The next batches that become one entry: at least one. */
function takeGroup(waiting: Waiting[]): Waiting[] {
  let size = 0
  let count = 0
  while (count < waiting.length && (count === 0 || size + waiting[count]!.size <= groupBytes))
    size += waiting[count++]!.size
  return waiting.splice(0, count)
}

function sizeOf(changes: KeyChanges): number {
  let size = 0
  for (const [name, value] of changes) size += name.length * 3 + (value?.length ?? 0) + 30
  return size
}

/** What the entries, oldest first, come to. */
function netOf(entries: readonly LogEntry[]): Map<string, { n: number; value: Uint8Array | null }> {
  return new Map(
    entries.flatMap(({ n, changes }) => Array.from(changes, ([name, value]) => [name, { n, value }] as const)),
  )
}
