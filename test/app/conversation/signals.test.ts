import { describe, expect, test } from 'vitest'
import type { AnsweredByPhone, Called, Incoming, Reacted, Unreadable } from '../../../src/app/message.ts'
import type { Complaint, ConversationState, Send } from '../../../src/app/ports.ts'
import { after, group, monday, ticket, wanted } from '../../contracts/samples.ts'
import { emptyState, flows, goesToGroup, sendsIn, wordsIn } from './deciding.ts'
import { decidedOnPhone, phone, rini, seenBy, sent, writes } from './listed.ts'

const number = 'TBB-2026-000001'
const open: ConversationState = { ...emptyState, name: 'Rini', greeted: true, privacy: 9, tickets: [ticket(number)] }
const complaint: Complaint = {
  number: 'ADU-2026-000001',
  status: 'open',
  openedAt: monday,
  closedAt: null,
  waiting: [],
  head: null,
}
const common = { account: phone, chat: rini, sentAt: monday }
const from = { id: rini, name: 'Rini' }

/** What a message does: what the person reads, what the group reads, and what is on record. */
function heard(state: ConversationState, message: Incoming, fields: Parameters<typeof decidedOnPhone>[2] = {}) {
  const decision = decidedOnPhone(state, message, fields)
  return {
    state: decision.state,
    person: seenBy(rini, decision).map(wordsIn),
    group: sendsIn(decision.effects)
      .filter(send => goesToGroup(send) && send.purpose !== 'card state')
      .map(wordsIn),
    sends: sendsIn(decision.effects),
    events: decision.effects.filter(one => one.kind === 'event'),
  }
}

describe('a sign that the person puts', () => {
  const reacted = (emoji: string | null): Reacted => ({
    ...common,
    kind: 'reaction',
    id: `${phone}:${rini}/r1`,
    from,
    messageId: '5',
    emoji,
  })
  const source = `telegram:7000000001:${group}/77`
  const reply = sent(wanted('s1', { purpose: 'reply', ticket: number, source, to: { chat: rini } }), '5')

  test('on the answer of an anggota stands below what they wrote, and answers nothing', () => {
    const solved = { ...open, tickets: [ticket(number, { status: 'solved', waitingSince: null })] }
    const { group: shown, person, events, sends, state } = heard(solved, reacted('👍'), { answered: reply })
    expect(shown).toEqual(['👍 dari pelapor'])
    expect(sends[0]!.to).toMatchObject({ ticket: number, replyTo: '77' })
    expect(person).toEqual([])
    expect(events).toEqual([expect.objectContaining({ what: 'reacted', ticket: number })])
    expect(state).toEqual({ ...solved, recent: [monday], heardAt: monday })
  })

  test.each<[string, string | null, Send | null]>([
    ['taken off again', null, reply],
    ['on a message of the bot', '👍', { ...reply, purpose: 'answer' }],
    ['on a message of their own', '❤️', null],
    ['on an answer of the Kepala', '🙏', { ...reply, ticket: complaint.number }],
  ])('%s is only on record', (_, emoji, answered) => {
    const shown = heard({ ...open, complaints: [complaint] }, reacted(emoji), { answered })
    expect(shown.sends).toEqual([])
    expect(shown.events).toEqual([expect.objectContaining({ what: 'reacted', data: { emoji, message: '5' } })])
  })

  test('again and again within a minute is shown no more', () => {
    let [state, lines] = [open, 0]
    for (let at = 0; at < 100; at++) {
      const next = heard(state, reacted('👍'), { answered: reply })
      state = next.state
      lines += next.group.length
    }
    expect(lines).toBe(flows.policy.flood.messages)
  })

  test.each(['❤', '👍🏽', '👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '1️⃣', '#️⃣', '™️'])('is shown whatever it consists of: %s', emoji => {
    expect(heard(open, reacted(emoji), { answered: reply }).group).toEqual([`${emoji} dari pelapor`])
  })

  test.each(['HP 081234567890', '081234567890', 'sandi: Rahasia1', '👍'.repeat(500)])(
    'is neither shown nor kept where it is a text: %s',
    words => {
      const { sends, events } = heard(open, reacted(words), { answered: reply })
      expect(sends).toEqual([])
      expect(events).toEqual([expect.objectContaining({ what: 'reacted', data: { message: '5' } })])
    },
  )
})

describe('told once in ten minutes', () => {
  const call: Called = { ...common, kind: 'call', id: `${phone}:${rini}/c1`, from }
  const unreadable: Unreadable = { ...common, kind: 'unreadable', id: `${phone}:${rini}/u1`, from, messageId: 'u1' }
  const once = writes('', { unshown: 'view once', other: 'sekali lihat' })
  const unknown = writes('', { unshown: 'unknown', other: 'eventMessage' })

  test('a message nobody can read, until one follows that was sent after that', () => {
    const first = heard(open, unreadable, { now: after(2) })
    expect(first.person).toEqual([expect.stringMatching(/kirim sekali lagi/)])
    expect(first.group).toEqual([expect.stringMatching(/diminta mengirim ulang/)])
    expect(first.events).toEqual([expect.objectContaining({ what: 'unreadable', ticket: number })])
    const before = heard(first.state, { ...unreadable, id: 'u2', sentAt: after(1) }, { now: after(2) })
    expect(before.sends).toEqual([])
    const next = heard(before.state, { ...unreadable, id: 'u3', sentAt: after(3) }, { now: after(5) })
    expect([next.person, next.group]).toEqual([first.person, first.group])
  })

  test.each<[string, Incoming, RegExp, RegExp | null, string]>([
    ['a call', call, /tidak menerima panggilan/, /^📞 Pelapor mencoba menelepon/, 'called'],
    ['something to be looked at once', once, /kirim lagi sebagai pesan biasa/, null, 'unshown'],
    ['a kind of message nobody knows', unknown, /tuliskan isinya/, /diminta menuliskan isinya/, 'unshown'],
  ])('%s', (_, message, toPerson, toGroup, what) => {
    const first = heard(open, message)
    expect(first.person).toEqual([expect.stringMatching(toPerson)])
    expect(first.group).toEqual(toGroup ? [expect.stringMatching(toGroup)] : [])
    expect(first.events).toEqual([expect.objectContaining({ what, ticket: number })])
    expect(first.state.tickets).toEqual(open.tickets)
    const again = heard(first.state, message, { now: after(9) })
    expect(again.sends).toEqual([])
    expect(again.events).toEqual([expect.objectContaining({ what })])
    expect(heard(again.state, message, { now: after(11) }).person).toHaveLength(1)
  })

  test.each([call, unreadable, once, unknown])('and without a ticket none comes of it: $kind', message => {
    const { state, group: shown, person } = heard(emptyState, message)
    expect(state).toMatchObject({ tickets: [], form: null, reporting: false })
    expect(shown).toEqual([])
    expect(person).toHaveLength(1)
  })

  test('while a report is being made, it goes on', () => {
    const { state } = decidedOnPhone(emptyState, writes('tidak bisa login'))
    expect(heard(state, once).state.form).toEqual(state.form)
  })

  test('the kind is on record, and nothing of what was in it', () => {
    expect(heard(open, unknown).events[0]!.data).toEqual({
      kind: 'unknown',
      other: 'eventMessage',
      source: unknown.kind === 'message' ? unknown.id : '',
    })
  })
})

describe('an answer from the phone of the LPSE itself', () => {
  const answer = (fields: Partial<AnsweredByPhone> = {}): AnsweredByPhone => ({
    ...common,
    kind: 'answered by phone',
    id: `${phone}:${rini}/p1`,
    messageId: 'p1',
    text: 'silakan coba lagi, hubungi 081234567890',
    secretHidden: false,
    attachments: [],
    ...fields,
  })

  test('is shown to the colleagues, masked, never sent again, and the person waits no longer', () => {
    const { group: shown, person, events, state } = heard(open, answer())
    expect(shown).toEqual([
      expect.stringMatching(/^📱 Dijawab dari ponsel LPSE: silakan coba lagi, hubungi (?!0812345)/),
    ])
    expect(person).toEqual([])
    expect(events).toEqual([expect.objectContaining({ what: 'answered by phone', ticket: number, who: 'ponsel' })])
    expect(events[0]!.data).toMatchObject({ text: 'silakan coba lagi, hubungi 081234567890' })
    expect(state.tickets[0]!.waitingSince).toBeNull()
  })

  test('with files: they are shown too', () => {
    const file = { kind: 'photo' as const, networkFile: 'f1', stored: 'x.1' }
    const { sends } = heard(open, answer({ text: '', attachments: [file] }))
    expect(sends).toEqual([expect.objectContaining({ content: expect.objectContaining({ attachments: [file] }) })])
    expect(wordsIn(sends[0]!)).toBe('📱 Dijawab dari ponsel LPSE:')
  })

  test('goes to the ticket in focus', () => {
    const two = { ...open, tickets: [ticket(number), ticket('TBB-2026-000002')], focus: { number, at: monday } }
    expect(heard(two, answer()).events[0]).toMatchObject({ ticket: number })
  })

  test('to somebody who never wrote to us is on record without a word of it', () => {
    const file = { kind: 'photo' as const, networkFile: 'f1', stored: 'x.1' }
    const { sends, events } = heard(emptyState, answer({ attachments: [file] }))
    expect(sends).toEqual([])
    expect(events.map(one => one.data)).toEqual([{ source: `${phone}:${rini}/p1` }])
  })

  test('without a ticket, or beside an open complaint, stands in the record alone', () => {
    for (const state of [
      { ...emptyState, greeted: true },
      { ...open, complaints: [complaint] },
    ]) {
      const { sends, events } = heard(state, answer())
      expect(sends).toEqual([])
      expect(events).toEqual([expect.objectContaining({ what: 'answered by phone', ticket: null })])
    }
  })
})

test('the notice on privacy names the networks a message passes through', () => {
  expect(heard(open, writes('privasi')).person[0]).toMatch(/server WhatsApp dan Telegram di luar negeri/)
})
