import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { Environment, readConfig, secretSettings } from '../../src/config.ts'

interface Service {
  image?: string
  build?: string
  command?: string[]
  environment?: Record<string, string | number>
  ports?: string[]
  volumes?: string[]
  networks: string[]
  secrets?: string[]
  container_name?: string
  healthcheck?: { test: string[] }
  restart: string
  security_opt: string[]
  read_only?: boolean
  stop_grace_period: string
  logging: { options: Record<string, string> }
  depends_on?: Record<string, { condition: string }>
  deploy: { resources: { limits: { memory: string } } }
}

interface Compose {
  services: Record<string, Service>
  volumes: Record<string, unknown>
  networks: Record<string, { internal?: boolean } | null>
  secrets: Record<string, { file: string }>
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose
const dockerfile = read('Dockerfile')
const ours = ['bot', 'worker']
const all = Object.entries(compose.services)
const settings = new Set([...Object.keys(Environment.shape), ...secretSettings.map(name => `${name}_FILE`)])

const service = (name: string): Service => {
  const found = compose.services[name]
  if (!found) throw new Error(`no service ${name}`)
  return found
}

/** What Compose makes of ${NAME:-default} and ${NAME:?message}. */
const filled = (value: string | number, env: Record<string, string>) =>
  String(value).replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_whole, name: string, kind: string, rest: string) => {
    const given = env[name] ?? (kind === '-' ? rest : '')
    if (!given && kind === '?') throw new Error(`${name}: ${rest}`)
    return given
  })

describe('docker-compose.yml', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loket-compose-'))
    await writeFile(join(folder, 'telegram_bot_token'), '123456:abcdef\n')
    await writeFile(join(folder, 'telegram_webhook_secret'), `${randomBytes(20).toString('hex')}\n`)
    await writeFile(join(folder, 'encryption_key'), `${randomBytes(32).toString('base64')}\n`)
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('has two processes of Loket, MongoDB, Redis and Caddy', () => {
    expect(Object.keys(compose.services).toSorted()).toEqual(['bot', 'caddy', 'mongodb', 'redis', 'worker'])
    expect(service('bot').environment?.ROLES).toBe('channels,web')
    expect(service('worker').environment?.ROLES).toBe('workers')
  })

  test.each(ours)('gives %s only settings that exist, with values that Loket accepts', name => {
    const env: Record<string, string> = {}
    for (const [key, value] of Object.entries(service(name).environment ?? {})) {
      expect(settings).toContain(key)
      env[key] = filled(value, { PUBLIC_URL: 'https://loket.example.go.id' }).replace('/run/secrets', folder)
    }
    const config = readConfig(env)
    expect(config).toMatchObject({ HOST: '0.0.0.0', NODE_ENV: 'production', TRUST_PROXY: true, networks: 'real' })
    expect(config.TELEGRAM_STAFF_GROUP).toBeUndefined()
    expect(config.ENCRYPTION_KEY).toBeDefined()
    expect(() => filled(service(name).environment?.PUBLIC_URL ?? '', {})).toThrow('PUBLIC_URL')
  })

  test('gives the processes of Loket the same settings but for their roles', () => {
    const { environment: bot } = service('bot')
    expect(service('worker').environment).toEqual({ ...bot, ROLES: 'workers' })
    expect(service('caddy').environment?.PUBLIC_URL).toBe(bot?.PUBLIC_URL)
  })

  test.each(ours)('lets %s serve WhatsApp when .env says so, with the real one only', name => {
    const given = { PUBLIC_URL: 'https://loket.example.go.id', WHATSAPP: 'on', WHATSAPP_PHONE: '6281100000001' }
    const env = Object.fromEntries(
      Object.entries(service(name).environment ?? {}).map(([key, value]) => [
        key,
        filled(value, given).replace('/run/secrets', folder),
      ]),
    )
    expect(readConfig(env)).toMatchObject({ WHATSAPP: 'on', WHATSAPP_PHONE: '6281100000001', networks: 'real' })
    expect(env).not.toHaveProperty('WHATSAPP_WS_URL')
    expect(compose.networks.front?.internal).toBeFalsy()
  })

  test('names addresses that are services, with a replica set', () => {
    const environment = service('bot').environment
    const database = new URL(String(environment?.MONGODB_URI))
    expect(database.host).toBe('mongodb:27017')
    expect(new URL(String(environment?.REDIS_URL)).host).toBe('redis:6379')
    const set = database.searchParams.get('replicaSet')
    expect(service('mongodb').command?.join(' ')).toContain(`--replSet ${set}`)
    expect(service('mongodb').healthcheck?.test.at(-1)).toContain(`_id: '${set}'`)
    expect(service('mongodb').healthcheck?.test.at(-1)).toContain("host: 'mongodb:27017'")
  })

  test('has no secret in clear: each is a file that ours are given', () => {
    for (const name of secretSettings)
      if (!['MONGODB_URI', 'REDIS_URL'].includes(name)) expect(service('bot').environment).not.toHaveProperty(name)
    for (const name of ours) {
      const files = Object.entries(service(name).environment ?? {}).filter(([key]) => key.endsWith('_FILE'))
      expect(files.map(([, path]) => path).toSorted()).toEqual(
        Object.keys(compose.secrets)
          .map(secret => `/run/secrets/${secret}`)
          .toSorted(),
      )
      expect(service(name).secrets?.toSorted()).toEqual(Object.keys(compose.secrets).toSorted())
    }
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//)
    expect(read('secrets/.gitignore').split('\n')[0]).toBe('*')
    expect(read('.dockerignore').split('\n')).toContain('*')
  })

  test('declares every volume and network that is used, and uses every one declared', () => {
    const used = all.flatMap(([, { volumes = [] }]) => volumes.map(volume => volume.split(':')[0] ?? ''))
    const named = new Set(used.filter(volume => !volume.startsWith('.')))
    expect([...named].toSorted()).toEqual(Object.keys(compose.volumes).toSorted())
    expect(service('mongodb').volumes).toContain('mongodb:/data/db')
    expect(service('redis').volumes).toContain('redis:/data')
    expect(service('bot').volumes).toContain(`loket:${service('bot').environment?.DATA_DIR}`)
    const networks = new Set(all.flatMap(([, { networks }]) => networks))
    expect([...networks].toSorted()).toEqual(Object.keys(compose.networks).toSorted())
  })

  test('opens only Caddy to the world; the databases stand on an inner network', () => {
    expect(all.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['caddy'])
    expect(compose.networks.back?.internal).toBe(true)
    for (const name of ['mongodb', 'redis']) expect(service(name).networks).toEqual(['back'])
    expect(service('caddy').networks).toEqual(['front'])
  })

  test('can run several workers', () => {
    expect(service('worker').container_name).toBeUndefined()
    expect(service('worker').ports).toBeUndefined()
  })

  test('keeps Redis durable and never evicting', () => {
    const command = service('redis').command?.join(' ')
    expect(command).toContain('--appendonly yes')
    expect(command).toContain('--maxmemory-policy noeviction')
  })

  test.each(all)('%s restarts, stops gently, is bounded and gains no privileges', (name, spec) => {
    expect(spec.restart).toBe('unless-stopped')
    expect(Number.parseInt(spec.stop_grace_period, 10)).toBeGreaterThanOrEqual(30)
    expect(spec.security_opt).toContain('no-new-privileges:true')
    expect(spec.logging.options).toMatchObject({ 'max-size': '10m' })
    expect(spec.deploy.resources.limits.memory).toMatch(/^\d+[mg]$/)
    if (name !== 'mongodb') expect(spec.read_only).toBe(true)
    for (const [other, { condition }] of Object.entries(spec.depends_on ?? {})) {
      expect(condition).toBe('service_healthy')
      const checked = service(other).healthcheck ?? (service(other).build ? /^HEALTHCHECK/m.exec(dockerfile) : null)
      expect(checked).toBeTruthy()
    }
  })
})

describe('Dockerfile', () => {
  test('runs Loket itself as a user without rights and looks at its own health', () => {
    const lines = dockerfile.split('\n')
    const start = 'CMD ["node", "--max-old-space-size=256", "src/main.ts"]'
    expect(lines).toContain(start)
    expect(lines.filter(line => line.startsWith('USER'))).toEqual(['USER node'])
    expect(lines.findIndex(line => line.startsWith('USER'))).toBeLessThan(lines.indexOf(start))
    // Alive, not well: a number that waits to be linked must not have the container restarted.
    expect(dockerfile).toMatch(/HEALTHCHECK[^\n]*\\\n[^\n]*\/health\/live/)
    expect(dockerfile).toContain('npm ci --omit=dev --ignore-scripts')
    expect(lines.filter(line => line.startsWith('FROM')).every(line => line.includes('node:24-slim'))).toBe(true)
  })

  test('copies only what .dockerignore lets through', () => {
    const allowed = new Set(read('.dockerignore').match(/(?<=^!).+/gm))
    const copied = [...dockerfile.matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(match => match[1]?.split(' ') ?? [])
    expect(new Set(copied)).toEqual(allowed)
  })

  test('sets only settings that exist', () => {
    const pairs = [...(/^ENV (.+)$/m.exec(dockerfile)?.[1] ?? '').matchAll(/(\w+)=/g)].map(match => match[1])
    expect(pairs.length).toBeGreaterThan(0)
    for (const name of pairs) expect(settings).toContain(name)
  })
})

describe('Caddyfile', () => {
  const caddyfile = read('Caddyfile').replaceAll(/^#.*$/gm, '')

  test('lets exactly the webhook and the health of Loket through', () => {
    expect([...caddyfile.matchAll(/@(\w+) \{\s+method (\w+)\s+path (\S+)\s+\}/g)].map(match => match.slice(1))).toEqual(
      [
        ['webhook', 'POST', '/telegram/webhook'],
        ['health', 'GET', '/health'],
      ],
    )
    const handled = [...caddyfile.matchAll(/handle (@\w+ )?\{\s+([^\n]+)\s+\}/g)].map(match => [
      match[1]?.trim(),
      match[2]?.trim(),
    ])
    expect(handled).toEqual([
      ['@webhook', 'reverse_proxy bot:3000'],
      ['@health', 'reverse_proxy bot:3000'],
      [undefined, 'respond 404'],
    ])
    expect(caddyfile.match(/reverse_proxy/g)).toHaveLength(2)
    expect(caddyfile.match(/\bpath\b/g)).toHaveLength(2)
    expect(service('bot').environment?.PORT).toBe(3000)
  })

  test('serves the host of PUBLIC_URL', () => {
    expect(caddyfile).toMatch(/^\{\$PUBLIC_URL\} \{$/m)
  })
})

test('.env.example names only settings that exist and starts as it is', () => {
  const env = Object.fromEntries([...read('.env.example').matchAll(/^(\w+)=(.*)$/gm)].map(match => match.slice(1)))
  for (const name of Object.keys(env)) expect(settings).toContain(name)
  expect(readConfig(env).networks).toBe('simulated')
})
