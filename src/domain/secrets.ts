/** What stands in the place of a hidden secret. */
export const hiddenSecret = '••••••'

const secretWord =
  /(?<![\p{L}\p{N}])(kata\s*sandi|kata\s*kunci|pass?\s?word|passw(?:or)?d|pswd|passphrase|passcode|sandi|pass|pwd|pw|pin|otp|totp|kode\s+(?:verifikasi|otp|akses|rahasia|keamanan|pin))(nya|ku|mu)?(?![\p{L}\p{N}])/giu

/** Words between the name of a secret and the secret itself. */
const fillers = new Set(
  `saya aku kami kita nya adalah ialah yaitu itu ini lama baru akun user username userid id untuk dari spse lpse inaproc
  email surel hp wa sms penyedia perusahaan pt cv is my the dengan pakai pake memakai menggunakan yg yang tadi
  sekarang sementara default awal masuk login berikut sbb anda nomor kode angka otp pin password sandi`.split(/\s+/),
)

/** Words to the reader: behind them only what has a digit is taken for the secret ("otp nya kak 774411"). */
const addresses = new Set('kak pak bu min mas mbak gan bang bro admin bapak ibu'.split(' '))

/** Words that follow the name of a secret without being one. Whatever is in neither list is hidden. */
const harmless = new Set(
  `tidak tdk tak gak ga gk nggak ngga enggak bukan belum blm sudah sdh udah telah lupa salah benar betul keliru ditolak
  bisa dapat dpt mau ingin minta mohon tolong bantu dibantu bantuan cara gimana bagaimana bgmn gmn kenapa mengapa knp apa
  apakah kapan dimana mana kok halo selalu terus lagi juga dan atau tapi tetapi karena krn
  jika kalau kalo klo bila saat ketika waktu setelah sebelum dikirim kirim terkirim masuk-masuk muncul diminta minta2
  ganti diganti mengganti ubah diubah mengubah reset direset mereset setel atur diatur buat dibuat membuat terblokir
  diblokir blokir terkunci dikunci kedaluwarsa kadaluarsa expired kosong invalid error galat gagal hilang habis rusak
  harus wajib perlu aman kuat lemah rahasia? panjang minimal maksimal karakter huruf digit besar kecil simbol
  ada tiada hanya cuma padahal malah kemarin kmrn besok hari jam menit detik pagi siang sore malam
  saja aja dulu nanti pernah di ke dalam oleh pada sama seperti sesuai cocok valid terdaftar dikenali berlaku tersebut
  ok oke ya iya baik terima kasih makasih trims tks thanks sekali banyak semua lain lainnya pun sih dong deh nih lah
  via melalui lewat sampai hingga tender paket dokumen unggah upload aplikasi sistem website web situs halaman menu
  tombol link tautan klik pokja ppk petugas helpdesk help desk lkpp npwp nib nik`.split(/\s+/),
)

const token = /[^\s]+/y
const gap = /[\s]*(?:[:=→>-]+|["'“”‘’(*_`]+|,)*[\s]*/y

/**
 * Hides what follows the name of a secret (kata sandi, password, PIN, OTP, kode verifikasi …) before anything is
 * stored (Pasal 15(2)a asks for a record, never for secrets). The word after the name is hidden unless it is a known
 * harmless word; a number without such a name is left alone, since it may be a kode paket.
 */
export function hideSecrets(text: string): { text: string; hidden: boolean } {
  const spans: [number, number][] = []
  for (const match of text.matchAll(secretWord)) {
    const span = secretAfter(text, match.index + match[0].length)
    if (span) spans.push(span)
  }
  if (!spans.length) return { text, hidden: false }
  let out = ''
  let from = 0
  for (const [start, end] of spans) {
    if (start < from) continue
    out += text.slice(from, start) + hiddenSecret
    from = end
  }
  return { text: out + text.slice(from), hidden: true }
}

function secretAfter(text: string, from: number): [number, number] | null {
  let at = from
  let addressed = false
  for (let words = 0; words < 8; words++) {
    gap.lastIndex = at
    const separator = gap.exec(text)?.[0] ?? ''
    at += separator.length
    // A new sentence begins a new subject: "Saya lupa password. Budi".
    token.lastIndex = at
    const word = token.exec(text)?.[0]
    if (!word) return null
    const bare = word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    if (bare === hiddenSecret || word.startsWith(hiddenSecret)) return null
    if (!bare || fillers.has(bare)) {
      if (/[.!?;]$/.test(word) && !/[:=]/.test(separator)) return null
      at += word.length
      continue
    }
    if (addresses.has(bare)) {
      if (/[.!?;]$/.test(word)) return null
      addressed = true
      at += word.length
      continue
    }
    if (harmless.has(bare) || /^masuk|^login$/.test(bare)) return null
    if (addressed && !/\d/.test(bare)) return null
    const quoted = /["“]$/.test(separator.trimEnd()) ? /^[^"”\n]*(?=["”])/.exec(text.slice(at))?.[0] : undefined
    if (quoted) return [at, at + quoted.length]
    return [at, endOfSecret(text, at + word.replace(/[.,;)"'”’]+$/, '').length, bare)]
  }
  return null
}

/** A code typed in groups ("123 456") belongs together. */
function endOfSecret(text: string, end: number, bare: string): number {
  if (!/^\d+$/.test(bare)) return end
  const more = /^(?:[ -]\d{1,4})+(?!\d)/.exec(text.slice(end))
  return end + (more?.[0].length ?? 0)
}
