import type { ErrorCode } from '../../errors.ts'
import type { Pacing } from '../pacing.ts'
import type { Clock } from '../ports.ts'

/** After trouble with the network nothing leaves for this long at first and at most (ms), then few at a time. */
const pause = { first: 250, most: 10_000, withoutToken: 30_000 }
const probes = 2

/** Without these the network answered. */
const silences = new Set<ErrorCode>(['CHANNEL_UNREACHABLE', 'CHANNEL_UNKNOWN', 'CHANNEL_FORBIDDEN', 'UNEXPECTED'])

/** How the network does, as far as sends tell. */
export interface NetworkTrouble {
  /** Lets nothing out for a while, longer each time until something arrives; many failures at once count as one. */
  rest(code: ErrorCode): void
  /** Something arrived: the trouble is over. */
  arrived(): void
  /** Something failed: the trouble is over all the same if the network answered. */
  failed(code: ErrorCode): void
  /** The network is there again: after so many milliseconds everything may go. */
  over(settling: number): void
  /** How many sends may be on their way at one time, of so many. */
  limit(atMost: number): number
}

/** Believes the network to be well until a send tells otherwise. */
export function createNetworkTrouble(pacing: Pacing, clock: Clock): NetworkTrouble {
  let trouble = 0
  let pausedUntil = 0
  return {
    rest(code) {
      const now = clock.now().getTime()
      if (now < pausedUntil) return
      const longer = Math.min(pause.most, pause.first * 2 ** Math.min(trouble, 6))
      pausedUntil = now + (code === 'CHANNEL_FORBIDDEN' ? pause.withoutToken : longer)
      trouble++
      pacing.hold('*', '*', pausedUntil)
    },
    arrived: () => void (trouble = 0),
    failed(code) {
      if (!silences.has(code)) trouble = 0
    },
    over(settling) {
      trouble = 0
      pausedUntil = clock.now().getTime() + settling
      pacing.release('*', '*')
      pacing.hold('*', '*', pausedUntil)
    },
    limit: atMost => (trouble > 0 ? Math.min(probes, atMost) : atMost),
  }
}
