import { describe, expect, test } from 'vitest'
import {
  canMove,
  findTicketNumber,
  move,
  ticketNumber,
  transitions,
  type Ticket,
  type TicketMove,
  type TicketStatus,
} from '../../src/domain/ticket.ts'

const budi = { id: '202', name: 'Budi' }
const wati = { id: '203', name: 'Wati' }
const now = new Date('2026-03-02T01:00:00Z')
const later = new Date('2026-03-02T02:00:00Z')

function ticket(status: TicketStatus, holder: Ticket['holder'] = null): Ticket {
  return {
    number: 'TBB-2026-000001',
    status,
    holder,
    subject: 'Unggah',
    group: '-100',
    openedAt: now,
    closedAt: null,
  }
}

const statuses: readonly TicketStatus[] = ['open', 'claimed', 'solved', 'closed']
const moves: readonly TicketMove[] = ['claim', 'release', 'solve', 'confirm', 'reopen']

/** Where each move leads while Budi holds the ticket, and while nobody does; what is not here is refused. */
const leadsTo: Readonly<Record<string, readonly [held: TicketStatus, free: TicketStatus]>> = {
  'open claim': ['claimed', 'claimed'],
  'open solve': ['solved', 'solved'],
  'claimed release': ['open', 'open'],
  'claimed solve': ['solved', 'solved'],
  'solved confirm': ['closed', 'closed'],
  'solved reopen': ['claimed', 'open'],
}

describe('a ticket', () => {
  test.each(statuses.flatMap(status => moves.map(step => [status, step] as const)))('%s: %s', (status, step) => {
    const leads = leadsTo[`${status} ${step}`]
    for (const [at, before] of [ticket(status, budi), ticket(status)].entries()) {
      expect(canMove(before, step)).toBe(leads !== undefined)
      if (leads === undefined)
        expect(() => move(before, step, later, budi)).toThrowError(
          `TICKET_TRANSITION: the ticket cannot do that now (TBB-2026-000001: ${step} while ${status})`,
        )
      else expect(move(before, step, later, budi).status).toBe(leads[at])
    }
  })

  test('knows no status and no move beside these', () => {
    expect(Object.keys(transitions)).toEqual(statuses)
    expect(new Set(Object.values(transitions).flatMap(row => Object.keys(row)))).toEqual(new Set(moves))
  })

  test('belongs to whoever claims it, and to nobody once released', () => {
    const claimed = move(ticket('open'), 'claim', later, budi)
    expect(claimed.holder).toEqual(budi)
    expect(move(claimed, 'release', later).holder).toBeNull()
  })

  test('that is not settled returns to its holder, or to the queue when nobody held it', () => {
    expect(move(ticket('solved', wati), 'reopen', later)).toMatchObject({ status: 'claimed', holder: wati })
    expect(move(ticket('solved'), 'reopen', later)).toMatchObject({ status: 'open', holder: null })
  })

  test('solved by another keeps who solved it; solved by nobody named keeps its holder', () => {
    expect(move(ticket('claimed', budi), 'solve', later, wati).holder).toEqual(wati)
    expect(move(ticket('claimed', budi), 'solve', later).holder).toEqual(budi)
  })

  test('remembers when it was closed and changes nothing else', () => {
    const solved = ticket('solved', budi)
    expect(move(solved, 'confirm', later)).toEqual({ ...solved, status: 'closed', closedAt: later })
    expect(solved.closedAt).toBeNull()
  })
})

describe('a ticket number', () => {
  test('is unit, year and six digits, and grows beyond them rather than repeating', () => {
    expect(ticketNumber('TBB', 2026, 123)).toBe('TBB-2026-000123')
    expect(ticketNumber('TBB', 2026, 1_234_567)).toBe('TBB-2026-1234567')
  })

  test.each([
    ['ambil TBB-2026-000123', 'TBB-2026-000123'],
    ['tiket tbb-2026-000123 bagaimana?', 'TBB-2026-000123'],
    ['(LPSE-2026-000001)', 'LPSE-2026-000001'],
    ['paket 10012345000', null],
    ['TBB-26-000123', null],
    ['TBB-2026-00012', null],
  ])('is found in "%s"', (text, expected) => {
    expect(findTicketNumber(text)).toBe(expected)
  })
})
