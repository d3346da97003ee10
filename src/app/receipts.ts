import type { Log } from '../log.ts'
import { delivered, read, taken } from './conversation/signs.ts'
import type { Outbox, Receipt, Records, Send, TicketEvent } from './ports.ts'
import type { Reactions } from './reactions.ts'

/** Answers whose sign is remembered, so that it never goes back. */
const rememberAtMost = 2000

/** How far an answer is: the network has it, it is on the person's phone, the person read it. */
const stages = [taken, delivered, read] as const

/** What becomes of sends on a network that gives receipts. */
export interface Receipts {
  /** Takes in what the network tells; resolves when it is stored. Rejects when it is not; may be repeated. */
  came(receipts: readonly Receipt[]): Promise<void>
  /** The send was just marked as sent: its sign says so, or what was told of it meanwhile. Never rejects. */
  accepted(send: Send): Promise<void>
}

/**
 * Keeps the signs of answers honest: the reaction on an anggota's message says how far their words are, and arrival and
 * reading go on record. Of an answer in several parts the slowest counts. A sign never goes back.
 */
export function createReceipts(parts: {
  readonly outbox: Pick<Outbox, 'receipts' | 'settleReceipts' | 'bySource'>
  readonly reactions: Pick<Reactions, 'add'>
  readonly records: Pick<Records, 'apply'>
  readonly log: Log
}): Receipts {
  const { outbox, reactions, records, log } = parts
  const shown = new Map<string, number>()

  async function look(changed: readonly Send[]): Promise<void> {
    const own = changed.filter(isAnswer)
    const sources = new Set(own.flatMap(send => send.source ?? []))
    const others = await outbox.bySource([...sources])
    for (const source of sources)
      await tell(
        source,
        others.filter(send => send.source === source && isAnswer(send) && isUnderWay(send)),
      )
    for (const send of own) if (send.source === null) await tell(send._id, [send])
  }

  async function tell(key: string, answer: readonly Send[]): Promise<void> {
    const stage = Math.min(...answer.map(stageOf))
    const mark = answer.findLast(send => send.delivered)?.delivered
    const sign = stages[stage]
    const before = shown.get(key) ?? -1
    if (sign === undefined || stage <= before) return
    await records.apply(eventsOf(key, answer, stage))
    // Meanwhile more may have come.
    if (stage <= (shown.get(key) ?? -1)) return
    shown.set(key, stage)
    if (shown.size > rememberAtMost) shown.delete(shown.keys().next().value ?? '')
    if (mark) reactions.add({ ...mark, emoji: sign })
  }

  return {
    came: async receipts => look(await outbox.receipts(receipts)),
    async accepted(send) {
      try {
        const now = await outbox.settleReceipts(send._id)
        if (isAnswer(send)) await look(now ? [now] : [])
        else if (send.delivered) reactions.add(send.delivered)
      } catch (error) {
        log.warn({ error }, 'what became of a send is not shown yet')
      }
    },
  }
}

/** Words of a human to the person: what is changed or taken back bears another sign. */
function isAnswer({ purpose, content }: Send): boolean {
  return purpose === 'reply' && (content.kind === 'text' || content.kind === 'files')
}

/** Whether the send may still arrive: one that was given up is told of in another way. */
function isUnderWay({ state }: Send): boolean {
  return state !== 'failed' && state !== 'unknown'
}

function stageOf({ state, deliveredAt, readAt }: Send): number {
  if (state !== 'sent') return -1
  if (readAt) return stages.indexOf(read)
  return stages.indexOf(deliveredAt ? delivered : taken)
}

/** Each is recorded once, whatever is told again. */
function eventsOf(key: string, answer: readonly Send[], stage: number): TicketEvent[] {
  const last = answer.at(-1)!
  const event = (what: string, who: string, time: (send: Send) => Date | undefined): TicketEvent => ({
    kind: 'event',
    id: `${key}!${what}`,
    ticket: last.ticket,
    contact: last.contact,
    at: new Date(Math.max(...answer.map(send => Number(time(send) ?? 0)))),
    who,
    what,
    data: { send: last._id },
  })
  const events = [
    event('reply delivered', 'loket', send => send.deliveredAt),
    event('reply read', 'pelapor', send => send.readAt),
  ]
  // Of what the network merely has there is nothing to record.
  return events.slice(0, stage)
}
