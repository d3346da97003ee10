import { styleText } from 'node:util'
import type { Config } from './config.ts'
import { errorTable, type ErrorCode } from './errors.ts'
import type { Loket } from './loket.ts'
import type { Simulation } from './simulation.ts'

/** What an officer reads after `npm start`: what runs, where, and what to do next. Indonesian, calm, URLs whole for copying. */
export function startScreen(config: Config, loket: Loket): string {
  const parts = [
    `Loket LPSE berjalan di ${loket.address}`,
    ...real(config, loket),
    ...incomplete(loket.warnings),
    'Periksa: npm run doctor · Berhenti: Ctrl-C',
  ]
  return `\n${parts.join('\n\n')}\n\n`
}

/** The same for a simulation. */
export function simulationScreen({ address, warnings }: Pick<Simulation, 'address' | 'warnings'>): string {
  const toFill = warnings.length
    ? [`Perlu dilengkapi kelak: ${warnings.length} hal di flows/kebijakan.yaml (npm run flows:check)`]
    : []
  const lines = [
    styleText('bold', 'Loket LPSE, simulasi'),
    '',
    `Buka: ${styleText(['bold', 'cyan'], address)}`,
    '',
    'WhatsApp dan Telegram di sini tiruan: tidak ada pesan yang keluar dari komputer ini,',
    'dan isinya kosong lagi setiap kali mulai.',
    '',
    'Melayani sungguhan: docs/pasang.md',
    ...toFill,
    'Berhenti: Ctrl-C',
  ]
  return `\n${lines.map(line => (line ? `  ${line}` : '')).join('\n')}\n\n`
}

/** What happens in a simulation that somebody at the terminal should know, a line each. */
export const simulationNews = {
  stopping: 'Berhenti …',
  preparing: 'Menyiapkan Redis dan basis data; pertama kali perlu sekitar semenit.',
  killed: 'Bot dimatikan. Pesan menunggu; bot menyala lagi sendiri dalam 20 detik.',
  died: 'Bot berhenti di luar dugaan dan dinyalakan lagi.',
  back: 'Bot berjalan lagi.',
  erred: (code: ErrorCode, file: string): string =>
    `Galat ${code} (docs/galat.md): ${errorTable[code].mend} Rinciannya: ${file}`,
} as const

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
