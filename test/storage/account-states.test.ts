import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createAccountStates } from '../../src/storage/account-states.ts'
import { useDatabase } from '../contracts/database.ts'

const database = useDatabase()
const key = randomBytes(32)
const account = 'whatsapp:utama'
const since = new Date('2026-03-02T01:00:00Z')

const states = () => createAccountStates(database(), key)

test('an account of which nothing was said has no state', async () => {
  expect(await states().load(account)).toBeNull()
})

test('what is named changes, the rest stays', async () => {
  await states().change(account, { state: 'linking', since, qr: 'https://wa.me/x#2@rahasia' })
  await states().change(account, { wanted: 'pair' })
  await states().change(account, {})
  expect(await states().load(account)).toEqual({
    state: 'linking',
    since,
    outage: null,
    reason: null,
    number: null,
    name: null,
    qr: 'https://wa.me/x#2@rahasia',
    pairingCode: null,
    wanted: 'pair',
    outreachStoppedUntil: null,
  })
  const until = new Date('2026-03-03T01:00:00Z')
  await states().change(account, { state: 'open', qr: null, number: '628110000001', outreachStoppedUntil: until })
  expect(await states().load(account)).toMatchObject({
    state: 'open',
    qr: null,
    number: '628110000001',
    wanted: 'pair',
    outreachStoppedUntil: until,
  })
})

test('two processes that change different things at once lose neither', async () => {
  await Promise.all([
    states().change(account, { wanted: 'logout' }),
    states().change(account, { state: 'down', since, reason: '503' }),
  ])
  expect(await states().load(account)).toMatchObject({ wanted: 'logout', state: 'down', reason: '503', since })
})

test('the database shows no number, name, QR or pairing code, and none stands in for another', async () => {
  await states().change(account, {
    number: '628110000001',
    name: 'Budi Petugas',
    qr: 'kode-qr',
    pairingCode: 'ABCD1234',
  })
  const rows = database().collection<{ _id: string; [field: string]: unknown }>('accounts')
  const row = (await rows.findOne({ _id: account }))!
  const seen = ['number', 'name', 'qr', 'pairingCode'].map(field => (row[field] as { buffer: Buffer }).buffer)
  const dump = Buffer.concat([Buffer.from(JSON.stringify(row)), ...seen])
  for (const word of ['628110000001', 'Budi', 'kode-qr', 'ABCD1234']) expect(dump.includes(word)).toBe(false)
  await rows.updateOne({ _id: account }, { $set: { name: row['pairingCode'] } })
  await expect(states().load(account)).rejects.toMatchObject({ code: 'ACCOUNT_DAMAGED' })
})
