import { randomBytes } from 'node:crypto'
import { generate } from 'selfsigned'

/**
 * A certificate for https://127.0.0.1, signed by an authority made for it alone, whose key is not kept. All as PEM;
 * valid for a year, since no simulated network runs longer.
 */
export async function makeCertificate(): Promise<{ ca: string; certificate: string; key: string }> {
  const common = { keyType: 'ec', algorithm: 'sha256' } as const
  // A name of its own: of two authorities of one name a client tries the wrong one and gives up.
  const name = `Loket simulated WhatsApp ${randomBytes(6).toString('hex')}`
  const authority = await generate([{ name: 'commonName', value: name }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const host = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  })
  return { ca: authority.cert, certificate: host.cert, key: host.private }
}
