import { describe, expect, test } from 'vitest'
import { commandOf, type Incoming } from '../../src/app/message.ts'
import { createSequence, newRow, shardOf, shards } from '../../src/app/receive.ts'
import { useDatabase } from '../contracts/database.ts'
import {
  account,
  budi,
  dewi,
  group,
  monday,
  photo,
  sari,
  says,
  saysInGroup,
  taps,
  topic,
  wanted,
} from '../contracts/samples.ts'
import { openHouse, type House } from './house.ts'

const database = useDatabase()

async function ownersIn(house: House): Promise<string[]> {
  return (await house.rows()).map(row => row.contact)
}

async function contactOf(house: House, chat: string): Promise<string> {
  const [id] = (await house.contacts.ofAddresses([{ account, chat }])).values()
  return id!
}

describe('what came', () => {
  test('is stored when the receiver says so, and its lane is woken', async () => {
    const house = openHouse(database())
    const message = says(sari, 'halo')
    await house.receives(message)
    const [row] = await house.rows()
    expect(row).toMatchObject({ _id: message.id, state: 'new', attempts: 0, awaits: false, message })
    expect(row?.shard).toBe(shardOf(row!.contact))
    expect([...house.woken]).toEqual([`conversation ${row?.shard}`])
  })

  test('is not acknowledged when it could not be stored', async () => {
    const house = openHouse(database(), {
      inbox: real => ({ ...real, add: () => Promise.reject(new Error('disk full')) }),
    })
    await expect(house.receives(says(sari, 'halo'))).rejects.toThrow('disk full')
    expect(house.woken.size).toBe(0)
  })

  test('keeps the order in which it came, over any number of calls', async () => {
    const house = openHouse(database())
    for (let at = 0; at < 5; at++) await house.receives(says(sari, `${at} a`), says(sari, `${at} b`))
    const seqs = (await house.rows()).map(row => row.seq)
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
    expect((await house.rows()).map(row => (row.message as { text: string }).text)).toEqual(
      Array.from({ length: 5 }, (_, at) => [`${at} a`, `${at} b`]).flat(),
    )
  })

  test('of one person goes to one contact, of two to two', async () => {
    const house = openHouse(database())
    await house.receives(says(sari, 'a'), says(dewi, 'b'), says(sari, 'c'))
    const [a, b, c] = await ownersIn(house)
    expect(a).toBe(c)
    expect(a).not.toBe(b)
  })

  test('with files waits for them, and their lane is woken', async () => {
    const house = openHouse(database())
    await house.receives(says(sari, '', { attachments: [photo('f')] }))
    expect(house.woken).toContain('files')
    expect(await house.inbox.awaiting(account, 10)).toHaveLength(1)
  })

  test('is not kept when people talk among themselves in a group', async () => {
    const house = openHouse(database())
    await house.receives(saysInGroup(budi, 'Makan siang di mana?'))
    await house.receives({ ...saysInGroup(budi, 'Halo'), chat: '-999', thread: '5' })
    await house.receives({ ...taps(budi, 'ambil TBB-2026-000999', '9'), chat: '-999' })
    expect(await house.rows()).toEqual([])
  })

  test('is kept from any group when it asks to be connected', async () => {
    const house = openHouse(database(), { withoutDesk: true })
    await house.receives({ ...saysInGroup(budi, '/hubungkan ABCD2345'), chat: '-999' })
    expect(await house.rows()).toHaveLength(1)
  })

  test('may be nothing', async () => {
    const house = openHouse(database())
    await house.receives()
    expect(await house.rows()).toEqual([])
  })
})

describe('what came from the group', () => {
  test.each<[string, () => Incoming]>([
    ['a message in the topic', () => saysInGroup(budi, 'catatan', { thread: '7' })],
    ['an edited one', () => saysInGroup(budi, 'catatan', { kind: 'edit', thread: '7', id: 'x~1' })],
    ['a reply to a message of ours, in a group without topics', () => saysInGroup(budi, 'ya', { replyTo: '55' })],
    ['a tap on a button that names the ticket', () => taps(budi, 'ambil TBB-2026-000001', '55')],
  ])('belongs to the reporter when it is %s', async (_, message) => {
    const house = openHouse(database())
    const owner = await contactOf(house, sari)
    await house.outbox.bindTopic(topic('TBB-2026-000001', '7', { contact: owner }))
    await house.records.apply([wanted('card', { contact: owner, ticket: 'TBB-2026-000001', purpose: 'card' })])
    await house.outbox.mark([{ id: 'card', state: 'sent', account, chat: group, messageIds: ['55'] }])
    await house.receives(message())
    expect(await ownersIn(house)).toEqual([owner])
  })

  test('belongs to the group otherwise', async () => {
    const house = openHouse(database())
    await house.receives(
      saysInGroup(budi, '/antrean'),
      saysInGroup(budi, 'di topik lain', { thread: '99' }),
      saysInGroup(budi, 'ya', { replyTo: '1' }),
      taps(budi, 'ambil TBB-2026-999999', '55'),
      taps(budi, 'apa saja', '55'),
    )
    expect(new Set(await ownersIn(house))).toEqual(new Set([await contactOf(house, group)]))
  })

  test('from several topics in one batch is told apart', async () => {
    const house = openHouse(database())
    const [first, second] = [await contactOf(house, sari), await contactOf(house, dewi)]
    await house.outbox.bindTopic(topic('TBB-2026-000001', '7', { contact: first }))
    await house.outbox.bindTopic(topic('TBB-2026-000002', '8', { contact: second }))
    await house.receives(
      saysInGroup(budi, 'a', { thread: '7' }),
      saysInGroup(budi, 'b', { thread: '8' }),
      saysInGroup(budi, 'c', { thread: '7' }),
    )
    expect(await ownersIn(house)).toEqual([first, second, first])
  })
})

test('the numbers of rows grow, even when the clock of the machine goes back', () => {
  let now = 1000
  const sequence = createSequence(() => now)
  const numbers = [sequence(), sequence()]
  now = 500
  numbers.push(sequence())
  now = 1001
  numbers.push(sequence())
  expect(numbers).toEqual([1_000_000, 1_000_001, 1_000_002, 1_001_000])
})

test('people are spread over all lanes', () => {
  const counts = Array.from({ length: shards }, () => 0)
  for (let at = 0; at < 1000; at++) counts[shardOf(`contact ${at}`)]!++
  for (const count of counts) expect(count).toBeGreaterThan(300)
  expect(shardOf('0123456789abcdef')).toBe(shardOf('0123456789abcdef'))
})

test('a message whose files are all there waits for nothing', () => {
  const attachments = [
    { ...photo('a'), stored: 'a' },
    { ...photo('b'), refused: 'large' as const },
  ]
  expect(newRow(says(sari, '', { attachments }), 'Sari', 1, monday).awaits).toBe(false)
})

test.each([
  ['/balas Halo, Bu', { name: 'balas', rest: 'Halo, Bu' }],
  ['/BALAS@loket_bot  dua\nbaris ', { name: 'balas', rest: 'dua\nbaris' }],
  ['/start', { name: 'start', rest: '' }],
  ['  /antrean  ', { name: 'antrean', rest: '' }],
  ['//intern', null],
  ['/ balas', null],
  ['1/2', null],
  ['/path/to/file', null],
])('"%s" as a command is %o', (text, expected) => {
  expect(commandOf(text)).toEqual(expected)
})
