import { describe, expect, test } from 'vitest'
import type { Outbox, Outcome, Receipt, Records } from '../../src/app/ports.ts'
import { messageKey } from '../../src/app/receive.ts'
import { account, after, group, monday, sari, stateOf, topic, wanted } from './samples.ts'

function sent(
  id: string,
  messageIds: readonly string[],
  chat: string | null = sari,
): Extract<Outcome, { state: 'sent' }> {
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
      expect(await outbox.sending(['a'], after(1))).toEqual(new Set(['a']))
      expect((await outbox.due(account, 10)).map(send => send._id)).toEqual(['b'])
      expect(await outbox.abandoned(account)).toMatchObject([{ _id: 'a', attempts: 1, begunAt: after(1) }])
      expect(await outbox.abandoned('telegram:2')).toEqual([])
    })

    test('lets only what is still due be sent', async () => {
      const { outbox, records } = make()
      await records.apply([wanted('a'), wanted('b')])
      await outbox.mark([sent('b', ['1'])])
      expect(await outbox.sending(['a', 'b'], after(1))).toEqual(new Set(['a']))
    })

    test('remembers when the last attempt was begun and when the network had taken it, and nothing of what took none', async () => {
      const { outbox, records } = make()
      await records.apply([wanted('a'), wanted('b')])
      await outbox.sending(['a', 'b'], after(1))
      await outbox.mark([{ id: 'a', state: 'due', notBefore: after(2), repeated: false, reason: 'CHANNEL_LIMITED' }])
      await outbox.sending(['a'], after(3))
      await outbox.mark([{ ...sent('a', ['1']), sentAt: after(4) }, sent('b', [])])
      const found = await outbox.byId(['a', 'b'])
      expect(found.get('a')).toMatchObject({ begunAt: after(3), sentAt: after(4) })
      expect(found.get('b')).not.toHaveProperty('sentAt')
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

  describe('receipts', () => {
    const at = (minutes: number, messageId: string, state: Receipt['state'], chat?: string): Receipt => ({
      account,
      messageId,
      state,
      at: after(minutes),
      ...(chat === undefined ? {} : { chat }),
    })
    const receipted = (id: string, messageIds: readonly string[]): Outcome => ({
      ...sent(id, messageIds),
      receipts: true,
    })

    test('are stored on the send, whichever address of the person they speak of', async () => {
      const { outbox, records } = make()
      await records.apply([wanted('a'), wanted('b')])
      await outbox.mark([receipted('a', ['M1']), receipted('b', ['M2'])])
      const changed = await outbox.receipts([at(1, 'M1', 'delivered', sari), at(2, 'M2', 'delivered', '99@lid')])
      expect(changed.map(send => [send._id, send.deliveredAt]).sort()).toEqual([
        ['a', after(1)],
        ['b', after(2)],
      ])
      expect(await outbox.receipts([at(3, 'M1', 'read')])).toMatchObject([{ _id: 'a', readAt: after(3) }])
      expect((await outbox.byId(['b'])).get('b')?.readAt).toBeUndefined()
    })

    test('count for a send once all its messages have them', async () => {
      const { outbox, records } = make()
      await records.apply([wanted('a')])
      await outbox.mark([receipted('a', ['M1', 'M2'])])
      const [half] = await outbox.receipts([at(1, 'M1', 'read'), at(2, 'M1', 'read')])
      expect(half).toMatchObject({ _id: 'a' })
      expect(half?.deliveredAt).toBeUndefined()
      expect(await outbox.receipts([at(3, 'M2', 'delivered')])).toMatchObject([{ deliveredAt: after(3) }])
      const [arrived] = await outbox.receipts([])
      expect(arrived).toBeUndefined()
      expect((await outbox.byId(['a'])).get('a')?.readAt).toBeUndefined()
      expect(await outbox.receipts([at(4, 'M2', 'read')])).toMatchObject([{ deliveredAt: after(3), readAt: after(4) }])
    })

    test('never go back, and what was read has arrived', async () => {
      const { outbox, records } = make()
      await records.apply([wanted('a')])
      await outbox.mark([receipted('a', ['M1'])])
      expect(await outbox.receipts([at(2, 'M1', 'read')])).toMatchObject([{ deliveredAt: after(2), readAt: after(2) }])
      await outbox.receipts([at(5, 'M1', 'delivered'), at(6, 'M1', 'read')])
      expect((await outbox.byId(['a'])).get('a')).toMatchObject({ deliveredAt: after(2), readAt: after(2) })
    })

    test('that come before the send is marked as sent wait for it', async () => {
      const { outbox, records } = make()
      await records.apply([wanted('a')])
      await outbox.sending(['a'], after(1))
      expect(await outbox.receipts([at(1, 'M1', 'delivered'), at(2, 'M1', 'read'), at(2, 'X', 'read')])).toEqual([])
      await outbox.mark([receipted('a', ['M1'])])
      expect(await outbox.settleReceipts('a')).toMatchObject({ deliveredAt: after(1), readAt: after(2) })
      expect(await outbox.settleReceipts('never')).toBeNull()
    })

    test('are not lost when the send is marked while they are being stored', async () => {
      const { outbox, records } = make()
      const ids = Array.from({ length: 20 }, (_, one) => `send ${one}`)
      await records.apply(ids.map(id => wanted(id)))
      await Promise.all(
        ids.flatMap(id => [
          outbox.receipts([at(1, `of ${id}`, 'delivered')]),
          outbox.mark([receipted(id, [`of ${id}`])]).then(() => outbox.settleReceipts(id)),
        ]),
      )
      const found = await outbox.byId(ids)
      expect(ids.filter(id => !found.get(id)?.deliveredAt)).toEqual([])
    })
  })

  test("tells the last answer to each ticket's person", async () => {
    const { outbox, records } = make()
    const [first, second] = ['TBB-2026-000001', 'TBB-2026-000002']
    await records.apply([
      wanted('a', { ticket: first, purpose: 'reply', at: after(1) }),
      wanted('b', { ticket: first, purpose: 'reply', at: after(2) }),
      wanted('c', { ticket: first, purpose: 'reply', at: after(3), content: { kind: 'delete', of: 'a' } }),
      wanted('d', { ticket: first, at: after(4) }),
      wanted('e', { ticket: second, at: after(5) }),
    ])
    const last = await outbox.lastReplies([first, second])
    expect([...last].map(([ticket, send]) => [ticket, send._id])).toEqual([[first, 'b']])
    expect(await outbox.lastReplies([])).toEqual(new Map())
  })

  test('counts what has no outcome yet', async () => {
    const { outbox, records } = make()
    await records.apply([wanted('a'), wanted('b'), wanted('c'), wanted('x', { account: 'telegram:2' })])
    await outbox.sending(['b'], after(1))
    await outbox.mark([sent('c', ['1'])])
    expect(await outbox.countWaiting(account)).toBe(2)
    expect(await outbox.countWaiting('telegram:3')).toBe(0)
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
