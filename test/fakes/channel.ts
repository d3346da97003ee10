import type { Channel, Mark, Outgoing, Standing } from '../../src/app/ports.ts'
import { plainText } from '../../src/domain/rich.ts'
import { LoketError, type ErrorCode } from '../../src/errors.ts'

/** A send as the network in memory saw it. */
export interface Seen {
  readonly chat: string
  readonly thread: string | null
  readonly kind: Outgoing['content']['kind']
  readonly text: string
  readonly outgoing: Outgoing
}

export interface FakeChannel extends Channel {
  /** Everything that took effect, in order. */
  readonly seen: Seen[]
  readonly marks: Mark[]
  /** Members of every group. */
  readonly members: Map<string, Standing>
  /** The next questions who somebody is in a group fail this way. */
  failMembership(code: ErrorCode, times: number): void
  /** How many sends were on their way at once, at most. */
  readonly peak: number
  /** Sends on their way now. */
  readonly underWay: number
  /** How often a send was tried, with or without effect. */
  readonly tries: number
  /** From now on nothing can be sent, until the returned function is called. */
  disconnect(): () => void
  /** Holds every send before it takes effect, until the returned function is called. */
  hold(): () => void
  /** The next sends that fit end this way; `late`: after they took effect. */
  fail(code: ErrorCode, options?: FailOptions): void
  block(chat: string): void
  deleteTopic(chat: string, thread: string): void
  /** Texts a chat (or topic of it) shows. */
  texts(chat: string, thread?: string): string[]
}

interface FailOptions {
  readonly chat?: string
  readonly kind?: Outgoing['content']['kind']
  readonly times?: number
  readonly late?: boolean
  readonly detail?: string
  readonly retryAfterMs?: number
  readonly maybeDone?: boolean
}

/** A network in memory that passes the Channel contract, and stops and fails where a test says so. */
export function createFakeChannel(account: string): FakeChannel {
  const seen: Seen[] = []
  const marks: Mark[] = []
  const members = new Map<string, Standing>()
  let noMembership: { code: ErrorCode; left: number } = { code: 'CHANNEL_UNREACHABLE', left: 0 }
  const blocked = new Set<string>()
  const topics = new Map<string, string>()
  const messages = new Map<string, Seen>()
  const faults: { code: ErrorCode; left: number; options: FailOptions }[] = []
  let last = 0
  let underWay = 0
  let tries = 0
  let connected = true
  let peak = 0
  let gate: Promise<void> = Promise.resolve()

  function takeFault({ chat, content }: Outgoing): (typeof faults)[number] | undefined {
    const fault = faults.find(
      ({ left, options }) =>
        left > 0 && (!options.chat || options.chat === chat) && (!options.kind || options.kind === content.kind),
    )
    if (fault) fault.left--
    return fault
  }

  function error(code: ErrorCode, { detail = '', retryAfterMs, maybeDone = false }: FailOptions): LoketError {
    return new LoketError(code, detail, { maybeDone, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
  }

  /** Waits at the gate, or until the caller takes the send back. */
  function pass(signal: AbortSignal | undefined): Promise<void> {
    const takenBack = new Promise<never>((_, refuse) =>
      signal?.addEventListener('abort', () => refuse(new LoketError('CHANNEL_UNKNOWN', 'AbortError')), { once: true }),
    )
    return Promise.race([gate, takenBack])
  }

  function carryOut(outgoing: Outgoing): string[] {
    const { chat, thread, content } = outgoing
    if (blocked.has(chat)) throw new LoketError('RECIPIENT_UNREACHABLE')
    if (thread !== null && !topics.has(`${chat}/${thread}`)) throw new LoketError('TOPIC_MISSING')
    const text = 'text' in content && typeof content.text !== 'string' ? plainText(content.text) : ''
    const one: Seen = { chat, thread, kind: content.kind, text, outgoing }
    switch (content.kind) {
      case 'text':
      case 'files': {
        const count = content.kind === 'files' ? content.attachments.filter(file => !file.removed).length : 1
        const ids = Array.from({ length: count }, () => String(++last))
        for (const id of ids) messages.set(`${chat}/${id}`, one)
        seen.push(one)
        return ids
      }
      case 'topic': {
        const id = String(++last)
        topics.set(`${chat}/${id}`, content.name)
        seen.push(one)
        return [id]
      }
      case 'edit': {
        const key = `${chat}/${outgoing.target[0]}`
        if (!messages.has(key)) throw new LoketError('CHANNEL_REFUSED', '400 message to edit not found')
        messages.set(key, one)
        seen.push(one)
        return outgoing.target.slice(0, 1)
      }
      case 'delete topic':
        topics.delete(`${chat}/${thread}`)
        for (const [key, { chat: of, thread: within }] of messages)
          if (of === chat && within === thread) messages.delete(key)
        seen.push(one)
        return []
      case 'delete':
        for (const id of outgoing.target) messages.delete(`${chat}/${id}`)
        seen.push(one)
        return []
      default:
        seen.push(one)
        return []
    }
  }

  return {
    account,
    seen,
    marks,
    members,
    failMembership: (code, times) => void (noMembership = { code, left: times }),
    get peak() {
      return peak
    },
    get tries() {
      return tries
    },
    disconnect() {
      connected = false
      return () => void (connected = true)
    },
    get underWay() {
      return underWay
    },
    async send(outgoing, signal) {
      underWay++
      tries++
      peak = Math.max(peak, underWay)
      try {
        await pass(signal)
        if (!connected) throw new LoketError('CHANNEL_UNREACHABLE', 'not connected')
        const fault = takeFault(outgoing)
        if (fault && !fault.options.late) throw error(fault.code, fault.options)
        const ids = carryOut(outgoing)
        if (fault) throw error(fault.code, fault.options)
        return ids
      } finally {
        underWay--
      }
    },
    async react(mark) {
      marks.push(mark)
    },
    async membership(_group, person) {
      if (noMembership.left-- > 0) throw new LoketError(noMembership.code)
      return members.get(person) ?? 'none'
    },
    startLink: async payload => `https://t.me/loket_bot?start=${payload}`,
    checkGroup: async () => ({
      exists: true,
      title: 'Loket',
      forum: true,
      admin: true,
      manageTopics: true,
      deleteMessages: true,
    }),
    fetchFile: async () => {
      throw new LoketError('FILE_UNAVAILABLE')
    },
    hold() {
      let open: () => void = () => undefined
      gate = new Promise(resolve => (open = resolve))
      return open
    },
    fail: (code, options = {}) => void faults.push({ code, left: options.times ?? 1, options }),
    block: chat => void blocked.add(chat),
    deleteTopic: (chat, thread) => void topics.delete(`${chat}/${thread}`),
    texts: (chat, thread) =>
      [...messages.entries()]
        .filter(([key, one]) => key.startsWith(`${chat}/`) && (thread === undefined || one.thread === thread))
        .map(([, one]) => one.text),
  }
}
