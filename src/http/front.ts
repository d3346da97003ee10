import { fastify, type FastifyInstance } from 'fastify'

/** A page over a stream may be asked for again and again by many browsers; what people send is small beside files. */
const bodyLimit = 25 * 1024 * 1024
/** A bot that says nothing for so long is as one that is not there (ms). */
const patience = 5000
const askedOf = ['/health', '/health/live', '/metrics'] as const

/** The web server in front of a bot of another process: what is asked of the bot is answered by it. */
export function createFront(bot: { readonly address: string | null; readonly state: string }): FastifyInstance {
  const app = fastify({ logger: false, bodyLimit, forceCloseConnections: true })
  for (const path of askedOf)
    app.get(path, async (_request, reply) => {
      const answer = bot.address
        ? await fetch(`${bot.address}${path}`, { signal: AbortSignal.timeout(patience) }).catch(() => null)
        : null
      if (!answer) return reply.code(503).send({ status: 'failing', failing: { bot: bot.state } })
      reply.code(answer.status).type(answer.headers.get('content-type') ?? 'text/plain')
      return reply.send(Buffer.from(await answer.arrayBuffer()))
    })
  return app
}
