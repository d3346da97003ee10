import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { captureConsole } from '../src/channels/whatsapp/console-capture.ts'
import { startEmbedded } from '../src/embedded/start.ts'
import { createLog } from '../src/log.ts'
import { startWhatsApp } from '../src/simulator/whatsapp/server.ts'
import { startChild } from './whatsapp-child.ts'
import type { SubjectCalls } from './whatsapp-subject.ts'
import { echoes, phoneNumbers, receives, sends, type Bench, type Figures } from './whatsapp-variants.ts'
import { relayBothWays } from './whatsapp-whole.ts'

/**
 * Messages per second out and in through the real client of WhatsApp: Baileys alone with keys in memory and nothing
 * stored, as the baseline; Loket's adapter with keys in MongoDB, sent messages stored before they leave and an inbox; the
 * whole of Loket, from a person on WhatsApp to the topic and back. The subject has a process of its own; the local
 * server with the crypto of all contacts runs in this one. Prints JSON lines; exits 1 when anything was lost or repeated.
 *
 *   npm run bench:whatsapp -- [--count 2000] [--contacts 50] [--mongodb URI] [--durability TEXT]
 *                             [--only baileys,adapter,loket] [--users 20] [--memory [--messages 20000]] [--node=ARGUMENTS]
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    contacts: { type: 'string', default: '50' },
    mongodb: { type: 'string' },
    durability: { type: 'string' },
    only: { type: 'string', default: 'baileys,adapter,loket' },
    users: { type: 'string', default: '20' },
    memory: { type: 'boolean', default: false },
    messages: { type: 'string', default: '20000' },
    node: { type: 'string', default: '' },
  },
})

const count = Number(values.count)
const contacts = Number(values.contacts)
/** For the process of the subject: limits of memory, or --cpu-prof. */
const more = values.node.split(' ').filter(Boolean)
const subjects = values.only.split(',')
const programs = { baileys: 'whatsapp-baileys.ts', adapter: 'whatsapp-adapter.ts' } as const
const titles = { baileys: 'baileys, keys in memory, nothing stored', adapter: 'adapter, keys in MongoDB' } as const
/** Sends and messages before the first that is measured. */
const warmUp = 200
const echoCount = 200

// libsignal, which the contacts' phones use here, writes to the console.
captureConsole(createLog('silent'))

let faults = 0
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

const dataDir = await mkdtemp(join(tmpdir(), 'loket-bench-'))
const servers = await startEmbedded({
  dataDir,
  toolsDir: join(import.meta.dirname, '..', 'data', 'embedded-tools'),
  databaseName: 'loket_bench',
  mongodbUri: values.mongodb,
  install: process.getuid?.() === 0,
  log: createLog('warn'),
})
say({
  bench: 'whatsapp',
  node: process.version,
  cores: cpus().length,
  load: +loadavg()[0]!.toFixed(2),
  database: values.mongodb ? 'given by --mongodb' : 'embedded SecantusDB or mongod',
  durability: values.durability ?? (values.mongodb ? 'as that server was started' : 'sync-on-commit'),
  writes: 'w=majority, journal',
  count,
  ...(more.length ? { more } : {}),
})
try {
  if (values.memory) {
    const { figures, samples } = await relayBothWays({
      ...environment(),
      users: Number(values.users),
      messages: Number(values.messages),
      node: more,
      sampled: (relayed, rss) => say({ memory: relayed, rss_mb: megabytes(rss) }),
    })
    tell({ subject: 'loket', variant: 'memory', ...figures, rss_mb: megabytes(samples.at(-1) ?? 0) }, figures)
  } else {
    const baseline = subjects.includes('baileys') ? await measure('baileys') : new Map<string, number>()
    if (subjects.includes('adapter')) await measure('adapter', baseline)
    if (subjects.includes('loket')) {
      const { figures, samples } = await relayBothWays({
        ...environment(),
        users: Number(values.users),
        messages: count,
        node: more,
      })
      tell({ subject: 'loket', variant: 'whole', ...figures, rss_mb: megabytes(samples.at(-1) ?? 0) }, figures)
    }
  }
} finally {
  await servers.stop()
  await rm(dataDir, { recursive: true, force: true })
}
process.exitCode = faults ? 1 : 0

/** Everything of one subject; resolves to its rates by variant. */
async function measure(
  name: keyof typeof programs,
  baseline = new Map<string, number>(),
): Promise<Map<string, number>> {
  const network = await startWhatsApp({ keep: false })
  const { mongodbUri } = environment()
  const subject = startChild<SubjectCalls>(
    programs[name],
    {
      BENCH_WHATSAPP: network.root,
      MONGODB_URI: mongodbUri,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      NODE_EXTRA_CA_CERTS: '',
    },
    more,
  )
  const rates = new Map<string, number>()
  const known: Bench = { subject, network, phones: phoneNumbers(0, contacts) }
  const one = async (variant: string, work: () => Promise<Figures>): Promise<void> => {
    const before = await subject.ask('usage')
    const figures = await work()
    const after = await subject.ask('usage')
    const cpu = (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / 1000 / figures.messages
    const than = baseline.get(variant)
    rates.set(variant, figures.per_s)
    tell(
      {
        subject: titles[name],
        variant,
        ...figures,
        ...(than ? { ratio: +(figures.per_s / than).toFixed(3) } : {}),
        cpu_ms: +cpu.toFixed(2),
        rss_mb: megabytes(after.rss),
      },
      figures,
    )
  }
  try {
    await subject.ask('ready')
    await network.until(() => network.connected(), 60_000)
    await one('first message to new contacts', () => sends(known, 'Perkenalan', contacts, 1))
    // Answered once, a session is an established one on both sides.
    faults += faultsOf(await receives(known, 'Salam', contacts))
    faults += faultsOf(await sends(known, 'Pemanasan', warmUp, 4))
    await one('send, 1 at a time', () => sends(known, 'Kabar', count, 1))
    await one('send, 8 at a time', () => sends(known, 'Berita', count, 8))
    await one('receive burst', () => receives(known, 'Saya gagal unggah dokumen ke', count))
    await one('echo', () => echoes(known, 'Gema', echoCount))
    if (network.problems.length) throw new Error(`the local server: ${network.problems[0]}`)
  } finally {
    await subject.stop()
    await network.stop()
  }
  return rates
}

/** A database of its own for each subject. */
function environment(): { mongodbUri: string; redisUrl: string; dataDir: string } {
  const uri = new URL(servers.mongodbUri)
  uri.pathname = `/loket_bench_${randomBytes(4).toString('hex')}`
  return { mongodbUri: uri.href, redisUrl: servers.redisUrl, dataDir }
}

function tell(line: object, figures: Pick<Figures, 'lost' | 'repeated'>): void {
  faults += faultsOf(figures)
  say(line)
}

function faultsOf({ lost, repeated }: Pick<Figures, 'lost' | 'repeated'>): number {
  return lost + repeated
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20)
}
