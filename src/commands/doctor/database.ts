import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Connection } from 'mongoose'
import type { Config } from '../../config.ts'
import { codeOf, type ErrorCode } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { fingerprint } from '../../storage/cipher.ts'
import { requireReplicaSet } from '../../storage/connection.ts'
import { loadKey, restoringMark } from '../../storage/key.ts'
import { defineModels } from '../../storage/models.ts'
import { bad, good, note, type Finding, type Findings } from './finding.ts'

/** The database as Loket needs it: transactions, durable writes, indexes, and the key it was made with. */
export async function examineDatabase(connection: Connection, config: Config, log: Log): Promise<Findings> {
  const build = await connection.db!.admin().command({ buildInfo: 1 })
  const name = build.secantusVersion ? `SecantusDB ${build.secantusVersion} (bawaan)` : `MongoDB ${build.version}`
  const used = (await connection.listCollections()).some(({ name: one }) => one === 'settings')
  return [
    good('Basis data', `menjawab, ${name}`),
    await examineTransactions(connection),
    await examineDurability(connection),
    used ? await examineIndexes(connection) : note('Indeks', 'belum ada: Loket belum pernah jalan di basis data ini'),
    await examineKey(connection, config, log),
  ]
}

/** Commits one transaction and gives one up, in a collection of its own that is gone afterwards. */
async function examineTransactions(connection: Connection): Promise<Finding> {
  const about = 'Transaksi'
  const mend = 'Jalankan MongoDB 6 atau lebih baru sebagai replica set (satu simpul cukup): docs/pasang.md.'
  try {
    await requireReplicaSet(connection)
  } catch (error) {
    if (codeOf(error) === 'DATABASE_UNSUITABLE') return bad(about, 'tidak ada: bukan replica set', mend)
    throw error
  }
  const scratch = `doctor_${randomBytes(6).toString('hex')}`
  const rows = connection.collection<{ _id: string }>(scratch)
  try {
    await connection.createCollection(scratch)
    await connection.transaction(async session => {
      await rows.insertOne({ _id: 'kept' }, { session })
    })
    const givenUp = new Error('given up')
    await connection
      .transaction(async session => {
        await rows.insertOne({ _id: 'given up' }, { session })
        throw givenUp
      })
      .catch((error: unknown) => {
        if (error !== givenUp) throw error
      })
    const found = (await rows.find().toArray()).map(row => row._id)
    return found.length === 1 && found[0] === 'kept'
      ? good(about, 'dicoba: utuh atau tidak sama sekali')
      : bad(about, 'dicoba: hasilnya tidak utuh', mend)
  } catch {
    return bad(about, 'dicoba: gagal', mend)
  } finally {
    await connection.dropCollection(scratch).catch(() => undefined)
  }
}

/**
 * Whether an acknowledged write is on disk. MongoDB: a persistent engine whose majority writes wait for the journal.
 * The embedded server: started with --sync-on-commit, read from its process where that can be seen.
 */
async function examineDurability(connection: Connection): Promise<Finding> {
  const about = 'Tulis ke disk'
  const status = await connection
    .db!.admin()
    .command({ serverStatus: 1 })
    .catch(() => null)
  if (status?.secantus) {
    const words = commandLine(Number(status.pid))
    if (!words?.some(word => word.includes('secantus')))
      return note(about, 'tidak dapat diperiksa: server basis data ada di luar pandangan')
    return words.includes('--sync-on-commit')
      ? good(about, 'tiap simpanan menunggu disk (--sync-on-commit)')
      : bad(
          about,
          'simpanan yang sudah diakui dapat hilang bila server mati mendadak',
          'Jalankan SecantusDB dengan --sync-on-commit, atau kosongkan MONGODB_URI agar Loket yang menjalankannya.',
        )
  }
  if (status?.storageEngine && !status.storageEngine.persistent)
    return bad(about, 'mesin penyimpanan hanya di memori', 'Jalankan MongoDB dengan WiredTiger (bawaan).')
  const set = await connection
    .db!.admin()
    .command({ replSetGetConfig: 1 })
    .catch(() => null)
  if (!set) return note(about, 'tidak dapat diperiksa: akun basis data tidak boleh melihat setelan replica set')
  return set.config?.writeConcernMajorityJournalDefault === false
    ? bad(
        about,
        'simpanan mayoritas tidak menunggu jurnal',
        'Atur writeConcernMajorityJournalDefault: true pada replica set (rs.reconfig).',
      )
    : good(about, 'tiap simpanan menunggu jurnal (majority)')
}

/** Words of a process of this machine; null where they cannot be read. */
function commandLine(pid: number): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return null
  }
}

async function examineIndexes(connection: Connection): Promise<Finding> {
  const about = 'Indeks'
  const lacking: string[] = []
  for (const model of defineModels(connection)) {
    const { toCreate } = await model.diffIndexes()
    if (toCreate.length) lacking.push(`${model.collection.collectionName} (${toCreate.length})`)
  }
  return lacking.length
    ? bad(about, `kurang pada ${lacking.join(', ')}`, 'Jalankan ulang Loket; indeks dibuat saat mulai.')
    : good(about, 'lengkap')
}

async function examineKey(connection: Connection, config: Config, log: Log): Promise<Finding> {
  const about = 'Kunci enkripsi'
  const settings = connection.collection<{ _id: string; fingerprint?: string }>('settings')
  if (await settings.findOne({ _id: restoringMark }))
    return bad(about, 'pemulihan cadangan terputus di tengah', 'Ulangi: npm run restore -- BERKAS')
  const bound = await settings.findOne({ _id: 'key' })
  let key: Buffer | null = null
  let problem: ErrorCode | null = null
  try {
    key = await loadKey({ configured: config.ENCRYPTION_KEY, dataDir: config.DATA_DIR, log, mayCreate: false })
  } catch (error) {
    problem = codeOf(error)
    if (problem !== 'KEY_INVALID') throw error
  }
  const keepSafe = config.ENCRYPTION_KEY ? 'ENCRYPTION_KEY' : 'berkas encryption.key di DATA_DIR'
  if (!bound)
    return problem
      ? note(about, 'belum ada; dibuat saat Loket pertama jalan')
      : note(about, 'ada, belum dipakai basis data ini')
  if (!key)
    return bad(
      about,
      'tidak ditemukan atau tidak terbaca, padahal basis data memakainya',
      `Kembalikan ${keepSafe} dari salinannya.`,
    )
  return bound.fingerprint === fingerprint(key)
    ? good(about, 'cocok dengan basis data')
    : bad(about, 'bukan kunci basis data ini', `Kembalikan ${keepSafe} yang dicadangkan bersama basis data ini.`)
}
