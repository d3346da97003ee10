import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { nextOpening } from './domain/office-hours.ts'
import { loadFlows } from './flows/load.ts'
import type { Log } from './log.ts'
import type { SimulatorHost } from './simulator/host.ts'
import { browserOf, guideRoutes } from './simulator/page/guide-routes.ts'
import { guidePlace, storyMenu } from './simulator/page/guide.ts'
import { pageAssets, simulatorPage } from './simulator/page/routes.ts'
import { strip, stripRoutes, stripView } from './simulator/page/strip.ts'
import { createActing } from './simulator/stories/acting.ts'
import { createRecorder } from './simulator/stories/recorder.ts'
import { shippedStories } from './simulator/stories/shipped.ts'
import { settledOf, verdictOf } from './simulator/stories/verdict.ts'
import { componentsPage } from './web/components-page.ts'
import { openWeb } from './web/server.ts'

/** A page with its stream, its fragments and its pictures asks often; this stops only what no person does. */
const requestsPerMinute = 6000
/** How long the guide waits for everything to be settled (ms). */
const patience = 60_000

export interface SimulatorPageOptions {
  /** Names under which it may be asked for, beside this machine's own. */
  readonly hosts: readonly string[]
  readonly log: Log
}

/** Puts the page of the simulator, its strip and its guide on a web server. To be called before it listens. */
export async function openSimulatorPage(
  front: FastifyInstance,
  host: SimulatorHost,
  { hosts, log }: SimulatorPageOptions,
): Promise<void> {
  const { hours } = loadFlows(join(import.meta.dirname, '..', 'flows')).policy
  const web = await openWeb(front, { assetFolders: [pageAssets], hosts, requestsPerMinute, log })
  const acting = createActing(host)
  const regions = { strip: async () => strip(await stripView(host)), guide: () => guidePlace('aliran') }
  // Known from the document on, so that what it asks for comes from one browser.
  front.addHook('onRequest', async (request, reply) => {
    if (/^\/simulator(\?|$)/.test(request.url) && request.method === 'GET') browserOf(request, reply)
  })
  const stories = shippedStories()
  const recorder = createRecorder(acting, host)
  const menu = () => storyMenu(stories, recorder.length)
  await front.register(simulatorPage({ host, acting, web, hours: () => hours, menu }, regions))
  await front.register(stripRoutes(host))
  const stagehands = {
    settled: () => settledOf(host, patience),
    verdict: () => verdictOf(host),
    opening: (from: Date) => nextOpening(hours, from),
  }
  await front.register(guideRoutes({ acting, playground: host, stagehands, recorder, stream: web.stream, stories }))
  front.get('/simulator/komponen', async (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .send(
        web.page(request, { title: 'Komponen · Loket LPSE', styles: ['specimen.css'], body: componentsPage() }).markup,
      ),
  )
  front.get('/', async (_request, reply) => reply.redirect('/simulator'))
}
