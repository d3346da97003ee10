import { codeOf, LoketError } from '../errors.ts'
import { traceOf, type Log } from '../log.ts'
import type { Flows } from '../flows/load.ts'
import { yearOf } from '../domain/day.ts'
import { ticketNumber } from '../domain/ticket.ts'
import { emptyState, text, type Capabilities } from './conversation/context.ts'
import { decide } from './conversation/decide.ts'
import { sourceOf } from './conversation/reporter.ts'
import { loadContexts, type ContextParts } from './load-context.ts'
import { commandOf, type Heard, type Incoming } from './message.ts'
import type {
  Checkpoint,
  Clock,
  Contact,
  Contacts,
  Effect,
  Inbox,
  InboxRow,
  Outbox,
  Records,
  Roster,
  SendWanted,
  Wakeups,
} from './ports.ts'
import { answeredKey, newRow, ownersOf, shardOf, type Sequence } from './receive.ts'

/** Items of an album arrive one by one; they are one message once none came for this long (ms). */
const albumSettles = 1500
/** What people do with a message of ours may arrive before its id is stored; it is looked up again this long (ms). */
const topicSettles = 5000
const batchSize = 200
/** Contacts kept in memory. */
const rememberAtMost = 2000
/** Waiting rows looked through for one that is ready. */
const lookAtMost = 10_000
/** Tries before a message is parked, so that it cannot hold up those behind it. */
export const triesBeforeParking = 5

export interface DrainParts extends ContextParts {
  readonly inbox: Inbox
  readonly contacts: Contacts
  readonly outbox: Outbox
  readonly records: Records
  readonly roster: Roster
  readonly wake: Wakeups
  readonly clock: Clock
  readonly flows: () => Flows
  readonly capabilities: Capabilities
  readonly sequence: Sequence
  readonly checkpoint: Checkpoint
  readonly log: Log
  /** Ticket numbers reserved and not yet used by this process. */
  readonly numbers: { readonly year: number; readonly number: string }[]
  /** A random token for each commit. */
  readonly token: () => string
  /** Counts for the metrics. */
  readonly decided: (rows: number, ageMs: number) => void
}

interface Turn {
  readonly contact: string
  readonly account: string
  readonly chat: string
  /** Rows in order; an album is one entry. */
  readonly rows: readonly { readonly message: Incoming; readonly ids: readonly string[]; readonly attempts: number }[]
}

/**
 * Decides the waiting rows of a shard, batch by batch, and resolves to the milliseconds after which it wants to run
 * again (null: when woken). Contacts are independent of each other; rows of one contact are decided in order. One
 * contact's document is stored in one atomic update with the ids of the rows decided and the effects owed: everything
 * before that is repeatable, everything after it too.
 */
export function createDrain(parts: DrainParts): (shard: number) => Promise<number | null> {
  const applied = createApplied()
  const memory = createMemory(parts.contacts)
  return async shard => {
    let again: number | null = null
    const sooner = (ms: number): void => void (again = again === null ? ms : Math.min(again, ms))
    for (let limit = batchSize; ;) {
      const rows = await parts.inbox.due(shard, limit)
      if (!rows.length) {
        await applied.forget(parts.contacts)
        return again
      }
      const { known, read } = await memory.load([...new Set(rows.map(row => row.contact))])
      const { turns, wait } = await takeTurns(rows, known, parts)
      if (wait !== null) sooner(wait)
      if (!turns.length) {
        // Messages that wait for their files may fill the batch; behind them others are ready.
        if (rows.length < limit || limit > lookAtMost) return again
        limit *= 2
        continue
      }
      const failed = await decideTurns(turns, { known, read }, memory, applied, parts).catch((error: unknown) => {
        memory.forget()
        throw error
      })
      if (failed) sooner(1000)
      if (rows.length < limit || failed) return again ?? (rows.length < limit ? null : 0)
    }
  }
}

/** Commits whose effects were applied. Forgetting those in the documents waits for a quiet moment: it is only tidiness. */
function createApplied() {
  let contacts = new Set<string>()
  let batches = new Set<string>()
  return {
    add(ids: readonly string[], batch: string): void {
      for (const id of ids) contacts.add(id)
      batches.add(batch)
    },
    async forget(store: Contacts): Promise<void> {
      if (!batches.size) return
      const [ids, these] = [contacts, batches]
      contacts = new Set()
      batches = new Set()
      await store.clear([...ids], [...these])
    },
  }
}

/**
 * The contacts this process decided last, as it stored them. A copy that another process has overtaken fails at the
 * commit, which compares versions, and is read anew.
 */
function createMemory(contacts: Contacts) {
  const kept = new Map<string, Contact>()
  return {
    async load(ids: readonly string[]): Promise<{ known: Map<string, Contact>; read: Contact[] }> {
      const missing = ids.filter(id => !kept.has(id))
      const read = missing.length ? await contacts.load(missing) : new Map<string, Contact>()
      const all = ids.map(id => [id, kept.get(id) ?? read.get(id)] as const)
      return {
        known: new Map(all.filter((pair): pair is [string, Contact] => pair[1] !== undefined)),
        read: [...read.values()],
      }
    },
    /** Keeps what was stored and owes nothing any more; drops what was not. */
    keep(settled: readonly Contact[], overtaken: readonly Contact[]): void {
      if (kept.size > rememberAtMost) kept.clear()
      for (const contact of settled) kept.set(contact._id, { ...contact, effects: [] })
      for (const contact of overtaken) kept.delete(contact._id)
    },
    forget: (): void => kept.clear(),
  }
}

/** Which rows may be decided now: nothing overtakes a message of the same contact whose files or album are still coming. */
async function takeTurns(
  rows: readonly InboxRow[],
  known: ReadonlyMap<string, Contact>,
  parts: DrainParts,
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
      if (speaksOf(row.message, ready)) {
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
    const chat = ready.find(({ message }) => message.kind !== 'delivery')?.message.chat ?? ''
    if (ready.length) turns.push({ contact, account: own[0]!.message.account, chat, rows: ready })
  }
  return { turns, wait }
}

/**
 * true when a message changes or takes back one that is decided in the same turn: what that one sent is only known
 * after its commit.
 */
function speaksOf(message: Incoming, ready: readonly { readonly ids: readonly string[] }[]): boolean {
  if (message.kind !== 'edit' && message.kind !== 'message') return false
  const of =
    message.kind === 'edit'
      ? sourceOf(message)
      : message.replyTo && commandOf(message.text)?.name === 'tarik'
        ? `${message.account}:${message.chat}/${message.replyTo}`
        : null
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
    attachments: parts.flatMap(part => part.attachments),
    secretHidden: parts.some(part => part.secretHidden),
    with: parts.slice(1).map(part => part.id),
  }
}

/**
 * Rows that came before what they speak of was stored. Those of a topic that was bound meanwhile move to its ticket's
 * contact; taps and replies wait until the message of ours they answer is marked as sent.
 */
async function reroute(
  rows: readonly InboxRow[],
  parts: DrainParts,
  now: number,
  hold: (ms: number) => void,
): Promise<Set<string>> {
  const aside = new Set<string>()
  const placed = rows.filter(({ message }) => isInTopic(message) || answersUs(message))
  if (!placed.length) return aside
  const keys = placed.map(row => answeredKey(row.message)).filter(key => key !== null)
  const [owners, answered] = await Promise.all([
    ownersOf(
      placed.map(row => row.message),
      parts,
    ),
    parts.outbox.byMessage([...new Set(keys)]),
  ])
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

function isInTopic(message: Incoming): boolean {
  return (
    (message.kind === 'message' || message.kind === 'edit') && message.where === 'group' && message.thread !== undefined
  )
}

/** true for taps, and for replies in a group to what our account wrote. */
function answersUs(message: Incoming): boolean {
  if (message.kind === 'tap') return true
  return (
    message.kind === 'message' &&
    message.where === 'group' &&
    message.replyToFrom !== undefined &&
    message.account.endsWith(`:${message.replyToFrom}`)
  )
}

/** Decides, commits, applies. Resolves to true when something must be tried again. */
async function decideTurns(
  turns: readonly Turn[],
  { known, read }: { known: ReadonlyMap<string, Contact>; read: readonly Contact[] },
  memory: ReturnType<typeof createMemory>,
  applied: ReturnType<typeof createApplied>,
  parts: DrainParts,
): Promise<boolean> {
  const { contacts, clock, log, checkpoint, inbox } = parts
  const batch = parts.token()
  await settleOld(read, parts)
  const contexts = await loadContexts(turns, known, parts)
  const numbers = await takeNumbers(turns, known, parts)
  const commits: Contact[] = []
  const decidedIds: string[] = []
  const failures: Failure[] = []
  let later = false
  for (const turn of turns) {
    const old = known.get(turn.contact)
    const done = new Set(old?.done)
    let state = old?.state ?? emptyState
    const effects: Effect[] = []
    const ids: string[] = []
    const version = (old?.version ?? 0) + 1
    const decidedAt = new Date(Math.max(clock.now().getTime(), old?.decidedAt.getTime() ?? 0))
    for (const row of turn.rows) {
      if (!row.ids.every(id => done.has(id))) {
        const context = contexts.get(row.message.id)
        if (!context) {
          later = true
          break
        }
        try {
          const decision = decide(state, row.message, { ...context, now: decidedAt, number: numbers.take })
          state = decision.state
          effects.push(...decision.effects)
        } catch (error) {
          failures.push({ ids: row.ids, message: row.message, attempts: row.attempts, error, turn })
          break
        }
      }
      ids.push(...row.ids)
    }
    if (!ids.length) continue
    decidedIds.push(...ids)
    if (ids.every(id => done.has(id)) || (!old && !turn.chat)) continue
    commits.push({
      _id: turn.contact,
      account: turn.account,
      chat: old?.chat ?? turn.chat,
      version,
      state,
      done: ids,
      effects: numbered(effects, version, decidedAt),
      batch,
      decidedAt,
    })
  }
  numbers.giveBack()
  checkpoint('before commit')
  const stored = commits.length ? await contacts.commit(commits) : new Set<string>()
  checkpoint('after commit')
  const committed = commits.filter(contact => stored.has(contact._id))
  await applyEffects(
    committed.flatMap(contact => contact.effects),
    parts,
  )
  const lostRace = new Set(commits.filter(contact => !stored.has(contact._id)).flatMap(contact => contact.done))
  await inbox.tick(decidedIds.filter(id => !lostRace.has(id)))
  applied.add([...stored], batch)
  memory.keep(
    committed,
    commits.filter(contact => !stored.has(contact._id)),
  )
  if (lostRace.size)
    log.warn({ code: 'COMMIT_CONFLICT', contacts: commits.length - stored.size }, 'decided elsewhere first')
  const oldest = Math.min(...turns.flatMap(turn => turn.rows.map(row => row.message.sentAt.getTime())))
  parts.decided(decidedIds.length, Math.max(0, clock.now().getTime() - oldest))
  for (const failure of failures) await countFailure(failure, parts)
  if (later) log.warn({ code: 'CHANNEL_UNREACHABLE' }, 'the network does not say who writes; asking again')
  return failures.length > 0 || lostRace.size > 0 || later
}

/**
 * A crash may have left effects of the last commit unapplied; nothing new is decided before they are. Rows are ticked
 * after the effects were applied, so a commit with an unticked row may still owe.
 */
async function settleOld(known: readonly Contact[], parts: DrainParts): Promise<void> {
  const owing = known.filter(contact => contact.effects.length)
  if (!owing.length) return
  const unticked = await parts.inbox.unticked(owing.flatMap(contact => contact.done))
  if (!unticked.size) return
  const owed = owing.filter(contact => contact.done.some(id => unticked.has(id)))
  await applyEffects(
    owed.flatMap(contact => contact.effects),
    parts,
  )
}

async function applyEffects(effects: readonly Effect[], parts: DrainParts): Promise<void> {
  if (!effects.length) return
  const sends = effects.filter(effect => effect.kind === 'send')
  const others = effects.filter(effect => effect.kind !== 'send')
  await Promise.all([
    others.length ? parts.records.apply(others).then(() => parts.checkpoint('between effects')) : undefined,
    sends.length ? parts.records.apply(sends) : undefined,
  ])
  for (const account of new Set(sends.map(send => send.account))) parts.wake.delivery(account)
  if (others.some(effect => effect.kind === 'staff' || effect.kind === 'desk')) parts.roster.forgetStaff()
  if (others.some(effect => effect.kind === 'desk')) await openDesk(parts)
}

/** Tells every conversation that waits for a desk that it is open; safe to repeat. */
export async function openDesk(
  parts: Pick<DrainParts, 'contacts' | 'inbox' | 'wake' | 'clock' | 'sequence'>,
): Promise<void> {
  const now = parts.clock.now()
  const rows = (await parts.contacts.waiting()).map(({ _id, account, chat, first }) =>
    newRow({ kind: 'desk opened', id: `desk:${first}`, account, chat, sentAt: now }, _id, parts.sequence(), now),
  )
  if (!rows.length) return
  await parts.inbox.add(rows)
  parts.wake.conversation(new Set(rows.map(row => row.shard)))
}

function numbered(effects: readonly Effect[], version: number, at: Date): Effect[] {
  return effects.map((effect, index) => {
    // A full batch of one contact can have more than a thousand effects.
    const order = version * 100_000 + index
    if (effect.kind === 'send') return { ...effect, order, at }
    return effect.kind === 'ticket' ? { ...effect, version: order } : effect
  })
}

/**
 * Reserves as many ticket numbers as this batch can need. Gaps are allowed, repeats are not. What is left over goes back
 * to the process's store; until then no other shard counts on it.
 */
async function takeNumbers(
  turns: readonly Turn[],
  known: ReadonlyMap<string, Contact>,
  parts: DrainParts,
): Promise<{ take: () => string; giveBack: () => void }> {
  const { policy } = parts.flows()
  const year = yearOf(parts.clock.now(), policy.zone)
  const opening = turns.filter(
    turn =>
      known.get(turn.contact)?.state.tickets.some(ticket => ticket.status === 'open' || ticket.status === 'claimed') !==
      true,
  )
  const wanted = opening
    .flatMap(turn => turn.rows)
    .filter(
      ({ message }) =>
        message.kind === 'desk opened' ||
        ((message.kind === 'message' || message.kind === 'edit') && message.where === 'private'),
    ).length
  const store = parts.numbers
  while (store.length && store[0]!.year !== year) store.shift()
  const own = store.splice(0, wanted)
  if (own.length < wanted) {
    const first = await parts.roster.reserveNumbers(year, wanted - own.length)
    for (let at = first; own.length < wanted; at++) own.push({ year, number: ticketNumber(policy.unit, year, at) })
  }
  return {
    take() {
      const next = own.shift()
      if (!next) throw new LoketError('UNEXPECTED', 'more tickets than reserved numbers')
      return next.number
    },
    giveBack: () => void store.push(...own.splice(0)),
  }
}

interface Failure {
  readonly ids: readonly string[]
  readonly message: Incoming
  readonly attempts: number
  readonly error: unknown
  readonly turn: Turn
}

async function countFailure({ ids, message, attempts, error, turn }: Failure, parts: DrainParts): Promise<void> {
  const code = codeOf(error)
  const park = attempts + 1 >= triesBeforeParking
  parts.log.error(
    { code: park ? 'MESSAGE_POISON' : code, message: traceOf(ids[0] ?? ''), attempts: attempts + 1, error },
    park ? 'message parked' : 'message could not be decided',
  )
  // Told first: whoever is parked without a word would be lost.
  if (park) await tellParked({ ids, code, message }, turn, parts)
  for (const id of ids) await parts.inbox.failed(id, code, park)
}

async function tellParked(
  { ids, code, message }: { ids: readonly string[]; code: string; message: Incoming },
  turn: Turn,
  parts: DrainParts,
): Promise<void> {
  const desk = await parts.roster.desk(turn.account)
  const group = desk?.groups[0]
  const { say } = parts.flows()
  const now = parts.clock.now()
  const draft = {
    kind: 'send',
    account: turn.account,
    ticket: null,
    contact: turn.contact,
    source: null,
    said: null,
    acknowledge: null,
    delivered: null,
    order: 0,
    at: now,
  } as const
  const alerts: SendWanted[] = []
  if (group)
    alerts.push({
      ...draft,
      id: `${ids[0]}!desk`,
      lane: group,
      to: { chat: group },
      content: text(say('parkir', { kode: code })),
      purpose: 'notice',
    })
  if ('where' in message && message.where === 'private')
    alerts.push({
      ...draft,
      id: `${ids[0]}!person`,
      lane: turn.contact,
      to: { chat: message.chat },
      content: text(say('galat sistem')),
      purpose: 'answer',
    })
  await applyEffects(alerts, parts)
}
