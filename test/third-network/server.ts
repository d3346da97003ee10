import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** A letter as a person puts it in and the office gets it. */
export interface Letter {
  readonly no: number
  readonly box: string
  readonly name: string
  /** 'text', or what lies in the envelope besides words. */
  readonly kind: string
  readonly text: string
  /** ISO 8601. */
  readonly at: string
  /** The letter of the office that this one answers. */
  readonly answers?: number
}

/** A letter of the office as a person finds it in the box. */
export interface Delivered {
  readonly no: number
  /** The office's own name of the letter: the same key is put into a box once, however often it is posted. */
  readonly key: string
  readonly text: string
}

/**
 * What happens to the next letter of the office. refused: answered 422 · limited: 429 for two seconds · broken: 502,
 * though it lies in the box · lost: the line breaks before it was put into the box · unknown: the same afterwards · hangs:
 * it lies in the box, and the answer never comes.
 */
export type Fault = 'refused' | 'limited' | 'broken' | 'lost' | 'unknown' | 'hangs'

/** A whole network for letters on this machine: persons have boxes, the office has one account. */
export interface LetterNetwork {
  readonly root: string
  /** A person puts a letter in; its number. */
  writes(box: string, text: string, more?: Partial<Letter>): number
  /** Letters of the office in a box. */
  box(box: string): readonly Delivered[]
  /** Letters of persons that the office has not confirmed yet. */
  waiting(): readonly Letter[]
  /** The network forgets that a letter was confirmed, and gives it out once more. */
  repeats(no: number): void
  /** The person gives the box up. */
  closes(box: string): void
  fail(next: Fault): void
  /** Nobody answers any more, until `up`. */
  down(): Promise<void>
  up(): Promise<void>
  stop(): Promise<void>
}

/** Starts it on a free port of 127.0.0.1. `now`: the time letters bear. */
export async function startLetterNetwork(now: () => Date = () => new Date()): Promise<LetterNetwork> {
  let last = 0
  let waiting: Letter[] = []
  const written: Letter[] = []
  const boxes = new Map<string, Delivered[]>()
  const closed = new Set<string>()
  const faults: Fault[] = []
  const post = new EventEmitter()

  /** The next letters, or none when that takes too long; asking for those after a number confirms all up to it. */
  async function give(after: number, enough: AbortSignal): Promise<readonly Letter[]> {
    waiting = waiting.filter(({ no }) => no > after)
    if (!waiting.length && !enough.aborted) await once(post, 'letter', { signal: enough }).catch(() => undefined)
    return waiting
  }

  function put({ box, key, text }: { box: string; key: string; text: string }): number {
    const letters = boxes.get(box) ?? []
    const known = letters.find(letter => letter.key === key)
    if (known) return known.no
    boxes.set(box, [...letters, { no: ++last, key, text }])
    return last
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const end = (status: number, body: unknown): void => void response.writeHead(status).end(JSON.stringify(body))
    response.shouldKeepAlive = false
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    if (request.method === 'GET') {
      const asked = new URL(request.url!, network.root).searchParams
      const enough = AbortSignal.any([gone.signal, AbortSignal.timeout(Number(asked.get('wait')) * 1000)])
      return end(200, await give(Number(asked.get('after')), enough))
    }
    const letter = (await json(request)) as Parameters<typeof put>[0]
    const fault = faults.shift()
    if (fault === 'refused') return end(422, {})
    if (fault === 'limited') return void response.setHeader('retry-after', '2').writeHead(429).end('{}')
    if (fault === 'lost') return void request.socket.destroy()
    if (closed.has(letter.box)) return end(410, {})
    const no = put(letter)
    if (fault === 'broken') return end(502, {})
    if (fault === 'unknown') return void request.socket.destroy()
    if (fault !== 'hangs') end(200, { no })
  }

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
  const open = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const shut = async (): Promise<void> => {
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  const port = await open(0)

  const network: LetterNetwork = {
    root: `http://127.0.0.1:${port}`,
    writes(box, text, more = {}) {
      const letter = { no: ++last, box, name: 'Sari Wulandari', kind: 'text', text, at: now().toISOString(), ...more }
      written.push(letter)
      waiting.push(letter)
      post.emit('letter')
      return last
    },
    box: box => boxes.get(box) ?? [],
    waiting: () => waiting,
    repeats(no) {
      waiting = written.filter(letter => letter.no === no || waiting.includes(letter))
      post.emit('letter')
    },
    closes: box => void closed.add(box),
    fail: next => void faults.push(next),
    down: shut,
    up: async () => void (await open(port)),
    stop: shut,
  }
  return network
}
