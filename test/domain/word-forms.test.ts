import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allowedTypos, editDistance, isTypoOf, rootsOf } from '../../src/domain/word-forms.ts'

describe('a word in its forms', () => {
  test.each([
    ['mengunggahnya', 'unggah'],
    ['diverifikasi', 'verifikasi'],
    ['mengirim', 'kirim'],
    ['menulis', 'tulis'],
    ['memakai', 'pakai'],
    ['menyimpan', 'simpan'],
    ['pembukaan', 'buka'],
    ['batalkan', 'batal'],
    ['ktpnya', 'ktp'],
    ['ngirim', 'kirim'],
    ['dibukain', 'buka'],
  ])('"%s" comes from "%s"', (word, root) => {
    expect(rootsOf(word)).toContain(root)
  })

  test.each([
    ['jaminan', 'jam'],
    ['simpan', 'sim'],
    ['petugas', 'tuga'],
    ['rab', 'ab'],
  ])('"%s" does not come from "%s"', (word, root) => {
    expect(rootsOf(word)).not.toContain(root)
  })
})

describe('a word mistyped', () => {
  test.each([
    ['mneu', 'menu', 4],
    ['petugs', 'petugas', 4],
    ['apndo', 'apendo', 5],
    ['emnu', 'menu', 4],
    ['verfiksi', 'verifikasi', 5],
  ])('"%s" may mean "%s"', (typed, meant, shortest) => {
    expect(isTypoOf(typed, meant, shortest)).toBe(true)
  })

  test.each([
    ['unduh', 'unggah', 5],
    ['tugas', 'petugas', 4],
    ['up', 'sup', 4],
    ['menu', 'temu', 4],
    ['adp', 'add', 5],
  ])('"%s" does not mean "%s"', (typed, meant, shortest) => {
    expect(isTypoOf(typed, meant, shortest)).toBe(false)
  })

  test('is as far from the other as the other is from it, and no farther than was asked', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 3 }), (one, other, most) => {
        expect(editDistance(one, other, most)).toBe(editDistance(other, one, most))
        expect(editDistance(one, other, most)).toBe(Math.min(editDistance(one, other, 20), most + 1))
        expect(editDistance(one, one, most)).toBe(0)
      }),
    )
    expect(editDistance('kirim', 'krim', 2)).toBe(1)
    expect(editDistance('mneu', 'menu', 2)).toBe(1)
    expect(editDistance('abc', 'xyz', 2)).toBe(3)
  })

  test('is forgiven by its length', () => {
    expect(['rup', 'menu', 'login', 'katalog', 'spamkodok'].map(word => allowedTypos(word))).toEqual([0, 0, 1, 1, 2])
  })
})
