import { describe, expect, test, vi } from 'vitest'
import { createPacing, humanPace, telegramPace, type Pace } from '../../src/app/pacing.ts'
import type { Mark } from '../../src/app/ports.ts'
import { createReactions } from '../../src/app/reactions.ts'
import { createLog } from '../../src/log.ts'
import { account, monday, sari } from '../contracts/samples.ts'
import { createFakeChannel } from '../fakes/channel.ts'

const mark = (messageId: string): Mark => ({ account, chat: sari, messageId, emoji: '✍' })

/** Reactions at a pace, with a clock that a test moves. */
function reacting(pace: Pace) {
  let now = monday
  const channel = createFakeChannel(account)
  const pacing = createPacing(pace, () => 0)
  const reactions = createReactions({
    channels: new Map([[account, channel]]),
    pacings: new Map([[account, pacing]]),
    clock: { now: () => now },
    log: createLog('fatal'),
  })
  const passes = (ms: number): void => void (now = new Date(now.getTime() + ms))
  return { channel, pacing, reactions, passes, now: () => now.getTime() }
}

const set = (count: number, { channel }: ReturnType<typeof reacting>): Promise<void> =>
  vi.waitFor(() => expect(channel.marks).toHaveLength(count), { timeout: 5000, interval: 5 })

describe('reactions to a person', () => {
  test('take their place among the messages where a reaction is one', async () => {
    const house = reacting(humanPace({ gap: { least: 40, most: 40 }, perMinute: 6000 }))
    for (const messageId of ['1', '2', '3']) house.reactions.add(mark(messageId))
    await set(1, house)
    expect(house.pacing.waitFor(sari, false, 'text', 1, house.now())).toBe(40)
    house.passes(40)
    await set(2, house)
    house.passes(40)
    await set(3, house)
    expect(house.channel.marks.map(one => one.messageId)).toEqual(['1', '2', '3'])
    await house.reactions.stop()
  })

  test('are dropped when they would come a minute late', async () => {
    const house = reacting(humanPace({ gap: { least: 0, most: 0 }, perMinute: Infinity }))
    house.pacing.hold('*', '*', house.now() + 61_000)
    house.reactions.add(mark('lama'))
    house.passes(60_500)
    house.reactions.add(mark('nanti'))
    house.passes(1000)
    house.reactions.add(mark('baru'))
    await set(2, house)
    expect(house.channel.marks.map(one => one.messageId)).toEqual(['nanti', 'baru'])
    await house.reactions.stop()
  })

  test('cost nothing on a network that does not count them', async () => {
    const house = reacting(telegramPace)
    for (let messageId = 0; messageId < 10; messageId++) house.reactions.add(mark(String(messageId)))
    await set(10, house)
    expect(house.pacing.waitFor(sari, false, 'text', 1, house.now())).toBe(0)
    await house.reactions.stop()
  })
})
