import { describe, expect, test } from 'vitest'
import type { Inbox, InboxRow } from '../../src/app/ports.ts'
import { newRow, shardOf } from '../../src/app/receive.ts'
import { account, monday, photo, sari, says } from './samples.ts'

const contact = 'contact of Sari'
const shard = shardOf(contact)
const times = { decidedAt: monday, tickedAt: monday }

function row(seq: number, fields: Partial<InboxRow> = {}): InboxRow {
  return { ...newRow(says(sari, `kata ${seq}`, { messageId: `m${seq}` }), contact, seq, monday), ...fields }
}

/** What every inbox promises. `make` opens an empty one. */
export function inboxContract(make: () => Inbox): void {
  const texts = async (inbox: Inbox, limit = 100): Promise<string[]> =>
    (await inbox.due(shard, limit)).map(({ message }) => ('text' in message ? message.text : ''))

  describe('an inbox', () => {
    test('gives back the rows of a lane, oldest first, as they were stored', async () => {
      const inbox = make()
      await inbox.add([row(3), row(1)])
      await inbox.add([row(2)])
      expect(await texts(inbox)).toEqual(['kata 1', 'kata 2', 'kata 3'])
      expect(await texts(inbox, 2)).toEqual(['kata 1', 'kata 2'])
      expect((await inbox.due(shard, 1))[0]).toMatchObject(row(1))
      expect(await inbox.due(1 - shard, 10)).toEqual([])
    })

    test('keeps a message once, however often the network brings it, and never changes it', async () => {
      const inbox = make()
      await inbox.add([row(1)])
      const again = row(9, { _id: row(1)._id })
      await Promise.all([inbox.add([again, row(2)]), inbox.add([again]), inbox.add([again, again])])
      expect(await texts(inbox)).toEqual(['kata 1', 'kata 2'])
      expect((await inbox.due(shard, 1))[0]?.seq).toBe(1)
    })

    test('puts a message that became readable in the place of its stub, once', async () => {
      const inbox = make()
      const heard = row(2)
      const stub: InboxRow = { ...row(1, { _id: heard._id, state: 'stub' }), unread: true }
      await inbox.add([stub])
      await inbox.add([stub])
      expect(await texts(inbox)).toEqual([])
      await inbox.add([heard, row(3)])
      await inbox.add([heard])
      await inbox.add([stub])
      expect((await inbox.due(shard, 10)).map(({ _id, seq }) => [_id, seq])).toEqual([
        [heard._id, 1],
        [row(3)._id, 3],
      ])
      expect(await texts(inbox)).toEqual(['kata 2', 'kata 3'])
      expect(await inbox.ripen(new Date(monday.getTime() + 1))).toEqual(new Set())
    })

    test('gives up a stub after its time; what it said is heard all the same when it comes later, once', async () => {
      const inbox = make()
      const heard = row(2)
      await inbox.add([{ ...row(1, { _id: heard._id, state: 'stub' }), unread: true }])
      expect(await inbox.ripen(monday)).toEqual(new Set())
      expect(await inbox.ripen(new Date(monday.getTime() + 1))).toEqual(new Set([shard]))
      expect((await inbox.due(shard, 10)).map(({ _id }) => _id)).toEqual([heard._id])
      await inbox.tick([heard._id], times)
      await inbox.add([heard])
      await inbox.add([heard])
      expect((await inbox.due(shard, 10)).map(({ _id }) => _id)).toEqual([`${heard._id}+`])
      expect(await texts(inbox)).toEqual(['kata 2'])
    })

    test('takes nothing without complaint', async () => {
      const inbox = make()
      await inbox.add([])
      await inbox.tick([], times)
      expect(await inbox.due(shard, 10)).toEqual([])
    })

    test('keeps a ticked row from being decided again, even when the network repeats it', async () => {
      const inbox = make()
      await inbox.add([row(1), row(2)])
      await inbox.tick([row(1)._id], times)
      expect(await texts(inbox)).toEqual(['kata 2'])
      await inbox.add([row(1)])
      expect(await texts(inbox)).toEqual(['kata 2'])
    })

    test('says which rows were not ticked', async () => {
      const inbox = make()
      await inbox.add([row(1), row(2), row(3)])
      await inbox.tick([row(1)._id], times)
      expect(await inbox.unticked([row(1)._id, row(2)._id, 'unheard of'])).toEqual(new Set([row(2)._id]))
      expect(await inbox.unticked([])).toEqual(new Set())
    })

    test('forgets ticked rows of long ago, and never one that waits', async () => {
      const inbox = make()
      const old = monday.getTime() * 1000
      await inbox.add([row(old - 2), row(old - 1), row(old + 1)])
      await inbox.tick([row(old - 2)._id, row(old + 1)._id], times)
      expect(await inbox.forgetBefore(monday)).toBe(1)
      expect(await texts(inbox)).toEqual([`kata ${old - 1}`])
      await inbox.add([row(old + 1)])
      expect(await texts(inbox)).toEqual([`kata ${old - 1}`])
    })

    test('lets a message with files wait for them', async () => {
      const inbox = make()
      const message = says(sari, 'lihat foto', { attachments: [photo('f1')] })
      const waiting = newRow(message, contact, 1, monday)
      expect(waiting.awaits).toBe(true)
      await inbox.add([waiting, row(2)])
      expect((await inbox.awaiting(account, 10)).map(one => one._id)).toEqual([waiting._id])
      const fetched = [{ ...photo('f1'), stored: 'file 1', type: 'image/jpeg' }]
      await inbox.filesReady(waiting._id, fetched)
      expect(await inbox.awaiting(account, 10)).toEqual([])
      expect((await inbox.due(shard, 1))[0]).toMatchObject({ awaits: false, message: { attachments: fetched } })
    })

    test('counts failures, sets a poisoned row aside and brings it back on request', async () => {
      const inbox = make()
      await inbox.add([row(1), row(2)])
      await inbox.failed(row(1)._id, 'UNEXPECTED', false)
      expect((await inbox.due(shard, 1))[0]?.attempts).toBe(1)
      await inbox.failed(row(1)._id, 'UNEXPECTED', true)
      expect(await texts(inbox)).toEqual(['kata 2'])
      expect(await inbox.retryParked()).toBe(1)
      expect(await texts(inbox)).toEqual(['kata 1', 'kata 2'])
      expect((await inbox.due(shard, 1))[0]?.attempts).toBe(0)
      expect(await inbox.retryParked()).toBe(0)
    })

    test('moves a row only from the contact that was seen to have it', async () => {
      const inbox = make()
      await inbox.add([row(1)])
      await inbox.moveTo(row(1)._id, 'contact of Joko', 'contact of Dewi', 1 - shard)
      expect(await texts(inbox)).toEqual(['kata 1'])
    })

    test('says how old the oldest waiting row of somebody is, of one account or of all', async () => {
      const inbox = make()
      const other = { account: 'whatsapp:1' }
      await inbox.add([row(1), row(2), row(3, { message: { ...row(3).message, ...other } }), row(4)])
      await inbox.tick([row(1)._id], times)
      const dewi = 'contact of Dewi'
      const of = (contact: string, account: string | null) => ({ contact, account })
      expect(await inbox.oldestOf([of(contact, null), of(dewi, null)])).toEqual(new Map([[contact, 2]]))
      expect(await inbox.oldestOf([of(contact, 'whatsapp:1')])).toEqual(new Map([[contact, 3]]))
      expect(await inbox.oldestOf([])).toEqual(new Map())
    })

    test('moves a row to another lane, but never one that was decided', async () => {
      const inbox = make()
      await inbox.add([row(1), row(2)])
      await inbox.tick([row(2)._id], times)
      await inbox.moveTo(row(1)._id, contact, 'contact of Dewi', 1 - shard)
      await inbox.moveTo(row(2)._id, contact, 'contact of Dewi', 1 - shard)
      expect(await inbox.due(shard, 10)).toEqual([])
      expect((await inbox.due(1 - shard, 10)).map(one => [one._id, one.contact])).toEqual([
        [row(1)._id, 'contact of Dewi'],
      ])
    })
  })
}
