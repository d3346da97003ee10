import { describe, expect, test } from 'vitest'
import type { ConversationState, Staff } from '../../../src/app/ports.ts'
import type { Ticket } from '../../../src/domain/ticket.ts'
import { budi, dewi, joko, monday, taps, ticket, wati } from '../../contracts/samples.ts'
import { actor, decided, emptyState, goesToGroup, grant, mark, member, sendsIn, wordsIn } from './deciding.ts'

const number = 'TBB-2026-000001'
const other = ticket('TBB-2026-000002')
const held = { holder: { id: budi, name: 'Budi' } }

const live: Readonly<Record<string, Partial<Ticket>>> = {
  open: {},
  claimed: { status: 'claimed', ...held },
  asked: { status: 'asked', ...held },
  'asked free': { status: 'asked' },
  'third party': { status: 'third party', ...held },
  solved: { status: 'solved', ...held },
}
const ended: Readonly<Record<string, Partial<Ticket>>> = {
  closed: { status: 'closed', ...held, closedAt: monday },
  redirected: { status: 'redirected', ...held, closedAt: monday },
  merged: { status: 'merged', ...held, closedAt: monday, linked: other.number },
  cancelled: { status: 'cancelled', closedAt: monday },
}

const people: Readonly<Record<string, Staff>> = {
  holder: member(budi, 'Budi'),
  colleague: member(wati, 'Wati'),
  koordinator: member(dewi, 'Dewi', { roles: [grant('koordinator help desk')] }),
}

/** What a tap leads to, in one word; what is said instead stands in `replies`. */
function press(button: string, fields: Partial<Ticket>, who: Staff, extra: Partial<Ticket> = {}) {
  const [verb, ...rest] = button.split(' ')
  const before: ConversationState = {
    ...emptyState,
    name: 'Sari',
    greeted: true,
    tickets: [ticket(number, { ...fields, ...extra }), other],
  }
  const tap = taps(who.id, [verb, number, ...rest].join(' '), '5')
  const { state, effects } = decided(before, tap, { actor: actor(who), topicTicket: number })
  const sends = sendsIn(effects)
  const [was, now] = [before, state].map(one => one.tickets.find(found => found.number === number)!)
  const toasts = sends.filter(one => one.content.kind === 'answer tap').map(wordsIn)
  const reply = replies.find(([, words]) => words.test(toasts[0] ?? ''))?.[0]
  const by = now!.holder ? ` ${now!.holder.name}` : ''
  const outcome =
    was!.status !== now!.status || was!.holder !== now!.holder
      ? `→ ${now!.status}${by}`
      : state.asks[0]
        ? `? ${state.asks[0].about}`
        : was !== now
          ? 'changes'
          : sends.some(one => one.purpose === 'card state')
            ? 'page'
            : (reply ?? toasts.join())
  return { outcome, toasts, state, before, sends, effects }
}

const replies = [
  ['yours', /^Tiket ini sekarang Anda tangani\.$/],
  ['taken', /^Tiket ini sudah ditangani Budi\.$/],
  ['Budi only', /^Hanya Budi yang menangani tiket ini dapat melakukannya\.$/],
  ['nobody’s', /^Tiket ini belum ditangani siapa pun\.$/],
  ['lead only', /^Hanya Koordinator Help Desk, Kepala LPSE, atau pembuat grup .* yang dapat melakukan ini\.$/],
  ['gone', /^Tombol ini sudah tidak berlaku\.$/],
  ['ended', /^Tiket ini sudah ditutup\.$/],
  ['sent', /^Dikirim ke chat pribadi Anda\.$/],
] as const

/** Pasal 15(1)–(2), 4(3) as the table of rights and the table of states have them, written by hand. */
const expected: Readonly<Record<string, string>> = {
  holder: `
    button             | open             | claimed           | asked             | asked free        | third party       | solved
    ambil              | → claimed Budi   | yours             | yours             | → asked Budi      | yours             | yours
    lepas              | nobody’s         | → open            | → asked           | nobody’s          | → third party     | gone
    selesai            | ? solution       | ? solution        | ? solution        | ? solution        | ? solution        | gone
    tanpaakar          | lead only        | lead only         | lead only         | lead only         | lead only         | lead only
    data               | ? data           | ? data            | ? data            | ? data            | ? data            | gone
    tunggu             | ? third party    | ? third party     | ? third party     | ? third party     | gone              | gone
    lanjut             | gone             | gone              | → claimed Budi    | → open            | → claimed Budi    | gone
    halaman more       | page             | page              | page              | page              | page              | page
    jenis gangguan     | changes          | changes           | changes           | changes           | changes           | changes
    prioritas P1       | ? priority       | ? priority        | ? priority        | ? priority        | ? priority        | ? priority
    prioritas otomatis | changes          | changes           | changes           | changes           | changes           | changes
    bukan 0            | page             | page              | page              | page              | page              | gone
    bukan 0 ya         | → redirected Budi| → redirected Budi | → redirected Budi | → redirected Budi | → redirected Budi | gone
    gabung             | ? merge          | ? merge           | ? merge           | ? merge           | ? merge           | gone
    pisah              | gone             | gone              | gone              | gone              | gone              | gone
    tunda              | gone             | gone              | gone              | gone              | gone              | gone
    lihat              | nobody’s         | sent              | sent              | nobody’s          | sent              | sent`,
  colleague: `
    button             | open             | claimed           | asked             | asked free        | third party       | solved
    ambil              | → claimed Wati   | taken             | taken             | → asked Wati      | taken             | taken
    lepas              | nobody’s         | Budi only         | Budi only         | nobody’s          | Budi only         | Budi only
    selesai            | ? solution       | Budi only         | Budi only         | ? solution        | Budi only         | Budi only
    tanpaakar          | lead only        | lead only         | lead only         | lead only         | lead only         | lead only
    data               | ? data           | Budi only         | Budi only         | ? data            | Budi only         | Budi only
    tunggu             | ? third party    | Budi only         | Budi only         | ? third party     | Budi only         | Budi only
    lanjut             | gone             | Budi only         | Budi only         | → open            | Budi only         | Budi only
    halaman more       | page             | page              | page              | page              | page              | page
    jenis gangguan     | changes          | Budi only         | Budi only         | changes           | Budi only         | Budi only
    prioritas P1       | ? priority       | Budi only         | Budi only         | ? priority        | Budi only         | Budi only
    prioritas otomatis | changes          | Budi only         | Budi only         | changes           | Budi only         | Budi only
    bukan 0            | page             | Budi only         | Budi only         | page              | Budi only         | Budi only
    bukan 0 ya         | → redirected Wati| Budi only         | Budi only         | → redirected Wati | Budi only         | Budi only
    gabung             | ? merge          | Budi only         | Budi only         | ? merge           | Budi only         | Budi only
    pisah              | gone             | Budi only         | Budi only         | gone              | Budi only         | Budi only
    tunda              | gone             | gone              | gone              | gone              | gone              | gone
    lihat              | nobody’s         | Budi only         | Budi only         | nobody’s          | Budi only         | Budi only`,
  koordinator: `
    button             | open             | claimed           | asked             | asked free        | third party       | solved
    ambil              | → claimed Dewi   | taken             | taken             | → asked Dewi      | taken             | taken
    lepas              | nobody’s         | → open            | → asked           | nobody’s          | → third party     | gone
    selesai            | ? solution       | Budi only         | Budi only         | ? solution        | Budi only         | Budi only
    tanpaakar          | gone             | gone              | gone              | gone              | gone              | gone
    data               | ? data           | ? data            | ? data            | ? data            | ? data            | gone
    tunggu             | ? third party    | ? third party     | ? third party     | ? third party     | gone              | gone
    lanjut             | gone             | gone              | → claimed Budi    | → open            | → claimed Budi    | gone
    halaman more       | page             | page              | page              | page              | page              | page
    jenis gangguan     | changes          | changes           | changes           | changes           | changes           | changes
    prioritas P1       | ? priority       | ? priority        | ? priority        | ? priority        | ? priority        | ? priority
    prioritas otomatis | changes          | changes           | changes           | changes           | changes           | changes
    bukan 0            | page             | page              | page              | page              | page              | gone
    bukan 0 ya         | → redirected Dewi| → redirected Budi | → redirected Budi | → redirected Dewi | → redirected Budi | gone
    gabung             | ? merge          | ? merge           | ? merge           | ? merge           | ? merge           | gone
    pisah              | gone             | gone              | gone              | gone              | gone              | gone
    tunda              | gone             | gone              | gone              | gone              | gone              | gone
    lihat              | nobody’s         | Budi only         | Budi only         | nobody’s          | Budi only         | Budi only`,
}

const rowsOf = (table: string): string[][] =>
  table
    .trim()
    .split('\n')
    .map(row => row.split('|').map(cell => cell.trim()))

const buttons = rowsOf(expected['holder']!)
  .slice(1)
  .map(([button]) => button!)

describe.each(Object.entries(people))('on a ticket that is going on, a tap of the %s', (role, who) => {
  const [head, ...rows] = rowsOf(expected[role]!)
  test.each(rows.map(([button, ...cells]) => [button!, cells] as const))(
    'on %s leads where the table says',
    (button, cells) => {
      const states = head!.slice(1)
      expect(Object.keys(live)).toEqual(states)
      expect(states.map(state => press(button, live[state]!, who).outcome)).toEqual(cells)
    },
  )
})

describe.each(Object.entries(ended))('on a ticket that is %s', (state, fields) => {
  test.each(Object.entries(people))(
    'every button but those of ended tickets answers the %s in words and changes nothing',
    (role, who) => {
      const exceptions: Record<string, string> = {
        pisah:
          state === 'merged' && role !== 'colleague'
            ? '→ claimed Budi'
            : role === 'colleague' && fields.holder
              ? 'Budi only'
              : 'gone',
        lihat: !fields.holder ? 'nobody’s' : role === 'holder' ? 'sent' : 'Budi only',
        'halaman more': 'gone',
      }
      expect(buttons.map(button => [button, press(button, fields, who).outcome])).toEqual(
        buttons.map(button => [button, exceptions[button] ?? 'ended']),
      )
    },
  )
})

const everyState = Object.entries({ ...live, ...ended })
const everyButton = [
  ...buttons,
  'kategori Verifikasi',
  'dampak besar',
  'berkas',
  'hapus x',
  'kirim',
  'ubah',
  'batal',
  'catatan',
  'ulang',
  'halaman x',
  'jenis x',
  'prioritas x',
  'bukan 99',
]

describe.each(everyState)('on a ticket that is %s', (_, fields) => {
  test.each([
    ['a stranger', member(joko, 'Joko', { member: false }), 'Hanya anggota Help Desk yang dapat melakukan ini.'],
    [
      'somebody marked as PPK, though they hold the ticket,',
      member(budi, 'Budi', { marks: [mark], roles: [grant('kepala')] }),
      'Anda tercatat sebagai PPK. Pegawai LPSE dilarang merangkapnya (Pasal 18(2)), jadi ini tidak dijalankan. Bila keliru, hubungi koordinator.',
    ],
  ])('%s is refused every button in words, which is on record', (_name, who, words) => {
    for (const button of everyButton) {
      const { state, before, toasts, sends, effects } = press(button, fields, who)
      expect(state).toEqual(before)
      expect(toasts).toEqual([words])
      expect(sends.filter(one => one.purpose === 'reply' || one.purpose === 'status')).toEqual([])
      expect(effects).toContainEqual(expect.objectContaining({ kind: 'event', what: 'refused', who: who.id }))
    }
  })

  test.each(Object.entries(people))('every tap of the %s is answered once, made-up ones too', (_name, who) => {
    for (const button of everyButton) expect(press(button, fields, who).toasts, button).toHaveLength(1)
  })
})

test('the person is told what changes for them, and nothing of the rest', () => {
  const told = (button: string, fields: Partial<Ticket>): string[] =>
    press(button, fields, people['holder']!)
      .sends.filter(one => !goesToGroup(one) && one.purpose !== 'tap' && one.purpose !== 'private')
      .map(wordsIn)
  expect(told('ambil', {})).toEqual(['Tiket TBB-2026-000001 sedang ditangani Budi.'])
  expect(told('lanjut', live['third party']!)).toEqual(['Tiket TBB-2026-000001 kami lanjutkan.'])
  expect(told('bukan 0 ya', live['claimed']!)).toEqual([expect.stringMatching(/Silakan sampaikan kepada PPK\/UKPBJ/)])
  for (const silent of [
    'lepas',
    'selesai',
    'data',
    'tunggu',
    'jenis gangguan',
    'prioritas P1',
    'prioritas otomatis',
    'bukan 0',
    'gabung',
    'lihat',
  ])
    expect(told(silent, live['claimed']!), silent).toEqual([])
})

test('of a permasalahan the cause is asked first; only who leads may go without, and never twice', () => {
  const kind = { kind: 'permasalahan' } as const
  const { sends, outcome } = press('selesai', live['claimed']!, people['holder']!, kind)
  expect(outcome).toBe('? root cause')
  expect(sends.map(one => ('buttons' in one.content ? one.content.buttons : [])).flat(2)).toEqual([
    { text: 'Tanpa akar masalah', data: `tanpaakar ${number}` },
  ])
  expect(press('tanpaakar', live['claimed']!, people['koordinator']!, kind).outcome).toBe('? waiver')
  const known = { ...kind, rootCause: 'server penuh' }
  expect(press('selesai', live['claimed']!, people['holder']!, known).outcome).toBe('? solution')
  expect(press('tanpaakar', live['claimed']!, people['koordinator']!, known).outcome).toBe('gone')
})
