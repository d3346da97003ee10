import { meanings } from './slang.ts'

/**
 * Words of everyday writing to a help desk: none of them is the name of a person, and none is another word mistyped.
 * Words that companies like in their names (maju, jaya, karya, lancar, putra …) are left out on purpose.
 */
const listed = `
abis abu acara adalah adanya adu agak agar ahli aja ajukan akan akhir akhirnya akibat alamat alasan alhamdulillah
alias ambil aneh anggaran anggota angka antar antara antivirus antri apabila arti artinya arah arahan asal asli atas
awal ayo bab bahasa bahwa baik bakal balik banding bandingkan bangsat bangun banget bantah bapak baris baru basah
batas batasan bawa bawah bayangkan beberapa beda begitulah bekas belakang belajar benarkah bendahara bentar bentuk
berada berapapun berarti berbeda beres berhak berhasil berhenti berisi berita berjalan berkali berlaku bermasalah
bersama besar beserta besok betapa biar biasa biasanya bidang bilang bingung biru blank blokir bodoh bohong boleh
bolehkah brengsek browser buang buka bulan bunyi buntu buru buruk butuh capek cara cari cek cepat chat chrome cocok
coba cuma cukup daftar dahulu daging dalam damaged dana data datang decrypt dekat demikian denda depan desktop
detail detik dia diam dikit dimana dinas dini diri disini ditolak dll dong dorong draft drive dua dulu duduk edge
edit eh ekstrak emang emosi enak enam entar entri esok excel expired fee firefox fisik folder format foto galau ganda
gangguan ganjil ganti garis gateway gini gitu goblok gratis grup gugur guna gunakan habis hadap hadir hak hal
halaman halo hampir hancur hanya harap harga hari harus hasil hati hendak heran hh hibah hijau hilang himbauan
hingga hitung hmm hubungi huruf ialah iklan ikut ikon imbalan informasi ingat instal isi isian isinya istirahat itu
iya izin jadi jadwal jaga jalan jaminan janji jaringan jarang jatah jawab jawaban jelas jelek jenis jika juga jual
jujur jumlah jumat juta kadaluarsa kadang kalah kalau kalian kali kamu kan kantor kapan karena kartu kasar kasih kata
katanya kau kayak kebijakan kebutuhan kecewa kecil kecuali kedua kegiatan keluar keluhan kemana kembali kemudian
kena kenapa kendala kerja kerjaan kesal keterangan ketemu ketua kira klarifikasi klik kolom kolusi komplain komputer
kompres konfirmasi kontrak kopi korupsi kosong kota kotak kuasa kuat kuota kurang laku lalu lama lambat lampiran
lampu lancarkan lanjut lantas laporan lapor laporkan laptop lagi lah latar layar layanan lebih legalisir lengkap lepas
lewat lho libur lihat lima limit link linux loh lokal lokasi lolos lunas lupa maaf macam mah mahal main makan makin
maksimal maksud maksudnya malah malam maling malu mana mandek marah masa masalah masih masing masukkan mati mau
maupun media mega memang menang mendadak mendesak menerus mengadu mengapa menit menunggu mepet merah mereka merk
mesti meski metode milik mimpi minggu minimal minta mirip mobil modal modul mohon monitor mulai muncul mungkin murah
mustahil nah naik nambah namun nanti nasib negosiasi netral nihil nilai nol nomor normal notif notifikasi nunggu nyala
oke oknum oleh ongkos online offline operator otomatis pabrik pagi pagu pajak pakai paling panduan panggil panjang
pantas papan para parah pasang pasti pasword patuh payah pecah pegang pelan pelicin pemenang penanganan pending
pengaduan pengumuman penjelasan penting penuh per perbaiki perbaikan percuma perintah perlu permisi permintaan pernah
pertama pertanyaan perubahan pesan pesanan petunjuk pihak pilih pilihan pimpinan pindah pinjam pintu poin pokok
potong prioritas privasi produk program proses proyek pukul pulang pungli pungutan pusat pusing putih putus raib
ramah ratus rela remote rencana resmi respon restart revisi ribu rincian rinci robot rumah rupanya rupiah rusak saat
sabar sabtu sah sakit salah saling salin sama samping sampai sandi sanggah sangat saran satu scan sebab sebagai
sebelah sebentar sebuah sedang sedih sedikit segera sehingga sekali sekalian sekarang sekitar selain selalu selama
selasa selesai seluruh semangat sembilan semoga sempat sendiri senin seperti sepi sering serius sertifikat sesi
sesuai setelah setiap setuju setting seumur siang siap sibuk sih silakan silahkan simpan singkat sini sinkron sip sistem
situ soal software solusi sop sore spek spesifikasi suap suara sudah suka sulit sumpah supaya surat susah syarat
tadi tahap tahu tahun takut tambah tampak tampil tanda tanpa tanya tapi tautan tayang tebal tegas tekan teks telat
telepon telp teman tempat tenang tengah tentang tentu tepat terakhir terang terbaru terhadap terima terkait terlalu
terlambat ternyata tersebut tersedia tertulis tetap tiap tiba tidak tiga tiket tinggal tinggi tolak tombol total
tuh tuju tujuh tukar tulis tulisan tunggu turun tutorial tutup uang ubah ujung ulang umpet umum undang undangan
update upaya urgen urgent urus urusan usai usul valid versi virus via video wah waktu walau waktunya warna wewenang
wib windows winrar wkwk woi woy yaitu yakin yuk zip zona
access already and android bank bela belum bos build cache capslock connect connection credential dear delete denied
download enter every exception file forbidden found ganggu gateway hello help hi host http https iphone internal
invalid key kapok key load loading mac max maximum mb kb gb message missing network not null object ok page pdf ping
please port print printer ram read refused request reset response rhs run save scanner security select server service
session sign size skip soon sorry spam ssl start state stop support system table tes test text thanks the timeout
token try type unable unavailable undefined unknown upload url user username warning wifi with word wrong yes your
anjing babi bangke bego tolol setan sialan kampret asu bajingan keparat gila sinting edan
adp aanwijzing amandemen addendum bahp boq hps kak kso ktp npwp nib nik nip osd otp oss pin rab rks rup sbu sikap sim
sirup siup skp sk spk sppbj spmk spt ssl tdp tkdn totp lkpp inaproc katalog lpse spse apendo spamkodok kbli privy
evaluasi kualifikasi penawaran pembuktian pembukaan pemilihan pengadaan tender lelang paket adendum dekripsi enkripsi
agregasi verifikasi verifikator aktivasi registrasi pendaftaran pelatihan bimtek
`

/** Everyday words, usual spelling included. */
export const ordinaryWords: ReadonlySet<string> = new Set([...listed.split(/\s+/).filter(Boolean), ...meanings])
