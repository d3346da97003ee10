import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { bad, good, type Finding } from './finding.ts'

const gigabyte = 1024 ** 3

/** Free room for this user where DATA_DIR lies (or will lie). */
export async function examineDisk(dataDir: string): Promise<Finding> {
  let folder = resolve(dataDir)
  while (!existsSync(folder)) folder = dirname(folder)
  const { bavail, bsize } = await statfs(folder)
  return judgeDisk(bavail * bsize)
}

/** Less than 1 GB is bad: the embedded database stops at a full disk, and backups no longer fit. */
export function judgeDisk(freeBytes: number): Finding {
  const about = 'Ruang disk'
  const free = `${(freeBytes / gigabyte).toFixed(1).replace('.', ',')} GB kosong`
  return freeBytes >= gigabyte
    ? good(about, free)
    : bad(
        about,
        free,
        'Kosongkan paling sedikit 1 GB: pindahkan cadangan lama dari DATA_DIR/backups, hapus berkas lain.',
      )
}
