import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import type { KeyChanges, OpenKeys } from '../../../src/app/ports.ts'
import { patientKeys } from '../../../src/channels/whatsapp/patient-keys.ts'
import { LoketError, type ErrorCode } from '../../../src/errors.ts'

const log = pino({ level: 'silent' })
const one = (name: string, value: string | null): KeyChanges =>
  new Map([[name, value === null ? null : Buffer.from(value)]])

/** A store that fails as told, and takes down what it was given. */
function store(failures: ErrorCode[]): OpenKeys & { readonly batches: string[][] } {
  const batches: string[][] = []
  return {
    batches,
    records: new Map(),
    async write(changes) {
      // As a real store, it answers later.
      await Promise.resolve()
      const failure = failures.shift()
      if (failure) throw new LoketError(failure)
      batches.push(
        [...changes].map(([name, value]) => `${name}=${value === null ? '-' : Buffer.from(value).toString()}`),
      )
    },
    close: async () => undefined,
  }
}

describe('keys whose store is away', () => {
  test('wait, are written in order, and those that waited together', async () => {
    const open = store(['DATABASE_UNREACHABLE', 'DATABASE_UNREACHABLE'])
    const keys = patientKeys(open, new AbortController().signal, log)
    await Promise.all([keys.write(one('a', '1')), keys.write(one('b', '1')), keys.write(one('a', '2'))])
    expect(open.batches).toEqual([['a=1'], ['b=1', 'a=2']])
    await keys.write(one('a', null))
    expect(open.batches.at(-1)).toEqual(['a=-'])
  })

  test('are written at once again when one comes at the very end of the one before', async () => {
    // One of these is the moment between the last look and the end.
    for (let turns = 0; turns < 40; turns++) {
      const open = store([])
      const keys = patientKeys(open, new AbortController().signal, log)
      void keys.write(one('a', 'first'))
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      await keys.write(one('a', 'second'))
      expect(open.batches.at(-1), `after ${turns} turns`).toEqual(['a=second'])
    }
  })

  test('fail at once when another process has them, and go on to fail', async () => {
    const keys = patientKeys(store(['LEASE_LOST', 'LEASE_LOST']), new AbortController().signal, log)
    const [first, second] = await Promise.allSettled([keys.write(one('a', '1')), keys.write(one('b', '1'))])
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'LEASE_LOST' } })
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'LEASE_LOST' } })
  })

  test('fail when the process is to end', async () => {
    const ending = new AbortController()
    const keys = patientKeys(store(Array<ErrorCode>(9).fill('DATABASE_UNREACHABLE')), ending.signal, log)
    const written = keys.write(one('a', '1'))
    ending.abort()
    await expect(written).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' })
  })
})
