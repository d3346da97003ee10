import type { Connection } from 'mongoose'
import type { SentMessages } from '../app/ports.ts'
import { deriveKey } from './cipher.ts'
import { bytesOf, seal, unseal } from './seal.ts'

interface Row {
  _id: string
  at: Date
  sealed: Uint8Array
}

/** Sent messages in the database, each encrypted with a subkey of `key` (32 bytes) for its own id. */
export function createSentMessages(connection: Connection, key: Buffer): SentMessages {
  const rows = connection.collection<Row>('sentmessages')
  const sealing = deriveKey(key, 'sent messages')
  const idOf = (account: string, messageId: string): string => `${account}/${messageId}`

  return {
    async put(account, messageId, content, at) {
      const _id = idOf(account, messageId)
      // Every attempt of a send has the same id; the last one is what the phone knows.
      await rows.replaceOne({ _id }, { at, sealed: seal(sealing, content, _id) }, { upsert: true })
    },
    async get(account, messageId) {
      const _id = idOf(account, messageId)
      const row = await rows.findOne({ _id })
      return row && unseal(sealing, bytesOf(row.sealed), _id)
    },
    async forgetBefore(time) {
      return (await rows.deleteMany({ at: { $lt: time } })).deletedCount
    },
  }
}
