import { describe, expect, test } from 'vitest'
import type { Outbox, Outcome, Records } from '../../src/app/ports.ts'
import { messageKey } from '../../src/app/receive.ts'
import { account, after, group, monday, sari, stateOf, topic, wanted } from './samples.ts'

function sent(id: string, messageIds: readonly string[], chat: string | null = sari): Outcome {
  return { id, state: 'sent', account, chat, messageIds }
}

/** What every outbox promises; `records` is how sends come into it. */
export function outboxContract(make: () => { outbox: Outbox; records: Records }): void {
  describe('an outbox', () => {
    test('gives what is due on an account, oldest first', async () => {
      const { outbox, records } = make()
      await records.apply([wanted('b', { at: after(2) }), wanted('a', { at: after(1) })])
      await records.apply([wanted('x', { account: 'telegram:2' })])
      expect((await outbox.due(account, 10)).map(send => send._id)).toEqual(['a', 'b'])
      expect((await outbox.due(account, 1)).map(send => send._id)).toEqual(['a'])
      expect((await outbox.due(account, 1))[0]).toMatchObject({ state: 'due', attempts: 0, repeated: false })
    })

    test('leaves out what is meant for chats that are full', async () => {
      const { outbox, records } = make()
      const number = 'TBB-2026-000001'
      await records.apply([
        wanted('a'),
        wanted('b', { to: { chat: group } }),
        wanted('c', { to: { ticket: number, group } }),
      ])
      expect((await outbox.due(account, 10, [group])).map(send => send._id)).toEqual(['a'])
      expect((await outbox.due(account, 10, [sari])).map(send => send._id).sort()).toEqual(['b', 'c'])
      expect(await outbox.due(account, 10, [])).toHaveLength(3)
      expect((await outbox.due(account, 10, [], ['a', 'c'])).map(send => send._id)).toEqual(['b'])
    })

    test('keeps a send once, however often it is wanted', async () => {
      const { outbox, records } = make()
      await records.apply([wanted('a')])
      await outbox.mark([sent('a', ['1'])])
      await records.apply([wanted('a'), wanted('b')])
      expect((await outbox.due(account, 10)).map(send => send._id)).toEqual(['b'])
    })

    test('marks what is being sent before the network sees it', async () => {
      const { outbox, records } = make()
      await records.apply([wanted('a'), wanted('b')])
      expect(await outbox.sending(['a'])).toEqual(new Set(['a']))
      expect((await outbox.due(account, 10)).map(send => send._id)).toEqual(['b'])
      expect((await outbox.abandoned(account)).map(send => [send._id, send.attempts])).toEqual([['a', 1]])
      expect(await outbox.abandoned('telegram:2')).toEqual([])
    })

    test('lets only what is still due be sent', async () => {
      const { outbox, records } = make()
      await records.apply([wanted('a'), wanted('b')])
      await outbox.mark([sent('b', ['1'])])
      expect(await outbox.sending(['a', 'b'])).toEqual(new Set(['a']))
    })

    test('remembers each outcome', async () => {
      const { outbox, records } = make()
      await records.apply(['sent', 'failed', 'unknown', 'again'].map(id => wanted(id)))
      await outbox.mark([
        sent('sent', ['11', '12']),
        { id: 'failed', state: 'failed', reason: 'CHANNEL_REFUSED' },
        { id: 'unknown', state: 'unknown', reason: 'CHANNEL_UNKNOWN' },
        { id: 'again', state: 'due', notBefore: after(5), repeated: true, reason: 'CHANNEL_UNKNOWN' },
      ])
      const found = await outbox.byId(['sent', 'failed', 'unknown', 'again', 'never'])
      expect([...found.values()].map(stateOf).sort()).toEqual(['due again', 'failed', 'sent', 'unknown'])
      expect(found.get('sent')).toMatchObject({ chat: sari, messageIds: ['11', '12'] })
      expect(found.get('failed')?.reason).toBe('CHANNEL_REFUSED')
      expect(found.get('again')?.notBefore).toEqual(after(5))
      expect(await outbox.byId([])).toEqual(new Map())
    })

    test('finds a send by what the network calls it, each part of an album too', async () => {
      const { outbox, records } = make()
      await records.apply([wanted('a'), wanted('b')])
      await outbox.mark([sent('a', ['11', '12']), sent('b', ['11'], group)])
      const keys = [messageKey(account, sari, '12'), messageKey(account, group, '11'), messageKey(account, sari, '99')]
      const found = await outbox.byMessage(keys)
      expect(keys.map(key => found.get(key)?._id)).toEqual(['a', 'b', undefined])
      expect(await outbox.byMessage([])).toEqual(new Map())
    })

    test('finds what carried on a message, in order', async () => {
      const { outbox, records } = make()
      await records.apply([
        wanted('a2', { source: 'm1', order: 1002 }),
        wanted('a1', { source: 'm1', order: 1001 }),
        wanted('b', { source: 'm2' }),
        wanted('c'),
      ])
      expect((await outbox.bySource(['m1'])).map(send => send._id)).toEqual(['a1', 'a2'])
      expect(await outbox.bySource([])).toEqual([])
    })
  })

  describe('a topic', () => {
    test('is found by its ticket and by its place, and may change', async () => {
      const { outbox } = make()
      await outbox.bindTopic(topic('TBB-2026-000001', '7'))
      await outbox.bindTopic(topic('TBB-2026-000002', '8'))
      await outbox.bindTopic(topic('TBB-2026-000001', '9', { card: '55' }))
      expect((await outbox.topics(['TBB-2026-000001'])).get('TBB-2026-000001')).toMatchObject({
        thread: '9',
        card: '55',
      })
      expect([...(await outbox.topicAt(account, group, ['7', '8', '9'])).keys()].sort()).toEqual([
        'TBB-2026-000001',
        'TBB-2026-000002',
      ])
      expect(await outbox.topicAt(account, '-2', ['8'])).toEqual(new Map())
      expect(await outbox.topics([])).toEqual(new Map())
      expect(await outbox.topicAt(account, group, [])).toEqual(new Map())
    })

    test('has to be made anew where its group became another, which numbers its messages from 1', async () => {
      const { outbox } = make()
      await outbox.bindTopic(topic('TBB-2026-000001', '7', { card: '8' }))
      await outbox.bindTopic(topic('TBB-2026-000002', '7', { group: '-2', card: '8' }))
      await outbox.groupMigrated(account, group, '-200')
      await outbox.groupMigrated(account, group, '-200')
      const topics = await outbox.topics(['TBB-2026-000001', 'TBB-2026-000002'])
      expect(topics.get('TBB-2026-000001')).toMatchObject({ group: '-200', thread: null, card: null, moved: true })
      expect(topics.get('TBB-2026-000002')).toEqual(topic('TBB-2026-000002', '7', { group: '-2', card: '8' }))
      await outbox.bindTopic(topic('TBB-2026-000001', '9', { group: '-200' }))
      expect((await outbox.topics(['TBB-2026-000001'])).get('TBB-2026-000001')?.moved).toBeUndefined()
    })
  })

  test('times stay what they were', async () => {
    const { outbox, records } = make()
    await records.apply([wanted('a', { at: monday })])
    expect((await outbox.due(account, 1))[0]?.at).toEqual(monday)
  })
}
