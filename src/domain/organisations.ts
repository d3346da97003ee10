import { bareWord, inTitleCase, isEveryday } from './person-names.ts'

/** How organisations begin their names, and the way that beginning is printed (companies first, then offices). */
export const beginnings: ReadonlyMap<string, string> = new Map(
  `PT CV UD Fa PD Koperasi Kopkar Kopontren Yayasan BUMDes BUMDesma BUMD BUMT Perum Perumda PDAM Firma Toko Persekutuan
  Dinas Badan Kantor Kecamatan Kelurahan Desa Kampung Tiyuh Puskesmas RSUD RS Sekretariat Setda Setdakab Setwan Bappeda
  Bapenda BPKAD BPKP BPK BKD BKPSDM BKPP BPBD Inspektorat UKPBJ ULP LPSE LKPP Satpol Dishub Dinkes Disdik Disdikbud DPUPR
  PUPR DPMPTSP Perkim Disperkim Kominfo Diskominfo Dispora Disdukcapil Disnaker Dinsos Disperindag DLH DPMD DPRD Polres
  Polsek Kodim Kejaksaan Kejari Pengadilan KPU Bawaslu Kemenag Kementerian Universitas Politeknik SD SDN SMP SMPN SMA SMAN
  SMK SMKN TK MTs MAN MI Pemda Pemkab Pemkot Pemprov Bagian Bidang UPTD UPT BLUD`
    .split(/\s+/)
    .map(word => [word.toLowerCase(), word] as const),
)

/** Forms of companies that may also stand behind the name ("MAJU JAYA, PT"). */
export const companyForms: ReadonlySet<string> = new Set('pt cv ud fa pd'.split(' '))

/** Beginnings after which a name must follow; an office may be called by its beginning alone ("BPKAD"). */
export const incomplete: ReadonlySet<string> = new Set(
  `pt cv ud fa pd koperasi yayasan firma toko persekutuan perum dinas badan kantor kecamatan kelurahan desa kampung tiyuh
  kementerian bagian bidang lpse lkpp sd smp sma smk tk rs mi man`.split(/\s+/),
)

/** Short forms printed in capitals inside names. */
const shortForms: ReadonlySet<string> = new Set(
  'pupr pu dprd ukpbj lpse bpkad rsud opd ptsp pmd kb sda asn ri tni polri tbb ptpn pln bri bni'.split(' '),
)

/** Everyday words that companies and offices carry in their names. */
const inNames: ReadonlySet<string> = new Set(
  `satu dua tiga lima tujuh sembilan baru hati bangun media modal bersama besar semangat kota putih merah hijau biru pusat
  umum terang tenang kuat bank asli layanan pengadaan barang jasa informasi program hukum organisasi keuangan
  perencanaan pembangunan lampu laut bulan matahari pagi utama milik daerah setia benar jujur rumah sakit sehat bela
  kabupaten daftar pelatihan perusahaan dan ruang jalan atas tim kerja tata timur server komputer media cipta proyek
  internet aplikasi jaringan solusi sistem kantor orang tulang bawang barat timur selatan utara tengah lampung tubaba
  panaragan tumijajar metro`.split(/\s+/),
)

/** An organisation by its words, the first one its form, as it is printed; null when the words tell something else. */
export function organisationOf(all: readonly string[]): string | null {
  const [form = '', ...rest] = all
  const beginning = beginnings.get(bareWord(form))
  if (beginning === undefined || rest.length > 8 || rest.some(word => isEveryday(word, inNames))) return null
  return [beginning, ...rest.map(printed)].join(' ')
}

function printed(word: string): string {
  const plain = bareWord(word)
  if (plain === 'persero') return '(Persero)'
  if (shortForms.has(plain)) return plain.toUpperCase()
  const typed = word.replace(/[.,]+$/, '')
  const isPlain = typed === typed.toLowerCase() || (typed === typed.toUpperCase() && typed.length > 3)
  return beginnings.get(plain) ?? (isPlain ? inTitleCase(typed) : typed)
}
