import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fastify } from 'fastify'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { componentsPage } from '../../src/web/components-page.ts'
import { openWeb } from '../../src/web/server.ts'
import { look } from '../browser/browser.ts'
import { openPageStage, type PageStage } from '../simulator/browser/stage.ts'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'gambar')
const patience = { timeout: 60_000 }
/** Bytes of one picture: they are fetched with every clone. */
const atMost = 250_000

let stage: PageStage

beforeAll(async () => {
  stage = await openPageStage()
}, 180_000)

afterAll(async () => {
  await stage.close()
})

/** WebP: as sharp as PNG in a third of its bytes. */
async function save(page: Page, name: string): Promise<void> {
  // What was used last shall not look as if it were about to be used.
  await page.mouse.move(0, 0)
  await page.evaluate('document.activeElement?.blur()')
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 90 })
  await session.detach()
  const picture = Buffer.from(data, 'base64')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.webp`), picture)
  expect(picture.length, name).toBeLessThan(atMost)
}

const host = () => stage.simulation.host
const inGroup = () => host().telegram.chat(host().cast.group)

/** Somebody's report becomes a ticket: its topic. */
async function reports(key: string, words: string): Promise<number> {
  const { telegram, cast } = host()
  const { telegram: id } = cast.outsiders.find(one => one.key === key)!
  const answers = () => telegram.chat(id).filter(({ from }) => from === 'bot').length
  telegram.say(id, { text: '/start' })
  await expect.poll(answers, patience).toBeGreaterThan(0)
  const before = answers()
  telegram.say(id, { text: words })
  await expect.poll(answers, patience).toBeGreaterThan(before)
  telegram.say(id, { text: '0' })
  const card = () => inGroup().find(({ from, text }) => from === 'bot' && text.includes(words))
  await expect.poll(card, patience).toBeDefined()
  return card()!.thread!
}

/** Everything said is decided and sent. */
const settles = (page: Page) =>
  expect.poll(() => page.locator('.counter').textContent(), patience).toMatch(/pesan, 0 hilang, 0 ganda/)

test('the page of the simulator, in the story and beside it', { timeout: 400_000 }, async () => {
  await stage.posts('jam', { maju: 'buka' }).catch(() => undefined)
  const first = await reports('joko', 'Lupa kata sandi SPSE, sudah coba reset')
  await stage.posts('ketuk', { panel: 'grup', tombol: 'Ambil', pesan: cardOf(first) }, `staf=wati&topik=${first}`)
  await reports('dewi', 'NPWP ditolak saat verifikasi')

  const sight = await look(stage.at('wa=sari&tg=dewi&staf=budi&topik=umum'))
  const { page } = sight
  const step = (number: number) => page.locator('.coach-count', { hasText: `Langkah ${number} dari` }).waitFor(patience)
  await step(1)
  await page.locator('[data-sasaran=wa-kirim]').click()
  await step(2)
  await page.locator('.coach-awaited', { hasText: 'menunggu Anda' }).waitFor(patience)
  await settles(page)
  await save(page, 'simulator')
  await page.emulateMedia({ colorScheme: 'dark' })
  await save(page, 'simulator-gelap')
  const phone = await look(page.url().replace(/tab=\w+/, 'tab=grup'), {
    width: 360,
    height: 780,
    scale: 1.5,
    cookiesOf: sight,
  })
  await phone.page.locator('#coach').waitFor(patience)
  await save(phone.page, 'simulator-ponsel-grup')
  await page.getByRole('button', { name: 'Lewati panduan' }).click()
  await page.locator('#coach').waitFor({ state: 'detached' })
  await page.emulateMedia({ colorScheme: 'light' })

  // A conversation with everything in it, on WhatsApp and in the topic.
  const { whatsapp, cast } = host()
  const { phone: number } = cast.outsiders[0]!
  const asks = whatsapp.chat(number).at(-1)!.id
  const topik = new URL(page.url()).searchParams.get('topik')!
  const query = `wa=sari&tg=dewi&staf=budi&topik=${topik}`
  await stage.posts('tulis', { panel: 'wa', contoh: 'foto', isi: 'Ini layar saya, Pak' }, query)
  await stage.posts('tulis', { panel: 'wa', contoh: 'suara' }, query)
  await stage.posts('tulis', { panel: 'wa', contoh: 'pdf' }, query)
  await stage.posts('reaksi', { panel: 'wa', pesan: asks, emoji: '🙏' }, query)
  await stage.posts('tulis', { panel: 'wa', isi: 'Baik, saya tunggu. *Terima kasih*', pesan: asks }, query)
  await page.goto(stage.at(query))
  await page.locator('#grup .theirs .words', { hasText: 'saya tunggu' }).waitFor(patience)
  await settles(page)
  await save(page, 'simulator-percakapan')
  for (const [tab, name] of [
    ['wa', 'simulator-ponsel-whatsapp'],
    ['jalan', 'simulator-ponsel-kejadian'],
  ] as const) {
    await phone.page.goto(stage.at(`${query}&tab=${tab}`))
    await save(phone.page, name)
  }

  await page.getByRole('button', { name: 'Matikan paksa bot' }).click()
  await page.locator('#bot-mati').waitFor(patience)
  await stage.posts('tulis', { panel: 'tg', isi: 'Apakah NPWP saya sudah diperiksa?' }, query)
  await stage.posts('tulis', { panel: 'wa', isi: 'Sekarang muncul pesan lain' }, query)
  await page.locator('.counter', { hasText: '2 menunggu' }).waitFor(patience)
  await page.locator('#wa .words', { hasText: 'pesan lain' }).waitFor(patience)
  await expect.poll(() => page.locator('#kabar').textContent(), patience).toBe('')
  await save(page, 'simulator-bot-mati')
})

test('the components', async () => {
  const app = fastify({ forceCloseConnections: true })
  const web = await openWeb(app, { requestsPerMinute: 1000, log: createLog('silent') })
  app.get('/', async (request, reply) =>
    reply
      .type('text/html')
      .send(web.page(request, { title: 'Komponen', styles: ['specimen.css'], body: componentsPage() }).markup),
  )
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const { page } = await look(address, { width: 1200, height: 1150 })
  await save(page, 'komponen')
  await page.emulateMedia({ colorScheme: 'dark' })
  await save(page, 'komponen-gelap')
  await app.close()
})

function cardOf(thread: number): string {
  return String(inGroup().find(one => one.thread === thread && one.buttons.flat().includes('Ambil'))!.id)
}
