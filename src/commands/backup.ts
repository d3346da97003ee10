import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { saveBackup } from '../storage/backup.ts'
import { bindKey } from '../storage/key.ts'
import { runCommand, withStore } from './with-store.ts'

// npm run backup [-- FILE] [--plain]
const { values, positionals } = parseArgs({ allowPositionals: true, options: { plain: { type: 'boolean' } } })

await runCommand(() =>
  withStore(async ({ config, connection, key }) => {
    const path = positionals[0] ?? join(config.DATA_DIR, 'backups', `loket-${minute(new Date())}.loket`)
    if (existsSync(path)) {
      process.exitCode = 1
      process.stderr.write(`Berkas ${path} sudah ada dan tidak ditimpa. Pilih nama lain.\n`)
      return
    }
    await bindKey(connection, key)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const summary = await saveBackup(connection, key, path, { plain: values.plain === true })
    process.stdout.write(`Cadangan tersimpan di ${path}: ${summary.documents} baris, ${summary.collections} koleksi.\n`)
    process.stdout.write(
      summary.encrypted
        ? 'Isinya terenkripsi. Simpan kunci enkripsi di tempat lain: tanpa kunci, cadangan tidak dapat dibuka.\n'
        : 'PERHATIAN: cadangan ini tidak terenkripsi dan memuat data pribadi. Jaga seperti dokumen rahasia.\n',
    )
  }),
)

/** YYYYMMDD-HHmm in WIB. */
function minute(now: Date): string {
  return now
    .toLocaleString('sv-SE', { timeZone: 'Asia/Jakarta' })
    .replaceAll(/[-:]/g, '')
    .replace(' ', '-')
    .slice(0, 13)
}
