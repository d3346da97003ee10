import type { Config } from './config.ts'
import type { Loket } from './main.ts'

/** What an officer reads after `npm start`: what runs, where, and what to do next. Indonesian, calm, URLs whole for copying. */
export function startScreen(config: Config, loket: Loket): string {
  const { address, simulation, warnings } = loket
  const parts = [
    `Loket LPSE berjalan di ${address}`,
    ...(simulation ? simulated(simulation.hints) : real(config, loket)),
    ...incomplete(warnings),
    'Periksa: npm run doctor · Berhenti: Ctrl-C',
  ]
  return `\n${parts.join('\n\n')}\n\n`
}

function simulated(hints: readonly { readonly what: string; readonly command: string }[]): string[] {
  return [
    [
      'SIMULASI: WhatsApp dan Telegram tiruan di komputer ini. Tidak ada pesan yang keluar; isinya kosong lagi setiap kali mulai.',
      ...hints.map(({ what, command }, at) => `  ${at + 1}. ${what}:\n     ${command}`),
    ].join('\n'),
    'Untuk melayani sungguhan: isi TELEGRAM_BOT_TOKEN di .env (docs/pasang.md), lalu jalankan lagi.',
  ]
}

function real({ TELEGRAM_WEBHOOK_SECRET, networks }: Config, { deskCode, whatsapp }: Loket): string[] {
  return [
    ...(networks === 'rehearsal'
      ? ['LATIHAN: WhatsApp dan Telegram tiruan di komputer ini. Tidak ada pesan yang keluar.']
      : []),
    TELEGRAM_WEBHOOK_SECRET
      ? 'Telegram: pesan datang lewat webhook.'
      : 'Telegram: pesan diambil langsung (long polling).',
    deskCode
      ? `Belum ada grup petugas. Di grup itu, setelah bot dijadikan admin, seorang admin menulis:\n  /hubungkan ${deskCode}`
      : 'Grup petugas: terhubung.',
    ...(whatsapp ? [whatsappLine(whatsapp)] : []),
  ]
}

function whatsappLine(state: NonNullable<Loket['whatsapp']>): string {
  if (state === 'unlinked' || state === 'linking')
    return 'WhatsApp: belum ada nomor yang tertaut. QR atau kodenya tampil di layar ini (docs/whatsapp.md).'
  if (state === 'logged out' || state === 'banned' || state === 'replaced')
    return 'WhatsApp: tautannya berakhir. Sebab dan yang harus dilakukan: npm run doctor'
  return 'WhatsApp: nomornya sudah tertaut. Keadaannya: npm run whatsapp'
}

function incomplete(warnings: readonly string[]): string[] {
  return warnings.length
    ? [['Perlu dilengkapi di flows/kebijakan.yaml:', ...warnings.map(warning => `  • ${warning}`)].join('\n')]
    : []
}
