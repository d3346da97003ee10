import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { startTelegram, type TelegramNetwork } from '../src/simulator/telegram/server.ts'
import { startWhatsApp, type WhatsAppNetwork } from '../src/simulator/whatsapp/server.ts'
import { openProgramFolder, ownDatabase, started, stopped, type ProgramFolder, type Running } from './program.ts'

const patience = { timeout: 60_000, interval: 100 }
const long = { timeout: 180_000 }
const group = -1001000000777
const budi = 7001
const dewi = '6281200000002'
const closing: (() => unknown)[] = []
let program: ProgramFolder
let telegram: TelegramNetwork
let whatsapp: WhatsAppNetwork
let env: Record<string, string>

beforeEach(async () => {
  program = await openProgramFolder(closing)
  telegram = await startTelegram({ groups: [{ id: group, title: 'Help Desk LPSE', forum: true }] })
  closing.push(() => telegram.stop())
  telegram.person(budi, 'Budi')
  telegram.join(group, budi, 'creator')
  whatsapp = await startWhatsApp()
  closing.push(() => whatsapp.stop())
  whatsapp.person(dewi, 'Dewi Lestari')
  env = {
    MONGODB_URI: ownDatabase(closing),
    REDIS_URL: inject('redisUrl'),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.root,
    TELEGRAM_STAFF_GROUP: String(group),
    WHATSAPP: 'on',
    WHATSAPP_WS_URL: whatsapp.wsUrl,
  }
})

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A verb of the local WhatsApp, as another process calls it. */
async function control(verb: string, body: object, root = whatsapp.root): Promise<void> {
  const answer = await fetch(`${root}/_control/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(await answer.json()).toMatchObject({ ok: true })
}

/** The last of what stands on a line of its own on a screen. */
function lastLine(screen: string, pattern: RegExp): string | undefined {
  return screen.split('\n').findLast(line => pattern.test(line))
}

const qrLine = /^https:\/\/wa\.me\/\S+$/
const qrs = (running: Running): number =>
  running
    .said()
    .split('\n')
    .filter(line => qrLine.test(line)).length

/** The phone scans what stands on the screen of a program. */
async function scans(running: Running, root?: string): Promise<void> {
  await expect.poll(running.said, patience).toMatch(/^https:\/\/wa\.me\/\S+$/m)
  await control('scan', { qr: lastLine(running.said(), qrLine) }, root)
  const linked = 'WhatsApp terhubung: +6281100000001, LPSE Tulang Bawang Barat.'
  await expect.poll(running.said, patience).toContain(linked)
}

/** Dewi writes on WhatsApp; resolves once her ticket stands in the group and she was told its number. */
async function isServed(words: string): Promise<void> {
  const before = telegram.topics(group).length
  for (const text of [words, '0']) await whatsapp.say(dewi, { text })
  await expect.poll(() => telegram.topics(group).length, patience).toBe(before + 1)
  const number = /[A-Z]+-\d{4}-\d{6}/.exec(telegram.topics(group).at(-1)!.name)![0]
  await expect
    .poll(
      () =>
        whatsapp
          .chat(dewi)
          .map(({ text }) => text)
          .join('\n'),
      patience,
    )
    .toContain(number)
}

/** Somebody writes on Telegram and is answered. */
async function telegramServes(id: number): Promise<void> {
  telegram.person(id, 'Sari')
  telegram.say(id, { text: 'Lupa kata sandi' })
  await expect.poll(() => telegram.chat(id).length, patience).toBeGreaterThan(1)
}

/** Lines of the log that speak of WhatsApp. */
function logged(running: Running): { code?: string; level: string; msg: string }[] {
  return running
    .said()
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line))
    .filter(({ msg, level }) => /WhatsApp/.test(msg) || level === 'error')
}

/** A port before the local WhatsApp that refuses everybody until it is opened. */
async function gate(): Promise<{ url: string; open(): Promise<void>; close(): Promise<void> }> {
  const passing = new Set<Socket>()
  let server: Server | null = null
  const listen = async (port: number): Promise<number> => {
    server = createServer(from => {
      const to = connect(whatsapp.port, '127.0.0.1')
      for (const socket of [from, to]) {
        passing.add(socket)
        socket.on('error', () => undefined).on('close', () => (from.destroy(), to.destroy(), passing.delete(socket)))
      }
      from.pipe(to).pipe(from)
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const close = async (): Promise<void> => {
    if (!server) return
    const closed = once(server, 'close')
    server.close()
    server = null
    for (const socket of passing) socket.destroy()
    await closed
  }
  closing.push(close)
  const port = await listen(0)
  await close()
  return { url: `ws://127.0.0.1:${port}/ws/chat`, open: async () => void (await listen(port)), close }
}

describe('npm start with WhatsApp', () => {
  test('shows a QR, is linked, serves, and needs no QR at the next start', long, async () => {
    const loket = program.start(env)
    const screen = await started(loket)
    expect(screen).toContain('LATIHAN')
    expect(screen).toContain('WhatsApp: belum ada nomor yang tertaut.')
    const address = /berjalan di (http:\S+)/.exec(screen)![1]!
    const health = async (path: string) => (await fetch(`${address}${path}`)).json()
    await expect.poll(loket.said, patience).toMatch(/[▄▀█]{3}[^]*^https:\/\/wa\.me\/\S+$/m)
    // Whoever watches the container restarts nothing while a number waits to be linked.
    expect(await health('/health/live')).toEqual({ status: 'ok' })
    expect(await health('/health')).toEqual({ status: 'failing', failing: { whatsapp: 'linking' } })
    await scans(loket)
    expect(await health('/health')).toEqual({ status: 'ok' })
    await isServed('Saya gagal unggah dokumen')
    await whatsapp.say(dewi, { image: true, caption: 'layar saya' })
    const topic = telegram.topics(group).at(-1)!
    await expect
      .poll(() => telegram.chat(group, topic.thread).some(({ media }) => media?.kind === 'photo'), patience)
      .toBe(true)
    await stopped(loket)

    const again = program.start(env)
    expect(await started(again)).toContain('WhatsApp: nomornya sudah tertaut.')
    await expect.poll(() => whatsapp.connected(), patience).toBe(true)
    await whatsapp.say(dewi, { text: 'Masih gagal' })
    await expect
      .poll(
        () =>
          telegram
            .chat(group, topic.thread)
            .map(({ text }) => text)
            .join('\n'),
        patience,
      )
      .toContain('Masih gagal')
    expect(qrs(again)).toBe(0)
    await stopped(again)
    for (const words of [loket.said(), again.said()])
      expect(words).not.toMatch(/6281200000002|Dewi|gagal|layar saya|@lid|s\.whatsapp\.net/i)
  })

  test('shows a code for WHATSAPP_PHONE and is linked by it', long, async () => {
    const loket = program.start({ ...env, WHATSAPP_PHONE: whatsapp.botPhone })
    await started(loket)
    await expect.poll(loket.said, patience).toMatch(/Ketik kode ini: \w{4}-\w{4}$/m)
    expect(qrs(loket)).toBe(0)
    await control('typeCode', { code: /Ketik kode ini: (\S+)/.exec(loket.said())![1] })
    await expect.poll(loket.said, patience).toContain('WhatsApp terhubung: +6281100000001')
    await isServed('Akun saya terkunci')
    await stopped(loket)
  })
})

describe('WhatsApp that refuses every connection', () => {
  test('is told of in one line, leaves Telegram serving, and is taken up once it answers', long, async () => {
    const way = await gate()
    const loket = program.start({ ...env, WHATSAPP_WS_URL: way.url })
    await started(loket)
    await telegramServes(5001)
    const states = async () => (await program.run('whatsapp', ['status'], { ...env, WHATSAPP_WS_URL: way.url })).said
    await expect.poll(states, patience).toMatch(/^Keadaan +linking: belum ada nomor, dan WhatsApp tidak terjangkau/m)
    expect(logged(loket)).toEqual([expect.objectContaining({ level: 'warn', code: 'CHANNEL_UNREACHABLE' })])
    await way.open()
    await scans(loket)
    await isServed('Saya gagal unggah dokumen')
    await stopped(loket)
    await way.close()

    // Linked by now: everything must start without the server all the same.
    const again = program.start({ ...env, WHATSAPP_WS_URL: way.url })
    await started(again)
    await telegramServes(5002)
    await expect.poll(() => logged(again), patience).toHaveLength(1)
    await expect.poll(states, patience).toMatch(/^Keadaan +down: terputus; Loket mencoba lagi sendiri$/m)
    await whatsapp.say(dewi, { image: true, caption: 'layar saya' })
    await way.open()
    const topic = telegram.topics(group).find(({ name }) => /000001/.test(name))
    const photos = () => telegram.chat(group, topic?.thread).filter(({ media }) => media?.kind === 'photo').length
    await expect.poll(photos, patience).toBe(1)
    expect(logged(again).map(({ msg }) => msg)).toEqual(['WhatsApp is down; trying again', 'WhatsApp is back'])
    expect(qrs(again)).toBe(0)
    await stopped(again)
  })
})

describe('npm run whatsapp', () => {
  test('shows, links and unlinks beside a Loket on the embedded servers, and without one', long, async () => {
    const rest = Object.fromEntries(Object.entries(env).filter(([name]) => /^(TELEGRAM|WHATSAPP)/.test(name)))
    const command = (verb: string) => program.run('whatsapp', [verb], rest)
    const loket = program.start(rest)
    await started(loket)
    await expect.poll(() => qrs(loket), patience).toBeGreaterThan(0)
    expect(await command('logout')).toMatchObject({ code: 0, said: 'Tidak ada nomor yang tertaut.\n' })
    const pair = program.begin('whatsapp', ['pair'], rest)
    await scans(pair)
    expect(await pair.ended).toBe(0)
    const open = await command('status')
    expect(open.said).toMatch(/^Keadaan +open: melayani\n/)
    expect(open.said).toMatch(/^Nomor +\+6281100000001, LPSE Tulang Bawang Barat$/m)
    expect(open.said).toMatch(/^Loket +sedang berjalan$/m)
    expect(await command('pair')).toMatchObject({ code: 0, said: expect.stringContaining('terhubung: +6281100000001') })
    const doctor = await program.run('doctor', [], rest)
    expect(doctor.said).toMatch(/^✓ WhatsApp +melayani$/m)
    expect(doctor.said).toMatch(/^✓ Nomor +\+6281•••001$/m)

    expect(await command('logout')).toMatchObject({ code: 0, said: expect.stringContaining('WhatsApp dilepas.') })
    expect(whatsapp.linked()).toBe(false)
    expect((await command('status')).said).toMatch(
      /^Keadaan +unlinked: belum ada nomor.*\n +→ npm run whatsapp -- pair$/m,
    )
    const shown = qrs(loket)
    const again = program.begin('whatsapp', ['pair'], rest)
    await scans(again)
    expect(await again.ended).toBe(0)
    expect(qrs(loket)).toBeGreaterThan(shown)
    await stopped(loket)

    expect((await command('status')).said).toMatch(/^Keadaan +open: nomornya tertaut; Loket tidak sedang melayaninya$/m)
    expect(await command('pair')).toMatchObject({ code: 1, said: expect.stringContaining('Jalankan Loket lebih dulu') })
    expect(await command('logout')).toMatchObject({ code: 0, said: expect.stringContaining('Kunci WhatsApp dihapus') })
    expect(await command('status')).toMatchObject({ said: expect.not.stringContaining('6281100000001') })
    const fresh = program.start(rest)
    await started(fresh)
    await expect.poll(() => qrs(fresh), patience).toBeGreaterThan(0)
    await stopped(fresh)
  })

  test('says which verbs there are', async () => {
    expect(await program.run('whatsapp', ['hubungkan'], env)).toEqual({
      code: 1,
      said: 'Tulis: npm run whatsapp -- pair | status | logout\n',
    })
  })
})

describe('a real network beside a simulated one', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ['the real Telegram', { TELEGRAM_API_ROOT: '' }, /WhatsApp tiruan tidak boleh di samping Telegram sungguhan/],
    ['production', { NODE_ENV: 'production' }, /NODE_ENV=production memakai WhatsApp yang sungguhan/],
    ['another machine', { WHATSAPP_WS_URL: 'ws://10.0.0.1/ws/chat' }, /hanya untuk server di komputer ini/],
    ['no Telegram at all', { TELEGRAM_BOT_TOKEN: '', TELEGRAM_STAFF_GROUP: '' }, /diperlukan juga untuk WhatsApp/],
  ])('is refused with the reason: a local WhatsApp with %s', async (_with, change, reason) => {
    const loket = program.start({ ...env, ...change })
    expect(await loket.ended).toBe(1)
    expect(loket.said()).toMatch(reason)
    expect(telegram.ledger.calls).toEqual([])
  })
})

test('npm run latihan brings up both local networks and says what to write into .env, and no keys', long, async () => {
  const networks = program.begin('latihan', ['--telegram', '0', '--whatsapp', '0'])
  await expect.poll(networks.said, patience).toContain('Berhenti: Ctrl-C')
  const settings = [...networks.said().matchAll(/^([A-Z_]+)=(\S+)$/gm)].map(match => match.slice(1))
  expect(settings.map(([name]) => name)).toEqual([
    'TELEGRAM_BOT_TOKEN',
    'TELEGRAM_API_ROOT',
    'TELEGRAM_STAFF_GROUP',
    'WHATSAPP',
    'WHATSAPP_WS_URL',
  ])
  const loket = program.start({ ...env, ...Object.fromEntries(settings) })
  await started(loket)
  const { origin } = new URL(/curl (http:\S+)\/scan/.exec(networks.said())![1]!)
  await scans(loket, origin)
  await control('say', { phone: dewi, content: { text: 'Saya gagal unggah dokumen' } }, origin)
  const chat = async () => (await fetch(`${origin}/_control/chat?chat=${dewi}`)).text()
  await expect.poll(chat, patience).toContain('Help Desk LPSE')
  await stopped(loket)
  expect(networks.said()).not.toMatch(/SessionEntry|privKey/)
  networks.child.kill('SIGTERM')
  expect(await networks.ended).toBe(0)
})
