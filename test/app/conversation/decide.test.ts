import { describe, expect, test } from 'vitest'
import type { Context, Decision } from '../../../src/app/conversation/context.ts'
import { emptyState } from '../../../src/app/conversation/state.ts'
import type { Incoming } from '../../../src/app/message.ts'
import type { ConversationState, Effect } from '../../../src/app/ports.ts'
import { plainText } from '../../../src/domain/rich.ts'
import { account, budi, group, monday, sari, saysInGroup, taps, ticket } from '../../contracts/samples.ts'
import { actor, decided as decidedByNobody, member, sendsIn } from './deciding.ts'

const number = 'TBB-2026-000001'
const open: ConversationState = { ...emptyState, name: 'Sari', greeted: true, tickets: [ticket(number)] }

const anggota = actor(member(budi, 'Budi'))

/** What a message does to Sari's conversation when Budi, in her ticket's topic, is whoever acts. */
function decided(state: ConversationState, message: Incoming, fields: Partial<Context> = {}): Decision {
  return decidedByNobody(state, message, { actor: anggota, topicTicket: number, number: () => number, ...fields })
}

function wordsOf(effects: readonly Effect[]): string[] {
  return sendsIn(effects).map(({ content }) =>
    content.kind === 'answer tap' ? content.text : 'text' in content ? plainText(content.text) : '',
  )
}

describe('a group that is the desk no more', () => {
  const elsewhere = { desk: { groups: ['-1009'], forum: true } }

  test('gives its members no rights over tickets: words are refused and logged', () => {
    const { state, effects } = decided(open, saysInGroup(budi, '/balas halo', { thread: '7' }), elsewhere)
    expect(state).toEqual(open)
    expect(effects).toContainEqual(expect.objectContaining({ kind: 'event', what: 'refused', who: budi }))
    expect(wordsOf(effects)).toEqual(['Hanya anggota Help Desk yang dapat melakukan ini.'])
    expect(sendsIn(effects).filter(send => send.purpose === 'reply')).toEqual([])
  })

  test.each(['ambil', 'selesai', 'lihat', 'kirim', 'ulang'])('and the button %s is refused as well', verb => {
    const { state, effects } = decided(open, taps(budi, `${verb} ${number}`, '5'), elsewhere)
    expect(state).toEqual(open)
    expect(effects).toContainEqual(expect.objectContaining({ kind: 'event', what: 'refused', who: budi }))
    expect(wordsOf(effects)).toEqual(['Hanya anggota Help Desk yang dapat melakukan ini.'])
  })

  test('nor does an edit there change what was sent', () => {
    const carried = [{ purpose: 'reply', ticket: number, said: 'halo', state: 'sent' }] as unknown as Context['carried']
    const edit = saysInGroup(budi, '/balas hai', { kind: 'edit', id: `${account}:${group}/9~1` })
    const { effects } = decided(open, edit, { ...elsewhere, carried })
    expect(sendsIn(effects).filter(send => send.content.kind === 'edit')).toEqual([])
    expect(effects).toContainEqual(expect.objectContaining({ what: 'refused' }))
  })
})

test('only a group of the desk can move the desk', () => {
  const migration = (chat: string): Incoming => ({
    kind: 'migration',
    id: `${account}:${chat}/1>`,
    account,
    chat,
    sentAt: monday,
    newChat: '-100777',
  })
  expect(decided(emptyState, migration('-55')).effects).toEqual([])
  expect(decided(emptyState, migration(group)).effects).toEqual([
    expect.objectContaining({ kind: 'desk', group: '-100777', was: group }),
  ])
})

test.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])('the made-up button %s means nothing', verb => {
  const { state, effects } = decided(open, taps(budi, `${verb} ${number}`, '5'))
  expect(state).toEqual(open)
  expect(wordsOf(effects)).toEqual(['Tombol ini sudah tidak berlaku.'])
})

test.each([
  ['failed', true],
  ['unreachable', true],
  ['unknown', true],
  ['repeated', false],
  ['done', false],
] as const)('that the details did not arrive is said when they are %s: %s', (outcome, isTold) => {
  const named = { _id: 's1', ticket: number, purpose: 'private', to: { chat: budi }, content: { kind: 'text' } }
  const message: Incoming = {
    kind: 'delivery',
    id: 'd1',
    account,
    chat: sari,
    sentAt: monday,
    outcome,
    send: 's1',
    reason: '',
  }
  const { effects } = decided(open, message, { actor: null, named: named as unknown as Context['named'] })
  expect(wordsOf(effects).some(words => words.includes('tidak bisa saya kirim'))).toBe(isTold)
})
