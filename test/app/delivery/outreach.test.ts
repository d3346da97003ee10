import { describe, expect, test } from 'vitest'
import { humanPace } from '../../../src/app/pacing.ts'
import { createOutreach } from '../../../src/app/outreach.ts'
import { personRanks } from '../../../src/app/delivery/priorities.ts'
import type { AccountState, AccountStates, ConversationState, SendWanted } from '../../../src/app/ports.ts'
import { emptyState } from '../../../src/app/conversation/state.ts'
import { useDatabase } from '../../contracts/database.ts'
import { account, after, contact, dewi, monday, sari, says, ticket, wanted } from '../../contracts/samples.ts'
import { createFakeAccountStates } from '../../fakes/account-states.ts'
import { openHouse, type Changes, type House } from '../house.ts'
import { deliverAll, news, states, until } from './delivering.ts'

const database = useDatabase()
const number = 'TBB-2026-000001'
const hour = 60
const id = 'contact of Sari'

/** A house on a network that lets nobody write to people first. */
function careful(
  accounts: AccountStates = createFakeAccountStates(),
  changes: Changes = {},
  limits: { sendsInFlight?: number } = {},
): House {
  return openHouse(database(), {
    ...changes,
    delivery: ({ contacts, clock }) => ({
      ranks: personRanks,
      outreach: createOutreach({ account, contacts, states: accounts, clock }),
      ...limits,
    }),
  })
}

/** Sari as she is known: by default silent for 25 hours when the day begins. */
async function knows(house: House, state: Partial<ConversationState> = {}, who = id, chat = sari): Promise<void> {
  await house.contacts.commit([
    contact(who, 1, { chat, state: { ...emptyState, heardAt: after(-25 * hour), ...state } }),
  ])
}

const stoppedUntil = async (accounts: AccountStates): Promise<AccountState['outreachStoppedUntil'] | undefined> =>
  (await accounts.load(account))?.outreachStoppedUntil

/** The stop was said at some time since the day began, for so many milliseconds. */
function expectEnd(until: Date | null | undefined, lasts: number, house: House): void {
  expect(until?.getTime()).toBeGreaterThanOrEqual(monday.getTime() + lasts)
  expect(until?.getTime()).toBeLessThanOrEqual(house.now().getTime() + lasts)
}

const answer = (name: string, fields: Partial<SendWanted> = {}): SendWanted =>
  wanted(name, { purpose: 'reply', ticket: number, ...fields })

describe('a person is written to', () => {
  test('within a day of their own last message, and not after', async () => {
    const house = careful()
    await knows(house, { heardAt: after(-23 * hour) })
    await house.records.apply([wanted('menu')])
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual(['menu'])
    house.passes(2 * 3600_000)
    await house.records.apply([wanted('kabar'), answer('balasan')])
    await deliverAll(house)
    expect(house.channel.tries).toBe(1)
    const sends = await house.outbox.byId(['kabar', 'balasan'])
    expect([...sends.values()].map(({ state, reason, attempts }) => [state, reason, attempts])).toEqual([
      ['failed', 'OUTREACH_CLOSED', 0],
      ['failed', 'OUTREACH_CLOSED', 0],
    ])
    await house.delivery.stop()
  })

  test('never where their number became somebody else’s while the answer waited', async () => {
    const house = careful()
    await knows(house, { tickets: [ticket(number)], heardAt: after(-hour) })
    await house.contacts.ofAddresses([{ account, chat: sari, lasting: sari }])
    await house.records.apply([answer('balasan')])
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual([])
    expect((await house.outbox.byId(['balasan'])).get('balasan')).toMatchObject({ reason: 'OUTREACH_CLOSED' })
    await house.delivery.stop()
  })

  test('about what is open although her conversation became part of another while the answer waited', async () => {
    const house = careful()
    await knows(house, { heardAt: null, movedTo: 'a' })
    await knows(house, { tickets: [ticket(number)] }, 'a')
    await house.records.apply([answer('balasan')])
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual(['balasan'])
    await house.delivery.stop()
  })

  test.each(['open', 'claimed', 'asked', 'third party', 'solved'] as const)(
    'however long they were silent, about a ticket that is %s',
    async status => {
      const house = careful()
      await knows(house, { tickets: [ticket(number, { status })] })
      await house.records.apply([answer('balasan'), wanted('menu', { order: 1001 })])
      await deliverAll(house)
      expect(await states(house)).toEqual({ balasan: 'sent', menu: 'failed' })
      await house.delivery.stop()
    },
  )

  test('about the end of a ticket, but not about one that ended before', async () => {
    const house = careful()
    await knows(house, { tickets: [ticket(number, { status: 'closed', closedAt: after(5) })] })
    await house.records.apply([
      answer('penutup', { at: after(5), order: 1001 }),
      answer('terlambat', { at: after(6), order: 1002 }),
    ])
    await deliverAll(house)
    expect(await states(house)).toEqual({ penutup: 'sent', terlambat: 'failed' })
    await house.delivery.stop()
  })

  test('about a complaint the Kepala has not closed', async () => {
    const house = careful()
    const complaint = { number: 'ADU-2026-000001', openedAt: monday, closedAt: null, waiting: [], head: null }
    await knows(house, { complaints: [{ ...complaint, status: 'open' }] })
    await house.records.apply([answer('jawaban', { ticket: complaint.number })])
    await deliverAll(house)
    expect(await states(house)).toEqual({ jawaban: 'sent' })
    await house.delivery.stop()
  })

  test('not because they wrote on another network a minute ago', async () => {
    const house = careful()
    const known = contact(id, 1, { account: 'telegram:2', state: { ...emptyState, heardAt: monday } })
    await house.contacts.commit([known])
    await house.records.apply([wanted('kabar')])
    await deliverAll(house)
    expect(await states(house)).toEqual({ kabar: 'failed' })
    await house.delivery.stop()
  })

  test('in no case to be told more, but words are taken back from them', async () => {
    const house = careful()
    await knows(house, { heardAt: monday })
    await house.records.apply([answer('balasan')])
    await deliverAll(house)
    house.passes(25 * 3600_000)
    await house.records.apply([
      answer('ubah', { content: { kind: 'edit', of: 'balasan', text: ['lain'] }, order: 1001 }),
      answer('tarik', { content: { kind: 'delete', of: 'balasan' }, order: 1002 }),
    ])
    await deliverAll(house)
    expect(await states(house)).toEqual({ balasan: 'sent', ubah: 'failed', tarik: 'sent' })
    expect(house.channel.texts(sari)).toEqual([])
    await house.delivery.stop()
  })

  test('later when the database does not say now whether it is allowed', async () => {
    let broken = true
    const house = openHouse(database(), {
      delivery: ({ contacts, clock }) => ({
        outreach: createOutreach({
          account,
          contacts: { ...contacts, load: ids => (broken ? Promise.reject(new Error('away')) : contacts.load(ids)) },
          states: createFakeAccountStates(),
          clock,
        }),
      }),
    })
    await knows(house, { heardAt: monday })
    await house.records.apply([wanted('kabar')])
    await house.delivery.run()
    await until(() => house.logged.some(line => line.msg.startsWith('a destination could not be read')))
    broken = false
    await deliverAll(house)
    expect(await states(house)).toEqual({ kabar: 'sent' })
    await house.delivery.stop()
  })

  test('not once more when a process died in the middle and the day is over: then nobody knows', async () => {
    const dead = careful()
    await knows(dead, { heardAt: monday })
    await dead.records.apply([answer('balasan')])
    await dead.outbox.sending(['balasan'], new Date())
    const house = careful()
    house.passes(25 * 3600_000)
    await deliverAll(house)
    expect(await states(house)).toEqual({ balasan: 'unknown again' })
    expect(house.channel.tries).toBe(0)
    await house.delivery.stop()
  })
})

test('from her first words on Sari is answered, in her ticket for as long as it is open', async () => {
  const house = careful()
  await house.receives(says(sari, 'Tidak bisa unggah penawaran', { sentAt: monday }))
  await house.settles()
  await deliverAll(house)
  expect(house.channel.texts(sari).length).toBeGreaterThan(0)
  expect(Object.values(await states(house)).every(state => state === 'sent')).toBe(true)
  const [known] = await house.tickets()
  const who = (await house.sends())[0]!.contact
  house.passes(40 * 3600_000)
  await house.records.apply([
    wanted('balasan', { purpose: 'reply', ticket: known!._id, contact: who, lane: who, order: 9_000_001 }),
    wanted('menu', { contact: who, lane: who, order: 9_000_002 }),
  ])
  await deliverAll(house)
  const sends = await house.outbox.byId(['balasan', 'menu'])
  expect([sends.get('balasan')?.state, sends.get('menu')?.reason]).toEqual(['sent', 'OUTREACH_CLOSED'])
  await house.delivery.stop()
})

describe('a network that refuses to reach out', () => {
  test('is not asked a second time, and the conversation hears of it', async () => {
    const accounts = createFakeAccountStates()
    const house = careful(accounts)
    await knows(house, { heardAt: after(-1) })
    house.channel.fail('OUTREACH_REFUSED', { retryAfterMs: 7200_000 })
    await house.records.apply([answer('satu', { order: 1001 }), answer('dua', { order: 1002 })])
    await deliverAll(house, 60_000)
    expect(house.channel.tries).toBe(1)
    expect(await states(house)).toEqual({ satu: 'failed', dua: 'failed' })
    expect(await news(house)).toEqual(['satu failed', 'dua failed'])
    expectEnd(await stoppedUntil(accounts), 7200_000, house)
    await house.delivery.stop()
  })

  test('is asked again for the same person once they write', async () => {
    const house = careful()
    await knows(house, { heardAt: after(-1) })
    house.channel.fail('OUTREACH_REFUSED')
    await house.records.apply([answer('satu')])
    await deliverAll(house)
    await house.contacts.commit([contact(id, 2, { state: { ...emptyState, heardAt: after(10) } })])
    house.passes(11 * 60_000)
    await house.records.apply([answer('dua', { order: 1002 })])
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual(['dua'])
    await house.delivery.stop()
  })

  test('is asked again once they write, though by a clock that is behind ours', async () => {
    const house = careful()
    await knows(house, { heardAt: after(-1) })
    house.channel.fail('OUTREACH_REFUSED')
    await house.records.apply([answer('satu')])
    await deliverAll(house)
    await house.contacts.commit([contact(id, 2, { state: { ...emptyState, heardAt: monday } })])
    await house.records.apply([answer('dua', { order: 1002 })])
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual(['dua'])
    await house.delivery.stop()
  })

  test('stops all outreach for a day when it names no end: open tickets do not count, a recent message does', async () => {
    const accounts = createFakeAccountStates()
    const house = careful(accounts)
    await knows(house, { tickets: [ticket(number)] })
    await knows(house, { heardAt: after(-30) }, 'contact of Dewi', dewi)
    house.channel.fail('OUTREACH_REFUSED', { chat: dewi })
    const toDewi = { lane: 'Dewi', contact: 'contact of Dewi', to: { chat: dewi } }
    await house.records.apply([wanted('ditolak', toDewi)])
    await deliverAll(house)
    expectEnd(await stoppedUntil(accounts), 24 * 3600_000, house)
    await knows(house, { heardAt: after(-20) }, 'contact of Joko', '303')
    await house.records.apply([
      answer('tiket terbuka'),
      wanted('baru menulis', { lane: 'Joko', contact: 'contact of Joko', to: { chat: '303' } }),
    ])
    await deliverAll(house)
    const sends = await house.outbox.byId(['tiket terbuka', 'baru menulis'])
    expect(sends.get('tiket terbuka')).toMatchObject({ state: 'failed', reason: 'OUTREACH_REFUSED' })
    expect(sends.get('baru menulis')).toMatchObject({ state: 'sent' })
    house.passes(24 * 3600_000 + 1000)
    await house.records.apply([answer('sesudahnya', { order: 1005 })])
    await deliverAll(house)
    expect((await house.outbox.byId(['sesudahnya'])).get('sesudahnya')?.state).toBe('sent')
    await house.delivery.stop()
  })

  test('keeps the end it named first when it says the same a moment later, and takes a later one', async () => {
    const accounts = createFakeAccountStates()
    const { outbox, records } = openHouse(database())
    await records.apply([wanted('a')])
    const send = (await outbox.byId(['a'])).get('a')!
    let now = monday
    const { refused } = createOutreach({
      account,
      contacts: { load: async () => new Map(), ownerOf: async () => null },
      states: accounts,
      clock: { now: () => now },
    })
    await refused(send, 3600_000)
    now = new Date(monday.getTime() + 1500)
    await refused(send, 3600_000)
    await refused(send, undefined)
    expect((await stoppedUntil(accounts))?.getTime()).toBe(monday.getTime() + 3600_000)
    await refused(send, 7200_000)
    expect((await stoppedUntil(accounts))?.getTime()).toBe(now.getTime() + 7200_000)
  })
})

describe('to persons', () => {
  test('human answers go before confirmations, confirmations before menus, menus before notices', async () => {
    const pace = humanPace({ gap: { least: 0, most: 0 }, perMinute: 60 })
    // Of two on their way at once nobody knows which the network sees first.
    const house = careful(createFakeAccountStates(), { pace }, { sendsInFlight: 1 })
    const to = (name: string, fields: Partial<SendWanted>): SendWanted =>
      wanted(name, { lane: name, contact: name, to: { chat: name }, ...fields })
    const buttons = [[{ text: 'Lapor', data: 'lapor' }]]
    const sends = [
      to('601', { purpose: 'notice' }),
      to('602', { content: { kind: 'text', text: ['menu'], buttons } }),
      to('603', { purpose: 'status', ticket: number }),
      to('604', { content: { kind: 'text', text: ['selesai?'], buttons }, ticket: number }),
      to('605', { purpose: 'reply', ticket: number }),
    ]
    for (const { contact: who } of sends) await knows(house, { heardAt: monday }, who, who)
    await house.records.apply(sends)
    await deliverAll(house)
    expect(house.channel.seen.map(one => one.chat)).toEqual(['605', '603', '604', '602', '601'])
    await house.delivery.stop()
  })

  test('of one person nothing overtakes anything, not even an answer a menu', async () => {
    const house = careful(createFakeAccountStates(), {
      pace: humanPace({ gap: { least: 1000, most: 3000 }, perMinute: 60 }),
    })
    await knows(house, { heardAt: monday })
    const buttons = [[{ text: 'Lapor', data: 'lapor' }]]
    await house.records.apply([
      wanted('menu', { content: { kind: 'text', text: ['menu'], buttons }, order: 1001 }),
      wanted('kabar', { purpose: 'status', order: 1002 }),
      answer('balasan', { order: 1003 }),
    ])
    await deliverAll(house, 500)
    expect(house.channel.texts(sari)).toEqual(['menu', 'kabar', 'balasan'])
    // Two pauses of one to three seconds lay between the three.
    expect(house.now().getTime() - monday.getTime()).toBeGreaterThanOrEqual(2000)
    await house.delivery.stop()
  })
})

describe('while the network is away', () => {
  test('sends wait and are tried now and then; once it is back they leave as soon as it has settled', async () => {
    const house = careful()
    await knows(house, { heardAt: monday })
    const people = Array.from({ length: 20 }, (_, at) => String(1000 + at))
    for (const one of people) await knows(house, { heardAt: monday }, one, one)
    const connect = house.channel.disconnect()
    await house.records.apply(people.map(one => wanted(one, { lane: one, contact: one, to: { chat: one } })))
    await house.delivery.run()
    await until(() => house.channel.tries > 0 && house.channel.underWay === 0)
    const first = house.channel.tries
    // An hour of looks.
    for (let look = 0; look < 90; look++) {
      house.passes(40_000)
      await house.delivery.run()
      await until(() => house.channel.underWay === 0)
    }
    expect(house.channel.tries).toBeLessThan(first + 240)
    expect((await house.sends()).filter(send => send.state === 'due' || send.state === 'sending')).toHaveLength(20)
    connect()
    house.delivery.connected(3000)
    await house.delivery.run()
    // But for the two that were on their way to see whether it is back.
    expect(house.channel.seen.length).toBeLessThanOrEqual(2)
    house.passes(3000)
    await house.delivery.run()
    await until(async () => (await house.outbox.countWaiting(account)) === 0)
    expect(house.channel.seen).toHaveLength(20)
    expect(Object.values(await states(house)).every(state => state === 'sent')).toBe(true)
    await house.delivery.stop()
  })
})
