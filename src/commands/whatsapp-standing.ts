import type { Connection } from 'mongoose'
import type { AccountState } from '../app/ports.ts'
import { whatsappAccount } from '../networks/whatsapp-account.ts'
import { createAccountStates } from '../storage/account-states.ts'
import { createLeases } from '../storage/leases.ts'

/** How the WhatsApp account stands, as it was last stored, and whether some process holds it now. */
export interface WhatsAppStanding {
  readonly state: AccountState | null
  readonly isServed: boolean
}

/** Reads it from the database; `key` is what number and name are encrypted with. */
export async function loadStanding(connection: Connection, key: Buffer): Promise<WhatsAppStanding> {
  const [state, holders] = await Promise.all([
    createAccountStates(connection, key).load(whatsappAccount),
    createLeases(connection).holders(`receiving ${whatsappAccount}`),
  ])
  return { state, isServed: holders.length > 0 }
}

/** A standing in words for an operator, with what is to be done. */
export interface StandingWords {
  readonly means: string
  /** Absent: nothing to be done. */
  readonly mend?: string
}

const again = 'npm run whatsapp -- pair'
const words: Readonly<Record<AccountState['state'], StandingWords>> = {
  unlinked: { means: 'belum ada nomor yang tertaut', mend: again },
  linking: { means: 'QR atau kode menunggu dipakai di ponsel', mend: again },
  connecting: { means: 'sedang menyambung' },
  open: { means: 'melayani' },
  down: {
    means: 'terputus; Loket mencoba lagi sendiri',
    mend: 'Periksa internet dan jalan keluar ke web.whatsapp.com:443. Pesan dan balasan menunggu dengan aman.',
  },
  'logged out': { means: 'dikeluarkan dari ponsel (401)', mend: `Tautkan lagi: ${again}` },
  banned: {
    means: 'diblokir atau dibatasi WhatsApp (403)',
    mend: `Buka WhatsApp di ponsel dan ikuti petunjuknya; sesudah pulih: ${again}`,
  },
  replaced: {
    means: 'program lain memakai tautan nomor ini (440)',
    mend: `Matikan program itu, lalu: ${again}`,
  },
}

/** What the standing means now; one that an ended process left is not told as if it still held. */
export function describeStanding({ state, isServed }: WhatsAppStanding): StandingWords {
  const { state: name, reason } = state ?? { state: 'unlinked' as const, reason: null }
  const start = 'Jalankan Loket: npm start (atau docker compose up -d)'
  if (!isServed && (name === 'open' || name === 'connecting' || name === 'down'))
    return { means: 'nomornya tertaut; Loket tidak sedang melayaninya', mend: start }
  if (!isServed && (name === 'unlinked' || name === 'linking')) return { means: words.unlinked.means, mend: start }
  if (name === 'linking' && reason)
    return {
      means: 'belum ada nomor, dan WhatsApp tidak terjangkau atau menolak; Loket mencoba lagi sendiri',
      mend: words.down.mend!,
    }
  return words[name]
}
