/** How fast a network lets us send: a shape, not the truth; the truth is what it answers (channels.md A1). */
export interface Pace {
  /** Sends a second over all chats. */
  readonly overall: number
  /** Sends a second to one private chat, and how many may come at once. */
  readonly chat: number
  readonly chatBurst: number
  /** Sends a minute to one group, all topics together. */
  readonly group: number
}

/** Telegram: about 30/s overall, 1/s a chat with short bursts, 20/min a group (Bots FAQ). */
export const telegramPace: Pace = { overall: 30, chat: 1, chatBurst: 3, group: 20 }

export interface Pacing {
  /** Milliseconds until `weight` sends to a chat are allowed; 0 = now. */
  waitFor(chat: string, isGroup: boolean, kind: string, weight: number, now: number): number
  /** Notes sends that are being made now. */
  take(chat: string, isGroup: boolean, weight: number, now: number): void
  /** How many sends a group has left in this minute. */
  left(group: string, now: number): number
  /** Lets nothing out until then: to a chat (`kind` '*' or one kind of send), or anywhere (chat '*'). */
  hold(chat: string, kind: string, until: number): void
}

/** Gates for one account. `pace` null: no limits of our own (benchmarks), holds still count. */
export function createPacing(pace: Pace | null): Pacing {
  const holds = new Map<string, number>()
  const groups = new Map<string, number[]>()
  const buckets = new Map<string, { tokens: number; at: number }>()
  let overall: number[] = []

  const windowOf = (group: string, now: number): number[] => {
    const kept = (groups.get(group) ?? []).filter(at => at > now - 60_000)
    groups.set(group, kept)
    return kept
  }
  const bucketOf = (chat: string, now: number, limits: Pace): { tokens: number; at: number } => {
    const bucket = buckets.get(chat) ?? { tokens: limits.chatBurst, at: now }
    const tokens = Math.min(limits.chatBurst, bucket.tokens + ((now - bucket.at) / 1000) * limits.chat)
    const current = { tokens, at: now }
    buckets.set(chat, current)
    return current
  }

  return {
    waitFor(chat, isGroup, kind, weight, now) {
      let wait = 0
      for (const key of ['*|*', `${chat}|*`, `${chat}|${kind}`]) {
        const until = holds.get(key)
        if (until === undefined) continue
        if (until <= now) holds.delete(key)
        else wait = Math.max(wait, until - now)
      }
      if (!pace || !chat) return wait
      overall = overall.filter(at => at > now - 1000)
      if (overall.length + weight > pace.overall)
        wait = Math.max(wait, (overall[Math.max(0, overall.length + weight - pace.overall - 1)] ?? now) + 1000 - now)
      if (isGroup) {
        const sent = windowOf(chat, now)
        // A quarter of a second of slack at the edge costs nothing, a 429 does.
        if (sent.length + weight > pace.group)
          wait = Math.max(wait, (sent[Math.max(0, sent.length + weight - pace.group - 1)] ?? now) + 60_250 - now)
      } else {
        const { tokens } = bucketOf(chat, now, pace)
        const needed = Math.min(weight, pace.chatBurst)
        if (tokens < needed) wait = Math.max(wait, ((needed - tokens) / pace.chat) * 1000)
      }
      return Math.ceil(wait)
    },
    take(chat, isGroup, weight, now) {
      if (!pace || !chat) return
      for (let one = 0; one < weight; one++) overall.push(now)
      if (isGroup) groups.set(chat, [...windowOf(chat, now), ...Array.from({ length: weight }, () => now)])
      else bucketOf(chat, now, pace).tokens -= weight
      if (buckets.size > 10_000) for (const [key, bucket] of buckets) if (now - bucket.at > 60_000) buckets.delete(key)
    },
    left: (group, now) => (pace ? pace.group - windowOf(group, now).length : Infinity),
    hold(chat, kind, until) {
      const key = `${chat}|${kind}`
      holds.set(key, Math.max(holds.get(key) ?? 0, until))
    },
  }
}

/** Networks number groups below zero; only people can be written to without a group's budget. */
export function isGroup(chat: string): boolean {
  return chat.startsWith('-')
}
