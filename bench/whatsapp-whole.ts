import { randomBytes } from 'node:crypto'
import { digest, startTelegram, type TelegramNetwork } from '../src/simulator/telegram/server.ts'
import { startWhatsApp, type WhatsAppNetwork } from '../src/simulator/whatsapp/server.ts'
import { startChild } from './whatsapp-child.ts'
import type { LoketCalls } from './whatsapp-loket.ts'
import { countResent, phoneNumbers, quantiles, rate } from './whatsapp-variants.ts'

const group = -1_001_000_000_001
const budi = 201
/** What does not come within this time is lost (ms). */
const patience = 20_000
const sampleEvery = 2000

export interface WholeOptions {
  readonly mongodbUri: string
  readonly redisUrl: string
  readonly dataDir: string
  /** So many people, each with one message on its way at a time. */
  readonly users: number
  /** Of both directions together. */
  readonly messages: number
  /** More arguments for Node. */
  readonly node: readonly string[]
  /** Told of the memory of Loket (bytes) from time to time. */
  readonly sampled?: (relayed: number, rss: number) => void
}

export interface WholeFigures {
  readonly messages: number
  readonly per_s: number
  readonly lost: number
  readonly repeated: number
  /** See Figures. */
  readonly resent: number
  /** From the person's phone to the topic; from the anggota's reply to the person's phone and the server's word. */
  readonly in_p50_ms: number
  readonly in_p95_ms: number
  readonly out_p50_ms: number
  readonly out_p95_ms: number
}

/**
 * The whole way: a person writes on WhatsApp, it stands in the topic on Telegram, an anggota replies to it there, and the
 * person's phone has the reply; then the person writes again. Resolves once that is said so often; `samples`: bytes of
 * memory of Loket.
 */
export async function relayBothWays(options: WholeOptions): Promise<{ figures: WholeFigures; samples: number[] }> {
  const telegram = await startTelegram({
    groups: [{ id: group, title: 'Help Desk', forum: true }],
    limits: false,
    keep: false,
  })
  telegram.person(budi, 'Budi')
  telegram.join(group, budi, 'administrator')
  const whatsapp = await startWhatsApp({ keep: false })
  const loket = startChild<LoketCalls>(
    'whatsapp-loket.ts',
    {
      BENCH_WHATSAPP: whatsapp.root,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.root,
      TELEGRAM_STAFF_GROUP: String(group),
      WHATSAPP: 'on',
      WHATSAPP_WS_URL: whatsapp.wsUrl,
      MONGODB_URI: options.mongodbUri,
      REDIS_URL: options.redisUrl,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      DATA_DIR: options.dataDir,
      PORT: '0',
      LOG_LEVEL: 'error',
      NODE_ENV: '',
    },
    options.node,
  )
  try {
    await loket.ask('ready')
    await whatsapp.until(() => whatsapp.connected(), 60_000)
    const phones = phoneNumbers(0, options.users)
    const talk = watch(telegram, whatsapp)
    // The first words of each make the ticket and its topic.
    await Promise.all(phones.map(phone => talk.round(phone)))
    talk.reset()
    const samples: number[] = []
    const began = performance.now()
    let begun = 0
    let sampled = 0
    await Promise.all(
      phones.map(async phone => {
        while (begun < options.messages) {
          begun += 2
          await talk.round(phone)
          if (talk.relayed() - sampled < sampleEvery) continue
          sampled = talk.relayed()
          samples.push(await loket.ask('rss'))
          options.sampled?.(sampled, samples.at(-1)!)
        }
      }),
    )
    const ms = performance.now() - began
    samples.push(await loket.ask('rss'))
    if (whatsapp.problems.length) throw new Error(`the local server: ${whatsapp.problems[0]}`)
    return { figures: talk.figures(ms), samples }
  } finally {
    await loket.stop()
    await whatsapp.stop()
    await telegram.stop()
  }
}

interface Talk {
  /** One message in and one back. */
  round(phone: string): Promise<void>
  relayed(): number
  /** Begins to count anew. */
  reset(): void
  figures(ms: number): WholeFigures
}

function watch(telegram: TelegramNetwork, whatsapp: WhatsAppNetwork): Talk {
  const inGroup = new Map<string, (place: { thread: number; message: number }) => void>()
  const onPhone = new Map<string, () => void>()
  /** How often each thing that was said came out. */
  const times = new Map<string, number>()
  const ins: number[] = []
  const outs: number[] = []
  let lost = 0
  let resent = countResent(whatsapp)
  let count = 0
  telegram.on('call', call => {
    telegram.ledger.clear()
    if (call.chat !== group || !call.committed || !call.digest || call.method !== 'sendMessage') return
    if (times.has(call.digest)) times.set(call.digest, times.get(call.digest)! + 1)
    inGroup.get(call.digest)?.({ thread: call.thread ?? 0, message: call.messages[0] ?? 0 })
    inGroup.delete(call.digest)
  })
  whatsapp.on('sent', row => {
    if (!row.digest || !row.acked || !row.arrivals) return
    if (times.has(row.digest)) times.set(row.digest, row.arrivals)
    onPhone.get(row.digest)?.()
    onPhone.delete(row.digest)
  })
  const within = <Found>(begin: (found: (value: Found) => void) => void): Promise<Found | null> =>
    new Promise(resolve => {
      const late = setTimeout(() => resolve(null), patience)
      begin(value => {
        clearTimeout(late)
        resolve(value)
      })
    })

  return {
    async round(phone) {
      const number = ++count
      const words = `Saya gagal unggah dokumen ke-${number}`
      const mirrored = digest(`👤 ${words}`)
      times.set(mirrored, 0)
      const said = performance.now()
      const place = await within<{ thread: number; message: number }>(found => {
        inGroup.set(mirrored, found)
        void whatsapp.say(phone, { text: words })
      })
      if (!place) return void lost++
      ins.push(performance.now() - said)
      const answer = `Coba peramban lain, yang ke-${number}`
      const shown = digest(answer)
      times.set(shown, 0)
      const replied = performance.now()
      const came = await within<true>(found => {
        onPhone.set(shown, () => found(true))
        telegram.sayInGroup(budi, group, { text: answer, thread: place.thread, replyTo: place.message })
      })
      if (came) outs.push(performance.now() - replied)
      else lost++
    },
    relayed: () => ins.length + outs.length,
    reset() {
      ins.length = 0
      outs.length = 0
      whatsapp.ledger.clear()
      resent.end()
      resent = countResent(whatsapp)
    },
    figures(ms) {
      const [one, other] = [quantiles(ins), quantiles(outs)]
      return {
        messages: ins.length + outs.length,
        per_s: rate(ins.length + outs.length, ms),
        lost,
        repeated: [...times.values()].reduce((all, often) => all + Math.max(0, often - 1), 0),
        resent: resent.end(),
        in_p50_ms: one.p50_ms,
        in_p95_ms: one.p95_ms,
        out_p50_ms: other.p50_ms,
        out_p95_ms: other.p95_ms,
      }
    },
  }
}
