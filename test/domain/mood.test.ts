import { describe, expect, test } from 'vitest'
import { guessCategory } from '../../src/domain/classify.ts'
import { concernsHead, isAngry, mentionsOfficer, soundsLikeComplaint } from '../../src/domain/mood.ts'
import { complaints } from './said/complaints.ts'
import { categories, words } from './said/policy-words.ts'

describe('somebody angry gets a human at once', () => {
  test.each([
    'KENAPA TIDAK ADA YANG JAWAB',
    'TOLONG DIJAWAB DONG PAK INI SUDAH MAU TUTUP',
    'udah berapa kali saya lapor ga ditanggapi',
    'saya kecewa berat dengan layanan ini',
    'mana petugasnya??',
    'petugasnya mana sih',
    'dasar goblok',
    'sistem bodoh',
    'lelet banget pelayanannya',
    'payah sekali LPSE ini',
    'sudah capek saya ngomong sama robot',
    'bot tolol',
    'saya marah ini pak',
    'kok ga ada yang respon dari tadi!!!',
    'percuma lapor disini',
    'kalian kerja gak sih',
    'ga becus',
    'bangsat',
    'anjing lah error mulu',
    'saya akan viralkan',
    'pelayanan buruk sekali',
    'emosi saya lama2',
    'sampai kapan saya harus nunggu',
    'dari kemarin ga dibales',
    'brengsek',
    'kurang ajar',
    'ini penghinaan, kecewa saya',
    'jawab dong!!!!',
    'ngapain aja petugasnya',
    'tidak profesional',
    'ini sudah keterlaluan',
    'dibales dong pak dari pagi ga ada kabar',
    'kok dicuekin sih',
    'bosan saya nunggu',
    'ASTAGA KENAPA LAMA SEKALI DIJAWABNYA',
    'kok lama amat sih petugasnya',
    'udah nunggu 3 jam ini',
    'pelayanan apaan ini',
    'gimana sih kalian',
    'saya lapor bupati nanti',
    'ga ada gunanya bot ini',
    'tolong yang bener dong kerjanya',
    'kesel banget saya',
    'woi jawab',
    'LPSE ga niat kerja',
  ])('"%s"', text => {
    expect(isAngry(text, words)).toBe(true)
  })

  test.each([
    'SPSE TIDAK BISA DIBUKA',
    'NPWP PT MAJU JAYA',
    'CV MAJU JAYA ABADI',
    'ADP/SIKAP ERROR',
    'SARI WULANDARI, CV MAJU JAYA, PENYEDIA',
    'pak ga bisa upload, sejam lagi tutup!!',
    'mohon maaf mengganggu, mohon kesabarannya',
    'maaf kalau saya salah',
    'tolong secepatnya ya pak',
    'server down ya min?',
    'lemot bgt spse nya dari pagi',
    'saya sudah coba berapa kali tetap gagal',
    'semoga tidak kecewa',
    'saya tidak marah kok pak',
    'petugas sudah datang',
    'mana tombol uploadnya?',
    'mana yang benar pak',
    'terima kasih petugasnya ramah',
    'bodohnya saya salah klik',
    'kaki saya sakit jadi diwakilkan',
    'OK',
    'P',
    'YA PAK',
    'TIDAK BISA LOGIN',
    'saya kesulitan upload',
    'petugas mana yang menangani?',
    'lama prosesnya berapa hari',
    'maaf merepotkan',
    'percuma tidak ya kalau daftar sekarang',
    'mohon dijawab',
    'MOHON BANTUANNYA PAK',
    'KENAPA SPSE ERROR',
    '',
  ])('"%s" is no anger', text => {
    expect(isAngry(text, words)).toBe(false)
  })

  test('a plain report is hardly ever taken for anger', () => {
    expect(complaints.map(([text]) => text).filter(text => isAngry(text, words))).toEqual([])
  })
})

describe('a complaint about money', () => {
  test.each([
    'ada petugas minta uang 500 ribu untuk verifikasi',
    'saya dimintai uang sama orang lpse',
    'pungli di LPSE',
    'ada pungutan liar waktu daftar',
    'disuruh bayar 2 juta biar akun cepat aktif',
    'petugas meminta imbalan',
    'saya diminta fee 5 persen',
    'pegawai lpse nerima suap',
    'uang rokok dulu katanya baru diproses',
    'dipalak petugas verifikasi',
    'katanya harus ada uang pelicin',
    'kenapa petugas minta uang?',
    'kok bayar ya pak verifikasinya, diminta 200rb',
    'admin minta transfer ke rekening pribadi',
    'oknum lpse minta jatah',
    'gratifikasi petugas',
    'ada yg mnt duit atas nama LPSE',
    'dikenakan biaya 300 ribu oleh petugas',
    'saya mau lapor pungli',
    'ada setoran ke orang dalam',
    'uangnya diminta petugas verifikator',
    'petugas peras saya',
    'verifikator minta dibelikan rokok',
    'pegawai minta THR ke rekanan',
    'saya harus kasih amplop supaya berkas jalan',
    'katanya verifikasi ada tarifnya 150 ribu',
    'petugas menyodorkan nomor rekening',
    'dia minta uang capek',
    'saya ingin lapor pungutan di lpse',
    'saya dipungut biaya waktu daftar',
    'bayar 500 baru diverifikasi',
    'verifikasi dimintain 100 ribu sama mbaknya',
    'pak saya disuruh ngasih uang biar dimenangkan',
    'ada biaya tak resmi di verifikasi',
    'petugas nodong duit',
    'katanya kalau mau cepat ada uang administrasinya',
    'kami dimintai sumbangan oleh pegawai LPSE',
    'Budi petugas lpse minta ditransfer 250 ribu',
    'bayar berapa supaya diloloskan?',
    'ada permainan uang di lpse',
    'pegawai LPSE terima amplop',
    'harus bayar ke petugas dulu',
    'minta pulsa sama saya',
    'ada calo di LPSE',
    'diminta biaya admin 50rb saat daftar',
    'pas ambil hasil verifikasi saya ditagih 75 ribu',
    'tolong diusut, ada yang minta jatah proyek',
    'Ada orang ngaku LPSE minta transfer 1 juta',
    'ditawari menang asal bayar 10 persen',
    'suap?',
  ])('"%s"', text => {
    expect(soundsLikeComplaint(text, words)).toBe('levy')
  })
})

describe('a complaint about somebody of the office', () => {
  test.each([
    'petugasnya galak banget',
    'saya mau mengadukan petugas verifikasi',
    'saya mau mengadu',
    'ingin melaporkan pegawai LPSE',
    'saya dipersulit petugas',
    'kami dipersulit terus waktu verifikasi',
    'petugas tidak sopan',
    'admin lpse kasar kalau jawab',
    'pelayanan petugas judes',
    'petugas pilih kasih ke rekanan tertentu',
    'pegawainya tidur waktu jam kerja',
    'petugas lpse ada main dengan rekanan',
    'verifikatornya membocorkan data saya',
    'petugas memihak peserta lain',
    'dibentak bentak petugas',
    'ingin membuat pengaduan tentang petugas',
    'mau komplain pelayanan petugas',
    'sikap petugas tidak ramah',
    'kepala lpse tidak adil',
    'mohon ditindak petugas yang bernama Budi',
    'petugas merokok di ruangan dan marah marah ke saya',
    'petugas menolak berkas saya tanpa alasan',
    'petugas LPSE pulang cepat jam 2, loket kosong',
    'saya diusir satpam LPSE',
    'ibu di loket itu kasar',
    'petugas memberi tahu harga saya ke pesaing',
    'pak Anton dari LPSE menawarkan bisa memenangkan tender',
    'adminnya balas chat dengan kata kasar',
    'kami merasa didiskriminasi oleh LPSE',
    'petugas ngerjain saya bolak balik tiga kali',
    'petugas tidak transparan',
    'petugas menyebarkan data perusahaan saya',
    'kenapa CV lain didahulukan petugas',
    'orang LPSE nya jutek',
    'saya dilempar sana sini sama petugas',
    'yang jaga loket marah-marah',
    'saya tidak dilayani dengan baik',
    'petugas LPSE pura pura tidak tahu',
    'saya tidak terima diperlakukan begini oleh petugas',
    'mbak verifikator ngomel ke saya',
    'pegawai LPSE main hp terus, tidak melayani',
    'petugas sengaja memperlambat verifikasi kami',
    'saya keberatan dengan perlakuan petugas',
    'kinerja petugas buruk',
    'mau laporin petugas',
    'verifikator Andi selalu cari cari kesalahan',
    'Bu Rina di LPSE ketus sekali',
    'ada pegawai LPSE yang punya perusahaan ikut tender',
  ])('"%s"', text => {
    expect(soundsLikeComplaint(text, words)).toBe('officer')
  })
})

describe('what only looks like a complaint about people or money', () => {
  test.each([
    'mau lapor error',
    'saya mau melaporkan gangguan spse',
    'pengaduan',
    'menu pengaduan',
    'uang muka belum cair',
    'biaya pendaftaran berapa?',
    'jaminan penawaran',
    'apakah ada biaya?',
    'ada pungutan tidak untuk daftar?',
    'jaminan penawaran diminta bank 5 juta',
    'bayar jaminan penawaran kemana',
    'minta uang jaminan dikembalikan',
    'minta kode otp',
    'pembayaran termin 2 belum',
    'petugas minta dokumen tambahan',
    'petugas minta akta asli',
    'petugas bilang harus upload ulang',
    'petugas ramah sekali, terima kasih',
    'petugasnya tidak galak kok',
    'tidak ada yang minta uang',
    'saya dipersilakan menunggu petugas',
    'mau bicara dengan petugas',
    'harga penawaran saya 500 juta',
    'kena biaya admin bank saat transfer jaminan',
    'aplikasi ini sulit sekali',
    'apendo menyulitkan kami',
    'spse galak, dikit dikit logout',
    'fee konsultan di RAB berapa persen',
    'sikap tidak bisa dibuka',
    'data sikap kosong',
    'laporan saya bagaimana',
    'saya mau lapor tidak bisa upload',
    'kapan kepala lpse ada di kantor',
    'bayar pajak pakai NPWP mana',
    'nilai HPS 2 juta',
    'saya salah bayar PNBP',
    'admin tolong cek akun saya',
    'kasar sekali hasil scan nya',
    'tender ini minta dukungan bank',
    'pokja minta klarifikasi harga',
    'petugas yang kemarin namanya siapa',
    'apakah petugas bisa bantu isi data',
    'petugas bilang besok buka jam berapa',
    'saya sudah transfer jaminan ke bank',
    'petugas kemarin sudah verifikasi',
    'petugas tolong jangan tutup dulu',
    'tarif pelatihan berapa',
    'admin menolak verifikasi saya kenapa',
    'verifikasi bayar ga?',
    'petugas kami salah pilih rup',
    'minta uang jaminan saya',
    'pak petugas tolong bantu',
    'saya mau lapor ke petugas tidak bisa upload',
    'mau lapor petugas ada error',
    'kenapa verifikator belum approve',
    'pokja minta bayar jaminan',
    'admin pt kami salah input',
    'disuruh upload ulang',
    'disuruh bayar materai?',
    'minta persen TKDN berapa',
    'admin saya marah karena tidak bisa upload',
    'saya lapor ada gangguan',
    'komplain, spse error lagi',
    'mau komplain soal spse lambat',
    'saya merasa dipersulit aplikasi ini',
    'verifikator minta dokumen asli',
    'apakah bayar kalau verifikasi?',
    'pegawai kami ganti, akun gimana',
    'saya diminta upload ulang',
    'kirim pengaduan lewat mana?',
    'petugas tidak ada di kantor',
    'pelayanan lpse jam berapa',
    '',
  ])('"%s" is none', text => {
    expect(soundsLikeComplaint(text, words)).toBe(null)
  })

  test('nor is any plain report', () => {
    expect(complaints.map(([text]) => text).filter(text => soundsLikeComplaint(text, words))).toEqual([])
  })
})

describe('somebody of the office spoken of', () => {
  test.each([
    'petugas menerima bingkisan dari rekanan',
    'anggota help desk balasnya sinis',
    'pegawai LPSE jadi makelar',
    'saya dikata-katai petugas',
    'petugas kasih akun saya ke orang lain',
    'saya diminta tanda tangan kosong oleh petugas',
  ])('"%s" is better asked back', text => {
    expect(mentionsOfficer(text)).toBe(true)
  })

  test.each([
    'petugas',
    'mau bicara dengan petugas',
    'mohon dibantu petugas secepatnya',
    'petugas bilang harus upload ulang',
    'kata petugas tolong cek lagi',
    'petugas kami salah pilih rup',
    'saya tidak bisa login',
    'terima kasih petugasnya ramah',
  ])('"%s" needs no question', text => {
    expect(mentionsOfficer(text)).toBe(false)
  })

  test('is hardly ever so in a report that names no technical matter', () => {
    const asked = complaints.filter(([text]) => mentionsOfficer(text) && !guessCategory(text, categories))
    expect(asked).toEqual([])
  })
})

describe('a complaint about the Kepala himself goes elsewhere first', () => {
  test.each([
    'kepala lpse minta uang',
    'saya mau mengadukan Kepala LPSE',
    'saya disuruh bayar oleh kepala LPSE',
    'ketua lpse nya main proyek',
    'pimpinan LPSE memihak',
    'pak kepala minta jatah 5 persen',
    'kepala kantornya kasar',
    'bos lpse nya minta setoran',
    'kepalanya sendiri yang minta',
    'kepla lpse minta fee',
  ])('"%s"', text => {
    expect(concernsHead(text)).toBe(true)
  })

  test.each([
    'mohon disampaikan kepada Kepala LPSE',
    'saya mau mengadu ke kepala lpse soal petugas galak',
    'Yth. Kepala LPSE, petugas verifikasi minta uang',
    'petugas galak',
    'kepala dinas kami minta paket tayang',
    'kepala saya pusing',
    'surat untuk kepala LPSE',
    'sakit kepala saya lihat spse',
    'kepala desa bisa jadi PPK?',
    'tolong lapor kan ke pimpinan lpse',
  ])('"%s" does not', text => {
    expect(concernsHead(text)).toBe(false)
  })
})

test('a text made to be slow is read quickly', () => {
  const everything = [...words.angry, ...words.bribe, ...words.complaint].join(' ').replace(/[/]/g, ' ')
  const began = performance.now()
  for (const text of [
    everything,
    'petugas minta uang ktp '.repeat(178),
    'a'.repeat(4096),
    'ktp,'.repeat(1024),
    'a. '.repeat(1365),
  ]) {
    isAngry(text, words)
    soundsLikeComplaint(text, words)
    concernsHead(text)
    mentionsOfficer(text)
  }
  expect(performance.now() - began).toBeLessThan(3000)
})
