import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Stream } from '../../web/stream.ts'
import type { Acting, Playground } from '../stories/acting.ts'
import { createGuides } from '../stories/guides.ts'
import type { Recorder } from '../stories/recorder.ts'
import type { Stagehands } from '../stories/run.ts'
import type { Scenario } from '../stories/scenario.ts'
import { writeStory } from '../stories/write-story.ts'
import { coachMark, recording } from './guide.ts'

export interface GuideRoutesParts {
  readonly acting: Acting
  readonly playground: Playground
  readonly stagehands: Stagehands
  readonly recorder: Recorder
  readonly stream: Pick<Stream, 'publish'>
  /** The first of them is begun with whoever comes for the first time. */
  readonly stories: readonly Scenario[]
}

const cookieName = 'panduan'
/** How long the first view of a story is waited for (ms). */
const patience = 1500

/** The guide's fragment, what one does with it, the choice of stories, and the recording. */
export function guideRoutes({
  acting,
  playground,
  stagehands,
  recorder,
  stream,
  stories,
}: GuideRoutesParts): FastifyPluginAsync {
  return async app => {
    const guides = createGuides({
      acting,
      playground,
      ...stagehands,
      changed: () => stream.publish('panduan'),
    })
    app.addHook('onClose', async () => {
      recorder.stop()
      guides.close()
    })
    const guideOf = (request: FastifyRequest, reply: FastifyReply) => guides.of(browserOf(request, reply))

    app.get('/simulator/panduan', async (request, reply) => {
      const guide = guideOf(request, reply)
      if (!guide.began && stories[0]) guide.begin(stories[0])
      // A story begins by giving its parts to people: the first sight of it is worth that moment.
      for (let waited = 0; guide.isBeginning && waited < patience; waited += 50) await delay(50)
      return reply.type('text/html; charset=utf-8').send(coachMark(guide.view(), stories, guide.isLeft).markup)
    })
    app.post('/simulator/panduan', async (request, reply) => {
      const { cerita, putar } = (request.body ?? {}) as { cerita?: unknown; putar?: unknown }
      const story = stories.find(({ name }) => name === cerita)
      if (!story) return reply.callNotFound()
      guideOf(request, reply).begin(story, { alone: putar === 'ya' })
      return reply.code(204).send()
    })
    app.post('/simulator/panduan/lanjut', async (request, reply) => {
      guideOf(request, reply).next()
      return reply.code(204).send()
    })
    app.post('/simulator/panduan/lewati', async (request, reply) => {
      guideOf(request, reply).skip()
      return reply.code(204).send()
    })
    app.post('/simulator/panduan/lagi', async (request, reply) => {
      guideOf(request, reply).resume()
      return reply.code(204).send()
    })
    app.post('/simulator/panduan/semenit', async (_request, reply) => {
      await acting.act({ do: 'clock', minutes: 1 })
      return reply.code(204).send()
    })
    app.get('/simulator/cerita.yaml', async (_request, reply) =>
      reply
        .header('content-disposition', 'attachment; filename="rekaman.yaml"')
        .header('cache-control', 'no-store')
        .type('application/yaml; charset=utf-8')
        .send(writeStory(recorder.scenario())),
    )
    app.post('/simulator/rekaman', async (_request, reply) => {
      recorder.begin()
      return reply.type('text/html; charset=utf-8').send(recording(recorder.length).markup)
    })
  }
}

/** Which browser asks; one that is new gets a name. To be called by the page too, so that it has it from the start. */
export function browserOf(request: FastifyRequest, reply: FastifyReply): string {
  const known = request.cookies[cookieName]
  if (known && /^[\w-]{16,64}$/.test(known)) return known
  const name = randomBytes(18).toString('base64url')
  request.cookies[cookieName] = name
  reply.setCookie(cookieName, name, { path: '/simulator', httpOnly: true, sameSite: 'strict' })
  return name
}
