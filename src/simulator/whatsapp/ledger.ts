import { digest } from '../telegram/ledger.ts'

export { digest }

/** One message of the bot to a person, whatever became of it. */
export interface SentRow {
  /** Counts both kinds of rows together, in the order they began. */
  readonly n: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly id: string
  readonly phone: string
  /** Of text or caption, once the person's phone could read it. */
  digest: string | undefined
  /** How often the bot handed it in, resends a phone asked for included. */
  attempts: number
  /** true: the server took it and brings it, whether or not the bot was told. */
  accepted: boolean
  /** true: the bot was told. */
  acked: boolean
  /** The error of the last ack that refused it. */
  refused: number | undefined
  /** How often it could be read on the person's phone, which shows it once. */
  arrivals: number
  /** When it first could, and when the person read it; milliseconds since the epoch. */
  arrivedAt: number | undefined
  readAt: number | undefined
}

/** One message from a person, or from the bot account's own phone, to the bot. */
export interface SaidRow {
  readonly n: number
  readonly at: number
  readonly id: string
  readonly phone: string
  readonly digest: string | undefined
  readonly fromOwnPhone: boolean
  /** How often it was given to the bot: more than once after a reconnect or a retry. */
  handed: number
  /** How often the bot asked for it anew. */
  retries: number
  /** When the bot's receipt came, milliseconds since the epoch. */
  receiptAt: number | undefined
  /** The error with which the bot refused it for good. */
  refused: number | undefined
}

/** What the network itself saw: the one list by which losses and duplicates are counted. Rows go on changing. */
export interface Ledger {
  readonly sent: readonly SentRow[]
  readonly said: readonly SaidRow[]
  /** Forgets all rows; `n` goes on, and messages under way get no row any more. */
  clear(): void
}

export interface LedgerWriter extends Ledger {
  /** The row of the bot's message with this id, begun when there is none. */
  sentRow(id: string, phone: string, at: number): SentRow
  /** The same where there is one. */
  findSent(id: string, phone: string): SentRow | undefined
  addSaid(row: Pick<SaidRow, 'id' | 'phone' | 'at' | 'fromOwnPhone'>, text: string): SaidRow
}

export function createLedger(): LedgerWriter {
  const sent: SentRow[] = []
  const said: SaidRow[] = []
  const sentById = new Map<string, SentRow>()
  let n = 0
  return {
    sent,
    said,
    clear() {
      sent.length = 0
      said.length = 0
      sentById.clear()
    },
    sentRow(id, phone, at) {
      const known = sentById.get(`${phone} ${id}`)
      if (known) return known
      n += 1
      const row: SentRow = {
        n,
        at,
        id,
        phone,
        digest: undefined,
        attempts: 0,
        accepted: false,
        acked: false,
        refused: undefined,
        arrivals: 0,
        arrivedAt: undefined,
        readAt: undefined,
      }
      sent.push(row)
      sentById.set(`${phone} ${id}`, row)
      return row
    },
    findSent: (id, phone) => sentById.get(`${phone} ${id}`),
    addSaid(given, text) {
      n += 1
      const row: SaidRow = {
        n,
        ...given,
        digest: text === '' ? undefined : digest(text),
        handed: 0,
        retries: 0,
        receiptAt: undefined,
        refused: undefined,
      }
      said.push(row)
      return row
    },
  }
}
