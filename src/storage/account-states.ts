import type { Connection } from 'mongoose'
import type { AccountState, AccountStates } from '../app/ports.ts'
import { deriveKey } from './cipher.ts'
import { bytesOf, seal, unseal } from './seal.ts'

/** What tells who somebody is, or lets anybody link a phone. */
const secrets = ['number', 'name', 'qr', 'pairingCode'] as const
type Secret = (typeof secrets)[number]

type Row = Omit<AccountState, Secret> & { readonly [Field in Secret]: Uint8Array | null } & { readonly _id: string }

/** How an account stands of which nothing was said yet. */
const unknown: AccountState = {
  state: 'unlinked',
  since: new Date(0),
  reason: null,
  number: null,
  name: null,
  qr: null,
  pairingCode: null,
  wanted: null,
  outreachStoppedUntil: null,
  outage: null,
}

/** States of accounts in the database; number, name, QR and pairing code are encrypted with a subkey of `key` (32 bytes). */
export function createAccountStates(connection: Connection, key: Buffer): AccountStates {
  const rows = connection.collection<Row>('accounts')
  const sealing = deriveKey(key, 'account states')

  return {
    async load(account) {
      const row = await rows.findOne({ _id: account })
      if (!row) return null
      const { _id, ...fields } = row
      const shown = secrets.map(field => {
        const sealed = row[field]
        return [field, sealed && unseal(sealing, bytesOf(sealed), `${account} ${field}`).toString()] as const
      })
      return { ...fields, ...(Object.fromEntries(shown) as Record<Secret, string | null>) }
    },
    async change(account, change) {
      const named: Record<string, unknown> = { ...change }
      if (!Object.keys(named).length) return
      for (const field of secrets) {
        const value = change[field]
        if (value) named[field] = seal(sealing, Buffer.from(value), `${account} ${field}`)
      }
      const rest = Object.fromEntries(Object.entries(unknown).filter(([field]) => !(field in named)))
      await rows.updateOne({ _id: account }, { $set: named, $setOnInsert: rest } as never, { upsert: true })
    },
  }
}
