import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose, { type Connection } from 'mongoose'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { InboxRow, Send } from '../src/app/ports.ts'
import { readConfig } from '../src/config.ts'
import type { Ticket } from '../src/domain/ticket.ts'
import { startSimulation, type Simulation } from '../src/simulation.ts'
import type { KeptBot } from '../src/simulator/bot-process.ts'
import type { SeenMessage } from '../src/simulator/telegram/server.ts'
import { databaseServer, dropAfterUse } from './database-server.ts'
import { botsOf } from './program.ts'

const patience = { timeout: 20_000 }
const minute = 60_000
const day = 24 * 60 * minute

let simulation: Simulation
let dataDir: string
let database: Connection
const said: string[] = []

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'loket-simulation-'))
  const uri = new URL(databaseServer())
  uri.pathname = `/simulation_${randomBytes(6).toString('hex')}`
  const env = { DATA_DIR: dataDir, PORT: '0', MONGODB_URI: uri.href, REDIS_URL: inject('redisUrl') }
  simulation = await startSimulation(readConfig(env), { say: line => void said.push(line) })
  database = await mongoose.createConnection(uri.href).asPromise()
})

afterAll(async () => {
  await simulation.stop()
  await dropAfterUse(database)
  await database.close()
  await rm(dataDir, { recursive: true, force: true })
})

const person = (key: string) => simulation.host.cast.outsiders.find(one => one.key === key)!
const staff = (key: string) => simulation.host.cast.staff.find(one => one.key === key)!
const inGroup = (): SeenMessage[] => simulation.host.telegram.chat(simulation.host.cast.group)
const onTelegram = (id: number): string[] => simulation.host.telegram.chat(id).flatMap(botsWords)
const onWhatsApp = (phone: string): string[] => simulation.host.whatsapp.chat(phone).flatMap(botsWords)

function botsWords({ from, text }: { readonly from: unknown; readonly text: string }): string[] {
  return from === 'bot' ? [text] : []
}

/** The bot's words that fit, once there are any. */
async function hears(words: () => string[], fitting: RegExp): Promise<string> {
  await expect.poll(words, patience).toContainEqual(expect.stringMatching(fitting))
  return words().findLast(one => fitting.test(one))!
}

/** Everything that came is decided and everything decided is sent. */
async function settled(): Promise<void> {
  const { telegram, whatsapp } = simulation.host
  const left = async () => [
    telegram.pendingUpdates(),
    whatsapp.pendingForBot(),
    await database.collection<InboxRow>('inbox').countDocuments({ state: 'new' }),
    await database.collection<Send>('outbox').countDocuments({ state: { $in: ['due', 'sending'] } }),
  ]
  // Twice: the outcome of a send is stored just before the news of it.
  for (let looks = 0; looks < 2; looks++) await expect.poll(left, patience).toEqual([0, 0, 0, 0])
}

/** The bot's newest message in the topic of a card that fits, once it is there. */
async function inTopic({ thread }: SeenMessage, fitting: RegExp): Promise<SeenMessage> {
  const find = () => inGroup().findLast(one => one.from === 'bot' && one.thread === thread && fitting.test(one.text))
  await expect.poll(find, patience).toBeDefined()
  return find()!
}

/** How often words stand in the group as a person's. */
function mirrored(words: string): number {
  return inGroup().filter(({ text }) => text.startsWith('👤') && text.includes(words)).length
}

describe('a simulation', () => {
  test('is an office at work: roles given by decree, a complaint reaches the Kepala alone', async () => {
    const kepala = staff('kepala').telegram
    expect(onTelegram(kepala)).toContainEqual(expect.stringMatching(/Kepala LPSE \(SK /))
    expect(onTelegram(staff('wati').telegram)).toContainEqual(expect.stringMatching(/Koordinator Help Desk \(SK /))
    expect(onTelegram(staff('budi').telegram)).toContainEqual(expect.stringMatching(/anggota Help Desk/))
    const { phone } = person('joko')
    await simulation.host.whatsapp.say(phone, { text: 'Ada petugas minta uang pelicin' })
    await hears(() => onWhatsApp(phone), /Pengaduan disampaikan hanya kepada Kepala LPSE/)
    await simulation.host.whatsapp.say(phone, { text: '1' })
    await hears(() => onTelegram(kepala), /ADU-\d{4}-\d{6}/)
    await settled()
    expect(JSON.stringify(inGroup())).not.toContain('pelicin')
  })

  test('a killed bot loses nothing and says nothing twice, on both networks, and Redis may be emptied', async () => {
    const { telegram, whatsapp, bot, trail, flushRedis } = simulation.host
    const sari = person('sari').telegram
    const dewi = person('dewi').phone
    await whatsapp.say(dewi, { text: 'Unggah penawaran gagal' })
    telegram.say(sari, { text: 'Berkas penawaran ditolak' })
    await hears(() => onWhatsApp(dewi), /Siapa yang melapor\?/)
    await hears(() => onTelegram(sari), /Siapa yang melapor\?/)
    await settled()

    await bot.kill()
    expect(bot.state).toBe('down')
    expect(bot.revivesAt!.getTime()).toBeGreaterThan(Date.now())
    const health = await fetch(new URL('/health', simulation.address))
    expect([health.status, await health.json()]).toEqual([503, { status: 'failing', failing: { bot: 'down' } }])
    await whatsapp.say(dewi, { text: '0' })
    await whatsapp.say(dewi, { text: 'Ukuran berkasnya 30 MB' })
    telegram.say(sari, { text: '0' })
    telegram.say(sari, { text: 'Katanya tanda tangannya salah' })
    expect(telegram.pendingUpdates()).toBe(2)
    expect(whatsapp.pendingForBot()).toBe(2)
    expect(await trail.tally()).toMatchObject({ waiting: 4, lost: 0 })
    await flushRedis()

    await bot.revive()
    expect(bot.state).toBe('up')
    expect(bot.starts).toBe(2)
    await hears(() => onWhatsApp(dewi), /nomor tiket \*TBB-\d{4}-\d{6}/)
    await hears(() => onTelegram(sari), /nomor tiket TBB-\d{4}-\d{6}/)
    await settled()
    for (const words of ['Unggah penawaran gagal', 'Ukuran berkasnya', 'Berkas penawaran ditolak', 'tanda tangannya'])
      expect([words, mirrored(words)]).toEqual([words, 1])
    for (const words of [onWhatsApp(dewi), onTelegram(sari)]) {
      expect(words.filter(one => /nomor tiket/.test(one))).toHaveLength(1)
      expect(words.filter(one => /Siapa yang melapor/.test(one))).toHaveLength(1)
    }
    expect(await trail.tally()).toMatchObject({ waiting: 0, lost: 0, repeated: [] })
    expect(await trail.recent(20)).toContainEqual(
      expect.objectContaining({ network: 'WhatsApp', from: expect.stringMatching('Dewi') }),
    )
    expect(await (await fetch(new URL('/health', simulation.address))).json()).toEqual({ status: 'ok' })
    expect(said).toEqual([expect.stringMatching(/^Bot dimatikan/), 'Bot berjalan lagi.'])
  })

  test('a clock moved forward brings what silence brings, and the next bot has the same time', async () => {
    const { telegram, clock, bot } = simulation.host
    const { telegram: joko } = person('joko')
    telegram.say(joko, { text: 'Undangan klarifikasi tidak muncul' })
    await hears(() => onTelegram(joko), /Siapa yang melapor\?/)
    const before = clock.now().getTime()
    await clock.forward(11 * minute)
    // The answer is there when the clock has moved: nobody waits for a sweep.
    expect(onTelegram(joko)).toContainEqual(expect.stringMatching(/TBB-\d{4}-\d{6}/))
    const card = inGroup().findLast(({ buttons }) => buttons.flat().includes('Ambil'))!
    const group = { id: simulation.host.cast.group }
    const budi = staff('budi').telegram
    await telegram.tap(budi, { chat: group, message_id: card.id }, 'Ambil')
    void telegram.tap(budi, { chat: group, message_id: card.id }, 'Selesai')
    const question = await inTopic(card, /apa solusinya\?/)
    telegram.sayInGroup(budi, group.id, { text: 'Undangan ada di menu Kotak Masuk.', replyTo: question.id })
    const preview = await inTopic(card, /Kirim jawaban ini ke pelapor/)
    void telegram.tap(budi, { chat: group, message_id: preview.id }, 'Kirim')
    await hears(() => onTelegram(joko), /Apakah sudah beres\?/)
    await settled()
    await clock.forward(7 * day)
    expect(clock.now().getTime() - before).toBeGreaterThan(7 * day + 11 * minute)
    expect(onTelegram(joko)).toContainEqual(expect.stringMatching(/kami tutup karena tidak ada kabar/))

    await bot.kill()
    await clock.forward(day)
    await bot.revive()
    const dewi = person('dewi').telegram
    telegram.say(dewi, { text: 'Akun saya terkunci' })
    telegram.say(dewi, { text: '0' })
    await hears(() => onTelegram(dewi), /TBB-\d{4}-\d{6}/)
    const [newest] = await database.collection<Ticket>('tickets').find().sort({ _id: -1 }).limit(1).toArray()
    expect(Math.abs(newest!.openedAt.getTime() - clock.now().getTime())).toBeLessThan(minute)
  })

  test('a bot that ends by itself is started again, a line each on the screen', async () => {
    await settled()
    const [pid] = botsOf(process.pid)
    said.length = 0
    process.kill(pid!, 'SIGKILL')
    await expect.poll(() => said, patience).toEqual([expect.stringMatching(/di luar dugaan/), 'Bot berjalan lagi.'])
    expect(botsOf(process.pid)).not.toContain(pid)
  })

  test('has its page in front, with what it is drawn with, and the bot behind has nothing of it', async () => {
    const page = await (await fetch(simulation.address)).text()
    const assets = [...page.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|svg|woff2))"/g)].map(([, path]) => path!)
    expect(assets.length).toBeGreaterThan(3)
    for (const path of assets)
      expect([path, (await fetch(new URL(path, simulation.address))).status]).toEqual([path, 200])
    const paths = simulation.paths.filter(path => !/^\/(health|metrics)/.test(path))
    expect(paths).toEqual(expect.arrayContaining(['/', '/simulator']))
    const bot = new URL((simulation.host.bot as KeptBot).address!)
    for (const path of [...paths, ...assets])
      for (const method of ['GET', 'POST'])
        expect([method, path, (await fetch(new URL(path, bot), { method })).status]).toEqual([method, path, 404])
  })

  test('says nothing of people in its log', async () => {
    await settled()
    const log = await readFile(join(dataDir, 'logs', 'loket.log'), 'utf8')
    expect(log).toContain('"level"')
    expect(log).not.toMatch(/penawaran|pelicin|Dewi|Sari|62812|TELEGRAM_BOT_TOKEN/)
    expect(log).not.toContain(simulation.host.telegram.token)
  })
})
