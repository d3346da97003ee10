import { allRoles, markings, roles, type Marking, type Role } from './access.ts'
import { dayAfter, readDay } from './day.ts'

/** What is wrong with the words of a command. */
export type Mistake =
  | { readonly kind: 'mistake'; readonly what: 'unknown'; readonly words: string }
  | { readonly kind: 'mistake'; readonly what: 'no decree' | 'day' | 'past' }

/** By which decree and for how long, and the words that name whom; '' when they name nobody. */
interface Terms {
  readonly sk: string
  /** null: from now on. */
  readonly from: Date | null
  /** The first instant at which it is over; null: not limited. */
  readonly until: Date | null
  readonly person: string
}

/** What stands behind /peran. */
export type RoleOrder =
  | { readonly kind: 'list' }
  | ({ readonly kind: 'give'; readonly role: Role } & Terms)
  | { readonly kind: 'withdraw'; readonly role: Role; readonly person: string }
  | Mistake

/** What stands behind /tandai; `as` null: whichever mark there is. */
export type MarkOrder =
  | { readonly kind: 'list' }
  | ({ readonly kind: 'mark'; readonly as: Marking } & Omit<Terms, 'from'>)
  | { readonly kind: 'remove'; readonly as: Marking | null; readonly person: string }
  | Mistake

/** Every name of a role, also as the regulation words it and as people shorten it. */
const roleNames = new Map<string, Role>([
  ...allRoles.flatMap(role => [[role, role] as const, [roles[role].title.toLowerCase(), role] as const]),
  ['sekretaris', 'sekretaris'],
  ['koordinator', 'koordinator help desk'],
  ['anggota', 'anggota help desk'],
  ['koordinator helpdesk', 'koordinator help desk'],
  ['anggota helpdesk', 'anggota help desk'],
  ['koordinator kelangsungan', 'koordinator kelangsungan layanan'],
  ['anggota kelangsungan', 'anggota kelangsungan layanan'],
  // Pasal 11 knows no koordinator of this unit: its head is the pengelola.
  ['koordinator pendukung layanan', 'pengelola pendukung layanan'],
  ['pengelola pendukung', 'pengelola pendukung layanan'],
  ['pengelola pemasok', 'pengelola pendukung layanan'],
  ['pengelola pendukung layanan/pemasok', 'pengelola pendukung layanan'],
  ['anggota pendukung', 'anggota pendukung layanan'],
  ['anggota pendukung layanan/pemasok', 'anggota pendukung layanan'],
  ['pengelola hubungan', 'pengelola hubungan pengguna'],
  ['pengelola hubungan pengguna layanan', 'pengelola hubungan pengguna'],
  ['pengelola hubungan dengan pengguna layanan', 'pengelola hubungan pengguna'],
  ['pengelola resiko', 'pengelola risiko'],
  ['koordinator keamanan', 'koordinator keamanan informasi'],
])

const markNames = new Map<string, Marking>([
  ...markings.map(as => [as.toLowerCase(), as] as const),
  ['ukpbj', 'UKPBJ/Pokja'],
  ['pokja', 'UKPBJ/Pokja'],
  ['pokja/ukpbj', 'UKPBJ/Pokja'],
  ['pejabat pembuat komitmen', 'PPK'],
  ['pp', 'Pejabat Pengadaan'],
])

const takingBack = /^(?:cabut|hapus|batal|batalkan)(?=\s|$)\s*/i

/** Reads "kepala 900/123/2026 sampai 31-12-2026 @wati" and "cabut kepala @wati"; the order behind the role is free. */
export function readRoleOrder(words: string, now: Date, zone: string): RoleOrder {
  const text = oneLine(words)
  if (!text) return { kind: 'list' }
  const isWithdrawn = takingBack.test(text)
  const named = takeName(text.replace(takingBack, ''), roleNames)
  if (!named) return unknown(text.replace(takingBack, ''))
  if (isWithdrawn) return { kind: 'withdraw', role: named.what, person: named.rest }
  const terms = readTerms(named.rest, now, zone)
  if (terms.kind === 'mistake') return terms
  if (!terms.sk && !isHat(named.what)) return { kind: 'mistake', what: 'no decree' }
  return { ...terms, kind: 'give', role: named.what }
}

/** Reads "PPK 821/45/2026 sampai 31-12-2026 @joko" and "hapus @joko" (Pasal 18(2)). */
export function readMarkOrder(words: string, now: Date, zone: string): MarkOrder {
  const text = oneLine(words)
  if (!text) return { kind: 'list' }
  if (takingBack.test(text)) {
    const rest = text.replace(takingBack, '')
    const named = takeName(rest, markNames)
    return { kind: 'remove', as: named?.what ?? null, person: named?.rest ?? rest }
  }
  const named = takeName(text, markNames)
  if (!named) return unknown(text)
  const terms = readTerms(named.rest, now, zone)
  if (terms.kind === 'mistake') return terms
  const { from, sk, until, person } = terms
  if (!sk) return { kind: 'mistake', what: 'no decree' }
  // A mark counts at once: it forbids, and a day on which it begins would be one until which it does not.
  return from ? { kind: 'mistake', what: 'day' } : { kind: 'mark', as: named.what, sk, until, person }
}

/** Whether a role is a hat, for which no decree is needed. */
export function isHat(role: Role): boolean {
  return 'hat' in roles[role]
}

function oneLine(words: string): string {
  return words.trim().replace(/\s+/g, ' ')
}

/** The longest known name that a text begins with, and what stands behind it. */
function takeName<What>(text: string, names: ReadonlyMap<string, What>): { what: What; rest: string } | null {
  const lower = text.toLowerCase()
  let found: { what: What; length: number } | null = null
  for (const [name, what] of names)
    if ((lower === name || lower.startsWith(`${name} `)) && name.length > (found?.length ?? 0))
      found = { what, length: name.length }
  return found && { what: found.what, rest: text.slice(found.length).trim() }
}

/** The words in front of numbers and names: what was probably meant as the role. */
function unknown(text: string): Mistake {
  const [words = ''] = text.split(/\s*(?:\S*\d|@)/)
  return { kind: 'mistake', what: 'unknown', words: words || text }
}

const limits = {
  from: /(?:^|\s)(?:mulai|sejak)(?:\s+|$)/i,
  until: /(?:^|\s)(?:sampai|hingga|s\/d|s\.d\.?|sd)(?:\s+|$)/i,
} as const
const dayWords = /^(?:dengan\s+)?(?:tanggal\s+|tgl\.?\s+)?(\d{1,2}[-/.]\d{1,2}[-/.]\d+|\d{1,2} [a-z]+ \d+)(?=\s|$)\s*/i
const decreeWords = /(?:^|\s)(?:sk\b|nomor\b|nomer\b|no\b)[.:]?(?=\s)/gi

function readTerms(words: string, now: Date, zone: string): ({ readonly kind: 'terms' } & Terms) | Mistake {
  let rest = words
  const days: { from: Date | null; until: Date | null } = { from: null, until: null }
  for (const end of ['from', 'until'] as const) {
    const word = limits[end].exec(rest)
    if (!word) continue
    const behind = rest.slice(word.index + word[0].length)
    const written = dayWords.exec(behind)
    const day = written?.[1] ? readDay(written[1], zone) : null
    if (!written || !day) return { kind: 'mistake', what: 'day' }
    days[end] = end === 'until' ? dayAfter(day, zone) : day
    rest = `${rest.slice(0, word.index)} ${behind.slice(written[0].length)}`
  }
  const begins = days.from && days.from > now ? days.from : now
  if (days.until && days.until <= begins) return { kind: 'mistake', what: 'past' }
  const parts = rest.replace(decreeWords, ' ').trim().split(' ').filter(Boolean)
  const decree = parts.findIndex(part => /\d/.test(part) && !part.startsWith('@'))
  const sk = decree >= 0 ? (parts.splice(decree, 1)[0] ?? '') : ''
  return { kind: 'terms', sk, ...days, person: parts.join(' ') }
}
