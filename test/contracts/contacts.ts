import { describe, expect, test } from 'vitest'
import { emptyState } from '../../src/app/conversation/state.ts'
import type { Contacts } from '../../src/app/ports.ts'
import { addressKey } from '../../src/app/receive.ts'
import { linkCodeIn, showLinkCode } from '../../src/domain/link-code.ts'
import { hideSecrets } from '../../src/domain/secrets.ts'
import { account, after, contact, dewi, monday, sari, wanted } from './samples.ts'

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

  describe('addresses of one person', () => {
    const lid = { account, chat: 'lid', also: ['number'] }
    const number = { account, chat: 'number' }
    const idOf = async (contacts: Contacts, chat: string): Promise<string> =>
      (await contacts.ofAddresses([{ account, chat }])).get(addressKey({ account, chat }))!

    test('all unknown, belong to one new contact, whichever is asked for then', async () => {
      const found = await make().ofAddresses([lid])
      expect([...found.keys()]).toEqual([addressKey(lid), addressKey(number)])
      expect(new Set(found.values()).size).toBe(1)
      expect(await idOf(make(), 'number')).toBe(found.get(addressKey(lid)))
    })

    test('of which one is known, belong to its contact, the address itself as well as its also', async () => {
      const known = await idOf(make(), 'number')
      expect((await make().ofAddresses([lid])).get(addressKey(lid))).toBe(known)
      const more = await make().ofAddresses([{ account, chat: 'lid', also: ['second number'] }])
      expect(more.get(addressKey({ account, chat: 'second number' }))).toBe(known)
    })

    test('known as two, stay two, and both are told', async () => {
      const [one, other] = [await idOf(make(), 'lid'), await idOf(make(), 'number')]
      expect(await make().ofAddresses([lid])).toEqual(
        new Map([
          [addressKey(lid), one],
          [addressKey(number), other],
        ]),
      )
    })

    test('of which a number comes with another lasting address than before, are somebody else’s from then on', async () => {
      const first = { account, chat: 'number', also: ['lid 1'], lasting: 'lid 1' }
      const sari = (await make().ofAddresses([first])).get(addressKey(first))!
      const heir = { account, chat: 'number', also: ['lid 2'], lasting: 'lid 2' }
      const contacts = make()
      const found = await contacts.ofAddresses([heir])
      const owner = found.get(addressKey(heir))!
      expect(owner).not.toBe(sari)
      expect(found.get(addressKey({ account, chat: 'lid 2' }))).toBe(owner)
      expect(await contacts.ownerOf({ account, chat: 'number' })).toBe(owner)
      expect(await contacts.ownerOf({ account, chat: 'lid 1' })).toBe(sari)
      expect(await contacts.ownerOf({ account, chat: 'nobody' })).toBe(null)
      expect(await idOf(make(), 'number')).toBe(owner)
      const again = await contacts.ofAddresses([{ account, chat: 'lid 1', lasting: 'lid 1' }])
      expect(again.get(addressKey({ account, chat: 'lid 1' }))).toBe(sari)
    })

    test('of which both were known, the number goes to whose lasting address comes with it', async () => {
      await make().ofAddresses([{ account, chat: 'number', also: ['lid 1'], lasting: 'lid 1' }])
      const joko = (await make().ofAddresses([{ account, chat: 'lid 2', lasting: 'lid 2' }])).get(
        addressKey({ account, chat: 'lid 2' }),
      )!
      const found = await make().ofAddresses([{ account, chat: 'lid 2', also: ['number'], lasting: 'lid 2' }])
      expect(new Set(found.values())).toEqual(new Set([joko]))
    })

    test('of which only the number is new, belong together: people change their numbers and keep the rest', async () => {
      const sari = (await make().ofAddresses([{ account, chat: 'lid 1', also: ['number'], lasting: 'lid 1' }])).get(
        addressKey({ account, chat: 'lid 1' }),
      )!
      const found = await make().ofAddresses([{ account, chat: 'lid 1', also: ['other number'], lasting: 'lid 1' }])
      expect(new Set(found.values())).toEqual(new Set([sari]))
    })

    test('asked for in one breath, each with the other as its also, belong to one contact', async () => {
      const found = await make().ofAddresses([lid, { ...number, also: ['lid'] }])
      expect(new Set(found.values()).size).toBe(1)
    })

    test('are another account’s elsewhere', async () => {
      await make().ofAddresses([lid])
      const there = await make().ofAddresses([{ ...lid, account: 'telegram:2' }])
      expect([...there.values()]).not.toContain(await idOf(make(), 'lid'))
    })

    test('go to another contact, all or those of one account, however often that is said', async () => {
      const contacts = make()
      const other = { account: 'whatsapp:1', chat: sari }
      const from = (await contacts.ofAddresses([lid])).get(addressKey(lid))!
      await contacts.readdress([
        {
          kind: 'moved',
          id: 'm',
          from: (await contacts.ofAddresses([other])).get(addressKey(other))!,
          to: from,
          account: null,
        },
      ])
      expect((await contacts.ofAddresses([other])).get(addressKey(other))).toBe(from)
      for (let time = 0; time < 2; time++)
        await contacts.readdress([{ kind: 'moved', id: 'm', from, to: 'new', account: 'whatsapp:1' }])
      expect((await contacts.ofAddresses([other])).get(addressKey(other))).toBe('new')
      expect(await idOf(contacts, 'lid')).toBe(from)
      expect(await idOf(contacts, 'number')).toBe(from)
    })

    test('are found while this process moves others of them to another contact', async () => {
      const contacts = make()
      const from = await idOf(contacts, 'lid')
      const [found] = await Promise.all([
        contacts.ofAddresses([
          { account, chat: 'lid' },
          { account, chat: 'stranger' },
        ]),
        contacts.readdress([{ kind: 'moved', id: 'm', from, to: 'new', account: null }]),
      ])
      expect([from, 'new']).toContain(found.get(addressKey(lid)))
    })

    test('that this process believes to be two are looked up again', async () => {
      const [mine, theirs] = [make(), make()]
      const [one, other] = [await idOf(mine, 'lid'), await idOf(mine, 'number')]
      await theirs.readdress([{ kind: 'moved', id: 'm', from: other, to: one, account: null }])
      expect(new Set((await mine.ofAddresses([lid])).values())).toEqual(new Set([one]))
    })
  })

  describe('a one-time code', () => {
    test('leads to who gave it as long as it is good, and nothing else does', async () => {
      const contacts = make()
      const { code, hash } = contacts.newCode()
      const linking = { code: { hash, until: after(10) }, given: [monday], missed: [], parted: [], asked: null }
      await contacts.commit([
        contact('Sari', 1, { state: { ...emptyState, name: 'Sari', linking } }),
        contact('Dewi', 1),
      ])
      const given = { _id: 'Sari', account, chat: sari, hash, name: 'Sari', accounts: [account] }
      expect(await contacts.ofCodes([code, 'KD7TM2QX'], after(9))).toEqual(new Map([[code, given]]))
      expect(await contacts.ofCodes([code], after(10))).toEqual(new Map())
      expect(await contacts.ofCodes([hash, ''], after(1))).toEqual(new Map())
      expect(await contacts.ofCodes([], after(1))).toEqual(new Map())
    })

    test('is never the same twice, and comes back as it was given', () => {
      const contacts = make()
      const codes = Array.from({ length: 300 }, () => contacts.newCode())
      expect(new Set(codes.map(({ hash }) => hash)).size).toBe(300)
      for (const { code } of codes) {
        expect(linkCodeIn(`Hubungkan ${showLinkCode(code).toLowerCase()}`)).toEqual({ code, bare: false })
        expect(hideSecrets(showLinkCode(code)).hidden).toBe(false)
      }
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
