import { Telegram } from 'telegraf'
import mongoose from 'mongoose'
import { describe, expect, test } from 'vitest'
import { createTelegramApi } from '../src/channels/telegram/client.ts'
import { LoketError } from '../src/errors.ts'
import { createLog, describeError, traceOf } from '../src/log.ts'
import { startTelegram } from '../src/simulator/telegram/server.ts'
import { databaseServer } from './database-server.ts'

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
const words = 'NIK saya 1812345678900001, Sari Wulandari, sandi Melati77'

/** Everything one error leaves in the log, at every level and under both names. */
function logged(error: unknown): string {
  const lines: string[] = []
  const log = createLog('trace', { write: line => void lines.push(line) })
  for (const level of levels) {
    log[level]({ error }, 'something happened')
    log[level]({ err: error, ticket: 'TBB-2026-000001' }, 'something happened')
  }
  expect(lines).toHaveLength(levels.length * 2)
  return lines.join('')
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.unreachable('nothing was thrown'),
    (error: unknown) => error,
  )
}

describe('an error in the log', () => {
  test('of the Bot API client keeps neither the text nor the token', async () => {
    const network = await startTelegram()
    try {
      const bot = new Telegram(network.token, { apiRoot: network.root, webhookReply: false })
      const refused = await thrownBy(bot.sendMessage(404, words))
      network.down(true)
      const unreachable = await thrownBy(bot.sendMessage(404, words))
      const api = createTelegramApi(network.token, network.root)
      const ours = await thrownBy(api.call('sendMessage', { chat_id: 404, text: words }))
      // The errors themselves do carry them: that is why the log must not.
      expect(JSON.stringify(refused)).toContain('Sari')
      for (const error of [refused, unreachable, ours]) {
        const text = logged(error)
        expect(text).not.toContain('Sari')
        expect(text).not.toContain('1812345678900001')
        expect(text).not.toContain(network.token)
        expect(text).not.toContain(network.token.split(':')[1])
      }
    } finally {
      await network.stop()
    }
  })

  test('of the database driver keeps no document', async () => {
    const connection = await mongoose.createConnection(databaseServer(), { dbName: 'log_test' }).asPromise()
    try {
      const rows = connection.collection<{ _id: string; text: string }>('rows')
      await rows.insertOne({ _id: words, text: words })
      const duplicate = await thrownBy(rows.insertOne({ _id: words, text: words }))
      expect((duplicate as Error).message).toContain('Sari')
      const text = logged(duplicate)
      expect(text).not.toContain('Sari')
      expect(text).toContain('11000')
    } finally {
      await connection.dropDatabase()
      await connection.close()
    }
  })

  test('wrapped in ours keeps its cause out', () => {
    const text = logged(new LoketError('CHANNEL_REFUSED', '400 chat not found', { cause: new Error(words) }))
    expect(text).not.toContain('Sari')
    expect(text).toContain('400 chat not found')
  })

  test.each([
    ['a string', words],
    ['an object', { text: words }],
    ['a list', [words]],
    ['nothing', undefined],
    ['an error with fields', Object.assign(new Error(words), { response: { text: words }, on: { payload: words } })],
    ['an error with a talking name', Object.assign(new Error(words), { code: 11000, keyValue: { _id: words } })],
    ['many errors', new AggregateError([new Error(words)], words)],
  ])('that is %s keeps nothing of what people said', (_, error) => {
    expect(logged(error)).not.toContain('Sari')
  })
})

describe('what the log does say of an error', () => {
  test('ours: code, detail and where', () => {
    expect(describeError(new LoketError('TOPIC_MISSING', '400 TOPIC_DELETED'))).toEqual({
      code: 'TOPIC_MISSING',
      detail: '400 TOPIC_DELETED',
      at: [expect.stringMatching(/^test\/log\.test\.ts:\d+$/), ...Array.from({ length: 3 }, () => expect.any(String))],
    })
  })

  test('others: their kind, the code a client gave them, and where', () => {
    expect(describeError(Object.assign(new TypeError(words), { code: 'ECONNRESET' }))).toMatchObject({
      code: 'UNEXPECTED',
      name: 'TypeError',
      reason: 'ECONNRESET',
    })
  })
})

test('a line of the log has level, time and words, and no machine or process', () => {
  const lines: string[] = []
  createLog('info', { write: line => void lines.push(line) }).info({ tickets: 3 }, 'counted')
  expect(JSON.parse(lines[0]!)).toEqual({ level: 'info', time: expect.any(String), tickets: 3, msg: 'counted' })
})

test('silence is silence', () => {
  const lines: string[] = []
  createLog('silent', { write: line => void lines.push(line) }).fatal('nothing')
  expect(lines).toEqual([])
})

test('a message is called the same each time, and not by what names its writer', () => {
  const id = 'telegram:7000000001:101/7'
  expect(traceOf(id)).toBe(traceOf(id))
  expect(traceOf(id)).not.toBe(traceOf('telegram:7000000001:101/8'))
  expect(traceOf(id)).toMatch(/^[0-9a-f]{12}$/)
})
