import { Curve, proto, type KeyPair } from '@whiskeysockets/baileys'

/** What the server proves itself with in the handshake. */
export interface ServerIdentity {
  /** The key the leaf certificate names. */
  readonly key: KeyPair
  /** The encoded chain: leaf, signed by the intermediate, signed by the root. */
  readonly chain: Uint8Array
  /** The root every client would have to trust; a client that checked WhatsApp's own would refuse this server. */
  readonly root: Uint8Array
}

const year = 365 * 24 * 3600

/** Makes a root, an intermediate and a leaf certificate. `now` in milliseconds since the epoch. */
export function createServerIdentity(now: number): ServerIdentity {
  const root = Curve.generateKeyPair()
  const intermediate = Curve.generateKeyPair()
  const key = Curve.generateKeyPair()
  const seconds = Math.floor(now / 1000)
  const certificate = (serial: number, issuerSerial: number, holder: Uint8Array, signer: KeyPair) => {
    const details = proto.CertChain.NoiseCertificate.Details.encode({
      serial,
      issuerSerial,
      key: holder,
      notBefore: seconds - 3600,
      notAfter: seconds + year,
    }).finish()
    return { details, signature: Curve.sign(signer.private, details) }
  }
  // The client wants the root's serial (0) as the issuer of the intermediate.
  const chain = proto.CertChain.encode({
    leaf: certificate(2, 1, key.public, intermediate),
    intermediate: certificate(1, 0, intermediate.public, root),
  }).finish()
  return { key, chain, root: root.public }
}
