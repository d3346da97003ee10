import { LoketError } from '../errors.ts'
import type { Impact, Priority } from './priority.ts'

/** The three kinds of matters (Pasal 15): something broke, its underlying cause, something is asked for. */
export const ticketKinds = ['gangguan', 'permasalahan', 'permintaan layanan'] as const
export type TicketKind = (typeof ticketKinds)[number]

/**
 * States of a ticket (Pasal 15(2)a, b and g: recorded, answered, its status told).
 * open: nobody holds it · claimed: an anggota holds it · asked: the person was asked for something · third party: LPSE
 * waits for somebody else · solved: the solution was sent, the person is asked whether it is settled · closed: done,
 * may be opened again for a while · redirected: not LPSE's to answer (Pasal 4(3)) · merged: goes on in another ticket ·
 * cancelled: the person withdrew it.
 */
export type TicketStatus =
  'open' | 'claimed' | 'asked' | 'third party' | 'solved' | 'closed' | 'redirected' | 'merged' | 'cancelled'

/** What can happen to a ticket that changes its status or its holder. */
export type TicketMove =
  | 'claim'
  | 'release'
  | 'transfer'
  | 'ask'
  | 'answer'
  | 'wait'
  | 'resume'
  | 'solve'
  | 'confirm'
  | 'lapse'
  | 'reopen'
  | 'redirect'
  | 'merge'
  | 'unmerge'
  | 'cancel'

/** Where a move leads: to one status, or to one for tickets somebody holds and another for those nobody does. */
type Target = TicketStatus | { readonly held: TicketStatus; readonly free: TicketStatus }

const back: Target = { held: 'claimed', free: 'open' }
/** What ends the work on a ticket from any state in which it goes on. */
const ends = { solve: 'solved', redirect: 'redirected', merge: 'merged', cancel: 'cancelled' } as const

/** The one transition table. A missing entry means: refused. */
export const transitions: Readonly<Record<TicketStatus, Partial<Record<TicketMove, Target>>>> = {
  open: { claim: 'claimed', transfer: 'claimed', ask: 'asked', wait: 'third party', confirm: 'closed', ...ends },
  claimed: { release: 'open', transfer: 'claimed', ask: 'asked', wait: 'third party', confirm: 'closed', ...ends },
  asked: {
    claim: 'asked',
    release: 'asked',
    transfer: 'asked',
    ask: 'asked',
    answer: back,
    resume: back,
    wait: 'third party',
    lapse: 'closed',
    ...ends,
  },
  'third party': {
    claim: 'third party',
    release: 'third party',
    transfer: 'third party',
    ask: 'asked',
    resume: back,
    ...ends,
  },
  solved: { confirm: 'closed', reopen: back, lapse: 'closed' },
  closed: { reopen: back },
  redirected: { reopen: back },
  merged: { unmerge: back },
  cancelled: {},
}

/** A member of the Help Desk as far as a ticket names one. */
export interface Holder {
  readonly id: string
  readonly name: string
}

/** Who reports, as they say themselves; nobody verified it. */
export interface Identity {
  readonly name: string
  /** Company or instansi; null: not said. */
  readonly organisation: string | null
  /** penyedia, PPK, Pokja/PP …; null: not said. */
  readonly role: string | null
}

/** How a matter reached LPSE (Pasal 27 c): a network by its name to people, telepon, or kunjungan. */
export type Way = string

export interface Ticket {
  /** For example TBB-2026-000123 (Pasal 15(2)a); also the identity. */
  readonly number: string
  readonly status: TicketStatus
  readonly holder: Holder | null
  readonly kind: TicketKind
  /** A name of the policy's list, never the person's words: it stands in the topic's name. */
  readonly category: string
  readonly impact: Impact
  readonly priority: Priority
  /** Why an anggota set the priority by hand; null: it follows impact and deadline. */
  readonly priorityReason: string | null
  readonly reporter: Identity
  readonly way: Way
  /** All networks on which who reported it is spoken to, where there are several. */
  readonly ways?: readonly Way[]
  /** Kode paket, where the matter belongs to one. */
  readonly packageCode: string | null
  /** The stage of the tender ends then, as the person says. */
  readonly deadline: Date | null
  /** The person asked for help outside of office hours (MENDESAK). */
  readonly urgent: boolean
  /** false: the person has not finished the form ("belum lengkap"). */
  readonly complete: boolean
  /** The staff group the ticket lives in. */
  readonly group: string
  readonly openedAt: Date
  readonly closedAt: Date | null
  /** Since when nothing moved towards an end while the person is waited for: nudges and closing count from here. */
  readonly idleSince: Date
  /** The person was reminded in this stretch of waiting. */
  readonly nudged: boolean
  /** The person was told that the ticket will be closed then, unless they answer. */
  readonly closesAt: Date | null
  /** Since when the person waits for an answer of ours; null: we answered last. */
  readonly waitingSince: Date | null
  /** The ticket this one goes on from, or the one it was merged into. */
  readonly linked: string | null
  readonly solution: string | null
  /** Why it happened (Pasal 15(1)d), or the koordinator's reason for going without. */
  readonly rootCause: string | null
}

const live: ReadonlySet<TicketStatus> = new Set(['open', 'claimed', 'asked', 'third party', 'solved'])
/** The statuses of tickets on which work goes on. */
export const liveStatuses: readonly TicketStatus[] = [...live]

/** true while work on the ticket goes on. */
export function isLive({ status }: { readonly status: TicketStatus }): boolean {
  return live.has(status)
}

/** Whether the table allows the move. */
export function canMove({ status, holder }: Pick<Ticket, 'status' | 'holder'>, step: TicketMove): boolean {
  if (step === 'claim' && holder) return false
  if (step === 'release' && !holder) return false
  return transitions[status][step] !== undefined
}

/**
 * The ticket after a move; `claim` and `transfer` need the holder, others take one where nobody was it.
 * Throws TICKET_TRANSITION when the table does not allow it.
 */
export function move(ticket: Ticket, step: TicketMove, now: Date, holder: Holder | null = null): Ticket {
  const target = transitions[ticket.status][step]
  if (target === undefined || !canMove(ticket, step))
    throw new LoketError('TICKET_TRANSITION', `${ticket.number}: ${step} while ${ticket.status}`)
  const next = step === 'release' ? null : (holder ?? ticket.holder)
  const status = typeof target === 'string' ? target : next ? target.held : target.free
  const moved = { ...ticket, status, holder: next }
  const ended = !isLive({ status })
  return {
    ...moved,
    closedAt: ended ? now : null,
    ...(step === 'claim' || step === 'release' || step === 'transfer'
      ? {}
      : { idleSince: now, nudged: false, closesAt: null }),
  }
}

/** The printed number: unit, year, six digits. */
export function ticketNumber(unit: string, year: number, count: number): string {
  return `${unit}-${year}-${String(count).padStart(6, '0')}`
}

/** Finds a printed ticket number in a text, in capitals, or null. */
export function findTicketNumber(text: string): string | null {
  return /\b[A-Z]{2,6}-\d{4}-\d{6}\b/.exec(text.toUpperCase())?.[0] ?? null
}
