import { toString as drawQr } from 'qrcode'
import type { AccountState } from '../../app/ports.ts'

/** What waits to be used on the phone: a QR, or a code to type in. */
export type LinkOffer = { readonly qr: string } | { readonly pairingCode: string }

/**
 * What the terminal shows to link a phone: the QR with its text on a line of its own beneath, for terminals that draw
 * badly, or the code, with the steps. Whoever sees it can take the account: never for a log.
 */
export async function linkScreen(offer: LinkOffer): Promise<string> {
  const where = 'Di ponsel LPSE: WhatsApp › Perangkat tertaut › Tautkan perangkat'
  if ('pairingCode' in offer)
    return [
      'Tautkan WhatsApp dengan kode',
      '',
      `1. ${where}.`,
      '2. Pilih "Tautkan dengan nomor telepon saja".',
      `3. Ketik kode ini: ${offer.pairingCode.replace(/^(.{4})(.{4})$/, '$1-$2')}`,
      '',
      'Kode berganti bila tidak dipakai dalam beberapa menit.',
    ].join('\n')
  const drawn = await drawQr(offer.qr, { type: 'terminal', small: true })
  return [
    'Tautkan WhatsApp dengan QR',
    '',
    `1. ${where}.`,
    '2. Arahkan kamera ke gambar ini.',
    '',
    drawn.trimEnd(),
    '',
    offer.qr,
    '',
    'QR berganti setiap 20–60 detik; pakai yang terakhir.',
  ].join('\n')
}

/** What the terminal shows once a phone is linked: the number and name that people see. */
export function linkedScreen({ number, name }: Pick<AccountState, 'number' | 'name'>): string {
  return `WhatsApp terhubung: +${number ?? '–'}${name ? `, ${name}` : ''}.`
}
