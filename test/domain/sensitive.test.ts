import { describe, expect, test } from 'vitest'
import { refusedFile, type FileSeen } from '../../src/domain/sensitive.ts'
import { words } from './said/policy-words.ts'

const photo = (caption: string, name?: string): FileSeen => ({ kind: 'photo', caption, ...(name ? { name } : {}) })
const file = (name: string, caption = ''): FileSeen => ({ kind: 'document', caption, name })

const identity: readonly FileSeen[] = [
  photo('ini KTP saya pak'),
  photo('foto ktp direktur'),
  photo('KTP'),
  photo('ktp an. Budi Santoso'),
  photo('KTP Sari Wulandari'),
  photo('ktp saya pak joko direktur CV Maju'),
  photo('scan e-KTP'),
  photo('fotokopi ktp'),
  photo('berikut ktp direktur untuk reset password'),
  photo('terlampir KTP dan NPWP pribadi'),
  photo('selfie dengan ktp'),
  photo('foto diri memegang KTP'),
  photo('foto selfie'),
  photo('swafoto ktp untuk verifikasi'),
  photo('kartu keluarga'),
  photo('foto kk'),
  photo('ini SIM saya'),
  photo('surat izin mengemudi'),
  photo('paspor direktur'),
  photo('npwp pribadi'),
  photo('ini npwp saya'),
  photo('npwp direktur'),
  photo('akta pendirian'),
  photo('akta kelahiran'),
  photo('akte perusahaan hal 1'),
  photo('ini ktp saya, tidak bisa login'),
  photo('ini foto ktp saya pak, akun saya error'),
  photo('Kirim KTP'),
  photo('KTP asli direktur utama'),
  photo('ktpnya pak'),
  photo('Kartu Tanda Penduduk'),
  photo('kepete', 'IMG_KTP_sari.jpg'),
  file('IMG_KTP_sari.jpg'),
  file('KTP Direktur.pdf'),
  file('ktp.jpeg'),
  file('scan-ktp-npwp.pdf'),
  file('E-KTP_BUDI.png'),
  file('KTPSaya.jpg'),
  file('ktp1.jpg'),
  file('KK.pdf'),
  file('Kartu_Keluarga.pdf'),
  file('Paspor Mr Lee.pdf'),
  file('passport.jpg'),
  file('akta_pendirian_CV_Maju.pdf'),
  file('SIM_A.jpg'),
  file('npwp pribadi budi.pdf'),
  file('NPWP_Direktur.pdf'),
  file('dokumen.pdf', 'ktp direktur'),
  photo('Ini fotonya pak, KTP atas nama Budi'),
  photo('ktp + npwp direktur'),
  photo('identitas saya'),
  photo('mohon reset password, ini KTP saya'),
  photo('KTP saya untuk reset, sudah benar?'),
  file('ktp_npwp_direktur (1).pdf'),
  file('CamScanner KTP.pdf'),
  file('Akta No 12 CV Maju.pdf'),
  file('ktp-el-sari.png'),
]

const offers: readonly FileSeen[] = [
  photo('berikut dokumen penawaran kami'),
  photo('ini surat penawaran saya pak'),
  photo('RAB jalan poros'),
  photo('penawaran harga'),
  photo('jaminan penawaran dari bank'),
  photo('ini penawarannya min'),
  photo('dokumen teknis'),
  photo('tolong cek penawaran saya'),
  photo('mohon diperiksa rencana anggaran biaya kami'),
  file('Penawaran_Harga_CV_Maju.pdf'),
  file('penawaran.zip'),
  file('SuratPenawaran.pdf'),
  file('RAB_jalan.xlsx'),
  file('rab final.xls'),
  file('Dokumen Teknis.pdf'),
  file('DOKUMEN-PENAWARAN-TEKNIS.rar'),
  file('admin_teknis_10012345.rhs'),
  file('123.rhs', 'gagal upload ini pak'),
  file('file.rhs.zip'),
  file('Jaminan Penawaran.pdf'),
  file('Surat Penawaran PT Sinar.docx'),
  file('usulan teknis.pdf'),
  file('scan0001.pdf', 'dokumen penawaran'),
  file('scan0001.pdf', 'Terlampir penawaran CV Berkah untuk paket jalan'),
  file('harga penawaran rev2.xlsx'),
  file('lampiran.pdf', 'berikut RAB nya pak'),
  file('Dok Penawaran.pdf'),
  file('DOK_TEKNIS.pdf'),
  file('RAB+AHS.xlsx'),
  file('a.pdf', 'penawaran kami tolong dibantu kirim'),
]

const kept: readonly FileSeen[] = [
  photo('screenshot error saat upload penawaran'),
  photo('gagal unggah dokumen penawaran'),
  photo('tangkapan layar NPWP tidak cocok'),
  photo('upload penawaran gagal terus'),
  photo('penawaran tidak bisa dikirim'),
  photo('penawaran gagal, muncul ini'),
  photo('kenapa penawaran saya ditolak sistem'),
  photo('ini tampilan saat kirim penawaran'),
  photo('ss halaman penawaran'),
  photo('bukti kirim penawaran'),
  photo('tanda terima penawaran'),
  photo('jadwal pemasukan penawaran berubah'),
  photo('berita acara pembukaan penawaran'),
  photo('nomor ktp saya tidak terdaftar'),
  photo('ktp direktur tidak bisa diupload'),
  photo('kolom KTP merah terus'),
  photo('apakah ktp harus asli?'),
  photo('upload ktp dimana?'),
  photo('muncul tulisan NIK KTP sudah digunakan'),
  photo('NPWP perusahaan'),
  photo('npwp sudah terdaftar'),
  photo('ini kk screenshotnya'),
  photo('ini kak errornya'),
  photo('makasih kk'),
  photo('sikap tidak bisa dibuka'),
  photo('data akta di SIKaP tidak tersimpan'),
  photo('isian akta kosong'),
  photo('ini yang muncul'),
  photo(''),
  photo('simpan gagal'),
  photo('kartu sim hp saya hilang jadi otp tidak masuk'),
  photo('saya sudah kirim penawaran tapi statusnya begini'),
  photo('di menu penawaran tombolnya hilang'),
  photo('error apendo saat enkripsi penawaran'),
  photo('tenggat penawaran tinggal sejam'),
  photo('jam penawaran'),
  photo('kami tidak bisa membuka penawaran peserta'),
  photo('hasil evaluasi penawaran'),
  file('Screenshot_2026-03-02_penawaran.png'),
  file('Screenshot ktp error.png'),
  file('WhatsApp Image 2026-03-02 at 10.11.12.jpeg'),
  file('IMG_20260302_101112.jpg'),
  file('error upload penawaran.docx'),
  file('gagal_upload_ktp.png'),
  file('NPWP_PT_Maju.pdf'),
  file('NIB.pdf'),
  file('SK Pokja.pdf'),
  file('surat tugas.pdf'),
  file('Tangkapan Layar penawaran.jpg'),
  file('bukti_kirim_penawaran.pdf'),
  file('BA pembukaan penawaran.pdf'),
  file('Formulir Pendaftaran.pdf'),
  file('dokumen pemilihan.pdf'),
  file('simulasi.pdf'),
  file('akrab.jpg'),
  file('jadwal.pdf', 'undangan klarifikasi penawaran'),
  photo('npwp ga kebaca di spse'),
  photo('pas masukin nik ktp error'),
  photo('begini pak tampilannya waktu upload ktp'),
  photo('ini pak penawaran saya tidak masuk'),
  file('dokumen kualifikasi error.png'),
  file('adendum dokumen pemilihan.pdf'),
  file('Rincian HPS.xlsx'),
  file('BOQ.xlsx'),
  file('error.docx', 'gagal kirim penawaran'),
  { kind: 'voice', caption: '' },
  { kind: 'sticker', caption: '' },
  { kind: 'document', caption: 'ini filenya' },
]

const shown = (all: readonly FileSeen[]) =>
  all.map(one => [[one.caption, one.name].filter(Boolean).join(' + '), one] as const)

describe('a file the desk must not hold (UU 27/2022; Pasal 4(3))', () => {
  test.each(shown(identity))('"%s" is declined as an identity document', (_, one) => {
    expect(refusedFile(one, words)).toBe('identity')
  })
  test.each(shown(offers))('"%s" is declined as an offer', (_, one) => {
    expect(refusedFile(one, words)).toBe('offer')
  })
})

describe('a file that shows the trouble', () => {
  test.each(shown(kept))('"%s" is kept', (_, one) => {
    expect(refusedFile(one, words)).toBe(null)
  })
})

test('an album is told by the caption of one picture and the name of each', () => {
  expect(refusedFile({ kind: 'photo', caption: 'KTP dan surat penawaran' }, words)).toBe('identity')
  expect(refusedFile({ kind: 'document', caption: 'gagal upload ini', name: 'Penawaran_Harga.pdf' }, words)).toBe(
    'offer',
  )
  expect(refusedFile({ kind: 'photo', caption: 'ini KTP saya. screenshot menyusul' }, words)).toBe('identity')
})

test('a text made to be slow is read quickly', () => {
  const everything = [...words.identityFiles, ...words.offerFiles].join(' ').replace(/[/]/g, ' ')
  const began = performance.now()
  for (const text of [
    everything,
    'petugas minta uang ktp '.repeat(178),
    'a'.repeat(4096),
    'ktp,'.repeat(1024),
    'a. '.repeat(1365),
  ]) {
    refusedFile({ kind: 'document', caption: text, name: text }, words)
  }
  expect(performance.now() - began).toBeLessThan(3000)
})
