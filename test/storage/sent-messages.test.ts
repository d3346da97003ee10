import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSentMessages } from '../../src/storage/sent-messages.ts'
import { useDatabase } from '../contracts/database.ts'

const database = useDatabase()
const key = randomBytes(32)
const account = 'whatsapp:utama'
const monday = new Date('2026-03-02T01:00:00Z')
const tuesday = new Date('2026-03-03T01:00:00Z')

const sent = () => createSentMessages(database(), key)

test('what was sent is found by its id, as it was sent last', async () => {
  await sent().put(account, '3EB01', Buffer.from('halo'), monday)
  await sent().put(account, '3EB01', Buffer.from('halo Sari'), monday)
  await sent().put('whatsapp:lain', '3EB01', Buffer.from('bukan ini'), monday)
  expect(String(await sent().get(account, '3EB01'))).toBe('halo Sari')
  expect(await sent().get(account, '3EB02')).toBeNull()
})

test('what is too old is forgotten, the rest stays', async () => {
  await sent().put(account, '3EB01', Buffer.from('lama'), monday)
  await sent().put(account, '3EB02', Buffer.from('baru'), tuesday)
  expect(await sent().forgetBefore(tuesday)).toBe(1)
  expect(await sent().get(account, '3EB01')).toBeNull()
  expect(String(await sent().get(account, '3EB02'))).toBe('baru')
})

test('the database shows nothing of it, and no message stands in for another', async () => {
  await sent().put(account, '3EB01', Buffer.from('halo Sari'), monday)
  await sent().put(account, '3EB02', Buffer.from('halo Joko'), monday)
  const rows = database().collection<{ _id: string; sealed: { buffer: Buffer } }>('sentmessages')
  const [one, two] = await rows.find().sort({ _id: 1 }).toArray()
  expect(one!.sealed.buffer.includes('Sari')).toBe(false)
  await rows.updateOne({ _id: one!._id }, { $set: { sealed: two!.sealed } })
  await expect(sent().get(account, '3EB01')).rejects.toMatchObject({ code: 'ACCOUNT_DAMAGED' })
})
