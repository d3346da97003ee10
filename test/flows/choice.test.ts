import { describe, expect, test } from 'vitest'
import { choose, meansSkip, numberOf } from '../../src/flows/choice.ts'

const summary = [
  { text: 'Ya, laporkan', words: ['ya', 'iya', 'y', 'ok', 'oke', 'betul', 'benar', 'sudah benar', 'lanjut', '👍'] },
  { text: 'Ubah', words: ['edit', 'ganti', 'salah', 'tidak', 'bukan', 'belum'] },
  { text: 'Batal', words: ['batalkan', 'tidak jadi', 'gak jadi', 'cancel'] },
]
const roles = ['Penyedia', 'PPK', 'Pokja/PP', 'PA/KPA', 'Auditor', 'Lainnya'].map(text => ({ text }))

describe('a text means an option', () => {
  test.each<[said: string, meant: string | null]>([
    // its number
    ['1', 'Ya, laporkan'],
    ['1.', 'Ya, laporkan'],
    [' 2 ', 'Ubah'],
    ['(3)', 'Batal'],
    ['2️⃣', 'Ubah'],
    ['no 1', 'Ya, laporkan'],
    ['No. 2', 'Ubah'],
    ['nomor 3', 'Batal'],
    ['nomer 3 pak', 'Batal'],
    ['pilih 2', 'Ubah'],
    ['pilihan no 2', 'Ubah'],
    ['yang no 2 aja', 'Ubah'],
    ['satu', 'Ya, laporkan'],
    ['dua', 'Ubah'],
    ['pertama', 'Ya, laporkan'],
    ['yang kedua', 'Ubah'],
    ['yg ketiga bu', 'Batal'],
    ['ke-2', 'Ubah'],
    ['ke 3', 'Batal'],
    ['1 ya, laporkan', 'Ya, laporkan'],
    ['2. Ubah', 'Ubah'],
    ['4', null],
    ['0', null],
    ['12', null],
    ['1 2', null],
    ['1 dan 2', null],
    ['2 batal', null],
    ['10045123', null],
    ['1 jam lagi', null],
    // its words and other words
    ['Ya, laporkan', 'Ya, laporkan'],
    ['YA LAPORKAN!!', 'Ya, laporkan'],
    ['ya', 'Ya, laporkan'],
    ['Ya.', 'Ya, laporkan'],
    ['yaaa', 'Ya, laporkan'],
    ['iyaa', 'Ya, laporkan'],
    ['iya pak', 'Ya, laporkan'],
    ['ya betul', 'Ya, laporkan'],
    ['iya benar bu', 'Ya, laporkan'],
    ['ok lanjut', 'Ya, laporkan'],
    ['okee', 'Ya, laporkan'],
    ['sudah benar min, terima kasih', 'Ya, laporkan'],
    ['👍', 'Ya, laporkan'],
    ['👍🏽', 'Ya, laporkan'],
    ['ubah', 'Ubah'],
    ['mau ubah', 'Ubah'],
    ['saya mau ganti', 'Ubah'],
    ['ubah dong', 'Ubah'],
    ['belum', 'Ubah'],
    ['batal ya', 'Batal'],
    ['tidak jadi pak', 'Batal'],
    // typos
    ['ubha', 'Ubah'],
    ['uba', 'Ubah'],
    ['btal', 'Batal'],
    ['batla', 'Batal'],
    ['batalkn', 'Batal'],
    ['ya laprokan', 'Ya, laporkan'],
    ['ya, lporkn', 'Ya, laporkan'],
    ['cancle', 'Batal'],
    ['bnar', 'Ya, laporkan'],
    // neither, or more than one
    ['batul', null],
    ['yo', null],
    ['ya tidak', null],
    ['ya batal', null],
    ['', null],
    ['???', null],
    ['😀', null],
    ['ya tapi paketnya salah', null],
    ['batalkan saja paket saya di lpse', null],
    ['tidak bisa masuk', null],
    ['benar-benar tidak bisa', null],
    ['y'.repeat(5000), null],
  ])('"%s" → %s', (said, meant) => {
    expect(choose(said, summary)?.text ?? null).toBe(meant)
  })

  test.each<[said: string, meant: string | null]>([
    ['penyedia', 'Penyedia'],
    ['saya penyedia', 'Penyedia'],
    ['pnyedia', 'Penyedia'],
    ['penyidia pak', 'Penyedia'],
    ['ppk', 'PPK'],
    ['PPK', 'PPK'],
    ['pokja pp', 'Pokja/PP'],
    ['pokja/pp', 'Pokja/PP'],
    ['pa/kpa', 'PA/KPA'],
    ['auditr', 'Auditor'],
    ['lainya', 'Lainnya'],
    ['6', 'Lainnya'],
    ['keenam', 'Lainnya'],
    ['ppp', null],
    ['Sari, CV Maju Jaya, penyedia', null],
    ['penyedia dari kotabumi', null],
  ])('of roles: "%s" → %s', (said, meant) => {
    expect(choose(said, roles)?.text ?? null).toBe(meant)
  })

  test('never one of two that are equally near', () => {
    expect(choose('unduk', [{ text: 'unduh' }, { text: 'unduj' }])).toBeNull()
    expect(choose('sandi', [{ text: 'sandi' }, { text: 'Sandi' }])).toBeNull()
  })

  test('never one where there is none', () => {
    expect(choose('1', [])).toBeNull()
  })
})

describe('a text skips a question', () => {
  test.each([
    'lewati',
    'LEWATI',
    'Lewati saja pak',
    'skip',
    'lewat',
    'lewti',
    'tidak ada',
    'gak ada min',
    'ga tau',
    '-',
    'belum ada',
  ])('"%s"', said => expect(meansSkip(said)).toBe(true))

  test.each([
    '',
    'tidak ada yang bisa masuk',
    'lewat mana?',
    'ada',
    '10045123',
    'tidak',
    'besok jam 14.00',
    'x'.repeat(500),
  ])('"%s" does not', said => expect(meansSkip(said)).toBe(false))
})

test.each<[string, number | null]>([
  ['sepuluh', 10],
  ['10', 10],
  ['kelima', 5],
  ['lama', null],
  ['duabelas', null],
  ['1,5', null],
])('"%s" counts %s', (text, number) => {
  expect(numberOf(text)).toBe(number)
})
