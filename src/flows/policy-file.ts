import { z } from 'zod'
import { ticketKinds } from '../domain/ticket.ts'
import { officeHours } from './calendar.ts'
import { holidays } from './holidays.ts'
import { ditetapkan, mayBeUnset, wholeNumber, wholeRange, word, words, yesNo, phrases } from './notation.ts'

const unit = z.string({ error: 'belum ada' }).regex(/^[A-Z]{2,6}$/, 'harus dua sampai enam huruf besar')
const name = word.max(20)
const priority = z.enum(['P1', 'P2', 'P3', 'P4'])
const byUrgency = z.strictObject({ kritis: priority, tinggi: priority, sedang: priority, rendah: priority })
const kind = z.enum(ticketKinds)
const impact = z.enum(['besar', 'sedang', 'kecil'])
const minutes = wholeNumber(1, 1440)
const hours = wholeNumber(1, 720)
const days = wholeNumber(1, 365)

/** flows/kebijakan.yaml: what the LPSE decides, never the code. The keys are the only dictionary of its words. */
export const policyFile = z.strictObject({
  lpse: z.strictObject({
    ditetapkan,
    singkatan: unit,
    'singkatan pengaduan': unit,
    nama: word,
    'zona waktu': z.enum(['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura']),
    kontak: z.strictObject({ alamat: mayBeUnset, telepon: mayBeUnset, surel: mayBeUnset, 'laman spse': mayBeUnset }),
  }),
  'jam layanan': officeHours,
  'hari libur': holidays,
  kategori: z.strictObject({
    ditetapkan,
    daftar: z
      .record(name, z.strictObject({ jenis: kind, dampak: impact, kata: phrases }))
      .refine(all => Object.keys(all).length > 0, 'paling sedikit satu kategori')
      .refine(all => Object.keys(all).length <= 12, 'paling banyak 12 kategori, supaya petugas cepat menemukannya')
      .superRefine((all, context) => {
        const homes = new Map<string, string>()
        for (const [name, { kata }] of Object.entries(all))
          for (const one of kata) {
            const other = homes.get(one)
            const message = other === name ? `"${one}" ditulis dua kali` : `"${one}" juga ada di ${other}`
            if (other) context.addIssue({ code: 'custom', path: [name, 'kata'], message })
            homes.set(one, name)
          }
      }),
    lainnya: z.strictObject({ nama: name, jenis: kind, dampak: impact, kata: phrases.optional() }),
  }),
  prioritas: z.strictObject({
    ditetapkan,
    urgensi: z
      .strictObject({ 'kritis sampai jam': hours, 'tinggi sampai jam': hours, 'sedang sampai jam': hours })
      .refine(
        all =>
          all['kritis sampai jam'] < all['tinggi sampai jam'] && all['tinggi sampai jam'] < all['sedang sampai jam'],
        'jamnya harus naik dari kritis ke sedang',
      ),
    matriks: z.strictObject({ besar: byUrgency, sedang: byUrgency, kecil: byUrgency }),
  }),
  laporan: z.strictObject({
    ditetapkan,
    'tiket langsung dibuat': yesNo,
    'tiket dibuat sendiri sesudah menit': wholeNumber(0, 1440),
    'mendesak bila sisa jam': hours,
    'tiket terbuka paling banyak': wholeNumber(1, 100),
    'pilihan tiket berlaku menit': minutes,
  }),
  'tanya petugas': z.strictObject({ ditetapkan, 'berlaku menit': minutes }),
  'tindak lanjut': z
    .strictObject({
      ditetapkan,
      'buka lagi sampai hari kerja': days,
      'ingatkan sesudah hari kerja': days,
      'tutup yang menunggu pelapor sesudah hari kerja': days,
      'tutup yang selesai sesudah hari kerja': days,
      'umumkan penutupan sebelum hari kerja': days,
      'tahan kabar keadaan detik': wholeNumber(0, 600),
    })
    .superRefine((all, context) => {
      const must = (name: keyof typeof all, than: keyof typeof all): void => {
        if (all[name] >= all[than])
          context.addIssue({ code: 'custom', path: [name], message: `harus kurang dari "${than}" (${all[than]})` })
      }
      must('ingatkan sesudah hari kerja', 'tutup yang menunggu pelapor sesudah hari kerja')
      must('umumkan penutupan sebelum hari kerja', 'tutup yang menunggu pelapor sesudah hari kerja')
      must('umumkan penutupan sebelum hari kerja', 'tutup yang selesai sesudah hari kerja')
    }),
  'bukan wewenang': z.strictObject({
    ditetapkan,
    hal: z.record(word.max(30), z.strictObject({ kepada: word, kalimat: word })),
  }),
  pengaduan: z.strictObject({
    ditetapkan,
    'jalan lain': z.array(z.strictObject({ nama: word, kontak: mayBeUnset })).min(1),
  }),
  privasi: z.strictObject({ ditetapkan, versi: wholeNumber(1, 9999) }),
  penyimpanan: z.strictObject({
    ditetapkan,
    'isi percakapan hari': wholeNumber(1, 36_500),
    'lampiran hari': wholeNumber(1, 36_500),
    'nama dan nomor hari': wholeNumber(1, 36_500),
  }),
  'banjir pesan': z.strictObject({
    ditetapkan,
    'lebih dari pesan': wholeNumber(2, 1000),
    'dalam detik': wholeNumber(1, 3600),
  }),
  whatsapp: z.strictObject({
    ditetapkan,
    'jeda ke satu orang detik': wholeRange(0, 60),
    'pesan per menit': wholeNumber(1, 600),
    'tunda setelah tersambung detik': wholeNumber(0, 60),
    // A phone asks again for what it could not read, for up to 14 days (channels.md B3).
    'simpan yang terkirim hari': wholeNumber(7, 365),
  }),
  kata: z.strictObject({
    ditetapkan,
    salam: words,
    'terima kasih': words,
    ya: words,
    tidak: words,
    menu: phrases,
    kembali: phrases,
    batal: phrases,
    status: phrases,
    petugas: phrases,
    bantuan: phrases,
    privasi: phrases,
    lewati: phrases,
    mendesak: phrases,
    hubungkan: phrases,
    putuskan: phrases,
    marah: phrases,
    pengaduan: phrases,
    suap: phrases,
    'berkas identitas': phrases,
    'berkas penawaran': phrases,
  }),
})
