import { dayAndTime } from '../domain/day.ts'
import type { Flows } from '../flows/load.ts'
import { text } from './conversation/context.ts'
import { wayOf } from './conversation/places.ts'
import { ownSend } from './own-send.ts'
import type { Clock, Contacts, Outbox, Records, SendWanted, Wakeups } from './ports.ts'

/** Waiting sends looked at in one go. */
const atOnce = 500

export interface OfferParts {
  /** The account that is down, and those that are served besides. */
  readonly account: string
  readonly others: readonly string[]
  readonly outbox: Pick<Outbox, 'due'>
  readonly contacts: Pick<Contacts, 'load'>
  readonly records: Pick<Records, 'apply'>
  readonly flows: () => Flows
  readonly wake: Pick<Wakeups, 'delivery'>
  readonly clock: Clock
}

/**
 * While an account is down: tells those for whom something waits there, and who linked another place of theirs, that they
 * can write in that place meanwhile; once for each outage, whoever asks how often. What waits stays where it is.
 */
export function createOfferElsewhere(parts: OfferParts): (since: Date) => Promise<void> {
  const { account, others, outbox, contacts, records, flows, wake, clock } = parts
  const offered = new Set<string>()
  return async since => {
    const waiting = new Set((await outbox.due(account, atOnce)).map(send => send.contact))
    const idOf = (contact: string): string => `elsewhere!${account}!${since.toISOString()}!${contact}`
    const people = [...waiting].filter(contact => contact && !offered.has(idOf(contact)))
    const { policy, say } = flows()
    const jam = dayAndTime(since, clock.now(), policy.zone)
    const sends: SendWanted[] = []
    for (const { _id: contact, state } of (await contacts.load(people)).values()) {
      const place = state.places.findLast(one => others.includes(one.account))
      if (!place) continue
      const id = idOf(contact)
      sends.push(
        ownSend({
          id,
          account: place.account,
          lane: contact,
          to: { chat: place.chat },
          content: text(say('tawaran tempat lain', { kanal: wayOf(account), jam })),
          purpose: 'answer',
          ticket: null,
          contact,
          order: 0,
          at: clock.now(),
        }),
      )
      offered.add(id)
    }
    if (!sends.length) return
    await records.apply(sends)
    for (const one of new Set(sends.map(send => send.account))) wake.delivery(one)
  }
}
