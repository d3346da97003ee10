import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import { Curve, NOISE_MODE, proto } from '@whiskeysockets/baileys'
import type { ServerIdentity } from './noise-certificate.ts'

/** The two directions after the handshake; each call uses up the next counter, so the order of calls is the order of frames. */
export interface Transport {
  encrypt(plain: Uint8Array): Buffer
  /** Throws when the frame was changed or is out of order. */
  decrypt(sealed: Uint8Array): Buffer
}

/** The server's side of Noise XX (25519, AES-GCM, SHA-256). */
export interface Responder {
  /** Takes the client hello and answers the server hello. */
  hello(bytes: Uint8Array): Uint8Array
  /** Takes the client finish: who the client is, what it asks for, and the way to talk on. */
  finish(bytes: Uint8Array): { clientKey: Buffer; payload: Buffer; transport: Transport }
}

const tagLength = 16

function counterIv(counter: number): Buffer {
  const iv = Buffer.alloc(12)
  iv.writeUInt32BE(counter, 8)
  return iv
}

function seal(key: Uint8Array, counter: number, aad: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, counterIv(counter)).setAAD(aad)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function open(key: Uint8Array, counter: number, aad: Uint8Array, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, counterIv(counter)).setAAD(aad)
  decipher.setAuthTag(sealed.subarray(sealed.length - tagLength))
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - tagLength)), decipher.final()])
}

/** Starts a handshake; `intro` are the four bytes the client opens with. */
export function createResponder(intro: Uint8Array, identity: ServerIdentity): Responder {
  const start = Buffer.from(NOISE_MODE)
  let hash: Buffer = start
  let salt: Buffer = start
  let key: Buffer = start
  let counter = 0
  const ephemeral = Curve.generateKeyPair()
  let clientEphemeral: Uint8Array = Buffer.alloc(0)

  const mixHash = (data: Uint8Array) => {
    hash = createHash('sha256').update(hash).update(data).digest()
  }
  const derive = (secret: Uint8Array): [Buffer, Buffer] => {
    const bytes = Buffer.from(hkdfSync('sha256', secret, salt, Buffer.alloc(0), 64))
    return [bytes.subarray(0, 32), bytes.subarray(32)]
  }
  const mixKey = (secret: Uint8Array) => {
    ;[salt, key] = derive(secret)
    counter = 0
  }
  const encrypt = (plain: Uint8Array) => {
    const sealed = seal(key, counter++, hash, plain)
    mixHash(sealed)
    return sealed
  }
  const decrypt = (sealed: Uint8Array) => {
    const plain = open(key, counter++, hash, sealed)
    mixHash(sealed)
    return plain
  }

  mixHash(intro)
  return {
    hello(bytes) {
      const { clientHello } = proto.HandshakeMessage.decode(bytes)
      if (!clientHello?.ephemeral) throw new Error('the client hello has no key')
      clientEphemeral = clientHello.ephemeral
      mixHash(clientEphemeral)
      mixHash(ephemeral.public)
      mixKey(Curve.sharedKey(ephemeral.private, clientEphemeral))
      const sealedKey = encrypt(identity.key.public)
      mixKey(Curve.sharedKey(identity.key.private, clientEphemeral))
      const payload = encrypt(identity.chain)
      return proto.HandshakeMessage.encode({
        serverHello: { ephemeral: ephemeral.public, static: sealedKey, payload },
      }).finish()
    },
    finish(bytes) {
      const { clientFinish } = proto.HandshakeMessage.decode(bytes)
      if (!clientFinish?.static || !clientFinish.payload) throw new Error('the client finish is not complete')
      const clientKey = decrypt(clientFinish.static)
      mixKey(Curve.sharedKey(ephemeral.private, clientKey))
      const payload = decrypt(clientFinish.payload)
      const [reading, writing] = derive(Buffer.alloc(0))
      return { clientKey, payload, transport: createTransport(reading, writing) }
    },
  }
}

function createTransport(reading: Buffer, writing: Buffer): Transport {
  const none = Buffer.alloc(0)
  let read = 0
  let written = 0
  return {
    encrypt: plain => seal(writing, written++, none, plain),
    decrypt: sealed => open(reading, read++, none, sealed),
  }
}
