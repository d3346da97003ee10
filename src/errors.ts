/** What a code means (English, for logs), whether trying again can help, and what to do (Indonesian, for the operator). */
interface ErrorEntry {
  readonly text: string
  /** true: the same attempt may succeed later without anybody's help. */
  readonly retry: boolean
  readonly mend: string
}

/** Every error Loket can raise. docs/galat.md is this table in words; a test keeps the two equal. */
export const errorTable = {
  CONFIG_INVALID: { text: 'settings are wrong', retry: false, mend: 'Perbaiki pengaturan yang disebut di `.env`.' },
  CONFIG_SIMULATION: {
    text: 'a simulated and a real network may not stand side by side',
    retry: false,
    mend: 'Pakai jaringan sungguhan untuk semua kanal atau tiruan untuk semua, masing-masing dengan database sendiri.',
  },
  KEY_MISMATCH: {
    text: 'ENCRYPTION_KEY is not the key this database was made with',
    retry: false,
    mend: 'Pakai lagi kunci yang dicadangkan bersama database ini.',
  },
  KEY_INVALID: {
    text: 'the stored encryption key cannot be read',
    retry: false,
    mend: 'Pulihkan berkas `encryption.key` di bawah `DATA_DIR` dari cadangannya.',
  },
  REDIS_MISSING: {
    text: 'no redis-server or valkey-server on this machine',
    retry: false,
    mend: 'Pasang dengan perintah yang ditampilkan, atau isi `REDIS_URL`.',
  },
  REDIS_UNREACHABLE: {
    text: 'Redis does not answer',
    retry: true,
    mend: 'Periksa `REDIS_URL` dan apakah Redis berjalan. Loket mencoba lagi sendiri; tidak ada pesan yang hilang.',
  },
  REDIS_EVICTION: {
    text: 'Redis may evict keys',
    retry: false,
    mend: 'Atur `maxmemory-policy noeviction`.',
  },
  DATABASE_MISSING: {
    text: 'no MongoDB server and the embedded one cannot be set up',
    retry: false,
    mend: 'Pasang Python 3.11 ke atas beserta modul venv, atau isi `MONGODB_URI`.',
  },
  DATABASE_UNREACHABLE: {
    text: 'the database does not answer',
    retry: true,
    mend: 'Periksa `MONGODB_URI` dan apakah MongoDB berjalan. Loket mencoba lagi sendiri.',
  },
  DATABASE_UNSUITABLE: {
    text: 'the database lacks transactions',
    retry: false,
    mend: 'Jalankan MongoDB 6 ke atas sebagai replica set (satu simpul cukup).',
  },
  DATABASE_NOT_EMPTY: {
    text: 'restore needs an empty database',
    retry: false,
    mend: 'Arahkan `MONGODB_URI` ke database baru.',
  },
  EMBEDDED_FAILED: {
    text: 'an embedded server did not start',
    retry: true,
    mend: 'Baca log-nya di bawah `DATA_DIR`; kosongkan port atau ruang disk.',
  },
  BACKUP_INVALID: {
    text: 'the backup file is damaged, cut short or made with another key',
    retry: false,
    mend: 'Pakai cadangan lain, dengan `ENCRYPTION_KEY` ketika cadangan itu dibuat.',
  },
  FLOWS_INVALID: {
    text: 'a file under flows/ is wrong',
    retry: false,
    mend: 'Perbaiki berkas dan baris yang disebut; periksa dengan `npm run flows:check`.',
  },
  STORY_INVALID: {
    text: 'the file of a story of the simulator is wrong',
    retry: false,
    mend: 'Perbaiki berkas dan baris yang disebut; kata yang boleh dipakai ada di `docs/simulator.md`.',
  },
  CHANNEL_UNREACHABLE: {
    text: 'the network did not take the request',
    retry: true,
    mend: 'Tidak ada: Loket mencoba lagi sendiri.',
  },
  CHANNEL_LIMITED: {
    text: 'the network asks to wait',
    retry: true,
    mend: 'Tidak ada: Loket menunggu selama yang diminta.',
  },
  CHANNEL_UNKNOWN: {
    text: 'the request left but its outcome is unknown',
    retry: true,
    mend: 'Tidak ada: balasan diulang sekali dan ditandai "mungkin terkirim dua kali".',
  },
  CHANNEL_REFUSED: {
    text: 'the network refuses this request',
    retry: false,
    mend: 'Baca keterangannya di log; topik tiket menunjukkannya juga.',
  },
  CHANNEL_FORMAT: {
    text: 'the network cannot parse the formatting',
    retry: false,
    mend: 'Tidak ada: Loket mengirimnya sebagai teks biasa.',
  },
  CHANNEL_MIGRATED: {
    text: 'the group became a supergroup',
    retry: true,
    mend: 'Tidak ada: Loket memakai nomor baru. Tulis nomor baru itu di `TELEGRAM_STAFF_GROUP`.',
  },
  CHANNEL_FORBIDDEN: {
    text: 'the token is wrong or revoked',
    retry: false,
    mend: 'Isi `TELEGRAM_BOT_TOKEN` dengan token dari @BotFather.',
  },
  CHANNEL_CONFLICT: {
    text: 'another program reads the updates of this bot',
    retry: true,
    mend: 'Hentikan program itu atau pakai bot lain.',
  },
  WHATSAPP_LOGGED_OUT: {
    text: 'the phone unlinked Loket',
    retry: false,
    mend: 'Tautkan lagi: `npm run whatsapp -- pair`.',
  },
  WHATSAPP_BANNED: {
    text: 'WhatsApp banned the account or bars it',
    retry: false,
    mend: 'Buka WhatsApp di ponsel dan ikuti petunjuknya; sesudah pulih, `npm run whatsapp -- pair`.',
  },
  WHATSAPP_REPLACED: {
    text: 'another program uses the same link to WhatsApp',
    retry: false,
    mend: 'Hentikan program itu, lalu `npm run whatsapp -- pair`.',
  },
  RECIPIENT_UNREACHABLE: {
    text: 'the person blocked the bot or is gone',
    retry: false,
    mend: 'Hubungi dengan cara lain.',
  },
  OUTREACH_CLOSED: {
    text: 'the person has not written for a day and has no open ticket, so nothing was sent',
    retry: false,
    mend: 'Minta pelapor menulis lebih dahulu: WhatsApp memblokir nomor yang menyapa duluan.',
  },
  OUTREACH_REFUSED: {
    text: 'the network refuses messages to people who did not write first',
    retry: false,
    mend: 'Jangan diulang; minta pelapor menulis lebih dahulu. Loket berhenti menyapa sampai pembatasannya lewat.',
  },
  TOPIC_MISSING: {
    text: 'the topic was deleted',
    retry: true,
    mend: 'Tidak ada: Loket membuatnya lagi.',
  },
  FILE_TOO_LARGE: {
    text: 'the file is over the limit',
    retry: false,
    mend: 'Minta berkas yang lebih kecil atau tangkapan layar.',
  },
  FILE_DANGEROUS: { text: 'files of this type are not accepted', retry: false, mend: 'Minta foto atau PDF.' },
  FILE_UNAVAILABLE: { text: 'the file could not be fetched', retry: true, mend: 'Minta pelapor mengirim sekali lagi.' },
  FILE_DAMAGED: {
    text: 'a stored file does not decrypt',
    retry: false,
    mend: 'Pulihkan database dan kuncinya dari cadangan yang sama.',
  },
  TICKET_TRANSITION: { text: 'the ticket cannot do that now', retry: false, mend: 'Lihat dulu keadaan tiketnya.' },
  COMMIT_CONFLICT: {
    text: 'another process decided for this contact first',
    retry: true,
    mend: 'Tidak ada: pesannya diputuskan lagi.',
  },
  MESSAGE_POISON: {
    text: 'a message could not be decided and was parked',
    retry: false,
    mend: 'Lihat sebabnya di log, lalu `npm run doctor -- --retry-parked`.',
  },
  LEASE_LOST: {
    text: 'another process took over this work',
    retry: true,
    mend: 'Tidak ada; bila berulang, periksa jam komputer.',
  },
  ACCOUNT_DAMAGED: {
    text: 'stored keys of an account do not decrypt',
    retry: false,
    mend: 'Periksa `ENCRYPTION_KEY`; kalau sudah benar, putuskan nomornya dan tautkan lagi.',
  },
  WEBHOOK_REFUSED: {
    text: 'a webhook call without the right secret',
    retry: false,
    mend: 'Periksa `TELEGRAM_WEBHOOK_SECRET`; kalau sudah benar, seseorang sedang mencoba-coba.',
  },
  PAGE_NOT_FOUND: {
    text: 'a page that does not exist was asked for',
    retry: false,
    mend: 'Tidak ada; alamatnya salah ketik atau sudah tidak dipakai.',
  },
  HOST_REFUSED: {
    text: 'a page was asked for under a name that is not ours',
    retry: false,
    mend: 'Buka halaman dengan alamat yang tertulis saat Loket dijalankan, atau isi `PUBLIC_URL`.',
  },
  ORIGIN_REFUSED: {
    text: 'a request that changes something came from no page of ours',
    retry: false,
    mend: 'Tidak ada; permintaan dari luar halaman Loket tidak dijalankan.',
  },
  TOO_MANY_REQUESTS: {
    text: 'one address asks too often',
    retry: true,
    mend: 'Tunggu satu menit.',
  },
  UPLOAD_TOO_LARGE: {
    text: 'an uploaded file is too large',
    retry: false,
    mend: 'Kirim berkas yang lebih kecil.',
  },
  REQUEST_INVALID: {
    text: 'a request that cannot be read',
    retry: false,
    mend: 'Tidak ada; kembali ke halaman sebelumnya dan ulangi.',
  },
  PAGE_FAILED: {
    text: 'a page could not be made',
    retry: true,
    mend: 'Lihat log di sekitar waktu itu; laporkan bila terulang.',
  },
  ACCESS_DENIED: { text: 'somebody who is not staff tried a staff action', retry: false, mend: 'Tidak ada; tercatat.' },
  STOP_FORCED: {
    text: 'work did not finish within the time to stop',
    retry: true,
    mend: 'Tidak ada: dilanjutkan ketika Loket dijalankan lagi.',
  },
  UNEXPECTED: { text: 'an error nobody foresaw', retry: true, mend: 'Laporkan beserta baris log-nya.' },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorTable

/**
 * The one error class. `detail` names what was wrong without a person's text, name or number, and without secrets:
 * it goes to logs as it is.
 */
export class LoketError extends Error {
  readonly code: ErrorCode
  readonly detail: string
  /** Milliseconds the network asked to wait, for CHANNEL_LIMITED, or lets nobody be written to first, for OUTREACH_REFUSED. */
  readonly retryAfterMs: number | undefined
  /** true: the network says it failed, but may have carried the request out; for CHANNEL_UNREACHABLE. */
  readonly maybeDone: boolean

  constructor(
    code: ErrorCode,
    detail = '',
    options: { cause?: unknown; retryAfterMs?: number; maybeDone?: boolean } = {},
  ) {
    super(
      `${code}: ${errorTable[code].text}${detail ? ` (${detail})` : ''}`,
      options.cause === undefined ? {} : { cause: options.cause },
    )
    this.name = 'LoketError'
    this.code = code
    this.detail = detail
    this.retryAfterMs = options.retryAfterMs
    this.maybeDone = options.maybeDone ?? false
  }

  /** true when the same attempt may succeed later. */
  get retry(): boolean {
    return errorTable[this.code].retry
  }
}

/** The code of any thrown value; UNEXPECTED for what is not ours. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof LoketError ? error.code : 'UNEXPECTED'
}
