import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { LoketError } from './errors.ts'

const portWords = 'tulis angka 0–65535'
const port = z.coerce.number(portWords).int(portWords).min(0, portWords).max(65535, portWords)
const filled = z.string().trim().min(1, 'jangan kosong')

export const roles = ['channels', 'workers', 'web'] as const
export type Role = (typeof roles)[number]

const list = (value: string): string[] =>
  value
    .split(/[\s,]+/)
    .map(part => part.trim())
    .filter(Boolean)

/** The whole environment. The table in README.md is this object; a test keeps the two equal. */
export const Environment = z.object({
  PORT: port.default(3000).describe('Port of the web server; 0 picks a free one'),
  HOST: filled.default('127.0.0.1').describe('Address the web server listens on'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'tulis alamat publik, mis. https://loket.example.go.id' })
    .optional()
    .describe('Public address; with TELEGRAM_WEBHOOK_SECRET it turns the webhook on'),
  TRUST_PROXY: z
    .enum(['true', 'false'], { error: 'tulis true atau false' })
    .default('false')
    .transform(value => value === 'true')
    .describe('true behind a reverse proxy: the client address is read from X-Forwarded-For'),
  DATA_DIR: filled.default('data').describe('Folder of the embedded servers, the made key and backups'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'tulis mongodb://host:27017/loket?replicaSet=rs0')
    .optional()
    .describe('MongoDB (replica set); empty: the embedded server'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'tulis redis://host:6379')
    .optional()
    .describe('Redis; empty: the embedded server'),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]{3,}$/, 'tulis token dari @BotFather, mis. 123456:ABC…')
    .optional()
    .describe('Token from @BotFather; empty: simulation'),
  TELEGRAM_API_ROOT: z
    .url({ protocol: /^https?$/, error: 'tulis alamat seperti http://127.0.0.1:8081' })
    .default('https://api.telegram.org')
    .describe('Bot API server'),
  TELEGRAM_STAFF_GROUP: z
    .string()
    .transform(list)
    .pipe(
      z
        .array(z.string().regex(/^-\d+$/, 'id grup bertanda minus, mis. -1001234567890'))
        .min(1, 'tulis paling sedikit satu id'),
    )
    .optional()
    .describe('Staff group id, or several with commas; empty: /hubungkan with the printed code'),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{16,256}$/, 'tulis 16–256 huruf, angka, _ atau -')
    .optional()
    .describe('Secret of the webhook (set together with PUBLIC_URL); empty: long polling'),
  WHATSAPP: z
    .enum(['on', 'off'], { error: 'tulis on atau off' })
    .default('off')
    .describe('on: penyedia are served on WhatsApp too; the number is linked once, see docs/whatsapp.md'),
  WHATSAPP_PHONE: z
    .string()
    .regex(/^[1-9]\d{7,14}$/, 'tulis nomor lengkap dengan kode negara, angka saja, mis. 6281234567890')
    .optional()
    .describe('Number to link by a pairing code instead of a QR'),
  WHATSAPP_WS_URL: z
    .url({ protocol: /^wss?$/, error: 'tulis alamat seperti ws://127.0.0.1:8090/ws/chat' })
    .optional()
    .describe('A local WhatsApp server to rehearse with; empty: the real one'),
  ENCRYPTION_KEY: z
    .string()
    .refine(
      value => Buffer.from(value, 'base64').length === 32,
      'tulis 32 byte base64, mis. dari: openssl rand -base64 32',
    )
    .optional()
    .describe('Key of stored files and WhatsApp keys; empty: made once and kept under DATA_DIR'),
  ROLES: z
    .string()
    .transform(list)
    .pipe(z.array(z.enum(roles, { error: 'pilih dari channels, workers, web' })).min(1, 'pilih paling sedikit satu'))
    .default([...roles])
    .describe('What this process does: channels, workers, web'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'pilih dari trace, debug, info, warn, error, fatal, silent',
    })
    .default('info')
    .describe('How much is logged; message texts, names and tokens never are'),
  NODE_ENV: z.string().default('').describe('production refuses simulation'),
})

/** Settings that may come from a file named in `<NAME>_FILE` (Docker secrets). */
export const secretSettings = [
  'MONGODB_URI',
  'REDIS_URL',
  'TELEGRAM_BOT_TOKEN',
  'TELEGRAM_WEBHOOK_SECRET',
  'ENCRYPTION_KEY',
] as const

/** What Loket serves: real people; a rehearsal with local servers that others started; or networks of its own. */
export type NetworkKind = 'real' | 'rehearsal' | 'simulated'

/** The database of each kind, where MONGODB_URI names none. */
export const databaseNames: Readonly<Record<NetworkKind, string>> = {
  real: 'loket',
  rehearsal: 'loket_latihan',
  simulated: 'loket_simulasi',
}

export type Config = Readonly<z.infer<typeof Environment>> & {
  /** simulated when no network is configured: Loket starts its own (docs/keputusan.md: all or nothing). */
  readonly networks: NetworkKind
}

/** Where WhatsApp itself is. */
export const realWhatsApp = 'wss://web.whatsapp.com/ws/chat'

/**
 * Reads the environment. Empty values count as absent; `<NAME>_FILE` is read for secrets.
 * Throws CONFIG_INVALID naming every mistake at once, each with what to write; never shows a secret's value.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const mistakes: string[] = []
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) if (value?.trim()) values[name] = value.trim()
  for (const name of secretSettings) {
    const file = values[`${name}_FILE`]
    if (!file) continue
    if (values[name]) mistakes.push(`${name}: isi salah satu: ini atau ${name}_FILE`)
    try {
      values[name] = readFileSync(file, 'utf8').trim()
    } catch {
      mistakes.push(`${name}_FILE: berkasnya tidak terbaca`)
    }
  }
  const parsed = Environment.safeParse(values)
  if (!parsed.success)
    for (const issue of parsed.error.issues) mistakes.push(`${String(issue.path[0])}: ${issue.message}`)
  if (values.TELEGRAM_WEBHOOK_SECRET && !values.PUBLIC_URL)
    mistakes.push('PUBLIC_URL: isi bersama TELEGRAM_WEBHOOK_SECRET')
  if (!values.TELEGRAM_BOT_TOKEN && (values.TELEGRAM_STAFF_GROUP || values.TELEGRAM_WEBHOOK_SECRET))
    mistakes.push('TELEGRAM_BOT_TOKEN: diperlukan oleh setelan TELEGRAM lainnya')
  if (!values.TELEGRAM_BOT_TOKEN && values.WHATSAPP === 'on')
    mistakes.push('TELEGRAM_BOT_TOKEN: diperlukan juga untuk WhatsApp, sebab petugas menjawab di grup Telegram')
  if (values.WHATSAPP !== 'on' && (values.WHATSAPP_PHONE || values.WHATSAPP_WS_URL))
    mistakes.push('WHATSAPP: tulis on bila memakai setelan WHATSAPP lainnya')
  if (mistakes.length || !parsed.success) throw new LoketError('CONFIG_INVALID', mistakes.join('; '))
  return Object.freeze({ ...parsed.data, networks: networksOf(parsed.data) })
}

/** Throws CONFIG_SIMULATION where a real and a local network would stand side by side, or production would have one. */
function networksOf(env: z.infer<typeof Environment>): NetworkKind {
  const refuse = (why: string): never => {
    throw new LoketError('CONFIG_SIMULATION', why)
  }
  const production = env.NODE_ENV === 'production'
  if (!env.TELEGRAM_BOT_TOKEN) {
    if (production) refuse('NODE_ENV=production memerlukan TELEGRAM_BOT_TOKEN')
    return 'simulated'
  }
  const isLocalTelegram = isLoopback(env.TELEGRAM_API_ROOT)
  if (env.WHATSAPP === 'off') return 'real'
  const server = env.WHATSAPP_WS_URL ?? realWhatsApp
  if (server !== realWhatsApp) {
    if (production) refuse('NODE_ENV=production memakai WhatsApp yang sungguhan: kosongkan WHATSAPP_WS_URL')
    if (!isLoopback(server)) refuse('WHATSAPP_WS_URL hanya untuk server di komputer ini (127.0.0.1)')
    if (!isLocalTelegram) refuse('WhatsApp tiruan tidak boleh di samping Telegram sungguhan: isi TELEGRAM_API_ROOT')
    return 'rehearsal'
  }
  // A Bot API server of one's own on this machine speaks with the real Telegram; only a rehearsal is told apart.
  return 'real'
}

function isLoopback(address: string): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(address).hostname)
}
