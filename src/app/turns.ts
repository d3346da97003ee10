import { answersUs, changedBy, changesRoles, isInTopic, isOnBehalf, type Heard, type Incoming } from './message.ts'
import type { Clock, Contact, Inbox, InboxRow, Outbox, Wakeups } from './ports.ts'
import { answeredKey, ownersOf, shardOf } from './receive.ts'

/** Items of an album arrive one by one; they are one message once none came for this long (ms). */
const albumSettles = 1500
/** What people do with a message of ours may arrive before its id is stored; it is looked up again this long (ms). */
const topicSettles = 5000

export interface TurnParts {
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly wake: Wakeups
  readonly clock: Clock
}

/** What one contact's lane decides at once. */
export interface Turn {
  readonly contact: string
  readonly account: string
  readonly chat: string
  /** Rows in order; an album is one entry. */
  readonly rows: readonly { readonly message: Incoming; readonly ids: readonly string[]; readonly attempts: number }[]
}

/** Which rows may be decided now: nothing overtakes a message of the same contact whose files or album are still coming. */
export async function takeTurns(
  rows: readonly InboxRow[],
  known: ReadonlyMap<string, Contact>,
  parts: TurnParts,
): Promise<{ turns: Turn[]; wait: number | null }> {
  const now = parts.clock.now().getTime()
  let wait: number | null = null
  const hold = (ms: number): void => void (wait = Math.min(wait ?? ms, Math.max(1, ms)))
  const rerouted = await reroute(rows, parts, now, hold)
  const turns: Turn[] = []
  for (const [contact, own] of Map.groupBy(rows, row => row.contact)) {
    const ready: { message: Incoming; ids: string[]; attempts: number }[] = []
    const done = new Set(known.get(contact)?.done)
    for (let at = 0; at < own.length; at++) {
      const row = own[at]!
      if (rerouted.has(row._id)) continue
      if (row.awaits) break
      if (speaksOf(row.message, ready) || ready.some(({ message }) => changesRoles(message))) {
        hold(0)
        break
      }
      // Decided before a crash, only not ticked: it joins nothing any more.
      if (done.has(row._id) || row.message.kind !== 'message' || !row.message.album) {
        ready.push({ message: row.message, ids: [row._id], attempts: row.attempts })
        continue
      }
      const { album } = row.message
      const items = own
        .slice(at)
        .filter(one => one.message.kind === 'message' && one.message.album === album && !done.has(one._id))
      if (items.some(one => one.awaits)) break
      const settlesIn = Math.max(...items.map(one => one.at.getTime())) + albumSettles - now
      if (settlesIn > 0) {
        hold(settlesIn)
        break
      }
      ready.push({ message: joinAlbum(items), ids: items.map(one => one._id), attempts: row.attempts })
      for (const item of items) rerouted.add(item._id)
    }
    // News of a delivery names the chat it went to, which need not be the person's.
    const first = ready.find(({ message }) => message.kind !== 'delivery')?.message
    const account = first?.account ?? own[0]!.message.account
    if (ready.length) turns.push({ contact, account, chat: first?.chat ?? '', rows: ready })
  }
  return { turns, wait }
}

/**
 * true when a message changes or takes back one that is decided in the same turn: what that one sent is only known
 * after its commit.
 */
function speaksOf(message: Incoming, ready: readonly { readonly ids: readonly string[] }[]): boolean {
  const of = changedBy(message)
  return of !== null && ready.some(({ ids }) => ids.includes(of))
}

function joinAlbum(items: readonly InboxRow[]): Heard {
  const parts = items.map(item => item.message as Heard)
  return {
    ...parts[0]!,
    text: parts
      .map(part => part.text)
      .filter(Boolean)
      .join('\n'),
    attachments: parts.flatMap(part =>
      part.attachments.map(one => ({ ...one, of: part.messageId, ...(part.text ? { captioned: true as const } : {}) })),
    ),
    secretHidden: parts.some(part => part.secretHidden),
  }
}

/**
 * Rows that came before what they speak of was stored. Those of a topic that was bound meanwhile move to its ticket's
 * contact; taps and replies wait until the message of ours they answer is marked as sent.
 */
async function reroute(
  rows: readonly InboxRow[],
  parts: TurnParts,
  now: number,
  hold: (ms: number) => void,
): Promise<Set<string>> {
  const aside = new Set<string>()
  const placed = rows.filter(({ message }) => !isOnBehalf(message) && (isInTopic(message) || answersUs(message)))
  if (!placed.length) return aside
  const keys = placed.map(row => answeredKey(row.message)).filter(key => key !== null)
  // In this order: what is known as sent has an owner by the time owners are looked up.
  const answered = await parts.outbox.byMessage([...new Set(keys)])
  const owners = await ownersOf(
    placed.map(row => row.message),
    parts,
  )
  for (const row of placed) {
    const owner = owners.get(row._id)
    const isKnown = answersUs(row.message) ? answered.has(answeredKey(row.message) ?? '') : owner !== undefined
    if (!isKnown && now - row.at.getTime() < topicSettles) {
      aside.add(row._id)
      hold(250)
    } else if (owner && owner !== row.contact) {
      await parts.inbox.moveTo(row._id, owner, shardOf(owner))
      parts.wake.conversation([shardOf(owner)])
      aside.add(row._id)
    }
  }
  return aside
}
