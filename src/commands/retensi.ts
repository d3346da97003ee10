import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { plan, recordRun, retain, topicDeletion, type Deleted, type RetentionParts } from '../app/retention.ts'
import { createTelegramChannel } from '../channels/telegram/adapter.ts'
import { createTelegramApi } from '../channels/telegram/client.ts'
import type { KeptFor } from '../domain/retention.ts'
import { loadFlows } from '../flows/load.ts'
import { createLog } from '../log.ts'
import { createContacts } from '../storage/contacts.ts'
import { createFiles } from '../storage/files.ts'
import { createInbox } from '../storage/inbox.ts'
import { bindKey } from '../storage/key.ts'
import { createRecords } from '../storage/records.ts'
import { createRetentionStore } from '../storage/retention.ts'
import { createRoster } from '../storage/roster.ts'
import { showLeft, toDeleteByHand } from './retensi/by-hand.ts'
import { runCommand, withStore, type Store } from './with-store.ts'

// npm run retensi [-- --coba | -- --beres [NUMBER …]]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { coba: { type: 'boolean' }, beres: { type: 'boolean' } },
})

await runCommand(() =>
  withStore(async store => {
    // A database in the middle of a restore, or one made with another key, is not touched.
    await bindKey(store.connection, store.key)
    const parts = partsOf(store)
    if (values.beres) return deletedByHand(parts)
    process.stdout.write(`${rules(parts.policy().retention)}\n\n`)
    if (values.coba)
      process.stdout.write(`PERCOBAAN: tidak ada yang diubah. Yang akan dihapus sekarang:\n${show(await plan(parts))}`)
    else process.stdout.write(`Dihapus:\n${show(await runNow(parts))}`)
    process.stdout.write(await showLeft(parts))
  }),
)

/** Deletes now what a night would delete; topics are deleted by the Loket that runs. */
async function runNow(parts: RetentionParts): Promise<Deleted> {
  const run = parts.clock.now().toISOString()
  const steps = retain(run, parts)
  let step = await steps.next()
  while (!step.done) step = await steps.next()
  await recordRun({ run, night: null, deleted: step.value, complete: true }, parts)
  return step.value
}

async function deletedByHand(parts: RetentionParts): Promise<void> {
  const named = positionals.map(number => number.toUpperCase())
  const listed = (await toDeleteByHand(parts)).map(topic => topic._id)
  const unknown = named.filter(number => !listed.includes(number))
  if (unknown.length) {
    process.exitCode = 1
    process.stderr.write(`Tidak ada dalam daftar yang harus dihapus dengan tangan: ${unknown.join(', ')}.\n`)
    return
  }
  const count = await parts.store.copies.gone(named.length ? named : listed)
  process.stdout.write(`${count} tiket dicatat sudah dihapus dari grup.\n`)
}

function partsOf({ config, connection, key }: Store): RetentionParts {
  const clock = { now: () => new Date() }
  const { policy } = loadFlows(join(import.meta.dirname, '..', '..', 'flows'))
  const files = createFiles(connection, key)
  const token = config.TELEGRAM_BOT_TOKEN
  const account = `telegram:${token?.split(':')[0]}`
  return {
    store: createRetentionStore(connection),
    contacts: createContacts(connection, clock),
    inbox: createInbox(connection),
    records: createRecords(connection),
    roster: createRoster(connection, { configured: new Map(), clock }),
    files,
    clock,
    policy: () => policy,
    // The sweep of a running Loket finds what is to be sent.
    wake: { delivery: () => undefined },
    mayDeleteTopics: token
      ? topicDeletion(
          new Map([
            [account, createTelegramChannel(createTelegramApi(token, config.TELEGRAM_API_ROOT), account, files)],
          ]),
        )
      : async () => true,
    checkpoint: () => undefined,
    token: () => randomBytes(9).toString('base64url'),
    // Only what is said in words belongs on the screen.
    log: createLog('silent'),
  }
}

function rules({ textDays, filesDays, identifiersDays }: KeptFor): string {
  return `Masa simpan sesudah tiket ditutup: isi percakapan ${textDays} hari, lampiran ${filesDays} hari, nama dan nomor ${identifiersDays} hari.`
}

function show({ tickets, texts, sends, files, topics, loose, persons }: Deleted): string {
  const lines: [string, number, string][] = [
    ['Tiket', tickets, 'nomor, jenis, kategori, waktu, keadaan, solusi dan akar masalah tetap ada'],
    ['Teks', texts, 'dikosongkan dalam catatan kejadian'],
    ['Kiriman', sends, 'pesan keluar yang tersimpan'],
    ['Berkas', files, 'lampiran'],
    ['Topik', topics, 'salinan di grup petugas'],
    ['Di luar tiket', loose, 'teks dan kiriman yang bukan milik tiket'],
    ['Orang', persons, 'nama dan nomor; diumumkan semalam, dihapus malam berikutnya'],
  ]
  return lines.map(([what, count, note]) => `  ${what.padEnd(14)}${String(count).padStart(6)}  ${note}\n`).join('')
}
