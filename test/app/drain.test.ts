import { describe, expect, test } from 'vitest'
import { newRow, shardOf } from '../../src/app/receive.ts'
import type { Contacts, InboxRow, Send } from '../../src/app/ports.ts'
import type { Heard } from '../../src/app/message.ts'
import { plainText } from '../../src/domain/rich.ts'
import { useDatabase } from '../contracts/database.ts'
import {
  account,
  budi,
  contact,
  dewi,
  group,
  joko,
  monday,
  photo,
  sari,
  says,
  saysInGroup,
  topic,
} from '../contracts/samples.ts'
import { openHouse, type House } from './house.ts'

const database = useDatabase()

/** What a send says. */
function wordsOf({ content }: Send): string {
  return 'text' in content && typeof content.text !== 'string' ? plainText(content.text) : content.kind
}

/** What is mirrored from somebody, in the order in which it will stand in the topic. */
async function mirrored(house: House, chat: string): Promise<string[]> {
  const [id] = (await house.contacts.ofAddresses([{ account, chat }])).values()
  return (await house.sends()).filter(send => send.purpose === 'mirror' && send.contact === id).map(wordsOf)
}

/** A message that no decision survives: something a future network might send. */
function poison(from: string): Heard {
  return { ...says(from, 'racun'), attachments: null as never }
}

/** Stores it as a receiver of that future would. */
async function receivesPoison(house: House, message: Heard, seq: number): Promise<InboxRow> {
  const [id] = (await house.contacts.ofAddresses([{ account, chat: message.chat }])).values()
  const row = { ...newRow({ ...message, attachments: [] }, id!, seq, house.now()), message }
  await house.inbox.add([row])
  return row
}

describe('a message', () => {
  test('of somebody new becomes a ticket, a topic with card and words, and one answer', async () => {
    const house = openHouse(database())
    await house.receives(says(sari, 'Saya gagal unggah dokumen'))
    expect(await house.decides()).toBeNull()
    expect(await house.tickets()).toMatchObject([{ _id: 'TBB-2026-000001', status: 'open' }])
    const sends = await house.sends()
    expect(sends.map(send => send.purpose)).toEqual(['topic', 'card', 'mirror', 'answer'])
    expect(wordsOf(sends[2]!)).toBe('👤 Saya gagal unggah dokumen')
    expect(wordsOf(sends[3]!)).toContain('TBB-2026-000001')
    expect((await house.rows()).map(row => row.state)).toEqual(['done'])
    expect(house.woken).toContain('delivery')
  })

  test('leaves no words in the inbox once it was decided', async () => {
    const house = openHouse(database())
    await house.receives(says(sari, 'NIK saya 1812345678900001'))
    await house.settles()
    expect(JSON.stringify(await house.rows())).not.toContain('1812345678900001')
  })

  test('that the network brings twice is decided once, before and after', async () => {
    const house = openHouse(database())
    const message = says(sari, 'Saya gagal unggah')
    await house.receives(message, message)
    await house.receives(message)
    await house.settles()
    await house.receives(message)
    await house.settles()
    expect(await house.sends()).toHaveLength(4)
    expect(await mirrored(house, sari)).toEqual(['👤 Saya gagal unggah'])
  })

  test('keeps its place among those of the same person, however many come at once', async () => {
    const house = openHouse(database())
    const words = Array.from({ length: 250 }, (_, at) => `kata ${at}`)
    for (const from of [sari, dewi]) await house.receives(...words.map(word => says(from, word)))
    await house.settles()
    for (const from of [sari, dewi]) expect(await mirrored(house, from)).toEqual(words.map(word => `👤 ${word}`))
    expect(await house.tickets()).toHaveLength(2)
  })

  test('of ten new people at once are ten tickets with ten numbers', async () => {
    const house = openHouse(database())
    await house.receives(...Array.from({ length: 10 }, (_, at) => says(String(1000 + at), `Kendala ${at}`)))
    await house.settles()
    expect((await house.tickets()).map(ticket => ticket._id)).toEqual(
      Array.from({ length: 10 }, (_, at) => `TBB-2026-${String(at + 1).padStart(6, '0')}`),
    )
  })

  test('that comes with a lower number than one decided before is decided all the same', async () => {
    const house = openHouse(database())
    await house.receives(says(sari, 'kedua'))
    await house.settles()
    const [id] = (await house.contacts.ofAddresses([{ account, chat: sari }])).values()
    await house.inbox.add([newRow(says(sari, 'pertama'), id!, 1, house.now())])
    await house.settles()
    expect(await mirrored(house, sari)).toEqual(['👤 kedua', '👤 pertama'])
  })
})

describe('an album', () => {
  const item = (album: string, text = ''): Heard =>
    says(sari, text, { album, attachments: [{ ...photo('f'), stored: 'f', type: 'image/jpeg' }] })

  test('is one message, once no further item came for a second and a half', async () => {
    const house = openHouse(database())
    await house.receives(item('a', 'tangkapan layar'))
    expect(await house.decides()).toBe(1500)
    house.passes(1000)
    await house.receives(item('a'))
    expect(await house.decides()).toBe(1500)
    house.passes(1499)
    expect(await house.decides()).toBe(1)
    expect(await house.tickets()).toEqual([])
    house.passes(1)
    expect(await house.decides()).toBeNull()
    const files = (await house.sends()).filter(send => send.content.kind === 'files')
    expect(files).toMatchObject([{ purpose: 'mirror', content: { attachments: [{}, {}] } }])
    expect(await house.tickets()).toHaveLength(1)
    expect((await house.rows()).map(row => row.state)).toEqual(['done', 'done'])
  })

  test('is not overtaken by what the person wrote after it; others go on', async () => {
    const house = openHouse(database())
    await house.receives(says(sari, 'tadinya bisa'), item('a', 'album'), says(sari, 'sesudah'), says(dewi, 'lain'))
    await house.decides()
    expect(await mirrored(house, sari)).toEqual(['👤 tadinya bisa'])
    expect(await mirrored(house, dewi)).toEqual(['👤 lain'])
    house.passes(1500)
    await house.settles()
    expect(await mirrored(house, sari)).toEqual(['👤 tadinya bisa', '👤 album', '👤 sesudah'])
  })

  test('waits for the files of each item', async () => {
    const house = openHouse(database())
    const late = says(sari, '', { album: 'a', attachments: [photo('g')] })
    await house.receives(item('a', 'album'), late)
    house.passes(60_000)
    await house.decides()
    expect(await house.tickets()).toEqual([])
    await house.inbox.filesReady(late.id, [{ ...photo('g'), stored: 'g', type: 'image/jpeg' }])
    await house.settles()
    expect(await mirrored(house, sari)).toEqual(['👤 album'])
  })
})

describe('a late item of an album', () => {
  test('that comes after a crash between decision and tick is added to the ticket, not swallowed', async () => {
    const album = (text: string, name: string): Heard =>
      says(sari, text, { album: 'a', attachments: [{ ...photo(name), stored: name, type: 'image/jpeg' }] })
    const dying = openHouse(database(), {
      inbox: real => ({ ...real, tick: () => Promise.reject(new Error('killed')) }),
    })
    await dying.receives(album('layar', 'satu'), album('', 'dua'))
    dying.passes(1500)
    await expect(dying.decides()).rejects.toThrow('killed')
    const next = openHouse(database())
    await next.receives(album('', 'tiga'))
    next.passes(3000)
    await next.settles()
    const shown = (await next.sends()).flatMap(send => (send.content.kind === 'files' ? send.content.attachments : []))
    expect(shown.map(file => file.stored)).toEqual(['satu', 'dua', 'tiga'])
    expect(await next.tickets()).toHaveLength(1)
  })
})

describe('an edit that came together with its message', () => {
  test('is shown under the copy of that message, not as a second one', async () => {
    const house = openHouse(database())
    const first = says(sari, 'Saya gagal unggah')
    await house.receives(first, { ...first, kind: 'edit', id: `${first.id}~1`, text: 'Saya gagal unduh' })
    await house.settles()
    const shown = (await house.sends()).filter(send => send.purpose === 'mirror')
    expect(shown.map(send => send.content.kind)).toEqual(['text', 'edit'])
    expect((await house.rows()).map(row => row.state)).toEqual(['done', 'done'])
  })
})

describe('news of a delivery', () => {
  test('to a group never makes the group the chat of a person', async () => {
    const house = openHouse(database())
    const [contact] = (await house.contacts.ofAddresses([{ account, chat: sari }])).values()
    const at = house.now()
    const news = {
      kind: 'delivery',
      id: 'news',
      account,
      chat: group,
      sentAt: at,
      outcome: 'unknown',
      send: 'x',
      reason: '',
    } as const
    await house.inbox.add([newRow(news, contact!, 1, at)])
    await house.settles()
    await house.receives(says(sari, 'Saya gagal unggah'))
    await house.settles()
    const answer = (await house.sends()).find(send => send.purpose === 'answer')
    expect(answer?.to).toEqual({ chat: sari })
  })
})

describe('a message with files', () => {
  test('waits for them, and nothing of the same person overtakes it; others go on', async () => {
    const house = openHouse(database())
    const withFile = says(sari, 'lihat foto', { attachments: [photo('f')] })
    await house.receives(says(sari, 'pertama'), withFile, says(sari, 'terakhir'), says(dewi, 'lain'))
    expect(house.woken).toContain('files')
    await house.decides()
    expect(await mirrored(house, sari)).toEqual(['👤 pertama'])
    expect(await mirrored(house, dewi)).toEqual(['👤 lain'])
    await house.inbox.filesReady(withFile.id, [{ ...photo('f'), stored: 'f', type: 'image/jpeg' }])
    await house.settles()
    expect(await mirrored(house, sari)).toEqual(['👤 pertama', '👤 lihat foto', '👤 terakhir'])
  })

  test('however many wait, they do not hold up other people', async () => {
    const house = openHouse(database())
    const people = Array.from({ length: 450 }, (_, at) => String(10_000 + at))
    await house.receives(...people.map(from => says(from, 'foto', { attachments: [photo('f')] })))
    await house.receives(says(sari, 'Saya gagal unggah'), says(dewi, 'Saya juga'))
    await house.decides()
    expect(await house.tickets()).toHaveLength(2)
  })
})

describe('a message that cannot be decided', () => {
  test('is set aside after five tries; the person and the staff are told, and later messages go on', async () => {
    const house = openHouse(database())
    await house.receives(says(sari, 'Saya gagal unggah'))
    await house.settles()
    const row = await receivesPoison(house, poison(sari), monday.getTime() * 1000 + 1e9)
    await house.receives(says(dewi, 'lain'))
    await house.inbox.add([newRow(says(sari, 'sesudah'), row.contact, row.seq + 1, house.now())])
    for (let tries = 1; tries < 5; tries++) {
      expect(await house.decides()).toBe(1000)
      expect((await house.rows()).find(one => one._id === row._id)).toMatchObject({ state: 'new', attempts: tries })
      expect(await mirrored(house, sari)).toEqual(['👤 Saya gagal unggah'])
    }
    expect(await mirrored(house, dewi)).toEqual(['👤 lain'])
    await house.settles()
    expect((await house.rows()).find(one => one._id === row._id)).toMatchObject({
      state: 'parked',
      error: 'UNEXPECTED',
    })
    expect(await mirrored(house, sari)).toEqual(['👤 Saya gagal unggah', '👤 sesudah'])
    const sends = await house.sends()
    expect(sends.filter(send => 'chat' in send.to && send.to.chat === group).map(wordsOf)).toEqual([
      expect.stringContaining('UNEXPECTED'),
    ])
    expect(sends.map(wordsOf)).toContainEqual(expect.stringContaining('Pesan Anda tersimpan'))
    expect(house.logged).toContainEqual(expect.objectContaining({ code: 'MESSAGE_POISON', msg: 'message parked' }))
    expect(JSON.stringify(house.logged)).not.toContain('racun')
  })

  test('takes with it nothing that was decided before it in the same batch', async () => {
    const house = openHouse(database())
    await house.receives(says(sari, 'satu'), says(sari, 'dua'))
    await receivesPoison(house, poison(sari), monday.getTime() * 1000 + 1e9)
    await house.decides()
    expect(await mirrored(house, sari)).toEqual(['👤 satu', '👤 dua'])
  })

  test('is tried again on request', async () => {
    const house = openHouse(database())
    const row = await receivesPoison(house, poison(sari), 1)
    for (let tries = 0; tries < 5; tries++) await house.decides()
    await database()
      .collection<{ _id: string }>('inbox')
      .updateOne({ _id: row._id }, { $set: { 'message.attachments': [] } })
    expect(await house.inbox.retryParked()).toBe(1)
    await house.settles()
    expect(await mirrored(house, sari)).toEqual(['👤 racun'])
  })
})

describe('a crash', () => {
  test.each(['before commit', 'after commit', 'between effects'] as const)(
    '%s loses nothing and repeats nothing',
    async where => {
      let dies = true
      const house = openHouse(database(), {
        checkpoint(name) {
          if (dies && name === where) throw new Error('killed')
        },
      })
      await house.receives(says(sari, 'satu'), says(sari, 'dua'), says(dewi, 'lain'))
      await expect(house.decides()).rejects.toThrow('killed')
      dies = false
      const next = openHouse(database())
      await next.receives(says(sari, 'tiga'))
      await next.settles()
      expect(await mirrored(next, sari)).toEqual(['👤 satu', '👤 dua', '👤 tiga'])
      expect(await mirrored(next, dewi)).toEqual(['👤 lain'])
      expect(await next.tickets()).toHaveLength(2)
      expect((await next.sends()).filter(send => send.purpose === 'answer')).toHaveLength(2)
      expect((await next.events()).filter(event => event.what === 'opened')).toHaveLength(2)
      expect((await next.rows()).every(row => row.state === 'done')).toBe(true)
    },
  )

  test('of the process that still applies what another has taken over changes nothing', async () => {
    const zombie = openHouse(database(), {
      records: real => ({ ...real, apply: () => Promise.reject(new Error('killed')) }),
    })
    await zombie.receives(says(sari, 'satu'))
    await expect(zombie.decides()).rejects.toThrow('killed')
    const owed = [...(await zombie.contacts.load((await zombie.rows()).map(row => row.contact))).values()]
    const next = openHouse(database())
    await next.receives(says(sari, 'dua'))
    await next.settles()
    const before = await next.sends()
    await next.records.apply(owed.flatMap(one => one.effects))
    expect(await next.sends()).toEqual(before)
    expect(await next.tickets()).toHaveLength(1)
  })
})

describe('two processes', () => {
  /** Another process commits Sari's contact between this one's reading and its commit. */
  function outrunOnce(): (real: Contacts) => Contacts {
    let outrun = true
    return real => ({
      ...real,
      async commit(contacts) {
        const [first] = contacts
        if (outrun && first) {
          outrun = false
          const older = (await real.load([first._id])).get(first._id)
          await real.commit([
            contact(first._id, first.version, { state: older!.state, done: [], batch: 'another process' }),
          ])
        }
        return real.commit(contacts)
      },
    })
  }

  test('that decide for one person at once: the later one decides anew', async () => {
    const first = openHouse(database())
    await first.receives(says(sari, 'satu'))
    await first.settles()
    const house = openHouse(database(), { contacts: outrunOnce() })
    await house.receives(says(sari, 'dua'))
    expect(await house.decides()).toBe(1000)
    expect(await mirrored(house, sari)).toEqual(['👤 satu'])
    expect(house.logged).toContainEqual(expect.objectContaining({ code: 'COMMIT_CONFLICT' }))
    await house.settles()
    expect(await mirrored(house, sari)).toEqual(['👤 satu', '👤 dua'])
  })

  test('that drain the same lanes at the same time decide each message once', async () => {
    const one = openHouse(database())
    const other = openHouse(database())
    const people = Array.from({ length: 30 }, (_, at) => String(2000 + at))
    for (const word of ['satu', 'dua', 'tiga']) await one.receives(...people.map(from => says(from, word)))
    await Promise.all([one.settles(), other.settles(), one.settles(), other.settles()])
    await one.settles()
    for (const from of people) expect(await mirrored(one, from)).toEqual(['👤 satu', '👤 dua', '👤 tiga'])
    expect(await one.tickets()).toHaveLength(30)
  })
})

describe('a topic', () => {
  test('that became known only after a message in it came: the message goes to its ticket', async () => {
    const house = openHouse(database())
    house.channel.members.set(budi, 'member')
    await house.receives(says(sari, 'Saya gagal unggah'))
    await house.settles()
    await house.receives(saysInGroup(budi, '/balas Silakan coba lagi', { thread: '77' }))
    expect(await house.decides()).toBe(250)
    const [id] = (await house.contacts.ofAddresses([{ account, chat: sari }])).values()
    await house.outbox.bindTopic(topic('TBB-2026-000001', '77', { contact: id! }))
    await house.decides()
    expect(house.woken).toContain(`conversation ${shardOf(id!)}`)
    await house.settles()
    expect((await house.sends()).filter(send => send.purpose === 'reply').map(wordsOf)).toEqual(['Silakan coba lagi'])
  })

  test('that never becomes known is not waited for longer than five seconds', async () => {
    const house = openHouse(database())
    house.channel.members.set(budi, 'member')
    await house.receives(saysInGroup(budi, '/antrean', { thread: '77' }))
    expect(await house.decides()).toBe(250)
    house.passes(5000)
    await house.settles()
    expect((await house.sends()).map(wordsOf)).toEqual([expect.stringContaining('Antrean kosong')])
  })
})

describe('without a desk', () => {
  test('messages are kept, the person is told once, and each becomes a ticket when the desk opens', async () => {
    const house = openHouse(database(), { withoutDesk: true })
    await house.receives(says(sari, 'satu'), says(sari, 'dua'), says(dewi, 'lain'))
    await house.settles()
    expect((await house.sends()).map(wordsOf)).toEqual([
      expect.stringContaining('Meja petugas belum dibuka'),
      expect.stringContaining('Meja petugas belum dibuka'),
    ])
    house.channel.members.set(budi, 'admin')
    await house.receives(saysInGroup(budi, `/hubungkan ${await house.roster.deskCode()}`))
    house.passes(2000)
    await house.settles()
    await house.settles()
    expect(await house.tickets()).toHaveLength(2)
    expect(await mirrored(house, sari)).toEqual(['👤 satu', '👤 dua'])
    expect(await mirrored(house, dewi)).toEqual(['👤 lain'])
  })
})

describe('who somebody is', () => {
  test('cannot be asked now: only that person waits', async () => {
    const house = openHouse(database())
    await house.receives(says(sari, 'satu'), says(dewi, 'satu'))
    await house.settles()
    house.channel.failMembership('CHANNEL_LIMITED', 2)
    await house.receives(saysInGroup(joko, '/antrean'), says(sari, 'dua'), says(dewi, 'dua'))
    await house.decides()
    await house.decides()
    expect(await mirrored(house, sari)).toEqual(['👤 satu', '👤 dua'])
    expect(await mirrored(house, dewi)).toEqual(['👤 satu', '👤 dua'])
    expect((await house.rows()).find(row => row.state === 'new')).toMatchObject({ attempts: 0 })
    await house.settles()
    expect((await house.sends()).map(wordsOf)).toContainEqual(expect.stringContaining('Hanya anggota Help Desk'))
  })
})

describe('commands about roles that came in while Loket stood still', () => {
  test('are decided one after the other, each knowing what the ones before it did', async () => {
    const house = openHouse(database())
    house.channel.members.set(budi, 'creator')
    await house.receives(
      saysInGroup(budi, '/peran sekretaris 900/1/2026 Budi'),
      saysInGroup(budi, '/peran admin Budi'),
      saysInGroup(budi, '/peran cabut sekretaris'),
      saysInGroup(budi, '/antrean'),
    )
    await house.settles()
    const told = (await house.events()).map(event => `${event.what}: ${String(event.data['role'])}`)
    expect(told.sort()).toEqual(['role given: admin', 'role given: sekretaris', 'role withdrawn: sekretaris'])
    const [one] = await house.roster.everybody(account)
    expect(one?.roles.map(grant => grant.role)).toEqual(['admin'])
    expect((await house.sends()).map(wordsOf).at(-1)).toMatch(/Antrean/)
  })

  test('wait while the network does not say who gives them', async () => {
    const house = openHouse(database())
    house.channel.members.set(budi, 'creator')
    house.channel.failMembership('CHANNEL_UNREACHABLE', 1)
    await house.receives(saysInGroup(budi, '/peran'))
    expect(await house.decides()).toBe(1000)
    expect(await house.sends()).toEqual([])
    await house.settles()
    expect((await house.sends()).map(wordsOf)).toEqual([expect.stringMatching(/pembuat grup \(Budi\)/)])
  })
})
