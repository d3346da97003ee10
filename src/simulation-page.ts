import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { nextOpening } from './domain/office-hours.ts'
import { loadFlows } from './flows/load.ts'
import type { Log } from './log.ts'
import type { SimulatorHost } from './simulator/host.ts'
import { guideRoutes } from './simulator/page/guide-routes.ts'
import { guidePlace } from './simulator/page/guide.ts'
import { pageAssets, simulatorPage } from './simulator/page/routes.ts'
import { strip, stripRoutes, stripView } from './simulator/page/strip.ts'
import { createActing } from './simulator/stories/acting.ts'
import { readStory } from './simulator/stories/read-story.ts'
import { settledOf, verdictOf } from './simulator/stories/verdict.ts'
import { openWeb } from './web/server.ts'

/** A page with its stream, its fragments and its pictures asks often; this stops only what no person does. */
const requestsPerMinute = 6000
/** How long the guide waits for everything to be settled (ms). */
const patience = 60_000
/** The story with which somebody new begins. */
const firstStory = 'pertama'

/** Puts the page of the simulator, its strip and its guide on a web server. To be called before it listens. */
export async function openSimulatorPage(front: FastifyInstance, host: SimulatorHost, log: Log): Promise<void> {
  const { hours } = loadFlows(join(import.meta.dirname, '..', 'flows')).policy
  const web = await openWeb(front, { assetFolders: [pageAssets], requestsPerMinute, log })
  const acting = createActing(host)
  const regions = { strip: async () => strip(await stripView(host)), guide: () => guidePlace('aliran') }
  await front.register(simulatorPage({ host, acting, web, hours: () => hours }, regions))
  await front.register(stripRoutes(host))
  const stagehands = {
    settled: () => settledOf(host, patience),
    verdict: () => verdictOf(host),
    opening: (from: Date) => nextOpening(hours, from),
  }
  await front.register(guideRoutes({ acting, playground: host, stagehands, stream: web.stream, stories: shipped() }))
  front.get('/', async (_request, reply) => reply.redirect('/simulator'))
}

/** The stories that come with Loket, the one for newcomers first. */
function shipped(): ReturnType<typeof readStory>[] {
  const folder = join(import.meta.dirname, 'simulator', 'stories')
  const stories = globSync('*.yaml', { cwd: folder })
    .sort()
    .map(file => readStory(join(folder, file)))
  return stories.sort((a, b) => Number(b.name === firstStory) - Number(a.name === firstStory))
}
