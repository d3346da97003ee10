import { describe, expect, test } from 'vitest'
import { useDatabase } from '../contracts/database.ts'
import { createLeases } from '../../src/storage/leases.ts'

const database = useDatabase()
const soon = (): Date => new Date(Date.now() + 60_000)
const past = (): Date => new Date(Date.now() - 1000)

describe('a lease', () => {
  test('has one holder, who may prolong it', async () => {
    const leases = createLeases(database())
    expect(await leases.hold('lane', 'one', soon())).toBe(true)
    expect(await leases.hold('lane', 'two', soon())).toBe(false)
    expect(await leases.hold('lane', 'one', soon())).toBe(true)
  })

  test('wanted by many at once goes to one', async () => {
    const leases = createLeases(database())
    const held = await Promise.all(Array.from({ length: 8 }, (_, at) => leases.hold('lane', `owner ${at}`, soon())))
    expect(held.filter(Boolean)).toHaveLength(1)
  })

  test('of a dead process is free once it ran out, for one', async () => {
    const leases = createLeases(database())
    await leases.hold('lane', 'dead', past())
    const held = await Promise.all(Array.from({ length: 8 }, (_, at) => leases.hold('lane', `owner ${at}`, soon())))
    expect(held.filter(Boolean)).toHaveLength(1)
    expect(await leases.hold('lane', 'dead', soon())).toBe(false)
  })

  test('given back is free at once; nobody gives back what another holds', async () => {
    const leases = createLeases(database())
    await leases.hold('lane', 'one', soon())
    await leases.release('lane', 'two')
    expect(await leases.hold('lane', 'two', soon())).toBe(false)
    await leases.release('lane', 'one')
    expect(await leases.hold('lane', 'two', soon())).toBe(true)
  })

  test('is listed by the beginning of its name while it lasts', async () => {
    const leases = createLeases(database())
    await leases.hold('process workers a', 'a', soon())
    await leases.hold('process workers b', 'b', past())
    await leases.hold('process channels a', 'a', soon())
    expect(await leases.holders('process workers ')).toEqual([{ name: 'process workers a', owner: 'a' }])
  })
})
