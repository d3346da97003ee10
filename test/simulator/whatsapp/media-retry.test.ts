import { randomBytes } from 'node:crypto'
import { decodeMediaRetryNode, decryptMediaRetryData, encryptMediaRetryRequest, proto } from '@whiskeysockets/baileys'
import { expect, test } from 'vitest'
import { mediaRetryNotification, readMediaRetry } from '../../../src/simulator/whatsapp/media-retry.ts'

const key = { remoteJid: '100628220000002@lid', fromMe: false, id: '3A01' }
const mediaKey = randomBytes(32)

test('a phone that has the file says to Baileys where it lies now', async () => {
  const asked = readMediaRetry(encryptMediaRetryRequest(key, mediaKey, '6281100000001@s.whatsapp.net'))
  expect(asked).toEqual({ id: '3A01', chat: '100628220000002@lid', fromBot: false })
  const event = decodeMediaRetryNode(mediaRetryNotification(asked!, mediaKey, '/v/neu.enc?oh=1'))
  expect(event.key).toMatchObject(key)
  expect(decryptMediaRetryData(event.media!, mediaKey, '3A01')).toMatchObject({
    stanzaId: '3A01',
    directPath: '/v/neu.enc?oh=1',
    result: proto.MediaRetryNotification.ResultType.SUCCESS,
  })
})

test('a phone that has it no more says so', () => {
  const asked = { id: '3A01', chat: key.remoteJid, fromBot: true }
  const event = decodeMediaRetryNode(mediaRetryNotification(asked, mediaKey, null))
  expect(event.key.fromMe).toBe(true)
  expect(event.error).toMatchObject({ output: { statusCode: 404 } })
})

test('other receipts ask for nothing', () => {
  expect(readMediaRetry({ tag: 'receipt', attrs: { id: '1', type: 'read' } })).toBeNull()
  expect(readMediaRetry({ tag: 'receipt', attrs: { id: '1', type: 'server-error' } })).toBeNull()
})
