import { describe, expect, test } from 'vitest'
import type { Context } from '../../../src/app/conversation/context.ts'
import { monday, says } from '../../contracts/samples.ts'
import { decided, emptyState, sendsIn } from './deciding.ts'
import { goesOn, newTalk, read, talks, writes, type Talk } from './listed.ts'

/** How many messages the bot wrote until the first that bears the ticket's number, that one included. */
function messagesToTicket(talk: Talk): number {
  const at = read(talk).findIndex(words => /TBB-2026-\d{6}/.test(words))
  return at < 0 ? Infinity : at + 1
}

const known = {
  ...newTalk,
  state: { ...emptyState, greeted: true, privacy: 9, identity: { name: 'Rini', organisation: null, role: 'penyedia' } },
} as const

describe('without buttons a ticket is opened within four messages of the bot', () => {
  test.each<[string, readonly string[]]>([
    ['by numbers alone', ['tidak bisa login', '1', '1', '1']],
    ['when nothing is guessed', ['bingung sekali dengan aplikasi ini', '1', '1', '1']],
    [
      'with everything written out',
      ['gagal unggah', 'Sari, CV Maju Jaya, penyedia', 'ya', '10045123, besok jam 14.00'],
    ],
    ['after a greeting', ['halo', 'tidak bisa login', '1', '1', '1']],
    ['after the menu', ['menu', '1', 'tidak bisa login', '1', '1']],
    ['after a greeting and the menu', ['selamat pagi', 'menu', '1', 'tidak bisa login', '1']],
    ['when nothing was understood at first', ['???', '...', 'halo', 'tidak bisa login', '1']],
    ['urgently', ['mendesak', 'tidak bisa unggah', 'lusa jam 10', '1', '1', '1']],
    ['when an answer is taken back', ['tidak bisa login', '1', 'kembali', '1', '1']],
    ['when it turned out to be no complaint', ['petugasnya minta uang', '2', '1', '1', '1']],
  ])('%s', (_, texts) => {
    const talk = talks(newTalk, ...texts)
    expect(messagesToTicket(talk), read(talk).join('\n---\n')).toBeLessThanOrEqual(4)
    expect(talk.state.tickets).toHaveLength(1)
  })

  test('when words answer nothing and the question is repeated', () => {
    const asked = talks(newTalk, 'tidak bisa login', 'sudah dicoba di laptop lain')
    const alarm = { kind: 'alarm' as const, id: 'a1', account: '', chat: '', sentAt: monday }
    const talk = talks(goesOn(asked, alarm), '1', '1', '1')
    expect(messagesToTicket(talk)).toBe(4)
  })

  test('outside of office hours', () => {
    const night: Partial<Context> = { now: new Date('2026-03-01T14:00:00Z') }
    const talk = ['tidak bisa login', '1', '1', '1'].reduce(
      (so, text) => goesOn(so, writes(text, { sentAt: night.now! }), night),
      newTalk,
    )
    expect(messagesToTicket(talk)).toBe(4)
  })

  test('greeting and notice on privacy stand above the first question, and the last message sums up', () => {
    const talk = talks(newTalk, 'tidak bisa login', '1', '1', '10045123, besok jam 14.00')
    const [first, , , last] = read(talk)
    expect(first).toMatch(/^Selamat pagi[^]*PRIVASI[^]*Siapa yang melapor\?[^]*\n1\. Penyedia\n/)
    expect(last).toMatch(
      /nomor|tiket TBB-2026-\d{6} sudah lengkap:\n• Rini, penyedia\n• Login & sandi\n• paket 10045123/,
    )
    expect(talk.state.form).toBeNull()
    expect(talk.state.tickets[0]).toMatchObject({ complete: true, packageCode: '10045123', category: 'Login & sandi' })
  })

  test('what was still to be asked goes on below the number, and fills the ticket', () => {
    const talk = talks(newTalk, 'halo', 'tidak bisa login', '1', '1')
    expect(read(talk).at(-1)).toMatch(
      /^Laporan Anda sudah tercatat dengan nomor tiket TBB-2026-\d{6} [^]*\n\nBerapa kode paketnya[^]*\n1\. Lewati$/,
    )
    expect(talk.state.tickets[0]).toMatchObject({ complete: false, category: 'Login & sandi' })
    const filled = talks(talk, '10045123, besok jam 14.00')
    expect(read(filled).at(-1)).toMatch(/keterangan untuk tiket TBB-2026-\d{6} sudah lengkap/)
    expect(filled.state.tickets[0]).toMatchObject({ complete: true, packageCode: '10045123' })
    expect(filled.state.tickets).toHaveLength(1)
  })

  test('who is known sums up and says yes, and may still withdraw at that moment', () => {
    const asked = talks(known, 'tidak bisa login', '1', '1')
    expect(read(asked).at(-1)).toMatch(/Sudah benar\?\n1\. Ya, laporkan\n2\. Ubah\n3\. Batal$/)
    expect(messagesToTicket(talks(asked, '1'))).toBe(4)
    const cancelled = talks(asked, '3')
    expect(cancelled.state.tickets).toEqual([])
    expect(read(cancelled).at(-1)).toMatch(/tidak diteruskan/)
    const again = talks(cancelled, 'gagal unggah penawaran', '1')
    expect(again.state.tickets).toEqual([])
  })

  test('batal makes none, at that very moment either', () => {
    const talk = talks(newTalk, 'tidak bisa login', '1', '1', 'batal')
    expect(talk.bot).toHaveLength(4)
    expect(talk.state.tickets).toEqual([])
    expect(read(talk).at(-1)).toMatch(/tidak diteruskan/)
  })

  test('a complaint never becomes a ticket by that', () => {
    const talk = talks(newTalk, 'halo', 'menu', 'privasi', 'pengaduan', '1', 'kemarin saya diminta uang')
    expect(talk.state.tickets).toEqual([])
    expect(talk.state.complaints).toHaveLength(1)
  })
})

test('where there are buttons every question comes before the ticket, as ever', () => {
  let state = emptyState
  const shown: number[] = []
  for (const text of ['halo', 'tidak bisa login', '1', '1', 'lewati']) {
    const decision = decided(state, says('101', text))
    state = decision.state
    shown.push(sendsIn(decision.effects).length)
  }
  expect(shown).toEqual([1, 1, 1, 1, 1])
  expect(state.tickets).toEqual([])
  expect(state.form?.position.asked).toBe('setuju')
})
