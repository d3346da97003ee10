const dots = '••••'

/**
 * Masks personal data for the staff group: NIK 1812••••••••0001 · NPWP ••••6091 · HP 0812••••789 · surel a•••@domain.
 * Other numbers stay (kode paket, NIB, ticket numbers).
 */
export function maskPersonalData(text: string): string {
  return text
    .replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, email => `${email[0]}•••@${email.slice(email.indexOf('@') + 1)}`)
    .replace(/(?<!\d)\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.(\d{3})(?!\d)/g, (_, end: string) => `${dots}${end}`)
    .replace(
      /(?<![\d.-])(npwp\D{0,30})(\d{11,12})(\d{4})(?!\d)/gi,
      (_, word: string, __, end: string) => `${word}${dots}${end}`,
    )
    .replace(
      /(?<!\d)(\d{4})([ .-]?)\d{4}\2\d{4}\2(\d{4})(?!\d)/g,
      (_, start: string, __, end: string) => `${start}${dots}${dots}${end}`,
    )
    .replace(
      /(?<!\d)(\d{4})\d{2}([ .-])\d{6}\2(\d{4})(?!\d)/g,
      (_, start: string, __, end: string) => `${start}${dots}${dots}${end}`,
    )
    .replace(/(?<![\d.])(?:\+?62|0)[ .(-]{0,3}8(?:[ .()-]{0,3}\d){7,11}(?![\d])/g, maskPhone)
}

function maskPhone(phone: string, at: number, whole: string): string {
  if (/nib\D{0,12}$/i.test(whole.slice(Math.max(0, at - 16), at))) return phone
  const digits = phone.replace(/\D/g, '')
  return `${phone.startsWith('+') ? '+' : ''}${digits.slice(0, 4)}${dots}${digits.slice(-3)}`
}

/** "Dr. Budi Santoso, S.Kom" → "Budi": what people outside hear of an anggota. */
export function firstName(name: string): string {
  const words = name.split(/[\s,]+/).filter(Boolean)
  return words.find(word => word.length > 1 && !word.endsWith('.')) ?? words[0] ?? 'petugas'
}

/** "Sari Wulandari" → "S•••": enough to tell two people apart in a topic, too little to know them. */
export function maskName(name: string): string {
  const first = [...name.trim()][0]
  return first ? `${first.toUpperCase()}•••` : '•••'
}
