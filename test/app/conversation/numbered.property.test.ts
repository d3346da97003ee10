import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Context } from '../../../src/app/conversation/context.ts'
import { answersList } from '../../../src/app/conversation/numbered.ts'
import type { Incoming } from '../../../src/app/message.ts'
import type { ConversationState } from '../../../src/app/ports.ts'
import { after, budi, dewi, photo, saysInGroup, taps } from '../../contracts/samples.ts'
import { actor, emptyState, grant, member, wordsIn } from './deciding.ts'
import { decidedOnPhone, listCapabilities, optionsIn, phone, rini, seenBy, sent, writes } from './listed.ts'

const anggota = actor(member(budi, 'Budi', { roles: [grant('koordinator help desk')] }))
const kepala = member(dewi, 'Dewi', { member: false, roles: [grant('kepala', { outside: true })] })

const said = [
  'tidak bisa login',
  'tidak bisa upload penawaran, sejam lagi tutup!!',
  'gagal unggah paket 10045123, tutup besok jam 14.00',
  'petugasnya minta uang 500rb',
  'UDAH BERAPA KALI SAYA LAPOR, KECEWA BERAT',
  'mendesak',
  'petugas',
  'pengaduan',
  'batal',
  'kembali',
  'menu',
  'status',
  'privasi',
  'terima kasih',
  'sudah beres',
  'belum',
  'halo',
  '???',
  'lewati',
  'ubah',
  'ya',
  '0',
  '/start',
  '/lapor',
  'Rini, CV Maju Jaya, penyedia',
  ...Array.from({ length: 9 }, (_, at) => String(at + 1)),
]

type Step =
  | { readonly does: 'writes' | 'sends a photo' | 'replies to the last list'; readonly text: string }
  | { readonly does: 'presses'; readonly verb: string }
  | { readonly does: 'answers'; readonly text: string }
  | { readonly does: 'waits'; readonly minutes: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ does: fc.constant('writes' as const), text: fc.constantFrom(...said) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('sends a photo' as const), text: fc.constantFrom('', '1') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('replies to the last list' as const),
      text: fc.constantFrom('1', '2', '3', '9', 'ini'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('presses' as const),
      verb: fc.constantFrom('ambil', 'selesai', 'data', 'bukan', 'lepas'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('answers' as const), text: fc.constant('/balas coba lagi') }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('waits' as const), minutes: fc.constantFrom(1, 11, 8000) }) },
)

/** What happens next, in a conversation that stands so. */
function incoming(one: Step, state: ConversationState, now: Date): { message: Incoming; fields: Partial<Context> } {
  const number = state.tickets.at(-1)?.number ?? 'TBB-2026-000001'
  switch (one.does) {
    case 'writes':
      return { message: writes(one.text, { sentAt: now }), fields: {} }
    case 'sends a photo':
      return {
        message: writes(one.text, { sentAt: now, attachments: [{ ...photo('f'), stored: 's' }] }),
        fields: {},
      }
    case 'replies to the last list':
      return { message: writes(one.text, { sentAt: now, replyTo: 'l' }), fields: {} }
    case 'presses': {
      const rest = one.verb === 'bukan' ? ' 0 ya' : ''
      return {
        message: taps(budi, `${one.verb} ${number}${rest}`, '5'),
        fields: { actor: anggota, topicTicket: number },
      }
    }
    case 'answers':
      return {
        message: saysInGroup(budi, one.text, { thread: '7' }),
        fields: { actor: anggota, topicTicket: number },
      }
    case 'waits':
      return { message: { kind: 'alarm', id: `a${now.getTime()}`, account: '', chat: '', sentAt: now }, fields: {} }
  }
}

test('no option is ever out of reach: each is chosen by its number, of earlier lists in a reply', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 3, maxLength: 25 }), steps => {
      let state: ConversationState = emptyState
      let [minutes, lists] = [0, 0]
      for (const one of steps) {
        minutes += one.does === 'waits' ? one.minutes : 1
        const now = after(minutes)
        const { message, fields } = incoming(one, state, now)
        const decision = decidedOnPhone(state, message, { now, roster: [kepala], ...fields })
        state = decision.state
        const seen = seenBy(rini, decision)
        for (const send of seen) expect(wordsIn(send)).not.toMatch(/tombol|ketuk|tekan/i)
        const offers = seen.filter(send => optionsIn(send).length && send.content.kind === 'text')
        lists += offers.length
        for (const list of offers)
          for (const [at, option] of optionsIn(list).entries()) {
            expect(option.text).not.toMatch(/^\d{1,2}(?!\d)/)
            const context = { now, account: phone, chat: rini, capabilities: listCapabilities, answered: null }
            const number = writes(String(at + 1), { sentAt: now })
            const reply = { ...number, replyTo: 'l' }
            const tap = { kind: 'tap', tap: expect.objectContaining({ data: option.data }) }
            expect(answersList(state, reply, { ...context, answered: sent(list) } as unknown as Context)).toEqual(tap)
            if (list === offers.at(-1) && !state.offered?.overtaken)
              expect(answersList(state, number, context as unknown as Context)).toEqual(tap)
          }
      }
      fc.pre(lists > 0)
    }),
    { numRuns: 300 },
  )
})
