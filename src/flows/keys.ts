/** Keys of a conversation's file. */
export const fileKeys = {
  alur: 'Nama alur; sama dengan nama berkasnya.',
  mulai: 'Kata atau kalimat yang memulai alur ini; boleh kosong.',
  langkah: 'Daftar langkah, dijalankan dari atas ke bawah.',
  contoh: 'Percakapan contoh, dijalankan sebagai tes.',
} as const satisfies Record<string, string>

/** What a step is: exactly one of these. */
export const stepVerbs = {
  tanya: 'Bertanya, menunggu, dan menyimpan jawabannya.',
  kirim: 'Mengirim kalimat ini.',
  lakukan: 'Menjalankan sebuah tindakan; masing-masing hanya sekali dalam satu percakapan.',
} as const satisfies Record<string, string>

/** Keys that every step may have. */
export const stepKeys = {
  bila: 'Langkah hanya dijalankan dalam keadaan ini; selain itu dilewati.',
  label: 'Nama langkah, untuk dituju "lalu".',
  lalu: 'Label langkah berikutnya, atau "selesai"; tanpa ini: langkah di bawahnya.',
} as const satisfies Record<string, string>

/** Keys that only a question has. */
export const questionKeys = {
  simpan: 'Nama jawabannya; pertanyaan yang sudah punya jawaban tidak ditanyakan lagi.',
  harus: 'Pemeriksa jawaban yang ditulis bebas; tanpa ini dan tanpa pilihan, kata-kata apa saja.',
  pilihan: 'Pilihan yang menjadi tombol, atau nama sebuah daftar pilihan.',
  'boleh dilewati': '"ya": pelapor boleh membalas LEWATI.',
} as const satisfies Record<string, string>

/** Keys of an option. */
export const optionKeys = {
  lalu: 'Label yang dituju bila pilihan ini diambil.',
  lupakan: 'Nama jawaban yang dilupakan; yang pertama langsung ditanyakan lagi.',
  lakukan: 'Tindakan yang dijalankan bila pilihan ini diambil.',
  kata: 'Kata lain yang berarti pilihan ini; angka dan salah ketik dikenali sendiri.',
} as const satisfies Record<string, string>

/** Keys of an example. */
export const exampleKeys = {
  judul: 'Apa yang ditunjukkan contoh ini.',
  keadaan: 'Keadaan yang berlaku sejak awal; yang tidak disebut tidak berlaku.',
  isian: 'Isian yang lain dari biasanya.',
  percakapan: 'Baris-baris percakapan.',
} as const satisfies Record<string, string>

/** Keys of a line of an example. */
export const lineKeys = {
  penyedia: 'Yang ditulis pelapor.',
  ketuk: 'Tombol yang ditekan pelapor; boleh tombol lama.',
  bot: 'Yang dikirim Loket, dengan tombolnya dalam kurung siku di baris terakhir.',
  lakukan: 'Tindakan yang dijalankan.',
} as const satisfies Record<string, string>
