import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isOpen, openTime, whyClosed } from '../../src/domain/office-hours.ts'
import { loadFlows } from '../../src/flows/load.ts'
import type { Policy } from '../../src/flows/policy.ts'
import { warningsOf } from '../../src/flows/warnings.ts'
import { useFlowsFolder } from './folder.ts'

const folder = useFlowsFolder()
const at = (time: string): Date => new Date(`${time.replace(' ', 'T')}:00+07:00`)

/** The policy after an edit by hand. */
function policy(from?: string | RegExp, to = ''): Policy {
  if (from !== undefined) folder.edit('kebijakan.yaml', from, to)
  return loadFlows(folder.path).policy
}

/** Hours for some dates, written under `pengecualian`. */
const otherHours = (words: string): Policy => policy('  # pengecualian:\n', `  pengecualian:\n    - ${words}\n`)

describe('the office hours as shipped', () => {
  test('are the 37 hours and a half a week of Perpres 21/2023', () => {
    expect(openTime(policy().hours, at('2026-11-23 00:00'), at('2026-11-30 00:00'))).toBe(37.5 * 3600_000)
  })

  test.each([
    ['2026-08-17', 'Proklamasi Kemerdekaan'],
    ['2026-03-23', 'Cuti bersama Idul Fitri'],
    ['2026-12-24', 'Cuti bersama Kelahiran Yesus Kristus'],
    ['2027-06-01', 'Hari Lahir Pancasila'],
  ])('on %s the office is closed: %s', (date, name) => {
    expect(whyClosed(policy().hours, at(`${date} 10:00`))).toEqual({ kind: 'holiday', name })
  })

  test('2026 has the 17 holidays and 8 days of leave that the SKB counts, 2027 only the five that can be computed', () => {
    const dates = Object.keys(policy().hours.holidays)
    expect(dates.filter(date => date.startsWith('2026'))).toHaveLength(17 + 8)
    expect(dates.filter(date => date.startsWith('2027')).map(date => date.slice(5))).toEqual([
      '01-01',
      '05-01',
      '06-01',
      '08-17',
      '12-25',
    ])
    expect(policy().holidayYears).toEqual([
      { year: 2026, source: expect.stringContaining('SKB 3 Menteri Nomor 1497 Tahun 2025'), complete: true },
      { year: 2027, source: null, complete: false },
    ])
  })
})

describe('office hours can be written as people write them', () => {
  test.each([
    ['{ buka: [07.30–12.00, 13.00–16.00] }'],
    ['[07.30–12.00, 13.00–16.00]'],
    ['{ buka: 07.30-16.00, istirahat: 12.00-13.00 }'],
    ["{ buka: '07:30 – 16:00', istirahat: '12:00 sampai 13:00' }"],
    ['{ buka: 07.30 s.d. 16.00, istirahat: [12.00–13.00] }'],
  ])('%s', hours => {
    const { week } = policy('{ buka: 07.30–16.00, istirahat: 12.00–13.00 }', hours).hours
    expect(week[1]).toEqual([
      { from: 450, to: 720 },
      { from: 780, to: 960 },
    ])
    expect(week[4]).toEqual(week[1])
  })

  test.each([['senin sampai kamis'], ['senin - kamis'], ['senin, selasa, rabu, kamis'], ['Senin–Selasa, Rabu–Kamis']])(
    'days: %s',
    days => {
      const { week } = policy('senin–kamis:', `${days}:`).hours
      expect([1, 2, 3, 4, 5, 6, 7].map(day => week[day as 1].length)).toEqual([2, 2, 2, 2, 2, 0, 0])
    },
  )

  test('until midnight, and on a day that is closed', () => {
    const { week } = policy('    jumat:', '    sabtu: 20.00–24.00\n    minggu: tutup\n    jumat:').hours
    expect(week[6]).toEqual([{ from: 1200, to: 1440 }])
    expect(week[7]).toEqual([])
  })

  test('breaks count as open where somebody stays', () => {
    const { hours } = policy('istirahat dihitung buka: tidak', 'istirahat dihitung buka: ya')
    expect(isOpen(hours, at('2026-11-23 12:30'))).toBe(true)
    expect(hours.week[1]).toEqual([{ from: 450, to: 960 }])
  })

  test('a range with hours by weekday', () => {
    const { hours } = otherHours(
      '{ dari: 1-4-2026, sampai: 30 April 2026, sebab: Ramadan, jam: { senin–kamis: 08.00–15.00, jumat: tutup } }',
    )
    expect(isOpen(hours, at('2026-04-01 07:45'))).toBe(false)
    expect(isOpen(hours, at('2026-04-30 14:59'))).toBe(true)
    expect(whyClosed(hours, at('2026-04-10 10:00'))).toEqual({ kind: 'hours' })
    expect(isOpen(hours, at('2026-05-04 15:30'))).toBe(true)
  })

  test('half a day, whatever day it is', () => {
    const { hours } = otherHours('{ dari: 5 Mei 2026, sebab: Upacara, jam: 07.30–12.00 }')
    expect(hours.overrides).toEqual([expect.objectContaining({ from: '2026-05-05', to: '2026-05-05' })])
    expect(openTime(hours, at('2026-05-05 00:00'), at('2026-05-06 00:00'))).toBe(4.5 * 3600_000)
  })

  test('closed for a reason', () => {
    const { hours } = otherHours('{ dari: 2026-11-25, sebab: Pilkada, jam: tutup }')
    expect(whyClosed(hours, at('2026-11-25 10:00'))).toEqual({ kind: 'holiday', name: 'Pilkada' })
  })

  test('open on a day of leave', () => {
    const { hours } = otherHours('{ dari: 24 Desember 2026, sebab: Piket, jam: 08.00–10.00, juga hari libur: ya }')
    expect(isOpen(hours, at('2026-12-24 09:00'))).toBe(true)
    expect(isOpen(hours, at('2026-12-25 09:00'))).toBe(false)
  })
})

test('words may be a list, or a text over several lines, with capitals and signs as people write them', () => {
  const { words } = policy(/ {2}ya: .*\n(?: {4}.*\n)*/, '  ya: [Beres, "Sudah  bisa!"]\n')
  expect(words.yes).toEqual(['beres', 'sudah bisa'])
  expect(words.no).toContain('belum bisa')
  expect(words.greetings.every(one => !one.includes('\n'))).toBe(true)
})

test('a file saved by Notepad, with its mark and its line ends, says the same', () => {
  const before = policy()
  for (const file of ['kebijakan.yaml', 'pesan.yaml'])
    writeFileSync(join(folder.path, file), `\uFEFF${folder.read(file).replaceAll('\n', '\r\n')}`)
  const { policy: after, say } = loadFlows(folder.path)
  expect(after).toEqual(before)
  expect(JSON.stringify(say('bantuan', { lpse: 'LPSE' }))).not.toContain('\\r')
})

describe('what the LPSE has yet to fill in', () => {
  const holidays = (time: string, edited?: [from: string | RegExp, to: string]): string[] =>
    warningsOf(edited ? policy(...edited) : policy(), at(time)).filter(warning => warning.startsWith('Libur'))

  test.each<[string, string[]]>([
    ['2026-11-30 23:59', []],
    ['2026-12-01 00:00', ['2027']],
    ['2027-03-01 08:00', ['2027']],
    ['2027-12-01 08:00', ['2027', '2028']],
    ['2028-01-01 00:00', ['2028']],
  ])('at %s: holidays of %j', (time, years) => {
    expect(holidays(time)).toEqual(
      years.map(year => `Libur ${year} belum lengkap. Isi menurut SKB: hari libur › tahun › ${year}.`),
    )
  })

  test('nothing once the SKB was entered', () => {
    const entered = '      sumber: SKB 3 Menteri Nomor 1 Tahun 2026\n      lengkap: ya'
    expect(holidays('2027-03-01 08:00', ['      sumber: belum diisi\n      lengkap: belum', entered])).toEqual([])
  })

  test('contacts, also those for complaints; an empty value is one not filled in', () => {
    const partly = policy('telepon: belum diisi', "telepon: '0724 000'")
    expect(warningsOf(partly, at('2026-03-02 08:00'))).toEqual([
      'Kontak LPSE belum diisi: alamat, surel, laman spse.',
      'Kontak untuk pengaduan belum diisi: Inspektorat Kabupaten Tulang Bawang Barat.',
    ])
    expect(policy('surel: belum diisi', 'surel:').contacts).toMatchObject({ telepon: '0724 000', surel: null })
    expect(
      warningsOf(policy(/(?<=(alamat|laman spse|kontak):) belum diisi|(?<=surel:)$/gm, ' ada'), at('2026-03-02 08:00')),
    ).toEqual([])
  })
})

describe('the pace on WhatsApp', () => {
  test('is as shipped one to three seconds for one person and sixty messages a minute for all', () => {
    expect(policy().whatsapp).toEqual({
      gap: { least: 1000, most: 3000 },
      perMinute: 60,
      settling: 3000,
      sentKeptDays: 14,
    })
  })

  test('may be one number instead of two, and written with any dash', () => {
    expect(policy('detik: 1–3', 'detik: 2').whatsapp.gap).toEqual({ least: 2000, most: 2000 })
    expect(policy('detik: 2', 'detik: 2 - 5').whatsapp.gap).toEqual({ least: 2000, most: 5000 })
  })
})
