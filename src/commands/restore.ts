import { existsSync, createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { readBackup } from '../storage/backup.ts'
import { runCommand, withStore } from './with-store.ts'

// npm run restore -- FILE
const { positionals } = parseArgs({ allowPositionals: true })

await runCommand(async () => {
  const [path] = positionals
  if (!path || !existsSync(path)) {
    process.exitCode = 1
    process.stderr.write(
      path ? `Berkas ${path} tidak ditemukan.\n` : 'Tulis berkas cadangannya: npm run restore -- BERKAS\n',
    )
    return
  }
  await withStore(async ({ connection, key }) => {
    const summary = await readBackup(connection, key, createReadStream(path))
    const made = summary.made.toLocaleString('id-ID', {
      timeZone: 'Asia/Jakarta',
      dateStyle: 'long',
      timeStyle: 'short',
    })
    process.stdout.write(`Dipulihkan: ${summary.documents} baris, ${summary.collections} koleksi.\n`)
    process.stdout.write(
      `Keadaannya seperti ${made} WIB. Pesan yang belum terkirim saat itu akan dikirim bila Loket jalan.\n`,
    )
  })
})
