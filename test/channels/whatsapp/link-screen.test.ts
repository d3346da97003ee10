import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { linkScreen } from '../../../src/channels/whatsapp/link-screen.ts'

test('a QR is drawn, with its text on a line of its own beneath', async () => {
  const qr = 'https://wa.me/settings/linked_devices#2@abc,def,ghi,jkl,1'
  const lines = (await linkScreen({ qr })).split('\n')
  expect(lines).toContain(qr)
  const drawn = lines.slice(0, lines.indexOf(qr)).filter(line => /[▄▀█ ]{30}/.test(stripVTControlCharacters(line)))
  expect(drawn.length).toBeGreaterThan(15)
})

test('a code is shown in two halves, with where to type it', async () => {
  const screen = await linkScreen({ pairingCode: 'ABCD1234' })
  expect(screen).toContain('ABCD-1234')
  expect(screen).toContain('Perangkat tertaut')
  expect(screen).not.toMatch(/[▄▀█]/)
})
