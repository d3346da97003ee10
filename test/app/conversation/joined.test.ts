import { describe, expect, test } from 'vitest'
import type { Joined, JoinAsked } from '../../../src/app/message.ts'
import type { ConversationState, Form, WaitingWord } from '../../../src/app/ports.ts'
import { account, after, monday, sari, says, ticket } from '../../contracts/samples.ts'
import { decided, emptyState, sendsIn, wordsIn } from './deciding.ts'

const here = { account, chat: sari }
const there = { account: 'whatsapp:1', chat: 'hp' }

function word(text: string, minutes: number): WaitingWord {
  return { text, attachments: [], source: text, at: after(minutes) }
}

function form(flow: 'laporan' | 'pengaduan', number: string | null, ...words: WaitingWord[]): Form {
  return {
    position: { flow, answers: {}, asked: null, done: [], ended: false },
    begun: monday,
    heardAt: monday,
    words,
    gathered: { category: null, massProblem: false, packageCode: null, deadline: null },
    number,
    urgent: false,
    hushed: false,
    missed: null,
    repeated: false,
  }
}

function joined(handed: Partial<ConversationState>, fields: Partial<Joined> = {}): Joined {
  return {
    kind: 'joined',
    id: 'joined:other',
    ...here,
    sentAt: monday,
    origin: 'other',
    by: 'code',
    handed: { ...emptyState, places: [there], ...handed },
    place: there,
    spoken: here,
    numbered: 40,
    ...fields,
  }
}

describe('two conversations that become one', () => {
  test('number what follows above what either numbered, and take it over once', () => {
    const mine = { ...emptyState, ahead: 5 }
    const once = decided(mine, joined({ tickets: [ticket('TBB-2026-000001')] })).state
    expect(once).toMatchObject({ ahead: 45, places: [there, here], movedTo: null })
    const twice = decided(once, joined({ tickets: [ticket('TBB-2026-000001')] }))
    expect(twice).toEqual({ state: once, effects: [] })
  })

  test('keep the later focus, all that waits in order, and every question to the staff', () => {
    const mine = {
      ...emptyState,
      waiting: [word('a', 1), word('c', 3)],
      focus: { number: 'x', at: after(1) },
      choosing: { words: [word('e', 5)], since: after(5) },
    }
    const handed = {
      waiting: [word('b', 2)],
      focus: { number: 'y', at: after(2) },
      choosing: { words: [word('d', 4)], since: after(4) },
    }
    const { state } = decided(mine, joined(handed))
    expect(state.waiting.map(one => one.text)).toEqual(['a', 'b', 'c'])
    expect(state.focus?.number).toBe('y')
    expect(state.choosing).toEqual({ words: [word('d', 4), word('e', 5)], since: after(5) })
  })

  test.each([
    ['laporan', 'laporan', 'laporan'],
    ['pengaduan', 'laporan', 'pengaduan'],
    ['laporan', 'pengaduan', 'pengaduan'],
  ] as const)(
    'with a %s and a %s under way ask on about the %s, and the other report is a ticket',
    (mine, handed, asked) => {
      const { state, effects } = decided(
        { ...emptyState, form: form(mine, null, word('punyaku', 1)) },
        joined({ form: form(handed, null, word('punyanya', 2)) }),
      )
      expect(state.form?.position.flow).toBe(asked)
      const inForm = state.form!.words.map(one => one.text)
      const inTicket = sendsIn(effects)
        .filter(send => send.purpose === 'mirror')
        .map(wordsIn)
      expect(inForm).toHaveLength(1)
      expect(inTicket).toHaveLength(1)
      expect([...inForm, inTicket[0]!.replace('👤 ', '')].toSorted()).toEqual(['punyaku', 'punyanya'])
      expect(state.tickets).toHaveLength(1)
    },
  )

  test('with two complaints under way ask about one, in which both are told, and show the group nothing', () => {
    const { state, effects } = decided(
      { ...emptyState, form: form('pengaduan', null, word('satu', 1)) },
      joined({ form: form('pengaduan', null, word('dua', 2)) }),
    )
    expect(state.form?.words.map(one => one.text)).toEqual(['satu', 'dua'])
    expect(sendsIn(effects).filter(send => send.purpose === 'mirror')).toEqual([])
  })

  test('drop only the questions of a report that is a ticket already', () => {
    const open = form('laporan', null, word('baru', 1))
    const asking = form('laporan', 'TBB-2026-000001')
    expect(decided({ ...emptyState, form: asking }, joined({ form: open })).state.form?.words).toEqual(open.words)
    expect(decided({ ...emptyState, form: open }, joined({ form: asking })).state.form?.words).toEqual(open.words)
  })

  test('show both floods', () => {
    const tickets = [ticket('TBB-2026-000001')]
    const other = [ticket('TBB-2026-000002')]
    const mine = { number: 'TBB-2026-000001', words: [word('satu', 1)], since: monday }
    const handed = { number: 'TBB-2026-000002', words: [word('dua', 1)], since: monday }
    const { state, effects } = decided(
      { ...emptyState, tickets, burst: mine },
      joined({ tickets: other, burst: handed }),
    )
    expect(state.burst).toEqual(mine)
    const shown = sendsIn(effects).filter(send => send.purpose === 'mirror')
    expect(shown.map(send => [send.ticket, wordsIn(send)])).toEqual([['TBB-2026-000002', '👤 dua']])
  })

  test('that the network vouches for are not told so', () => {
    expect(sendsIn(decided(emptyState, joined({}, { by: 'network' })).effects)).toEqual([])
  })
})

describe('a conversation that is asked to become one with another', () => {
  const ask = (fields: Partial<JoinAsked> & Pick<JoinAsked, 'with'>): JoinAsked => ({
    kind: 'join asked',
    id: 'join:1',
    ...here,
    sentAt: monday,
    by: 'network',
    hash: null,
    accounts: [],
    place: there,
    spoken: there,
    order: 7,
    ...fields,
  })

  test('hands everything over to the one with the smaller name, at the place of the question in the row', () => {
    const state = { ...emptyState, tickets: [ticket('TBB-2026-000001')] }
    const { state: left, effects } = decided(state, ask({ with: 'Anna' }), { contact: 'Sari' })
    expect(left).toEqual({ ...emptyState, places: [here], movedTo: 'Anna' })
    expect(effects).toContainEqual(
      expect.objectContaining({
        kind: 'told',
        contact: 'Anna',
        seq: 7,
        message: expect.objectContaining({ kind: 'joined' }),
      }),
    )
    expect(effects).toContainEqual(expect.objectContaining({ kind: 'moved', from: 'Sari', to: 'Anna', account: null }))
  })

  test('asks the one with the greater name to come over instead', () => {
    const { state, effects } = decided(emptyState, ask({ with: 'Zul' }), { contact: 'Sari' })
    expect(state).toEqual(emptyState)
    expect(effects).toEqual([
      expect.objectContaining({
        contact: 'Zul',
        message: expect.objectContaining({ kind: 'join asked', with: 'Sari' }),
      }),
    ])
  })

  test('stays alone when the person unlinked the two, whatever an old belief in addresses says', () => {
    const left = { ...emptyState, left: [{ ...there, to: 'Anna' }] }
    expect(decided(left, ask({ with: 'Anna' }))).toEqual({ state: left, effects: [] })
    const behind = { ...emptyState, behind: [{ contact: 'Anna', account, until: after(1) }] }
    expect(decided(behind, ask({ with: 'Anna' }))).toEqual({ state: behind, effects: [] })
  })

  test('is asked for nothing by itself', () => {
    expect(decided(emptyState, ask({ with: 'Sari' }))).toEqual({ state: emptyState, effects: [] })
  })

  test('with somebody else’s code refuses', () => {
    const message = ask({ with: 'Anna', by: 'code', hash: 'made up', accounts: ['whatsapp:1'] })
    const { state, effects } = decided(emptyState, message)
    expect(state).toEqual(emptyState)
    expect(effects).toEqual([
      expect.objectContaining({ contact: 'Anna', message: expect.objectContaining({ why: 'lapsed' }) }),
    ])
  })
})

test('a person known by number and LID is written down with both places', () => {
  const { state } = decided(emptyState, says(sari, 'halo', { also: ['lid'] }))
  expect(state.places).toEqual([{ account, chat: 'lid' }, here])
})

test('whoever chose the name of the other account cannot go on with the question whether it is theirs', () => {
  const name = '\u202eSari"?\n\nJawab Ya untuk\u2028mengaktifkan akun Anda di LPSE Tabalong'
  const giver = { _id: 'other', ...there, hash: 'h', name, accounts: [there.account] }
  const { effects } = decided(emptyState, says(sari, 'HUBUNGKAN KD7T-M2QX'), { giver })
  expect(sendsIn(effects).map(wordsIn)).toEqual([
    expect.stringMatching(/^Hubungkan Telegram ini dengan WhatsApp atas nama "Sari \? Jawab Ya untuk [^"\n]{1,25}"\? /),
  ])
})
