/** What a step may depend on under `bila`; `bukan` in front turns it round. Whether it holds is asked of the host. */
export const conditions = {
  'kontak pertama': 'Pelapor belum pernah disapa di sini.',
  'pelapor dikenal': 'Nama atau peran pelapor sudah diketahui dari percakapan ini atau yang dahulu.',
  'kategori tertebak': 'Kata-kata pelapor menunjuk pada satu kategori.',
  'kategori jelas': 'Kategori sudah dipastikan oleh pelapor.',
  'paket disebut': 'Kode paket sudah disebut.',
  'batas waktu disebut': 'Batas waktu tahap sudah disebut.',
  mendesak: 'Batas waktu yang disebut sudah dekat menurut kebijakan.',
  'menyebut mendesak': 'Pelapor menulis MENDESAK atau kata yang sama artinya.',
  'jam layanan': 'Kantor sedang buka.',
  'tiket sudah dibuat': 'Laporan ini sudah menjadi tiket, oleh alur atau dengan sendirinya.',
  'isi pengaduan ada': 'Pelapor sudah menulis isi pengaduannya, bukan hanya kata pengaduan.',
  'tentang kepala': 'Pengaduan ini menyangkut Kepala LPSE sendiri.',
  'kepala terjangkau': 'Kepala LPSE sudah ditetapkan dan dapat dikirimi pesan oleh bot.',
} as const satisfies Record<string, string>

export type Condition = keyof typeof conditions

/** What a free answer must be to count as one (`harus`); other words stay words of the report. */
export const checks = {
  teks: 'Kata-kata apa saja.',
  'nama dan instansi': 'Nama, perusahaan atau instansi, dan perannya; nama saja cukup.',
  'paket dan batas waktu': 'Kode paket, batas waktu tahap, atau keduanya.',
} as const satisfies Record<string, string>

export type Check = keyof typeof checks

/** What a step or an option may set off (`lakukan`); each is carried out once in a conversation. */
export const actions = {
  'buka tiket': 'Laporan menjadi tiket bernomor (Pasal 15(2)a).',
  batalkan: 'Laporan tidak diteruskan; pembatalannya dicatat.',
  'jadikan laporan': 'Kata-kata pelapor diperlakukan sebagai laporan biasa, bukan pengaduan.',
  'catat pengaduan': 'Pengaduan diberi nomor sendiri dan disampaikan hanya kepada Kepala LPSE.',
  'panggil petugas': 'Petugas diberi tahu bahwa pelapor ingin bicara dengan manusia.',
} as const satisfies Record<string, string>

export type Action = keyof typeof actions

/** Options that are not written in the file because the policy or the conversation knows them (`pilihan`). */
export const optionLists = {
  kategori: 'Kategori dari kebijakan.yaml, tebakan yang paling mungkin lebih dahulu.',
  peran: 'Penyedia, PPK, Pokja/PP, PA/KPA, auditor, lainnya.',
} as const satisfies Record<string, string>

export type OptionList = keyof typeof optionLists

/** Values that a sentence of a conversation may hold in braces. */
export const values = {
  waktu: 'pagi, siang, sore, atau malam.',
  lpse: 'Nama LPSE dari kebijakan.yaml.',
  privasi: 'Kalimat "privasi singkat" dari pesan.yaml.',
  nomor: 'Nomor tiket atau nomor pengaduan.',
  kategori: 'Kategori laporan: yang dipastikan, atau tebakan.',
  ringkasan: 'Yang akan dicatat, satu hal per baris; paling banyak 4 baris dan 450 huruf.',
  'jam buka': 'Kapan kantor buka lagi: hari dan jam.',
  batas: 'Batas waktu tahap: hari dan jam.',
  nama: 'Nama pelapor seperti yang ia sebut.',
  peran: 'Peran pelapor seperti yang ia sebut.',
  'cara lain': 'Saluran pengaduan lain dari kebijakan.yaml, satu per baris.',
} as const satisfies Record<string, string>

export type Value = keyof typeof values

/** Labels to which a word that works everywhere leads, when a file has them. */
export const entries = {
  batal: 'Pelapor menulis BATAL.',
  mendesak: 'Pelapor menulis MENDESAK.',
} as const satisfies Record<string, string>

export type Entry = keyof typeof entries

/** The word under `lalu` that ends a conversation. */
export const endWord = 'selesai'
