import type { Connection } from 'mongoose'
import { retentionReadings } from '../../storage/retention.ts'
import { bad, good, note, type Findings } from './finding.ts'

/** Days without a run that a holiday or a repair explains. */
const toleratedDays = 3
const day = 24 * 3600_000

/** Whether what is too old is deleted, and what of it only a person can delete. */
export async function examineRetention(connection: Connection, isRunning: boolean): Promise<Findings> {
  const { ranAt, left } = await retentionReadings(connection)
  return [
    examineRuns(ranAt, isRunning),
    ...(left
      ? [
          note(
            'Salinan di grup',
            `${left} tiket lama masih punya salinan di grup`,
            'npm run retensi -- --coba menyebut mana yang harus dihapus dengan tangan.',
          ),
        ]
      : []),
  ]
}

function examineRuns(ranAt: Date | null, isRunning: boolean): Findings[number] {
  const about = 'Masa simpan'
  if (!ranAt) return note(about, 'belum pernah dijalankan; berjalan sendiri antara pukul 01.00 dan 04.00')
  const days = Math.floor((Date.now() - ranAt.getTime()) / day)
  const seen = `terakhir dijalankan ${days ? `${days} hari` : 'kurang dari sehari'} yang lalu`
  if (days <= toleratedDays) return good(about, seen)
  return isRunning
    ? bad(
        about,
        seen,
        'Loket harus hidup antara pukul 01.00 dan 04.00; bila komputernya dimatikan malam hari: npm run retensi',
      )
    : note(about, seen)
}
