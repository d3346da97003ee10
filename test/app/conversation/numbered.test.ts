import { describe, expect, test } from 'vitest'
import type { ConversationState } from '../../../src/app/ports.ts'
import { after, budi, monday, says, saysInGroup, ticket } from '../../contracts/samples.ts'
import { actor, decided, emptyState, member, sendsIn, wordsIn } from './deciding.ts'
import { decidedOnPhone, goesOn, newTalk, optionsIn, phone, read, rini, seenBy, sent, talks, writes } from './listed.ts'

const number = 'TBB-2026-000001'
const open: ConversationState = { ...emptyState, name: 'Rini', greeted: true, privacy: 9, tickets: [ticket(number)] }
const solved: ConversationState = {
  ...open,
  tickets: [ticket(number, { status: 'solved', holder: { id: budi, name: 'Budi' }, solution: 'x' })],
}
const known = {
  ...newTalk,
  state: { ...emptyState, greeted: true, privacy: 9, identity: { name: 'Rini', organisation: null, role: 'penyedia' } },
} as const
const menu = talks({ ...newTalk, state: { ...emptyState, greeted: true, privacy: 9 } }, 'menu')

describe('a list is answered', () => {
  test.each([
    '2',
    '2.',
    'no 2',
    'No. 2',
    'nomor 2',
    'pilih 2',
    'pilihan 2 pak',
    '2 ya',
    'dua',
    'yang kedua',
    '2️⃣',
    '(2)',
    'status tiket',
    'Status Tiket',
    '2 status tiket',
  ])('by %s: the second thing of the menu', said => {
    expect(read(talks(menu, said)).at(-1)).toMatch(/belum punya tiket/)
  })

  test.each([
    ['1', /Silakan ceritakan kendalanya/],
    ['3', /Ini pengaduan tentang petugas atau pungutan/],
    ['4', /Privasi di layanan ini/],
    ['5', /petugas sudah diberi tahu/],
    ['0', /petugas sudah diberi tahu/],
  ])('by %s, which is what stands there', (said, shown) => {
    expect(read(talks(menu, said)).at(-1)).toMatch(shown)
  })

  test('by a number that it does not have: that is said, and the list stands', () => {
    const astray = talks(menu, '8')
    expect(read(astray).at(-1)).toMatch(/Pilihan itu tidak ada/)
    expect(read(talks(astray, '2')).at(-1)).toMatch(/belum punya tiket/)
    expect(astray.state.form).toBeNull()
  })

  test('with a file or a command it is not', () => {
    const photo = { attachments: [{ kind: 'photo' as const, networkFile: 'f1', stored: 's1' }] }
    expect(goesOn(menu, writes('2', photo)).state.form?.words).toHaveLength(1)
    expect(read(talks(menu, '/status')).at(-1)).toMatch(/belum punya tiket/)
  })

  test('after other words between, while it is the last list', () => {
    expect(read(talks(menu, 'privasi', '2')).at(-1)).toMatch(/belum punya tiket/)
  })

  test('whether it is solved: 1 closes, 2 opens again, and the words do the same', () => {
    const listed = { ...solved, offered: offer(['Sudah', `beres ${number}`], ['Belum', `belum ${number}`]) }
    for (const [said, status] of [
      ['1', 'closed'],
      ['2', 'claimed'],
      ['sudah', 'closed'],
      ['Belum', 'claimed'],
      ['2 belum', 'claimed'],
    ] as const)
      expect(decidedOnPhone(listed, writes(said)).state.tickets[0]!.status, said).toBe(status)
  })

  test('with the score as its number', () => {
    const listed = { ...solved, offered: offer(['Sudah', `beres ${number}`], ['Belum', `belum ${number}`]) }
    const closed = goesOn({ ...newTalk, state: listed }, writes('1'))
    expect(read(closed).at(-1)).toMatch(/\n1\. Tidak baik\n2\. Kurang baik\n3\. Baik\n4\. Sangat baik$/)
    const rated = decidedOnPhone(closed.state, writes('4', { sentAt: after(9) }), { now: after(9) })
    expect(rated.effects).toContainEqual(expect.objectContaining({ kind: 'rating', ticket: number, score: 4 }))
    expect(seenBy(rini, rated).map(wordsIn)).toEqual([expect.stringMatching(/^Terima kasih atas penilaiannya/)])
  })
})

function offer(...options: readonly [text: string, data: string][]): NonNullable<ConversationState['offered']> {
  return {
    send: 's1',
    options: options.map(([text, data]) => ({ text, data })),
    at: monday,
    followed: null,
    overtaken: false,
  }
}

describe('a number is taken for nothing the person does not see', () => {
  const listed = { ...open, offered: offer(['Ya, batalkan', `batalkan ${number}`]) }

  test('since an anggota wrote after the list it is for them', () => {
    const replied = decidedOnPhone(listed, saysInGroup(budi, '/balas sudah berapa kali dicoba?', { thread: '7' }), {
      actor: actor(member(budi, 'Budi')),
      topicTicket: number,
    })
    const heard = decidedOnPhone(replied.state, writes('1', { sentAt: after(1) }), { now: after(1) })
    expect(heard.state.tickets[0]).toMatchObject({ status: 'open' })
    expect(heard.effects).toContainEqual(expect.objectContaining({ kind: 'event', what: 'wrote' }))
    expect(sendsIn(heard.effects).map(wordsIn)).toContain('👤 1')
  })

  test('since somebody answered from the phone itself, too', () => {
    const answered = decidedOnPhone(listed, {
      kind: 'answered by phone',
      id: `${phone}:${rini}/p1`,
      account: phone,
      chat: rini,
      sentAt: monday,
      messageId: 'p1',
      text: 'sudah berapa kali dicoba?',
      secretHidden: false,
      attachments: [],
    })
    expect(decidedOnPhone(answered.state, writes('1')).state.tickets[0]).toMatchObject({ status: 'open' })
  })

  test('and since the bot asked for free words it is an answer to that', () => {
    const form = talks(known, 'gagal unggah paket 10045123, tutup besok jam 14.00', '1', '2', '4')
    expect(read(form).at(-1)).toMatch(/Silakan tulis uraian/)
    expect(form.state.offered?.overtaken).toBe(true)
    expect(talks(form, '2').sends.map(wordsIn)).toContain('👤 2')
  })

  test('a number that waited while Loket was down, and is older than the list, changes nothing', () => {
    const early = decidedOnPhone(listed, writes('1', { sentAt: new Date(monday.getTime() - 120_000) }))
    expect(early.state.tickets[0]).toMatchObject({ status: 'open' })
    expect(seenBy(rini, early).map(wordsIn)).toEqual(['Pilihan ini sudah tidak berlaku.'])
    expect(early.effects[0]).toMatchObject({ kind: 'event', what: 'not understood', data: { text: '1' } })
  })

  test('a list that other messages of the bot followed long ago counts no more, and that is said', () => {
    const followed = { ...listed, offered: { ...listed.offered, followed: monday } }
    const late = decidedOnPhone(followed, writes('1', { sentAt: after(11) }), { now: after(11) })
    expect(late.state.tickets[0]).toMatchObject({ status: 'open' })
    expect(seenBy(rini, late).map(wordsIn)).toEqual(['Pilihan ini sudah tidak berlaku.'])
    const soon = decidedOnPhone(followed, writes('1', { sentAt: after(9) }), { now: after(9) })
    expect(soon.state.tickets[0]).toMatchObject({ status: 'cancelled' })
  })

  test('in the middle of a form its question is put again instead', () => {
    const form = talks(newTalk, 'tidak bisa login', 'menu', 'privasi')
    const late = goesOn({ ...form, minutes: 30 }, writes('2'))
    expect(read(late).at(-1)).toMatch(/\n\nSiapa yang melapor\?[^]*\n1\. Penyedia\n/)
    expect(late.state.form?.position.answers).toEqual({})
    expect(talks(late, '2').state.form?.position.answers).toEqual({ pelapor: expect.anything() })
  })

  test('what the list offered is gone: an old choice changes nothing and gets a word', () => {
    const gone = { ...open, tickets: [ticket(number, { status: 'closed', closedAt: monday })], offered: listed.offered }
    const decision = decidedOnPhone(gone, writes('1'))
    expect(decision.state.tickets).toEqual(gone.tickets)
    expect(seenBy(rini, decision).map(wordsIn)).toEqual(['Pilihan ini sudah tidak berlaku.'])
  })

  test('a number written again over an earlier one chooses nothing', () => {
    const edit = writes('2', { kind: 'edit', messageId: '9', id: `${phone}:${rini}/9~1` })
    const decision = decidedOnPhone(menu.state, edit)
    expect(decision.state.form).toBeNull()
    expect(seenBy(rini, decision).map(wordsIn)).toEqual(['Pilihan ini sudah tidak berlaku.'])
  })
})

describe('a reply to a list', () => {
  const first = seenBy(rini, decidedOnPhone(emptyState, writes('menu')))[0]!
  const form = talks(newTalk, 'tidak bisa login')

  test('chooses from that list, whatever was offered since', () => {
    const reply = writes('2', { replyTo: '1', replyToFrom: 'utama' })
    const chosen = goesOn(form, reply, { answered: sent(first) })
    expect(read(chosen).at(-1)).toMatch(/belum punya tiket/)
    expect(chosen.state.form?.position.asked).toBe('pelapor')
  })

  test('to something without a list is words', () => {
    const reply = writes('2', { replyTo: '1', replyToFrom: 'utama' })
    const plain = { ...sent(first), content: { kind: 'text' as const, text: ['halo'] } }
    expect(goesOn(menu, reply, { answered: plain }).state.form?.words).toHaveLength(1)
  })
})

test('where there are buttons, numbers choose from no list', () => {
  const { state } = decided({ ...emptyState, greeted: true }, says('101', 'menu'))
  expect(state.offered).toBeNull()
  expect(optionsIn(sendsIn(decided(state, says('101', 'tidak bisa login')).effects)[0]!)[0]!.text).toBe('1 · Penyedia')
})
