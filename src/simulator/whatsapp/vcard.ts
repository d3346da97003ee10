/** One person of an address book. */
export interface Card {
  name: string
  phone: string
}

const escaped = (text: string): string => text.replace(/[\\,;]/g, sign => `\\${sign}`).replaceAll('\n', '\\n')
const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign))

/** A vCard 3.0 as a phone shares it: `waid` is the number WhatsApp knows. */
export function writeCard({ name, phone }: Card): string {
  const digits = phone.replace(/\D/g, '')
  return [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:;${escaped(name)};;;`,
    `FN:${escaped(name)}`,
    `TEL;type=CELL;type=VOICE;waid=${digits}:+${digits}`,
    'END:VCARD',
  ].join('\n')
}

/** Name and first number of a vCard; what is missing is empty. The number is digits only. */
export function readCard(card: string): Card {
  const lines = card.split(/\r?\n/)
  const name = lines.find(line => line.startsWith('FN'))?.replace(/^FN[^:]*:/, '') ?? ''
  const phone = lines.find(line => /^(item\d+\.)?TEL/.test(line)) ?? ''
  const digits = /waid=(\d+)/.exec(phone)?.[1] ?? phone.replace(/^[^:]*:/, '').replace(/\D/g, '')
  return { name: unescaped(name), phone: digits }
}
