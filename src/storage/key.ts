import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection } from 'mongoose'
import { LoketError } from '../errors.ts'
import type { Log } from '../log.ts'
import { fingerprint } from './cipher.ts'

interface Setting {
  _id: string
  fingerprint?: string
}

/** Written by a restore before its first row and taken away after its last; see backup.ts. */
export const restoringMark = 'restoring'

/**
 * The 32-byte key: `configured` (ENCRYPTION_KEY, base64) or the file encryption.key under `dataDir`. Where neither is
 * there and `mayCreate` is true, a key is made (mode 0600; of racing processes the first one wins) and a warning to back
 * it up is logged. Throws KEY_INVALID when the file is missing or unreadable.
 */
export async function loadKey(options: {
  configured?: string | undefined
  dataDir: string
  log: Log
  mayCreate: boolean
}): Promise<Buffer> {
  if (options.configured) return decode(options.configured, 'ENCRYPTION_KEY')
  const path = join(options.dataDir, 'encryption.key')
  const stored = await readStored(path)
  if (stored !== undefined) return decode(stored, 'encryption.key')
  if (!options.mayCreate) throw new LoketError('KEY_INVALID', 'encryption.key is missing')
  await mkdir(options.dataDir, { recursive: true })
  const made = await createFile(path, `${randomBytes(32).toString('base64')}\n`)
  if (made) options.log.warn({ path }, 'a new encryption key was made: back this file up, stored files need it')
  return decode((await readStored(path)) ?? '', 'encryption.key')
}

/**
 * Ties a database to its key: the first call stores the key's fingerprint in `settings`, later ones throw KEY_MISMATCH
 * for another key. Throws BACKUP_INVALID for a database whose restore was cut short.
 */
export async function bindKey(connection: Connection, key: Buffer): Promise<void> {
  const settings = connection.collection<Setting>('settings')
  if (await settings.findOne({ _id: restoringMark }))
    throw new LoketError('BACKUP_INVALID', 'a restore into this database was cut short; run it again')
  const mine = fingerprint(key)
  let bound = await settings.findOne({ _id: 'key' })
  if (!bound) {
    await settings.insertOne({ _id: 'key', fingerprint: mine }).catch(ignoreDuplicate)
    bound = await settings.findOne({ _id: 'key' })
  }
  if (bound?.fingerprint !== mine) throw new LoketError('KEY_MISMATCH', `this key is ${mine}`)
}

/** true when a key was bound to this database: then a missing key must be restored, never made anew. */
export async function isKeyBound(connection: Connection): Promise<boolean> {
  return (await connection.collection<Setting>('settings').findOne({ _id: 'key' })) !== null
}

function decode(text: string, source: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== 32) throw new LoketError('KEY_INVALID', `${source} does not hold 32 bytes in base64`)
  return key
}

async function readStored(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw new LoketError('KEY_INVALID', 'encryption.key cannot be read', { cause: error })
  }
}

/** Makes the file whole or not at all; false when another process made it first (a link never replaces). */
async function createFile(path: string, content: string): Promise<boolean> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(temporary, path)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

function ignoreDuplicate(error: unknown): void {
  if (!hasCode(error, 11000)) throw error
}

function hasCode(error: unknown, code: string | number): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
