import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { html } from '../../src/web/html.ts'
import { openWeb } from '../../src/web/server.ts'

const open: FastifyInstance[] = []

afterEach(async () => {
  for (const app of open.splice(0)) await app.close()
})

async function pages(requestsPerMinute = 1000): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: true })
  open.push(app)
  const hosts = ['192.168.1.5', '2001:db8::5']
  const web = await openWeb(app, { requestsPerMinute, hosts, log: createLog('silent') })
  app.get('/', async (request, reply) =>
    reply.type('text/html').send(web.page(request, { title: 'Uji', body: html`<p>isi</p>` }).markup),
  )
  app.get('/rusak', async () => {
    throw new Error('rahasia di dalam galat')
  })
  app.get('/aliran', (request, reply) => web.stream.connect(request, reply))
  app.post('/ubah', async () => 'diubah')
  app.get('/kabar', async () => (web.stream.publish('wa'), 'ya'))
  return app
}

const here = { host: '127.0.0.1:3000' }

test('a page may run our own scripts only, load nothing foreign and stand in no frame', async () => {
  const { headers, body } = await (await pages()).inject({ url: '/', headers: here })
  const policy = headers['content-security-policy']
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).toContain("style-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['referrer-policy']).toBe('no-referrer')
  expect(body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/)
})

test('what a page names is served with its type and may be kept for ever; nothing else of the disk is', async () => {
  const app = await pages()
  const { body } = await app.inject({ url: '/', headers: here })
  const addresses = [...body.matchAll(/(?:src|href)="(\/aset\/[^"]+)"/g)].map(([, address]) => address!)
  expect(addresses.length).toBeGreaterThanOrEqual(6)
  for (const url of addresses) {
    const asset = await app.inject({ url, headers: here })
    expect(asset.statusCode, url).toBe(200)
    expect(asset.headers['cache-control']).toContain('immutable')
    expect(asset.body, url).not.toMatch(/url\((?!\/aset\/|data:)/)
  }
  for (const url of ['/aset/..%2Fserver.ts', '/aset/%2e%2e/package.json', '/aset/tokens.css'])
    expect((await app.inject({ url, headers: here })).statusCode, url).toBe(404)
})

test.each([
  ['without any word of where it comes from', {}, 403],
  ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:3000' }, 403],
  ['from another port of this machine', { 'sec-fetch-site': 'same-site' }, 403],
  ['from another origin', { origin: 'http://127.0.0.1:4000' }, 403],
  ['from a file', { origin: 'null' }, 403],
  ['from our page', { 'sec-fetch-site': 'same-origin' }, 200],
  ['from our page in an old browser', { origin: 'http://127.0.0.1:3000' }, 200],
] as const)('a change asked for %s', async (_, headers, status) => {
  const answer = await (await pages()).inject({ method: 'POST', url: '/ubah', headers: { ...here, ...headers } })
  expect(answer.statusCode).toBe(status)
  if (status === 403) expect(answer.body).toContain('ORIGIN_REFUSED')
})

test('under a foreign name nothing is shown, but under one that was given', async () => {
  const app = await pages()
  const answer = await app.inject({ url: '/', headers: { host: 'jahat.example' } })
  expect(answer.statusCode).toBe(403)
  expect(answer.body).toContain('HOST_REFUSED')
  for (const host of ['192.168.1.5:3000', '[2001:db8::5]:3000', 'LOCALHOST'])
    expect([host, (await app.inject({ url: '/', headers: { host } })).statusCode]).toEqual([host, 200])
})

test('what fails is told in our look, in Indonesian, without what was inside', async () => {
  const app = await pages(4)
  const missing = await app.inject({ url: '/tidak-ada', headers: here })
  expect([missing.statusCode, missing.body]).toEqual([404, expect.stringContaining('Halaman ini tidak ada')])
  const broken = await app.inject({ url: '/rusak', headers: here })
  expect([broken.statusCode, broken.body]).toEqual([500, expect.stringContaining('PAGE_FAILED')])
  expect(broken.body).not.toContain('rahasia')
  for (let more = 0; more < 4; more++) await app.inject({ url: '/', headers: here })
  const often = await app.inject({ url: '/', headers: here })
  expect([often.statusCode, often.body]).toEqual([429, expect.stringContaining('Tunggu satu menit')])
})

test('the theme is kept in a cookie, comes with the page, and leads back to where one was', async () => {
  const app = await pages()
  const set = async (tema: string, referer?: string) =>
    app.inject({
      method: 'POST',
      url: '/tema',
      headers: {
        ...here,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
        ...(referer ? { referer } : {}),
      },
      payload: new URLSearchParams({ tema, dari: '//jahat.example/' }).toString(),
    })
  const dark = await set('dark', 'http://127.0.0.1:3000/simulator?wa=dewi')
  expect([dark.statusCode, dark.headers.location]).toEqual([303, '/simulator?wa=dewi'])
  const cookie = String(dark.headers['set-cookie']).split(';')[0]!
  expect((await app.inject({ url: '/', headers: { ...here, cookie } })).body).toContain(
    '<html lang="id" data-theme="dark">',
  )
  expect((await app.inject({ url: '/', headers: { ...here, cookie: 'tema=x"><script>' } })).body).toContain(
    '<html lang="id">',
  )
  expect((await set('auto')).headers.location).toBe('/')
  const empty = await app.inject({
    method: 'POST',
    url: '/tema',
    headers: { ...here, 'sec-fetch-site': 'same-origin' },
  })
  expect([empty.statusCode, empty.headers.location]).toEqual([303, '/'])
})

test('open pages hear each piece of news once, and the streams end with the server', async () => {
  const app = await pages()
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const readers = await Promise.all(
    Array.from({ length: 50 }, async () =>
      (await fetch(`${address}/aliran`)).body!.pipeThrough(new TextDecoderStream()).getReader(),
    ),
  )
  for (let times = 0; times < 5; times++) await fetch(`${address}/kabar`)
  const heard = await Promise.all(
    readers.map(async reader => {
      let text = ''
      while (!text.includes('event: wa')) text += (await reader.read()).value
      return text
    }),
  )
  for (const text of heard) expect(text).toBe('event: semua\ndata: -\n\nevent: wa\ndata: -\n\n')
  const closed = app.close()
  for (const reader of readers) expect((await reader.read()).done).toBe(true)
  await closed
})
