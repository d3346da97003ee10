import { inboxId } from '../../app/message.ts'
import type { TelegramNetwork, UpdateRow } from '../telegram/server.ts'
import type { SaidRow, WhatsAppNetwork } from '../whatsapp/server.ts'
import type { Names } from './names.ts'
import { fileWords, quoted } from './words.ts'

/** Something a person said or tapped on a network, as the network's ledger has it. */
export interface Said {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly network: 'WhatsApp' | 'Telegram'
  /** What the inbox may call it: the network hides numbers behind other addresses. */
  readonly rows: readonly string[]
  /** false: a tap. */
  readonly isMessage: boolean
  readonly from: string
  readonly to: string
  readonly words: string
  /** Whether the bot confirmed to the network that it has it; `unconfirmed`: Telegram's updates of which it did not. */
  isTold(unconfirmed: ReadonlySet<number>): boolean
}

export interface SaidParts {
  readonly telegram: TelegramNetwork
  readonly whatsapp: WhatsAppNetwork
  readonly accounts: { readonly telegram: string; readonly whatsapp: string }
  /** The staff group. */
  readonly group: number
  readonly names: Names
}

/** Reads what was added to the ledgers since it was called last, in the order in which it was said. */
export function createSaidReader(parts: SaidParts): () => Said[] {
  const { telegram, whatsapp } = parts
  let updates = 0
  let rows = 0
  return () => {
    const { ledger } = telegram
    // A ledger that was cleared begins anew.
    if (ledger.updates.length < updates) updates = 0
    if (whatsapp.ledger.said.length < rows) rows = 0
    const found = [
      ...ledger.updates.slice(updates).flatMap(row => ofTelegram(row, parts) ?? []),
      ...whatsapp.ledger.said.slice(rows).map(row => ofWhatsApp(row, parts)),
    ]
    updates = ledger.updates.length
    rows = whatsapp.ledger.said.length
    return found.sort((a, b) => a.at - b.at)
  }
}

function ofTelegram(row: UpdateRow, { telegram, accounts, group, names }: SaidParts): Said | null {
  const { n, at, chat, message, tap, update_id } = row
  const common = {
    id: `telegram-${n}`,
    at,
    network: 'Telegram',
    isTold: (unconfirmed: ReadonlySet<number>) => !unconfirmed.has(update_id),
  } as const
  const isOfDesk = chat === group
  if (chat < 0 && !isOfDesk) return null
  const to = isOfDesk ? 'grup' : 'Loket'
  if (tap) {
    const rows = [`${accounts.telegram}:tap/${tap.id}`]
    return {
      ...common,
      rows,
      isMessage: false,
      from: names.telegram(tap.from),
      to,
      words: `tekan ${quoted(tap.label)}`,
    }
  }
  const seen = row.kind === 'message' && message !== undefined ? telegram.message(chat, message) : undefined
  if (!seen || seen.from === 'bot') return null
  // What else is said in the group is not the bot's to keep.
  if (isOfDesk && seen.thread === undefined && seen.replyTo === undefined && !seen.text.startsWith('/')) return null
  const words = seen.media ? fileWords(seen.media.kind, seen.caption) : quoted(seen.text)
  const other = seen.location ? 'lokasi' : seen.contact ? 'kontak' : 'pesan'
  return {
    ...common,
    rows: [inboxId(accounts.telegram, String(chat), seen.id)],
    isMessage: true,
    from: names.telegram(seen.from),
    to,
    words: words || other,
  }
}

function ofWhatsApp(row: SaidRow, { whatsapp, accounts, names }: SaidParts): Said {
  const { id, at, phone, fromOwnPhone } = row
  const seen = whatsapp.message(phone, id)
  const person = whatsapp.accountOf(phone)
  const name = names.whatsapp(phone)
  const words = seen?.media ? fileWords(seen.media.kind, seen.caption) : quoted(seen?.text ?? '')
  const other = seen?.location ? 'lokasi' : seen?.contact ? 'kontak' : 'pesan'
  return {
    id: `whatsapp-${row.n}`,
    at,
    network: 'WhatsApp',
    rows: person ? [person.lid, person.pn].map(chat => inboxId(accounts.whatsapp, chat, id)) : [],
    isMessage: true,
    from: fromOwnPhone ? 'ponsel LPSE' : name,
    to: fromOwnPhone ? name : 'Loket',
    words: words || other,
    isTold: () => row.receiptAt !== undefined || row.refused !== undefined,
  }
}
