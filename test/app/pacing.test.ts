import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPacing, humanPace, telegramPace, type Pace } from '../../src/app/pacing.ts'

const sari = '101'
const dewi = '102'
const group = '-1001'
const other = '-1002'
const wide: Pace = { overall: 1000, chat: 1000, chatBurst: 1000, group: 1000 }

describe('the pace of a group', () => {
  test('is twenty a minute for all its topics together', () => {
    const pacing = createPacing({ ...wide, group: 20 })
    for (let at = 0; at < 20; at++) {
      expect(pacing.waitFor(group, true, 'text', 1, at)).toBe(0)
      pacing.take(group, true, 1, at)
    }
    expect(pacing.left(group, 20)).toBe(0)
    expect(pacing.waitFor(group, true, 'text', 1, 20)).toBeGreaterThan(59_000)
    expect(pacing.waitFor(group, true, 'text', 1, 60_250)).toBe(0)
    expect(pacing.waitFor(other, true, 'text', 1, 20)).toBe(0)
  })

  test('counts each picture of an album', () => {
    const pacing = createPacing({ ...wide, group: 20 })
    pacing.take(group, true, 15, 0)
    expect(pacing.left(group, 1)).toBe(5)
    expect(pacing.waitFor(group, true, 'files', 5, 1)).toBe(0)
    expect(pacing.waitFor(group, true, 'files', 6, 1)).toBeGreaterThan(0)
  })
})

describe('the pace of a person', () => {
  test('is one a second after a short burst', () => {
    const pacing = createPacing({ ...wide, chat: 1, chatBurst: 3 })
    for (let at = 0; at < 3; at++) {
      expect(pacing.waitFor(sari, false, 'text', 1, 0)).toBe(0)
      pacing.take(sari, false, 1, 0)
    }
    expect(pacing.waitFor(sari, false, 'text', 1, 0)).toBe(1000)
    expect(pacing.waitFor(sari, false, 'text', 1, 600)).toBe(400)
    expect(pacing.waitFor(sari, false, 'text', 1, 1000)).toBe(0)
    expect(pacing.waitFor(dewi, false, 'text', 1, 0)).toBe(0)
  })

  test('never locks out an album larger than the burst', () => {
    const pacing = createPacing({ ...wide, chat: 1, chatBurst: 3 })
    expect(pacing.waitFor(sari, false, 'files', 10, 0)).toBe(0)
    pacing.take(sari, false, 10, 0)
    expect(pacing.waitFor(sari, false, 'text', 1, 0)).toBe(8000)
  })
})

test('all chats together are thirty a second', () => {
  const pacing = createPacing({ ...wide, overall: 30 })
  for (let at = 0; at < 30; at++) pacing.take(String(at), false, 1, 0)
  expect(pacing.waitFor(sari, false, 'text', 1, 500)).toBe(500)
  expect(pacing.waitFor(group, true, 'text', 1, 500)).toBe(500)
  expect(pacing.waitFor(sari, false, 'text', 1, 1000)).toBe(0)
})

describe('the pace of a human', () => {
  const pace = humanPace({ gap: { least: 1000, most: 3000 }, perMinute: 60 })

  test('leaves between two messages to one person one to three seconds, another time each', () => {
    const drawn = [0, 0.25, 0.999]
    const pacing = createPacing(pace, () => drawn.shift()!)
    expect(pacing.waitFor(sari, false, 'text', 1, 0)).toBe(0)
    pacing.take(sari, false, 1, 0)
    expect(pacing.waitFor(sari, false, 'text', 1, 0)).toBe(1000)
    pacing.take(sari, false, 1, 1000)
    expect(pacing.waitFor(sari, false, 'text', 1, 1000)).toBe(1500)
    pacing.take(sari, false, 1, 2500)
    expect(pacing.waitFor(sari, false, 'text', 1, 2500)).toBe(2998)
    expect(pacing.waitFor(dewi, false, 'text', 1, 3500)).toBe(0)
  })

  test('takes the time of three messages for three pictures', () => {
    const pacing = createPacing(pace, () => 0.5)
    pacing.take(sari, false, 3, 0)
    expect(pacing.waitFor(sari, false, 'text', 1, 0)).toBe(6000)
    expect(pacing.waitFor(dewi, false, 'text', 1, 0)).toBe(3000)
  })

  test('spreads sixty a minute evenly over all people', () => {
    const pacing = createPacing(pace, () => 0)
    let now = 0
    const sent: number[] = []
    for (let at = 0; at < 100; at++) {
      now += pacing.waitFor(String(at), false, 'text', 1, now)
      pacing.take(String(at), false, 1, now)
      sent.push(now)
    }
    expect(sent.slice(0, 3)).toEqual([0, 1000, 2000])
    for (const at of sent) expect(sent.filter(one => one > at - 60_000 && one <= at).length).toBeLessThanOrEqual(60)
  })

  test('follows the policy when it is changed', () => {
    let now: Pace = pace
    const pacing = createPacing(
      () => now,
      () => 0,
    )
    now = humanPace({ gap: { least: 5000, most: 5000 }, perMinute: 60 })
    pacing.take(sari, false, 1, 0)
    expect(pacing.waitFor(sari, false, 'text', 1, 0)).toBe(5000)
  })
})

describe('what the network asks to wait', () => {
  test('holds that chat and no other', () => {
    const pacing = createPacing(wide)
    pacing.hold(group, '*', 5000)
    expect(pacing.waitFor(group, true, 'text', 1, 1000)).toBe(4000)
    expect(pacing.waitFor(other, true, 'text', 1, 1000)).toBe(0)
    expect(pacing.waitFor(group, true, 'text', 1, 5000)).toBe(0)
  })

  test('may hold one kind of send alone', () => {
    const pacing = createPacing(wide)
    pacing.hold(group, 'topic state', 5000)
    expect(pacing.waitFor(group, true, 'text', 1, 1000)).toBe(0)
    expect(pacing.waitFor(group, true, 'topic state', 1, 1000)).toBe(4000)
  })

  test('may hold everything', () => {
    const pacing = createPacing(wide)
    pacing.hold('*', '*', 5000)
    expect(pacing.waitFor(sari, false, 'text', 1, 1000)).toBe(4000)
    expect(pacing.waitFor('', false, 'answer tap', 1, 1000)).toBe(4000)
  })

  test('is never shortened by a later, smaller wish', () => {
    const pacing = createPacing(wide)
    pacing.hold(group, '*', 5000)
    pacing.hold(group, '*', 2000)
    expect(pacing.waitFor(group, true, 'text', 1, 2500)).toBe(2500)
  })

  test('may end before its time', () => {
    const pacing = createPacing(wide)
    pacing.hold('*', '*', 5000)
    pacing.hold(group, '*', 3000)
    pacing.release('*', '*')
    expect(pacing.waitFor(sari, false, 'text', 1, 1000)).toBe(0)
    expect(pacing.waitFor(group, true, 'text', 1, 1000)).toBe(2000)
  })

  test('counts even where we have no limits of our own', () => {
    const pacing = createPacing(null)
    for (let at = 0; at < 100; at++) pacing.take(group, true, 1, 0)
    expect(pacing.waitFor(group, true, 'text', 1, 0)).toBe(0)
    pacing.hold(group, '*', 5000)
    expect(pacing.waitFor(group, true, 'text', 1, 0)).toBe(5000)
  })
})

test("waiting as long as told always suffices, and Telegram's limits are never passed", () => {
  const send = fc.record({ chat: fc.constantFrom(sari, dewi, group, other), weight: fc.integer({ min: 1, max: 10 }) })
  fc.assert(
    fc.property(fc.array(send, { minLength: 1, maxLength: 80 }), sends => {
      const pacing = createPacing(telegramPace)
      const sent: { chat: string; at: number }[] = []
      let now = 0
      for (const { chat, weight } of sends) {
        for (let tries = 0, wait = 1; wait > 0; tries++) {
          expect(tries).toBeLessThan(20)
          wait = pacing.waitFor(chat, chat.startsWith('-'), 'text', weight, now)
          now += wait
        }
        pacing.take(chat, chat.startsWith('-'), weight, now)
        for (let one = 0; one < weight; one++) sent.push({ chat, at: now })
      }
      for (const { at } of sent) {
        expect(sent.filter(one => one.at > at - 1000 && one.at <= at).length).toBeLessThanOrEqual(30)
        for (const chat of [group, other])
          expect(
            sent.filter(one => one.chat === chat && one.at > at - 60_000 && one.at <= at).length,
          ).toBeLessThanOrEqual(20)
      }
    }),
    { numRuns: 40 },
  )
})
