import { digest, type SaidRow, type SentRow, type WhatsAppNetwork } from '../src/simulator/whatsapp/server.ts'
import type { Child } from './whatsapp-child.ts'
import type { SubjectCalls } from './whatsapp-subject.ts'

/** A subject in its process, with the local WhatsApp it is linked to in this one. */
export interface Bench {
  readonly subject: Child<SubjectCalls>
  readonly network: WhatsAppNetwork
  /** Phone numbers of the contacts. */
  readonly phones: readonly string[]
}

/** What one variant came to. */
export interface Figures {
  readonly messages: number
  readonly per_s: number
  /** Did not come, or came twice. Anything but 0 is a fault. */
  readonly lost: number
  readonly repeated: number
  /** Sent once more because phone or bot could not read them; on a faultless network a sign of broken sessions. */
  readonly resent: number
  readonly p50_ms?: number
  readonly p95_ms?: number
}

/** How long nothing may come to a phone before what is missing counts as lost (ms). */
const patience = 15_000

/** The subject sends `count` messages in turn to the contacts, `concurrency` at a time; all must be readable on their phones. */
export async function sends(
  { subject, network, phones }: Bench,
  text: string,
  count: number,
  concurrency: number,
): Promise<Figures> {
  network.ledger.clear()
  const resent = countResent(network)
  const chats = Array.from({ length: count }, (_, at) => network.person(phoneAt(phones, at), nameAt(phones, at)).lid)
  const arrivals = new Map<string, number>()
  const arrived = counting(network, count, row => {
    if (!row.digest || !row.arrivals) return null
    // A message of another id with the same words is a repeat just as well.
    arrivals.set(row.id, row.arrivals)
    return row.id
  })
  const { ms, failed } = await subject.ask('send', { chats, text, concurrency })
  await arrived(count - failed)
  const words = new Map<string, number>()
  for (const { id, digest: said = '' } of network.ledger.sent)
    words.set(said, (words.get(said) ?? 0) + (arrivals.get(id) ?? 0))
  const wanted = Array.from({ length: count }, (_, at) => words.get(digest(`${text} ${at}`)) ?? 0)
  return {
    messages: count,
    per_s: rate(count, ms),
    lost: wanted.filter(times => times === 0).length,
    repeated: sum(wanted.map(times => Math.max(0, times - 1))),
    resent: resent.end(),
  }
}

/** The contacts write `count` messages in turn, as fast as their phones can; p50 and p95 from the socket to where it stays. */
export async function receives({ subject, network, phones }: Bench, text: string, count: number): Promise<Figures> {
  network.ledger.clear()
  const resent = countResent(network)
  const { kept: before } = await subject.ask('received', 0)
  const handed = new Map<string, number>()
  const off = network.on('said', (row: SaidRow) => {
    if (row.handed && !handed.has(row.id)) handed.set(row.id, Date.now())
  })
  await Promise.all(
    Array.from({ length: count }, (_, at) => network.say(phoneAt(phones, at), { text: `${text} ${at}` })),
  )
  const { times, kept } = await subject.ask('received', count)
  off()
  const first = Math.min(...handed.values())
  const last = Math.max(...times.map(([, at]) => at[0]!))
  return {
    messages: count,
    per_s: rate(count, last - first),
    lost: count - Math.min(times.length, kept - before),
    repeated: sum(times.map(([, at]) => at.length - 1)),
    resent: resent.end(),
    ...quantiles(times.map(([id, at]) => at[0]! - (handed.get(id) ?? 0))),
  }
}

/** A contact writes and waits for the same words from the bot, one after the other. */
export async function echoes({ subject, network, phones }: Bench, text: string, count: number): Promise<Figures> {
  network.ledger.clear()
  const resent = countResent(network)
  await subject.ask('echo', true)
  const latencies: number[] = []
  const arrivals = new Map<string, number>()
  let waiting: { digest: string; found: () => void } | null = null
  const off = network.on('sent', row => {
    if (!row.arrivals || !row.digest) return
    arrivals.set(row.id, row.arrivals)
    if (waiting?.digest === row.digest) waiting.found()
  })
  const began = performance.now()
  for (let at = 0; at < count; at++) {
    const words = `${text} ${at}`
    const said = performance.now()
    const came = await new Promise<boolean>(resolve => {
      const late = setTimeout(() => resolve(false), patience)
      waiting = {
        digest: digest(words),
        found() {
          clearTimeout(late)
          resolve(true)
        },
      }
      void network.say(phoneAt(phones, at), { text: words })
    })
    if (came) latencies.push(performance.now() - said)
  }
  const ms = performance.now() - began
  off()
  await subject.ask('echo', false)
  await subject.ask('received', 0)
  return {
    messages: count,
    per_s: rate(count, ms),
    lost: count - latencies.length,
    repeated: sum([...arrivals.values()]) - latencies.length,
    resent: resent.end(),
    ...quantiles(latencies),
  }
}

/** Counts what happens to messages of the bot; resolves when `count` of them, or whatever is asked, has come, or nothing more comes. */
function counting(
  network: WhatsAppNetwork,
  count: number,
  idOf: (row: SentRow) => string | null,
): (count: number) => Promise<void> {
  const found = new Set<string>()
  let wanted = count
  let latest = Date.now()
  const all = Promise.withResolvers<void>()
  const off = network.on('sent', row => {
    const id = idOf(row)
    if (id === null) return
    found.add(id)
    latest = Date.now()
    if (found.size >= wanted) all.resolve()
  })
  return async least => {
    wanted = least
    latest = Date.now()
    if (found.size >= wanted) all.resolve()
    const timer = setInterval(() => Date.now() - latest > patience && all.resolve(), 100)
    await all.promise
    clearInterval(timer)
    off()
  }
}

/** Counts from now on how often either side sent a message once more; `end` tells and ends it. */
export function countResent(network: WhatsAppNetwork): { end(): number } {
  const again = new Map<string, number>()
  const note = (id: string, times: number): void => void (times > 0 && again.set(id, times))
  const offs = [
    network.on('sent', ({ id, attempts }) => note(id, attempts - 1)),
    network.on('said', ({ id, retries }) => note(id, retries)),
  ]
  return {
    end() {
      for (const off of offs) off()
      return sum([...again.values()])
    },
  }
}

/** Numbers of nobody, `count` of them from `first` on. */
export function phoneNumbers(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, at) => String(6281_300_000_000 + first + at))
}

export function quantiles(times: readonly number[]): { p50_ms: number; p95_ms: number } {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number => +(sorted[Math.floor(sorted.length * share)] ?? -1).toFixed(1)
  return { p50_ms: at(0.5), p95_ms: at(0.95) }
}

export function rate(count: number, ms: number): number {
  return +((count / ms) * 1000).toFixed(1)
}

export function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0)
}

function phoneAt(phones: readonly string[], at: number): string {
  return phones[at % phones.length]!
}

function nameAt(phones: readonly string[], at: number): string {
  return `Orang ${(at % phones.length) + 1}`
}
