import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fill, plainText, splitText } from '../../src/domain/rich.ts'

describe('a sentence', () => {
  test('has its emphasis and its values', () => {
    expect(fill('Tiket *{nomor}* selesai, {nama}.', { nomor: 'TBB-2026-000001', nama: 'Sari' })).toEqual([
      'Tiket ',
      { bold: 'TBB-2026-000001' },
      ' selesai, Sari.',
    ])
  })

  test('has values whose names are several words', () => {
    expect(fill('Buka *{jam buka}*, {cara lain}.', { 'jam buka': 'besok', 'cara lain': 'Inspektorat' })).toEqual([
      'Buka ',
      { bold: 'besok' },
      ', Inspektorat.',
    ])
  })

  test('shows a forgotten value as its name rather than nothing', () => {
    expect(plainText(fill('Tiket {nomor}'))).toBe('Tiket {nomor}')
  })

  test('keeps a lone star as a star', () => {
    expect(fill('5 * 3 = 15')).toEqual(['5 * 3 = 15'])
  })

  test('takes a value as it is: what a person wrote never becomes emphasis, and never another value', () => {
    const words = fc.string({
      unit: fc.constantFrom('*', '{', '}', 'isi', 'nomor', '<', '&', ' ', '\n', 'a', '$&', '$1'),
    })
    fc.assert(
      fc.property(words, isi => {
        expect(fill('👤 {isi}', { isi, nomor: 'TBB' })).toEqual([`👤 ${isi}`])
        expect(fill('*{isi}*', { isi, nomor: 'TBB' })).toEqual([{ bold: isi }])
      }),
    )
  })
})

describe('a long text', () => {
  const anyText = fc.string({ unit: fc.constantFrom(' ', '\n', 'a', 'kata', '😀', '👩‍👩‍👧', 'é', '.'), maxLength: 300 })
  const anyMax = fc.integer({ min: 2, max: 60 })

  test('is cut into parts within the limit, none of them blank', () => {
    fc.assert(
      fc.property(anyText, anyMax, (text, max) => {
        for (const part of splitText(text, max)) {
          expect(part.length).toBeLessThanOrEqual(max)
          expect(part.trim()).not.toBe('')
        }
      }),
    )
  })

  test('loses nothing but the white space at the cuts', () => {
    fc.assert(
      fc.property(anyText, anyMax, (text, max) => {
        expect(splitText(text, max).join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
      }),
    )
  })

  test('is never cut inside a character', () => {
    fc.assert(
      fc.property(anyText, anyMax, (text, max) => {
        for (const part of splitText(text, max)) expect(part.isWellFormed()).toBe(true)
      }),
    )
  })

  test('is cut at a line or word end where there is one', () => {
    expect(splitText('Saya gagal unggah dokumen', 12)).toEqual(['Saya gagal', 'unggah', 'dokumen'])
    expect(splitText('baris satu\nbaris dua', 12)).toEqual(['baris satu', 'baris dua'])
  })

  test('within the limit is one part, as it was', () => {
    expect(splitText('  dua  kata ', 20)).toEqual(['  dua  kata '])
    expect(splitText('x'.repeat(4096), 4096)).toEqual(['x'.repeat(4096)])
  })
})
