import { randomInt } from 'node:crypto'
import {
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  encodeWAMessage,
  generateSignalPubKey,
  KEY_BUNDLE_TYPE,
  proto,
  signedKeyPair,
  unpadRandomMax16,
  type KeyPair,
  type SignalDataTypeMap,
  type SignalKeyStoreWithTransaction,
} from '@whiskeysockets/baileys'
import { bigEndian, bytesOf, child, node, numberOf, type Node } from './nodes.ts'

/** The public keys with which somebody begins a session. */
export interface KeyBundle {
  readonly registrationId: number
  readonly identity: Uint8Array
  readonly signedPreKey: { readonly keyId: number; readonly publicKey: Uint8Array; readonly signature: Uint8Array }
  readonly preKey?: { readonly keyId: number; readonly publicKey: Uint8Array }
}

/** Ciphertext as `<enc>` carries it. */
export interface Sealed {
  readonly type: 'pkmsg' | 'msg'
  readonly ciphertext: Uint8Array
}

/** One phone's Signal keys and its sessions; a peer is named by a jid with its device. */
export interface SignalDevice {
  readonly registrationId: number
  readonly identity: KeyPair
  /** Its public keys, with a one-time key that no one else gets. */
  bundle(): KeyBundle
  hasSession(peer: string): Promise<boolean>
  /** Begins a session anew, whatever there was. */
  begin(peer: string, bundle: KeyBundle): Promise<void>
  encrypt(peer: string, message: proto.IMessage): Promise<Sealed>
  /** Throws when it cannot: no session, damaged, read before. */
  decrypt(peer: string, sealed: Sealed): Promise<proto.Message>
  /** A text for a group, and what members need to read it. */
  encryptForGroup(
    group: string,
    me: string,
    message: proto.IMessage,
  ): Promise<{ ciphertext: Uint8Array; key: Uint8Array }>
}

type Logger = Parameters<typeof DEFAULT_CONNECTION_CONFIG.makeSignalRepository>[1]
const quiet = () => {}
const silent: Logger = {
  level: 'silent',
  child: () => silent,
  trace: quiet,
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
}

/** Makes the keys of a new phone, or of one that was reinstalled. */
export function createSignalDevice(): SignalDevice {
  const identity = Curve.generateKeyPair()
  const signedPreKey = signedKeyPair(identity, 1)
  const registrationId = randomInt(1, 16_380)
  const keys = createKeyStore()
  const signal = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
    { creds: { signedIdentityKey: identity, signedPreKey, registrationId }, keys },
    silent,
  )
  let lastPreKey = 0
  return {
    registrationId,
    identity,
    bundle() {
      lastPreKey += 1
      const preKey = Curve.generateKeyPair()
      void keys.set({ 'pre-key': { [lastPreKey]: preKey } })
      return {
        registrationId,
        identity: identity.public,
        signedPreKey: {
          keyId: signedPreKey.keyId,
          publicKey: signedPreKey.keyPair.public,
          signature: signedPreKey.signature,
        },
        preKey: { keyId: lastPreKey, publicKey: preKey.public },
      }
    },
    hasSession: async peer => (await signal.validateSession(peer)).exists,
    async begin(peer, bundle) {
      const { preKey } = bundle
      await signal.injectE2ESession({
        jid: peer,
        session: {
          registrationId: bundle.registrationId,
          identityKey: generateSignalPubKey(bundle.identity),
          signedPreKey: {
            ...bundle.signedPreKey,
            publicKey: generateSignalPubKey(bundle.signedPreKey.publicKey),
          },
          ...(preKey ? { preKey: { ...preKey, publicKey: generateSignalPubKey(preKey.publicKey) } } : {}),
        },
      })
    },
    encrypt: (peer, message) => signal.encryptMessage({ jid: peer, data: encodeWAMessage(message) }),
    async decrypt(peer, { type, ciphertext }) {
      const padded = await signal.decryptMessage({ jid: peer, type, ciphertext: Buffer.from(ciphertext) })
      return proto.Message.decode(unpadRandomMax16(padded))
    },
    async encryptForGroup(group, me, message) {
      const { ciphertext, senderKeyDistributionMessage: key } = await signal.encryptGroupMessage({
        group,
        meId: me,
        data: encodeWAMessage(message),
      })
      return { ciphertext, key }
    },
  }
}

function createKeyStore(): SignalKeyStoreWithTransaction {
  const rows = new Map<string, unknown>()
  return {
    get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
      const found: { [id: string]: SignalDataTypeMap[T] } = {}
      for (const id of ids) {
        const value = rows.get(`${type} ${id}`)
        if (value !== undefined) found[id] = value as SignalDataTypeMap[T]
      }
      return found
    },
    set(data) {
      for (const [type, values] of Object.entries(data))
        for (const [id, value] of Object.entries(values))
          if (value === null) rows.delete(`${type} ${id}`)
          else rows.set(`${type} ${id}`, value)
    },
    isInTransaction: () => false,
    transaction: work => work(),
  }
}

/** The bundle as the children of a `<user>` or `<keys>`. */
export function bundleNodes({ registrationId, identity, signedPreKey, preKey }: KeyBundle): Node[] {
  const key = (id: number, value: Uint8Array) => [node('id', {}, bigEndian(id, 3)), node('value', {}, value)]
  return [
    node('registration', {}, bigEndian(registrationId, 4)),
    node('type', {}, KEY_BUNDLE_TYPE),
    node('identity', {}, identity),
    node('skey', {}, [
      ...key(signedPreKey.keyId, signedPreKey.publicKey),
      node('signature', {}, signedPreKey.signature),
    ]),
    ...(preKey ? [node('key', {}, key(preKey.keyId, preKey.publicKey))] : []),
  ]
}

/** Reads a bundle out of such children; undefined when they hold none. */
export function readBundle(parent: Node | undefined, registrationId: number): KeyBundle | undefined {
  const identity = bytesOf(parent, 'identity')
  const skey = child(parent, 'skey')
  const publicKey = bytesOf(skey, 'value')
  const signature = bytesOf(skey, 'signature')
  if (!identity || !publicKey || !signature) return undefined
  const key = child(parent, 'key')
  const preKey = bytesOf(key, 'value')
  return {
    registrationId,
    identity,
    signedPreKey: { keyId: numberOf(skey, 'id'), publicKey, signature },
    ...(preKey ? { preKey: { keyId: numberOf(key, 'id'), publicKey: preKey } } : {}),
  }
}
