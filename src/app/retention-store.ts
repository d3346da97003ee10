import type { Stage } from '../domain/retention.ts'
import type { Topic } from './ports.ts'

/** A ticket that is over. */
export interface ClosedTicket {
  readonly number: string
  readonly contact: string
  readonly closedAt: Date
}

/** What a ticket's record holds of what may go. */
export interface Holdings {
  /** Events with words. */
  readonly texts: number
  /** Attachments named in the record. */
  readonly files: number
  /** Sends that are over, and whether some are still to be sent. */
  readonly sends: number
  readonly unsent: boolean
  /** true: the group still has a copy nobody has asked to be deleted. */
  readonly copy: boolean
}

/** What was deleted of one ticket at one stage, and in which run. */
export interface Mark {
  readonly run: string
  readonly at: Date
  readonly texts?: number
  readonly sends?: number
  readonly files?: number
  readonly topic?: boolean
}

/** The record of tickets, as far as deleting what is old needs it. Every call may be repeated. */
export interface OldTickets {
  /** Tickets closed before a time whose stage is not done, by number, from behind `after`. */
  due(stage: Stage, before: Date, after: string, limit: number): Promise<ClosedTicket[]>
  holdings(number: string): Promise<Holdings>
  /** Our ids of the ticket's stored files. */
  files(number: string): Promise<string[]>
  /** No attachment of the ticket's record can be found on any network or in the store any more. */
  markFilesRemoved(number: string): Promise<void>
  /** Takes the words out of the ticket's events and the person's chat out of their ids; yields after each few. */
  emptyEvents(number: string): AsyncIterable<unknown>
  /** Deletes the sends that are over. */
  forgetSends(number: string): Promise<void>
  /** Asks for the group's copy to go: the topic, or where there is none a list of its messages for a person. */
  leaveGroup(number: string, at: Date): Promise<void>
  /** What the event that announced a stage says was there; undefined when none was announced. */
  announced(event: string): Promise<Mark | undefined>
  /** The stage is done: the ticket's row bears the mark, and no words that go with the stage. */
  done(ticket: ClosedTicket, stage: Stage, mark: Mark): Promise<void>
  /** Marks of a run, by ticket; what every process that had a part in it did. */
  marksOf(run: string): Promise<Map<string, Mark[]>>
}

/** What belongs to no ticket. */
export interface LooseRows {
  /** Words said outside of tickets before a time: how much there is, nothing is changed. */
  count(before: Date): Promise<number>
  /** Empties events, deletes sends that are over, gives up parked messages; yields how many after each few. */
  forget(before: Date): AsyncIterable<number>
}

/** The copies in the staff groups that are to go. */
export interface GroupCopies {
  /** Topics to be deleted that no send is deleting now, those first that wait longest. */
  topics(): Promise<Topic[]>
  /** Everything that still stands in a group though it is to go. */
  left(): Promise<Topic[]>
  /** A person deleted them. */
  gone(tickets: readonly string[]): Promise<number>
}

/** A conversation that rests. */
export interface RestingContact {
  readonly _id: string
  readonly account: string
  readonly chat: string
  readonly version: number
}

export interface OldPersons {
  /** Contacts in which nothing was decided since, by id, from behind `after`. */
  resting(since: Date, after: string, limit: number): Promise<RestingContact[]>
  /** Those of them that are still needed: a ticket not done with, a message to decide or to send. */
  needed(contacts: readonly string[]): Promise<Set<string>>
  /** Announces that addresses go; resolves to the contacts all of whose addresses were announced before `restedSince`. */
  announce(contacts: readonly string[], at: Date, restedSince: Date): Promise<Set<string>>
  /** Deletes addresses and document; false (and the document stays) when the person came back meanwhile. */
  forget(contact: RestingContact, restedSince: Date): Promise<boolean>
  /** Of how many persons the record says since then that a run forgot them. */
  forgottenIn(run: string, since: Date): Promise<number>
}

/** Which runs there were. */
export interface RetentionRuns {
  /** The last night that was finished, and the one that was begun. */
  nights(): Promise<{ finished: string | null; begun: string | null }>
  begin(night: string): Promise<void>
  /** `night` null: a run by hand. */
  finish(night: string | null, at: Date): Promise<void>
}

export interface RetentionStore {
  readonly tickets: OldTickets
  /** Complaints end like tickets, but for what a group has of them: nothing. */
  readonly complaints: OldTickets
  readonly loose: LooseRows
  readonly copies: GroupCopies
  readonly persons: OldPersons
  readonly runs: RetentionRuns
}
