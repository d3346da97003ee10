import { describe, expect, test } from 'vitest'
import { emptyState } from '../../src/app/conversation/state.ts'
import type { Contacts } from '../../src/app/ports.ts'
import { addressKey } from '../../src/app/receive.ts'
import { account, contact, dewi, monday, sari, wanted } from './samples.ts'

/** What every store of contacts promises. `make` opens one; all it makes share their rows. */
export function contactsContract(make: () => Contacts): void {
  describe('the commit', () => {
    test('stores a new contact and gives it back as it was', async () => {
      const contacts = make()
      const sariNow = contact('Sari', 1, { done: ['m1'], effects: [wanted('s1')] })
      expect(await contacts.commit([sariNow])).toEqual(new Set(['Sari']))
      expect((await contacts.load(['Sari', 'Dewi'])).get('Sari')).toMatchObject(sariNow)
      expect([...(await contacts.load(['Sari', 'Dewi'])).keys()]).toEqual(['Sari'])
      expect(await contacts.load([])).toEqual(new Map())
    })

    test('replaces what was decided before', async () => {
      const contacts = make()
      await contacts.commit([contact('Sari', 1, { done: ['m1'] })])
      expect(await contacts.commit([contact('Sari', 2, { done: ['m2'] })])).toEqual(new Set(['Sari']))
      expect((await contacts.load(['Sari'])).get('Sari')).toMatchObject({ version: 2, done: ['m2'] })
    })

    test('refuses what was decided from an older state', async () => {
      const contacts = make()
      await contacts.commit([contact('Sari', 1)])
      await contacts.commit([contact('Sari', 2, { batch: 'first' })])
      expect(await contacts.commit([contact('Sari', 2, { batch: 'late' })])).toEqual(new Set())
      expect(await contacts.commit([contact('Sari', 1, { batch: 'anew' })])).toEqual(new Set())
      expect((await contacts.load(['Sari'])).get('Sari')).toMatchObject({ version: 2, batch: 'first' })
    })

    test('of several contacts stores those that nobody changed', async () => {
      const contacts = make()
      await contacts.commit([contact('Sari', 1, { batch: 'a' }), contact('Dewi', 1, { batch: 'a' })])
      await contacts.commit([contact('Dewi', 2, { batch: 'b' })])
      const mine = [contact('Sari', 2, { batch: 'c' }), contact('Dewi', 2, { batch: 'c' }), contact('Joko', 1)]
      expect(await contacts.commit(mine.map(one => ({ ...one, batch: 'c' })))).toEqual(new Set(['Sari', 'Joko']))
    })

    test('of two at the same time lets one win', async () => {
      const contacts = make()
      await contacts.commit([contact('Sari', 1)])
      for (let version = 2; version < 8; version++) {
        const [one, other] = await Promise.all([
          contacts.commit([contact('Sari', version, { batch: `one ${version}` })]),
          contacts.commit([contact('Sari', version, { batch: `other ${version}` })]),
        ])
        expect(one.size + other.size).toBe(1)
        const { batch } = (await contacts.load(['Sari'])).get('Sari')!
        expect(batch).toBe(one.size ? `one ${version}` : `other ${version}`)
      }
    })

    test('is forgotten as debt only by its own batch', async () => {
      const contacts = make()
      await contacts.commit([contact('Sari', 1, { batch: 'a', effects: [wanted('s1')] })])
      await contacts.clear(['Sari'], ['z'])
      expect((await contacts.load(['Sari'])).get('Sari')?.effects).toHaveLength(1)
      await contacts.clear(['Sari'], ['z', 'a'])
      expect((await contacts.load(['Sari'])).get('Sari')?.effects).toEqual([])
      await contacts.clear([], ['a'])
    })

    test('keeps dates, lists and nothing as they are', async () => {
      const contacts = make()
      const state = { ...emptyState, name: 'Sari', waiting: [{ text: 'a', attachments: [], source: 's', at: monday }] }
      await contacts.commit([contact('Sari', 1, { state })])
      expect((await contacts.load(['Sari'])).get('Sari')?.state).toEqual(state)
    })
  })

  describe('an address', () => {
    test('leads to one contact, whoever asks and however often', async () => {
      const addresses = [
        { account, chat: sari },
        { account, chat: dewi },
      ]
      const found = await Promise.all(Array.from({ length: 8 }, () => make().ofAddresses(addresses)))
      const [first] = found
      expect(new Set(first!.values()).size).toBe(2)
      for (const other of found) expect(other).toEqual(first)
    })

    test('is not a phone number or account that could be guessed', async () => {
      const found = await make().ofAddresses([{ account, chat: sari }])
      expect(found.get(addressKey({ account, chat: sari }))).toMatch(/^[0-9a-f]{16}$/)
    })

    test('of another account is another contact', async () => {
      const found = await make().ofAddresses([
        { account, chat: sari },
        { account: 'telegram:2', chat: sari },
      ])
      expect(new Set(found.values()).size).toBe(2)
    })
  })

  test('those who wait for a desk, or for a Kepala, are found', async () => {
    const contacts = make()
    const word = (source: string) => ({ text: 'a', attachments: [], source, at: monday })
    await contacts.commit([
      contact('Sari', 1, { state: { ...emptyState, waiting: [word('m1'), word('m2')] } }),
      contact('Dewi', 1, { chat: dewi }),
    ])
    expect(await contacts.waiting()).toEqual([
      { _id: 'Sari', account, chat: sari, version: 1, forDesk: true, forHead: false },
    ])
    await contacts.commit([contact('Sari', 2)])
    expect(await contacts.waiting()).toEqual([])
  })
}
