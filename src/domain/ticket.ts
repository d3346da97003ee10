import { LoketError } from '../errors.ts'

/** The three kinds of tickets, named as Pasal 15 names them. */
export const ticketKinds = ['gangguan', 'permasalahan', 'permintaan layanan'] as const
export type TicketKind = (typeof ticketKinds)[number]

/**
 * States of a ticket (Pasal 15(2)a, b and g: recorded, answered, its status told).
 * open: nobody holds it · claimed: an anggota holds it · solved: the solution was sent, the person is asked whether it
 * is settled · closed: for good; what comes after is a new ticket.
 */
export type TicketStatus = 'open' | 'claimed' | 'solved' | 'closed'

/** What can happen to a ticket that changes its status. */
export type TicketMove = 'claim' | 'release' | 'solve' | 'confirm' | 'reopen'

/** Where a move leads: to one status, or to one for tickets somebody holds and another for those nobody does. */
type Target = TicketStatus | { readonly held: TicketStatus; readonly free: TicketStatus }

/** The one transition table. A missing entry means: refused. */
export const transitions: Readonly<Record<TicketStatus, Partial<Record<TicketMove, Target>>>> = {
  open: { claim: 'claimed', solve: 'solved' },
  claimed: { release: 'open', solve: 'solved' },
  solved: { confirm: 'closed', reopen: { held: 'claimed', free: 'open' } },
  closed: {},
}

/** A member of the Help Desk as far as a ticket names one. */
export interface Holder {
  readonly id: string
  readonly name: string
}

export interface Ticket {
  /** For example TBB-2026-000123 (Pasal 15(2)a); also the identity. */
  readonly number: string
  readonly status: TicketStatus
  readonly holder: Holder | null
  /** Name of a category of the policy, never the person's words: it stands in the topic's name. */
  readonly subject: string
  /** The staff group the ticket lives in. */
  readonly group: string
  readonly openedAt: Date
  readonly closedAt: Date | null
}

/** Whether the table allows the move. */
export function canMove(ticket: Ticket, move: TicketMove): boolean {
  return transitions[ticket.status][move] !== undefined
}

/**
 * The ticket after a move; `claim` needs the holder.
 * Throws TICKET_TRANSITION when the table does not allow it.
 */
export function move(ticket: Ticket, move: TicketMove, now: Date, holder: Holder | null = null): Ticket {
  const target = transitions[ticket.status][move]
  if (target === undefined)
    throw new LoketError('TICKET_TRANSITION', `${ticket.number}: ${move} while ${ticket.status}`)
  const status = typeof target === 'string' ? target : ticket.holder ? target.held : target.free
  switch (move) {
    case 'claim':
      return { ...ticket, status, holder }
    case 'release':
      return { ...ticket, status, holder: null }
    case 'solve':
      return { ...ticket, status, holder: holder ?? ticket.holder }
    case 'confirm':
      return { ...ticket, status, closedAt: now }
    case 'reopen':
      return { ...ticket, status }
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
