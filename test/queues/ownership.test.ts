import { afterEach, describe, expect, test, vi } from 'vitest'
import { useDatabase } from '../contracts/database.ts'
import { createLog } from '../../src/log.ts'
import { shareDuties, type Duty, type LeaseBook, type Ownership } from '../../src/queues/ownership.ts'
import { createLeases } from '../../src/storage/leases.ts'

const database = useDatabase()
const running: Ownership[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map(one => one.stop()))
})

/** Who does what now; notices when two do the same. */
function createWatch() {
  const doing = new Map<string, string[]>()
  return {
    doing,
    doubles: [] as string[],
    duty(name: string, owner: string, kind: Duty['kind'] = 'workers'): Duty {
      return {
        name,
        kind,
        start: async () => {
          doing.set(name, [...(doing.get(name) ?? []), owner])
          if (doing.get(name)!.length > 1) this.doubles.push(`${name}: ${doing.get(name)!.join(', ')}`)
          return {
            close: async () =>
              void doing.set(
                name,
                doing.get(name)!.filter(one => one !== owner),
              ),
          }
        },
      }
    },
  }
}

const names = ['conversation-0', 'conversation-1', 'delivery', 'files']

function start(
  owner: string,
  watch: ReturnType<typeof createWatch>,
  leases: LeaseBook = createLeases(database()),
): Ownership {
  const own = shareDuties(
    names.map(name => watch.duty(name, owner)),
    owner,
    leases,
    createLog('silent'),
  )
  running.push(own)
  return own
}

async function until(condition: () => unknown): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBeTruthy(), { timeout: 25_000, interval: 20 })
}

describe('duties', () => {
  test('all belong to the only process', async () => {
    const own = start('one', createWatch())
    await until(() => own.owned.size === 4)
  })

  test('are shared evenly when another process comes, and nothing is done twice', async () => {
    const watch = createWatch()
    const one = start('one', watch)
    await until(() => one.owned.size === 4)
    const two = start('two', watch)
    await until(() => one.owned.size === 2 && two.owned.size === 2)
    expect(new Set([...one.owned, ...two.owned])).toEqual(new Set(names))
    expect(watch.doubles).toEqual([])
  })

  test('of a process that stopped are taken over by the others', async () => {
    const watch = createWatch()
    const one = start('one', watch)
    await until(() => one.owned.size === 4)
    const two = start('two', watch)
    await until(() => two.owned.size === 2)
    await one.stop()
    await until(() => two.owned.size === 4)
    expect(watch.doubles).toEqual([])
  })

  test('of a process that died are taken over within ten seconds', async () => {
    const leases = createLeases(database())
    for (const name of ['process workers dead', ...names]) await leases.hold(name, 'dead', 5000)
    const began = Date.now()
    const own = start('next', createWatch())
    await until(() => own.owned.size === 4)
    expect(Date.now() - began).toBeLessThan(20_000)
  })

  test('are given up by a process that cannot reach the database any more', async () => {
    const watch = createWatch()
    const real = createLeases(database())
    let away = false
    const own = start('one', watch, {
      ...real,
      hold: (...args) => (away ? new Promise(() => undefined) : real.hold(...args)),
    })
    running.pop()
    await until(() => own.owned.size === 4)
    away = true
    await until(() => own.owned.size === 0)
    expect([...watch.doing.values()].flat()).toEqual([])
  })

  test('taken by another are given up at once, not done beside it', async () => {
    const watch = createWatch()
    const own = start('one', watch)
    await until(() => own.owned.size === 4)
    await database()
      .collection<{ _id: string }>('leases')
      .updateOne({ _id: 'delivery' }, { $set: { owner: 'other', until: new Date(Date.now() + 60_000) } })
    await until(() => !own.owned.has('delivery'))
    expect(watch.doing.get('delivery')).toEqual([])
  })

  test("that take long to end are still nobody else's, and the others are kept meanwhile", async () => {
    const watch = createWatch()
    let finish: () => void = () => undefined
    const finished = new Promise<void>(resolve => (finish = resolve))
    let closing = 0
    const slow = names.map((name): Duty => {
      const duty = watch.duty(name, 'one')
      return {
        ...duty,
        async start() {
          const { close } = await duty.start()
          return {
            async close() {
              closing++
              await finished
              await close()
            },
          }
        },
      }
    })
    const one = shareDuties(slow, 'one', createLeases(database()), createLog('silent'))
    running.push(one)
    await until(() => one.owned.size === 4)
    const two = start('two', watch)
    await until(() => closing === 2)
    // Longer than a lease lasts.
    const later = performance.now() + 7000
    await until(() => performance.now() > later)
    expect([one.owned.size, two.owned.size]).toEqual([2, 0])
    finish()
    await until(() => two.owned.size === 2)
    expect(watch.doubles).toEqual([])
  })

  test('and the process itself leave no lease behind when it stops', async () => {
    const own = start('one', createWatch())
    running.pop()
    await until(() => own.owned.size === 4)
    await own.stop()
    expect(await database().collection('leases').countDocuments()).toBe(0)
  })
})
