import { randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import { afterEach, expect, test } from 'vitest'
import { closeDatabase, openDatabase, openEmptyDatabase, type NetworkKind } from '../../src/storage/connection.ts'
import { databaseServer } from '../database-server.ts'

const open: Connection[] = []

afterEach(async () => {
  for (const connection of open.splice(0)) {
    await connection.dropDatabase()
    await closeDatabase(connection)
  }
})

function address(): string {
  const uri = new URL(databaseServer())
  uri.pathname = `/loket_kind_${randomBytes(4).toString('hex')}`
  return uri.href
}

async function openAs(uri: string, kind: NetworkKind): Promise<Connection> {
  const connection = await openDatabase(uri, kind)
  open.push(connection)
  return connection
}

test('a database of real people is never taken, let alone emptied, for a simulation', async () => {
  const uri = address()
  const real = await openAs(uri, 'real')
  await real.collection('contacts').insertOne({ name: 'Sari' })
  for (const open of [openDatabase, openEmptyDatabase])
    await expect(open(uri, 'simulated')).rejects.toMatchObject({ code: 'CONFIG_SIMULATION' })
  expect(await real.collection('contacts').countDocuments({})).toBe(1)
})

test('nor is one whose kind was never written down but in which people are', async () => {
  const uri = address()
  const connection = await openDatabase(uri)
  open.push(connection)
  await connection.collection('contacts').insertOne({ name: 'Sari' })
  for (const open of [openDatabase, openEmptyDatabase])
    await expect(open(uri, 'simulated')).rejects.toMatchObject({ code: 'CONFIG_SIMULATION' })
  expect(await connection.collection('contacts').countDocuments({})).toBe(1)
})

test('a simulation begins from nothing, goes on when its bot comes back, and takes no real people in', async () => {
  const uri = address()
  const begin = async (): Promise<Connection> => {
    const connection = await openEmptyDatabase(uri)
    open.push(connection)
    return connection
  }
  const contacts = (connection: Connection): Promise<number> => connection.collection('contacts').countDocuments({})
  await (await begin()).collection('contacts').insertOne({ name: 'Sari' })
  expect(await contacts(await openAs(uri, 'simulated'))).toBe(1)
  expect(await contacts(await begin())).toBe(0)
  await expect(openDatabase(uri, 'real')).rejects.toMatchObject({ code: 'CONFIG_SIMULATION' })
})
