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
  ENCRYPTION_KEY: z
    .string()
    .refine(
      value => Buffer.from(value, 'base64').length === 32,
      'tulis 32 byte base64, mis. dari: openssl rand -base64 32',
    )
    .optional()
    .describe('Key of stored files; empty: made once and kept under DATA_DIR'),
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

export type Config = Readonly<z.infer<typeof Environment>> & {
  /** true when no real network is configured: Loket starts its own (DESIGN: all or nothing). */
  readonly simulated: boolean
}

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
  if (mistakes.length || !parsed.success) throw new LoketError('CONFIG_INVALID', mistakes.join('; '))
  const simulated = !parsed.data.TELEGRAM_BOT_TOKEN
  if (simulated && parsed.data.NODE_ENV === 'production')
    throw new LoketError('CONFIG_SIMULATION', 'NODE_ENV=production memerlukan TELEGRAM_BOT_TOKEN')
  return Object.freeze({ ...parsed.data, simulated })
}
