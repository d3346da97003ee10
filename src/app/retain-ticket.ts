import type { Stage } from '../domain/retention.ts'
import type { Ticket } from '../domain/ticket.ts'
import { complaintIn } from './conversation/state.ts'
import type { Checkpoint, Clock, Contact, Contacts, ConversationState, Files, Inbox, Records } from './ports.ts'
import type { ClosedTicket, Holdings, Mark, OldTickets } from './retention-store.ts'

export interface RetainTicketParts {
  readonly contacts: Contacts
  readonly inbox: Pick<Inbox, 'unticked'>
  readonly records: Records
  readonly files: Pick<Files, 'remove'>
  readonly clock: Clock
  readonly checkpoint: Checkpoint
  /** A random token for each commit. */
  readonly token: () => string
}

/** What a stage takes of what a ticket holds. The group's copy goes with whatever in it is too old first. */
export function takenBy(stage: Stage, held: Holdings): Omit<Mark, 'run' | 'at'> {
  if (stage === 'files') return { files: held.files, topic: held.files > 0 && held.copy }
  return stage === 'texts' ? { texts: held.texts, sends: held.sends, topic: held.copy } : {}
}

/** true when anything is taken. */
export function isSomething({ texts, sends, files, topic }: Omit<Mark, 'run' | 'at'>): boolean {
  return Boolean(texts || sends || files || topic)
}

/**
 * Lets one stage of a closed ticket or complaint go, in steps each of which may be cut off and repeated: the ticket leaves its
 * conversation, so that nothing can open it again; the record says what goes; it goes; the ticket bears the mark. A ticket
 * that is wanted again, or of which something is still to be sent, stays as it is until the next run.
 */
export async function* retainTicket(
  ticket: ClosedTicket,
  stage: Stage,
  { run, before }: { readonly run: string; readonly before: Date },
  tickets: OldTickets,
  parts: RetainTicketParts,
): AsyncGenerator<void> {
  const { records, files, clock, checkpoint } = parts
  const step = (): void => checkpoint('between retention steps')
  const at = clock.now()
  const held = await tickets.holdings(ticket.number)
  const taken = takenBy(stage, held)
  const id = `retensi:${stage}:${ticket.number}:${ticket.closedAt.getTime()}`
  // Of a run that was cut off, the event knows what there was.
  const announced = await tickets.announced(id)
  if (stage === 'files' && !announced && !held.files) {
    await tickets.done(ticket, stage, { ...taken, run, at })
    step()
    yield
    return
  }
  if (held.unsent || !(await leaveConversation(ticket, before, parts))) return
  step()
  if (!announced && isSomething(taken))
    await records.apply([
      {
        kind: 'event',
        id,
        ticket: ticket.number,
        contact: ticket.contact,
        at,
        who: 'loket',
        what: 'retained',
        data: { stage, run, ...taken },
      },
    ])
  step()
  const mark: Mark = { ...taken, ...announced, run, at }
  if (mark.topic) await tickets.leaveGroup(ticket.number, at)
  step()
  yield
  if (stage === 'files') {
    for (const file of await tickets.files(ticket.number)) {
      await files.remove(file)
      step()
      yield
    }
    await tickets.markFilesRemoved(ticket.number)
    step()
  }
  if (stage === 'texts') {
    for await (const _ of tickets.emptyEvents(ticket.number)) {
      step()
      yield
    }
    await tickets.forgetSends(ticket.number)
    step()
  }
  await tickets.done(ticket, stage, mark)
  step()
  yield
}

/** Takes the ticket out of its conversation by a commit like any other; false when it must stay for now. */
async function leaveConversation(
  { number, contact: id }: ClosedTicket,
  before: Date,
  { contacts, inbox, token }: RetainTicketParts,
): Promise<boolean> {
  const contact = (await contacts.load([id])).get(id)
  if (!contact) return true
  const known = contact.state.tickets.find(one => one.number === number)
  if (known && !isOver(known, before)) return false
  if (complaintIn(contact.state, number)?.status === 'open') return false
  const state = withoutTicket(contact.state, number)
  // What a commit owed names words too; those of a conversation that goes on are forgotten by itself.
  const owes = contact.effects.length > 0 && contact.decidedAt < before
  if (state === contact.state && !owes) return true
  if ((await inbox.unticked(contact.done)).size) return false
  const next: Contact = { ...contact, version: contact.version + 1, state, effects: [], batch: token() }
  return (await contacts.commit([next])).has(id)
}

function isOver({ closedAt }: Ticket, before: Date): boolean {
  return closedAt !== null && closedAt < before
}

/** The conversation without a ticket and what was asked about it; the same when it knows nothing of it. */
export function withoutTicket(state: ConversationState, number: string): ConversationState {
  const tickets = state.tickets.filter(one => one.number !== number)
  const complaints = state.complaints.filter(one => one.number !== number)
  const asks = state.asks.filter(one => one.ticket !== number)
  const about = <Part extends { readonly number: string | null }>(part: Part | null): Part | null =>
    part?.number === number ? null : part
  const rest = {
    form: about(state.form),
    burst: about(state.burst),
    focus: about(state.focus),
    comment: about(state.comment),
  }
  const isSame =
    tickets.length === state.tickets.length &&
    complaints.length === state.complaints.length &&
    asks.length === state.asks.length &&
    Object.entries(rest).every(([name, part]) => state[name as keyof typeof rest] === part)
  return isSame ? state : { ...state, ...rest, tickets, complaints, asks }
}
