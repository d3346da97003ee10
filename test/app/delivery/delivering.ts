import { vi } from 'vitest'
import type { DeliveryOutcome } from '../../../src/app/message.ts'
import { stateOf } from '../../contracts/samples.ts'
import type { House } from '../house.ts'

/** Waits until a condition holds. */
export async function until(condition: () => unknown): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await condition())) throw new Error('not yet')
    },
    { timeout: 25_000, interval: 5 },
  )
}

/** Runs the delivery until every send has an outcome; `step`: time that passes between two looks. */
export async function deliverAll(house: House, step = 1000): Promise<void> {
  await until(async () => {
    await house.delivery.run()
    if ((await house.sends()).every(send => send.state !== 'due' && send.state !== 'sending')) return true
    house.passes(step)
    return false
  })
}

/** Where each send stands, in short. */
export async function states(house: House): Promise<Record<string, string>> {
  return Object.fromEntries((await house.sends()).map(send => [send._id, stateOf(send)]))
}

/** What the conversation is told of its sends. */
export async function news(house: House): Promise<string[]> {
  return (await house.rows())
    .map(row => row.message as DeliveryOutcome)
    .filter(message => message.kind === 'delivery')
    .map(message => `${message.send} ${message.outcome}`)
}
