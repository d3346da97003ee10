import { afterEach, describe, expect, test, vi } from 'vitest'
import { useDatabase } from '../contracts/database.ts'
import { createLeases } from '../../src/storage/leases.ts'

const database = useDatabase()
const minute = 60_000
const over = -1000

afterEach(() => void vi.useRealTimers())

describe('a lease', () => {
  test('has one holder, who may prolong it', async () => {
    const leases = createLeases(database())
    expect(await leases.hold('lane', 'one', minute)).toBe(true)
    expect(await leases.hold('lane', 'two', minute)).toBe(false)
    expect(await leases.hold('lane', 'one', minute)).toBe(true)
  })

  test('wanted by many at once goes to one', async () => {
    const leases = createLeases(database())
    const held = await Promise.all(Array.from({ length: 8 }, (_, at) => leases.hold('lane', `owner ${at}`, minute)))
    expect(held.filter(Boolean)).toHaveLength(1)
  })

  test('of a dead process is free once it ran out, for one', async () => {
    const leases = createLeases(database())
    await leases.hold('lane', 'dead', over)
    const held = await Promise.all(Array.from({ length: 8 }, (_, at) => leases.hold('lane', `owner ${at}`, minute)))
    expect(held.filter(Boolean)).toHaveLength(1)
    expect(await leases.hold('lane', 'dead', minute)).toBe(false)
  })

  test('is not taken by a machine whose clock is fast, nor lost by one whose clock is slow', async () => {
    await createLeases(database()).hold('lane', 'one', minute)
    for (const wrong of [3_600_000, -3_600_000]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + wrong })
      const elsewhere = createLeases(database())
      expect(await elsewhere.hold('lane', 'two', minute)).toBe(false)
      expect(await elsewhere.hold(`lane ${wrong}`, 'two', minute)).toBe(true)
      expect(await elsewhere.holders('lane')).toContainEqual({ name: 'lane', owner: 'one' })
      vi.useRealTimers()
      expect(await createLeases(database()).hold(`lane ${wrong}`, 'three', minute)).toBe(false)
    }
  })

  test('given back is free at once; nobody gives back what another holds', async () => {
    const leases = createLeases(database())
    await leases.hold('lane', 'one', minute)
    await leases.release('lane', 'two')
    expect(await leases.hold('lane', 'two', minute)).toBe(false)
    await leases.release('lane', 'one')
    expect(await leases.hold('lane', 'two', minute)).toBe(true)
  })

  test('of an owner whose end was seen is free at once, and nobody else loses theirs', async () => {
    const leases = createLeases(database())
    await leases.hold('lane', 'host-12-a', minute)
    await leases.hold('other lane', 'host-123-a', minute)
    await leases.bury('host-12-')
    expect(await leases.hold('lane', 'next', minute)).toBe(true)
    expect(await leases.hold('other lane', 'next', minute)).toBe(false)
  })

  test('is listed by the beginning of its name while it lasts', async () => {
    const leases = createLeases(database())
    await leases.hold('process workers a', 'a', minute)
    await leases.hold('process workers b', 'b', over)
    await leases.hold('process channels a', 'a', minute)
    expect(await leases.holders('process workers ')).toEqual([{ name: 'process workers a', owner: 'a' }])
  })

  test('leaves nothing behind: given back or long dead, it is gone', async () => {
    const leases = createLeases(database())
    await leases.hold('process workers dead', 'dead', -7_200_000)
    await leases.hold('process workers a', 'a', minute)
    await leases.hold('lane', 'a', minute)
    await leases.release('lane', 'a')
    expect((await database().collection('leases').find().toArray()).map(lease => String(lease._id))).toEqual([
      'process workers a',
    ])
  })
})
