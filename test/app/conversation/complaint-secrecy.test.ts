import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Context } from '../../../src/app/conversation/context.ts'
import type { Incoming } from '../../../src/app/message.ts'
import type { Complaint, ConversationState, Send } from '../../../src/app/ports.ts'
import { account, after, budi, dewi, monday, photo, sari, says, taps, ticket } from '../../contracts/samples.ts'
import { actor, decided, emptyState, goesToGroup, grant, member, sendsIn, wordsIn } from './deciding.ts'

const number = 'ADU-2026-000007'
const complaint: Complaint = {
  number,
  status: 'open',
  openedAt: monday,
  closedAt: null,
  waiting: [],
  head: null,
}
const complaining: ConversationState = { ...emptyState, name: 'Sari', greeted: true, complaints: [complaint] }
const kepala = member(dewi, 'Dewi', { member: false, roles: [grant('kepala', { outside: true })] })
/** Stands in every message, so that its way can be followed. */
const token = 'zqxj'

const phrases = [
  'petugasnya minta uang 500rb',
  'dipersulit terus sama petugas',
  'tidak bisa upload penawaran, sejam lagi tutup!!',
  'tidak bisa login',
  'UDAH BERAPA KALI SAYA LAPOR, KECEWA BERAT',
  'mendesak',
  'petugas',
  'pengaduan',
  'batal',
  'kembali',
  'menu',
  'status',
  'terima kasih',
  'sudah beres',
  'masih belum bisa',
  'halo',
  '1',
  'ya',
  '/start',
  '/lapor',
  'Sari, CV Maju Jaya, penyedia',
]
/** Without the taps by which a person chooses to tell the Help Desk: those of a new report. */
const labels = [
  'menu pengaduan',
  'menu petugas',
  'menu menu',
  'alur lanjut',
  'alur ulang',
  `untuk ${number}`,
  'isi jenis|Pengaduan',
  'isi tetap|Ya, sampaikan',
]

type Step =
  | {
      readonly does: 'says' | 'says with a file' | 'edits'
      readonly words: string
      readonly marked: boolean
      readonly secret: boolean
    }
  | { readonly does: 'taps'; readonly data: string }
  | { readonly does: 'waits'; readonly minutes: number }
  | { readonly does: 'head answers' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constantFrom('says' as const, 'says with a file' as const, 'edits' as const),
      words: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...phrases) },
        fc.string({ unit: 'grapheme', maxLength: 30 }).map(said => `~${said}`),
      ),
      marked: fc.boolean(),
      secret: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('taps' as const), data: fc.constantFrom(...labels) }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('waits' as const), minutes: fc.integer({ min: 1, max: 5000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('head answers' as const) }) },
)

/** Plays steps in Sari's conversation; the words of all that went into the group. */
function shownToGroup(begin: ConversationState, steps: readonly Step[], fields: Partial<Context>): string[] {
  let state = begin
  let minutes = 0
  let lastSaid = says(sari, '')
  const shown: string[] = []
  for (const one of steps) {
    let context: Partial<Context> = fields
    let message: Incoming
    if (one.does === 'waits') {
      minutes += one.minutes
      message = { kind: 'alarm', id: `alarm ${minutes}`, account, chat: sari, sentAt: after(minutes) }
    } else if (one.does === 'taps') message = taps(sari, one.data, '1', { chat: sari, where: 'private' })
    else if (one.does === 'head answers') {
      message = says(dewi, `baik ${token}`, { replyTo: '5' })
      context = { ...fields, actor: actor(kepala), answered: { ticket: number, purpose: 'mirror' } as Send }
    } else {
      const attachments =
        one.does === 'says with a file' ? [{ ...photo('f'), name: `${token}.jpg`, stored: token }] : []
      const words = one.marked ? `${one.words} ${token}` : one.words
      if (one.does === 'edits')
        message = { ...lastSaid, kind: 'edit', id: `${lastSaid.id}~1`, text: words, secretHidden: one.secret }
      else message = lastSaid = says(sari, words, { attachments, secretHidden: one.secret })
    }
    const decision = decided(state, message, { ...context, now: after(minutes) })
    state = decision.state
    for (const send of sendsIn(decision.effects))
      if (goesToGroup(send)) shown.push(`${wordsIn(send)} ${JSON.stringify(send.content)}`)
  }
  return shown
}

const heads = [
  ['there is a Kepala', [kepala]],
  ['there is none', [member(budi, 'Budi', { creator: true })]],
  ['who made the group never pressed Start', [member(budi, 'Budi', { creator: true, reachable: false })]],
] as const

describe.each(heads)('while %s, whatever is written or tapped, none of it is shown to the group', (_, roster) => {
  const secret = (begin: ConversationState, one = step): void =>
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), steps => {
        for (const words of shownToGroup(begin, steps, { roster: [...roster] })) expect(words).not.toContain(token)
      }),
      { numRuns: 300 },
    )

  test('with an open complaint', () => secret(complaining))

  test('with a ticket beside it, as long as the person does not say that the words are for the ticket', () =>
    secret({ ...complaining, tickets: [ticket('TBB-2026-000003')] }))

  test('with a ticket that is solved, or one that ended today, beside it', () => {
    secret({ ...complaining, tickets: [ticket('TBB-2026-000003', { status: 'solved' })] })
    secret({ ...complaining, tickets: [ticket('TBB-2026-000003', { status: 'closed', closedAt: monday })] })
  })

  test('while the bot asks back whether it is a complaint', () => {
    const { state } = decided({ ...emptyState, greeted: true }, says(sari, `petugasnya minta uang 500rb ${token}`), {
      roster: [...roster],
    })
    expect(state.form?.position.flow).toBe('pengaduan')
    // Whoever takes it back has no complaint any more.
    secret(
      state,
      step.filter(one => !('words' in one && one.words === 'batal')),
    )
  })
})

const accusation = 'petugasnya minta uang 500rb'
const open = ticket('TBB-2026-000003', { status: 'claimed', holder: { id: budi, name: 'Budi' } })
const answeredTicket = { ticket: open.number, purpose: 'reply' } as Send
const report = decided({ ...emptyState, greeted: true }, says(sari, 'tidak bisa unggah penawaran')).state

test.each<[where: string, state: ConversationState, answered: Send | null]>([
  ['beside an open ticket', { ...emptyState, tickets: [open] }, null],
  ['beside a ticket that waits for data', { ...emptyState, tickets: [{ ...open, status: 'asked' }] }, null],
  ['beside a solved ticket', { ...emptyState, tickets: [{ ...open, status: 'solved' }] }, null],
  ['as the reply to a petugas', { ...emptyState, tickets: [open] }, answeredTicket],
  ['soon after a ticket ended', { ...emptyState, tickets: [{ ...open, status: 'closed', closedAt: monday }] }, null],
  ['in the middle of a report', report, null],
  ['before there is a staff group', emptyState, null],
])('an accusation is asked back before anybody sees it: %s', (where, state, answered) => {
  const desk = where.startsWith('before') ? null : { groups: ['-1'], forum: true }
  const { state: next, effects } = decided(state, says(sari, `${accusation} ${token}`), { answered, desk })
  expect(sendsIn(effects).filter(goesToGroup)).toEqual([])
  expect(sendsIn(effects).map(wordsIn)).toEqual([expect.stringMatching(/pengaduan tentang petugas atau pungutan/)])
  expect(next.form?.position.flow).toBe('pengaduan')
})

test('beside an open complaint and the ticket named last, an accusation is asked about and the rest goes to the ticket', () => {
  const state = { ...complaining, tickets: [open], focus: { number: open.number, at: monday } }
  const asked = decided(state, says(sari, accusation))
  expect(sendsIn(asked.effects).filter(goesToGroup)).toEqual([])
  expect(sendsIn(asked.effects).map(wordsIn)).toEqual([expect.stringMatching(/untuk yang mana\?/)])
  const rest = decided(state, says(sari, 'masih muncul pesan galat 500'))
  expect(sendsIn(rest.effects).filter(goesToGroup).map(wordsIn)).toEqual([expect.stringMatching(/pesan galat 500/)])
})

test('who replies to the Kepala after Selesai is asked whether it is a complaint, and the group sees nothing', () => {
  const state = {
    ...emptyState,
    tickets: [open],
    complaints: [{ ...complaint, status: 'closed' as const, closedAt: monday }],
  }
  const answered = { ticket: number, purpose: 'reply' } as Send
  const { effects } = decided(state, says(sari, 'dia masih begitu'), { answered })
  expect(sendsIn(effects).filter(goesToGroup)).toEqual([])
  expect(sendsIn(effects).map(wordsIn)).toEqual([expect.stringMatching(/pengaduan tentang petugas/)])
})

test('a petugas may not answer or close a complaint, whatever they reply to or tap in private', () => {
  const petugas = actor(member(budi, 'Budi'))
  const about = { ticket: number, purpose: 'mirror' } as Send
  const reply = decided(complaining, says(budi, 'halo', { replyTo: '5' }), { actor: petugas, answered: about })
  expect(sendsIn(reply.effects).map(one => [one.to, wordsIn(one)])).toEqual([
    [{ chat: budi }, 'Hanya Kepala LPSE yang dapat melakukan ini.'],
  ])
  for (const verb of ['balas', 'tutup']) {
    const tap = taps(budi, `${verb} ${number}`, '5', { chat: budi, where: 'private' })
    const { state, effects } = decided(complaining, tap, { actor: petugas, answered: about })
    expect(state).toEqual(complaining)
    expect(sendsIn(effects).map(wordsIn)).toEqual(['Hanya Kepala LPSE yang dapat melakukan ini.'])
    expect(effects).toContainEqual(expect.objectContaining({ what: 'refused', who: budi }))
  }
})

test('in a report that was begun beside an open complaint an accusation is asked about and joins no report', () => {
  const begun = decided({ ...complaining, reporting: true }, says(sari, 'tidak bisa unggah penawaran')).state
  expect(begun.form?.position.flow).toBe('laporan')
  const { state, effects } = decided(begun, says(sari, accusation))
  expect(sendsIn(effects).map(wordsIn)).toEqual([expect.stringMatching(/untuk yang mana\?/)])
  expect(state.form?.words.map(one => one.text)).toEqual(['tidak bisa unggah penawaran'])
})
