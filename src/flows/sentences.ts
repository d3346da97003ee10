import { LoketError } from '../errors.ts'
import { fill, type Rich } from '../domain/rich.ts'
import { nearest, type FlowFile } from './yaml.ts'

/** Every sentence the code says, and the values it may hold. flows/pesan.yaml has the words. */
export const sentences = {
  salam: ['waktu', 'lpse', 'privasi'],
  'salam kembali': ['waktu'],
  'salam tiket terbuka': ['waktu', 'nomor'],
  'privasi singkat': [],
  privasi: ['lpse'],
  bantuan: ['lpse'],
  'tiket dibuat': ['nomor'],
  'tiket dibuat pertama': ['waktu', 'lpse', 'nomor', 'privasi'],
  'menunggu meja': [],
  'sandi terdeteksi': [],
  'berkas berbahaya': [],
  'berkas besar': [],
  'berkas tidak terambil': [],
  ditangani: ['nomor', 'petugas'],
  selesai: ['nomor', 'solusi'],
  'tombol sudah': [],
  'tombol belum': [],
  ditutup: ['nomor'],
  'dibuka lagi': ['nomor'],
  'tombol lama': [],
  'galat sistem': [],
  'salam petugas': ['waktu', 'nama'],
  lapor: [],
  'lihat lengkap': ['nomor', 'nama', 'akun'],
  kartu: ['nomor', 'pokok', 'nama', 'keadaan'],
  'keadaan baru': [],
  'keadaan ditangani': ['petugas'],
  'keadaan menunggu': ['petugas'],
  'keadaan ditutup': ['petugas'],
  'tombol ambil': [],
  'tombol lepas': [],
  'tombol selesai': [],
  'tombol lihat': [],
  'tombol kirim': [],
  'tombol ubah': [],
  'tombol batal': [],
  'tombol catatan': [],
  'tombol ulang': [],
  'kata pelapor': ['isi'],
  'kata diubah': ['lama', 'jam', 'isi'],
  'berkas diubah': ['jam', 'isi'],
  'lampiran ditolak': ['sebab'],
  'sebab berbahaya': [],
  'sebab besar': [],
  'sebab tidak terambil': [],
  'tidak tampil': [],
  'berkas di topik': [],
  'berkas di chat': [],
  'isi lain': ['jenis'],
  diambil: [],
  'sudah diambil': ['petugas'],
  dilepas: [],
  'bukan pemegang': ['petugas'],
  'belum ditangani': [],
  'bukan anggota': [],
  'admin anonim': [],
  'sudah ditutup': [],
  'tanya solusi': ['petugas', 'menit'],
  'hanya lampiran': [],
  'pratinjau solusi': ['nomor', 'isi'],
  'tanya kirim': ['petugas', 'isi'],
  'solusi terkirim': ['isi'],
  'solusi batal': [],
  'ubah solusi': [],
  'disimpan catatan': ['isi'],
  'dikirim ke pelapor': ['isi'],
  'pertanyaan lewat': [],
  'bukan untuk anda': ['petugas'],
  'tidak berlaku': [],
  'balas kosong': [],
  'balas lewat ubah': [],
  'perintah tak dikenal': [],
  'sandi petugas': [],
  'solusi panjang': [],
  'sudah diselesaikan': [],
  'balas tertutup': [],
  'salinan tak dikenal': [],
  'balas di topik': [],
  'pelapor konfirmasi': [],
  'pelapor buka lagi': [],
  'pelapor memblokir': [],
  'pelapor kembali': [],
  'gagal kirim': ['sebab'],
  'kirim tak pasti': [],
  'sebab diblokir': [],
  'sebab ditolak': [],
  'sebab tak pasti': [],
  'mungkin dua kali': [],
  'dikirim ulang': [],
  'ubah ditolak': ['sebab'],
  'sebab sudah lama': [],
  'sebab bukan teks': [],
  'sebab panjang': [],
  'sebab belum terkirim': [],
  ditarik: [],
  'tarik gagal': [],
  'tarik tak pasti': [],
  'tarik ganda': [],
  'tarik cara': [],
  'tarik bukan anda': [],
  'lihat terkirim': [],
  'lihat mulai dulu': [],
  'lihat gagal': ['petugas'],
  'topik baru': [],
  antrean: ['jumlah'],
  'antrean baris': ['nomor', 'pokok', 'keadaan', 'umur'],
  'antrean kosong': [],
  'antrean lanjut': ['jumlah'],
  'bantuan petugas': [],
  'hubungkan berhasil': ['lpse'],
  'hubungkan kode salah': [],
  'hubungkan bukan admin': [],
  'hubungkan sudah': [],
  'kurang bukan admin': [],
  'kurang topik': [],
  'kurang kelola topik': [],
  parkir: ['kode'],
} as const satisfies Record<string, readonly string[]>

export type Sentence = keyof typeof sentences

/** Says a sentence of flows/pesan.yaml with its values filled in. */
export type Say = (sentence: Sentence, values?: Readonly<Record<string, string | number>>) => Rich

/** Checks flows/pesan.yaml against the table above. Throws FLOWS_INVALID naming every mistake with its line. */
export function readSentences(file: FlowFile): Say {
  const words = (file.content ?? {}) as Record<string, unknown>
  const mistakes: string[] = []
  const at = (key: string): string => `${file.name}:${file.line([key])}`
  for (const [key, text] of Object.entries(words)) {
    if (!Object.hasOwn(sentences, key)) {
      const near = nearest(key, Object.keys(sentences))
      mistakes.push(`${at(key)}: "${key}" is not a known sentence${near ? `; did you mean "${near}"?` : ''}`)
      continue
    }
    if (typeof text !== 'string' || !text.trim()) {
      mistakes.push(`${at(key)}: "${key}" is empty`)
      continue
    }
    const allowed: readonly string[] = sentences[key as Sentence]
    for (const [, name] of text.matchAll(/\{(\w+)\}/g))
      if (name && !allowed.includes(name)) {
        const near = nearest(name, allowed)
        mistakes.push(`${at(key)}: {${name}} is not filled in here${near ? `; did you mean {${near}}?` : ''}`)
      }
  }
  for (const key of Object.keys(sentences))
    if (!Object.hasOwn(words, key)) mistakes.push(`${file.name}: the sentence "${key}" is missing`)
  if (mistakes.length) throw new LoketError('FLOWS_INVALID', mistakes.join('; '))
  return (sentence, values) => fill(words[sentence] as string, values)
}
