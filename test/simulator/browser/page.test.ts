import { channel } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { look, type Sight } from '../../browser/browser.ts'
import { openPageStage, type PageStage } from './stage.ts'

const patience = { timeout: 30_000 }
const nasty = '<img src=x onerror="window.terkena=1"><script>window.terkena=1</script>\'"&{{7*7}}'
const strange = `${'Panjang'.repeat(30)} \u202Eمرحبا\u202C 👩‍👩‍👧‍👦\u200B\u200D\u{E0001} z̴̡a̷l̶g̵o`

let stage: PageStage

beforeAll(async () => {
  stage = await openPageStage()
}, 120_000)

// A group takes 20 messages a minute: what one test has used of them the next one has again.
beforeEach(() => host().clock.forward(60_000))

afterAll(async () => {
  await stage.close()
})

const host = () => stage.simulation.host
const sari = () => host().cast.outsiders[0]!
const inGroup = () => host().telegram.chat(host().cast.group)

/** Reports as somebody on Telegram and calls for a petugas: the topic that the ticket has then. */
async function reports(who: number, words: string): Promise<number> {
  const { telegram } = host()
  telegram.say(who, { text: words })
  await expect.poll(() => telegram.chat(who).some(({ from }) => from === 'bot'), patience).toBe(true)
  telegram.say(who, { text: '0' })
  const card = () => inGroup().find(({ from, text }) => from === 'bot' && text.includes(words))
  await expect.poll(card, patience).toBeDefined()
  return card()!.thread!
}

/** What the strip counts, once it is so. */
async function counts({ page }: Sight, words: RegExp | string): Promise<void> {
  await expect.poll(() => page.locator('.counter').textContent(), patience).toMatch(words)
}

/** Waits until something is there to be seen. */
const sees = (place: Page | Locator, what: string): Promise<void> => place.locator(what).last().waitFor(patience)

describe('the page', () => {
  test('is right in both themes, wide and narrow, whatever stands in it', { timeout: 180_000 }, async () => {
    const { telegram, whatsapp } = host()
    const thread = await reports(sari().telegram, 'Apendo gagal mengirim')
    for (const panel of ['wa', 'grup']) {
      const query = `wa=sari&tg=sari&staf=budi&topik=${thread}`
      const newest = (): string =>
        String(panel === 'wa' ? whatsapp.chat(sari().phone).at(-1)!.id : inGroup().at(-1)!.id)
      await stage.posts('tulis', { panel, isi: 'Pesan *yang* dijawab' }, query)
      await stage.posts('tulis', { panel, isi: 'Jawabannya', pesan: newest() }, query)
      await stage.posts('reaksi', { panel, pesan: newest(), emoji: '🙏' }, query)
      for (const contoh of ['foto', 'album', 'pdf', 'suara', 'stiker', 'lokasi'])
        await stage.posts('tulis', { panel, contoh }, query)
      await stage.posts('tulis', { panel, isi: 'salh' }, query)
      await stage.posts('ubah', { panel, pesan: newest(), isi: 'salah' }, query)
      await stage.posts('tulis', { panel, isi: 'keliru' }, query)
      if (panel === 'wa') await stage.posts('hapus', { panel, pesan: newest() }, query)
    }
    await stage.posts('jam', { maju: '60' })
    expect(telegram.topics(host().cast.group)).toHaveLength(1)

    const query = `wa=sari&tg=sari&staf=budi&topik=${thread}`
    const sight = await stage.enters(query)
    const { page } = sight
    // Wide, all of it is there at once; narrow, one part, with nothing else but its arrangement that could be wrong.
    const views = [
      { width: 1440, tab: 'wa', theme: 'light' },
      { width: 1440, tab: 'wa', theme: 'dark' },
      { width: 360, tab: 'wa', theme: 'dark' },
      { width: 360, tab: 'grup', theme: 'light' },
      { width: 360, tab: 'jalan', theme: 'dark', menu: true },
    ] as const
    for (const { width, tab, theme, ...more } of views) {
      await page.setViewportSize({ width, height: width === 360 ? 780 : 900 })
      await page.emulateMedia({ colorScheme: theme })
      await page.goto(stage.at(`${query}&tab=${tab}`))
      if ('menu' in more) await page.getByRole('button', { name: 'Cerita', exact: true }).click()
      const where = `${tab}, ${width} px, ${theme}`
      expect.soft(await sight.ailments(), where).toEqual([])
      expect.soft(await sight.overflows(), `${where}: wider than the window`).toBe(false)
    }
    expect(sight.complaints).toEqual([])
  })

  test('is used by keyboard alone, and every stop shows where one is', { timeout: 60_000 }, async () => {
    const sight = await stage.enters('wa=dewi&tg=dewi&staf=budi&topik=umum')
    const { page } = sight
    const wa = page.locator('#wa')
    /** Goes on by Tab until the focus is there; each stop on the way has its ring. */
    const goesTo = async (target: string): Promise<void> => {
      const stops: string[] = []
      while (!(await page.locator(':focus').and(page.locator(target)).count())) {
        const [stop] = await sight.tabStops(1)
        if (stop) stops.push(stop)
        if (stops.length > 150) throw new Error(`no Tab leads to ${target}: ${stops.join(' · ')}`)
      }
      expect(stops.filter(stop => stop.includes('tanpa cincin'))).toEqual([])
    }
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await goesTo('[data-sasaran=wa-isi]')
    await page.keyboard.type('Tidak bisa masuk')
    await page.keyboard.press('Enter')
    await sees(wa, '.mine .words:text("Tidak bisa masuk")')
    await sees(wa, '.theirs')
    await goesTo('[data-sasaran=wa-lampir]')
    await page.keyboard.press('Enter')
    await goesTo('#wa-lampiran [value=foto]')
    await page.keyboard.press('Enter')
    await sees(wa, '.mine .album img')
    await goesTo('#wa .said.theirs .more')
    await page.keyboard.press('Enter')
    await goesTo('#wa .actions:popover-open a')
    await page.keyboard.press('Enter')
    await sees(wa, '.about')
    await page.locator('[data-sasaran=wa-isi]:focus').waitFor()
    await page.keyboard.type('Membalas')
    await page.keyboard.press('Enter')
    await sees(wa, '.mine .quote')
    await goesTo('#wa .said.theirs .more')
    await page.keyboard.press('Enter')
    await goesTo('#wa .actions:popover-open .emojis button')
    await page.keyboard.press('Enter')
    await sees(wa, '.reaction.own')

    await goesTo('#grup .topic-row')
    await page.keyboard.press('Enter')
    await sees(page, '#grup button.key')
    await goesTo('#grup button.key')
    expect(await page.locator('#grup button.key:focus').textContent()).toBe('Ambil')
    await page.keyboard.press('Enter')
    await expect.poll(() => inGroup().some(({ text }) => /Ditangani/.test(text)), patience).toBe(true)
    await goesTo('[data-sasaran="wa-orang:joko"]')
    await page.keyboard.press('Enter')
    await sees(page, '[aria-label="WhatsApp Joko Susilo"]')
    await goesTo('[data-sasaran="saklar:429"]')
    await page.keyboard.press('Space')
    await sees(page, '[data-sasaran="saklar:429"][aria-checked=true]')
    await page.keyboard.press('Space')
    await sees(page, '[data-sasaran="saklar:429"][aria-checked=false]')
    expect(sight.complaints).toEqual([])
  })

  test(
    'shows the promise at work: kill, cut lines, a deleted topic, an emptied Redis',
    { timeout: 120_000 },
    async () => {
      const thread = await reports(host().cast.outsiders[1]!.telegram, 'Apendo gagal mengunggah')
      const sight = await stage.enters(`wa=dewi&tg=dewi&staf=budi&topik=${thread}`)
      const { page } = sight
      const says = async (panel: 'wa' | 'tg', words: string): Promise<void> => {
        await page.fill(`[data-sasaran=${panel}-isi]`, words)
        await page.keyboard.press('Enter')
        await sees(page, `#${panel} .mine .words:text("${words}")`)
      }
      const press = (name: string) => page.getByRole('button', { name }).click()
      const arrives = (words: string) => sees(page, `#grup .theirs .words:text("${words}")`)

      await press('Matikan paksa bot')
      await sees(page, '#bot-mati')
      // By itself it is back after twenty seconds, which are short on a busy machine.
      const query = `wa=dewi&tg=dewi&staf=budi&topik=${thread}`
      await stage.posts('tulis', { panel: 'tg', isi: 'Sesudah bot mati' }, query)
      await stage.posts('tulis', { panel: 'wa', isi: 'Juga dari WhatsApp' }, query)
      await counts(sight, /, 2 menunggu, 0 hilang/)
      await press('Hidupkan sekarang')
      await sees(page, '#bot-hidup')
      await arrives('Sesudah bot mati')
      await counts(sight, /pesan, 0 hilang, 0 ganda/)

      for (const [lever, panel, words] of [
        ['Telegram 429', 'tg', 'Saat ditolak'],
        ['WhatsApp terputus', 'wa', 'Saat terputus'],
        ['Telegram 502', 'tg', 'Saat Telegram mati'],
      ] as const) {
        const find = page.getByRole('switch', { name: lever })
        if (lever === 'Telegram 502') await press('Gangguan lain')
        await find.click()
        await sees(page, '.faults [aria-checked=true]')
        await says(panel, words)
        await counts(sight, / menunggu/)
        await page.locator('.faults [aria-checked=true]').click()
        await counts(sight, /pesan, 0 hilang, 0 ganda/)
      }

      await press('Gangguan lain')
      await page.getByRole('button', { name: 'Kosongkan Redis' }).click()
      await expect.poll(() => page.locator('#kabar').textContent(), patience).toContain('Redis dikosongkan')
      await stage.posts('topik', { topik: String(thread), apa: 'delete' })
      await sees(page, '#grup :text("Topik ini sudah dihapus")')
      await says('tg', 'Masih ada orangnya?')
      const anew = () => inGroup().findLast(({ text }) => text.includes('Masih ada orangnya?'))
      await expect.poll(anew, patience).toBeDefined()
      expect(anew()!.thread).not.toBe(thread)
      await sees(page, `[href*="topik=${anew()!.thread}"]`)
      await counts(sight, /pesan, 0 hilang, 0 ganda/)
      expect(sight.complaints).toEqual([])
    },
  )

  test('lets nothing run that people wrote, and keeps its shape', { timeout: 60_000 }, async () => {
    const { telegram, cast } = host()
    await stage.posts('orang', { panel: 'wa', nama: `Usil ${nasty.slice(0, 54)}` })
    const query = 'wa=usil&tg=usil&staf=wati&topik=umum'
    await stage.posts('mulai', {}, query)
    for (const panel of ['wa', 'tg', 'grup'])
      for (const isi of [nasty, strange]) await stage.posts('tulis', { panel, isi }, query)
    const thread = telegram.createTopic(cast.group, nasty.slice(0, 120))
    telegram.sayInGroup(cast.staff[1]!.telegram, cast.group, { text: strange, thread })
    await fetch(`${telegram.root}/bot${telegram.token}/sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        chat_id: cast.group,
        message_thread_id: thread,
        text: strange,
        reply_markup: {
          inline_keyboard: [
            [
              { text: nasty, callback_data: 'x' },
              { text: strange, callback_data: 'y' },
            ],
          ],
        },
      }),
    })
    const sight = await stage.enters(`wa=usil&tg=usil&staf=wati&topik=${thread}&di=wa&isi=${encodeURIComponent(nasty)}`)
    const { page } = sight
    for (const name of [`${nasty}.html`.replaceAll('/', '-'), `${strange}.svg`]) {
      await page.locator('#wa input[name=berkas]').setInputFiles({
        name,
        mimeType: 'text/html',
        buffer: Buffer.from('<script>window.terkena=1</script>'),
      })
      await page.locator('[data-sasaran=wa-kirim]').click()
      await sees(page, `#wa .file >> nth=${name.endsWith('html') ? 0 : 1}`)
    }
    for (const width of [1440, 360])
      for (const tab of width === 360 ? ['wa', 'tg', 'grup', 'daftar', 'jalan'] : ['wa']) {
        await page.setViewportSize({ width, height: 780 })
        await page.goto(stage.at(`wa=usil&tg=usil&staf=wati&topik=${thread}&tab=${tab}`))
        expect.soft(await sight.overflows(), `${tab}, ${width} px: wider than the window`).toBe(false)
        expect.soft(await page.evaluate(wider), `${tab}, ${width} px: out of its place`).toEqual([])
      }
    expect(await page.evaluate('window.terkena')).toBeUndefined()
    expect(sight.complaints).toEqual([])
    for (const file of await page.locator('#wa a.file').all()) {
      const saved = await fetch(new URL((await file.getAttribute('href'))!, stage.at()))
      expect(saved.headers.get('content-type')).toBe('application/octet-stream')
      expect(saved.headers.get('content-disposition')).toMatch(/^attachment/)
    }
  })

  test('tells in words that a file is too large, and keeps what was typed', async () => {
    const sight = await stage.enters()
    const { page } = sight
    await page.fill('[data-sasaran=wa-isi]', 'Ini berkasnya')
    await page.locator('#wa input[name=berkas]').setInputFiles(await stage.file('besar.zip', 17 * 1024 * 1024))
    await page.locator('[data-sasaran=wa-kirim]').click()
    await sees(page, '#wa [role=alert]:text("Berkasnya lebih dari 16 MB")')
    await expect.poll(() => page.inputValue('[data-sasaran=wa-isi]')).toBe('Ini berkasnya')
    expect(sight.complaints.filter(one => !one.includes('422'))).toEqual([])
  })

  test('shows chats and takes a message without JavaScript', async () => {
    const { page, complaints } = await look(stage.at('wa=joko'), { scripts: false })
    await page.fill('[data-sasaran=wa-isi]', 'Tanpa skrip pun sampai')
    await page.click('[data-sasaran=wa-kirim]')
    await sees(page, '#wa .mine .words:text("Tanpa skrip pun sampai")')
    expect(complaints).toEqual([])
  })

  test(
    'is open twenty times at once: each has the news, and nothing stays when they close',
    { timeout: 180_000 },
    async () => {
      const streams = countStreams()
      try {
        const first = await stage.enters()
        const before = process.memoryUsage().rss
        const sights = [first]
        while (sights.length < 20) sights.push(await look(stage.at(), { cookiesOf: first }))
        await expect.poll(() => streams.open.size, patience).toBe(20)
        await stage.posts('tulis', { panel: 'wa', isi: 'Untuk semua layar' })
        await Promise.all(sights.map(({ page }) => sees(page, '#wa .mine .words:text("Untuk semua layar")')))
        expect(sights.flatMap(({ complaints }) => complaints)).toEqual([])
        expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024)
        for (const { context } of sights) await context.close()
        await expect.poll(() => streams.open.size, patience).toBe(0)
      } finally {
        streams.end()
      }
    },
  )

  test('left open over a restart says so, and recovers by itself', { timeout: 120_000 }, async () => {
    const sight = await stage.enters()
    const { page } = sight
    await sees(page, '#wa .mine')
    await page.evaluate('window.seperti = "semula"')
    await stage.restarts(() => page.locator('.cut-off-line').waitFor(patience))
    await page.locator('.cut-off-line').waitFor({ state: 'hidden', ...patience })
    // All is empty again, and the page hears news.
    await sees(page, '#wa :text("Belum ada percakapan dengan Sari")')
    await stage.posts('tulis', { panel: 'wa', isi: 'Sesudah mulai lagi' })
    await sees(page, '#wa .mine .words:text("Sesudah mulai lagi")')
    expect(await page.evaluate('window.seperti')).toBe('semula')
  })
})

/** Run in the page: what of a chat's contents is wider than the chat. */
const wider = `[...document.querySelectorAll('.scroll, .topics, .strip, .choice, .chat-head, .composer')]
  .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
  .map(one => one.className)`

interface Streams {
  readonly open: ReadonlySet<ServerResponse>
  end(): void
}

/** Counts the event streams that this process's servers answer with. */
function countStreams(): Streams {
  const open = new Set<ServerResponse>()
  const started = channel('http.server.request.start')
  const listen = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    if (!request.url?.startsWith('/simulator/aliran')) return
    open.add(response)
    response.once('close', () => open.delete(response))
  }
  started.subscribe(listen)
  return { open, end: () => started.unsubscribe(listen) }
}
