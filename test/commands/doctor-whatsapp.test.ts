import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { AccountState } from '../../src/app/ports.ts'
import { examineStanding, examineWhatsApp } from '../../src/commands/doctor/whatsapp.ts'
import { readConfig } from '../../src/config.ts'

const now = new Date('2026-03-02T01:00:00Z')
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)
const standing: AccountState = {
  state: 'open',
  since: ago(600),
  reason: null,
  number: '6281100000001',
  name: 'LPSE',
  qr: null,
  pairingCode: null,
  wanted: null,
  outreachStoppedUntil: null,
  outage: null,
}

describe('the doctor says of WhatsApp', () => {
  test.each<[string, Partial<AccountState>, boolean, object]>([
    ['that it serves', {}, true, { state: 'good', seen: 'melayani' }],
    [
      'that a linked number waits for Loket',
      {},
      false,
      { state: 'note', seen: expect.stringContaining('tertaut'), mend: expect.stringContaining('npm start') },
    ],
    [
      'that nobody linked a number',
      { state: 'linking', number: null },
      true,
      { state: 'bad', mend: 'npm run whatsapp -- pair' },
    ],
    [
      'that it cannot even offer a QR',
      { state: 'linking', number: null, reason: '408' },
      true,
      { state: 'bad', mend: expect.stringContaining('web.whatsapp.com:443') },
    ],
    ['nothing alarming of a short outage', { state: 'down', since: ago(0.5) }, true, { state: 'note' }],
    [
      'how long an outage lasts, whatever was tried meanwhile',
      { state: 'down', since: ago(0.5), outage: { since: ago(42), told: true } },
      true,
      { state: 'bad', seen: expect.stringContaining('42 menit') },
    ],
    [
      'that the phone removed it, even while Loket is stopped',
      { state: 'logged out' },
      false,
      { state: 'bad', mend: expect.stringContaining('npm run whatsapp -- pair') },
    ],
    ['that it is barred', { state: 'banned' }, true, { state: 'bad', mend: expect.stringContaining('di ponsel') }],
    [
      'that another program has it',
      { state: 'replaced' },
      true,
      { state: 'bad', mend: expect.stringContaining('Matikan program itu') },
    ],
  ])('%s', (_words, change, isServed, expected) => {
    expect(examineStanding({ state: { ...standing, ...change }, isServed }, now)[0]).toMatchObject(expected)
  })

  test('that nothing was ever linked', () => {
    expect(examineStanding({ state: null, isServed: false }, now)).toMatchObject([{ state: 'note' }])
  })

  test('whether it may write first, and until when not', () => {
    const until = (hours: number) => ({ ...standing, outreachStoppedUntil: new Date(now.getTime() + hours * 3600_000) })
    const found = (state: AccountState) => examineStanding({ state, isServed: true }, now).at(-1)
    expect(found(until(-1))).toMatchObject({ about: 'Sapaan', state: 'good' })
    expect(found(until(22.5))).toMatchObject({
      about: 'Sapaan',
      state: 'bad',
      seen: expect.stringContaining('23 jam'),
      mend: expect.stringContaining('tunggu'),
    })
  })

  test('which number it is, without showing all of it', () => {
    const found = examineStanding({ state: standing, isServed: true }, now)
    expect(found).toContainEqual({ state: 'good', about: 'Nomor', seen: '+6281•••001' })
    expect(JSON.stringify(found)).not.toContain('6281100000001')
  })
})

describe('the way to WhatsApp', () => {
  const closing: (() => unknown)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  const telegram = { TELEGRAM_BOT_TOKEN: '123:abc', TELEGRAM_API_ROOT: 'http://127.0.0.1:9' }
  const found = (port: number) => {
    const config = readConfig({ ...telegram, WHATSAPP: 'on', WHATSAPP_WS_URL: `ws://127.0.0.1:${port}/ws/chat` })
    return examineWhatsApp(config, null)
  }

  async function serve(answer: RequestListener): Promise<number> {
    const server = createServer(answer)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise(resolve => server.close(resolve)))
    return (server.address() as AddressInfo).port
  }

  test('is open when anything answers, and its clock is compared', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(404, { date: new Date(Date.now() + 90_000).toUTCString(), connection: 'close' }).end()
    })
    expect(await found(port)).toMatchObject([
      { state: 'note' },
      { about: 'Jalan keluar', state: 'good' },
      { about: 'Jam komputer', state: 'bad', seen: expect.stringMatching(/(89|90|91) detik terlambat dari WhatsApp/) },
    ])
  })

  test('is closed when nothing answers', async () => {
    expect(await found(9)).toMatchObject([
      { state: 'note' },
      { about: 'Jalan keluar', state: 'bad', mend: expect.stringContaining('127.0.0.1:9') },
    ])
  })

  test('is not looked at when WhatsApp is not used', async () => {
    expect(await examineWhatsApp(readConfig(telegram), null)).toEqual([
      { state: 'note', about: 'WhatsApp', seen: 'tidak dipakai (WHATSAPP=off)' },
    ])
  })
})
