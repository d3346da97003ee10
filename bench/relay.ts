import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '../src/embedded/start.ts'
import { createLog } from '../src/log.ts'
import { digest, startTelegram, type TelegramNetwork } from '../src/simulator/telegram/server.ts'

/**
 * Relays per second: people write to the bot, a message counts when the bot has posted it in the staff group. Each of U
 * users has one message on its way at a time; limits are off. Raw Telegraf, which stores nothing, runs first as the
 * baseline. Prints JSON lines.
 *
 *   npm run bench -- [--users 1,10,50,200] [--seconds 10] [--mongodb URI] [--durability TEXT] [--only loket|telegraf]
 */
const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1,10,50,200' },
    seconds: { type: 'string', default: '10' },
    mongodb: { type: 'string' },
    durability: { type: 'string' },
    only: { type: 'string' },
  },
})

const group = -1001000000001
const patience = 10_000
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

interface Figures {
  readonly relayed: number
  readonly lost: number
  readonly per_s: number
  readonly p50_ms: number
  readonly p99_ms: number
}

/** What the subject posts for a text: Loket puts a sign before the reporter's words. */
const posted = { telegraf: (text: string) => text, loket: (text: string) => `👤 ${text}` }
type Subject = keyof typeof posted

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
  bench: 'relay',
  node: process.version,
  cores: cpus().length,
  database: values.mongodb ? 'given by --mongodb' : 'embedded SecantusDB or mongod',
  durability: values.durability ?? (values.mongodb ? 'as that server was started' : 'sync-on-commit'),
  writes: 'w=majority, journal',
  redis: 'appendonly everysec',
  seconds: Number(values.seconds),
})
try {
  for (const users of values.users.split(',').map(Number)) {
    const telegraf = values.only === 'loket' ? null : await measure('telegraf', users)
    if (telegraf) say({ subject: 'raw telegraf, nothing stored', users, ...telegraf.figures })
    if (values.only === 'telegraf') continue
    const loket = await measure('loket', users)
    const ratio = telegraf ? { ratio: +(loket.figures.per_s / telegraf.figures.per_s).toFixed(3) } : {}
    say({ subject: 'loket', users, ...loket.figures, ...ratio, rss_mb: loket.rss })
  }
} finally {
  await servers.stop()
  await rm(dataDir, { recursive: true, force: true })
}

async function measure(subject: Subject, users: number): Promise<{ figures: Figures; rss: number }> {
  const telegram = await startTelegram({
    groups: [{ id: group, title: 'Help Desk', forum: true }],
    limits: false,
    keep: false,
  })
  const child = fork(join(import.meta.dirname, `relay-${subject}.ts`), {
    env: {
      ...process.env,
      BENCH_GROUP: String(group),
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.root,
      TELEGRAM_STAFF_GROUP: String(group),
      MONGODB_URI: servers.mongodbUri.replace(/\/loket_bench\b/, `/loket_bench_${randomBytes(4).toString('hex')}`),
      REDIS_URL: servers.redisUrl,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'error',
      NODE_ENV: '',
    },
  })
  try {
    await message(child, 'ready')
    await load(telegram, subject, users, 2000)
    const figures = await load(telegram, subject, users, Number(values.seconds) * 1000)
    child.send('rss')
    const rss = await message(child, 'rss')
    return { figures, rss: Math.round(Number(rss) / 1024 / 1024) }
  } finally {
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.send('stop')
    await ended
    await telegram.stop()
  }
}

async function load(telegram: TelegramNetwork, subject: Subject, users: number, forMs: number): Promise<Figures> {
  const waiting = new Map<string, () => void>()
  const latencies: number[] = []
  let lost = 0
  let counter = 0
  let over = false
  const off = telegram.on('call', call => {
    if (call.chat !== group || call.outcome !== 'ok' || call.digest === undefined) return
    waiting.get(call.digest)?.()
    waiting.delete(call.digest)
    telegram.ledger.clear()
  })
  const started = performance.now()
  const timer = setTimeout(() => (over = true), forMs)
  await Promise.all(
    Array.from({ length: users }, async (_, user) => {
      while (!over) {
        const text = `Halo, saya gagal unggah dokumen ke-${++counter} ${user}`
        const begun = performance.now()
        const arrived = await new Promise<boolean>(resolve => {
          const late = setTimeout(() => resolve(false), patience)
          waiting.set(digest(posted[subject](text)), () => {
            clearTimeout(late)
            resolve(true)
          })
          telegram.say(5000 + user, { text })
        })
        if (arrived) latencies.push(performance.now() - begun)
        else lost++
      }
    }),
  )
  clearTimeout(timer)
  off()
  const seconds = (performance.now() - started) / 1000
  latencies.sort((a, b) => a - b)
  const at = (share: number): number => +(latencies[Math.floor(latencies.length * share)] ?? -1).toFixed(1)
  return {
    relayed: latencies.length,
    lost,
    per_s: +(latencies.length / seconds).toFixed(1),
    p50_ms: at(0.5),
    p99_ms: at(0.99),
  }
}

function message(child: ChildProcess, kind: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const listen = (sent: unknown): void => {
      const [name, value] = sent as [string, unknown]
      if (name !== kind) return
      child.off('message', listen)
      resolve(value)
    }
    child.on('message', listen)
    child.once('exit', code => reject(new Error(`the subject ended with ${code}`)))
  })
}
