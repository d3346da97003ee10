import { afterEach, describe, expect, test } from 'vitest'
import { createMetrics } from '../../src/http/metrics.ts'
import { createHttp, type HealthCheck, type HttpParts } from '../../src/http/server.ts'
import { LoketError } from '../../src/errors.ts'
import { createLog } from '../../src/log.ts'

const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const readings = {
  queueDepth: async () => new Map([['delivery', 2]]),
  oldest: async () => ({ inbox: 1.5, outbox: 0 }),
  parked: async () => 1,
}

async function serve(
  checks: Record<string, HealthCheck> = {},
  webhook: HttpParts['webhooks'][number] | null = null,
): Promise<{ address: string; metrics: ReturnType<typeof createMetrics>; logged: string[] }> {
  const metrics = createMetrics(readings)
  const logged: string[] = []
  const log = createLog('trace', { write: line => void logged.push(line) })
  const http = createHttp({
    checks: new Map(Object.entries(checks)),
    metrics,
    trustProxy: false,
    webhooks: webhook ? [webhook] : [],
    log,
  })
  closing.push(() => http.close())
  return { address: await http.listen({ port: 0, host: '127.0.0.1' }), metrics, logged }
}

async function get(url: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url)
  return { status: response.status, body: await response.json() }
}

describe('/health', () => {
  test('is well when every part is', async () => {
    const { address } = await serve({ database: async () => null, redis: async () => null })
    expect(await get(`${address}/health`)).toEqual({ status: 200, body: { status: 'ok' } })
  })

  test('names each failing part and what ails it', async () => {
    const { address } = await serve({
      database: () => Promise.reject(new Error('mongodb://user:secret@host')),
      redis: async () => 'REDIS_UNREACHABLE',
      telegram: async () => null,
    })
    expect(await get(`${address}/health`)).toEqual({
      status: 503,
      body: { status: 'failing', failing: { database: 'does not answer', redis: 'REDIS_UNREACHABLE' } },
    })
  })

  test('answers though a part never does', async () => {
    const { address } = await serve({ database: () => new Promise(() => undefined), redis: async () => null })
    expect(await get(`${address}/health`)).toMatchObject({
      status: 503,
      body: { failing: { database: 'does not answer' } },
    })
  })

  test('as life is well whatever ails a part', async () => {
    const { address } = await serve({ database: async () => 'DATABASE_UNREACHABLE' })
    expect(await get(`${address}/health/live`)).toEqual({ status: 200, body: { status: 'ok' } })
  })
})

test('/metrics counts sends by outcome, lanes, ages and what was parked, and knows no person', async () => {
  const { address, metrics } = await serve()
  metrics.sent('sent')
  metrics.sent('limited')
  metrics.decided(3, 120)
  metrics.received(3)
  const text = await (await fetch(`${address}/metrics`)).text()
  for (const line of [
    'loket_sends_total{outcome="sent"} 1',
    'loket_sends_total{outcome="limited"} 1',
    'loket_queue_depth{lane="delivery"} 2',
    'loket_oldest_seconds{box="inbox"} 1.5',
    'loket_parked_messages 1',
    'loket_decided_total 3',
    'loket_received_total 3',
    'loket_lane_latency_seconds_bucket{le="0.25"} 1',
  ])
    expect(text).toContain(line)
})

describe('the webhook', () => {
  const post = (address: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${address}/telegram/webhook`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    })

  test('hands over the secret and the update, and says yes only when it was stored', async () => {
    const taken: unknown[] = []
    const { address } = await serve(
      {},
      {
        path: '/telegram/webhook',
        deliver: async (secret, update) => void taken.push([secret, update]),
      },
    )
    const response = await post(address, '{"update_id":1}', { 'x-telegram-bot-api-secret-token': 's3cret' })
    expect(response.status).toBe(200)
    expect(taken).toEqual([['s3cret', { update_id: 1 }]])
  })

  test.each([
    [new LoketError('WEBHOOK_REFUSED'), 403],
    [new LoketError('DATABASE_UNREACHABLE'), 503],
    [new Error('Sari wrote NIK 1812345678900001'), 503],
  ])('says no to %o', async (error, status) => {
    const { address, logged } = await serve({}, { path: '/telegram/webhook', deliver: () => Promise.reject(error) })
    expect((await post(address, '{"update_id":1}')).status).toBe(status)
    expect(logged.join()).not.toContain('Sari')
  })

  test('refuses what is no JSON or far too large, without a word of it in the log', async () => {
    const { address, logged } = await serve({}, { path: '/telegram/webhook', deliver: async () => undefined })
    expect((await post(address, '{"text":"rahasia Sari')).status).toBe(400)
    expect((await post(address, JSON.stringify({ text: 'x'.repeat(2 * 1024 * 1024) }))).status).toBe(413)
    expect(logged.join()).not.toContain('rahasia')
  })

  test('is not there in long polling', async () => {
    const { address } = await serve()
    expect((await post(address, '{"update_id":1}')).status).toBe(404)
  })
})
