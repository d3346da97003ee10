import { randomBytes } from 'node:crypto'
import {
  addTransactionCapability,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  decryptMessageNode,
  encodeWAMessage,
  generateSignalPubKey,
  initAuthCreds,
  type AuthenticationCreds,
  type BinaryNode,
  type proto,
  type SignalDataSet,
  type SignalKeyStore,
  type SignalRepositoryWithLIDStore,
  type WAMessage,
} from '@whiskeysockets/baileys'
import { onTestFinished } from 'vitest'
import type { OpenKeys } from '../../../src/app/ports.ts'
import { openAuth, type Auth } from '../../../src/channels/whatsapp/keys.ts'
import { createPlaintexts, type Plaintexts } from '../../../src/channels/whatsapp/plaintexts.ts'

export const me = { id: '628110000001:11@s.whatsapp.net', lid: '100628110000001:11@lid', name: 'Helpdesk' }
export const sari = { lid: '100628220000002@lid', pn: '628220000002@s.whatsapp.net', name: 'Sari' }

const logger = { level: 'silent', child: () => logger, trace() {}, debug() {}, info() {}, warn() {}, error() {} }
/** As the client makes it around any store, without its own repetitions. */
const transactions = { maxCommitRetries: 1, delayBetweenTriesMs: 0 }

/** Keys in the memory of the test, with the batches that were written and a fault to order. */
export interface FakeKeys extends OpenKeys {
  readonly batches: string[][]
  /** The next write fails with this; nothing is stored. */
  failNext(error: Error): void
  /** The same keys as another process opens them. */
  reopen(): FakeKeys
}

/** OpenKeys over a map. */
export function fakeKeys(stored = new Map<string, Uint8Array>()): FakeKeys {
  const batches: string[][] = []
  let fault: Error | null = null
  return {
    records: new Map(stored),
    batches,
    failNext: error => (fault = error),
    reopen: () => fakeKeys(stored),
    async write(changes) {
      const error = fault
      fault = null
      // A turn passes, as with a database.
      await new Promise(resolve => setImmediate(resolve))
      if (error) throw error
      batches.push([...changes.keys()])
      for (const [name, value] of changes) {
        if (value) stored.set(name, value)
        else stored.delete(name)
      }
    },
    close: async () => undefined,
  }
}

/** Our side: the account as one process has it. */
export interface Bot {
  readonly auth: Auth
  readonly plaintexts: Plaintexts
  readonly repository: SignalRepositoryWithLIDStore
  /** As the client does with a node that comes: noted, decoded, decrypted. */
  receive(node: BinaryNode): Promise<WAMessage>
}

/** Opens the account on these keys; on new ones it is linked and has pre-keys. `plain`: without the buffer. */
export async function openBot(
  keys: OpenKeys,
  { checkpoint = () => undefined, plain = false }: { checkpoint?: (name: string) => void; plain?: boolean } = {},
): Promise<Bot> {
  const auth = openAuth(keys)
  if (!auth.creds.me) {
    Object.assign(auth.creds, { me })
    await auth.saveCreds()
    await auth.keys.set({ 'pre-key': { 1: Curve.generateKeyPair(), 2: Curve.generateKeyPair() } })
  }
  const plaintexts = createPlaintexts(auth, checkpoint)
  const signal = { creds: auth.creds, keys: addTransactionCapability(auth.keys, logger, transactions) }
  const make = plain ? DEFAULT_CONNECTION_CONFIG.makeSignalRepository : plaintexts.makeSignalRepository
  const repository = make(signal, logger)
  onTestFinished(async () => {
    repository.close?.()
    await auth.close()
  })
  return {
    auth,
    plaintexts,
    repository,
    async receive(node) {
      plaintexts.noteStanza(node)
      const { fullMessage, decrypt } = decryptMessageNode(node, me.id, me.lid, repository, logger)
      await decrypt()
      return fullMessage
    },
  }
}

/** Somebody with a phone: encrypts for the account and reads what it sends. */
export interface Phone {
  /** A stanza as the server brings it. */
  write(content: proto.IMessage, attrs?: Record<string, string>): Promise<BinaryNode>
  read(sent: { type: 'pkmsg' | 'msg'; ciphertext: Uint8Array }): Promise<Uint8Array>
}

/** The phone of Sari (or one that looks like hers), which has the account's keys from the server. */
export async function createPhone(bot: Bot, preKey = 1): Promise<Phone> {
  const creds: AuthenticationCreds = initAuthCreds()
  const keys = addTransactionCapability(memoryStore(), logger, transactions)
  const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys }, logger)
  onTestFinished(() => repository.close?.())
  const { signedIdentityKey, signedPreKey, registrationId } = bot.auth.creds
  const found = (await bot.auth.keys.get('pre-key', [String(preKey)]))[String(preKey)]
  await repository.injectE2ESession({
    jid: me.lid,
    session: {
      registrationId,
      identityKey: generateSignalPubKey(signedIdentityKey.public),
      signedPreKey: {
        keyId: signedPreKey.keyId,
        publicKey: generateSignalPubKey(signedPreKey.keyPair.public),
        signature: signedPreKey.signature,
      },
      ...(found ? { preKey: { keyId: preKey, publicKey: generateSignalPubKey(found.public) } } : {}),
    },
  })
  return {
    async write(content, attrs = {}) {
      const { type, ciphertext } = await repository.encryptMessage({ jid: me.lid, data: encodeWAMessage(content) })
      return {
        tag: 'message',
        attrs: {
          id: `3A${randomBytes(8).toString('hex').toUpperCase()}`,
          from: sari.lid,
          sender_pn: sari.pn,
          type: 'text',
          t: '1772413200',
          notify: sari.name,
          addressing_mode: 'lid',
          ...attrs,
        },
        content: [{ tag: 'enc', attrs: { v: '2', type }, content: ciphertext }],
      }
    },
    read: ({ type, ciphertext }) => repository.decryptMessage({ jid: me.lid, type, ciphertext }),
  }
}

function memoryStore(): SignalKeyStore {
  const stored = new Map<string, unknown>()
  return {
    get: (type, ids) => Object.fromEntries(ids.map(id => [id, stored.get(`${type} ${id}`)])) as never,
    set(data: SignalDataSet) {
      for (const [type, byId] of Object.entries(data))
        for (const [id, value] of Object.entries(byId ?? {})) stored.set(`${type} ${id}`, value ?? undefined)
    },
  }
}
