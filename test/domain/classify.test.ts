import { describe, expect, test } from 'vitest'
import { guessCategory, isMassProblem } from '../../src/domain/classify.ts'
import { complaints, unseenComplaints, type Complaint } from './said/complaints.ts'
import { categories } from './said/policy-words.ts'

const nameOf = (text: string) => guessCategory(text, categories)?.category.name ?? 'Lainnya'

/** Shares of right guesses: of all, and of those that call themselves certain. */
function measure(rows: readonly Complaint[]) {
  const isRight = ([text, category]: Complaint) => nameOf(text) === category
  const certain = rows.filter(([text]) => guessCategory(text, categories)?.certain)
  return {
    right: rows.filter(isRight).length / rows.length,
    rightWhenCertain: certain.filter(isRight).length / certain.length,
  }
}

describe('what a report is about', () => {
  test.each<[string, string]>([
    ['pak ga bisa upload, sejam lagi tutup!!', 'Unggah penawaran'],
    ['lupa pasword', 'Login & sandi'],
    ['ga bisa login sikap', 'ADP/SIKaP'],
    ['gagal upload lewat apendo pak', 'Apendo/Spamkodok'],
    ['pokja 2: ada 1 file rhs peserta tidak bisa dibuka', 'Pembukaan berkas'],
    ['biaya pendaftaran berapa?', 'Pendaftaran'],
    ['cara daftar pelatihan spse', 'Pelatihan & ruang'],
    ['perusahaan saya kena daftar hitam', 'Lainnya'],
    ['uang muka belum cair', 'Lainnya'],
  ])('"%s" is %s', (text, category) => {
    expect(nameOf(text)).toBe(category)
  })

  test('is guessed right for those whose words made the lists', () => {
    expect(complaints.length).toBeGreaterThan(500)
    const { right, rightWhenCertain } = measure(complaints)
    expect(right).toBeGreaterThan(0.98)
    expect(rightWhenCertain).toBeGreaterThan(0.98)
  })

  test('is guessed right nine times in ten for words nobody looked at before', () => {
    const { right, rightWhenCertain } = measure(unseenComplaints)
    expect(right).toBeGreaterThan(0.9)
    expect(rightWhenCertain).toBeGreaterThan(0.95)
  })

  test.each(['mau konsultasi', 'halo', '', '🙏🙏', '10012345000', 'apa kabar'])('nobody can tell from "%s"', text => {
    expect(guessCategory(text, categories)).toBe(null)
  })

  test('is not certain where two categories are named alike', () => {
    const own = [
      { name: 'Unggah', words: ['unggah'] },
      { name: 'Unduh', words: ['unduh'] },
    ]
    expect(guessCategory('gagal upload dan download', own)?.certain).toBe(false)
    expect(guessCategory('gagal upload', own)).toEqual({ category: own[0], certain: true })
  })
})

describe('a list of words', () => {
  const own = [
    { name: 'Sandi', words: ['lupa/ganti sandi'] },
    { name: 'Sikap', words: ['sikap!', 'isi pengalaman'] },
    { name: 'Masuk', words: ['login', 'tidak bisa masuk ke akun'] },
  ]
  const named = (text: string) => guessCategory(text, own)?.category.name

  test('knows forms and usual mistakes of its words', () => {
    expect(['lupa password', 'mengganti kata sandinya', 'kelupaan pasword', 'lupaa sandi'].map(named)).toEqual(
      Array(4).fill('Sandi'),
    )
    expect(['loginnya', 'log in', 'ga bs lgoin'].map(named)).toEqual(Array(3).fill('Masuk'))
  })

  test('says with "/" which words stand for each other', () => {
    expect(named('ganti sandi')).toBe('Sandi')
    expect(named('lupa ganti')).toBe(undefined)
  })

  test('lets a word with "!" decide against longer phrases', () => {
    expect(named('tidak bisa masuk ke akun sikap')).toBe('Sikap')
  })

  test('finds the words of a phrase only near each other', () => {
    expect(named('isi terus pengalaman kerja')).toBe('Sikap')
    expect(named('isi formulir itu sulit bagi mereka yang tidak punya banyak pengalaman')).toBe(undefined)
  })
})

describe('a report of many', () => {
  test.each([
    'semua peserta tidak bisa upload',
    'tidak ada yang bisa masuk spse',
    'dari kemarin server mati',
    'ga ada yg bisa login',
    'server down ya min?',
    'SPSE TIDAK BISA DIBUKA',
    'website lpse error 502 bad gateway',
    'seluruh penyedia mengeluh tidak bisa akses',
    'teman2 penyedia lain juga ga bisa buka',
    'semua orang ga bisa akses spse pak',
    'rekanan lain jg sama ga bs upload',
    'lpse down total',
    'kami semua pokja tidak bisa buka spse',
    'spse mati dari pagi',
    'di grup rekanan semua mengeluh error',
    'gak cuma saya, yang lain juga error',
    'listrik padam servernya mati kah',
    'websitenya gak bisa diakses',
    'satu kabupaten ga bisa buka spse',
    'bukan saya saja, semuanya gagal upload',
  ])('"%s" speaks for more than one', text => {
    expect(isMassProblem(text)).toBe(true)
  })

  test.each([
    'saya tidak bisa login',
    'semua dokumen sudah saya upload tapi gagal',
    'semua file penawaran gagal diunggah',
    'sudah saya coba semua cara',
    'apendo mati terus di laptop saya',
    'semua sudah lengkap tapi belum diverifikasi',
    'terima kasih semuanya',
    'selamat pagi semua',
    'tidak ada yang menjawab pesan saya',
    'hp saya mati jadi otp tidak masuk',
    'akun saya tidak bisa dibuka',
    'pdf nya tidak bisa dibuka',
    'apa semua peserta harus verifikasi?',
    'file saya tidak bisa dibuka',
    'tidak ada tombol upload',
    'lampu indikator mati',
    'pak ga bisa upload, sejam lagi tutup!!',
    'semua data sikap kosong',
    'apakah penyedia lain bisa melihat penawaran saya',
    'saya salah upload, semua file tertukar',
  ])('"%s" does not', text => {
    expect(isMassProblem(text)).toBe(false)
  })
})

test('a text made to be slow is read quickly', () => {
  const began = performance.now()
  guessCategory('unggah penawaran spse buka '.repeat(152), categories)
  guessCategory('a'.repeat(4096), categories)
  guessCategory(
    Array.from({ length: 500 }, (_, i) => `kata${String.fromCharCode(97 + (i % 26))}lama`).join(' '),
    categories,
  )
  isMassProblem('semua '.repeat(680))
  expect(performance.now() - began).toBeLessThan(2000)
})
