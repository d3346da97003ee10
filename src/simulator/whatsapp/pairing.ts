import { createHmac, randomBytes } from 'node:crypto'
import { Curve, proto } from '@whiskeysockets/baileys'
import type { Connection } from './connection.ts'
import { node, serverJid, userOf } from './nodes.ts'
import { seconds, type LinkedDevice, type World } from './state.ts'

/** A client that shows a QR code and waits to be linked. */
export interface Candidate {
  readonly connection: Connection
  readonly refs: readonly string[]
  readonly bundle: LinkedDevice['bundle']
  /** The device the phone has taken in, while the client has not answered yet. */
  offer: { device: LinkedDevice; accepted: () => void; failed: (error: Error) => void } | undefined
}

/** Prefix of what an account signs when it takes a device in. */
const accountPrefix = Buffer.from([6, 0])
const refCount = 6

/** Takes a client that is not linked yet and gives it what its QR codes are made of. */
export function openCandidate(connection: Connection): Candidate {
  const data = connection.payload.devicePairingData
  if (!data?.eIdent || !data.eRegid || !data.eSkeyId || !data.eSkeyVal || !data.eSkeySig)
    throw new Error('a client asks to be linked without its keys')
  const refs = Array.from({ length: refCount }, () => `2@${randomBytes(42).toString('base64')}`)
  connection.send(
    node('iq', { from: serverJid, type: 'set', id: randomBytes(4).toString('hex'), xmlns: 'md' }, [
      node(
        'pair-device',
        {},
        refs.map(ref => node('ref', {}, Buffer.from(ref))),
      ),
    ]),
  )
  return {
    connection,
    refs,
    bundle: {
      registrationId: Buffer.from(data.eRegid).readUInt32BE(),
      identity: data.eIdent,
      signedPreKey: {
        keyId: Buffer.from(data.eSkeyId).readUIntBE(0, 3),
        publicKey: data.eSkeyVal,
        signature: data.eSkeySig,
      },
    },
    offer: undefined,
  }
}

/** What stands in a QR code of the client. */
export function readQr(text: string): { ref: string; noiseKey: Buffer; identity: Buffer; advSecret: Buffer } {
  // Behind the '#' of the address: ref, noise key, identity, secret, and what kind of browser it is.
  const [ref = '', noiseKey = '', identity = '', advSecret = ''] = text.slice(text.indexOf('#') + 1).split(',')
  if (!ref || !noiseKey || !identity || !advSecret) throw new Error('this is no QR code for linking a device')
  const bytes = (value: string) => Buffer.from(value, 'base64')
  return { ref, noiseKey: bytes(noiseKey), identity: bytes(identity), advSecret: bytes(advSecret) }
}

/**
 * The phone takes the device in: signs its identity and has the server tell it. Resolves when the client has answered
 * with its own signature and is linked; rejects when it goes away before.
 */
export function takeIn(
  world: World,
  candidate: Candidate,
  identity: Uint8Array,
  advSecret: Uint8Array,
): Promise<LinkedDevice> {
  const { own } = world
  const account = own.signal.identity
  const details = proto.ADVDeviceIdentity.encode({
    rawId: Buffer.from(account.public).readUInt32BE(),
    timestamp: seconds(world),
    keyIndex: 1,
    accountType: proto.ADVEncryptionType.E2EE,
    deviceType: proto.ADVEncryptionType.E2EE,
  }).finish()
  const signed = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: account.public,
    accountSignature: Curve.sign(account.private, Buffer.concat([accountPrefix, details, identity])),
  }).finish()
  const sealed = proto.ADVSignedDeviceIdentityHMAC.encode({
    details: signed,
    hmac: createHmac('sha256', advSecret).update(signed).digest(),
  }).finish()
  world.lastDeviceId += 1
  const id = world.lastDeviceId
  const device: LinkedDevice = {
    id,
    pn: `${own.account.phone}:${id}@s.whatsapp.net`,
    lid: `${userOf(own.account.lid)}:${id}@lid`,
    noiseKey: candidate.connection.clientKey,
    bundle: candidate.bundle,
    signedPreKey: candidate.bundle.signedPreKey,
    preKeys: [],
    preKeyLowSaid: false,
    connection: undefined,
    isActive: false,
    isWelcomed: false,
    pending: new Map(),
  }
  candidate.connection.send(
    node('iq', { from: serverJid, type: 'set', id: randomBytes(4).toString('hex'), xmlns: 'md' }, [
      node('pair-success', {}, [
        node('device-identity', {}, sealed),
        node('platform', { name: 'android' }),
        node('device', { jid: device.pn, lid: device.lid }),
        node('biz', { name: own.account.name }),
      ]),
    ]),
  )
  return new Promise((resolve, reject) => {
    candidate.offer = { device, accepted: () => resolve(device), failed: reject }
  })
}
