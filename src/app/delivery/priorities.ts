import { isGroup, type Pacing } from '../pacing.ts'
import type { Purpose, Send } from '../ports.ts'
import type { Chats } from './chats.ts'
import type { Lane } from './lanes.ts'

/** Which sends of an account go before which: the lower number first. Within a lane it changes nothing. */
export interface Ranks {
  readonly purposes: Readonly<Record<Purpose, number>>
  /** The bot's words with something to choose from, about no ticket; null: like its other words. */
  readonly menu: number | null
  /** Notices that concern no ticket. */
  readonly generalLine: number
}

/**
 * Of the network on which the staff work, the order of the group's budget (DESIGN): people's words before cards before
 * states before the General line; what concerns no ticket after all tickets.
 */
export const deskRanks: Ranks = {
  purposes: {
    tap: 0,
    answer: 0,
    status: 0,
    reply: 0,
    private: 0,
    mirror: 1,
    topic: 1,
    card: 2,
    question: 2,
    notice: 3,
    'card state': 4,
    retention: 6,
  },
  menu: null,
  generalLine: 5,
}

/** Of a network on which only persons are written to: human answers before confirmations before menus before notices. */
export const personRanks: Ranks = {
  purposes: { ...deskRanks.purposes, tap: 0, reply: 0, answer: 1, status: 1, notice: 3 },
  menu: 2,
  generalLine: 3,
}

/** What may wait for hours leaves the group's minute at least so many sends for what may not. */
const leftForOthers = 10

/** The first send of a lane that might go now. */
export interface Candidate {
  readonly lane: Lane
  readonly send: Send
  readonly chat: string
  /** How much of the budget it takes. */
  readonly weight: number
  readonly rank: number
}

/** The send that may go now before all others; and after how many milliseconds, otherwise, the next might. */
export function chooseNext(
  lanes: Iterable<Lane>,
  chats: Chats,
  pacing: Pacing,
  now: number,
  ranks: Ranks,
): { best: Candidate | undefined; soonest: number } {
  let best: Candidate | undefined
  let soonest = Infinity
  const ready: Candidate[] = []
  const saving = new Map<string, Candidate>()
  for (const lane of lanes) {
    if (lane.busy) continue
    const send = lane.sends[0]
    if (!send) continue
    const chat = chats.of(send)
    const weight = weightOf(send)
    const delay = (send.notBefore?.getTime() ?? 0) - now
    const due = Math.max(delay, pacing.waitFor(chat, isGroup(chat), send.content.kind, weight, now))
    const wait = send.purpose === 'retention' && pacing.left(chat, now) < leftForOthers ? Math.max(due, 5000) : due
    const one = { lane, send, chat, weight, rank: Math.min(...lane.sends.slice(0, 5).map(send => rankOf(send, ranks))) }
    if (wait <= 0) ready.push(one)
    else soonest = Math.min(soonest, wait)
    // An album whose turn it is saves the chat's budget until all of it fits.
    if (wait > 0 && weight > 1 && delay <= 0 && comesBefore(one, saving.get(chat))) saving.set(chat, one)
  }
  for (const one of ready) {
    const saver = saving.get(one.chat)
    if ((!saver || comesBefore(one, saver)) && comesBefore(one, best)) best = one
  }
  return { best, soonest }
}

function rankOf({ purpose, ticket, content }: Send, { purposes, menu, generalLine }: Ranks): number {
  if (ticket !== null) return purposes[purpose]
  if (purpose === 'notice') return generalLine
  const isMenu = purpose === 'answer' && content.kind === 'text' && (content.buttons?.length ?? 0) > 0
  return isMenu && menu !== null ? menu : purposes[purpose]
}

/** Whether the first goes before the second: by rank, then by turns. */
function comesBefore(first: Candidate, second: Candidate | undefined): boolean {
  if (!second) return true
  return first.rank === second.rank ? first.lane.served < second.lane.served : first.rank < second.rank
}

function weightOf({ content }: Send): number {
  return content.kind === 'files' ? Math.max(1, content.attachments.length) : 1
}
