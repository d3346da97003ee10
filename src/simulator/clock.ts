import type { MovableClock } from './host.ts'

/** Nightly work is done between one and four, and nobody shall sleep through it: the longest step of the time. */
const longestStep = 2 * 3600_000

/**
 * A clock that starts with the machine's time. Moved far, it goes in steps, and at each `arrived` lets what is due
 * happen at its time. Moves wait for each other.
 */
export function createMovableClock(arrived: (ahead: number) => Promise<void>): MovableClock {
  let ahead = 0
  let moving: Promise<void> = Promise.resolve()
  const move = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= longestStep) {
      ahead += Math.min(left, longestStep)
      await arrived(ahead)
    }
  }
  return {
    now: () => new Date(Date.now() + ahead),
    get ahead() {
      return ahead
    },
    forward(ms) {
      if (!Number.isSafeInteger(ms) || ms <= 0) return Promise.reject(new Error('time goes forward only'))
      moving = moving.then(() => move(ms))
      return moving
    },
  }
}
