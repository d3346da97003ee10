import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

interface Import {
  readonly file: string
  readonly target: string
  /** true: `import type`, which leaves nothing at run time. */
  readonly typeOnly: boolean
  /** true: `await import(…)`, loaded only by who comes to that line. */
  readonly late?: boolean
}

const files = globSync('src/**/*.ts', { cwd: root }).sort()
const imports = files.flatMap(importsOf)

function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8')
  const statements = source.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm)
  const calls = source.matchAll(/()\bimport\('([^']+)'\)/g)
  const read =
    (late: boolean) =>
    ([, type, target = '']: RegExpExecArray): Import => ({
      file,
      target: target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
      typeOnly: Boolean(type),
      late,
    })
  return [...statements.map(read(false)), ...calls.map(read(true))]
}

/** The part of the house a file belongs to: a folder under src, a network under channels, or a file of its own. */
function partOf(file: string): string {
  const [, first = '', second = ''] = file.split('/')
  return first === 'channels' ? `channels/${second}` : first
}

/** What each part may import of the others (DESIGN: imports point one way). those who put the house together know everybody. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': [],
  'log.ts': ['errors.ts'],
  'config.ts': ['errors.ts'],
  'start-screen.ts': ['errors.ts'],
  'simulation-log.ts': ['errors.ts', 'log.ts'],
  domain: ['errors.ts'],
  flows: ['domain', 'errors.ts'],
  app: ['domain', 'flows', 'errors.ts', 'log.ts'],
  'channels/telegram': ['app', 'domain', 'flows', 'errors.ts', 'log.ts'],
  'channels/whatsapp': ['app', 'domain', 'flows', 'errors.ts', 'log.ts'],
  queues: ['app', 'domain', 'flows', 'errors.ts', 'log.ts'],
  storage: ['app', 'domain', 'flows', 'errors.ts', 'log.ts'],
  http: ['app', 'domain', 'flows', 'errors.ts', 'log.ts'],
  web: ['errors.ts', 'log.ts'],
  console: ['app', 'domain', 'flows', 'web', 'errors.ts', 'log.ts'],
  simulator: ['app', 'domain', 'flows', 'web', 'errors.ts', 'log.ts'],
  embedded: ['app', 'domain', 'flows', 'errors.ts', 'log.ts'],
}
const knowEverybody = [
  'main.ts',
  'loket.ts',
  'simulation.ts',
  'simulation-page.ts',
  'simulation-bot.ts',
  'networks',
  'commands',
]

/** Whose types a file may name though its part may not import them: they are told what to say, nothing more. */
const mayName: Readonly<Record<string, readonly string[]>> = {
  'src/start-screen.ts': ['config.ts', 'loket.ts', 'simulation.ts'],
}

/** Which part may use a package; a package that is not here may be used nowhere. */
const packages: Readonly<Record<string, readonly string[]>> = {
  luxon: ['domain'],
  yaml: ['flows', 'simulator'],
  zod: ['flows', 'config.ts', 'simulator'],
  pino: ['log.ts'],
  telegraf: ['channels/telegram'],
  // The local server speaks with the codec of the very client it serves.
  '@whiskeysockets/baileys': ['channels/whatsapp', 'simulator'],
  qrcode: ['channels/whatsapp'],
  selfsigned: ['simulator'],
  ws: ['simulator'],
  bullmq: ['queues'],
  ioredis: ['queues'],
  mongoose: ['storage'],
  'file-type': ['storage'],
  fastify: ['http', 'web', 'console', 'simulator'],
  '@fastify/helmet': ['web'],
  '@fastify/cookie': ['web'],
  '@fastify/multipart': ['web', 'simulator'],
  '@fastify/formbody': ['web'],
  '@fastify/rate-limit': ['web'],
  '@iconify-json/lucide': ['web'],
  'prom-client': ['http'],
}

/** Parts in which not even Node's own modules may be used: they are told everything they know. */
const withoutNode = ['domain', 'app', 'errors.ts']

/** Every broken rule as a sentence. */
function violations(all: readonly Import[]): string[] {
  return all.flatMap(one => {
    const why = violation(one)
    return why ? [`${one.file} imports ${one.target}: ${why}`] : []
  })
}

function violation({ file, target, typeOnly }: Import): string | null {
  const part = partOf(file)
  if (target.startsWith('node:')) return withoutNode.includes(part) ? `${part} may not use the machine` : null
  if (!target.startsWith('src/')) {
    const name = target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : target.split('/')[0]!
    const homes = packages[name]
    if (!homes) return `${name} is used nowhere; say in this test which part may use it`
    if (homes.includes(part)) return null
    // What a composition root carries from one part to another it may name.
    if (knowEverybody.includes(part) && typeOnly) return null
    return `${name} may be used only in ${homes.join(', ')}`
  }
  const other = partOf(target)
  if (other === part || knowEverybody.includes(part)) return null
  if (typeOnly && mayName[file]?.includes(other)) return null
  if (other === 'config.ts') return 'settings are read by main and commands alone'
  const allowed = mayImport[part]
  if (!allowed) return `${part} has no place in the house yet; say in this test what it may import`
  return allowed.includes(other) ? null : `${part} may import only ${allowed.join(', ') || 'itself'}`
}

describe('imports', () => {
  test('point one way, and each package stays in its part of the house', () => {
    expect(imports.length).toBeGreaterThan(200)
    expect(violations(imports)).toEqual([])
  })

  test('never go in a circle', () => {
    const next = Map.groupBy(
      imports.filter(one => !one.typeOnly && one.target.startsWith('src/')),
      one => one.file,
    )
    const circles: string[] = []
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) {
        circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
        return
      }
      if (walked.has(file)) return
      for (const { target } of next.get(file) ?? []) walk(target, [...path, file])
      walked.add(file)
    }
    const walked = new Set<string>()
    for (const file of files) walk(file, [])
    expect(circles).toEqual([])
  })

  test('bring nothing of the simulator into a program that serves real people', () => {
    const loaded = new Set<string>()
    const load = (file: string): void => {
      if (loaded.has(file)) return
      loaded.add(file)
      for (const one of imports)
        if (one.file === file && !one.typeOnly && !one.late && one.target.startsWith('src/')) load(one.target)
    }
    load('src/main.ts')
    expect(loaded).toContain('src/loket.ts')
    expect([...loaded].filter(file => /simulator|simulation\.ts|simulation-(page|bot)/.test(file))).toEqual([])
  })

  test.each<[string, string, boolean, RegExp]>([
    ['src/app/drain.ts', 'src/storage/inbox.ts', false, /app may import only domain, flows/],
    ['src/app/drain.ts', 'node:crypto', false, /app may not use the machine/],
    ['src/app/drain.ts', 'zod', false, /zod may be used only in flows, config.ts/],
    ['src/domain/ticket.ts', 'src/app/ports.ts', true, /domain may import only errors.ts/],
    ['src/domain/day.ts', 'mongoose', true, /mongoose may be used only in storage/],
    ['src/storage/inbox.ts', 'src/queues/lanes.ts', false, /storage may import only/],
    ['src/embedded/start.ts', 'src/storage/connection.ts', false, /embedded may import only/],
    ['src/channels/telegram/adapter.ts', 'src/channels/whatsapp/adapter.ts', false, /telegram may import only/],
    ['src/http/server.ts', 'src/config.ts', true, /settings are read by main and commands alone/],
    ['src/loket.ts', 'telegraf', false, /telegraf may be used only in channels\/telegram/],
    ['src/http/server.ts', 'express', false, /express is used nowhere/],
    ['src/helpdesk/x.ts', 'src/domain/day.ts', false, /has no place in the house yet/],
  ])('%s may not import %s', (file, target, typeOnly, sentence) => {
    expect(violations([{ file, target, typeOnly }])).toEqual([expect.stringMatching(sentence)])
  })
})

describe('names', () => {
  test('say what is inside: no utils, helpers, barrels', () => {
    const vague = /(^|[/-])(utils?|helpers?|common|managers?|services?|misc|index)([.-]|\/|\.ts$)/
    expect(files.filter(file => vague.test(file.replace(/^src/, '')))).toEqual([])
  })

  test('are in kebab case', () => {
    expect(files.filter(file => !/^src(\/[a-z0-9]+(-[a-z0-9]+)*)+\.ts$/.test(file))).toEqual([])
  })
})
