import { describe, expect, test } from 'vitest'
import { useDatabase } from '../contracts/database.ts'
import { account, sari } from '../contracts/samples.ts'
import { at, contactAt, links, nightFalls, openBoth, owns, phone, recorded, saidAt, writes } from './linked.ts'

const database = useDatabase()
const lid = at(phone, '100628220000002@lid')
const number = at(phone, '628220000002@s.whatsapp.net')

describe('a LID and a phone number that WhatsApp says are one person', () => {
  test('are one conversation from the first message on', async () => {
    const house = openBoth(database())
    await house.receives(writes(lid, 'Saya gagal unggah', { also: [number.chat] }))
    await house.receives(writes(number, 'dari nomor'))
    await house.settles()
    expect(await house.tickets()).toHaveLength(1)
    expect(await contactAt(database(), number)).toEqual(await contactAt(database(), lid))
    expect([...(await recorded(house)).keys()]).toEqual(['Saya gagal unggah', 'dari nomor'])
  })

  test.each([
    ['a', 'b'],
    ['b', 'a'],
  ])('that were known as two become one without a question (%s, %s)', async (one, other) => {
    await owns(database(), lid, one)
    await owns(database(), number, other)
    const house = openBoth(database())
    await house.receives(writes(lid, 'Saya gagal unggah'), writes(number, 'Saya lupa sandi'))
    await house.settles()
    expect(await house.tickets()).toHaveLength(2)
    await house.receives(writes(lid, 'ini juga saya', { also: [number.chat] }))
    await house.settles()
    await nightFalls(house)
    const joined = (await contactAt(database(), number))!
    expect(joined._id).toBe('a')
    expect((await contactAt(database(), lid))?._id).toBe('a')
    expect(joined.state.tickets).toHaveLength(2)
    expect([...(await recorded(house)).values()].map(tickets => tickets.length)).toEqual([1, 1, 1])
    for (const place of [lid, number])
      expect((await saidAt(house, place)).filter(words => words.includes('terhubung'))).toEqual([])
  })

  test('one of whom nobody has written yet goes along', async () => {
    await owns(database(), lid, 'a')
    await owns(database(), number, 'b')
    const house = openBoth(database())
    await house.receives(writes(lid, 'Saya gagal unggah', { also: [number.chat] }))
    await house.settles()
    await house.receives(writes(number, 'dari nomor'))
    await house.settles()
    expect((await contactAt(database(), number))?._id).toBe('a')
    expect(await house.tickets()).toHaveLength(1)
  })

  test('and are then linked by a code: what happens to their tickets is listed from the first moment on', async () => {
    const telegram = at(account, sari)
    await owns(database(), telegram, 'a')
    await owns(database(), lid, 'b')
    await owns(database(), number, 'c')
    const house = openBoth(database())
    for (let at = 1; at <= 20; at++) {
      await house.receives(writes(number, `Saya gagal unggah, percobaan ke-${at}`))
      await house.settles()
    }
    await nightFalls(house)
    await house.receives(writes(lid, 'ini juga saya', { also: [number.chat] }))
    await house.settles()
    await links(house, telegram, lid)
    expect((await contactAt(database(), lid))?._id).toBe('a')
    const { state } = (await contactAt(database(), telegram))!
    const listed = (await house.tickets()) as unknown as { _id: string; ways?: string[] }[]
    expect(listed.map(one => one._id)).toEqual(state.tickets.map(one => one.number))
    expect(listed.map(one => one.ways)).toEqual(state.tickets.map(one => one.ways))
    expect(state.tickets[0]!.ways).toHaveLength(2)
  })
})
