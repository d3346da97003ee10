/** How fast a network lets us send: a shape, not the truth; the truth is what it answers (channels.md A1). */
export interface Pace {
  /** Sends a second over all chats. */
  readonly overall: number
  /** Sends a second to one private chat, and how many may come at once. */
  readonly chat: number
  readonly chatBurst: number
  /** Sends a minute to one group, all topics together. */
  readonly group: number
  /** Sends a minute over all chats, evenly: never two closer than their share of it. Left out: no such limit. */
  readonly perMinute?: number
  /** Milliseconds between two sends to one private chat, drawn anew each time; instead of `chat` and `chatBurst`. */
  readonly gap?: { readonly least: number; readonly most: number }
}

/** Telegram: about 30/s overall, 1/s a chat with short bursts, 20/min a group (Bots FAQ). */
export const telegramPace: Pace = { overall: 30, chat: 1, chatBurst: 3, group: 20 }

/** As a person writes: one message after another, never at once and never at the same intervals. */
export function humanPace({ gap, perMinute }: Required<Pick<Pace, 'gap' | 'perMinute'>>): Pace {
  return { overall: Infinity, chat: Infinity, chatBurst: 1, group: Infinity, gap, perMinute }
}

export interface Pacing {
  /** Milliseconds until `weight` sends to a chat are allowed; 0 = now. */
  waitFor(chat: string, isGroup: boolean, kind: string, weight: number, now: number): number
  /** Notes sends that are being made now. */
  take(chat: string, isGroup: boolean, weight: number, now: number): void
  /** true: a reaction is a message like any other here, and takes its place among them. */
  countsReactions(): boolean
  /** How many sends a group has left in this minute. */
  left(group: string, now: number): number
  /** Lets nothing out until then: to a chat (`kind` '*' or one kind of send), or anywhere (chat '*'). */
  hold(chat: string, kind: string, until: number): void
  /** Ends such a hold before its time. */
  release(chat: string, kind: string): void
}

/**
 * Gates for one account, by a pace that may change meanwhile. `pace` null: no limits of our own (benchmarks), holds still
 * count. `random`: from 0 to 1, for what is drawn.
 */
export function createPacing(paceNow: Pace | null | (() => Pace | null), random: () => number = Math.random): Pacing {
  const paceOf = typeof paceNow === 'function' ? paceNow : () => paceNow
  const holds = new Map<string, number>()
  /** By chat when the next send may go, where there is a gap between two; '*': to anybody. */
  const next = new Map<string, number>()
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

  /** The minute's share and the gap of so many sends are over before the next one goes. */
  const spread = (chat: string, isGroup: boolean, weight: number, now: number, { perMinute, gap }: Pace): void => {
    if (perMinute) next.set('*', Math.max(next.get('*') ?? 0, now) + (weight * 60_000) / perMinute)
    if (!gap || isGroup) return
    let until = Math.max(next.get(chat) ?? 0, now)
    for (let one = 0; one < weight; one++) until += gap.least + random() * (gap.most - gap.least)
    next.set(chat, until)
    if (next.size > 10_000) for (const [key, at] of next) if (at <= now) next.delete(key)
  }

  return {
    waitFor(chat, isGroup, kind, weight, now) {
      const pace = paceOf()
      let wait = 0
      for (const key of ['*|*', `${chat}|*`, `${chat}|${kind}`]) {
        const until = holds.get(key)
        if (until === undefined) continue
        if (until <= now) holds.delete(key)
        else wait = Math.max(wait, until - now)
      }
      if (!pace || !chat) return wait
      for (const key of ['*', chat]) wait = Math.max(wait, (next.get(key) ?? 0) - now)
      overall = overall.filter(at => at > now - 1000)
      if (overall.length + weight > pace.overall)
        wait = Math.max(wait, (overall[Math.max(0, overall.length + weight - pace.overall - 1)] ?? now) + 1000 - now)
      if (isGroup) {
        const sent = windowOf(chat, now)
        // A quarter of a second of slack at the edge costs nothing, a 429 does.
        if (sent.length + weight > pace.group)
          wait = Math.max(wait, (sent[Math.max(0, sent.length + weight - pace.group - 1)] ?? now) + 60_250 - now)
      } else if (!pace.gap) {
        const { tokens } = bucketOf(chat, now, pace)
        const needed = Math.min(weight, pace.chatBurst)
        if (tokens < needed) wait = Math.max(wait, ((needed - tokens) / pace.chat) * 1000)
      }
      return Math.ceil(wait)
    },
    take(chat, isGroup, weight, now) {
      const pace = paceOf()
      if (!pace || !chat) return
      spread(chat, isGroup, weight, now, pace)
      for (let one = 0; one < weight; one++) overall.push(now)
      if (isGroup) groups.set(chat, [...windowOf(chat, now), ...Array.from({ length: weight }, () => now)])
      else if (!pace.gap) bucketOf(chat, now, pace).tokens -= weight
      if (buckets.size > 10_000) for (const [key, bucket] of buckets) if (now - bucket.at > 60_000) buckets.delete(key)
    },
    countsReactions: () => paceOf()?.gap !== undefined,
    left(group, now) {
      const pace = paceOf()
      return pace ? pace.group - windowOf(group, now).length : Infinity
    },
    hold(chat, kind, until) {
      const key = `${chat}|${kind}`
      holds.set(key, Math.max(holds.get(key) ?? 0, until))
    },
    release: (chat, kind) => void holds.delete(`${chat}|${kind}`),
  }
}

/** Networks number groups below zero; only people can be written to without a group's budget. */
export function isGroup(chat: string): boolean {
  return chat.startsWith('-')
}
