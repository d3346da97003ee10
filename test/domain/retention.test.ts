import { describe, expect, test } from 'vitest'
import {
  cutoffs,
  emptiedFields,
  hasWords,
  nightOf,
  withoutChat,
  withoutWords,
  type Stage,
} from '../../src/domain/retention.ts'

const zone = 'Asia/Jakarta'
const kept = { filesDays: 90, textDays: 365, identifiersDays: 365 }

describe('what was closed is kept for whole days', () => {
  test.each<[string, number, string, boolean]>([
    ['2026-03-01T16:59:59Z', 1, '2026-03-02T18:00:00Z', true],
    ['2026-03-01T17:00:00Z', 1, '2026-03-02T18:00:00Z', false],
    ['2026-03-02T16:59:59Z', 1, '2026-03-03T18:30:00Z', true],
    ['2026-03-02T01:00:00Z', 365, '2027-03-02T10:00:00Z', false],
    ['2026-03-02T01:00:00Z', 365, '2027-03-02T17:00:00Z', true],
    // Over a leap day.
    ['2024-02-29T01:00:00Z', 365, '2025-02-28T18:00:00Z', true],
  ])('closed %s, kept %i days, at %s: goes %s', (closed, days, now, goes) => {
    const { files } = cutoffs(new Date(now), { ...kept, filesDays: days }, zone)
    expect(new Date(closed) < files).toBe(goes)
  })

  test('of the place where the LPSE is', () => {
    const now = new Date('2026-03-02T16:00:00Z')
    const of = (place: string): string => cutoffs(now, { ...kept, filesDays: 1 }, place).files.toISOString()
    expect([of('Asia/Jakarta'), of('Asia/Makassar'), of('Asia/Jayapura')]).toEqual([
      '2026-02-28T17:00:00.000Z',
      '2026-03-01T16:00:00.000Z',
      '2026-03-01T15:00:00.000Z',
    ])
  })

  test('who somebody is goes no earlier than what they said and sent', () => {
    const now = new Date('2026-03-02T18:00:00Z')
    const { texts, identifiers } = cutoffs(now, { filesDays: 10, textDays: 400, identifiersDays: 30 }, zone)
    expect(identifiers).toEqual(texts)
  })
})

test.each([
  ['2026-03-02T17:59:59Z', null],
  ['2026-03-02T18:00:00Z', '2026-03-03'],
  ['2026-03-02T20:59:59Z', '2026-03-03'],
  ['2026-03-02T21:00:00Z', null],
  ['2026-03-03T05:00:00Z', null],
])('at %s it is the night of %s', (at, night) => {
  expect(nightOf(new Date(at), zone)).toBe(night)
})

describe('an event without its words', () => {
  const photo = { kind: 'photo', networkFile: 'f', stored: 's', name: 'KTP Sari.jpg' }
  test.each<[string, Record<string, unknown>, Record<string, unknown> | null]>([
    ['opened', { text: 'NIK 1812', source: 'telegram:1:101/5', other: 'lokasi: -4, 105' }, {}],
    ['note', { text: 'Sari menelepon', source: 'x' }, {}],
    ['answered by phone', { text: 'silakan coba lagi', source: 'x' }, {}],
    ['taken back', { source: 'whatsapp:utama:62811@s.whatsapp.net/5' }, {}],
    ['reacted', { emoji: '👍', message: '5' }, {}],
    ['unshown', { kind: 'unknown', other: 'eventMessage', source: 'x' }, { kind: 'unknown' }],
    ['replied', { name: 'Budi', text: 'Bu Sari, coba lagi', source: 'x' }, {}],
    ['solved', { text: 'Akun dibuka', source: 'x' }, { text: 'Akun dibuka' }],
    ['solution dropped', { text: 'Bu Sari lupa', source: 'x' }, {}],
    ['claim', { name: 'Budi' }, null],
    ['confirm', {}, null],
    [
      'changed',
      { kind: 'gangguan', category: 'Login', priority: 'P2', priorityReason: 'Bu Sari', reporter: { name: 'Sari' } },
      { kind: 'gangguan', category: 'Login', priority: 'P2' },
    ],
    ['anything new', { words: 'rahasia', nested: { text: 'rahasia' } }, {}],
    ['wrote', { text: '', attachments: [photo] }, { attachments: [{ kind: 'photo', networkFile: 'f', stored: 's' }] }],
    ['wrote', { attachments: [{ kind: 'photo', networkFile: 'f' }] }, null],
    ['file removed', { kind: 'photo', why: 'data pribadi' }, null],
    ['retained', { stage: 'texts', texts: 4 }, null],
    ['retention run', { tickets: 4 }, null],
  ])('%s %j', (what, data, without) => {
    expect(withoutWords(what, data)).toEqual(without)
    if (without) expect(withoutWords(what, without)).toBeNull()
  })

  test.each([
    ['opened', { text: 'a' }, true],
    ['opened', { text: '' }, false],
    ['solved', { text: 'a' }, false],
    ['claim', { name: 'Budi' }, false],
  ])('%s %j has words to lose: %s', (what, data, has) => {
    expect(hasWords(what, data)).toBe(has)
  })
})

test.each<[Stage, Record<string, unknown>, Record<string, unknown>]>([
  [
    'texts',
    { priorityReason: 'Bu Sari', packageCode: '123', solution: 'a' },
    { priorityReason: null, packageCode: null },
  ],
  ['texts', { status: 'closed', priorityReason: null }, {}],
  ['identifiers', { reporter: { name: 'Sari', role: null } }, { reporter: { name: '', role: null } }],
  ['identifiers', { status: 'closed' }, {}],
  ['files', { reporter: { name: 'Sari' } }, {}],
])('of a ticket, with its %s, %j becomes %j', (stage, ticket, changed) => {
  expect(emptiedFields(stage, ticket)).toEqual(changed)
})

test.each([
  ['telegram:7000:101/5#0', 'telegram:7000:c0ffee/5#0'],
  [
    'delivery:unknown:CHANNEL_UNKNOWN:telegram:7000:101/5#2#0',
    'delivery:unknown:CHANNEL_UNKNOWN:telegram:7000:c0ffee/5#2#0',
  ],
  ['telegram:7000:-100123/101#0', 'telegram:7000:-100123/101#0'],
  ['telegram:7000:1010/5#0', 'telegram:7000:1010/5#0'],
])('the id %s names no chat as %s', (id, without) => {
  expect(withoutChat(id, ['101'], 'c0ffee')).toBe(without)
})
