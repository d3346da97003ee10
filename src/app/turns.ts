import { changedBy, changesRoles, takesOver, type Heard, type Incoming } from './message.ts'
import type { Contact, InboxRow } from './ports.ts'
import { reroute, type ReroutingParts } from './rerouting.ts'

/** Items of an album arrive one by one; they are one message once none came for this long (ms). */
const albumSettles = 1500
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
  parts: ReroutingParts,
): Promise<{ turns: Turn[]; wait: number | null }> {
  const now = parts.clock.now().getTime()
  let wait: number | null = null
  const hold = (ms: number): void => void (wait = Math.min(wait ?? ms, Math.max(1, ms)))
  const rerouted = await reroute(rows, known, parts, hold)
  const older = await olderElsewhere(known, now, parts)
  const turns: Turn[] = []
  for (const [contact, waiting] of Map.groupBy(rows, row => row.contact)) {
    const ready: { message: Incoming; ids: string[]; attempts: number }[] = []
    const done = new Set(known.get(contact)?.done)
    const own = inTurn(waiting, done)
    for (let at = 0; at < own.length; at++) {
      const row = own[at]!
      if (rerouted.has(row._id)) continue
      const first = takesOver(row.message) || done.has(row._id)
      // What is taken over is stored before anything else is decided.
      if (!first && ready.some(({ message, ids }) => takesOver(message) && !done.has(ids[0]!))) {
        hold(0)
        break
      }
      if (!first && row.seq > (older.get(contact) ?? Infinity)) {
        hold(250)
        break
      }
      if (row.awaits && !first) break
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

/** Rows decided before a crash first, since they are decided no more; then what is taken over; then all else in order. */
function inTurn(rows: readonly InboxRow[], done: ReadonlySet<string>): InboxRow[] {
  const rank = (row: InboxRow): number => (done.has(row._id) ? 0 : takesOver(row.message) ? 1 : 2)
  return rows.toSorted((one, other) => rank(one) - rank(other))
}

/**
 * By contact, the oldest row that may still be moved to it from a conversation that was joined to it, or left it, a while
 * ago: nothing overtakes that.
 */
async function olderElsewhere(
  known: ReadonlyMap<string, Contact>,
  now: number,
  { inbox }: ReroutingParts,
): Promise<Map<string, number>> {
  const behind = [...known].flatMap(([contact, { state }]) =>
    (state.behind ?? []).filter(one => one.until.getTime() > now).map(one => ({ contact, from: one })),
  )
  const older = new Map<string, number>()
  if (!behind.length) return older
  const oldest = await inbox.oldestOf(behind.map(({ from }) => from))
  for (const { contact, from } of behind) {
    const seq = oldest.get(from.contact)
    if (seq !== undefined) older.set(contact, Math.min(seq, older.get(contact) ?? Infinity))
  }
  return older
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
