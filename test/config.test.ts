import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Environment, readConfig, secretSettings } from '../src/config.ts'
import { LoketError } from '../src/errors.ts'

const token = '123456:AAAA-very-secret'
const key = Buffer.alloc(32, 7).toString('base64')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

function mistakes(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(LoketError)
    expect((error as LoketError).code).toBe('CONFIG_INVALID')
    return (error as LoketError).detail.split('; ')
  }
}

function secretFile(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('without any setting', () => {
  test('Loket simulates, on this machine only, and does everything', () => {
    expect(readConfig({})).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      DATA_DIR: 'data',
      TELEGRAM_API_ROOT: 'https://api.telegram.org',
      ROLES: ['channels', 'workers', 'web'],
      LOG_LEVEL: 'info',
      TRUST_PROXY: false,
      networks: 'simulated',
    })
  })

  test('an empty value is as good as none', () => {
    expect(readConfig({ PORT: '', TELEGRAM_BOT_TOKEN: '  ', ENCRYPTION_KEY: '', MONGODB_URI: '' })).toEqual(
      readConfig({}),
    )
  })

  test('what is none of its business is left alone', () => {
    expect(readConfig({ PATH: '/bin', HOME: '/root' })).toEqual(readConfig({}))
  })

  test('production refuses to simulate', () => {
    expect(() => readConfig({ NODE_ENV: 'production' })).toThrowError(/^CONFIG_SIMULATION.*TELEGRAM_BOT_TOKEN/)
    expect(readConfig({ NODE_ENV: 'production', TELEGRAM_BOT_TOKEN: token }).networks).toBe('real')
  })
})

describe('with settings', () => {
  test('a token makes it real', () => {
    expect(readConfig({ TELEGRAM_BOT_TOKEN: token })).toMatchObject({ TELEGRAM_BOT_TOKEN: token, networks: 'real' })
  })

  test('groups and roles are lists, with commas or spaces', () => {
    const config = readConfig({
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_STAFF_GROUP: '-1001, -1002',
      ROLES: 'channels web',
    })
    expect(config.TELEGRAM_STAFF_GROUP).toEqual(['-1001', '-1002'])
    expect(config.ROLES).toEqual(['channels', 'web'])
  })

  test('the result cannot be changed', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true)
  })
})

describe('a local WhatsApp server', () => {
  const local = { TELEGRAM_BOT_TOKEN: token, WHATSAPP: 'on', WHATSAPP_WS_URL: 'ws://127.0.0.1:8090/ws/chat' }

  test('is a rehearsal beside a local Telegram, with a database of its own', () => {
    expect(readConfig({ ...local, TELEGRAM_API_ROOT: 'http://127.0.0.1:8081' }).networks).toBe('rehearsal')
  })

  test('is refused beside the real Telegram, on another machine, and in production', () => {
    const root = { TELEGRAM_API_ROOT: 'http://127.0.0.1:8081' }
    expect(() => readConfig(local)).toThrowError(/^CONFIG_SIMULATION.*TELEGRAM_API_ROOT/)
    expect(() => readConfig({ ...local, ...root, WHATSAPP_WS_URL: 'ws://10.0.0.7/ws/chat' })).toThrowError(
      /^CONFIG_SIMULATION.*127\.0\.0\.1/,
    )
    expect(() => readConfig({ ...local, ...root, NODE_ENV: 'production' })).toThrowError(
      /^CONFIG_SIMULATION.*kosongkan WHATSAPP_WS_URL/,
    )
  })

  test('the real one is real, with its address written out or not', () => {
    const { WHATSAPP_WS_URL: _, ...real } = local
    expect(readConfig(real).networks).toBe('real')
    expect(
      readConfig({ ...real, WHATSAPP_WS_URL: 'wss://web.whatsapp.com/ws/chat', NODE_ENV: 'production' }).networks,
    ).toBe('real')
  })
})

describe('a mistake', () => {
  test.each<[string, string, RegExp]>([
    ['PORT', 'eighty', /^PORT: /],
    ['PORT', '70000', /^PORT: /],
    ['PUBLIC_URL', 'loket', /^PUBLIC_URL: tulis alamat publik, mis\. https:\/\//],
    ['TRUST_PROXY', 'yes', /^TRUST_PROXY: tulis true atau false$/],
    ['MONGODB_URI', 'localhost', /^MONGODB_URI: tulis mongodb:\/\//],
    ['REDIS_URL', 'localhost', /^REDIS_URL: tulis redis:\/\//],
    ['TELEGRAM_BOT_TOKEN', 'AAAA', /^TELEGRAM_BOT_TOKEN: tulis token dari @BotFather/],
    ['TELEGRAM_API_ROOT', 'telegram', /^TELEGRAM_API_ROOT: tulis alamat/],
    ['ENCRYPTION_KEY', 'short', /^ENCRYPTION_KEY: tulis 32 byte base64, mis\. dari: openssl/],
    ['ROLES', 'bot', /^ROLES: pilih dari channels, workers, web$/],
    ['ROLES', ',', /^ROLES: pilih paling sedikit satu$/],
    ['LOG_LEVEL', 'loud', /^LOG_LEVEL: pilih dari trace/],
  ])('%s=%s is told with what to write', (name, value, sentence) => {
    expect(mistakes({ [name]: value })).toEqual([expect.stringMatching(sentence)])
  })

  test.each<[NodeJS.ProcessEnv, RegExp]>([
    [{ TELEGRAM_STAFF_GROUP: 'loket' }, /^TELEGRAM_STAFF_GROUP: id grup bertanda minus, mis\. -100/],
    [{ TELEGRAM_STAFF_GROUP: ',' }, /^TELEGRAM_STAFF_GROUP: tulis paling sedikit satu id/],
    [
      { TELEGRAM_WEBHOOK_SECRET: 'short', PUBLIC_URL: 'https://x.go.id' },
      /^TELEGRAM_WEBHOOK_SECRET: tulis 16–256 huruf/,
    ],
    [{ TELEGRAM_WEBHOOK_SECRET: 'a'.repeat(16) }, /^PUBLIC_URL: isi bersama TELEGRAM_WEBHOOK_SECRET$/],
  ])('%o is told with what to write', (env, sentence) => {
    expect(mistakes({ TELEGRAM_BOT_TOKEN: token, ...env })).toEqual([expect.stringMatching(sentence)])
  })

  test('WhatsApp needs Telegram, where the staff answer, and its settings need it', () => {
    expect(mistakes({ WHATSAPP: 'on' })).toEqual([
      'TELEGRAM_BOT_TOKEN: diperlukan juga untuk WhatsApp, sebab petugas menjawab di grup Telegram',
    ])
    expect(mistakes({ TELEGRAM_BOT_TOKEN: token, WHATSAPP_PHONE: '6281234567890' })).toEqual([
      'WHATSAPP: tulis on bila memakai setelan WHATSAPP lainnya',
    ])
    expect(mistakes({ TELEGRAM_BOT_TOKEN: token, WHATSAPP: 'on', WHATSAPP_PHONE: '0812-345' })).toEqual([
      expect.stringMatching(/^WHATSAPP_PHONE: tulis nomor lengkap dengan kode negara/),
    ])
  })

  test('a group without a bot is one too', () => {
    expect(mistakes({ TELEGRAM_STAFF_GROUP: '-1001' })).toEqual([
      'TELEGRAM_BOT_TOKEN: diperlukan oleh setelan TELEGRAM lainnya',
    ])
  })

  test('comes with all others at once', () => {
    const told = mistakes({
      PORT: 'x',
      LOG_LEVEL: 'loud',
      TELEGRAM_BOT_TOKEN: 'x',
      ENCRYPTION_KEY: 'x',
      MONGODB_URI_FILE: join(folder, 'absent'),
      REDIS_URL: 'x',
    })
    expect(told.map(one => one.split(':')[0]).sort()).toEqual([
      'ENCRYPTION_KEY',
      'LOG_LEVEL',
      'MONGODB_URI_FILE',
      'PORT',
      'REDIS_URL',
      'TELEGRAM_BOT_TOKEN',
    ])
  })

  test('never shows the value of a secret', () => {
    const secret = 'hush-hush-hush'
    for (const name of secretSettings) {
      const told = mistakes({ [name]: `!${secret}`, PORT: 'x' })
      expect(told.length).toBeGreaterThan(1)
      expect(told.join()).not.toContain(secret)
      const byFile = mistakes({ [`${name}_FILE`]: secretFile(`${name}.wrong`, `!${secret}`) })
      expect(byFile.length).toBeGreaterThan(0)
      expect(byFile.join()).not.toContain(secret)
    }
  })
})

describe('a secret in a file', () => {
  test.each([
    ['TELEGRAM_BOT_TOKEN', token],
    ['ENCRYPTION_KEY', key],
    ['MONGODB_URI', 'mongodb://db:27017/loket'],
    ['REDIS_URL', 'redis://redis:6379'],
  ] as const)('%s is read without its line end', (name, value) => {
    expect(readConfig({ [`${name}_FILE`]: secretFile(name, `${value}\n`) })[name]).toBe(value)
  })

  test('covers every secret', () => {
    expect([...secretSettings].sort()).toEqual(
      ['ENCRYPTION_KEY', 'MONGODB_URI', 'REDIS_URL', 'TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET'].sort(),
    )
  })

  test('may not stand beside the setting itself', () => {
    expect(mistakes({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_BOT_TOKEN_FILE: secretFile('token', token) })).toEqual([
      'TELEGRAM_BOT_TOKEN: isi salah satu: ini atau TELEGRAM_BOT_TOKEN_FILE',
    ])
  })

  test('that is not there is a mistake', () => {
    expect(mistakes({ REDIS_URL_FILE: join(folder, 'absent') })).toEqual(['REDIS_URL_FILE: berkasnya tidak terbaca'])
  })
})

describe('README.md', () => {
  test('has the table of settings: names, order, defaults and descriptions', () => {
    const table = tableUnder('## Settings')
    expect(
      table.map(asLine),
      `the table under "## Settings" should be\n${settingsTable().map(asLine).join('\n')}\n`,
    ).toEqual(settingsTable().map(asLine))
  })

  test('and .env.example name no setting that does not exist', () => {
    const known = Object.keys(Environment.shape)
    const named = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8').matchAll(/^#?\s*([A-Z_]{3,})=/gm)
    for (const [, name = ''] of named) expect(known).toContain(name.replace(/_FILE$/, ''))
  })
})

/** The rows README must have. */
function settingsTable(): string[][] {
  const defaults: Record<string, unknown> = Environment.parse({})
  const rows = Object.entries(Environment.shape).map(([name, setting]) => {
    const value = defaults[name]
    const shown = Array.isArray(value) ? value.join(', ') : value === undefined ? '' : String(value)
    return [`\`${name}\``, shown && `\`${shown}\``, setting.description ?? '']
  })
  return [['Name', 'Default', 'What'], ['---', '---', '---'], ...rows]
}

function asLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** The cells of the first table under a heading; none when there is no such heading. */
function tableUnder(heading: string): string[][] {
  const readme = join(import.meta.dirname, '../README.md')
  const text = existsSync(readme) ? readFileSync(readme, 'utf8') : ''
  const lines = text.slice(text.indexOf(`\n${heading}\n`) + 1).split('\n')
  if (lines[0] !== heading) return []
  const first = lines.findIndex(line => line.startsWith('|'))
  const end = lines.findIndex((line, at) => at > first && !line.startsWith('|'))
  return lines.slice(first, end).map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim().replace(/^-+$/, '---')),
  )
}
