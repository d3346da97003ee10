import { honorifics } from './normalise.ts'
const dots = '••••'

/**
 * Masks personal data for the staff group: NIK 1812••••••••0001 · NPWP ••••6091 · HP 0812••••789 · surel a•••@domain.
 * Other numbers stay (kode paket, NIB, ticket numbers).
 */
export function maskPersonalData(text: string): string {
  return (
    text
      // No longer before the @ than RFC 5321 allows: without an end, a long word would be searched from each of its letters.
      .replace(/[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/g, email => `${email[0]}•••@${email.slice(email.indexOf('@') + 1)}`)
      .replace(/(?<!\d)\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.(\d{3})(?!\d)/g, (_, end: string) => `${dots}${end}`)
      .replace(
        /(?<![\d.-])(npwp\D{0,30})(\d{11,12})(\d{4})(?!\d)/gi,
        (_, word: string, __, end: string) => `${word}${dots}${end}`,
      )
      .replace(
        /(?<!\d)(\d{4})([ .-]?)\d{4}\2\d{4}\2(\d{4})(?!\d)/g,
        (_, start: string, __, end: string) => `${start}${dots}${dots}${end}`,
      )
      .replace(/(?<![\d.-])0\d{10}(\d{4})(?![\d.-])/g, (_, end: string) => `${dots}${end}`)
      .replace(
        // Two dates of this century look like the halves of a NIK; no province has the code 20.
        /(?<!\d)(?!20)(\d{4})\d{4}[ .-]\d{4}(\d{4})(?!\d)/g,
        (_, start: string, end: string) => `${start}${dots}${dots}${end}`,
      )
      .replace(
        /(?<!\d)(\d{4})\d{2}([ .-])\d{6}\2(\d{4})(?!\d)/g,
        (_, start: string, __, end: string) => `${start}${dots}${dots}${end}`,
      )
      .replace(/(?<![\d.])(?:\+?62|0)[ .(-]{0,3}8(?:[ .()-]{0,3}\d){7,11}(?![\d])/g, maskPhone)
      .replace(/(?<![\d.])\+[ ]?[1-9](?:[ .()-]{0,2}\d){7,14}(?!\d)/g, maskPhone)
      .replace(/(?<![\d.,/-])8[1-35-9](?:[ -]?\d){8,11}(?!\d)/g, maskBarePhone)
  )
}

/** A mobile number without its first 0 has 10 to 12 digits; with 13 it is more likely a NIB. */
function maskBarePhone(phone: string, at: number, whole: string): string {
  const before = whole.slice(Math.max(0, at - 30), at)
  if (/(?:nib|kode|paket|tender|rup|nomor induk|rp|npwp|tbb|id)[^\d\n]{0,14}$/i.test(before)) return phone
  const isCalledPhone = /(?:hp|wa|whatsapp|telp?|telepon|kontak|hubungi|nomor saya|no)[^\d\n]{0,14}$/i.test(before)
  return phone.replace(/\D/g, '').length < 13 || isCalledPhone ? maskPhone(phone, at, whole) : phone
}

function maskPhone(phone: string, at: number, whole: string): string {
  if (/nib\D{0,12}$/i.test(whole.slice(Math.max(0, at - 16), at))) return phone
  const digits = phone.replace(/\D/g, '')
  return `${phone.startsWith('+') ? '+' : ''}${digits.slice(0, 4)}${dots}${digits.slice(-3)}`
}

/** "Dr. Budi Santoso, S.Kom" → "Budi", "Bu Wati Lestari" → "Bu Wati": what people outside hear of an anggota. */
export function firstName(name: string): string {
  const words = name.split(/[\s,]+/).filter(Boolean)
  const first = words.findIndex(word => word.length > 1 && !word.endsWith('.'))
  const [word, next] = words.slice(Math.max(first, 0))
  return word && next && honorifics.includes(word.toLowerCase()) ? `${word} ${next}` : (word ?? 'petugas')
}

/** "Sari Wulandari" → "S•••": enough to tell two people apart in a topic, too little to know them. */
export function maskName(name: string): string {
  const first = [...name.trim()][0]
  return first ? `${first.toUpperCase()}•••` : '•••'
}

const organisationKinds = new Set(
  'pt cv ud fa pd firma koperasi yayasan bumdes toko dinas badan bagian bidang kantor kecamatan kelurahan desa kampung sekretariat inspektorat rsud puskesmas'.split(
    ' ',
  ),
)

/** "CV Maju Jaya" → "CV M•••", "Dinas PUPR" → "Dinas P•••": what kind it is stays, the name does not. */
export function maskOrganisation(name: string): string {
  const [first = '', second] = name.trim().split(/[\s.]+/)
  return second && organisationKinds.has(first.toLowerCase()) ? `${first} ${maskName(second)}` : maskName(first)
}
