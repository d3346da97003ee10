import { isLive, type Ticket } from '../../domain/ticket.ts'
import type { Complaint, ConversationState } from '../ports.ts'

/** Ended tickets kept in the conversation, for late taps and for opening one again. */
const endedKept = 5

/** A conversation nobody said anything in. */
export const emptyState: ConversationState = {
  name: '',
  places: [],
  linking: null,
  movedTo: null,
  left: [],
  behind: [],
  ahead: 0,
  greeted: false,
  privacy: 0,
  reporting: false,
  unreachable: false,
  identity: null,
  waiting: [],
  form: null,
  choosing: null,
  focus: null,
  tickets: [],
  complaints: [],
  asks: [],
  recent: [],
  burst: null,
  reopened: null,
  puzzled: 0,
  comment: null,
  offered: null,
  told: null,
  hints: {},
  heardAt: null,
}

/** The tickets on which work goes on, oldest first. */
export function liveTickets(state: ConversationState): Ticket[] {
  return state.tickets.filter(isLive)
}

/** The live ticket that something without words is most likely about: the one in focus, else the newest; or null. */
export function ticketAtHand(state: ConversationState): Ticket | null {
  const live = liveTickets(state)
  return live.find(one => one.number === state.focus?.number) ?? live.at(-1) ?? null
}

/** The state with one ticket added or replaced; of ended tickets only the last few are kept. */
export function withTicket(state: ConversationState, ticket: Ticket): ConversationState {
  const tickets = state.tickets.some(one => one.number === ticket.number)
    ? state.tickets.map(one => (one.number === ticket.number ? ticket : one))
    : [...state.tickets, ticket]
  const ended = tickets.filter(one => !isLive(one)).toSorted((a, b) => Number(a.closedAt) - Number(b.closedAt))
  const dropped = new Set(ended.slice(0, -endedKept))
  return { ...state, tickets: tickets.filter(one => !dropped.has(one)) }
}

/** The ticket of that number, live or ended, or null. */
export function ticketIn(state: ConversationState, number: string | null | undefined): Ticket | null {
  return state.tickets.find(one => one.number === number) ?? null
}

/** The complaint of that number, or null. */
export function complaintIn(state: ConversationState, number: string | null | undefined): Complaint | null {
  return state.complaints.find(one => one.number === number) ?? null
}

/** true while the Kepala has not closed some complaint: then nothing goes to the group unless the person says so. */
export function hasOpenComplaint({ complaints }: ConversationState): boolean {
  return complaints.some(one => one.status === 'open')
}

/** The state with one complaint added or replaced. */
export function withComplaint(state: ConversationState, complaint: Complaint): ConversationState {
  const complaints = state.complaints.some(one => one.number === complaint.number)
    ? state.complaints.map(one => (one.number === complaint.number ? complaint : one))
    : [...state.complaints, complaint]
  return { ...state, complaints: complaints.slice(-endedKept * 2) }
}
