import { describe, expect, test } from 'vitest'
import type { Context } from '../../../src/app/conversation/context.ts'
import { emptyState } from '../../../src/app/conversation/state.ts'
import type { DeliveryOutcome, Incoming } from '../../../src/app/message.ts'
import type { ConversationState, Send, SendWanted } from '../../../src/app/ports.ts'
import { plainText } from '../../../src/domain/rich.ts'
import {
  account,
  after,
  budi,
  group,
  monday,
  sari,
  says,
  saysInGroup,
  taps,
  ticket,
  wati,
} from '../../contracts/samples.ts'
import { decided, member, sendsIn, wordsIn } from './deciding.ts'

const number = 'TBB-2026-000001'
const known: ConversationState = { ...emptyState, name: 'Sari', greeted: true, privacy: 1, heardAt: after(-600) }
const ofSari = { account, chat: sari, sentAt: after(-1), from: { id: sari, name: 'Sari' } }

describe('when a person was last heard is noted', () => {
  test.each<[string, Incoming]>([
    ['a message', says(sari, 'halo', { sentAt: after(-1) })],
    ['an edit', says(sari, 'halo', { kind: 'edit', id: `${account}:${sari}/1~2`, sentAt: after(-1) })],
    ['a tap', taps(sari, 'menu', '5', { ...ofSari, where: 'private' })],
    ['a sign', { kind: 'reaction', id: 'r1', ...ofSari, messageId: '5', emoji: '👍' }],
    ['a call', { kind: 'call', id: 'c1', ...ofSari }],
    ['taking words back', { kind: 'taken back', id: 't1', ...ofSari, of: `${account}:${sari}/1` }],
    ['a message nobody can read', { kind: 'unreadable', id: 'u1', ...ofSari, messageId: '6' }],
  ])('by %s, with the time of the network', (_, message) => {
    expect(decided(known, message).state.heardAt).toEqual(after(-1))
  })

  test.each<[string, Incoming]>([
    ['what the staff write in her topic', saysInGroup(budi, 'catatan', { thread: '7' })],
    ['what the Kepala writes to a complaint of hers', says(wati, 'jawaban')],
    ['an alarm', { kind: 'alarm', id: 'a1', account, chat: sari, sentAt: monday }],
    [
      'an answer from the phone of the LPSE',
      {
        kind: 'answered by phone',
        id: 'p1',
        account,
        chat: sari,
        sentAt: monday,
        messageId: '9',
        text: 'ya',
        secretHidden: false,
        attachments: [],
      },
    ],
  ])('but not by %s', (_, message) => {
    expect(decided(known, message).state.heardAt).toEqual(known.heardAt)
  })

  test('and never goes back, nor runs ahead with the clock of a network', () => {
    const lately = { ...known, heardAt: after(-1) }
    expect(decided(lately, says(sari, 'lama', { sentAt: after(-30) })).state.heardAt).toEqual(after(-1))
    expect(decided(known, says(sari, 'besok', { sentAt: after(1440) })).state.heardAt).toEqual(monday)
  })
})

describe('a send that nobody may make', () => {
  const open = { ...known, tickets: [ticket(number)] }

  function told(outcome: DeliveryOutcome['outcome'], reason: string, fields: Partial<Send> = {}): SendWanted[] {
    const named = {
      _id: 's1',
      ticket: number,
      purpose: 'reply',
      to: { chat: sari },
      content: { kind: 'text', text: ['x'] },
    }
    const message: Incoming = {
      kind: 'delivery',
      id: 'd1',
      account,
      chat: sari,
      sentAt: monday,
      outcome,
      send: 's1',
      reason,
    }
    const context = { named: { ...named, ...fields } as unknown as Context['named'] }
    return sendsIn(decided(open, message, context).effects)
  }
  const buttonsOf = ({ content }: SendWanted): unknown => (content.kind === 'text' ? content.buttons : undefined)

  test.each([
    ['OUTREACH_CLOSED', 'Balasan tidak dikirim'],
    ['OUTREACH_REFUSED', 'Jangan diulang'],
  ])('is told in the topic with what to do and without Kirim ulang: %s', (code, words) => {
    const [notice, ...more] = told('failed', code)
    expect(more).toEqual([])
    expect(notice!.to).toEqual({ ticket: number, group })
    expect(wordsIn(notice!)).toContain(words)
    expect(wordsIn(notice!)).toContain('Minta pelapor menulis dulu')
    expect(buttonsOf(notice!)).toBeUndefined()
  })

  test('is not offered to be sent again either when nobody knows whether it arrived', () => {
    const [notice] = told('unknown', 'OUTREACH_CLOSED')
    expect(wordsIn(notice!)).toContain('tidak jelas apakah balasan sampai')
    expect(buttonsOf(notice!)).toBeUndefined()
  })

  test('any other failure offers Kirim ulang', () => {
    expect(buttonsOf(told('failed', 'CHANNEL_REFUSED')[0]!)).toHaveLength(1)
  })

  test.each(['answer', 'status'] as const)('is only recorded when it is no answer of the staff: %s', purpose => {
    expect(told('failed', 'OUTREACH_CLOSED', { purpose })).toEqual([])
  })

  test('says of a change why it did not come to the person', () => {
    const [notice] = told('failed', 'OUTREACH_CLOSED', { content: { kind: 'edit', of: 's0', text: ['y'] } })
    expect(wordsIn(notice!)).toContain('Perubahan tidak bisa dibawa ke pelapor: WhatsApp tidak mengizinkan')
  })

  test('tells the Kepala of an answer to a complaint', () => {
    const complaint = { number: 'ADU-2026-000001', status: 'open' as const, openedAt: monday, closedAt: null }
    const state = { ...known, complaints: [{ ...complaint, waiting: [], head: wati }] }
    const named = {
      _id: 's1',
      ticket: complaint.number,
      purpose: 'reply',
      to: { chat: sari },
      content: { kind: 'text' },
    }
    const message: Incoming = {
      kind: 'delivery',
      id: 'd1',
      account,
      chat: sari,
      sentAt: monday,
      outcome: 'failed',
      send: 's1',
      reason: 'OUTREACH_REFUSED',
    }
    const context = { named: named as unknown as Context['named'], roster: [member(wati, 'Wati')] }
    const [notice] = sendsIn(decided(state, message, context).effects)
    expect(notice!.to).toEqual({ chat: wati })
    expect(plainText([wordsIn(notice!)])).toContain('ia harus menulis dulu')
  })
})
