import { describe, expect, test } from 'vitest'
import { useDatabase } from '../contracts/database.ts'
import { account, budi, dewi, joko, sari, saysInGroup, topic } from '../contracts/samples.ts'
import {
  answers,
  at,
  codeAt,
  contactAt,
  links,
  nightFalls,
  openBoth,
  owns,
  phone,
  recorded,
  saidAt,
  wordsOf,
  writes,
} from './linked.ts'

const database = useDatabase()
const chat = at(account, sari)
const handset = at(phone, '628220000002@s.whatsapp.net')
const dewis = at(account, dewi)
const jokos = at(phone, joko)

/** Which of the two contacts has the smaller name, and with it becomes the other's part. */
const directions = [
  ['the one that gave the code goes into the other', 'b', 'a'],
  ['the one that took the code goes into the other', 'a', 'b'],
] as const

describe.each(directions)('two places of one person, linked: %s', (_name, giver, taker) => {
  test('hold all tickets together, are both told how to undo it, and show the same status', async () => {
    await owns(database(), chat, giver)
    await owns(database(), handset, taker)
    const house = openBoth(database())
    await house.receives(writes(chat, 'Saya gagal unggah'), writes(handset, 'Saya lupa sandi akun'))
    await house.settles()
    await links(house, chat, handset)
    const [one, other] = [await contactAt(database(), chat), await contactAt(database(), handset)]
    expect(one?._id).toBe('a')
    expect(other).toEqual(one)
    expect(one?.state.tickets).toHaveLength(2)
    expect((await house.tickets()).map(row => (row as unknown as { contact: string }).contact)).toEqual(['a', 'a'])
    for (const place of [chat, handset]) {
      const told = (await saidAt(house, place)).filter(words => words.includes('sekarang terhubung'))
      expect(told).toEqual([expect.stringContaining('PUTUSKAN')])
      await house.receives(writes(place, 'STATUS'))
      await house.settles()
      const status = (await saidAt(house, place)).at(-1)
      expect(status).toContain('TBB-2026-000001')
      expect(status).toContain('TBB-2026-000002')
    }
    const cards = (await house.sends()).filter(send => send.content.kind === 'edit').map(wordsOf)
    expect(cards).toContainEqual(expect.stringContaining('Telegram & WhatsApp'))
  })

  test('are one conversation: words from either go to the ticket, and the answer to where they wrote last', async () => {
    await owns(database(), chat, giver)
    await owns(database(), handset, taker)
    const house = openBoth(database())
    house.channel.members.set(budi, 'member')
    await house.receives(writes(chat, 'Saya gagal unggah'))
    await house.settles()
    const [ticket] = await house.tickets()
    // The topic is bound late, with the name its ticket had when it was asked for.
    await links(house, chat, handset)
    await house.outbox.bindTopic(topic(ticket!._id, '77', { contact: giver }))
    await house.receives(writes(handset, 'dari ponsel'), writes(chat, 'dari telegram'))
    await house.receives(saysInGroup(budi, '/balas untuk telegram', { thread: '77' }))
    await house.settles()
    await house.receives(writes(handset, 'dari ponsel lagi'))
    await house.receives(saysInGroup(budi, '/balas untuk ponsel', { thread: '77' }))
    await house.settles()
    expect(Object.fromEntries(await recorded(house))).toEqual({
      'Saya gagal unggah': [ticket!._id],
      'dari ponsel': [ticket!._id],
      'dari telegram': [ticket!._id],
      'dari ponsel lagi': [ticket!._id],
    })
    expect(await saidAt(house, chat)).toContain('untuk telegram')
    expect(await saidAt(house, handset)).toContain('untuk ponsel')
    expect(await saidAt(house, handset)).not.toContain('untuk telegram')
  })

  test('end as they would have, wherever a process dies on the way', async () => {
    for (let step = 1; ; step++) {
      await database().dropDatabase()
      await owns(database(), chat, giver)
      await owns(database(), handset, taker)
      const before = openBoth(database())
      await before.receives(writes(chat, 'gagal unggah'), writes(handset, 'lupa sandi'), writes(chat, 'HUBUNGKAN'))
      await before.settles()
      await before.receives(writes(handset, await codeAt(before, chat)))
      await before.settles()
      let left = step
      const dying = openBoth(database(), {
        checkpoint() {
          if (--left === 0) throw new Error('killed')
        },
      })
      const yes = await answers(before, handset, 'ya')
      const died = await dying
        .receives(yes)
        .then(() => dying.settles())
        .then(
          () => false,
          () => true,
        )
      const next = openBoth(database())
      await next.receives(yes, writes(chat, 'sesudahnya di telegram'), writes(handset, 'sesudahnya di ponsel'))
      await next.settles()
      await nightFalls(next)
      expect((await contactAt(database(), chat))?._id, `step ${step}`).toBe('a')
      expect((await contactAt(database(), handset))?._id).toBe('a')
      const words = await recorded(next)
      expect([...words.keys()].sort()).toEqual([
        'gagal unggah',
        'lupa sandi',
        'sesudahnya di ponsel',
        'sesudahnya di telegram',
      ])
      expect([...words.values()].map(tickets => tickets.length)).toEqual([1, 1, 1, 1])
      expect(await next.tickets()).toHaveLength(2)
      for (const place of [chat, handset])
        expect((await saidAt(next, place)).filter(one => one.includes('sekarang terhubung'))).toHaveLength(1)
      expect((await next.rows()).filter(row => row.state !== 'done')).toEqual([])
      if (!died) {
        expect(step).toBeGreaterThan(8)
        break
      }
    }
  }, 120_000)

  test('get what is written meanwhile in order, also by a process that believes the old addresses', async () => {
    await owns(database(), chat, giver)
    await owns(database(), handset, taker)
    const house = openBoth(database())
    const late = openBoth(database())
    await house.receives(writes(chat, 'satu'))
    await house.settles()
    await late.contacts.ofAddresses([chat, handset])
    await house.receives(writes(chat, 'HUBUNGKAN'))
    await house.settles()
    await house.receives(writes(handset, await codeAt(house, chat)))
    await house.settles()
    await house.receives(await answers(house, handset, 'ya'))
    await late.receives(writes(chat, 'dua'))
    await house.decides()
    await late.receives(writes(chat, 'tiga'))
    await house.receives(writes(chat, 'empat'))
    await house.decides()
    await late.receives(writes(chat, 'lima'))
    await house.receives(writes(chat, 'enam'))
    await house.settles()
    await late.receives(writes(chat, 'tujuh'), writes(handset, 'delapan'))
    await house.settles()
    const shown = (await house.sends()).filter(send => send.purpose === 'mirror').map(wordsOf)
    expect(shown.map(one => one.replace('👤 ', ''))).toEqual([
      'satu',
      'dua',
      'tiga',
      'empat',
      'lima',
      'enam',
      'tujuh',
      'delapan',
    ])
    expect(await house.tickets()).toHaveLength(1)
  })
})

describe('a code', () => {
  test('links nobody when it is wrong, too old, of the same network, or was used', async () => {
    const house = openBoth(database())
    await house.receives(writes(chat, 'HUBUNGKAN'))
    await house.settles()
    const code = await codeAt(house, chat)
    const tries = [
      [handset, 'HUBUNGKAN KD7T-M2QX', 'tidak dikenal'],
      [dewis, `HUBUNGKAN ${code}`, 'hanya dapat dipakai di jalur lain'],
      [chat, code, 'hanya dapat dipakai di jalur lain'],
    ] as const
    for (const [place, text, answer] of tries) {
      await house.receives(writes(place, text))
      await house.settles()
      expect((await saidAt(house, place)).at(-1)).toContain(answer)
    }
    // Two strangers hold it; both say yes; one was first.
    await house.receives(writes(handset, code.toLowerCase().replace('-', ' ')), writes(jokos, code))
    await house.settles()
    await house.receives(await answers(house, handset, 'ya'), await answers(house, jokos, 'ya'))
    await house.settles()
    const owner = (await contactAt(database(), chat))?._id
    const linked = await Promise.all(
      [handset, jokos].map(async place => (await contactAt(database(), place))?._id === owner),
    )
    expect(linked.filter(Boolean)).toHaveLength(1)
    const loser = linked[0] ? jokos : handset
    expect((await saidAt(house, loser)).at(-1)).toContain('tidak berlaku')
    await house.receives(writes(loser, code))
    await house.settles()
    expect((await saidAt(house, loser)).at(-1)).toContain('tidak berlaku')
  })

  test('is good for ten minutes, and only the last one given', async () => {
    const house = openBoth(database())
    await house.receives(writes(chat, 'HUBUNGKAN'))
    await house.settles()
    const first = await codeAt(house, chat)
    house.passes(60_000)
    await house.receives(writes(chat, 'HUBUNGKAN'))
    await house.settles()
    const second = await codeAt(house, chat)
    await house.receives(writes(handset, first))
    await house.settles()
    expect((await saidAt(house, handset)).at(-1)).toContain('tidak berlaku')
    house.passes(10 * 60_000)
    await house.receives(writes(handset, second))
    await house.settles()
    expect((await saidAt(house, handset)).at(-1)).toContain('tidak berlaku')
  })

  test('confirmed after it lapsed links nobody', async () => {
    const house = openBoth(database())
    await house.receives(writes(chat, 'HUBUNGKAN'))
    await house.settles()
    house.passes(9 * 60_000)
    await house.receives(writes(handset, await codeAt(house, chat)))
    await house.settles()
    house.passes(2 * 60_000)
    await house.receives(await answers(house, handset, 'ya'))
    await house.settles()
    expect((await saidAt(house, handset)).at(-1)).toContain('tidak berlaku')
    expect((await contactAt(database(), handset))?._id).not.toBe((await contactAt(database(), chat))?._id)
  })

  test('answered with Bukan links nobody, and the question stands no more', async () => {
    const house = openBoth(database())
    await house.receives(writes(chat, 'HUBUNGKAN'))
    await house.settles()
    await house.receives(writes(handset, await codeAt(house, chat)))
    await house.settles()
    expect((await saidAt(house, handset)).at(-1)).toContain('"Sari Wulandari"')
    const yes = await answers(house, handset, 'ya')
    await house.receives(writes(handset, 'bukan'), yes)
    await house.settles()
    expect((await saidAt(house, handset)).at(-1)).toContain('tidak ada yang dihubungkan')
    expect((await contactAt(database(), handset))?._id).not.toBe((await contactAt(database(), chat))?._id)
  })

  test('can be asked for three times and missed five times an hour; a good one is refused after that', async () => {
    const house = openBoth(database())
    for (let time = 0; time < 4; time++) {
      await house.receives(writes(chat, 'HUBUNGKAN'))
      await house.settles()
    }
    expect((await saidAt(house, chat)).at(-1)).toContain('beberapa kali diminta')
    const code = await codeAt(house, chat)
    await house.receives(...Array.from({ length: 5 }, () => writes(jokos, 'HUBUNGKAN KD7T-M2QX')), writes(jokos, code))
    await house.settles()
    expect((await saidAt(house, jokos)).at(-1)).toContain('Terlalu banyak kode')
    house.passes(3600_000)
    await house.receives(writes(jokos, 'HUBUNGKAN KD7T-M2QX'), writes(chat, 'HUBUNGKAN'))
    await house.settles()
    expect((await saidAt(house, jokos)).at(-1)).toContain('tidak dikenal')
    expect((await saidAt(house, chat)).at(-1)).toContain('untuk satu kali')
  })

  test('is stored only as a hash with the conversation, and what looks like one by chance stays words', async () => {
    const house = openBoth(database())
    await house.receives(writes(chat, 'HUBUNGKAN'))
    await house.settles()
    const code = await codeAt(house, chat)
    const stored = JSON.stringify(
      await database()
        .collection('contacts')
        .find({}, { projection: { effects: 0 } })
        .toArray(),
    )
    expect(stored).not.toContain(code)
    expect(stored).not.toContain(code.replace('-', ''))
    await house.receives(writes(handset, 'Saya gagal unggah'), writes(handset, 'XK98765T'))
    await house.settles()
    expect([...(await recorded(house)).keys()]).toContain('XK98765T')
  })
})
