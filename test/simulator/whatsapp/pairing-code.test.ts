import { randomBytes } from 'node:crypto'
import {
  aesDecryptCTR,
  aesEncryptCTR,
  aesEncryptGCM,
  bytesToCrockford,
  Curve,
  derivePairingCodeKey,
  hkdf,
} from '@whiskeysockets/baileys'
import { describe, expect, test } from 'vitest'
import {
  readCompanionFinish,
  readCompanionHello,
  secretOfFinish,
  answerOfPhone,
  type CompanionHello,
  type PrimaryHello,
} from '../../../src/simulator/whatsapp/pairing-code.ts'

/** A device that is to be linked, with the very functions that Baileys links itself with. */
function companion(code: string) {
  const ephemeral = Curve.generateKeyPair()
  const identity = Curve.generateKeyPair()
  return {
    identity,
    async hello(): Promise<CompanionHello> {
      const salt = randomBytes(32)
      const counter = randomBytes(16)
      const wrapped = aesEncryptCTR(ephemeral.public, await derivePairingCodeKey(code, salt), counter)
      const noiseKey = randomBytes(32)
      return { phone: '6281100000001', noiseKey, wrappedEphemeral: Buffer.concat([salt, counter, wrapped]) }
    },
    async finish({ wrappedEphemeral }: PrimaryHello, phone: Uint8Array, named: Uint8Array = identity.public) {
      const key = await derivePairingCodeKey(code, wrappedEphemeral.subarray(0, 32))
      const theirs = aesDecryptCTR(wrappedEphemeral.subarray(48), key, wrappedEphemeral.subarray(32, 48))
      const shared = Curve.sharedKey(ephemeral.private, theirs)
      const [random, salt, nonce] = [randomBytes(32), randomBytes(32), randomBytes(12)]
      const bundleKey = hkdf(shared, 32, { salt, info: 'link_code_pairing_key_bundle_encryption_key' })
      const bundle = aesEncryptGCM(Buffer.concat([named, phone, random]), bundleKey, nonce, Buffer.alloc(0))
      const agreed = Curve.sharedKey(identity.private, phone)
      const secret = hkdf(Buffer.concat([shared, agreed, random]), 32, { info: 'adv_secret' })
      return {
        finish: {
          ref: randomBytes(8),
          identityKey: Buffer.from(identity.public),
          wrappedBundle: Buffer.concat([salt, nonce, bundle]),
        },
        secret: Buffer.from(secret).toString('base64'),
      }
    },
  }
}

describe('linking by pairing code', () => {
  test.each(['ABCD2345', 'abcd-2345', ' AB CD-23 45'])(
    'phone and device agree on a secret when %s is typed',
    async code => {
      const device = companion('ABCD2345')
      const phone = Curve.generateKeyPair()
      const hello = await answerOfPhone(await device.hello(), code)
      const { finish, secret } = await device.finish(hello, phone.public)
      expect(secretOfFinish(finish, hello, phone)).toBe(secret)
    },
  )

  test('a code as Baileys makes them works', async () => {
    const code = bytesToCrockford(randomBytes(5))
    const device = companion(code)
    const phone = Curve.generateKeyPair()
    const hello = await answerOfPhone(await device.hello(), `${code.slice(0, 4)}-${code.slice(4)}`)
    const { finish, secret } = await device.finish(hello, phone.public)
    expect(secretOfFinish(finish, hello, phone)).toBe(secret)
  })

  test('a wrong code is noticed by the phone', async () => {
    const device = companion('ABCD2345')
    const phone = Curve.generateKeyPair()
    const hello = await answerOfPhone(await device.hello(), 'ABCD2346')
    const { finish } = await device.finish(hello, phone.public)
    expect(secretOfFinish(finish, hello, phone)).toBeNull()
  })

  test('a bundle for another phone, or of another device, is refused', async () => {
    const device = companion('ABCD2345')
    const phone = Curve.generateKeyPair()
    const hello = await answerOfPhone(await device.hello(), 'ABCD2345')
    const forAnother = await device.finish(hello, Curve.generateKeyPair().public)
    expect(secretOfFinish(forAnother.finish, hello, phone)).toBeNull()
    const ofAnother = await device.finish(hello, phone.public, Curve.generateKeyPair().public)
    expect(secretOfFinish(ofAnother.finish, hello, phone)).toBeNull()
    const cutOff = { ...forAnother.finish, wrappedBundle: randomBytes(20) }
    expect(secretOfFinish(cutOff, hello, phone)).toBeNull()
  })

  test('an iq that lacks something, or is about something else, is no hello and no finish', () => {
    const iq = (stage: string, ...content: string[]) => ({
      tag: 'iq',
      attrs: {},
      content: [
        {
          tag: 'link_code_companion_reg',
          attrs: { jid: '6281100000001@s.whatsapp.net', stage },
          content: content.map(tag => ({ tag, attrs: {}, content: randomBytes(tag.includes('wrapped') ? 80 : 32) })),
        },
      ],
    })
    const wrapped = 'link_code_pairing_wrapped_companion_ephemeral_pub'
    const key = 'companion_server_auth_key_pub'
    expect(readCompanionHello(iq('companion_hello', wrapped, key))).toMatchObject({ phone: '6281100000001' })
    expect(readCompanionHello(iq('companion_hello', wrapped))).toBeNull()
    expect(readCompanionHello(iq('companion_finish', wrapped, key))).toBeNull()
    expect(readCompanionHello({ tag: 'iq', attrs: {} })).toBeNull()
    const last = ['link_code_pairing_wrapped_key_bundle', 'companion_identity_public', 'link_code_pairing_ref']
    expect(readCompanionFinish(iq('companion_finish', ...last))?.wrappedBundle).toHaveLength(80)
    expect(readCompanionFinish(iq('companion_finish', ...last.slice(1)))).toBeNull()
  })
})
