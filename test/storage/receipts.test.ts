import type { Connection } from 'mongoose'
import { expect, test } from 'vitest'
import { createOutbox } from '../../src/storage/outbox.ts'
import { createSendReceipts } from '../../src/storage/receipts.ts'
import { createRecords } from '../../src/storage/records.ts'
import { useDatabase } from '../contracts/database.ts'
import { account, after, sari, wanted } from '../contracts/samples.ts'

const database = useDatabase()

/** The database, in which something happens before a receipt nobody knows a send of is kept. */
function justBeforeKeeping(work: () => Promise<unknown>): Connection {
  const collection = (name: string): object => {
    const real = database().collection(name)
    if (name !== 'receipts') return real
    return new Proxy(real, {
      get: (target, key: keyof typeof real) =>
        key === 'bulkWrite'
          ? async (...args: Parameters<typeof real.bulkWrite>) => {
              await work()
              return target.bulkWrite(...args)
            }
          : (target[key] as (...args: unknown[]) => unknown).bind(target),
    })
  }
  return { collection } as unknown as Connection
}

test('a receipt finds a send that was marked, and looked for receipts, just before it was kept', async () => {
  const outbox = createOutbox(database())
  await createRecords(database()).apply([wanted('a')])
  const { receipts } = createSendReceipts(
    justBeforeKeeping(async () => {
      await outbox.mark([{ id: 'a', state: 'sent', account, chat: sari, messageIds: ['M1'], receipts: true }])
      await outbox.settleReceipts('a')
    }),
  )
  const told = await receipts([{ account, messageId: 'M1', state: 'read', at: after(1) }])
  expect(told).toMatchObject([{ _id: 'a', deliveredAt: after(1), readAt: after(1) }])
})

test('receipts of messages that never were a send of ours are forgotten after a day', async () => {
  const { receipts } = createOutbox(database())
  await receipts([{ account, messageId: 'from the phone', state: 'read', at: after(0) }])
  await receipts([{ account, messageId: 'later', state: 'read', at: after(24 * 60 + 1) }])
  expect(await database().collection('receipts').distinct('messageId')).toEqual(['later'])
})
