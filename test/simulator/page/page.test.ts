import { fastify, type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '../../../src/log.ts'
import { createMovableClock } from '../../../src/simulator/clock.ts'
import type { SimulatorHost } from '../../../src/simulator/host.ts'
import { pageAssets, simulatorPage } from '../../../src/simulator/page/routes.ts'
import { sampleScreenshot } from '../../../src/simulator/page/sample-screenshot.ts'
import { startLocalNetworks, type LocalNetworks } from '../../../src/simulator/start.ts'
import { createActing, type Acting } from '../../../src/simulator/stories/acting.ts'
import { openWeb } from '../../../src/web/server.ts'

const own = { host: 'localhost', 'sec-fetch-site': 'same-origin', 'hx-request': 'true' }
const nasty = '<img src=x onerror=alert(1)>"\'&'
const view = 'wa=sari&tg=sari&staf=budi&tab=wa&topik=umum'

let networks: LocalNetworks
let acting: Acting
let app: FastifyInstance

beforeAll(async () => {
  networks = await startLocalNetworks()
  const host: SimulatorHost = {
    ...networks,
    clock: createMovableClock(async () => undefined),
    bot: { state: 'up', starts: 1, revivesAt: null, kill: async () => undefined, revive: async () => undefined },
    trail: { recent: async () => [], tally: async () => ({ messages: 0, waiting: 0, lost: 0, repeated: [] }) },
    flushRedis: async () => undefined,
    onChange: () => () => undefined,
  }
  acting = createActing(host)
  app = fastify()
  const log = createLog('silent')
  const web = await openWeb(app, { assetFolders: [pageAssets], requestsPerMinute: 10_000, log })
  const inThreeDays = new Date(Date.now() + 3 * 24 * 3600_000 + 7 * 3600_000).getUTCDay() || 7
  const week = { 1: [], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [], [inThreeDays]: [{ from: 0, to: 1440 }] }
  const hours = { zone: 'Asia/Jakarta', week, overrides: [], holidays: {} }
  await app.register(simulatorPage({ host, acting, web, hours: () => hours }))
})

afterAll(async () => {
  await app.close()
  await networks.stop()
})

const get = (path: string) => app.inject({ url: path, headers: { host: 'localhost' } })
const region = async (name: string, query = view): Promise<string> => (await get(`/simulator/${name}?${query}`)).body
const sari = () => networks.cast.outsiders[0]!

/** Fills in a form of the page as its own script sends it. */
function post(path: string, fields: Record<string, string>, query = view, headers: Record<string, string> = own) {
  return app.inject({
    method: 'POST',
    url: `/simulator/${path}?${query}`,
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  })
}

/** The same with files. */
async function upload(files: readonly { field: string; name: string; bytes: Buffer }[], text = '', panel = 'wa') {
  const form = new FormData()
  form.set('panel', panel)
  form.set('isi', text)
  for (const { field, name, bytes } of files) form.append(field, new Blob([new Uint8Array(bytes)]), name)
  const body = new Request('http://localhost/', { method: 'POST', body: form })
  return app.inject({
    method: 'POST',
    url: `/simulator/tulis?${view}`,
    headers: { ...own, 'content-type': body.headers.get('content-type')! },
    payload: Buffer.from(await body.arrayBuffer()),
  })
}

const addressesIn = (shown: string): string[] =>
  [...shown.matchAll(/\/simulator\/berkas\/[\w/-]+/g)].map(([one]) => one)

describe('somebody writes', () => {
  test('and sees it in the chat with its marks, a tick and an answered message above it', async () => {
    const { messages } = await acting.act({ do: 'write', who: 'sari', where: 'whatsapp', text: 'Halo *LPSE*' })
    const sent = await post('tulis', { panel: 'wa', isi: 'menjawab', pesan: String(messages[0]) })
    expect([sent.statusCode, sent.headers['hx-replace-url']]).toEqual([200, expect.stringContaining('wa=sari')])
    const chat = await region('wa')
    expect(chat).toContain('Halo <b>LPSE</b>')
    expect(chat).toMatch(/class="quote"><b>Anda<\/b><span>Halo LPSE<\/span>/)
    expect(chat).toContain('aria-label="terkirim"')
  })

  test('rewords it, reacts, and takes it back for everyone', async () => {
    const { messages } = await acting.act({ do: 'write', who: 'sari', where: 'whatsapp', text: 'salh ketik' })
    const pesan = String(messages[0])
    const rewording = await region('wa', `${view}&pesan=wa.ubah.${pesan}`)
    expect(rewording).toMatch(/Mengubah pesan[\s\S]*<textarea[^>]*>salh ketik<\/textarea>/)
    await post('ubah', { panel: 'wa', pesan, isi: 'salah ketik' })
    await post('reaksi', { panel: 'wa', pesan, emoji: '🙏' })
    const before = await region('wa')
    expect(before).toContain('Diedit')
    expect(before).toMatch(/class="reaction own">🙏/)
    await post('hapus', { panel: 'wa', pesan })
    const after = await region('wa')
    expect(after).toContain('Pesan ini dihapus')
    expect(after).not.toContain('salah ketik')
  })

  test('several pictures at once are one album, on either network', async () => {
    const picture = { field: 'foto', name: 'layar.png', bytes: sampleScreenshot }
    await upload([picture, picture, picture], 'Ini layarnya')
    await acting.act({ do: 'start', who: 'sari' })
    await upload([picture, picture], 'Dua', 'tg')
    expect(await region('wa')).toMatch(/class="album" data-count="3"[\s\S]*Ini layarnya/)
    expect(await region('tg')).toMatch(/class="album" data-count="2"[\s\S]*Dua/)
  })

  test('whose phone is off loses nothing that was typed', async () => {
    await post('ponsel', { nyala: '' })
    const refused = await post('tulis', { panel: 'wa', isi: 'kata yang jangan hilang' })
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toContain('Ponsel Sari mati')
    await post('ponsel', { nyala: 'ya' })
    const empty = await post('tulis', { panel: 'wa', isi: '  ' })
    expect([empty.statusCode, empty.body]).toEqual([422, expect.stringContaining('Pesannya masih kosong.')])
    const kosong = await post('ubah', { panel: 'grup', isi: '', pesan: '1' }, 'staf=budi&topik=umum')
    expect(kosong.body).toMatch(/id="grup-penulis"[\s\S]*role="alert"[\s\S]*Hapus untuk semua/)
  })

  test('as somebody new, who then has both chats', async () => {
    const came = await post('orang', { panel: 'wa', nama: 'Rina Marlina' })
    expect(came.headers['hx-replace-url']).toContain('wa=rina')
    expect(came.body).toContain('Ketik pesan sebagai Rina')
    expect(await region('tg', 'tg=rina')).toContain('data-sasaran="tg-mulai"')
    // As a page that was open over a restart asks for somebody who is not here any more.
    expect((await post('tulis', { panel: 'wa', isi: 'halo' }, 'wa=hilang&tg=hilang&staf=hilang')).statusCode).toBe(200)
  })
})

test('words to begin with stay in the field when the page brings itself up to date, and go once they are sent', async () => {
  const field = /<textarea[^>]*data-sasaran="wa-isi"[^>]*>sudah ditulis<\/textarea>/
  const refreshed = /hx-get="(\/simulator\/wa[^"]*)"/.exec(
    (await get(`/simulator?${view}&di=wa&isi=sudah+ditulis`)).body,
  )![1]!
  expect((await get(refreshed.replaceAll('&amp;', '&'))).body).toMatch(field)
  const sent = await post('tulis', { panel: 'wa', isi: 'sudah ditulis' }, `${view}&di=wa&isi=sudah+ditulis`)
  expect(sent.headers['hx-replace-url']).not.toContain('isi=')
})

describe('the staff group', () => {
  test('opens the first topic by itself, and no other one afterwards', async () => {
    const { telegram, cast } = networks
    const first = telegram.createTopic(cast.group, 'TBB-2026-000141 · Apendo')
    telegram.sayInGroup(cast.staff[1]!.telegram, cast.group, { text: 'lihat ini', thread: first })
    const opened = await app.inject({ url: '/simulator/grup?staf=budi', headers: own })
    expect(opened.headers['hx-replace-url']).toContain(`topik=${first}`)
    const second = telegram.createTopic(cast.group, 'TBB-2026-000142 · SPSE')
    telegram.sayInGroup(cast.staff[1]!.telegram, cast.group, { text: 'yang baru', thread: second })
    const here = { ...own, 'hx-current-url': `http://localhost/simulator?topik=${first}` }
    const shown = await app.inject({ url: '/simulator/grup?staf=budi', headers: here })
    expect(shown.body).toMatch(/<h3>000141 · Apendo<\/h3>/)
    expect(shown.body).toMatch(new RegExp(`topik:${second}"[\\s\\S]*?class="count">[\\s\\S]*?1<span`))
    await post('grup-baca', {}, `staf=budi&topik=${second}&sampai=99999`)
    expect(await region('grup', `staf=budi&topik=${first}`)).not.toContain('class="count"')
    expect(await region('grup', `staf=kepala&topik=${first}`)).toContain('class="count"')
  })

  test('says when the open topic was closed, and when it was deleted', async () => {
    const { telegram, cast } = networks
    const thread = telegram.createTopic(cast.group, 'TBB-2026-000143 · NPWP')
    const open = `staf=budi&topik=${thread}`
    await post('topik', { topik: String(thread), apa: 'close' }, open)
    expect(await region('grup', open)).toContain('Topik ditutup')
    await post('topik', { topik: String(thread), apa: 'delete' }, open)
    expect(await region('grup', open)).toContain('Topik ini sudah dihapus')
  })
})

describe('nothing people write becomes markup', () => {
  test('neither names, words, captions, file names, topics, nor buttons', async () => {
    const { telegram, cast, whatsapp } = networks
    const { who } = await acting.act({ do: 'come', name: `Evil ${nasty}` })
    await acting.act({ do: 'write', who: who!, where: 'whatsapp', text: `*${nasty}*` })
    await acting.act({ do: 'write', who: who!, where: 'telegram', text: nasty })
    await acting.act({ do: 'write', who: who!, where: 'whatsapp', files: [{ kind: 'document', name: `${nasty}.pdf` }] })
    await acting.act({
      do: 'write',
      who: who!,
      where: 'telegram',
      text: nasty,
      files: [{ kind: 'document', name: nasty }],
    })
    await whatsapp.say(acting.person(who!)!.phone!, { location: { latitude: 1, longitude: 2, name: nasty } })
    const thread = telegram.createTopic(cast.group, nasty)
    telegram.sayInGroup(cast.staff[1]!.telegram, cast.group, { text: nasty, thread })
    const keyboard = { inline_keyboard: [[{ text: nasty, callback_data: 'x' }]] }
    const sent = await fetch(`${telegram.root}/bot${telegram.token}/sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chat_id: acting.person(who!)!.telegram, text: nasty, reply_markup: keyboard }),
    })
    expect(sent.status).toBe(200)
    const page = await get(`/simulator?wa=${who}&tg=${who}&topik=${thread}&isi=${encodeURIComponent(nasty)}&di=tg`)
    expect(page.body.split('&lt;img src=x onerror').length).toBeGreaterThan(12)
    expect(page.body).not.toContain('<img src=x')
    expect(page.body).not.toMatch(/="[^"<>]*onerror=alert\(1\)>/)
  })
})

describe('files', () => {
  test('are shown only when their first bytes are those of a picture or a sound; all others are saved', async () => {
    const evil = Buffer.from('<script>alert(1)</script>')
    await upload([{ field: 'foto', name: 'a.png', bytes: sampleScreenshot }])
    await upload([
      { field: 'foto', name: 'a.svg', bytes: evil },
      { field: 'berkas', name: 'halaman "x".html', bytes: evil },
    ])
    const [html, svg, png] = addressesIn(await region('wa'))
      .reverse()
      .filter((one, at, all) => all.indexOf(one) === at)
    const shown = await get(png!)
    expect([shown.headers['content-type'], shown.headers['content-disposition']]).toEqual(['image/png', 'inline'])
    for (const address of [svg!, html!]) {
      const saved = await get(address)
      expect(saved.headers['content-type']).toBe('application/octet-stream')
      expect(saved.headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''[\w.%-]+$/)
      expect(saved.headers['x-content-type-options']).toBe('nosniff')
      expect(saved.rawPayload).toEqual(evil)
    }
    expect((await get('/simulator/berkas/wa/dewi/NONE')).statusCode).toBe(404)
    expect((await get(`/simulator/berkas/wa/dewi/${png!.split('/').at(-1)}`)).statusCode).toBe(404)
  })

  test('that are too large or too many are refused in words, and what was typed stays', async () => {
    const refused = await upload(
      [{ field: 'berkas', name: 'b.bin', bytes: Buffer.alloc(17 * 1024 * 1024) }],
      'lihat ini',
    )
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toMatch(/role="alert"[\s\S]*Berkasnya lebih dari 16 MB/)
    expect(refused.body).toMatch(/<textarea[^>]*data-sasaran="wa-isi"[^>]*>lihat ini<\/textarea>/)
    const picture = { field: 'foto', name: 'layar.png', bytes: sampleScreenshot }
    const many = await upload(Array.from({ length: 11 }, () => picture))
    expect([many.statusCode, many.body]).toEqual([422, expect.stringContaining('Paling banyak 10 berkas')])
  })
})

describe('the machine', () => {
  test('trouble is switched on and off, red and in words while it is on', async () => {
    const on = await post('saklar', { nyala: 'telegram 502' })
    expect(on.body).toMatch(/aria-checked="true"[^>]*>Telegram mati, 502</)
    expect(acting.switches()['telegram 502']).toBe(true)
    await post('saklar', { mati: 'telegram 502' })
    expect(acting.switches()['telegram 502']).toBe(false)
  })

  test('the clock goes forward to the next opening, and says whether the office is open', async () => {
    expect(await region('mesin')).toMatch(/class="office">WIB · tutup sampai/)
    await post('jam', { maju: 'buka' })
    expect(await region('mesin')).toMatch(/class="office open">WIB · jam layanan/)
  })

  test('nothing is carried out for a foreign page, and without a script forms lead back to the page', async () => {
    const before = networks.whatsapp.chat(sari().phone).length
    for (const headers of [
      { host: 'localhost', 'sec-fetch-site': 'cross-site' },
      { host: 'localhost', origin: 'https://jahat.example' },
      { host: 'localhost' },
    ]) {
      const refused = await post('tulis', { panel: 'wa', isi: 'dari luar' }, view, headers)
      expect(refused.statusCode).toBe(403)
      expect((await post('bot', { apa: 'kill' }, view, headers)).statusCode).toBe(403)
    }
    expect(networks.whatsapp.chat(sari().phone)).toHaveLength(before)
    const plain = await post('tulis', { panel: 'wa', isi: 'tanpa skrip' }, view, {
      host: 'localhost',
      'sec-fetch-site': 'same-origin',
    })
    expect([plain.statusCode, plain.headers['location']]).toEqual([303, expect.stringContaining('/simulator?wa=sari')])
    expect((await get(String(plain.headers['location']))).body).toContain('tanpa skrip')
  })
})
