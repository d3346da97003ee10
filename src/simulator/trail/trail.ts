import type { MessageWays } from '../../app/message-ways.ts'
import type { Outbox } from '../../app/ports.ts'
import type { Cast } from '../cast.ts'
import type { Journey, Tally, Trail } from '../host.ts'
import type { TelegramNetwork } from '../telegram/server.ts'
import type { WhatsAppNetwork } from '../whatsapp/server.ts'
import { createJoined } from './joined.ts'
import { isShown, journeyOfSaid, journeyOfSend } from './journeys.ts'
import { createNames } from './names.ts'
import type { Writing } from './posts.ts'
import { countTally } from './tally.ts'

/** What the trail is read from. */
export interface TrailParts {
  readonly telegram: TelegramNetwork
  readonly whatsapp: WhatsAppNetwork
  readonly cast: Cast
  /** Our account on WhatsApp, as the record calls it. */
  readonly whatsappAccount: string
  readonly ways: MessageWays
  readonly outbox: Pick<Outbox, 'byId' | 'topics'>
  readonly writing: Writing
}

/** The newest of what was said, and of the sends, that are looked at for one picture. */
type Newest = readonly Journey[]

/**
 * Follows every message from outside: by the ledgers of the networks and by the bot's record, of which it changes nothing
 * and reads only what is new. Everybody who asks while it looks gets what the next look finds, so it never looks twice at
 * once, however many pages are open.
 */
export function createTrail(parts: TrailParts): Trail {
  const names = createNames(parts)
  const accounts = { telegram: `telegram:${parts.telegram.botId}`, whatsapp: parts.whatsappAccount }
  const about = { ...parts, accounts, names, group: parts.cast.group }
  const joined = createJoined(about)
  const look = coalesced(() => joined.look())
  const count = coalesced(async () => {
    await look()
    return countTally(joined, about)
  })

  async function newest(limit: number): Promise<Newest> {
    const said = joined.said.slice(-limit)
    const sends = [...joined.sends.values()]
      .filter(isShown)
      .sort((a, b) => b.at.getTime() - a.at.getTime() || b.order - a.order)
      .slice(0, limit)
    await joined.note(said)
    return [
      ...sends.map(send => journeyOfSend(send, joined, names)),
      ...said.map(one => journeyOfSaid(one, joined)).reverse(),
    ]
      .sort((a, b) => b.at.getTime() - a.at.getTime())
      .slice(0, limit)
  }

  return {
    async recent(limit) {
      await look()
      return newest(limit)
    },
    tally: (): Promise<Tally> => count(),
  }
}

/** Work that never runs twice at once: whoever asks while it runs shares the run after it, which sees what they know. */
function coalesced<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | null = null
  let next: Promise<Result> | null = null
  const run = (): Promise<Result> => {
    const mine = work().finally(() => {
      if (running === mine) running = null
    })
    running = mine
    return mine
  }
  return () => {
    if (!running) return run()
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = null
        return run()
      })
    return next
  }
}
