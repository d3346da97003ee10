import { BufferJSON, Curve, proto } from '@whiskeysockets/baileys'
import { describe, expect, test, vi } from 'vitest'
import { openAuth } from '../../../src/channels/whatsapp/keys.ts'
import { LoketError } from '../../../src/errors.ts'
import { fakeKeys, me } from './account.ts'

describe('credentials', () => {
  test('are new once, and come back as they were saved last', async () => {
    const keys = fakeKeys()
    const { creds, saveCreds } = openAuth(keys)
    Object.assign(creds, { me, routingInfo: Buffer.from([1, 2, 3]) })
    const first = saveCreds()
    Object.assign(creds, { nextPreKeyId: 813, account: { details: new Uint8Array([9, 8]) } })
    await Promise.all([first, saveCreds()])
    const again = openAuth(keys.reopen()).creds
    expect(again).toMatchObject({ me, nextPreKeyId: 813, registrationId: creds.registrationId })
    expect(Buffer.from(again.routingInfo!)).toEqual(Buffer.from([1, 2, 3]))
    expect(Buffer.from(again.account!.details!)).toEqual(Buffer.from([9, 8]))
    expect(Buffer.from(again.signedIdentityKey.private)).toEqual(Buffer.from(creds.signedIdentityKey.private))
  })
})

describe('keys', () => {
  const pair = Curve.generateKeyPair()
  const all = {
    'pre-key': { '1': pair },
    session: { '100628220000002_1.0': { _sessions: { a: { registrationId: 5 } }, version: 'v1' } },
    'identity-key': { '100628220000002_1.0': new Uint8Array([5, 1, 2]) },
    'lid-mapping': { '628220000002': '100628220000002' },
    'device-list': { '628220000002': ['0', '11'] },
    tctoken: { '100628220000002@lid': { token: Buffer.from('abc'), timestamp: '1772413200' } },
    'app-state-sync-key': {
      AAAA: proto.Message.AppStateSyncKeyData.fromObject({ keyData: Buffer.from('k'), timestamp: 7 }),
    },
  }

  test('of every kind come back, in this process and in the next', async () => {
    const keys = fakeKeys()
    const auth = openAuth(keys)
    await auth.keys.set(all as never)
    expect(keys.batches).toHaveLength(1)
    for (const store of [auth.keys, openAuth(keys.reopen()).keys]) {
      for (const [type, byId] of Object.entries(all))
        for (const [id, value] of Object.entries(byId)) {
          const found = await store.get(type as never, [id, 'unknown'])
          expect(Object.keys(found)).toEqual([id])
          expect(JSON.stringify(found[id], BufferJSON.replacer)).toBe(JSON.stringify(value, BufferJSON.replacer))
        }
      const appState = await store.get('app-state-sync-key', ['AAAA'])
      expect(appState['AAAA']).toBeInstanceOf(proto.Message.AppStateSyncKeyData)
    }
  })

  test('are gone when they are set to null; clearing leaves the credentials', async () => {
    const keys = fakeKeys()
    const auth = openAuth(keys)
    await auth.saveCreds()
    await auth.keys.set(all as never)
    await auth.keys.set({ 'pre-key': { '1': null } })
    expect(await auth.keys.get('pre-key', ['1'])).toEqual({})
    expect(await openAuth(keys.reopen()).keys.get('pre-key', ['1'])).toEqual({})
    await auth.keys.clear!()
    const next = keys.reopen()
    expect([...next.records.keys()]).toEqual(['creds'])
  })

  test('that the client changes after reading stay as they were stored', async () => {
    const auth = openAuth(fakeKeys())
    await auth.keys.set({ 'device-list': { sari: ['0'] } })
    const { sari } = await auth.keys.get('device-list', ['sari'])
    sari!.push('11')
    expect(await auth.keys.get('device-list', ['sari'])).toEqual({ sari: ['0'] })
  })

  test('are believed only when they are durable', async () => {
    const keys = fakeKeys()
    const auth = openAuth(keys)
    await auth.keys.set({ 'lid-mapping': { a: '1' } })
    const setting = auth.keys.set({ 'lid-mapping': { a: '2' } })
    expect(await auth.keys.get('lid-mapping', ['a'])).toEqual({ a: '1' })
    await setting
    expect(await auth.keys.get('lid-mapping', ['a'])).toEqual({ a: '2' })
    keys.failNext(new LoketError('DATABASE_UNREACHABLE'))
    await expect(auth.keys.set({ 'lid-mapping': { a: '3' } })).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' })
    expect(await auth.keys.get('lid-mapping', ['a'])).toEqual({ a: '2' })
  })

  test('of an account that another process took over are lost, which is told once', async () => {
    const keys = fakeKeys()
    const lost = vi.fn<() => void>()
    const auth = openAuth(keys, lost)
    for (let n = 0; n < 2; n++) {
      keys.failNext(new LoketError('LEASE_LOST'))
      await expect(auth.saveCreds()).rejects.toMatchObject({ code: 'LEASE_LOST' })
    }
    expect(lost).toHaveBeenCalledTimes(1)
  })
})

describe('what is to be dropped', () => {
  async function withNotes() {
    const keys = fakeKeys()
    const auth = openAuth(keys)
    await auth.keys.set({ note: { a: 'x', b: 'y' } } as never)
    return { keys, auth }
  }

  test('is gone from memory at once and goes with the next write', async () => {
    const { keys, auth } = await withNotes()
    auth.dropSoon('note', ['a', 'unknown'])
    expect(auth.entries('note')).toEqual([['b', 'y']])
    await auth.keys.set({ 'lid-mapping': { a: '1' } })
    expect(keys.batches.at(-1)).toEqual(['note/a', 'lid-mapping/a'])
  })

  test('goes by itself when nothing else is written', async () => {
    const { keys, auth } = await withNotes()
    auth.dropSoon('note', ['a'])
    await vi.waitFor(() => expect(keys.reopen().records.has('note/a')).toBe(false), { timeout: 3000 })
  })

  test('stays on the list when the write failed, unless it was set again', async () => {
    const { keys, auth } = await withNotes()
    auth.dropSoon('note', ['a', 'b'])
    keys.failNext(new LoketError('DATABASE_UNREACHABLE'))
    await expect(auth.saveCreds()).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' })
    await auth.keys.set({ note: { b: 'z' } } as never)
    await auth.close()
    expect(openAuth(keys.reopen()).entries('note')).toEqual([['b', 'z']])
  })
})
