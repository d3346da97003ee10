import { isLive } from '../domain/ticket.ts'
import type { ErrorCode } from '../errors.ts'
import type { AccountStates, Clock, Contact, Contacts, Send } from './ports.ts'

/** A person may be written to for this long after they did something themselves (ms; channels.md B4). */
const windowLasts = 24 * 3600_000
/** A stop whose end the network does not tell lasts this long (ms). */
const stopLasts = 24 * 3600_000
/** Ends of one stop told in several refusals differ by no more than this (ms). */
const sameEnd = 5 * 60_000
/** Refused persons remembered. */
const rememberAtMost = 5000

/** Why a person is not written to. */
export type Barrier = Extract<ErrorCode, 'OUTREACH_CLOSED' | 'OUTREACH_REFUSED'>

/** Whom an account may write to: a network bans numbers that write to people who did not write first. */
export interface Outreach {
  /**
   * true where the person did something here within a day, or the send speaks of a ticket or complaint that is open, or
   * was when the send was decided. Otherwise OUTREACH_CLOSED; and OUTREACH_REFUSED for a person whom the network refused
   * since they wrote last, and while all outreach is stopped, for everybody who was silent for a day.
   */
  mayReach(send: Send): Promise<true | Barrier>
  /** The network refused this send: all outreach stops for so many milliseconds, or for a day when it did not say. */
  refused(send: Send, forMs: number | undefined): Promise<void>
}

/** The outreach of one account whose network forbids to write to people first. */
export function createOutreach(parts: {
  readonly account: string
  readonly contacts: Pick<Contacts, 'load' | 'ownerOf'>
  readonly states: AccountStates
  readonly clock: Clock
}): Outreach {
  const { account, contacts, states, clock } = parts
  /** Of refused persons when they had last done something: networks tell that to the second, by a clock of their own. */
  const heardWhenRefused = new Map<string, number>()

  /** When the person last did something here (ms); 0: never. What they did on another network opens nothing. */
  function heardFrom(contact: Contact | undefined): number {
    return (contact?.account === account && contact.state.heardAt?.getTime()) || 0
  }

  async function stoppedUntil(): Promise<number> {
    return (await states.load(account))?.outreachStoppedUntil?.getTime() ?? 0
  }

  /** Who holds the conversation now, if it became part of another since the send was decided. */
  async function holderOf(id: string): Promise<Contact | undefined> {
    const contact = (await contacts.load([id])).get(id)
    return contact?.state.movedTo ? holderOf(contact.state.movedTo) : contact
  }

  /** false where the address the send goes to became somebody else's meanwhile: a number that was given out anew. */
  async function isStillTheirs({ to }: Send, contact: Contact): Promise<boolean> {
    const owner = 'chat' in to ? await contacts.ownerOf({ account, chat: to.chat }) : null
    return owner === null || owner === contact._id || (await holderOf(owner))?._id === contact._id
  }

  return {
    async mayReach(send) {
      const contact = await holderOf(send.contact)
      if (contact && !(await isStillTheirs(send, contact))) return 'OUTREACH_CLOSED'
      const now = clock.now().getTime()
      const heardAt = heardFrom(contact)
      if ((heardWhenRefused.get(send.contact) ?? -1) >= heardAt) return 'OUTREACH_REFUSED'
      if (now - heardAt < windowLasts) return true
      if ((await stoppedUntil()) > now) return 'OUTREACH_REFUSED'
      return contact && isAboutSomethingOpen(send, contact) ? true : 'OUTREACH_CLOSED'
    },
    async refused(send, forMs) {
      const now = clock.now().getTime()
      const contact = (await contacts.load([send.contact])).get(send.contact)
      heardWhenRefused.set(send.contact, heardFrom(contact))
      if (heardWhenRefused.size > rememberAtMost) heardWhenRefused.delete(heardWhenRefused.keys().next().value ?? '')
      const until = now + (forMs ?? stopLasts)
      const stopped = await stoppedUntil()
      const isKnown = stopped > now && (forMs === undefined || until - stopped < sameEnd)
      if (!isKnown) await states.change(account, { outreachStoppedUntil: new Date(until) })
    },
  }
}

/** The ticket or complaint of the send is open, or ended no earlier than the send was decided: its end is told as well. */
function isAboutSomethingOpen({ ticket: number, at }: Send, { state }: Contact): boolean {
  const ticket = state.tickets.find(one => one.number === number)
  if (ticket) return isLive(ticket) || isSince(ticket.closedAt, at)
  const complaint = state.complaints.find(one => one.number === number)
  return complaint !== undefined && (complaint.status !== 'closed' || isSince(complaint.closedAt, at))
}

function isSince(ended: Date | null, at: Date): boolean {
  return ended !== null && ended >= at
}
