import { describe, expect, test } from 'vitest'
import { createReceipts, type Receipts } from '../../src/app/receipts.ts'
import type { Mark, Receipt, SendWanted } from '../../src/app/ports.ts'
import { useDatabase } from '../contracts/database.ts'
import { account, after, budi, dewi, group, photo, sari, says, saysInGroup, wanted } from '../contracts/samples.ts'
import { deliverAll, until } from './delivery/delivering.ts'
import { openHouse, type Changes, type House } from './house.ts'

const database = useDatabase()
const number = 'TBB-2026-000001'

/** A house whose network gives receipts. */
function told(changes: Changes = {}): { house: House; receipts: Receipts } {
  let receipts: Receipts | undefined
  const house = openHouse(database(), {
    ...changes,
    receipts: true,
    delivery: ({ outbox, records, log, reactions }) => {
      receipts = createReceipts({ outbox, records, reactions, log })
      return { receipts }
    },
  })
  return { house, receipts: receipts! }
}

/** Budi's message that says this, as he wrote it in the group. */
const source = `${account}:${group}/70`
const mark = (emoji: string): Mark => ({ account, chat: group, messageId: '70', emoji })

const reply = (name: string, fields: Partial<SendWanted> = {}): SendWanted =>
  wanted(name, { purpose: 'reply', ticket: number, source, delivered: mark('👍'), ...fields })

const receipt = (messageId: string, state: Receipt['state'], minutes: number): Receipt => ({
  account,
  messageId,
  state,
  at: after(minutes),
})

const signs = (house: House): string[] => house.channel.marks.map(one => one.emoji)

async function recorded(): Promise<[string, string, unknown][]> {
  const events = (await database().collection('events').find().sort({ at: 1 }).toArray()) as unknown[]
  return (events as { what: string; who: string; at: Date }[]).map(({ what, who, at }) => [what, who, at])
}

describe('the sign on the words of an anggota', () => {
  test('says that the network has them, that they are on the phone, that they were read', async () => {
    const { house, receipts } = told()
    await house.records.apply([reply('balasan')])
    await deliverAll(house)
    await until(() => signs(house).length === 1)
    await receipts.came([receipt('1', 'delivered', 1)])
    await until(() => signs(house).length === 2)
    await receipts.came([receipt('1', 'read', 5)])
    await until(() => signs(house).length === 3)
    expect(house.channel.marks).toEqual([mark('👌'), mark('👍'), mark('👀')])
    expect(await recorded()).toEqual([
      ['reply delivered', 'loket', after(1)],
      ['reply read', 'pelapor', after(5)],
    ])
    await house.delivery.stop()
  })

  test('never goes back, whatever comes late or twice, and nothing is recorded twice', async () => {
    const { house, receipts } = told()
    await house.records.apply([reply('balasan')])
    await deliverAll(house)
    await receipts.came([receipt('1', 'read', 5)])
    await receipts.came([receipt('1', 'delivered', 6), receipt('1', 'read', 7)])
    await receipts.came([receipt('1', 'read', 5)])
    await until(() => signs(house).at(-1) === '👀')
    expect(signs(house)).toEqual(['👌', '👀'])
    expect(await recorded()).toEqual([
      ['reply delivered', 'loket', after(5)],
      ['reply read', 'pelapor', after(5)],
    ])
    await house.delivery.stop()
  })

  test('is that of the slowest part', async () => {
    const { house, receipts } = told()
    const files = { kind: 'files' as const, attachments: [photo('A'), photo('B')], text: [] }
    await house.records.apply([
      reply('teks', { delivered: null, order: 1001 }),
      reply('foto', { content: files, order: 1002 }),
    ])
    await deliverAll(house)
    await until(() => signs(house).length === 1)
    await receipts.came([receipt('2', 'read', 1), receipt('3', 'read', 2)])
    await receipts.came([receipt('1', 'delivered', 3)])
    await until(() => signs(house).length === 2)
    await receipts.came([receipt('1', 'read', 4)])
    await until(() => signs(house).length === 3)
    expect(signs(house)).toEqual(['👌', '👍', '👀'])
    expect(await recorded()).toEqual([
      ['reply delivered', 'loket', after(3)],
      ['reply read', 'pelapor', after(4)],
    ])
    await house.delivery.stop()
  })

  test('is right at once when the phone was faster than our own mark', async () => {
    let release: () => void = () => undefined
    const marking = new Promise<void>(resolve => (release = resolve))
    const { house, receipts } = told({
      outbox: real => ({
        ...real,
        async mark(outcomes) {
          await marking
          await real.mark(outcomes)
        },
      }),
    })
    await house.records.apply([reply('balasan')])
    await house.delivery.run()
    await until(() => house.channel.seen.length === 1)
    await receipts.came([receipt('1', 'delivered', 1), receipt('1', 'read', 2)])
    expect(signs(house)).toEqual([])
    release()
    await deliverAll(house)
    await until(() => signs(house).length === 1)
    expect(signs(house)).toEqual(['👀'])
    expect((await recorded()).map(([what]) => what)).toEqual(['reply delivered', 'reply read'])
    await house.delivery.stop()
  })

  test('does not wait for a part that was refused, and says nothing before all others left', async () => {
    const { house, receipts } = told()
    house.channel.fail('CHANNEL_REFUSED')
    await house.records.apply([reply('satu', { delivered: null, order: 1001 }), reply('dua', { order: 1002 })])
    await deliverAll(house)
    await until(() => signs(house).length === 1)
    await receipts.came([receipt('1', 'read', 1)])
    await until(() => signs(house).length === 2)
    expect(signs(house)).toEqual(['👌', '👀'])
    await house.delivery.stop()
  })

  test('of changed words stays that of a change', async () => {
    const { house, receipts } = told()
    await house.records.apply([reply('balasan', { delivered: null, order: 1001 })])
    await house.records.apply([
      reply('ubah', { content: { kind: 'edit', of: 'balasan', text: ['lain'] }, delivered: mark('✍'), order: 1002 }),
    ])
    await deliverAll(house)
    await until(() => signs(house).length === 1)
    expect(signs(house)).toEqual(['✍'])
    await receipts.came([receipt('99', 'read', 1)])
    expect(signs(house)).toEqual(['✍'])
    await house.delivery.stop()
  })

  test('does not stop the delivery when the database is away', async () => {
    const { house } = told({
      outbox: real => ({ ...real, settleReceipts: () => Promise.reject(new Error('away')) }),
    })
    await house.records.apply([reply('satu', { order: 1001 }), reply('dua', { order: 1002 })])
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual(['satu', 'dua'])
    await house.delivery.stop()
  })
})

test('what people get from the bot is stored without a sign and without an entry in the record', async () => {
  const { house, receipts } = told()
  await house.records.apply([wanted('kabar')])
  await deliverAll(house)
  await receipts.came([receipt('1', 'read', 3)])
  expect((await house.sends())[0]).toMatchObject({ deliveredAt: after(3), readAt: after(3) })
  expect(signs(house)).toEqual([])
  expect(await recorded()).toEqual([])
  await house.delivery.stop()
})

test('/tiket says how far the last answer is', async () => {
  const { house, receipts } = told()
  await house.receives(says(dewi, 'Tidak bisa unggah penawaran'))
  await house.settles()
  const ticket = (await house.tickets())[0]!._id
  const lines: string[] = []
  const asks = async (): Promise<void> => {
    await house.receives(saysInGroup(budi, `/tiket ${ticket.slice(-6)}`))
    await house.settles()
    await deliverAll(house)
    lines.push(house.channel.texts(group).findLast(text => text.includes(' · P'))!)
  }
  house.channel.members.set(budi, 'member')
  await asks()
  expect(lines[0]).not.toContain('Balasan terakhir')
  await house.records.apply([reply('balasan', { ticket, to: { chat: dewi }, lane: 'Dewi' })])
  await deliverAll(house)
  await asks()
  const messageId = (await house.outbox.byId(['balasan'])).get('balasan')!.messageIds[0]!
  await receipts.came([receipt(messageId, 'delivered', 125)])
  await asks()
  await receipts.came([receipt(messageId, 'read', 126)])
  await asks()
  expect(lines.slice(1).map(text => text.split('\n')[1])).toEqual([
    'Balasan terakhir: terkirim, belum sampai di ponsel pelapor',
    'Balasan terakhir: sampai di ponsel pelapor 10.05 WIB',
    'Balasan terakhir: dibaca 10.06 WIB',
  ])
  await house.delivery.stop()
})
