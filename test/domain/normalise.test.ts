import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainWords, readWords, withoutDisguise } from '../../src/domain/normalise.ts'

const read = (text: string) => readWords(text).words.join(' ')

describe('words as people type them', () => {
  test.each([
    ['ga bs login', 'tidak bisa login'],
    ['gk bisa', 'tidak bisa'],
    ['gabisa aplod', 'tidak bisa unggah'],
    ['tdk/ndak/nggak/enggak/kagak', 'tidak tidak tidak tidak tidak'],
    ['bsk jam 10', 'besok jam 10'],
    ['pasword, paswot, pwd, kata sandi', 'sandi sandi sandi sandi'],
    ['eror galat error', 'error error error'],
    ['apndo / apendok / spam kodok', 'apendo apendo spamkodok'],
    ['sy yg blm sdh jg krn dr utk trs', 'saya yang belum sudah juga karena dari untuk terus'],
    ['upload mengunggah diunggah aplod2 terupload', 'unggah unggah unggah unggah unggah'],
    ['donlot unduhan download', 'unduh unduh unduh'],
    ['HALOOOO bisaaaa', 'halo bisa'],
    ['masuk2', 'masuk'],
    ['trs2an gagal', 'terus gagal'],
    ['filenya websitenya', 'berkas website'],
    ['E-Katalog', 'katalog'],
    ['user ID / username / userid', 'user id user id user id'],
    ['tangkapan layar = screenshot = ss', 'screenshot screenshot screenshot'],
    ['terima kasih, makasih', 'terima kasih terima kasih'],
    ['kode paket 10012345000', 'kode paket 10012345000'],
    ['', ''],
    ['...!?', ''],
  ])('"%s" is read as "%s"', (text, words) => {
    expect(read(text)).toBe(words)
  })

  test.each([
    ['kepala', 'kepala'],
    ['kepada', 'kepada'],
    ['pengadaan', 'pengadaan'],
    ['sebelum', 'sebelum'],
    ['bukan', 'bukan'],
    ['tanya', 'tanya'],
    ['punya', 'punya'],
  ])('"%s" hides no other word', (text, words) => {
    expect(read(text)).toBe(words)
  })
})

describe('writing in disguise', () => {
  test.each([
    ['m\u200Be\u200Dn\u2060u', 'menu'],
    ['\u202Emenu\u202C', 'menu'],
    ['m̴̡͝e̸n̶u̵̕', 'menu'],
    ['ｍｅｎｕ', 'menu'],
    ['𝐦𝐞𝐧𝐮', 'menu'],
    ['mé\u00ADnu', 'menu'],
    ['1️⃣', '1'],
  ])('"%s" is "%s"', (text, words) => {
    expect(read(text)).toBe(words)
    expect(withoutDisguise(text)).toBe(words)
  })
})

test('pictures are kept apart from words', () => {
  expect(readWords('tolong 🙏🏽 pak 😭😭 🇮🇩 👨‍👩‍👧')).toEqual({
    words: ['tolong', 'pak'],
    emoji: ['🙏🏽', '😭', '😭', '🇮🇩', '👨‍👩‍👧'],
  })
  expect(readWords('gagal❌upload')).toEqual({ words: ['gagal', 'unggah'], emoji: ['❌'] })
})

test.each([
  ['Selamat pagi, Pak!!', 'selamat pagi pak'],
  ['  HALOOOO\n\tdunia ', 'halo dunia'],
  ['ﬁle ＡＢＣ', 'file abc'],
  ['per\u200Bmisi', 'permisi'],
])('"%s" in plain words is "%s"', (text, plain) => {
  expect(plainWords(text)).toBe(plain)
})

test('any text is taken, and quickly', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
      const { words } = readWords(text)
      expect(words.every(word => /^[\p{L}\p{N}]+$/u.test(word))).toBe(true)
    }),
  )
  const began = performance.now()
  for (const text of ['ﷺ', '👨‍👩‍👧', 'menginginkannya ', 'a\u0301\u0301\u0301', '\u200D', '🇮', 'x2 '])
    readWords(text.repeat(4096 / text.length))
  expect(performance.now() - began).toBeLessThan(3000)
})
