import { TelegramError } from 'telegraf'
import { describe, expect, test } from 'vitest'
import { alreadyDone, failureOf } from '../../../src/channels/telegram/failures.ts'
import { LoketError, type ErrorCode } from '../../../src/errors.ts'

function answered(error_code: number, description: string, parameters?: object): LoketError {
  const body = { error_code, description, ...(parameters ? { parameters } : {}) }
  const on = { method: 'sendMessage', payload: { text: 'NIK 1812345678900001' } }
  return failureOf(new TelegramError(body as ConstructorParameters<typeof TelegramError>[0], on))
}

describe('what Telegram answers', () => {
  test.each<[number, string, ErrorCode]>([
    [400, "Bad Request: can't parse entities: Can't find end tag corresponding to start tag b", 'CHANNEL_FORMAT'],
    [400, 'Bad Request: unsupported start tag "x" at byte offset 3', 'CHANNEL_FORMAT'],
    [400, 'Bad Request: message thread not found', 'TOPIC_MISSING'],
    [400, 'Bad Request: TOPIC_DELETED', 'TOPIC_MISSING'],
    [400, 'Bad Request: TOPIC_ID_INVALID', 'TOPIC_MISSING'],
    [403, 'Forbidden: bot was blocked by the user', 'RECIPIENT_UNREACHABLE'],
    [403, 'Forbidden: user is deactivated', 'RECIPIENT_UNREACHABLE'],
    [403, "Forbidden: bot can't initiate conversation with a user", 'RECIPIENT_UNREACHABLE'],
    [403, 'Forbidden: bot was kicked from the supergroup chat', 'RECIPIENT_UNREACHABLE'],
    [403, 'Forbidden: bot is not a member of the supergroup chat', 'RECIPIENT_UNREACHABLE'],
    [403, 'Forbidden: something of 2030', 'RECIPIENT_UNREACHABLE'],
    [400, 'Bad Request: chat not found', 'RECIPIENT_UNREACHABLE'],
    [400, 'Bad Request: PEER_ID_INVALID', 'RECIPIENT_UNREACHABLE'],
    [400, 'Bad Request: CHAT_WRITE_FORBIDDEN', 'RECIPIENT_UNREACHABLE'],
    [400, 'Bad Request: have no rights to send a message', 'RECIPIENT_UNREACHABLE'],
    [400, 'Bad Request: not enough rights to send text messages to the chat', 'RECIPIENT_UNREACHABLE'],
    [400, 'Bad Request: message is too long', 'CHANNEL_REFUSED'],
    [400, "Bad Request: message can't be edited", 'CHANNEL_REFUSED'],
    [400, "Bad Request: message can't be deleted for everyone", 'CHANNEL_REFUSED'],
    [400, 'Bad Request: wrong file identifier/HTTP URL specified', 'CHANNEL_REFUSED'],
    [400, 'Bad Request: not enough rights to create a topic', 'CHANNEL_REFUSED'],
    [400, 'Bad Request: the chat is not a forum', 'CHANNEL_REFUSED'],
    [400, 'Bad Request: file is too big', 'FILE_TOO_LARGE'],
    [401, 'Unauthorized', 'CHANNEL_FORBIDDEN'],
    [404, 'Not Found', 'CHANNEL_FORBIDDEN'],
    [
      409,
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      'CHANNEL_CONFLICT',
    ],
    [500, 'Internal Server Error', 'CHANNEL_UNREACHABLE'],
    [502, 'Bad Gateway', 'CHANNEL_UNREACHABLE'],
    [504, 'Gateway Timeout', 'CHANNEL_UNREACHABLE'],
  ])('%i %s', (code, description, expected) => {
    const failure = answered(code, description)
    expect(failure.code).toBe(expected)
    expect(failure.message).not.toContain('1812345678900001')
    expect(failure.cause).toBeUndefined()
  })

  test('of its own failure does not say whether the request was carried out', () => {
    expect(answered(502, 'Bad Gateway').maybeDone).toBe(true)
    expect(answered(429, 'Too Many Requests').maybeDone).toBe(false)
  })

  test('says how long to wait', () => {
    const limited = answered(429, 'Too Many Requests: retry after 17', { retry_after: 17 })
    expect([limited.code, limited.retryAfterMs]).toEqual(['CHANNEL_LIMITED', 17_000])
    expect(answered(429, 'Too Many Requests').retryAfterMs).toBe(1000)
  })

  test('says where a group went', () => {
    const moved = answered(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: -1005,
    })
    expect([moved.code, moved.detail]).toEqual(['CHANNEL_MIGRATED', '-1005'])
  })

  test.each([
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same',
    'Bad Request: TOPIC_NOT_MODIFIED',
    'Bad Request: message to delete not found',
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
  ])('"%s" means that nothing was left to do', description => {
    expect(answered(400, description).detail).toBe(alreadyDone)
  })
})

describe('a connection', () => {
  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'])(
    'that never stood (%s) took nothing',
    code => {
      expect(failureOf(Object.assign(new Error('request to https://…/bot123:AAA'), { code })).code).toBe(
        'CHANNEL_UNREACHABLE',
      )
    },
  )

  test.each([
    ['reset', { code: 'ECONNRESET' }],
    ['timed out', { code: 'ETIMEDOUT' }],
    ['given up', { name: 'AbortError', type: 'aborted' }],
    ['cut in the middle of the answer', { type: 'invalid-json' }],
    ['without a word', {}],
  ])('%s leaves the outcome unknown', (_, fields) => {
    const failure = failureOf(Object.assign(new Error('request to https://…/bot123:AAA failed'), fields))
    expect(failure.code).toBe('CHANNEL_UNKNOWN')
    expect(failure.message).not.toContain('bot123')
  })
})

describe('a request that never had a connection', () => {
  test.each([
    ['timed out', { code: 'ETIMEDOUT', type: 'system' }],
    ['reset', { code: 'ECONNRESET', type: 'system' }],
    ['given up', { name: 'AbortError', type: 'aborted' }],
  ])('%s took nothing', (_, fields) => {
    expect(failureOf(Object.assign(new Error('request failed'), fields), false).code).toBe('CHANNEL_UNREACHABLE')
  })

  test('but failed for a reason nobody foresaw is not taken for one the network never saw', () => {
    expect(failureOf(new Error('?'), false).code).toBe('CHANNEL_UNKNOWN')
  })
})

test('an error of ours stays as it is', () => {
  const error = new LoketError('FILE_TOO_LARGE')
  expect(failureOf(error)).toBe(error)
})
