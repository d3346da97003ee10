import { meanings } from './slang.ts'

/**
 * Words of everyday writing to a help desk: none of them is the name of a person, and none is another word mistyped.
 * Words that companies like in their names (maju, jaya, karya, lancar, putra …) are left out on purpose.
 */
const listed = `
aanwijzing abis abu acara access acrobat adalah adanya addendum adendum adobe adp adu agak agar agregasi ahli aja
ajukan akan akhir akhirnya akibat akta akte aktivasi alamat alasan alhamdulillah alias already amandemen ambil and
android aneh anggaran anggota angka anjing antar antara antivirus antri apabila apendo arah arahan arti artinya asal
asli asu asus atas avast awal ayo bab babi bahasa bahp bahwa baik bajingan bakal balasan balik banding bandingkan
banget bangke bangsat bangun bank bantah bapak barat baris baru basah batas batasan bawa bawah bawang bayangkan
beberapa beda begitulah bego bekas bela belajar belakang belum benarkah bendahara bentar bentuk berada berapapun
berarti berbeda beres berhak berhasil berhenti berisi berita berjalan berkali berlaku bermasalah bersama besar beserta
besok betapa biar biasa biasanya bidang bilang bimtek bingung biru blank blokir bodoh bohong boleh bolehkah boq bos
brengsek browser buang build buka bukti bulan buntu bunyi buru buruk butuh cache capek capslock cara cari catatan cek
cepat chat chrome coba cocok connect connection credential cukup cuma daftar daging dahulu dalam damaged dana data
datang dear decrypt defender dekat dekripsi delete demikian denda denied depan desktop detail detik dia diam dikit
dimana dinas dini diri disini ditolak dll dong dorong download draft drive dua duduk dulu edan edge edit eh ekstrak
emang emosi enak enam enkripsi entar enter entri esok evaluasi every excel exception expired fee file firefox fisik
folder forbidden format foto found galau gambar ganda ganggu gangguan ganjil ganti garis gateway gb gila gini gitu
goblok google gratis grup gugur guna gunakan habis hadap hadir hak hal halaman halo hampir hancur hanya harap harga
hari harus hasil hati hello help hendak heran hh hi hibah hijau hilang himbauan hingga hitung hmm host hps http https
hubungan hubungi huruf ialah iklan ikon ikut imbalan inaproc info informasi ingat instal internal invalid iphone isi isian
isinya istirahat itu iya izin jadi jadwal jaga jalan jaminan janji jarang jaringan jatah jawab jawaban jelas jelek
jenis jika jual juga jujur jumat jumlah juta kabar kadaluarsa kadang kak kalah kalau kali kalian kampret kamu kan
kantor kapan kapok karena kartu kasar kasih kaspersky kata katalog katanya kau kayak kb kbli kebijakan kebutuhan kecewa
kecil kecuali kedua kegiatan kelahiran keluar keluhan kemana kembali kemudian kena kenapa kendala keparat kerja kerjaan
kesal ketemu keterangan ketua key kira kiriman klarifikasi klik kolom kolusi komplain kompres komputer konfirmasi
kontrak kopi korupsi kosong kota kotak kso ktp kualifikasi kuasa kuat kuota kurang lagi lah laku lalu lama lambat
lampiran lampu lampung lancarkan lanjut lantas lapor laporan laporkan laptop latar layanan layar lebih legalisir lelang
lengkap lenovo lepas lewat lho libur lihat lima limit link linux lkpp load loading loh lokal lokasi lolos lpse lunas
lupa maaf mac macam mah mahal main makan makin maksimal maksud maksudnya malah malam maling malu mana mandek marah masa
masalah masih masing masukkan mati mau maupun max maximum mb media mega memang menang mendadak mendesak menerus mengadu
mengapa menit menunggu mepet merah mereka merk meski message mesti metode microsoft milik mimpi minggu minimal minta
mirip missing mobil modal modul mohon monitor mozilla mulai muncul mungkin murah mustahil nah naik nambah namun nanti
nasib negosiasi netral network nib nihil nik nilai nip nol nomor normal not notif notifikasi npwp null nunggu nyala
object offline ok oke oknum oleh ongkos online operator osd oss otomatis otp pabrik page pagi pagu pajak pakai paket
paling panaragan panduan panggil panjang pantas papan para parah pasang paspor passport pasti pasword patuh payah pdf
pecah pegang pelan pelatihan pelicin pembukaan pembuktian pemenang pemilihan penanganan penawaran pendaftaran pending
pendirian pengadaan pengaduan pengumuman penjelasan penting penuh per perbaikan perbaiki percuma perintah perlu
permintaan permisi pernah pertama pertanyaan perubahan pesan pesanan petunjuk pihak pilih pilihan pimpinan pin pindah
ping pinjam pintu please poin pokok port potong print printer prioritas privasi privy produk program proses proyek
pukul pulang pungli pungutan pusat pusing putih putus putusan rab raib ram ramah ratus read reader refused registrasi rela
remote rencana request reset resmi respon response restart revisi rhs ribu rinci rincian rks robot rumah run rup
rupanya rupiah rusak saat sabar sabtu sah sakit salah salin saling sama sampai samping sandi sangat sanggah saran satu
save sbu scan scanner sebab sebagai sebelah sebentar sebuah security sedang sedih sedikit segera sehingga sekali
sekalian sekarang sekitar selain selalu selama selasa selatan select selesai seluruh semangat sembilan semoga sempat
sendiri senin seperti sepi sering serius sertifikat server service sesi session sesuai setan setelah setiap setting
setuju seumur sialan siang siap sibuk sign sih sikap silahkan silakan sim simpan singkat sini sinkron sinting sip sirup
sistem situ siup size sk skip skp smadav soal software solusi soon sop sore sorry spam spamkodok spek spesifikasi spk
spmk sppbj spse spt ssl start state stop suap suara sudah suka sulit sumpah supaya support surat susah syarat system
table tadi tahap tahu tahun takut tambah tambahan tampak tampil tanda tanpa tanya tapi tautan tayang tdp tebal tegas
tekan teks telat telepon telp teman tempat tenang tender tengah tentang tentu tepat terakhir terang terbaru terhadap
terima terkait terlalu terlambat ternyata tersebut tersedia tertulis tes test tetap text thanks the tiap tiba tidak
tiga tiket timeout timur tinggal tinggi tkdn token tolak tolol tombol total totp try tubaba tuh tuju tujuh tukar tulang
tulis tulisan tumijajar tunggu turun tutorial tutup type uang ubah ujung ulang umpet umum unable unavailable undang
undangan undefined unknown upaya update upload urgen urgent url urus urusan usai user username usul utara valid
verifikasi verifikator versi via video virus wah waktu waktunya walau warna warning wewenang wib wifi windows winrar
with wkwk woi word woy wrong yaitu yakin yes your yuk zip zona`

/** Everyday words, usual spelling included. */
export const ordinaryWords: ReadonlySet<string> = new Set([...listed.split(/\s+/).filter(Boolean), ...meanings])
