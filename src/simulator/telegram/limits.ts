import { tooManyRequests } from './api-error.ts'
import type { ChatInfo } from './types.ts'

/**
 * The limits of the Bots FAQ: 30 a second in all, one a second in a private chat (bursts of three are let through),
 * 20 a minute in a group over all its topics. What goes beyond gets 429 and does not take effect; asking again before
 * retry_after is over makes it a second longer each time.
 */
export interface Limits {
  on: boolean
  /** Throws 429 unless `cost` more messages are allowed now. */
  check(method: string, chat: ChatInfo | undefined, cost: number): void
  /** Counts what took effect. */
  charge(method: string, chat: ChatInfo | undefined, cost: number): void
  /** Milliseconds until a group takes one more message; 0: now. */
  waitOf(group: number): number
  reset(): void
}

const overallRate = 30
const privateBurst = 3
const groupCount = 20
const groupWindow = 60_000

const writes = /^(send(?!ChatAction)|copy|forward|editMessage)/
/** No official text says that these count in a group; reports do, and the stricter reading is the safe one. */
const groupWrites = /^(setMessageReaction|(create|edit|close|reopen)ForumTopic|pinChatMessage)/

interface Gate {
  tokens: number
  at: number
  times: number[]
  /** Until when everything is refused. */
  until: number
}

export function createLimits(on: boolean, now: () => number): Limits {
  const gates = new Map<number, Gate>()
  const overall = newGate(overallRate)

  function newGate(tokens: number): Gate {
    return { tokens, at: now(), times: [], until: 0 }
  }

  function gateOf(chat: ChatInfo): Gate {
    let gate = gates.get(chat.id)
    if (!gate) gates.set(chat.id, (gate = newGate(privateBurst)))
    return gate
  }

  function refill(gate: Gate, rate: number, size: number): void {
    gate.tokens = Math.min(size, gate.tokens + ((now() - gate.at) / 1000) * rate)
    gate.at = now()
  }

  function refuse(gate: Gate, wait: number): never {
    gate.until = gate.until > now() ? gate.until + 1000 : now() + Math.max(1000, wait)
    throw tooManyRequests((gate.until - now()) / 1000)
  }

  function checkBucket(gate: Gate, rate: number, size: number, cost: number): void {
    if (gate.until > now()) refuse(gate, 0)
    refill(gate, rate, size)
    const needed = Math.min(cost, size)
    if (gate.tokens < needed) refuse(gate, ((needed - gate.tokens) / rate) * 1000)
  }

  function checkGroup(gate: Gate, cost: number): void {
    if (gate.until > now()) refuse(gate, 0)
    const start = now() - groupWindow
    while (gate.times.length > 0 && gate.times[0]! <= start) gate.times.shift()
    const over = gate.times.length + cost - groupCount
    if (over > 0 && gate.times.length > 0) refuse(gate, gate.times[Math.min(over, gate.times.length) - 1]! - start)
  }

  function counted(method: string, chat: ChatInfo | undefined): chat is ChatInfo {
    if (!chat) return false
    return writes.test(method) || (chat.type !== 'private' && groupWrites.test(method))
  }

  const limits: Limits = {
    on,
    check(method, chat, cost) {
      if (!limits.on || !counted(method, chat)) return
      checkBucket(overall, overallRate, overallRate, cost)
      const gate = gateOf(chat)
      if (chat.type === 'private') checkBucket(gate, 1, privateBurst, cost)
      else checkGroup(gate, cost)
    },
    charge(method, chat, cost) {
      if (!limits.on || !counted(method, chat)) return
      overall.tokens -= cost
      const gate = gateOf(chat)
      if (chat.type === 'private') gate.tokens -= cost
      else for (let count = 0; count < cost; count += 1) gate.times.push(now())
    },
    waitOf(group) {
      const gate = gates.get(group)
      if (!limits.on || !gate) return 0
      const recent = gate.times.filter(at => at > now() - groupWindow)
      const over = recent.length + 1 - groupCount
      return Math.max(0, gate.until - now(), over > 0 ? recent[over - 1]! + groupWindow - now() : 0)
    },
    reset() {
      gates.clear()
      Object.assign(overall, newGate(overallRate))
    },
  }
  return limits
}
