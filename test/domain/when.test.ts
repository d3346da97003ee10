import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findMoment, sayMoment } from '../../src/domain/when.ts'
import { heldBackDeadlines, heldBackNoDeadlines } from './when-held-back.cases.ts'
import { deadlines, noDeadlines } from './when.cases.ts'

const jakarta = 'Asia/Jakarta'
const tuesday = new Date('2026-11-24T10:00:00+07:00')

describe.each([...deadlines, ...heldBackDeadlines])('$name', ({ now, sayings }) => {
  test.each(sayings)('"%s" is %s', (said, at, hour) => {
    const moment = findMoment(said, new Date(now), jakarta)
    expect(moment && inJakarta(moment.at)).toBe(at)
    expect(moment?.timeGiven).toBe(hour !== 'no hour')
  })
})

describe.each([...noDeadlines, ...heldBackNoDeadlines])('$name', ({ now, sayings }) => {
  test.each(sayings)('"%s" names no deadline', said => {
    expect(findMoment(said, new Date(now), jakarta)).toBeNull()
  })
})

describe('the words that named the moment', () => {
  test.each([
    ['pak ga bisa upload, sejam lagi tutup!!', 'sejam lagi'],
    ['tender saya tutup Bsk Jm 2 siang ya', 'Bsk Jm 2 siang'],
    ['batas 25/11/2026 pukul 10.00 WIB', '25/11/2026 pukul 10.00 WIB'],
    ['tadi jam 9 error, tutup jam 2', 'jam 2'],
    ['besok saya harus upload sebelum jam 10', 'besok saya harus upload sebelum jam 10'],
  ])('of "%s" are "%s"', (said, words) => {
    expect(findMoment(said, tuesday, jakarta)?.words).toBe(words)
  })
})

describe('elsewhere', () => {
  test.each([
    ['Asia/Makassar', 'jam 3', '2026-11-24T15:00:00+08:00'],
    ['Asia/Jayapura', 'besok jam 10', '2026-11-25T10:00:00+09:00'],
    ['Asia/Jayapura', 'besok jam 10 WIB', '2026-11-25T10:00:00+07:00'],
    ['Asia/Makassar', 'sejam lagi', '2026-11-24T11:00:00+07:00'],
  ])('in %s "%s" is %s', (zone, said, at) => {
    expect(findMoment(said, tuesday, zone)?.at).toEqual(new Date(at))
  })
})

describe('a moment is said back', () => {
  test.each([
    ['2026-11-24T14:00:00+07:00', jakarta, 'hari ini pukul 14.00 WIB'],
    ['2026-11-24T08:05:00+07:00', jakarta, 'hari ini pukul 08.05 WIB'],
    ['2026-11-24T23:59:59+07:00', jakarta, 'hari ini pukul 23.59 WIB'],
    ['2026-11-25T00:00:00+07:00', jakarta, 'besok, Rabu 25 November 2026, pukul 00.00 WIB'],
    ['2026-11-25T10:00:00+07:00', jakarta, 'besok, Rabu 25 November 2026, pukul 10.00 WIB'],
    ['2026-11-26T10:00:00+07:00', jakarta, 'Kamis 26 November 2026 pukul 10.00 WIB'],
    ['2026-11-27T09:30:00+07:00', jakarta, 'Jumat 27 November 2026 pukul 09.30 WIB'],
    ['2026-11-23T15:00:00+07:00', jakarta, 'Senin 23 November 2026 pukul 15.00 WIB'],
    ['2027-01-02T09:00:00+07:00', jakarta, 'Sabtu 2 Januari 2027 pukul 09.00 WIB'],
    ['2027-08-01T09:00:00+07:00', jakarta, 'Minggu 1 Agustus 2027 pukul 09.00 WIB'],
    ['2027-02-09T09:00:00+07:00', jakarta, 'Selasa 9 Februari 2027 pukul 09.00 WIB'],
    ['2026-11-24T14:00:00+08:00', 'Asia/Makassar', 'hari ini pukul 14.00 WITA'],
    ['2026-11-24T16:30:00Z', 'Asia/Jayapura', 'besok, Rabu 25 November 2026, pukul 01.30 WIT'],
    ['2026-11-24T14:00:00Z', 'UTC', 'hari ini pukul 14.00 UTC'],
  ])('%s in %s is "%s"', (at, zone, said) => {
    expect(sayMoment(new Date(at), tuesday, zone)).toBe(said)
  })

  test('in words that are understood as that moment', () => {
    const zone = fc.constantFrom(jakarta, 'Asia/Makassar', 'Asia/Jayapura')
    const minutes = fc.integer({ min: 0, max: 300 * 24 * 60 })
    fc.assert(
      fc.property(minutes, fc.integer({ min: 1, max: 150 * 24 * 60 }), zone, (start, later, place) => {
        const now = new Date(tuesday.getTime() + start * 60_000)
        const at = new Date(now.getTime() + later * 60_000)
        expect(findMoment(sayMoment(at, now, place), now, place)?.at).toEqual(at)
      }),
    )
  })
})

const someWords =
  `besok hari ini jam pukul 2 10 12 24 25 00 14.00 23.59 25/11 30/02/2026 27 november tgl pagi siang sore malam nanti
  tadi kemarin sudah tutup batas sampai s/d dari - , . ! lagi menit 1 setengah kurang jumat minggu depan lalu akhir bulan WITA
  habis dzuhur eh bukan kantor error`.split(/\s+/)

describe('whatever is written', () => {
  test('a moment has an instant and stands in the text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...someWords), { maxLength: 14 }), words => {
        const said = words.join(' ')
        const moment = findMoment(said, tuesday, jakarta)
        if (!moment) return
        expect(moment.at.getTime()).not.toBeNaN()
        expect(moment.words).not.toBe('')
        expect(said).toContain(moment.words)
      }),
      { numRuns: 2000 },
    )
  })

  test('nothing that is over is named unless the text says so', () => {
    const future = someWords.filter(word => !/tadi|kemarin|sudah|lalu|2026/.test(word))
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...future), { maxLength: 14 }), words => {
        const at = findMoment(words.join(' '), tuesday, jakarta)?.at ?? null
        expect(at === null || at > tuesday).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('any text is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), said => {
        expect(() => findMoment(said, tuesday, jakarta)).not.toThrow()
      }),
    )
  })

  test.each([
    'tutup jam 2 ',
    'besok jam 10, ',
    'a',
    '1',
    '1.',
    '12.00-',
    "a'",
    'sampai ',
    's / d ',
    'dua puluh ',
    '\n',
  ])('4,096 characters of "%s" take no time', piece => {
    const began = performance.now()
    findMoment(piece.repeat(4096 / piece.length), tuesday, jakarta)
    expect(performance.now() - began).toBeLessThan(2000)
  })
})

/** An instant as the tables write it. */
function inJakarta(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().replace('.000Z', '+07:00')
}
