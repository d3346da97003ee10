import { describe, expect, test } from 'vitest'
import { allRoles, roles } from '../../src/domain/access.ts'
import { isHat, readMarkOrder, readRoleOrder } from '../../src/domain/appointment.ts'

const zone = 'Asia/Jakarta'
/** Monday 2 March 2026, 08.00 WIB. */
const now = new Date('2026-03-02T01:00:00Z')
const day = (text: string): Date => new Date(`${text}T00:00:00+07:00`)

const given = (fields: object): object => ({ kind: 'give', sk: '900/123/2026', from: null, until: null, ...fields })
const endOfYear = day('2027-01-01')

describe('/peran', () => {
  test.each<[string, object]>([
    ['', { kind: 'list' }],
    ['   ', { kind: 'list' }],
    ['kepala 900/123/2026', given({ role: 'kepala', person: '' })],
    ['kepala 900/123/2026 sampai 31-12-2026', given({ role: 'kepala', until: endOfYear, person: '' })],
    ['kepala 900/123/2026 sampai 31-12-2026 @wati', given({ role: 'kepala', until: endOfYear, person: '@wati' })],
    ['kepala @wati 900/123/2026 sampai 31 Desember 2026', given({ role: 'kepala', until: endOfYear, person: '@wati' })],
    ['KEPALA  LPSE\n900/123/2026\ns.d. 31/12/2026 Wati', given({ role: 'kepala', until: endOfYear, person: 'Wati' })],
    ['kepala SK nomor 900/123/2026 s/d 31.12.2026', given({ role: 'kepala', until: endOfYear, person: '' })],
    [
      'kepala No. 900/123/2026 hingga tanggal 31 des 2026 Bu Wati',
      given({ role: 'kepala', until: endOfYear, person: 'Bu Wati' }),
    ],
    [
      'kepala 900/123/2026 mulai 1 Januari 2027 sampai 31 Desember 2027 @ani',
      given({ role: 'kepala', from: day('2027-01-01'), until: day('2028-01-01'), person: '@ani' }),
    ],
    ['kepala 900/123/2026 sampai hari ini', { kind: 'mistake', what: 'day' }],
    ['kepala 900/123/2026 sampai 2-3-2026', given({ role: 'kepala', until: day('2026-03-03'), person: '' })],
    ['koordinator 900/123/2026 Wati', given({ role: 'koordinator help desk', person: 'Wati' })],
    ['koordinator helpdesk 900/123/2026', given({ role: 'koordinator help desk', person: '' })],
    [
      'koordinator keamanan informasi 900/123/2026 Budi Santoso',
      given({ role: 'koordinator keamanan informasi', person: 'Budi Santoso' }),
    ],
    ['koordinator pendukung layanan 900/123/2026', given({ role: 'pengelola pendukung layanan', person: '' })],
    [
      'Pengelola Hubungan dengan Pengguna Layanan 900/123/2026 @dewi_lpse2',
      given({ role: 'pengelola hubungan pengguna', person: '@dewi_lpse2' }),
    ],
    ['pengelola resiko 900/123/2026', given({ role: 'pengelola risiko', person: '' })],
    ['admin', given({ role: 'admin', sk: '', person: '' })],
    ['admin @wati', given({ role: 'admin', sk: '', person: '@wati' })],
    ['verifikator 900/123/2026 Wati', given({ role: 'verifikator', person: 'Wati' })],
    ['cabut kepala @wati', { kind: 'withdraw', role: 'kepala', person: '@wati' }],
    ['cabut kepala', { kind: 'withdraw', role: 'kepala', person: '' }],
    [
      'Hapus koordinator help desk Budi Santoso',
      { kind: 'withdraw', role: 'koordinator help desk', person: 'Budi Santoso' },
    ],
    ['kordinator help desk 900/1/2026 @x', { kind: 'mistake', what: 'unknown', words: 'kordinator help desk' }],
    ['cabut bendahara', { kind: 'mistake', what: 'unknown', words: 'bendahara' }],
    ['cabut', { kind: 'mistake', what: 'unknown', words: '' }],
    ['@wati kepala', { kind: 'mistake', what: 'unknown', words: '@wati kepala' }],
    ['kepalabagian 900/1/2026', { kind: 'mistake', what: 'unknown', words: 'kepalabagian' }],
    ['kepala', { kind: 'mistake', what: 'no decree' }],
    ['kepala sampai 31-12-2026 Wati', { kind: 'mistake', what: 'no decree' }],
    ['kepala 900/1/2026 sampai 31-02-2026', { kind: 'mistake', what: 'day' }],
    ['kepala 900/1/2026 sampai 31-12-26', { kind: 'mistake', what: 'day' }],
    ['kepala 900/1/2026 sampai akhir tahun', { kind: 'mistake', what: 'day' }],
    ['kepala 900/1/2026 sampai', { kind: 'mistake', what: 'day' }],
    ['kepala 900/123/2026 sejak 1-1-2026 Wati', given({ role: 'kepala', from: day('2026-01-01'), person: 'Wati' })],
    ['kepala 900/1/2026 sampai 1-3-2026', { kind: 'mistake', what: 'past' }],
    ['kepala 900/1/2026 mulai 1-1-2027 sampai 31-12-2026', { kind: 'mistake', what: 'past' }],
    ['kepala 900/1/2025 mulai 1-1-2025 sampai 31-12-2025', { kind: 'mistake', what: 'past' }],
  ])('%j', (words, order) => {
    expect(readRoleOrder(words, now, zone)).toEqual(order)
  })

  test.each(allRoles)('knows %s by its name and by its title', role => {
    for (const name of [role, roles[role].title])
      expect(readRoleOrder(`${name} 900/1/2026 @wati`, now, zone)).toMatchObject({ role, person: '@wati' })
  })

  test('a day ends where the LPSE is', () => {
    const order = readRoleOrder('kepala 900/1/2026 sampai 2-3-2026', new Date('2026-03-02T16:59:59Z'), zone)
    expect(order).toMatchObject({ kind: 'give', until: new Date('2026-03-02T17:00:00Z') })
    expect(readRoleOrder('kepala 900/1/2026 sampai 2-3-2026', new Date('2026-03-02T17:00:00Z'), zone)).toMatchObject({
      what: 'past',
    })
  })

  test('only hats need no decree', () => {
    expect(allRoles.filter(isHat)).toEqual(['verifikator', 'admin'])
  })
})

describe('/tandai', () => {
  const marked = (fields: object): object => ({ kind: 'mark', sk: '821/45/2026', until: null, ...fields })

  test.each<[string, object]>([
    ['', { kind: 'list' }],
    ['PPK 821/45/2026 sampai 31-12-2026 @joko', marked({ as: 'PPK', until: endOfYear, person: '@joko' })],
    ['ppk 821/45/2026', marked({ as: 'PPK', person: '' })],
    ['Pokja 821/45/2026 Joko Susilo', marked({ as: 'UKPBJ/Pokja', person: 'Joko Susilo' })],
    ['ukpbj/pokja 821/45/2026', marked({ as: 'UKPBJ/Pokja', person: '' })],
    ['Pejabat Pengadaan 821/45/2026 @joko', marked({ as: 'Pejabat Pengadaan', person: '@joko' })],
    ['PP 821/45/2026 @joko', marked({ as: 'Pejabat Pengadaan', person: '@joko' })],
    ['hapus @joko', { kind: 'remove', as: null, person: '@joko' }],
    ['hapus', { kind: 'remove', as: null, person: '' }],
    ['hapus PPK @joko', { kind: 'remove', as: 'PPK', person: '@joko' }],
    ['hapus Pokja', { kind: 'remove', as: 'UKPBJ/Pokja', person: '' }],
    ['PPK @joko', { kind: 'mistake', what: 'no decree' }],
    ['PPK 821/45/2026 sampai kapan-kapan', { kind: 'mistake', what: 'day' }],
    ['PPK 821/45/2026 mulai 1-4-2026 @joko', { kind: 'mistake', what: 'day' }],
    ['PPK 821/45/2026 sampai 1-1-2026', { kind: 'mistake', what: 'past' }],
    ['penyedia 821/45/2026 @joko', { kind: 'mistake', what: 'unknown', words: 'penyedia' }],
  ])('%j', (words, order) => {
    expect(readMarkOrder(words, now, zone)).toEqual(order)
  })
})
