import { describe, expect, test } from 'vitest'
import { createBatcher } from '../../src/app/batcher.ts'

describe('a batcher', () => {
  test('carries out calls of one moment together, in order', async () => {
    const groups: number[][] = []
    const add = createBatcher(async (items: readonly number[]) => {
      groups.push([...items])
      return items.length
    })
    expect(await Promise.all([add(1), add(2), add(3)])).toEqual([3, 3, 3])
    expect(groups).toEqual([[1, 2, 3]])
  })

  test('gathers what comes while a group is under way into the next', async () => {
    const groups: number[][] = []
    let open: () => void = () => undefined
    const first = new Promise<void>(resolve => (open = resolve))
    const add = createBatcher(async (items: readonly number[]) => {
      groups.push([...items])
      if (groups.length === 1) await first
    })
    const one = add(1)
    await Promise.resolve()
    const more = [add(2), add(3)]
    open()
    await Promise.all([one, ...more])
    expect(groups).toEqual([[1], [2, 3]])
  })

  test('fails those of the failed group and goes on with the next', async () => {
    let fails = true
    const add = createBatcher(async () => {
      if (fails) throw new Error('database away')
      return 'stored'
    })
    const results = await Promise.allSettled([add(1), add(2)])
    expect(results.map(result => result.status)).toEqual(['rejected', 'rejected'])
    fails = false
    expect(await add(3)).toBe('stored')
  })
})
