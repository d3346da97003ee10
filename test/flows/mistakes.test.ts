import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LoketError } from '../../src/errors.ts'
import { loadFlows } from '../../src/flows/load.ts'
import { mistakesOf } from '../../src/flows/mistakes.ts'
import { nearest } from '../../src/flows/yaml.ts'
import { useFlowsFolder } from './folder.ts'

const folder = useFlowsFolder()
const { edit } = folder

function lineOf(file: string, words: string): number {
  const lines = folder.read(file).split('\n')
  return lines.findIndex(line => line.startsWith(words)) + 1
}

function mistakes(): string[] {
  try {
    loadFlows(folder.path)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(LoketError)
    expect((error as LoketError).code).toBe('FLOWS_INVALID')
    return mistakesOf(error)
  }
}

describe('a mistake in pesan.yaml is told with file, line and the nearest word', () => {
  test('a key written wrongly', () => {
    edit('pesan.yaml', /^ditutup:/m, 'ditutp:')
    const line = lineOf('pesan.yaml', 'ditutp')
    expect(mistakes()).toEqual([
      `pesan.yaml:${line}: ditutp: bukan kalimat yang dikenal, maksudnya "ditutup"?`,
      'pesan.yaml: kalimat "ditutup" belum ada',
    ])
  })

  test('a key like no other', () => {
    edit('pesan.yaml', /^ditutup:/m, 'xyzzy: hai\nditutup:')
    expect(mistakes()).toEqual([`pesan.yaml:${lineOf('pesan.yaml', 'xyzzy')}: xyzzy: bukan kalimat yang dikenal`])
  })

  test('a value written wrongly', () => {
    edit('pesan.yaml', 'Tiket *{nomor}* sedang ditangani', 'Tiket *{nomer}* sedang ditangani')
    const line = lineOf('pesan.yaml', 'ditangani:')
    expect(mistakes()).toEqual([`pesan.yaml:${line}: ditangani: {nomer} tidak diisi di sini, maksudnya {nomor}?`])
  })

  test('a value that this sentence does not have', () => {
    edit('pesan.yaml', 'Tiket *{nomor}* sedang ditangani', 'Tiket *{kategori}* sedang ditangani')
    expect(mistakes()).toEqual([
      `pesan.yaml:${lineOf('pesan.yaml', 'ditangani:')}: ditangani: {kategori} tidak diisi di sini, yang ada: {nomor} {petugas}`,
    ])
  })

  test('an empty sentence', () => {
    edit('pesan.yaml', /^dilepas: .*$/m, 'dilepas:')
    expect(mistakes()).toEqual([`pesan.yaml:${lineOf('pesan.yaml', 'dilepas')}: dilepas: masih kosong`])
  })

  test('a sentence left out', () => {
    edit('pesan.yaml', /^dilepas: .*\n/m, '')
    expect(mistakes()).toEqual(['pesan.yaml: kalimat "dilepas" belum ada'])
  })

  test('an emptied file', () => {
    writeFileSync(join(folder.path, 'pesan.yaml'), '')
    expect(mistakes().length).toBeGreaterThan(50)
  })

  test('a file that is not there', () => {
    rmSync(join(folder.path, 'pesan.yaml'))
    expect(mistakes()).toEqual(['pesan.yaml: berkas tidak dapat dibaca'])
  })

  test('a file that is not UTF-8', () => {
    writeFileSync(join(folder.path, 'pesan.yaml'), Buffer.from('salam: Selamat {waktu} \x96', 'latin1'))
    expect(mistakes()).toEqual(['pesan.yaml: bukan teks UTF-8, simpan ulang sebagai UTF-8'])
  })

  test('a mistake in each file: both are told at once', () => {
    edit('pesan.yaml', /^dilepas: .*\n/m, '')
    edit('kebijakan.yaml', 'singkatan: TBB', 'singkatan: tbb')
    expect(mistakes()).toEqual([expect.stringMatching(/^kebijakan\.yaml:\d+: lpse/), expect.stringMatching(/dilepas/)])
  })
})

describe('YAML that cannot be read is explained in words', () => {
  test.each<[string, string | RegExp, string, RegExp]>([
    [
      'a quotation mark left open',
      'nama: LPSE',
      'nama: "LPSE',
      /tanda kutip, kurung, titik dua, atau koma yang kurang$/,
    ],
    ['a colon in a text', 'nama: LPSE Kab', 'nama: LPSE: Kab', /memuat titik dua harus diapit tanda kutip$/],
    ['a colon left out', 'nama: LPSE', 'nama LPSE', /titik dua kurang/],
    ['a sign in front', 'nama: LPSE', 'nama: @LPSE', /diawali tanda baca harus diapit tanda kutip$/],
    ['one space less', '  singkatan: TBB', ' singkatan: TBB', /tidak sejajar dengan baris di atasnya$/],
    ['a bold word in front', 'nama: LPSE', 'nama: *LPSE* Kabupaten', /apit isinya dengan tanda kutip$/],
    ['a bold word alone', /nama: LPSE.*/, 'nama: *LPSE*', /diawali \* atau & harus diapit tanda kutip, atau/],
    [
      'an ampersand in front',
      'nama: LPSE',
      'nama: &LPSE Kabupaten',
      /diawali \* atau & harus diapit tanda kutip, atau/,
    ],
    ['an exclamation mark in front', 'nama: LPSE', 'nama: !LPSE Kabupaten', /diawali ! harus diapit tanda kutip$/],
    ['a tab', '  singkatan: TBB', '\tsingkatan: TBB', /memakai tab, ganti dengan spasi$/],
    ['a key twice', '  singkatan: TBB', '  nama: A\n  singkatan: TBB', /ditulis dua kali, hapus salah satunya$/],
  ])('%s', (_, from, to, expected) => {
    edit('kebijakan.yaml', from, to)
    expect(mistakes()).toEqual([expect.stringMatching(expected)])
    expect(mistakes()[0]).toMatch(/^kebijakan\.yaml:\d+: /)
  })
})

describe('a mistake in kebijakan.yaml is told with line, place and the nearest valid word', () => {
  test.each<[string, string | RegExp, string, string]>([
    ['small letters', 'singkatan: TBB', 'singkatan: tbb', 'lpse › singkatan: harus dua sampai enam huruf besar'],
    [
      'a time zone misspelt',
      'zona waktu: Asia/Jakarta',
      'zona waktu: Asia/Jakata',
      'lpse › zona waktu: "Asia/Jakata" tidak dikenal, maksudnya "Asia/Jakarta"?',
    ],
    [
      'a time zone that is none',
      'zona waktu: Asia/Jakarta',
      'zona waktu: WIB',
      'lpse › zona waktu: "WIB" tidak dikenal, pilih: Asia/Jakarta, Asia/Makassar, Asia/Jayapura',
    ],
    [
      'a number in words',
      'berlaku menit: 10',
      'berlaku menit: sepuluh',
      'tanya petugas › berlaku menit: harus bilangan bulat 1 sampai 1440',
    ],
    [
      'a date that is none',
      /tanggal: [\d-]+/,
      'tanggal: kemarin',
      'lpse › ditetapkan › tanggal: "kemarin" bukan tanggal, tulis misalnya 17 Agustus 2026',
    ],
    [
      'a day misspelt',
      'senin–kamis: { buka',
      'senen–kamis: { buka',
      'jam layanan › mingguan › senen–kamis: "senen" bukan hari, maksudnya "senin"?',
    ],
    [
      'a pause whose longer end comes first',
      'orang detik: 1–3',
      'orang detik: 3–1',
      'whatsapp › jeda ke satu orang detik: harus dua bilangan bulat 0 sampai 60, yang kecil lebih dahulu, misalnya 1–3',
    ],
    [
      'a day twice',
      '    jumat: { buka',
      '    kamis–jumat: { buka',
      'jam layanan › mingguan › kamis–jumat: kamis ditulis dua kali',
    ],
    [
      'an hour that is none',
      'buka: 07.30–16.00',
      'buka: 07.30–16.75',
      'jam layanan › mingguan › senin–kamis › buka: "07.30–16.75" bukan jam, tulis misalnya 07.30–16.00',
    ],
    [
      'a break after closing',
      'istirahat: 12.00–13.00',
      'istirahat: 15.30–16.30',
      'jam layanan › mingguan › senin–kamis: istirahat harus di dalam jam buka',
    ],
    [
      'an office that never opens',
      / {4}senin–kamis.*\n.*\n/,
      '    senin: tutup\n',
      'jam layanan › mingguan: tidak ada satu pun jam buka',
    ],
    [
      'other hours that end before they begin',
      '  # pengecualian:\n',
      '  pengecualian: [{ dari: 1 Mei 2027, sampai: 1 April 2027, sebab: Ramadan, jam: tutup }]\n',
      'jam layanan › pengecualian › nomor 1 › sampai: lebih awal daripada "dari"',
    ],
    [
      'other hours for a day that is not there',
      '  # pengecualian:\n',
      '  pengecualian: [{ dari: 5 Mei 2026, sebab: Upacara, jam: { rabu: 07.30–12.00 } }]\n',
      'jam layanan › pengecualian › nomor 1 › jam: tidak ada hari rabu pada tanggal itu',
    ],
    [
      'closed for years',
      '  # pengecualian:\n',
      '  pengecualian: [{ dari: 5 Mei 2026, sampai: 5 Agustus 2028, sebab: Salah ketik, jam: tutup }]\n',
      'jam layanan › pengecualian › nomor 1: tutup lebih dari setahun, periksa tanggalnya',
    ],
    [
      'a month misspelt',
      '17 Agustus: Prok',
      '17 Agutus: Prok',
      'hari libur › tahun › 2026 › libur nasional › 17 Agutus: bukan tanggal tahun 2026, maksudnya "agustus"?',
    ],
    [
      'a date that no year has',
      '17 Agustus: Prok',
      '31 September: Prok',
      'hari libur › tahun › 2026 › libur nasional › 31 September: bukan tanggal tahun 2026',
    ],
    [
      'a holiday of another year',
      '17 Agustus: Prok',
      '17 Agustus 2027: Prok',
      'hari libur › tahun › 2026 › libur nasional › 17 Agustus 2027: bukan tanggal tahun 2026',
    ],
    [
      'a holiday twice',
      '16 Februari: Cuti',
      '17 Februari: Cuti',
      'hari libur › tahun › 2026 › cuti bersama › 17 Februari: tanggal ini ditulis dua kali',
    ],
    ['a year that is none', '    2027:\n', '    dua ribu:\n', 'hari libur › tahun › dua ribu: bukan tahun'],
    [
      'a complete year without its source',
      '      lengkap: belum',
      '      lengkap: ya',
      'hari libur › tahun › 2027 › lengkap: tahun yang lengkap harus menyebut sumbernya (nomor SKB)',
    ],
    [
      'a name too long for a topic',
      'Unggah penawaran:',
      'Unggah penawaran dan kualifikasi:',
      'kategori › daftar › Unggah penawaran dan kualifikasi: paling panjang 20 huruf',
    ],
    [
      'a kind of ticket that Pasal 15 does not know',
      'jenis: gangguan',
      'jenis: ganguan',
      'kategori › daftar › ADP/SIKaP › jenis: "ganguan" tidak dikenal, maksudnya "gangguan"?',
    ],
    [
      'a word of two categories',
      /(?<= {4}Pendaftaran:\n(?:.*\n){2} {6}kata: >-\n {8})/,
      'captcha, ',
      'kategori › daftar › Pendaftaran › kata: "captcha" juga ada di Login & sandi',
    ],
    [
      'a priority that does not exist',
      'kritis: P1, tinggi: P1',
      'kritis: P0, tinggi: P1',
      'prioritas › matriks › besar › kritis: "P0" tidak dikenal, maksudnya "P1"?',
    ],
    [
      'urgencies that overlap',
      'kritis sampai jam: 4',
      'kritis sampai jam: 40',
      'prioritas › urgensi: jamnya harus naik dari kritis ke sedang',
    ],
    [
      'a reminder after the closing',
      'ingatkan sesudah hari kerja: 2',
      'ingatkan sesudah hari kerja: 9',
      'tindak lanjut › ingatkan sesudah hari kerja: harus kurang dari "tutup yang menunggu pelapor sesudah hari kerja" (5)',
    ],
    ['a block nobody knows', /^lpse:/m, 'lspe: x\nlpse:', 'lspe: tidak dikenal di sini, maksudnya "lpse"?'],
    [
      'a key misspelt beside the right one',
      'kontak: belum diisi',
      'kntak: x\n      kontak: y',
      'pengaduan › jalan lain › nomor 1 › kntak: tidak dikenal di sini, maksudnya "kontak"?',
    ],
  ])('%s', (_, from, to, expected) => {
    edit('kebijakan.yaml', from, to)
    expect(mistakes().map(one => one.replace(/^kebijakan\.yaml:\d+: /, ''))).toEqual([expected])
    expect(mistakes()[0]).toMatch(/^kebijakan\.yaml:\d+: /)
  })

  test('a key misspelt is told as unknown and as missing', () => {
    edit('kebijakan.yaml', '  nama: LPSE', '  namaa: LPSE')
    expect(mistakes()).toEqual([
      expect.stringMatching(/^kebijakan\.yaml:\d+: lpse › nama: belum ada$/),
      `kebijakan.yaml:${lineOf('kebijakan.yaml', '  namaa')}: lpse › namaa: tidak dikenal di sini, maksudnya "nama"?`,
    ])
  })

  test.each([
    ['a value', 'singkatan: TBB', 'singkatan: tbb', '  singkatan: tbb'],
    ['a key with a block below', '    Unggah penawaran:', '    Unggah dan kirim penawaran:', '    Unggah dan'],
    ['one of a list', '    - nama: SP4N-LAPOR!', '    - nama: ', '    - nama: $'],
    [
      'words over several lines',
      /(?<= {4}Pendaftaran:\n(?:.*\n){2} {6}kata: >-\n {8})/,
      'captcha, ',
      '      kata: >-$',
    ],
  ])('the line is that of %s', (_, from, to, words) => {
    edit('kebijakan.yaml', from, to)
    const line = Number(/^kebijakan\.yaml:(\d+):/.exec(mistakes()[0]!)?.[1])
    const lines = folder.read('kebijakan.yaml').split('\n')
    expect(lines[line - 1]).toMatch(new RegExp(`^${words}`))
  })
})

test.each([
  ['ditutp', 'ditutup'],
  ['salaam', 'salam'],
  ['qqqqqq', undefined],
])('nearest to "%s" is %s', (word, expected) => {
  expect(nearest(word, ['ditutup', 'dibuka lagi', 'salam'])).toBe(expected)
})
