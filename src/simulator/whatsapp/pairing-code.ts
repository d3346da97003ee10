import { randomBytes } from 'node:crypto'
import {
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  Curve,
  derivePairingCodeKey,
  getBinaryNodeChild,
  getBinaryNodeChildBuffer,
  hkdf,
  type BinaryNode,
  type KeyPair,
} from '@whiskeysockets/baileys'

/** The stanza that both sides of linking by code speak with. */
const tag = 'link_code_companion_reg'

/** What a device says that shows a pairing code and waits for it to be typed into the phone. */
export interface CompanionHello {
  /** The phone number it wants to be linked to, digits only. */
  phone: string
  /** By which the device is known once it logs in. */
  noiseKey: Buffer
  /** Salt, counter and ciphertext of its ephemeral public key; the key is derived from the code. */
  wrappedEphemeral: Buffer
}

/** What the phone answers once somebody has typed a code, and what it keeps of it. */
export interface PrimaryHello {
  wrappedEphemeral: Buffer
  /** Agreed with the device if, and only if, both know the same code. */
  sharedKey: Buffer
}

/** What the device says last: its identity, and proof that it knows the code. */
export interface CompanionFinish {
  ref: Buffer
  identityKey: Buffer
  wrappedBundle: Buffer
}

const saltLength = 32
const counterLength = 16
const nonceLength = 12

/** A code as people type it: small letters, spaces and hyphens do not matter. */
const typed = (code: string): string => code.replace(/[\s-]/g, '').toUpperCase()

function stageOf(iq: BinaryNode): { stage: string; node: BinaryNode } | null {
  const node = getBinaryNodeChild(iq, tag)
  return iq.tag === 'iq' && node ? { stage: node.attrs['stage'] ?? '', node } : null
}

/** The hello in an iq, or null when it is another iq or lacks something. */
export function readCompanionHello(iq: BinaryNode): CompanionHello | null {
  const found = stageOf(iq)
  if (found?.stage !== 'companion_hello') return null
  const phone = /^(\d+)@s\.whatsapp\.net$/.exec(found.node.attrs['jid'] ?? '')?.[1]
  const wrappedEphemeral = getBinaryNodeChildBuffer(found.node, 'link_code_pairing_wrapped_companion_ephemeral_pub')
  const noiseKey = getBinaryNodeChildBuffer(found.node, 'companion_server_auth_key_pub')
  if (!phone || wrappedEphemeral?.length !== saltLength + counterLength + 32 || noiseKey?.length !== 32) return null
  return { phone, noiseKey: bytesOf(noiseKey), wrappedEphemeral: bytesOf(wrappedEphemeral) }
}

/** The server's answer to a hello: under which reference the device waits. */
export function answerToHello(ref: Uint8Array): BinaryNode {
  return {
    tag,
    attrs: { stage: 'companion_hello' },
    content: [{ tag: 'link_code_pairing_ref', attrs: {}, content: ref }],
  }
}

/** The phone's side of a typed code. Whether it is the right one shows only in what the device says last. */
export async function answerOfPhone(hello: CompanionHello, code: string): Promise<PrimaryHello> {
  const salt = hello.wrappedEphemeral.subarray(0, saltLength)
  const counter = hello.wrappedEphemeral.subarray(saltLength, saltLength + counterLength)
  const ciphertext = hello.wrappedEphemeral.subarray(saltLength + counterLength)
  const companionEphemeral = aesDecryptCTR(ciphertext, await derivePairingCodeKey(typed(code), salt), counter)
  const ephemeral = Curve.generateKeyPair()
  const ownSalt = randomBytes(saltLength)
  const ownCounter = randomBytes(counterLength)
  const wrapped = aesEncryptCTR(ephemeral.public, await derivePairingCodeKey(typed(code), ownSalt), ownCounter)
  return {
    wrappedEphemeral: Buffer.concat([ownSalt, ownCounter, wrapped]),
    sharedKey: Curve.sharedKey(ephemeral.private, companionEphemeral),
  }
}

/** The notification by which the server brings the phone's answer to the device; it gets id and from besides. */
export function primaryHelloNotification(hello: PrimaryHello, ref: Uint8Array, phoneIdentity: Uint8Array): BinaryNode {
  const leaf = (name: string, content: Uint8Array): BinaryNode => ({ tag: name, attrs: {}, content })
  return {
    tag: 'notification',
    attrs: { type: tag },
    content: [
      {
        tag,
        attrs: { stage: 'primary_hello' },
        content: [
          leaf('link_code_pairing_wrapped_primary_ephemeral_pub', hello.wrappedEphemeral),
          leaf('primary_identity_pub', phoneIdentity),
          leaf('link_code_pairing_ref', ref),
        ],
      },
    ],
  }
}

/** The device's last word in an iq, or null when it is another iq or lacks something. */
export function readCompanionFinish(iq: BinaryNode): CompanionFinish | null {
  const found = stageOf(iq)
  if (found?.stage !== 'companion_finish') return null
  const ref = getBinaryNodeChildBuffer(found.node, 'link_code_pairing_ref')
  const identityKey = getBinaryNodeChildBuffer(found.node, 'companion_identity_public')
  const wrappedBundle = getBinaryNodeChildBuffer(found.node, 'link_code_pairing_wrapped_key_bundle')
  if (!ref || identityKey?.length !== 32 || !wrappedBundle) return null
  return { ref: bytesOf(ref), identityKey: bytesOf(identityKey), wrappedBundle: bytesOf(wrappedBundle) }
}

/**
 * The ADV secret both sides now share, as base64: with it the phone signs the device's identity, as after a QR code.
 * Null when the code was wrong or the bundle names other identities than the two that speak here.
 */
export function secretOfFinish(finish: CompanionFinish, hello: PrimaryHello, phoneIdentity: KeyPair): string | null {
  const salt = finish.wrappedBundle.subarray(0, saltLength)
  const nonce = finish.wrappedBundle.subarray(saltLength, saltLength + nonceLength)
  const ciphertext = finish.wrappedBundle.subarray(saltLength + nonceLength)
  const info = 'link_code_pairing_key_bundle_encryption_key'
  const key = hkdf(hello.sharedKey, 32, { salt, info })
  let bundle: Buffer
  try {
    bundle = aesDecryptGCM(ciphertext, key, nonce, Buffer.alloc(0))
  } catch {
    return null
  }
  const random = bundle.subarray(64)
  const isOurs = bundle.subarray(0, 64).equals(Buffer.concat([finish.identityKey, phoneIdentity.public]))
  if (!isOurs || random.length !== 32) return null
  const identityShared = Curve.sharedKey(phoneIdentity.private, finish.identityKey)
  const secret = hkdf(Buffer.concat([hello.sharedKey, identityShared, random]), 32, { info: 'adv_secret' })
  return Buffer.from(secret).toString('base64')
}

const bytesOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes)
