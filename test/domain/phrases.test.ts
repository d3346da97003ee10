import { describe, expect, test } from 'vitest'
import { finderOf, phrasesOf, spelledOut } from '../../src/domain/phrases.ts'

const found = (entries: readonly string[], text: string, slack: number, light: readonly string[] = []) =>
  finderOf(phrasesOf(entries), new Set(light))
    .in(text.split(' '), slack)
    .map(({ phrase, at }) => [phrase.words.join(' '), at])

describe('an entry of a list', () => {
  test('says with "/" which words stand for each other', () => {
    expect(spelledOut('petugas/pegawai  galak/kasar sekali')).toEqual([
      'petugas galak sekali',
      'petugas kasar sekali',
      'pegawai galak sekali',
      'pegawai kasar sekali',
    ])
    expect(spelledOut(' / ')).toEqual([])
  })

  test('is kept in usual spelling', () => {
    expect(phrasesOf(['ga bs aplod', '!?'])).toEqual([{ words: ['tidak', 'bisa', 'unggah'] }])
  })
})

describe('a phrase', () => {
  test('is found with other words among its own, as many as are allowed', () => {
    expect(found(['kirim penawaran'], 'kirim dokumen penawaran', 1)).toEqual([['kirim penawaran', [0, 2]]])
    expect(found(['kirim penawaran'], 'kirim satu dokumen penawaran', 1)).toEqual([])
    expect(found(['kirim penawaran'], 'kirim yang itu penawaran', 0, ['yang', 'itu'])).toEqual([
      ['kirim penawaran', [0, 3]],
    ])
  })

  test('is found in another order with one word among its own at most', () => {
    expect(found(['kirim penawaran'], 'penawaran gagal kirim', 3)).toEqual([['kirim penawaran', [0, 2]]])
    expect(found(['kirim penawaran'], 'penawaran masih gagal kirim', 3)).toEqual([])
  })

  test('needs each of its words once', () => {
    expect(found(['ulang ulang'], 'ulang', 2)).toEqual([])
    expect(found(['ulang ulang'], 'ulang ulang', 2)).toEqual([['ulang ulang', [0, 1]]])
  })

  test('is found in forms and mistyped, but no everyday word is taken for a mistake', () => {
    expect(found(['verifikasi'], 'diverifikasi', 0)).toHaveLength(1)
    expect(found(['verifikasi'], 'verfikasii', 0)).toHaveLength(1)
    expect(found(['kualifikasi'], 'klarifikasi', 0)).toEqual([])
  })
})
