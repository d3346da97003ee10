import type { InboxRow, Send, SendState, TicketEvent } from './ports.ts'

/** How far something that came in is, without what it says. */
export type Came = Pick<InboxRow, '_id' | 'state' | 'at' | 'decidedAt' | 'tickedAt'>

/** What a decision put on record, without its words. */
export type Noted = Pick<TicketEvent, 'ticket' | 'at' | 'who' | 'what'> & { readonly _id: string }

/** The way of messages through Loket as the record has it: for showing it. Nothing on their way reads it. */
export interface MessageWays {
  /** Rows of the inbox by id; those that are not there are missing. */
  came(ids: readonly string[]): Promise<Came[]>
  /** What was put on record because of these rows, in order. */
  notedFor(ids: readonly string[]): Promise<Noted[]>
  /** Sends of an account in one state that were decided at `until` or before (null: all), newest first. */
  sends(account: string, state: SendState, until: Date | null, limit: number): Promise<Send[]>
}
