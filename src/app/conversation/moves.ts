import { priorityOf } from '../../domain/priority.ts'
import { isLive, move, type Holder, type Ticket, type TicketMove } from '../../domain/ticket.ts'
import type { Sentence } from '../../flows/sentences.ts'
import type { ConversationState } from '../ports.ts'
import { card } from './card.ts'
import { text, type Acts } from './context.ts'
import { withTicket } from './state.ts'

/** Moves a ticket and says so everywhere staff look: record, list, card, topic. */
export function moveTicket(
  state: ConversationState,
  acts: Acts,
  ticket: Ticket,
  step: TicketMove,
  who: string,
  { holder = null, data = {}, ...changes }: MoveOptions = {},
): ConversationState {
  const moved = { ...move(ticket, step, acts.context.now, holder), ...changes }
  acts.event(step, ticket.number, who, { ...(holder ? { name: holder.name } : {}), ...data })
  show(acts, moved)
  if (!isLive(moved)) acts.state(moved, { kind: 'topic state', closed: true })
  else if (!isLive(ticket)) acts.state(moved, { kind: 'topic state', closed: false })
  return withTicket(state, moved)
}

type MoveOptions = Partial<Pick<Ticket, 'waitingSince' | 'solution' | 'rootCause' | 'linked'>> & {
  readonly holder?: Holder | null
  readonly data?: Record<string, unknown>
}

/** What may change of a ticket without its status changing. */
export type TicketChange = Partial<
  Pick<
    Ticket,
    | 'kind'
    | 'category'
    | 'impact'
    | 'priority'
    | 'priorityReason'
    | 'reporter'
    | 'packageCode'
    | 'deadline'
    | 'urgent'
    | 'complete'
    | 'rootCause'
    | 'solution'
    | 'linked'
    | 'ways'
  >
>

/** Changes what is known of a ticket, records who did it, and shows it on the card. */
export function changeTicket(
  state: ConversationState,
  acts: Acts,
  ticket: Ticket,
  change: TicketChange,
  who: string,
  what = 'changed',
): ConversationState {
  const { policy, now } = acts.context
  const merged = { ...ticket, ...change }
  const follows = merged.priorityReason === null && ('impact' in change || 'deadline' in change)
  const changed = follows
    ? { ...merged, priority: priorityOf(merged.impact, merged.deadline, now, policy.priority) }
    : merged
  acts.event(what, ticket.number, who, { ...change, priority: changed.priority })
  show(acts, changed)
  return withTicket(state, changed)
}

/** Notes who waits for whom: the person for us since now, or nobody any more. Shows nowhere but in lists. */
export function setWaiting(
  state: ConversationState,
  acts: Acts,
  ticket: Ticket,
  waitingSince: Date | null,
): ConversationState {
  if ((ticket.waitingSince === null) === (waitingSince === null)) return state
  const changed = { ...ticket, waitingSince }
  acts.ticket(changed)
  return withTicket(state, changed)
}

/** Tells the person of a change of state in one line; of several that follow each other closely only the last is sent. */
export function tellStatus(
  acts: Acts,
  ticket: Ticket,
  sentence: Sentence,
  values: Readonly<Record<string, string | number>> = {},
): void {
  const { say, now, policy, chat } = acts.context
  if (!chat) return
  acts.toPerson('status', text(say(sentence, { nomor: ticket.number, ...values })), ticket.number, {
    notBefore: new Date(now.getTime() + policy.followUp.statusDelay),
  })
}

function show(acts: Acts, ticket: Ticket): void {
  acts.ticket(ticket)
  acts.state(ticket, { kind: 'edit', of: 'card', ...card(ticket, acts.context) })
}
