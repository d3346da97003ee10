import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { componentsPage } from '../../src/web/components-page.ts'
import { html } from '../../src/web/html.ts'
import { openWeb } from '../../src/web/server.ts'
import { look, seemsRight } from '../browser/browser.ts'

const open: FastifyInstance[] = []

afterEach(async () => {
  for (const app of open.splice(0)) await app.close()
})

async function serve(port = 0, name = 'pertama'): Promise<{ app: FastifyInstance; address: string }> {
  const app = fastify({ forceCloseConnections: true })
  open.push(app)
  const web = await openWeb(app, { requestsPerMinute: 1000, log: createLog('silent') })
  app.get('/', async (request, reply) =>
    reply
      .type('text/html')
      .send(web.page(request, { title: 'Komponen', styles: ['specimen.css'], body: componentsPage() }).markup),
  )
  app.get('/isi', async (_request, reply) => reply.type('text/html').send(`dari server ${name}`))
  app.get('/aliran', (request, reply) => web.stream.connect(request, reply))
  app.get('/hidup', async (request, reply) =>
    reply.type('text/html').send(
      web.page(request, {
        title: 'Hidup',
        body: html`<main><h1>Hidup</h1><p class="cut-off-line" role="status">Sambungan terputus, mencoba lagi.</p>
<div id="aliran" hx-sse:connect="/aliran"></div>
<p id="isi" hx-get="/isi" hx-trigger="semua from:#aliran">belum</p></main>`,
      }).markup,
    ),
  )
  return { app, address: await app.listen({ port, host: '127.0.0.1' }) }
}

test(
  'every component can be used by everybody, in both themes, at a desk and on a phone',
  { timeout: 120_000 },
  async () => {
    await seemsRight((await serve()).address)
  },
)

test('by keyboard one reaches everything and always sees where one is', async () => {
  const sight = await look((await serve()).address)
  const stops = await sight.tabStops()
  expect(stops.length).toBeGreaterThan(15)
  expect(stops.filter(stop => stop.includes('tanpa cincin'))).toEqual([])
})

test('a page left open over a restart says that it is cut off, and goes on by itself', async () => {
  const { app, address } = await serve()
  const { page } = await look(`${address}/hidup`)
  await page.getByText('dari server pertama').waitFor()
  await app.close()
  await page.getByText('Sambungan terputus').waitFor()
  await serve(Number(new URL(address).port), 'kedua')
  await page.getByText('Sambungan terputus').waitFor({ state: 'hidden' })
  await page.getByText('dari server kedua').waitFor()
})
