import { describe, expect, test } from 'vitest'
import { newRow } from '../../src/app/receive.ts'
import { createInbox } from '../../src/storage/inbox.ts'
import { createMessageWays } from '../../src/storage/message-ways.ts'
import { createOutbox } from '../../src/storage/outbox.ts'
import { createRecords } from '../../src/storage/records.ts'
import { useDatabase } from '../contracts/database.ts'
import { account, after, monday, sari, says, wanted } from '../contracts/samples.ts'

const database = useDatabase()

describe('the way of messages', () => {
  test('says when each message came, was decided about and was done with', async () => {
    const inbox = createInbox(database())
    const rows = [1, 2].map(seq =>
      newRow(says(sari, `kata ${seq}`, { messageId: `m${seq}` }), 'contact of Sari', seq, monday),
    )
    const ids = rows.map(row => row._id)
    await inbox.add(rows)
    await inbox.tick([ids[0]!], { decidedAt: after(1), tickedAt: after(2) })
    const came = await createMessageWays(database()).came([...ids, 'never'])
    expect(came.sort((a, b) => a._id.localeCompare(b._id))).toEqual([
      { _id: ids[0], state: 'done', at: monday, decidedAt: after(1), tickedAt: after(2) },
      { _id: ids[1], state: 'new', at: monday },
    ])
  })

  test('names what was put on record because of a message, in order, without its words and without that of another', async () => {
    const event = (id: string, what: string) =>
      ({ kind: 'event', id, ticket: 'TBB-2026-000001', contact: 'c', at: monday, who: 'pelapor', what }) as const
    await createRecords(database()).apply([
      { ...event('m/1#10', 'changed'), data: {} },
      { ...event('m/1#2', 'opened'), data: { text: 'rahasia' } },
      { ...event('m/12#0', 'wrote'), data: {} },
    ])
    const noted = await createMessageWays(database()).notedFor(['m/1', 'm/2'])
    expect(noted.map(one => one.what)).toEqual(['opened', 'changed'])
    expect(noted[0]).not.toHaveProperty('data')
    expect(await createMessageWays(database()).notedFor([])).toEqual([])
  })

  test('lists the sends of an account in a state, newest first, page by page', async () => {
    const outbox = createOutbox(database())
    await createRecords(database()).apply(['a', 'b', 'c', 'd'].map((id, at) => wanted(id, { at: after(at) })))
    await outbox.mark([{ id: 'd', state: 'failed', reason: 'CHANNEL_REFUSED' }])
    const ways = createMessageWays(database())
    const first = await ways.sends(account, 'due', null, 2)
    expect(first.map(send => send._id)).toEqual(['c', 'b'])
    expect((await ways.sends(account, 'due', first[1]!.at, 2)).map(send => send._id)).toEqual(['b', 'a'])
    expect((await ways.sends(account, 'failed', null, 2)).map(send => send._id)).toEqual(['d'])
    expect(await ways.sends('telegram:2', 'due', null, 2)).toEqual([])
  })
})
