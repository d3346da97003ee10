/** What names the number behind it; the nearest name counts. */
const packageNames =
  'kode paket tender rup lelang nontender pkt pengadaan kdpaket kdtender kodepaket kodetender kodelelang koderup'
const otherNames = `nik ktp npwp nib nip kk hp wa whatsapp telp tlp telepon telpon phone kontak hubungi call fax rekening rek
  error eror galat otp verifikasi pin pos zip pendaftaran registrasi surat tiket user userid akun harga hps nilai
  pagu rp usd idr sebesar anggaran total biaya port kodepos versi build token sandi password pasword ref transaksi billing
  invoice norek sertifikat sbu siup tgl tanggal`

/** What may stand between a name and its number. */
const between =
  'nya saya kami ini itu adalah yaitu ialah no nomor num id dengan yang dari untuk di non baru lama kita kak pak bu min'

const isPackageName = new Set(packageNames.split(/\s+/))
const isOtherName = new Set(otherNames.split(/\s+/))
const isBetween = new Set(between.split(/\s+/))

/** Words behind a number that make it an amount. */
const amount =
  /^\s*(?:[km]b|gb|bytes?|kali|x|rb|ribu|jt|juta|miliar|milyar|rupiah|detik|menit|ms|persen)(?![\p{L}\d])|^\s*%/iu

/**
 * The kode tender or kode paket that a text names: 5 to 14 digits, with or without a name before them ("kode",
 * "paket", "tender", "RUP"), or in the address of its page. A number with such a name goes first. Without it, a number
 * is none that has another name (hp, NIK, NPWP, NIB, error, Rp …), belongs to a longer one (a date, a price, a ticket
 * number), or looks like a phone, an NIB (13 digits) or a date.
 */
export function findPackageCode(text: string): string | null {
  const numbers = [...text.matchAll(/(?<!\d)\d{5,14}(?!\d)/g)].flatMap(({ 0: code, index }) => {
    const before = text.slice(Math.max(0, index - 60), index)
    const after = text.slice(index + code.length, index + code.length + 30)
    if (isPartOfMore(before, after) || amount.test(after)) return []
    return [
      { code, named: nameOf(before, after), isOther: isGlued(before) || looksLikeOther(row(before, code, after)) },
    ]
  })
  const named = numbers.find(number => number.named === 'package')
  const unnamed = numbers.find(number => number.named === null && !number.isOther)
  return (named ?? unnamed)?.code ?? null
}

/** true for a piece of 25/11/2026, 1.500.000, TBB-2026-000123, 0812-3456-7890, +62812…, 12345/LPSE/2026, 0af3. */
function isPartOfMore(before: string, after: string): boolean {
  if (/\d[.:,/–-]$|\+$/.test(before) || /^[.:,/–-]\d|^[:–-]?\p{L}/u.test(after)) return true
  return !isInAddress(before, after) && /^\/\p{L}/u.test(after)
}

/** "paket10045123", "RUP-31234567", "kode:10045123": only the name of a package may be written onto its number. */
function isGlued(before: string): boolean {
  return /\p{L}[:/–_-]?$|_$/u.test(before)
}

/** A number with those beside it: people write phones and NIK in groups. */
function row(before: string, code: string, after: string): string {
  const [left = '', right = ''] = [/(?:\d+ )*$/.exec(before)?.[0], /^(?: \d+(?![\d./:]))*/.exec(after)?.[0]]
  return (left + code + right).replaceAll(' ', '')
}

/** …/lelang/10045123/pengumumanlelang */
function isInAddress(before: string, after: string): boolean {
  return /(?:lelang|tender|paket)\/$/i.test(before) && !/^\/\d/.test(after)
}

/** The name that stands before a number in the same breath. */
function nameOf(before: string, after: string): 'package' | 'other' | null {
  if (isInAddress(before, after)) return 'package'
  const clause = before.split(/[\n;!?]|,\s|\.\s/).at(-1) ?? ''
  const words = clause.toLowerCase().match(/\p{L}+|\d+/gu) ?? []
  for (const word of words.reverse()) {
    const bare = word.replace(/nya$/, '')
    if (isOtherName.has(bare)) return 'other'
    if (isPackageName.has(bare)) return 'package'
    if (!isBetween.has(bare) && !/^\d*$/.test(bare)) return null
  }
  return null
}

/** 08…, 62…, 8… of 10 to 12 digits: a mobile phone; 13 digits: an NIB; 15 and more: NPWP, NIK, NIP; 25112026 or 20261125: a date. */
function looksLikeOther(code: string): boolean {
  if (/^0?8[1-35-9]\d{7,10}$|^628\d{7,11}$|^0[2-7]\d{7,9}$|^\d{13}$|^\d{15,}$/.test(code)) return true
  return /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d$|^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(
    code,
  )
}
