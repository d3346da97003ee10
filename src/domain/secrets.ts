/** What stands in the place of a hidden secret. */
export const hiddenSecret = '••••••'

const secretWord =
  /(?<![\p{L}\p{N}])(kata\s*sandi|kata\s*kunci|pass?\s?word|passw(?:or)?d|pswd|passphrase|passcode|sandi|pass|pwd|pw|pin|otp|totp|kode\s+(?:verifikasi|otp|akses|rahasia|keamanan|pin))(nya|ku|mu)?(?![\p{L}\p{N}])/giu

/** Words between the name of a secret and the secret itself. */
const fillers = new Set(
  `saya aku kami kita nya adalah ialah yaitu itu ini lama baru akun user username userid id untuk dari spse lpse inaproc
  email surel hp wa sms penyedia perusahaan pt cv ud koperasi dinas rekanan is my the dengan pakai pake memakai
  menggunakan yg yang tadi sekarang sementara lalu default awal masuk login berikut sbb anda nomor kode angka otp pin
  password sandi`.split(/\s+/),
)

/** Words that begin the name of an organisation: names follow, and only what looks like a code is a secret. */
const organisations = new Set('pt cv ud koperasi perusahaan dinas rekanan penyedia akun spse lpse inaproc'.split(' '))

/** Words after which the secret itself stands, whatever it looks like. */
const says = new Set('adalah ialah yaitu is saya aku'.split(' '))

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
const gap = /(?:\s|[:=→>-]|["'“”‘’(*_`]|,)*/y
const closing: Readonly<Record<string, string>> = { '"': '"', '“': '”', "'": "'", '‘': '’', '`': '`' }
/** "5 menit", "3x": how long or how often, never a code. "123456 hari ini" may be one. */
const duration = /^\d{1,3}(?:\s+(?:menit|mnt|jam|detik|dtk|hari|kali|x)(?![\p{L}\p{N}])|x(?![\p{L}\p{N}]))(?!\s+ini)/iu

/**
 * Hides what follows the name of a secret (kata sandi, password, PIN, OTP, kode verifikasi …) before anything is
 * stored (Pasal 15(2)a asks for a record, never for secrets). The word after the name is hidden unless it is a known
 * harmless word; a number without such a name is left alone, since it may be a kode paket.
 */
export function hideSecrets(text: string): { text: string; hidden: boolean } {
  const spans: [number, number][] = []
  for (const match of text.matchAll(secretWord)) {
    const end = match.index + match[0].length
    if (isPerson(text, match.index, end)) continue
    const span = secretAfter(text, end) ?? secretBefore(text, match.index, end, match[2] !== undefined)
    if (span) spans.push(span)
  }
  if (!spans.length) return { text, hidden: false }
  let out = ''
  let from = 0
  for (const [start, end] of spans.sort(([a], [b]) => a - b)) {
    if (start < from) continue
    out += text.slice(from, start) + hiddenSecret
    from = end
  }
  return { text: out + text.slice(from), hidden: true }
}

/** "Saya Sandi Wijaya": a name of people, in the middle of a sentence and followed by another name. */
function isPerson(text: string, start: number, end: number): boolean {
  return (
    text.slice(start, end) === 'Sandi' &&
    /[^\s.!?][^\S\n]+$/.test(text.slice(Math.max(0, start - 10), start)) &&
    /^ \p{Lu}\p{Ll}+(?=[\s.,;!?)]|$)/u.test(text.slice(end, end + 60))
  )
}

function secretAfter(text: string, from: number): [number, number] | null {
  let at = from
  let addressed = false
  let ofOrganisation = false
  let said = false
  /** Where a value behind ":" or "=" began with a word that else only stands between. */
  let value: number | null = null
  const wholeValue = (): [number, number] | null => (value === null ? null : [value, at])
  for (let words = 0; words < 12; words++) {
    gap.lastIndex = at
    const separator = gap.exec(text)?.[0] ?? ''
    if (value !== null && separator.includes('\n')) return wholeValue()
    const next = at + separator.length
    token.lastIndex = next
    const word = token.exec(text)?.[0]
    if (!word) return wholeValue()
    at = next
    const isAssigned = /[:=]/.test(separator)
    const bare = word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    if (bare === hiddenSecret || word.startsWith(hiddenSecret)) return null
    if (isAssigned && !bare && isMadeOfSigns(word)) return [at, at + word.length]
    const quoted = quotedAt(text, separator, at)
    if (quoted && !harmless.has(bare)) return quoted
    if (!bare || fillers.has(bare)) {
      // "Email:" behind "Password:" is the next field of a form.
      if (isAssigned && word.endsWith(':')) return null
      if (isAssigned && bare && value === null) value = at
      at += withoutEnd(word).length
      // A new sentence begins a new subject: "Saya lupa password. Budi". "PT." and "..." end none.
      if (/[.!?;]$/.test(word) && !/^\.{2,}$/.test(word) && !organisations.has(bare)) {
        if (value !== null) return wholeValue()
        if (!isAssigned) return null
      }
      if (organisations.has(bare)) [ofOrganisation, said] = [true, false]
      if (says.has(bare)) said = true
      continue
    }
    if (addresses.has(bare)) {
      if (/[.!?;]$/.test(word)) return null
      addressed = true
      at += word.length
      continue
    }
    if (harmless.has(bare) || /^masuk|^login$/.test(bare)) return null
    const lasting = duration.exec(text.slice(at, at + 20))?.[0]
    if (lasting) {
      at += lasting.length
      continue
    }
    if (addressed && !/\d/.test(bare)) return null
    if (ofOrganisation && value === null && !said && !isAssigned && !looksLikeCode(word)) {
      if (/[.!?;]$/.test(word)) return null
      at += withoutEnd(word).length
      continue
    }
    return [value ?? at, endOfSecret(text, at + word.replace(/[.,;)"'”’]+$/, '').length, bare)]
  }
  return wholeValue()
}

/** "Rahasia123 password saya", "Rahasia123 itu sandinya": the code stands before its name. */
function secretBefore(text: string, start: number, end: number, owned: boolean): [number, number] | null {
  const before = /(\S+)\s+(?:(itu|ini|adalah|ialah)\s+|=\s*)?$/i.exec(text.slice(Math.max(0, start - 120), start))
  const code = before?.[1]
  if (!before || !code || code.startsWith(hiddenSecret)) return null
  const isLinked = /(?:\s(?:itu|ini|adalah|ialah)\s+|=\s*)$/i.test(before[0])
  if (!isLinked && !owned && !/^\s+(?:saya|aku|kami)(?![\p{L}\p{N}])/iu.test(text.slice(end, end + 10))) return null
  if (!looksLikeCode(code) || code.length < 5 || !/\p{L}/u.test(code)) return null
  if (/^[A-Z]{2,6}-\d{4}-\d{6}\W*$|^\S+@\S+\.\S+$|:\/\/|[,;:.!?]$/.test(code)) return null
  const at = start - before[0].length
  // The name by which somebody logs in is no secret.
  if (/(?:user|username|userid|user\s?id|id|login|akun|email|surel|paket|tender|tiket)\W*$/i.test(text.slice(0, at)))
    return null
  return [at, at + code.length]
}

/** A whole quotation right behind its opening sign. */
function quotedAt(text: string, separator: string, at: number): [number, number] | null {
  const close = closing[separator.at(-1) ?? '']
  if (!close) return null
  const line = /^[^\n]*/.exec(text.slice(at, at + 200))?.[0] ?? ''
  const end = line.indexOf(close)
  return end > 0 ? [at, at + end] : null
}

/** A word without the signs behind it, which separate it from the next. */
function withoutEnd(word: string): string {
  return word.replace(/(?<=.)[:=,]+$/, '')
}

/** true for a word with a digit or a sign in it; what ends a sentence or joins names is no sign. */
function looksLikeCode(word: string): boolean {
  return /[\p{N}#$%^*+=_@~<>|\\{}[\]?!](?=[^.,;:!?)"'”’])|\p{N}/u.test(word)
}

/** Signs only, but not a line or a row of stars that hides something already. */
function isMadeOfSigns(word: string): boolean {
  return /^[!-/:-@[-`{-~]{3,}$/.test(word) && new Set(word).size > 1
}

/** A code typed in groups ("123 456") belongs together. */
function endOfSecret(text: string, end: number, bare: string): number {
  if (!/^\d+$/.test(bare)) return end
  const more = /^(?:[ -]\d{1,4})+(?!\d)/.exec(text.slice(end))
  return end + (more?.[0].length ?? 0)
}
