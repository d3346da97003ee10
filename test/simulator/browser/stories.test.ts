import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { readConfig } from '../../../src/config.ts'
import { startSimulation, type Simulation } from '../../../src/simulation.ts'
import { look, type Sight } from '../../browser/browser.ts'
import { databaseServer } from '../../database-server.ts'
import { goThrough, press, pressByKeyboard, type Move } from './guided.ts'

let simulation: Simulation
let dataDir: string
const database = new URL(databaseServer())
database.pathname = `/cerita_${randomBytes(6).toString('hex')}`

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'loket-cerita-'))
  const env = { DATA_DIR: dataDir, PORT: '0', MONGODB_URI: database.href, REDIS_URL: inject('redisUrl') }
  simulation = await startSimulation(readConfig(env), { say: () => undefined })
})

// A group takes 20 messages a minute: what one story has used of them the next one has again.
beforeEach(() => simulation.host.clock.forward(60_000))

afterAll(async () => {
  await simulation.stop()
  const connection = await mongoose.createConnection(database.href).asPromise()
  await connection.dropDatabase()
  await connection.close()
  await rm(dataDir, { recursive: true, force: true })
})

const wordsOf = (page: Page, place: string) => page.locator(place).innerText()

/** What the end card offers and says, and that nothing went wrong on the way. */
async function ended(sight: Sight, moves: readonly Move[]): Promise<string> {
  expect(moves.at(-1)).toMatchObject({ state: 'done', heading: 'Selesai' })
  expect(sight.complaints).toEqual([])
  return moves.at(-1)!.words
}

async function choosesStory({ page }: Sight, name: string, how: 'Coba sendiri' | 'Putar'): Promise<void> {
  await page.getByRole('button', { name: 'Cerita', exact: true }).click()
  await page.getByRole('button', { name: `${how}: ${name}` }).click()
}

const others = ['Banjir laporan sebelum tender ditutup', 'Pengaduan yang tidak dilihat grup', 'Petugas salah membalas']

describe('a story on the page', { timeout: 90_000 }, () => {
  test('leads who has never been here through a whole report, by no more than what it marks', async () => {
    const sight = await look(simulation.address)
    const moves = await goThrough(sight.page, press, async ({ state }, at) => {
      if (at === 0 || at === 3 || state === 'done') expect(await sight.ailments()).toEqual([])
    })
    expect(await ended(sight, moves)).toMatch(/^Sari tertolong .* Tidak ada laporan yang terlupa atau hilang\.$/)
    expect(await sight.page.locator('.coach-story').allInnerTexts()).toEqual(
      others.map(one => expect.stringContaining(one)),
    )
    const taps = moves.filter(({ state }) => state === 'you')
    expect(taps.length).toBeLessThanOrEqual(10)
    expect(taps[0]).toMatchObject({ heading: 'Anda Sari, penyedia', prepared: expect.stringMatching(/^Apendo gagal/) })
    expect(await wordsOf(sight.page, '#wa')).toContain('Silakan coba lagi lewat jaringan lain')
  })

  test('is played by somebody new each time, on a phone and by keyboard, and survives what else one does', async () => {
    const [phone, keyboard] = await Promise.all([
      look(simulation.address, { width: 360, height: 780, theme: 'dark' }),
      look(simulation.address, { theme: 'dark' }),
    ])
    const { page } = phone
    const done = new Set<string>()
    const once = (what: string): boolean => !done.has(what) && !!done.add(what)
    async function onPhone({ state, heading }: Move, at: number): Promise<boolean | void> {
      if (at === 0 || state === 'done') expect(await phone.ailments()).toEqual([])
      if (heading === 'Beri jawabannya' && once('left')) {
        expect(await phone.ailments()).toEqual([])
        await page.getByRole('button', { name: 'Lewati panduan' }).click()
        await page.locator('#coach').waitFor({ state: 'detached' })
        await page.getByRole('button', { name: 'Panduan', exact: true }).click()
        return true
      }
      if (heading === 'Tulis solusinya' && once('reloaded')) {
        await page.reload()
        return true
      }
      if (heading.startsWith('Kembali menjadi') && once('wandered')) {
        await page.getByRole('link', { name: 'Telegram' }).click()
        await page.getByRole('button', { name: 'Mulai' }).click()
        await page.getByPlaceholder('Pesan sebagai Dewi').waitFor()
        return true
      }
    }
    const [byFinger, byKey] = await Promise.all([
      goThrough(page, press, onPhone),
      goThrough(keyboard.page, (at, move) => pressByKeyboard(at, move, move.prepared ? 'Enter' : 'Space')),
    ])
    const names = [await ended(phone, byFinger), await ended(keyboard, byKey)].map(words => words.split(' ')[0])
    expect(names.toSorted()).toEqual(['Andi', 'Rina'])
    expect(done).toEqual(new Set(['left', 'reloaded', 'wandered']))
    expect(byFinger.find(({ heading }) => heading === 'Tulis solusinya')!.prepared).toMatch(/^Silakan coba lagi/)
  })

  test('keeps a complaint from the group, and what was written in the wrong place from the reporter', async () => {
    const [complaint, wrong] = await Promise.all([look(simulation.address), look(simulation.address)])
    await choosesStory(complaint, others[1]!, 'Coba sendiri')
    await choosesStory(wrong, others[2]!, 'Coba sendiri')
    const [byDewi, byBudi] = await Promise.all([goThrough(complaint.page), goThrough(wrong.page)])
    await ended(complaint, byDewi)
    expect(await wordsOf(complaint.page, '#tg')).toContain('minta uang 500 ribu')
    expect(await wordsOf(complaint.page, '#grup')).toContain('/antrean')
    expect(JSON.stringify(simulation.host.telegram.chat(simulation.host.cast.group))).not.toContain('500 ribu')

    await ended(wrong, byBudi)
    const inTopic = await wordsOf(wrong.page, '#grup')
    for (const words of ['sudah tiga kali salah', 'koordinator yang membuka']) expect(inTopic).toContain(words)
    await wrong.page.goto(`${simulation.address}?wa=joko`)
    const onPhone = await wordsOf(wrong.page, '#wa')
    for (const words of ['Sedang kami periksa', 'Akun Bapak sudah kami buka']) expect(onPhone).toContain(words)
    for (const words of ['sudah tiga kali salah', 'koordinator yang membuka']) expect(onPhone).not.toContain(words)
  })

  test('plays by itself a flood with the bot killed in it, and loses nothing', async () => {
    const { telegram, bot, cast, trail } = simulation.host
    const topics = telegram.topics(cast.group).length
    const sight = await look(simulation.address)
    await choosesStory(sight, others[0]!, 'Putar')
    const moves = await goThrough(sight.page, async (page, move) =>
      move.state === 'loket' ? press(page, move) : undefined,
    )
    expect(await ended(sight, moves)).toContain('Tidak ada laporan yang hilang')
    expect(moves.map(({ heading }) => heading)).toContain('Bot mati di saat terburuk')
    expect(bot.starts).toBe(2)
    expect(telegram.topics(cast.group).length).toBe(topics + 12)
    expect(await trail.tally()).toMatchObject({ lost: 0, waiting: 0 })
    await expect.poll(() => wordsOf(sight.page, '.place-jalan')).toMatch(/\b0 hilang/)
  })
})
