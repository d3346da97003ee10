import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isBareGreeting, settledAnswer } from '../../src/domain/words.ts'
import { loadFlows } from '../../src/flows/load.ts'

const { words } = loadFlows(join(import.meta.dirname, '../../flows')).policy

describe('a greeting', () => {
  test.each([
    'Halo',
    'halooooo',
    'P',
    'p p p',
    'Selamat pagi',
    'Selamat pagi, Pak!!',
    'selamat siang bapak/ibu admin LPSE 🙏',
    "Assalamu'alaikum",
    'ASSALAMUALAIKUM',
    'Assalamualaikum wr wb',
    "Assalamu'alaikum Wr. Wb.",
    'Assalamualaikum warahmatullahi wabarakatuh, selamat pagi',
    'halo selamat pagi min',
    'Permisi, mau tanya',
    'izin bertanya pak',
    'tes',
  ])('"%s" begins no ticket', text => {
    expect(isBareGreeting(text, words)).toBe(true)
  })

  test.each([
    'Selamat pagi, saya gagal unggah',
    'halo paket 10012345000',
    'Pak',
    '',
    '🙏',
    'pagi ini server mati',
    'tes koneksi gagal',
    'password',
    'terima kasih',
  ])('"%s" is not just that', text => {
    expect(isBareGreeting(text, words)).toBe(false)
  })
})

describe('the answer to "Apakah sudah beres?"', () => {
  test.each<[string, ReturnType<typeof settledAnswer>]>([
    ['Ya', 'yes'],
    ['ya pak', 'yes'],
    ['Iya, sudah', 'yes'],
    ['Ya, terima kasih', 'yes'],
    ['sudah', 'yes'],
    ['Sudah Pak', 'yes'],
    ['SUDAH BERES!!!', 'yes'],
    ['sudah bisa, terima kasih banyak Bu', 'yes'],
    ['oke sip', 'yes'],
    ['1', 'yes'],
    ['ok makasih', 'yes'],
    ['Alhamdulillah sudah bisa', 'yes'],
    ['alhamdulillah sudah bisa login, terima kasih', 'yes'],
    ['sudah berhasil pak', 'yes'],
    ['belum', 'no'],
    ['Belum pak', 'no'],
    ['belum ya', 'no'],
    ['masih gagal', 'no'],
    ['masih belum bisa', 'no'],
    ['masih error pak', 'no'],
    ['tidak bisa', 'no'],
    ['2', 'no'],
    ['terima kasih', 'thanks'],
    ['Terima kasih banyak atas bantuannya, Pak', 'thanks'],
    ['makasih kak 🙏', 'thanks'],
    ['Alhamdulillah', 'thanks'],
    ['sudah tapi masih lambat', 'other'],
    ['sudah tidak bisa', 'other'],
    ['bisa tidak?', 'other'],
    ['terima kasih, tapi masih error', 'other'],
    ['alhamdulillah, tapi masih lambat', 'other'],
    ['terima kasih, sekarang muncul galat lain', 'other'],
    ['kok begini', 'other'],
    ['', 'other'],
    ['🙏', 'other'],
  ])('"%s" means %s', (text, meaning) => {
    expect(settledAnswer(text, words)).toBe(meaning)
  })

  test('is found quickly even in a text made to be slow', () => {
    const began = performance.now()
    expect(settledAnswer(`${'sudah bisa '.repeat(370)}x`, words)).toBe('other')
    expect(performance.now() - began).toBeLessThan(5000)
  })
})
