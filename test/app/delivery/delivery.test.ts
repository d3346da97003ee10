import { describe, expect, test } from 'vitest'
import type { Pace } from '../../../src/app/pacing.ts'
import type { Content, SendWanted } from '../../../src/app/ports.ts'
import { outgoing } from '../../contracts/channel.ts'
import { useDatabase } from '../../contracts/database.ts'
import { account, after, budi, dewi, group, photo, sari, topic, wanted } from '../../contracts/samples.ts'
import { createFakeChannel } from '../../fakes/channel.ts'
import { openHouse, type House } from '../house.ts'
import { deliverAll, news, states, until } from './delivering.ts'

const database = useDatabase()
const number = 'TBB-2026-000001'
const wide: Pace = { overall: 10_000, chat: 10_000, chatBurst: 10_000, group: 10_000 }

/** A send into the ticket's topic. */
function inTopic(id: string, purpose: SendWanted['purpose'] = 'mirror', fields: Partial<SendWanted> = {}): SendWanted {
  return wanted(id, { lane: number, to: { ticket: number, group }, purpose, ticket: number, ...fields })
}

function named(id: string, name = `${number} · Unggah`): SendWanted {
  return inTopic(id, 'topic', { content: { kind: 'topic', name }, order: 1000 })
}

/** A house with a ticket's topic already there; delivery is stopped by the test. */
async function withTopic(house: House): Promise<string> {
  const [thread] = await house.channel.send(outgoing(group, { kind: 'topic', name: number }))
  await house.outbox.bindTopic(topic(number, thread!, { card: null }))
  return thread!
}

describe('sends', () => {
  test('of one lane keep their order, one at a time; other lanes go on meanwhile', async () => {
    const house = openHouse(database())
    const release = house.channel.hold()
    await house.records.apply([
      ...[1, 2, 3].map(at => wanted(`Sari ${at}`, { order: 1000 + at })),
      wanted('Dewi', { lane: 'Dewi', contact: 'Dewi', to: { chat: dewi } }),
    ])
    await house.delivery.run()
    await until(() => house.channel.underWay === 2)
    release()
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual(['Sari 1', 'Sari 2', 'Sari 3'])
    expect(house.channel.texts(dewi)).toEqual(['Dewi'])
    expect(house.channel.peak).toBe(2)
    await house.delivery.stop()
  })

  test('on their way are sixteen at most: what a crash can leave in doubt', async () => {
    const house = openHouse(database())
    const release = house.channel.hold()
    const people = Array.from({ length: 40 }, (_, at) => String(1000 + at))
    await house.records.apply(people.map(chat => wanted(`to ${chat}`, { lane: chat, contact: chat, to: { chat } })))
    await house.delivery.run()
    await until(() => house.channel.underWay === 16)
    await house.delivery.run()
    expect(await house.outbox.abandoned(account)).toHaveLength(16)
    release()
    await deliverAll(house)
    expect(house.channel.peak).toBe(16)
    expect(house.channel.seen).toHaveLength(40)
    await house.delivery.stop()
  })

  test('decided in one commit keep their order even when the database gives them in another', async () => {
    const house = openHouse(database(), {
      outbox: real => ({ ...real, due: async (...args) => (await real.due(...args)).toReversed() }),
    })
    await house.records.apply([1, 2, 3, 4].map(at => wanted(`kata ${at}`, { order: 1000 + at })))
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual(['kata 1', 'kata 2', 'kata 3', 'kata 4'])
    await house.delivery.stop()
  })

  test('are marked before the network sees them and remember what the network called them', async () => {
    const house = openHouse(database())
    const release = house.channel.hold()
    await house.records.apply([wanted('a')])
    await house.delivery.run()
    await until(() => house.channel.underWay === 1)
    expect(await states(house)).toEqual({ a: 'sending' })
    release()
    await deliverAll(house)
    expect((await house.sends())[0]).toMatchObject({ state: 'sent', chat: sari, messageIds: ['1'] })
    await house.delivery.stop()
  })

  test('on their way are waited for when Loket stops; the others stay for the next start', async () => {
    const house = openHouse(database())
    const release = house.channel.hold()
    await house.records.apply([wanted('a', { order: 1001 }), wanted('b', { order: 1002 })])
    await house.delivery.run()
    await until(() => house.channel.underWay === 1)
    const stopped = house.delivery.stop()
    release()
    await stopped
    expect(await states(house)).toEqual({ a: 'sent', b: 'due' })
  })

  test('that the network keeps for too long when Loket stops are let go, to be made once more and marked', async () => {
    const house = openHouse(database(), { stopPatience: 50 })
    house.channel.hold()
    await house.records.apply([wanted('a', { purpose: 'reply' })])
    await house.delivery.run()
    await until(() => house.channel.underWay === 1)
    await house.delivery.stop()
    expect(house.channel.underWay).toBe(0)
    const next = openHouse(database(), { channel: createFakeChannel(account) })
    next.passes(60_000)
    await deliverAll(next)
    expect(next.channel.texts(sari)).toEqual(['a'])
    expect(await states(next)).toEqual({ a: 'sent again' })
    expect(await news(next)).toEqual(['a repeated'])
    await next.delivery.stop()
  })

  test('are never called by what names a person in the log', async () => {
    const house = openHouse(database())
    house.channel.block(sari)
    house.channel.fail('UNEXPECTED', { chat: dewi, times: 5 })
    await house.records.apply([
      wanted(`${account}:${sari}/7#1`),
      wanted(`${account}:${dewi}/8#1`, { lane: 'Dewi', contact: 'Dewi', to: { chat: dewi } }),
    ])
    await deliverAll(house, 60_000)
    await house.delivery.stop()
    const said = JSON.stringify(house.logged)
    expect(said).toContain('not delivered')
    for (const person of [`:${sari}/`, `:${dewi}/`]) expect(said).not.toContain(person)
  })
})

describe("the group's budget", () => {
  test("goes to people's words before cards, cards before their states, states before the General line", async () => {
    const house = openHouse(database(), { pace: { ...wide, group: 1 } })
    await withTopic(house)
    const other = (ticket: string, purpose: SendWanted['purpose'], content?: Content): SendWanted =>
      inTopic(`${purpose}`, purpose, {
        lane: `${ticket} ${purpose}`,
        ...(content ? { content } : {}),
      })
    await house.outbox.bindTopic({ ...(await house.outbox.topics([number])).get(number)!, card: '1' })
    await house.records.apply([
      wanted('General', { lane: group, to: { chat: group }, purpose: 'notice', contact: 'group' }),
      other('d', 'card state', { kind: 'edit', of: 'card', text: ['keadaan'] }),
      other('c', 'card'),
      other('b', 'mirror'),
    ])
    house.channel.seen.length = 0
    // The card that is edited stands in the group.
    await house.channel.send(outgoing(group, { kind: 'text', text: ['kartu'] }))
    const [card] = (await house.outbox.topics([number])).values()
    await house.outbox.bindTopic({ ...card!, card: '2' })
    house.channel.seen.length = 0
    await deliverAll(house, 61_000)
    expect(house.channel.seen.map(one => one.outgoing.content)).toMatchObject([
      { text: ['mirror'] },
      { text: ['card'] },
      { kind: 'edit', text: ['keadaan'] },
      { text: ['General'] },
    ])
    await house.delivery.stop()
  })

  test('is shared by turns among topics of equal rank', async () => {
    const house = openHouse(database(), { pace: { ...wide, group: 1 } })
    const thread = await withTopic(house)
    await house.outbox.bindTopic(topic('TBB-2026-000002', thread))
    const second = { lane: 'TBB-2026-000002', ticket: 'TBB-2026-000002', to: { ticket: 'TBB-2026-000002', group } }
    await house.records.apply([
      ...[1, 2, 3].map(at => inTopic(`a${at}`, 'mirror', { order: at })),
      ...[1, 2, 3].map(at => inTopic(`b${at}`, 'mirror', { order: at, at: after(1), contact: 'Dewi', ...second })),
    ])
    house.channel.seen.length = 0
    await deliverAll(house, 61_000)
    expect(house.channel.seen.map(one => one.text)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3'])
    await house.delivery.stop()
  })

  test('keeps no second message waiting behind those who come later', async () => {
    const house = openHouse(database(), { pace: { ...wide, group: 1 } })
    const thread = await withTopic(house)
    await house.outbox.bindTopic(topic('TBB-2026-000002', thread))
    await house.records.apply([1, 2].map(at => inTopic(`a${at}`, 'mirror', { order: at })))
    house.channel.seen.length = 0
    await house.delivery.run()
    await until(async () => (await house.sends())[0]?.state === 'sent')
    const second = { lane: 'TBB-2026-000002', ticket: 'TBB-2026-000002', to: { ticket: 'TBB-2026-000002', group } }
    await house.records.apply([inTopic('b1', 'mirror', { order: 1, contact: 'Dewi', ...second })])
    await deliverAll(house, 61_000)
    expect(house.channel.seen.map(one => one.text)).toEqual(['a1', 'a2', 'b1'])
    await house.delivery.stop()
  })

  test('is never so short that an album of ten waits behind single messages for ever', async () => {
    const house = openHouse(database(), { pace: { ...wide, group: 10 } })
    const thread = await withTopic(house)
    await house.outbox.bindTopic(topic('TBB-2026-000002', thread))
    const attachments = Array.from({ length: 10 }, (_, at) => photo(`f${at}`))
    const second = { lane: 'TBB-2026-000002', ticket: 'TBB-2026-000002', to: { ticket: 'TBB-2026-000002', group } }
    await house.records.apply([
      ...Array.from({ length: 40 }, (_, at) => inTopic(`a${at}`, 'mirror', { order: at })),
      inTopic('album', 'mirror', {
        ...second,
        contact: 'Dewi',
        content: { kind: 'files', attachments, text: ['album'] },
      }),
    ])
    house.channel.seen.length = 0
    for (let minute = 0; minute < 4 * 12; minute++) {
      await house.delivery.run()
      await until(() => house.channel.underWay === 0)
      house.passes(5_000)
    }
    expect(house.channel.seen.map(one => one.text)).toContain('album')
    await deliverAll(house, 5_000)
    await house.delivery.stop()
  })

  test('sends of several states of one card only the last', async () => {
    const house = openHouse(database(), {
      outbox: real => ({ ...real, due: async (...args) => (await real.due(...args)).toReversed() }),
    })
    await withTopic(house)
    const [card] = await house.channel.send(outgoing(group, { kind: 'text', text: ['kartu'] }))
    const [bound] = (await house.outbox.topics([number])).values()
    await house.outbox.bindTopic({ ...bound!, card: card! })
    house.channel.seen.length = 0
    await house.records.apply(
      ['claimed', 'open', 'solved'].map((state, at) =>
        inTopic(state, 'card state', {
          lane: `${number}+edit`,
          order: 1000 + at,
          content: { kind: 'edit', of: 'card', text: [state] },
        }),
      ),
    )
    await deliverAll(house)
    expect(house.channel.texts(group).at(-1)).toBe('solved')
    expect(house.channel.seen).toHaveLength(1)
    await house.delivery.stop()
  })
})

describe('a 429', () => {
  test('of a group holds only that group, as long as it says', async () => {
    const house = openHouse(database())
    house.channel.fail('CHANNEL_LIMITED', { chat: group, retryAfterMs: 40_000 })
    await house.records.apply([
      wanted('a', { lane: group, to: { chat: group }, purpose: 'notice', contact: 'group' }),
      wanted('b', { lane: '-2', to: { chat: '-2' }, purpose: 'notice', contact: 'other' }),
      wanted('c'),
    ])
    await house.delivery.run()
    await until(async () => (await states(house))['c'] === 'sent')
    await until(async () => (await states(house))['b'] === 'sent')
    expect(house.channel.texts(group)).toEqual([])
    house.passes(39_999)
    await house.delivery.run()
    expect((await states(house))['a']).toBe('due')
    house.passes(1)
    await deliverAll(house)
    expect(house.channel.texts(group)).toEqual(['a'])
    expect(await news(house)).toEqual([])
    await house.delivery.stop()
  })

  test('of a person slows everybody for a second at most', async () => {
    const house = openHouse(database())
    house.channel.fail('CHANNEL_LIMITED', { chat: sari, retryAfterMs: 30_000 })
    await house.records.apply([wanted('a')])
    await house.delivery.run()
    await until(async () => (await house.sends())[0]?.reason === 'CHANNEL_LIMITED')
    await house.records.apply([wanted('b', { lane: 'Dewi', contact: 'Dewi', to: { chat: dewi } })])
    await house.delivery.run()
    expect(house.channel.texts(dewi)).toEqual([])
    house.passes(1000)
    await house.delivery.run()
    await until(() => house.channel.texts(dewi).length === 1)
    expect(house.channel.texts(sari)).toEqual([])
    house.passes(29_000)
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual(['a'])
    await house.delivery.stop()
  })
})

describe('a network that is away', () => {
  test('is tried again, ever more seldom, and nothing is lost or repeated', async () => {
    const house = openHouse(database())
    house.channel.fail('CHANNEL_UNREACHABLE', { times: 12 })
    await house.records.apply([wanted('a', { order: 1 }), wanted('b', { order: 2 })])
    await deliverAll(house, 5_000)
    expect(house.channel.texts(sari)).toEqual(['a', 'b'])
    expect(await states(house)).toEqual({ a: 'sent', b: 'sent' })
    expect(await news(house)).toEqual([])
    await house.delivery.stop()
  })

  test('in the same moment for sixteen sends was away once, not sixteen times', async () => {
    const house = openHouse(database())
    const people = Array.from({ length: 16 }, (_, at) => String(3000 + at))
    const release = house.channel.hold()
    house.channel.fail('CHANNEL_UNREACHABLE', { times: 16 })
    await house.records.apply(people.map(chat => wanted(`to ${chat}`, { lane: chat, contact: chat, to: { chat } })))
    await house.delivery.run()
    await until(() => house.channel.underWay === 16)
    release()
    await until(async () => (await house.sends()).every(send => send.reason === 'CHANNEL_UNREACHABLE'))
    house.passes(250)
    await house.delivery.run()
    await until(async () => (await house.sends()).every(send => send.state === 'sent'))
    await house.delivery.stop()
  })

  test('is asked by few at a time until it answers', async () => {
    const house = openHouse(database())
    const people = Array.from({ length: 16 }, (_, at) => String(3000 + at))
    house.channel.fail('CHANNEL_UNKNOWN', { chat: sari })
    await house.records.apply([wanted('a')])
    await house.delivery.run()
    await until(async () => (await house.sends())[0]?.reason === 'CHANNEL_UNKNOWN')
    const release = house.channel.hold()
    await house.records.apply(people.map(chat => wanted(`to ${chat}`, { lane: chat, contact: chat, to: { chat } })))
    await house.delivery.run()
    expect(house.channel.underWay).toBe(0)
    house.passes(250)
    await house.delivery.run()
    await until(() => house.channel.underWay > 0)
    expect((await house.outbox.abandoned(account)).length).toBeLessThanOrEqual(2)
    release()
    await deliverAll(house)
    expect(house.channel.seen).toHaveLength(17)
    await house.delivery.stop()
  })

  test('and answers with errors of its own keeps nothing for itself, and each possible repeat is told', async () => {
    const house = openHouse(database())
    await house.records.apply([wanted('first', { order: 1 })])
    await deliverAll(house)
    house.channel.fail('CHANNEL_UNREACHABLE', { times: 9, maybeDone: true, detail: '502' })
    await house.records.apply([
      wanted('a', { order: 2, purpose: 'reply' }),
      wanted('e', { order: 3, content: { kind: 'edit', of: 'first', text: ['diubah'] } }),
    ])
    await deliverAll(house, 10_000)
    expect(house.channel.texts(sari)).toEqual(['diubah', 'a'])
    expect(await states(house)).toEqual({ first: 'sent', a: 'sent again', e: 'sent' })
    expect(await news(house)).toEqual(['a repeated'])
    await house.delivery.stop()
  })

  test('with a revoked token keeps everything for the right one', async () => {
    const house = openHouse(database())
    house.channel.fail('CHANNEL_FORBIDDEN', { times: 3 })
    await house.records.apply([wanted('a')])
    await deliverAll(house, 30_000)
    expect(house.channel.texts(sari)).toEqual(['a'])
    await house.delivery.stop()
  })
})

describe('a send whose outcome nobody knows', () => {
  test('is made once more and marked, and the staff hear that it may have arrived twice', async () => {
    const house = openHouse(database())
    house.channel.fail('CHANNEL_UNKNOWN', { late: true })
    await house.records.apply([wanted('a', { purpose: 'reply' })])
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual(['a', 'a'])
    expect(await states(house)).toEqual({ a: 'sent again' })
    expect(await news(house)).toEqual(['a repeated'])
    await house.delivery.stop()
  })

  test('twice is left at that: three would be too many', async () => {
    const house = openHouse(database())
    house.channel.fail('CHANNEL_UNKNOWN', { late: true, times: 2 })
    await house.records.apply([wanted('a', { order: 1 }), wanted('b', { order: 2 })])
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual(['a', 'a', 'b'])
    expect(await states(house)).toEqual({ a: 'unknown again', b: 'sent' })
    expect(await news(house)).toEqual(['a unknown'])
    await house.delivery.stop()
  })

  test('that may be made any number of times is simply made again', async () => {
    const house = openHouse(database())
    await house.records.apply([wanted('a')])
    await deliverAll(house)
    house.channel.fail('CHANNEL_UNKNOWN', { late: true, times: 3 })
    await house.records.apply([wanted('e', { order: 2000, content: { kind: 'edit', of: 'a', text: ['diubah'] } })])
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual(['diubah'])
    expect(await states(house)).toEqual({ a: 'sent', e: 'sent' })
    expect(await news(house)).toEqual([])
    await house.delivery.stop()
  })

  test('left behind by a dead process is made once more by the next, and marked', async () => {
    const dead = openHouse(database())
    await dead.records.apply([wanted('a', { order: 1 }), wanted('b', { order: 2 })])
    await dead.outbox.sending(['a'], new Date())
    const house = openHouse(database())
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual(['a', 'b'])
    expect(await states(house)).toEqual({ a: 'sent again', b: 'sent' })
    expect(await news(house)).toEqual(['a repeated'])
    await house.delivery.stop()
  })

  test('marked late by a process that had lost the lane is found all the same', async () => {
    const paused = openHouse(database())
    const house = openHouse(database())
    await house.delivery.run()
    await house.records.apply([wanted('a', { purpose: 'reply' }), wanted('b', { lane: 'b' })])
    await paused.outbox.sending(['a'], new Date())
    await until(async () => {
      await house.delivery.run()
      return (await states(house))['b'] === 'sent'
    })
    expect(await states(house)).toEqual({ a: 'sending', b: 'sent' })
    await deliverAll(house, 5000)
    expect(await states(house)).toEqual({ a: 'sent again', b: 'sent' })
    expect(await news(house)).toEqual(['a repeated'])
    await house.delivery.stop()
  })

  test('but is on its way in this process is not taken for left behind', async () => {
    const house = openHouse(database())
    const release = house.channel.hold()
    await house.records.apply([wanted('a')])
    await house.delivery.run()
    await until(() => house.channel.underWay === 1)
    for (let look = 0; look < 3; look++) {
      house.passes(10_000)
      await house.delivery.run()
    }
    release()
    await deliverAll(house)
    expect(await states(house)).toEqual({ a: 'sent' })
    expect(house.channel.seen).toHaveLength(1)
    await house.delivery.stop()
  })

  test('left behind a second time is given up as unknown', async () => {
    const dead = openHouse(database())
    await dead.records.apply([wanted('a')])
    await dead.outbox.mark([
      { id: 'a', state: 'due', notBefore: dead.now(), repeated: true, reason: 'CHANNEL_UNKNOWN' },
    ])
    expect(await dead.outbox.sending(['a'], new Date())).toEqual(new Set(['a']))
    const house = openHouse(database())
    await deliverAll(house)
    expect(house.channel.seen).toEqual([])
    expect(await states(house)).toEqual({ a: 'unknown again' })
    expect(await news(house)).toEqual(['a unknown'])
    await house.delivery.stop()
  })

  test('is none that the database did not take at first: it is written down again, not sent again', async () => {
    let failures = 3
    const house = openHouse(database(), {
      outbox: real => ({
        ...real,
        async mark(outcomes) {
          if (failures-- > 0) throw new Error('database away')
          return real.mark(outcomes)
        },
      }),
    })
    const people = Array.from({ length: 5 }, (_, at) => String(2000 + at))
    await house.records.apply(people.map(chat => wanted(`to ${chat}`, { lane: chat, contact: chat, to: { chat } })))
    await house.delivery.run()
    await until(async () => (await house.sends()).every(send => send.state === 'sent'))
    for (const chat of people) expect(house.channel.texts(chat)).toEqual([`to ${chat}`])
    await house.delivery.stop()
  })
})

describe('a person who blocked the bot', () => {
  test('is not written to again and again; the conversation hears of it', async () => {
    const house = openHouse(database())
    house.channel.block(sari)
    await house.records.apply([wanted('a', { order: 1 }), wanted('b', { order: 2 })])
    await deliverAll(house)
    expect(await states(house)).toEqual({ a: 'failed', b: 'failed' })
    expect(await news(house)).toEqual(['a unreachable', 'b unreachable'])
    await house.delivery.stop()
  })
})

describe('a staff group that cannot be written to', () => {
  test('keeps its messages until it can', async () => {
    const house = openHouse(database())
    house.channel.fail('RECIPIENT_UNREACHABLE', { chat: group, times: 2 })
    await house.records.apply([wanted('a', { lane: group, to: { chat: group }, purpose: 'notice', contact: 'group' })])
    await deliverAll(house, 15_000)
    expect(house.channel.texts(group)).toEqual(['a'])
    await house.delivery.stop()
  })
})

describe('a topic', () => {
  test('is made first, then its card and words, and the card is remembered', async () => {
    const house = openHouse(database())
    await house.records.apply([
      named('t'),
      inTopic('kartu', 'card', { order: 1001 }),
      inTopic('kata', 'mirror', { order: 1002 }),
    ])
    await deliverAll(house)
    const [made] = (await house.outbox.topics([number])).values()
    expect(house.channel.seen.map(one => [one.kind, one.thread])).toEqual([
      ['topic', null],
      ['text', made!.thread],
      ['text', made!.thread],
    ])
    const card = (await house.sends()).find(send => send._id === 'kartu')
    expect(made?.card).toBe(card?.messageIds[0])
    await house.delivery.stop()
  })

  test('that was deleted is made anew once, and everything waiting stands in it', async () => {
    const house = openHouse(database())
    const thread = await withTopic(house)
    house.channel.deleteTopic(group, thread)
    await house.records.apply([
      ...[1, 2, 3].map(at => inTopic(`kata ${at}`, 'mirror', { order: at })),
      inTopic('tanya', 'question', { lane: 'elsewhere' }),
    ])
    await deliverAll(house)
    const [made] = (await house.outbox.topics([number])).values()
    expect(made?.thread).not.toBe(thread)
    expect(house.channel.texts(group, made!.thread!).sort()).toEqual(['kata 1', 'kata 2', 'kata 3', 'tanya'])
    expect(house.channel.seen.filter(one => one.kind === 'topic')).toHaveLength(2)
    expect((await news(house)).filter(one => one.endsWith('topic anew'))).toHaveLength(1)
    expect(await states(house)).toEqual({ 'kata 1': 'sent', 'kata 2': 'sent', 'kata 3': 'sent', tanya: 'sent' })
    await house.delivery.stop()
  })

  test('is not made anew once more for a send that was on its way to the old one for longer', async () => {
    const house = openHouse(database())
    const thread = await withTopic(house)
    house.channel.deleteTopic(group, thread)
    let release: () => void = () => undefined
    const slow = new Promise<void>(resolve => (release = resolve))
    const { send } = house.channel
    house.channel.send = async (outgoing, signal) => {
      if ('text' in outgoing.content && String(outgoing.content.text) === 'lambat') await slow
      return send(outgoing, signal)
    }
    await house.records.apply([inTopic('cepat'), inTopic('lambat', 'mirror', { lane: 'elsewhere' })])
    await house.delivery.run()
    await until(async () => {
      house.passes(1000)
      await house.delivery.run()
      return (await states(house))['cepat'] === 'sent'
    })
    release()
    await deliverAll(house)
    expect((await news(house)).filter(one => one.endsWith('topic anew'))).toEqual(['cepat topic anew'])
    await house.delivery.stop()
  })

  test('that cannot be made anew at once is made later, and nothing counts as repeated', async () => {
    const house = openHouse(database())
    const thread = await withTopic(house)
    house.channel.deleteTopic(group, thread)
    house.channel.fail('CHANNEL_LIMITED', { kind: 'topic', times: 2, retryAfterMs: 3000 })
    await house.records.apply([inTopic('kata', 'reply')])
    await deliverAll(house)
    expect(await states(house)).toEqual({ kata: 'sent' })
    const [made] = (await house.outbox.topics([number])).values()
    expect(house.channel.texts(group, made!.thread!)).toEqual(['kata'])
    await house.delivery.stop()
  })

  test('that the group does not allow is replaced by replies to the card', async () => {
    const house = openHouse(database())
    house.channel.fail('CHANNEL_REFUSED', { kind: 'topic' })
    await house.records.apply([
      named('t'),
      inTopic('kartu', 'card', { order: 1001 }),
      inTopic('kata', 'mirror', { order: 1002 }),
    ])
    await deliverAll(house)
    expect(house.channel.seen.map(one => one.outgoing.replyTo)).toEqual([null, '1'])
    await house.delivery.stop()
  })

  test('made anew by a process that died before it knew gets one card, whoever finds it missing next', async () => {
    const failing = openHouse(database(), {
      outbox: real => ({ ...real, bindTopic: () => Promise.reject(new Error('killed')) }),
    })
    const thread = await withTopic({ ...failing, outbox: openHouse(database()).outbox })
    failing.channel.deleteTopic(group, thread)
    await failing.records.apply([inTopic('kata', 'mirror', { lane: 'one' })])
    await failing.delivery.run()
    await until(async () => (await news(failing)).length === 1)
    await failing.delivery.stop()
    const house = openHouse(database(), { channel: failing.channel })
    await house.records.apply([inTopic('lagi', 'mirror', { lane: 'other', at: new Date(house.now().getTime() - 1) })])
    await deliverAll(house)
    expect((await news(house)).filter(one => one.endsWith('topic anew'))).toHaveLength(1)
    const [made] = (await house.outbox.topics([number])).values()
    expect(house.channel.texts(group, made!.thread!).sort()).toEqual(['kata', 'lagi'])
    await house.delivery.stop()
  })

  test('found missing by the change of its card gets a new card', async () => {
    const house = openHouse(database())
    const thread = await withTopic(house)
    house.channel.deleteTopic(group, thread)
    await house.records.apply([inTopic('tutup', 'card state', { content: { kind: 'topic state', closed: true } })])
    await deliverAll(house)
    expect(await news(house)).toEqual(['tutup topic anew'])
    await house.delivery.stop()
  })

  test('goes with its group, made anew where the group became a forum', async () => {
    const house = openHouse(database())
    await house.outbox.bindTopic(topic(number, null, { card: '5' }))
    house.channel.fail('CHANNEL_MIGRATED', { chat: group, detail: '-1009' })
    await house.records.apply([
      wanted('umum', { lane: group, to: { chat: group, replyTo: '7' }, purpose: 'notice', contact: 'group', order: 1 }),
    ])
    await deliverAll(house)
    await house.records.apply([
      inTopic('kata', 'mirror', { order: 2 }),
      inTopic('tanya', 'question', { to: { ticket: number, group, replyTo: '8' }, order: 3 }),
    ])
    await deliverAll(house)
    const [made] = (await house.outbox.topics([number])).values()
    expect(made).toMatchObject({ group: '-1009', card: null })
    expect(house.channel.texts('-1009', made!.thread!)).toEqual(['kata', 'tanya'])
    // Numbers of the former group are other messages in the new one.
    expect(house.channel.seen.map(one => one.outgoing.replyTo)).toEqual([null, null, null, null])
    expect(await news(house)).toEqual(['kata topic anew'])
    await house.delivery.stop()
  })

  test('goes with its group and has a new card where there are no topics', async () => {
    const house = openHouse(database())
    await house.outbox.bindTopic(topic(number, null, { card: '5' }))
    await house.outbox.groupMigrated(account, group, '-1009')
    house.channel.fail('CHANNEL_REFUSED', { kind: 'topic' })
    await house.records.apply([inTopic('kata', 'mirror', { order: 2 })])
    await deliverAll(house)
    expect(await news(house)).toEqual(['kata topic anew'])
    await house.records.apply([inTopic('kartu', 'card', { order: 3 }), inTopic('lagi', 'mirror', { order: 4 })])
    await deliverAll(house)
    const [kata, kartu] = (await house.sends()).map(send => send.messageIds[0])
    expect(house.channel.seen.map(one => [one.chat, one.outgoing.replyTo])).toEqual([
      ['-1009', null],
      ['-1009', null],
      ['-1009', kartu],
    ])
    expect(kata).not.toBe(kartu)
    expect((await house.outbox.topics([number])).get(number)).toMatchObject({ thread: null, card: kartu })
    await house.delivery.stop()
  })

  test('that went with its group leaves what was written before as it was: the new group numbers from 1', async () => {
    const house = openHouse(database())
    const umum = { lane: group, to: { chat: group }, purpose: 'notice', contact: 'group' } as const
    await house.records.apply([wanted('umum', { ...umum, order: 1 })])
    await deliverAll(house)
    house.channel.fail('CHANNEL_MIGRATED', { chat: group, detail: '-1009' })
    await house.records.apply([
      wanted('ubah', { ...umum, order: 2, content: { kind: 'edit', of: 'umum', text: ['diubah'] } }),
      wanted('hapus', { ...umum, order: 3, content: { kind: 'delete', of: 'umum' } }),
    ])
    await deliverAll(house)
    expect(await states(house)).toEqual({ umum: 'sent', ubah: 'failed', hapus: 'failed' })
    expect(house.channel.seen.map(one => one.kind)).toEqual(['text'])
    await house.delivery.stop()
  })
})

describe('a send the network does not take as it is', () => {
  test('goes as plain text when its formatting is refused', async () => {
    const house = openHouse(database())
    house.channel.fail('CHANNEL_FORMAT')
    await house.records.apply([wanted('a')])
    await deliverAll(house)
    expect(house.channel.seen).toMatchObject([{ text: 'a', outgoing: { plain: true } }])
    expect(await states(house)).toEqual({ a: 'sent' })
    await house.delivery.stop()
  })

  test('fails when that does not help either, and the conversation hears of it', async () => {
    const house = openHouse(database())
    house.channel.fail('CHANNEL_FORMAT', { times: 2 })
    await house.records.apply([wanted('a', { order: 1 }), wanted('b', { order: 2 })])
    await deliverAll(house)
    expect(await states(house)).toEqual({ a: 'failed', b: 'sent' })
    expect(await news(house)).toEqual(['a failed'])
    await house.delivery.stop()
  })

  test('with files whose handles are good no more goes from our own copies', async () => {
    const house = openHouse(database())
    house.channel.fail('CHANNEL_REFUSED')
    await house.records.apply([wanted('a', { content: { kind: 'files', attachments: [photo('f')], text: [] } })])
    await deliverAll(house)
    expect(house.channel.seen).toMatchObject([{ outgoing: { upload: true } }])
    await house.delivery.stop()
  })

  test('for a reason nobody foresaw is tried five times', async () => {
    const house = openHouse(database())
    house.channel.fail('UNEXPECTED', { times: 99 })
    await house.records.apply([wanted('a')])
    await deliverAll(house, 60_000)
    expect(await states(house)).toEqual({ a: 'failed' })
    expect((await house.sends())[0]?.attempts).toBe(5)
    await house.delivery.stop()
  })
})

describe('a change of an earlier send', () => {
  test('waits until that was sent', async () => {
    const house = openHouse(database())
    const release = house.channel.hold()
    await house.records.apply([
      wanted('a', { order: 1 }),
      wanted('e', { lane: 'another lane', content: { kind: 'edit', of: 'a', text: ['diubah'] } }),
    ])
    await house.delivery.run()
    await until(() => house.channel.underWay === 1)
    release()
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual(['diubah'])
    await house.delivery.stop()
  })

  test('fails when that never arrived', async () => {
    const house = openHouse(database())
    house.channel.fail('CHANNEL_REFUSED')
    await house.records.apply([
      wanted('a', { order: 1 }),
      wanted('e', { order: 2, content: { kind: 'edit', of: 'a', text: ['diubah'] } }),
    ])
    await deliverAll(house)
    expect(await states(house)).toEqual({ a: 'failed', e: 'failed' })
    await house.delivery.stop()
  })

  test('that took it back is told to those who asked', async () => {
    const house = openHouse(database())
    await house.records.apply([
      wanted('a', { order: 1, purpose: 'reply' }),
      wanted('d', { order: 2, purpose: 'reply', content: { kind: 'delete', of: 'a' } }),
    ])
    await deliverAll(house)
    expect(house.channel.texts(sari)).toEqual([])
    expect(await news(house)).toEqual(['d done'])
    await house.delivery.stop()
  })
})

describe('a tap', () => {
  test('is answered within a minute or not at all', async () => {
    const house = openHouse(database())
    const answer: Content = { kind: 'answer tap', tapId: '1', text: 'ya', alert: false }
    const tap = { to: { chat: '' }, purpose: 'tap', content: answer } as const
    await house.records.apply([wanted('early', { lane: 'tap 1', ...tap })])
    await deliverAll(house)
    await house.records.apply([wanted('late', { lane: 'tap 2', ...tap })])
    house.passes(60_001)
    await deliverAll(house)
    expect(await states(house)).toEqual({ early: 'sent', late: 'failed' })
    expect(house.channel.seen).toHaveLength(1)
    await house.delivery.stop()
  })
})

describe('a reaction', () => {
  const mark = (messageId: string, emoji: string, chat = sari) => ({ account, chat, messageId, emoji })

  test('says at once that the words were taken, and later that they arrived', async () => {
    const house = openHouse(database())
    const release = house.channel.hold()
    await house.records.apply([wanted('a', { acknowledge: mark('7', '✍'), delivered: mark('8', '👍', group) })])
    await house.delivery.run()
    await until(() => house.channel.marks.length === 1)
    release()
    await deliverAll(house)
    await until(() => house.channel.marks.length === 2)
    expect(house.channel.marks).toEqual([mark('7', '✍'), mark('8', '👍', group)])
    await house.delivery.stop()
  })

  test('is dropped when the budget of the group is low', async () => {
    const house = openHouse(database(), { pace: { ...wide, group: 5 } })
    await house.records.apply([wanted('a', { delivered: mark('8', '👍', group) })])
    await deliverAll(house)
    await house.delivery.stop()
    expect(house.channel.marks).toEqual([])
  })

  test('never speaks of a send that failed', async () => {
    const house = openHouse(database())
    house.channel.block(sari)
    await house.records.apply([wanted('a', { delivered: mark('8', '👍', group) })])
    await deliverAll(house)
    await house.delivery.stop()
    expect(house.channel.marks).toEqual([])
  })
})

test('thousands waiting for a busy group do not keep a person from an answer', async () => {
  const house = openHouse(database(), { pace: { ...wide, group: 1 } })
  await withTopic(house)
  await house.records.apply(Array.from({ length: 2100 }, (_, at) => inTopic(`kata ${at}`, 'mirror', { order: at })))
  await house.records.apply([
    wanted('jawaban', { lane: budi, contact: 'Budi', to: { chat: budi }, at: new Date(house.now().getTime() + 1) }),
  ])
  await until(async () => {
    await house.delivery.run()
    return house.channel.texts(budi).length === 1
  })
  await house.delivery.stop()
})

test('thousands waiting for a group without limits go without a pause', async () => {
  const house = openHouse(database())
  await withTopic(house)
  await house.records.apply(
    Array.from({ length: 700 }, (_, at) => inTopic(`kata ${at}`, 'mirror', { lane: `lane ${at % 40}`, order: at })),
  )
  await house.delivery.run()
  await until(async () => (await database().collection('outbox').countDocuments({ state: 'due' })) === 0)
  await house.delivery.stop()
  expect(house.channel.seen.filter(one => one.kind === 'text')).toHaveLength(700)
})
