import { describe, expect, test } from 'vitest'
import {
  canMove,
  findTicketNumber,
  isLive,
  move,
  ticketNumber,
  transitions,
  type Ticket,
  type TicketMove,
  type TicketStatus,
} from '../../src/domain/ticket.ts'
import { ticket as sample } from '../contracts/samples.ts'

const budi = { id: '202', name: 'Budi' }
const wati = { id: '203', name: 'Wati' }
const now = new Date('2026-03-02T01:00:00Z')
const later = new Date('2026-03-02T02:00:00Z')

function ticket(status: TicketStatus, holder: Ticket['holder'] = null): Ticket {
  return sample('TBB-2026-000001', { status, holder })
}

const statuses: readonly TicketStatus[] = [
  'open',
  'claimed',
  'asked',
  'third party',
  'solved',
  'closed',
  'redirected',
  'merged',
  'cancelled',
]
const moves: readonly TicketMove[] = [
  'claim',
  'release',
  'transfer',
  'ask',
  'answer',
  'wait',
  'resume',
  'solve',
  'confirm',
  'lapse',
  'reopen',
  'redirect',
  'merge',
  'unmerge',
  'cancel',
]

/**
 * Where each move leads while Budi holds the ticket, and while nobody does; null is refused, and so is what is not here.
 * Nobody claims what somebody holds, nobody releases what nobody does.
 */
const leadsTo: Readonly<Record<string, readonly [held: TicketStatus | null, free: TicketStatus | null]>> = {
  'open claim': [null, 'claimed'],
  'open release': [null, null],
  'open transfer': ['claimed', 'claimed'],
  'open ask': ['asked', 'asked'],
  'open wait': ['third party', 'third party'],
  'open solve': ['solved', 'solved'],
  'open confirm': ['closed', 'closed'],
  'open redirect': ['redirected', 'redirected'],
  'open merge': ['merged', 'merged'],
  'open cancel': ['cancelled', 'cancelled'],
  'claimed release': ['open', null],
  'claimed transfer': ['claimed', 'claimed'],
  'claimed ask': ['asked', 'asked'],
  'claimed wait': ['third party', 'third party'],
  'claimed solve': ['solved', 'solved'],
  'claimed confirm': ['closed', 'closed'],
  'claimed redirect': ['redirected', 'redirected'],
  'claimed merge': ['merged', 'merged'],
  'claimed cancel': ['cancelled', 'cancelled'],
  'asked claim': [null, 'asked'],
  'asked release': ['asked', null],
  'asked transfer': ['asked', 'asked'],
  'asked ask': ['asked', 'asked'],
  'asked answer': ['claimed', 'open'],
  'asked resume': ['claimed', 'open'],
  'asked wait': ['third party', 'third party'],
  'asked solve': ['solved', 'solved'],
  'asked lapse': ['closed', 'closed'],
  'asked redirect': ['redirected', 'redirected'],
  'asked merge': ['merged', 'merged'],
  'asked cancel': ['cancelled', 'cancelled'],
  'third party claim': [null, 'third party'],
  'third party release': ['third party', null],
  'third party transfer': ['third party', 'third party'],
  'third party ask': ['asked', 'asked'],
  'third party resume': ['claimed', 'open'],
  'third party solve': ['solved', 'solved'],
  'third party redirect': ['redirected', 'redirected'],
  'third party merge': ['merged', 'merged'],
  'third party cancel': ['cancelled', 'cancelled'],
  'solved confirm': ['closed', 'closed'],
  'solved reopen': ['claimed', 'open'],
  'solved lapse': ['closed', 'closed'],
  'closed reopen': ['claimed', 'open'],
  'redirected reopen': ['claimed', 'open'],
  'merged unmerge': ['claimed', 'open'],
}

describe('a ticket', () => {
  test.each(statuses.flatMap(status => moves.map(step => [status, step] as const)))('%s: %s', (status, step) => {
    const leads = leadsTo[`${status} ${step}`] ?? [null, null]
    for (const [at, before] of [ticket(status, budi), ticket(status)].entries()) {
      const to = leads[at] ?? null
      expect(canMove(before, step)).toBe(to !== null)
      if (to === null)
        expect(() => move(before, step, later)).toThrowError(
          `TICKET_TRANSITION: the ticket cannot do that now (TBB-2026-000001: ${step} while ${status})`,
        )
      else expect(move(before, step, later, step === 'claim' || step === 'transfer' ? wati : null).status).toBe(to)
    }
  })

  test('knows no status and no move beside these', () => {
    expect(Object.keys(transitions)).toEqual(statuses)
    expect(new Set(Object.values(transitions).flatMap(row => Object.keys(row)))).toEqual(new Set(moves))
  })

  test('goes on in five states and has ended in the others', () => {
    expect(statuses.filter(status => isLive({ status }))).toEqual(['open', 'claimed', 'asked', 'third party', 'solved'])
  })

  test('belongs to whoever claims it, and to nobody once released', () => {
    const claimed = move(ticket('open'), 'claim', later, budi)
    expect(claimed.holder).toEqual(budi)
    expect(move(claimed, 'release', later).holder).toBeNull()
  })

  test('handed over belongs to the other, whoever held it', () => {
    expect(move(ticket('asked', budi), 'transfer', later, wati)).toMatchObject({ status: 'asked', holder: wati })
  })

  test('that is not settled returns to its holder, or to the queue when nobody held it', () => {
    expect(move(ticket('solved', wati), 'reopen', later)).toMatchObject({ status: 'claimed', holder: wati })
    expect(move(ticket('solved'), 'reopen', later)).toMatchObject({ status: 'open', holder: null })
  })

  test('solved by another keeps who solved it; solved by nobody named keeps its holder', () => {
    expect(move(ticket('claimed', budi), 'solve', later, wati).holder).toEqual(wati)
    expect(move(ticket('claimed', budi), 'solve', later).holder).toEqual(budi)
  })

  test('remembers when it ended, and forgets it when it goes on', () => {
    const solved = ticket('solved', budi)
    const closed = move(solved, 'confirm', later)
    expect(closed).toEqual({ ...solved, status: 'closed', closedAt: later, idleSince: later })
    expect(solved.closedAt).toBeNull()
    expect(move(closed, 'reopen', later).closedAt).toBeNull()
  })

  test('that moves was not yet reminded and is not about to be closed; a change of hands alters neither', () => {
    const waiting = { ...ticket('asked', budi), nudged: true, closesAt: later }
    expect(move(waiting, 'answer', later)).toMatchObject({ nudged: false, closesAt: null, idleSince: later })
    expect(move(waiting, 'transfer', later, wati)).toMatchObject({ nudged: true, closesAt: later, idleSince: now })
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
