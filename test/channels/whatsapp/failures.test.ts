import { describe, expect, test } from 'vitest'
import { backoff, endingOf, failureOf, fileFailureOf, refusalOf } from '../../../src/channels/whatsapp/failures.ts'
import { messageIdOf } from '../../../src/channels/whatsapp/message-ids.ts'
import { LoketError } from '../../../src/errors.ts'

/** An error as the client throws it. */
const boom = (statusCode: number): Error =>
  Object.assign(new Error('628220000002@s.whatsapp.net'), { output: { statusCode } })

describe('the end of a connection', () => {
  test.each([
    [401, 'logged out', 'WHATSAPP_LOGGED_OUT', 'never'],
    [403, 'banned', 'WHATSAPP_BANNED', 'never'],
    [419, 'logged out', 'WHATSAPP_LOGGED_OUT', 'never'],
    [440, 'replaced', 'WHATSAPP_REPLACED', 'never'],
    [515, 'connecting', 'CHANNEL_UNREACHABLE', 'at once'],
    [408, 'down', 'CHANNEL_UNREACHABLE', 'later'],
    [428, 'down', 'CHANNEL_UNREACHABLE', 'later'],
    [500, 'down', 'CHANNEL_UNREACHABLE', 'later'],
    [503, 'down', 'CHANNEL_UNREACHABLE', 'later'],
    [0, 'down', 'CHANNEL_UNREACHABLE', 'later'],
  ] as const)('by %i is %s (%s), tried again %s', (status, state, code, again) => {
    expect(endingOf(status)).toEqual({ state, code, again })
  })

  test('is followed by longer and longer waiting, never over a minute, never twice the same', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 50].map(tries => backoff(tries, 1))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000,
    ])
    expect(backoff(0, 0)).toBe(500)
    expect(backoff(9, 0.5)).toBe(45_000)
  })
})

describe('a refused message', () => {
  test.each([
    ['463', 'OUTREACH_REFUSED'],
    ['479', 'CHANNEL_REFUSED'],
    ['400', 'CHANNEL_REFUSED'],
    ['429', 'CHANNEL_LIMITED'],
    ['628220000002@lid', 'CHANNEL_REFUSED'],
  ])('with %s is %s', (error, code) => {
    expect(refusalOf(error)).toMatchObject({ code })
    expect(refusalOf(error).message).not.toContain('628')
  })

  test('is never tried again when writing first is forbidden', () => {
    expect(refusalOf('463').retry).toBe(false)
  })
})

describe('what the client could not hand over', () => {
  test.each<[unknown, boolean, string]>([
    [boom(428), true, 'CHANNEL_UNREACHABLE'],
    [boom(408), true, 'CHANNEL_UNKNOWN'],
    [boom(408), false, 'CHANNEL_UNREACHABLE'],
    [Object.assign(new Error('write'), { code: 'EPIPE' }), true, 'CHANNEL_UNKNOWN'],
    [boom(404), false, 'RECIPIENT_UNREACHABLE'],
    [new Error('628220000002'), true, 'CHANNEL_UNREACHABLE'],
    [null, false, 'CHANNEL_UNREACHABLE'],
    [new LoketError('FILE_DAMAGED'), false, 'FILE_DAMAGED'],
  ])('by %s (left: %s) is %s', (error, left, code) => {
    expect(failureOf(error, left)).toMatchObject({ code })
    expect(failureOf(error, left).message).not.toContain('628')
  })

  test.each<[unknown, string]>([
    [boom(404), 'FILE_UNAVAILABLE'],
    [boom(410), 'FILE_UNAVAILABLE'],
    [boom(429), 'CHANNEL_UNREACHABLE'],
    [boom(503), 'CHANNEL_UNREACHABLE'],
    [new TypeError('fetch failed'), 'CHANNEL_UNREACHABLE'],
    [new LoketError('FILE_TOO_LARGE'), 'FILE_TOO_LARGE'],
  ])('a file that fails by %s is %s', (error, code) => {
    expect(fileFailureOf(error)).toMatchObject({ code })
  })
})

describe('the id of a message', () => {
  test('is the same on every attempt, another for every part and send, and looks like one of WhatsApp Web', () => {
    expect(messageIdOf('s1', 0)).toBe(messageIdOf('s1', 0))
    expect(new Set([messageIdOf('s1', 0), messageIdOf('s1', 1), messageIdOf('s2', 0)]).size).toBe(3)
    expect(messageIdOf('s1', 0)).toMatch(/^3EB0[0-9A-F]{18}$/)
  })
})
