import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { getBinaryNodeChild, proto, type BinaryNode } from '@whiskeysockets/baileys'

/** A linked device asks the phone to upload the file of a message again. */
export interface MediaRetry {
  /** The id of the message. */
  id: string
  /** The chat it is in. */
  chat: string
  fromBot: boolean
}

const { ResultType } = proto.MediaRetryNotification

/** What a receipt asks for, or null when it is another receipt. */
export function readMediaRetry(receipt: BinaryNode): MediaRetry | null {
  const { id, type } = receipt.attrs
  const asked = getBinaryNodeChild(receipt, 'rmr')
  const chat = asked?.attrs['jid']
  if (receipt.tag !== 'receipt' || type !== 'server-error' || !id || !chat) return null
  return { id, chat, fromBot: asked.attrs['from_me'] === 'true' }
}

/**
 * The phone's answer as a notification, which gets `from` besides: where the file now lies, encrypted with a key of
 * its own; or that it is not on the phone any more.
 */
export function mediaRetryNotification(asked: MediaRetry, mediaKey: Uint8Array, directPath: string | null): BinaryNode {
  const rmr = { tag: 'rmr', attrs: { jid: asked.chat, from_me: String(asked.fromBot) } }
  const answer =
    directPath === null
      ? { tag: 'error', attrs: { code: String(ResultType.NOT_FOUND) } }
      : encrypted({ stanzaId: asked.id, directPath, result: ResultType.SUCCESS }, mediaKey, asked.id)
  return { tag: 'notification', attrs: { id: asked.id, type: 'mediaretry' }, content: [answer, rmr] }
}

function encrypted(retry: proto.IMediaRetryNotification, mediaKey: Uint8Array, id: string): BinaryNode {
  const key = Buffer.from(hkdfSync('sha256', mediaKey, '', 'WhatsApp Media Retry Notification', 32))
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(id))
  const plain = proto.MediaRetryNotification.encode(retry).finish()
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return {
    tag: 'encrypt',
    attrs: {},
    content: [
      { tag: 'enc_p', attrs: {}, content: ciphertext },
      { tag: 'enc_iv', attrs: {}, content: nonce },
    ],
  }
}
