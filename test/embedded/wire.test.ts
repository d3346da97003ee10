import mongoose from 'mongoose'
import { describe, expect, test } from 'vitest'
import { decodeDocument, encodeDocument, runCommand } from '../../src/embedded/wire.ts'
import { databaseServer } from '../database-server.ts'

const { BSON } = mongoose.mongo

describe('the small wire client', () => {
  test("writes what MongoDB's own BSON writes", () => {
    const command = { replSetInitiate: { _id: 'loket', version: 1, members: [{ _id: 0, host: 'é:1' }] }, force: true }
    expect(Buffer.from(encodeDocument(command))).toEqual(Buffer.from(BSON.serialize(command)))
  })

  test("reads what MongoDB's own BSON writes", () => {
    const answer = {
      ok: 1.5,
      setName: 'loket',
      hosts: ['a:1', 'b:2'],
      primary: true,
      when: new Date(5),
      long: BSON.Long.fromNumber(7),
      int: new BSON.Int32(3),
      stamp: new BSON.Timestamp({ t: 1, i: 2 }),
      id: new BSON.ObjectId(),
      hash: new BSON.Binary(Buffer.alloc(20)),
      nothing: null,
    }
    expect(decodeDocument(Buffer.from(BSON.serialize(answer)))).toEqual({
      ok: 1.5,
      setName: 'loket',
      hosts: { 0: 'a:1', 1: 'b:2' },
      primary: true,
      when: 5,
      long: 7,
      int: 3,
      stamp: null,
      id: null,
      hash: null,
      nothing: null,
    })
  })

  test('asks a real server', async () => {
    const port = Number(new URL(databaseServer().replace('mongodb:', 'http:')).port)
    expect(await runCommand(port, { hello: 1 })).toMatchObject({ isWritablePrimary: true })
    expect(await runCommand(port, { noSuchCommand: 1 })).toMatchObject({ ok: 0 })
  })
})
