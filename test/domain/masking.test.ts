import { describe, expect, test } from 'vitest'
import { firstName, maskName, maskPersonalData } from '../../src/domain/masking.ts'

describe('personal data in the staff group', () => {
  test.each([
    // NIK
    ['NIK 1812345678900001', 'NIK 1812••••••••0001'],
    ['NIK1812345678900001', 'NIK1812••••••••0001'],
    ['nik:1812 3456 7890 0001', 'nik:1812••••••••0001'],
    ['1812-3456-7890-0001', '1812••••••••0001'],
    ['1812.3456.7890.0001', '1812••••••••0001'],
    ['181234 567890 0001', '1812••••••••0001'],
    ['[1812345678900001]', '[1812••••••••0001]'],
    // NPWP, old and new
    ['NPWP 01.234.567.8-901.006', 'NPWP ••••006'],
    ['NPWP 012345678906091', 'NPWP ••••6091'],
    ['npwp: 1812345678900001', 'npwp: ••••0001'],
    ['NPWP saya yaitu nomor 012345678906091', 'NPWP saya yaitu nomor ••••6091'],
    // phones
    ['hp 081234567890', 'hp 0812••••890'],
    ['0812-3456-7890', '0812••••890'],
    ['0812 3456 7890', '0812••••890'],
    ['0812.3456.7890', '0812••••890'],
    ['0812 34 56 78 90', '0812••••890'],
    ['(0812) 3456-7890', '(0812••••890'],
    ['0812 - 3456 - 7890', '0812••••890'],
    ['+62 812-3456-7890', '+6281••••890'],
    ['+62 (812) 3456 7890', '+6281••••890'],
    ['+6281234567890', '+6281••••890'],
    ['6281234567890', '6281••••890'],
    ['wa.me/6281234567890', 'wa.me/6281••••890'],
    ['08123456789 atau 08134567890', '0812••••789 atau 0813••••890'],
    ['81234567890', '8123••••890'],
    ['hp saya 812-3456-7890', 'hp saya 8123••••890'],
    ['WA: 812 3456 78901', 'WA: 8123••••901'],
    ['hubungi 8123456789012', 'hubungi 8123••••012'],
    ['+1 555 123 4567', '+1555••••567'],
    // NPWP of 15 digits and a NIK in halves without their names
    ['012345678901000', '••••1000'],
    ['18120101 01900001', '1812••••••••0001'],
    ['18120101-01900001', '1812••••••••0001'],
    // e-mail
    ['email sari@majujaya.co.id', 'email s•••@majujaya.co.id'],
    ['Sari.W+lpse@maju.co', 'S•••@maju.co'],
  ])('"%s" is shown as "%s"', (text, shown) => {
    expect(maskPersonalData(text)).toBe(shown)
  })

  test.each([
    'kode paket 10012345000',
    'kode paket 8120012345000',
    'kode tender 4567123',
    'RUP 31234567',
    'NIB 8120012345678',
    '8120012345678',
    'paket 81234567890',
    'kode paket saya: 81234567890',
    'RUP: 8123456789',
    'Rp 8123456789',
    'jadwal 20260302 20260431',
    '9120012345678',
    '0220012345678',
    'NIB: 0812001234567',
    'Tiket TBB-2026-000123',
    'Rp 1.250.000.000',
    'tanggal 2026-03-02 08:00',
    'telepon kantor 021-5551234',
    'alamat server 10.1.2.3',
    'paket 0081234567',
  ])('"%s" stays: it names nobody', text => {
    expect(maskPersonalData(text)).toBe(text)
  })

  test('is masked wherever it stands in a message', () => {
    expect(maskPersonalData('Saya Sari (0812-3456-7890, sari@maju.co), NIK 1812345678900001, paket 10012345000')).toBe(
      'Saya Sari (0812••••890, s•••@maju.co), NIK 1812••••••••0001, paket 10012345000',
    )
  })

  test('of an address whose name is longer than any real one the end is masked', () => {
    expect(maskPersonalData(`${'a'.repeat(70)}@maju.co`)).toBe(`${'a'.repeat(7)}•••@maju.co`)
  })

  test.each(['1', 'a', '-', 'a.', '01.234.'])('the longest message of "%s" over and over holds nobody up', unit => {
    const text = unit.repeat(65_536 / unit.length)
    const began = performance.now()
    maskPersonalData(text)
    // Searched from each of its letters it took over 9 s, in which the whole process stood still.
    expect(performance.now() - began).toBeLessThan(2000)
  })

  test('masked once is not masked further', () => {
    const once = maskPersonalData('0812-3456-7890 sari@maju.co 1812345678900001')
    expect(maskPersonalData(once)).toBe(once)
  })
})

test.each([
  ['Budi', 'Budi'],
  ['Budi Santoso, S.Kom', 'Budi'],
  ['Dr. Wati Lestari', 'Wati'],
  ['H. M. Joko', 'Joko'],
  ['B.', 'B.'],
  ['', 'petugas'],
])('of an anggota named "%s" people hear "%s"', (name, heard) => {
  expect(firstName(name)).toBe(heard)
})

test.each([
  ['Sari Wulandari', 'S•••'],
  ['  dewi', 'D•••'],
  ['😀 Sari', '😀•••'],
  ['', '•••'],
])('the card names "%s" as %s', (name, shown) => {
  expect(maskName(name)).toBe(shown)
})
