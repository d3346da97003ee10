import { fastify, type FastifyInstance } from 'fastify'
import { LoketError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Metrics } from './metrics.ts'

/** One part of the service and what ails it; null: nothing. Words and codes only, nothing of people. */
export type HealthCheck = () => Promise<string | null>

export interface HttpParts {
  readonly checks: ReadonlyMap<string, HealthCheck>
  readonly metrics: Metrics
  readonly trustProxy: boolean
  /** Each stores one delivery of a network that brings its messages itself. */
  readonly webhooks: readonly {
    readonly path: string
    readonly deliver: (secret: string, update: unknown) => Promise<void>
  }[]
  readonly log: Log
}

/** Telegram's updates are far below this. */
const bodyLimit = 1024 * 1024
const checkWait = 3000

/**
 * GET /health/live: the process runs. GET /health: every part works, otherwise 503 with each failing part by name.
 * GET /metrics: Prometheus. POST to the webhook's path: Telegram's deliveries; 200 only when stored.
 */
export function createHttp({ checks, metrics, trustProxy, webhooks, log }: HttpParts): FastifyInstance {
  const app = fastify({ logger: false, trustProxy, bodyLimit, forceCloseConnections: true })

  app.get('/health/live', async () => ({ status: 'ok' }))

  app.get('/health', async (_request, reply) => {
    const failing: Record<string, string> = {}
    await Promise.all(
      [...checks].map(async ([part, check]) => {
        const ailment = await Promise.race([
          check().catch(() => 'does not answer'),
          new Promise<string>(resolve => setTimeout(resolve, checkWait, 'does not answer').unref()),
        ])
        if (ailment !== null) failing[part] = ailment
      }),
    )
    const well = Object.keys(failing).length === 0
    return reply.code(well ? 200 : 503).send(well ? { status: 'ok' } : { status: 'failing', failing })
  })

  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )

  for (const webhook of webhooks)
    app.post(webhook.path, async (request, reply) => {
      try {
        await webhook.deliver(String(request.headers['x-telegram-bot-api-secret-token'] ?? ''), request.body)
        return reply.send({ ok: true })
      } catch (error) {
        const refused = error instanceof LoketError && error.code === 'WEBHOOK_REFUSED'
        log.warn({ error }, refused ? 'webhook refused' : 'webhook delivery not stored')
        return reply.code(refused ? 403 : 503).send({ ok: false })
      }
    })

  app.setErrorHandler((error, _request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500
    if (status >= 500) log.error({ error }, 'request failed')
    return reply.code(status).send({ ok: false })
  })
  return app
}
