import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'

/** A held lock; `release` may be called more than once. */
export interface FolderLock {
  release(): void
}

/**
 * Takes the lock in `file`, or returns null when another process (or this one) holds it. The kernel frees it when the
 * holder dies, however it dies. SQLite is used for its file lock only: Node has no call for one, and pid files lie
 * after a crash. The file stays empty.
 */
export function tryLock(file: string): FolderLock | null {
  const database = new DatabaseSync(file)
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === 5) return null // SQLITE_BUSY
    throw error
  }
  return {
    release() {
      if (database.isOpen) database.close()
    },
  }
}

/** Takes the lock in `file`, however long another holds it. */
export async function waitForLock(file: string): Promise<FolderLock> {
  for (;;) {
    const lock = tryLock(file)
    if (lock) return lock
    await delay(100)
  }
}
