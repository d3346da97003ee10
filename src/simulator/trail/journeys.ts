import type { Journey, Stage } from '../host.ts'
import type { Followed, Joined } from './joined.ts'
import type { Names } from './names.ts'
import { resultOfSaid, resultOfSend } from './outcomes.ts'
import type { StoredSend } from './posts.ts'
import { isOfPhones } from './repeats.ts'
import { wordsOfSend } from './words.ts'

/** A stage and when it was over, milliseconds since the epoch; undefined: not yet. */
type Leg = readonly [Stage, number | undefined]

/** The time spent in each stage up to the first that is not over; none is over before the one before it. */
function stagesOf(begun: number, legs: readonly Leg[]): Journey['stages'] {
  const stages: { stage: Stage; ms: number }[] = []
  let last = begun
  for (const [stage, over] of legs) {
    if (over === undefined) break
    stages.push({ stage, ms: Math.max(0, over - last) })
    last = Math.max(last, over)
  }
  return stages
}

/** The way of something that was said, up to what is on record of it, or to the first answer when that is all. */
export function journeyOfSaid(said: Followed, joined: Joined): Journey {
  const { id, at, from, to, network, words, came, noted } = said
  const answers = joined.sendsFrom.get(came?._id ?? '') ?? []
  const firstSent = Math.min(...answers.flatMap(send => send.sentAt?.getTime() ?? []))
  const isAnswered = !noted?.some(one => one.ticket) && Number.isFinite(firstSent)
  const stages = stagesOf(at, [
    ['inbox', came?.at.getTime()],
    ['lane', came?.decidedAt?.getTime()],
    ['event', came?.tickedAt?.getTime()],
    ...(isAnswered ? [['outbox', firstSent] as const] : []),
  ])
  return {
    id,
    at: new Date(at),
    from,
    to,
    network,
    words,
    stages,
    result: resultOfSaid(said, answers),
    state: stateOfSaid(said),
    total: came?.state === 'done' ? sum(stages) : null,
  }
}

/** The way of a send, from the decision to the person's screen. */
export function journeyOfSend(send: StoredSend, joined: Joined, names: Names): Journey {
  const isPhone = isOfPhones(send)
  const rows = joined.phoneRows(send)
  const lastOf = (time: 'arrivedAt' | 'readAt'): number | undefined => {
    const times = rows.map(row => row[time])
    return times.length && times.every(one => one !== undefined) ? Math.max(...(times as number[])) : undefined
  }
  const seen = { arrivedAt: lastOf('arrivedAt'), readAt: lastOf('readAt') }
  const isSent = send.state === 'sent' && send.sentAt !== undefined
  const toNetwork = stagesOf(send.at.getTime(), [
    ['event', send.begunAt?.getTime()],
    ['outbox', isSent ? send.sentAt!.getTime() : undefined],
  ])
  const sentAt = send.at.getTime() + sum(toNetwork)
  const toScreen = isSent ? stagesOf(sentAt, [['delivered', seen.readAt ?? seen.arrivedAt]]) : []
  const place = send.chat ?? ('chat' in send.to ? send.to.chat : send.to.group)
  return {
    id: send._id,
    at: send.at,
    from: 'Loket',
    to: isPhone ? names.whatsapp(place) : names.telegram(Number(place)),
    network: isPhone ? 'WhatsApp' : 'Telegram',
    words: wordsOfSend(send),
    stages: [...toNetwork, ...toScreen],
    result: resultOfSend(send, defined(seen)),
    state: stateOfSend(send),
    total: isSent ? sum(toNetwork) : null,
  }
}

function stateOfSaid({ came, told }: Followed): Journey['state'] {
  if (came?.state === 'done') return 'done'
  return came?.state === 'parked' || (told && !came) ? 'failed' : 'under way'
}

function stateOfSend({ state, repeated }: StoredSend): Journey['state'] {
  if (state === 'failed') return 'failed'
  if (state === 'unknown' || repeated) return 'unsure'
  return state === 'sent' ? 'done' : 'under way'
}

/** Whether a send is a way worth showing: not the small word under a tap. */
export function isShown({ content }: StoredSend): boolean {
  return content.kind !== 'answer tap' && content.kind !== 'topic state'
}

function sum(stages: Journey['stages']): number {
  return stages.reduce((all, { ms }) => all + ms, 0)
}

function defined(seen: { arrivedAt: number | undefined; readAt: number | undefined }): {
  arrivedAt?: number
  readAt?: number
} {
  return {
    ...(seen.arrivedAt === undefined ? {} : { arrivedAt: seen.arrivedAt }),
    ...(seen.readAt === undefined ? {} : { readAt: seen.readAt }),
  }
}
