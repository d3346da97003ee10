import { answersUs, isInTopic, isOnBehalf, isPersonal, takesOver, type Incoming } from './message.ts'
import type { Clock, Contact, Contacts, ConversationState, Inbox, InboxRow, Outbox, Wakeups } from './ports.ts'
import { answeredKey, ownersOf, shardOf } from './receive.ts'

/** What people do with a message of ours may arrive before its id is stored; it is looked up again this long (ms). */
const topicSettles = 5000

export interface ReroutingParts {
  readonly inbox: Inbox
  readonly contacts: Contacts
  readonly outbox: Outbox
  readonly wake: Wakeups
  readonly clock: Clock
}

/**
 * Sets aside the rows that are not for the contact they wait for, and moves them in order: those for a conversation that
 * became part of another, those from a place that was unlinked, those of a topic that was bound meanwhile. Taps and
 * replies wait until the message of ours they answer is marked as sent. Rows decided before a crash stay to be ticked.
 */
export async function reroute(
  rows: readonly InboxRow[],
  known: ReadonlyMap<string, Contact>,
  parts: ReroutingParts,
  hold: (ms: number) => void,
): Promise<Set<string>> {
  const { inbox, outbox, wake } = parts
  const now = parts.clock.now().getTime()
  const aside = new Set<string>()
  const decided = new Set([...known.values()].flatMap(contact => contact.done))
  const open = rows.filter(row => !decided.has(row._id))
  // What is taken over may change whose a row is, so it is decided first.
  const taking = new Set(open.filter(row => takesOver(row.message)).map(row => row.contact))
  const still = open.filter(row => known.get(row.contact)?.state.movedTo || !taking.has(row.contact))
  const placed = new Set(
    still.filter(({ message }) => !isOnBehalf(message) && (isInTopic(message) || answersUs(message))),
  )
  const keys = [...placed].map(row => answeredKey(row.message)).filter(key => key !== null)
  // In this order: what is known as sent has an owner by the time owners are looked up.
  const answered = keys.length ? await outbox.byMessage([...new Set(keys)]) : new Map()
  const owners = placed.size
    ? await ownersOf(
        [...placed].map(row => row.message),
        parts,
      )
    : new Map<string, string>()
  for (const row of still) {
    const { message, contact } = row
    let next = nextOf(message, known.get(contact)?.state)
    if (next === null && placed.has(row)) {
      const owner = owners.get(row._id)
      const isKnown = answersUs(message) ? answered.has(answeredKey(message) ?? '') : owner !== undefined
      if (!isKnown && now - row.at.getTime() < topicSettles) {
        aside.add(row._id)
        hold(250)
        continue
      }
      if (owner !== undefined && owner !== contact) {
        next = await homeOf(owner, message, parts.contacts)
        if (next === null) {
          aside.add(row._id)
          hold(250)
          continue
        }
      }
    }
    if (next === null || next === contact) continue
    await inbox.moveTo(row._id, contact, next, shardOf(next))
    wake.conversation([shardOf(next)])
    aside.add(row._id)
  }
  return aside
}

/** Whose a row of this conversation is instead, by what the conversation knows; null: its own. */
function nextOf(message: Incoming, state: ConversationState | undefined): string | null {
  if (!state) return null
  if (state.movedTo) return state.movedTo
  if (!state.left?.length || !isPersonal(message)) return null
  const chats = [message.chat, ...(message.also ?? [])]
  return state.left.find(one => one.account === message.account && chats.includes(one.chat))?.to ?? null
}

/** Whose such a message is now that was the owner's; null: two are just becoming one, so it is not known yet. */
async function homeOf(owner: string, message: Incoming, contacts: Contacts): Promise<string | null> {
  const seen = new Set<string>()
  for (let at = owner; ;) {
    if (seen.has(at)) return null
    seen.add(at)
    const next = nextOf(message, (await contacts.load([at])).get(at)?.state)
    if (next === null) return at
    at = next
  }
}
