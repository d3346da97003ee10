import { describe, expect, test } from 'vitest'
import { useDatabase } from '../contracts/database.ts'
import { account, budi, sari, saysInGroup, topic, taps } from '../contracts/samples.ts'
import { at, contactAt, links, nightFalls, openBoth, owns, phone, recorded, saidAt, writes } from './linked.ts'

const database = useDatabase()
const chat = at(account, sari)
const handset = at(phone, '628220000002@s.whatsapp.net')

describe.each([
  ['the code', 'b', 'a'],
  ['Ya', 'a', 'b'],
] as const)(
  'PUTUSKAN, after a link in which the place that gave %s became part of the other',
  (_name, giver, taker) => {
    test('leaves everything where it was written; the other place begins anew, and both are told', async () => {
      await owns(database(), chat, giver)
      await owns(database(), handset, taker)
      const house = openBoth(database())
      house.channel.members.set(budi, 'member')
      await house.receives(writes(chat, 'Saya gagal unggah'))
      await house.settles()
      await links(house, chat, handset)
      await house.outbox.bindTopic(topic('TBB-2026-000001', '77', { contact: giver }))
      await house.receives(writes(handset, 'PUTUSKAN'))
      await house.settles()
      expect((await saidAt(house, handset)).at(-1)).toContain('tetap di sini')
      expect(await saidAt(house, chat)).toContainEqual(expect.stringContaining('tidak lagi terhubung'))
      await house.receives(writes(chat, 'STATUS'), writes(handset, 'STATUS'))
      await house.settles()
      expect(await saidAt(house, chat)).toContainEqual(expect.stringContaining('belum punya tiket'))
      expect((await saidAt(house, handset)).at(-1)).toContain('TBB-2026-000001')
      await house.receives(writes(chat, 'Saya lupa sandi'), writes(handset, 'tambahan'))
      await house.receives(saysInGroup(budi, '/balas jawaban', { thread: '77' }))
      await house.settles()
      expect(Object.fromEntries(await recorded(house))).toEqual({
        'Saya gagal unggah': ['TBB-2026-000001'],
        tambahan: ['TBB-2026-000001'],
        'Saya lupa sandi': [expect.not.stringContaining('000001')],
      })
      expect(await saidAt(house, handset)).toContain('jawaban')
      expect(await saidAt(house, chat)).not.toContain('jawaban')
      const stays = (await contactAt(database(), handset))!
      expect(stays.state.tickets.map(one => one.ways)).toEqual([[]])
      expect(stays.state.places).toEqual([])
    })

    test('holds also for a process that believes the old addresses, for old buttons, and in order', async () => {
      await owns(database(), chat, giver)
      await owns(database(), handset, taker)
      const house = openBoth(database())
      const late = openBoth(database())
      await house.receives(writes(chat, 'Saya gagal unggah'))
      await house.settles()
      await links(house, chat, handset)
      await late.contacts.ofAddresses([chat, handset])
      const button = (await house.sends()).find(send => send.purpose === 'answer' && send.ticket !== null)!
      await house.outbox.mark([{ id: button._id, state: 'sent', ...chat, messageIds: ['900'] }])
      await house.receives(writes(handset, 'PUTUSKAN'))
      await late.receives(writes(chat, 'satu'))
      await house.decides()
      await late.receives(writes(chat, 'dua'))
      await house.receives(writes(chat, 'tiga'))
      await late.receives(writes(chat, 'empat'))
      await house.receives({
        ...taps(sari, 'batalkan TBB-2026-000001', '900'),
        ...chat,
        where: 'private',
        id: 'an old button',
      })
      await house.settles()
      await late.receives(writes(handset, 'lima'))
      await late.settles()
      expect(Object.fromEntries(await recorded(house))).toEqual({
        'Saya gagal unggah': ['TBB-2026-000001'],
        satu: ['TBB-2026-000002'],
        dua: ['TBB-2026-000002'],
        tiga: ['TBB-2026-000002'],
        empat: ['TBB-2026-000002'],
        lima: ['TBB-2026-000001'],
      })
      const mirrors = (await house.sends()).filter(
        send => send.purpose === 'mirror' && send.ticket === 'TBB-2026-000002',
      )
      expect(mirrors.map(send => send.said)).toEqual(['satu', 'dua', 'tiga', 'empat'])
      expect((await house.tickets()).map(one => one.status)).toEqual(['open', 'open'])
    })

    test('can be followed by another link, after which all is together again', async () => {
      await owns(database(), chat, giver)
      await owns(database(), handset, taker)
      const house = openBoth(database())
      const late = openBoth(database())
      await house.receives(writes(chat, 'Saya gagal unggah'))
      await house.settles()
      await links(house, chat, handset)
      await late.contacts.ofAddresses([chat, handset])
      await house.receives(writes(chat, 'PUTUSKAN'))
      await house.settles()
      await house.receives(writes(handset, 'Saya lupa sandi'))
      await house.settles()
      await links(house, handset, chat)
      await late.receives(writes(handset, 'satu'))
      await house.settles()
      await nightFalls(house)
      const one = (await contactAt(database(), chat))!
      expect((await contactAt(database(), handset))?._id).toBe(one._id)
      expect(one.state.tickets).toHaveLength(2)
      expect(one.state.left).toEqual([])
      expect([...(await recorded(house)).values()].map(tickets => tickets.length)).toEqual([1, 1, 1])
      expect((await house.rows()).filter(row => row.state !== 'done')).toEqual([])
    })

    test('ends as it would have, wherever a process dies on the way', async () => {
      for (let step = 1; ; step++) {
        await database().dropDatabase()
        await owns(database(), chat, giver)
        await owns(database(), handset, taker)
        const before = openBoth(database())
        await before.receives(writes(chat, 'gagal unggah'))
        await before.settles()
        await links(before, chat, handset)
        let left = step
        const dying = openBoth(database(), {
          checkpoint() {
            if (--left === 0) throw new Error('killed')
          },
        })
        const words = writes(chat, 'PUTUSKAN')
        const died = await dying
          .receives(words)
          .then(() => dying.settles())
          .then(
            () => false,
            () => true,
          )
        const next = openBoth(database())
        await next.receives(words, writes(handset, 'lupa sandi'), writes(chat, 'tambahan'))
        await next.settles()
        await nightFalls(next)
        expect(Object.fromEntries(await recorded(next)), `step ${step}`).toEqual({
          'gagal unggah': ['TBB-2026-000001'],
          tambahan: ['TBB-2026-000001'],
          'lupa sandi': [expect.not.stringContaining('000001')],
        })
        for (const place of [chat, handset])
          expect((await saidAt(next, place)).filter(one => one.includes('tidak lagi terhubung'))).toHaveLength(1)
        if (!died) {
          expect(step).toBeGreaterThan(6)
          break
        }
      }
    }, 120_000)
  },
)

test('PUTUSKAN where nothing is linked says so, and three times an hour is enough', async () => {
  const house = openBoth(database())
  await house.receives(writes(chat, 'PUTUSKAN'))
  await house.settles()
  expect((await saidAt(house, chat)).at(-1)).toContain('tidak terhubung')
  for (let time = 0; time < 3; time++) {
    await links(house, time % 2 ? chat : handset, time % 2 ? handset : chat)
    await house.receives(writes(chat, 'PUTUSKAN'), writes(chat, 'PUTUSKAN'))
    await house.settles()
    expect((await saidAt(house, chat)).at(-1)).toContain('Akun ini tidak terhubung')
  }
  house.passes(30 * 60_000)
  await links(house, handset, chat)
  await house.receives(writes(chat, 'PUTUSKAN'))
  await house.settles()
  expect((await saidAt(house, chat)).at(-1)).toContain('beberapa kali diputus')
})
