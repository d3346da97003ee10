import type { Log } from '../log.ts'
import type { Flows } from '../flows/load.ts'
import { nextWake } from './conversation/alarms.ts'
import { decide } from './conversation/decide.ts'
import { emptyState } from './conversation/state.ts'
import { loadContexts, type ContextParts } from './load-context.ts'
import type {
  Address,
  Checkpoint,
  Clock,
  Contact,
  Contacts,
  ConversationTold,
  Effect,
  Inbox,
  Outbox,
  Records,
  Roster,
  Wakeups,
} from './ports.ts'
import { createApplied, createMemory } from './memory.ts'
import { countFailure, type Failure } from './parking.ts'
import { newRow, type Sequence } from './receive.ts'
import { takeNumbers, type NumberParts } from './ticket-numbers.ts'
import { takeTurns, type Turn } from './turns.ts'
import { wakeWaiting } from './waking.ts'

const batchSize = 200
/** Waiting rows looked through for one that is ready. */
const lookAtMost = 10_000
export interface DrainParts extends ContextParts, NumberParts {
  readonly inbox: Inbox
  readonly contacts: Contacts
  readonly outbox: Outbox
  readonly records: Records
  readonly roster: Roster
  readonly wake: Wakeups
  readonly clock: Clock
  readonly flows: () => Flows
  readonly sequence: Sequence
  readonly checkpoint: Checkpoint
  readonly log: Log
  /** A random token for each commit. */
  readonly token: () => string
  /** Counts for the metrics. */
  readonly decided: (rows: number, ageMs: number) => void
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
      // Before rows are moved on by what was decided, what that still owes is there.
      await settleOld(read, parts)
      const { turns, wait } = await takeTurns(rows, known, parts)
      if (wait !== null) sooner(wait)
      if (!turns.length) {
        // Messages that wait for their files may fill the batch; behind them others are ready.
        if (rows.length < limit || limit > lookAtMost) return again
        limit *= 2
        continue
      }
      const { failed, cut } = await decideTurns(turns, known, memory, applied, parts).catch((error: unknown) => {
        memory.forget()
        throw error
      })
      if (failed) sooner(1000)
      if (cut) sooner(0)
      if (rows.length < limit || failed) return again ?? (rows.length < limit ? null : 0)
    }
  }
}

/** Decides, commits, applies. `failed`: something must be tried again; `cut`: a turn goes on once this is stored. */
async function decideTurns(
  turns: readonly Turn[],
  known: ReadonlyMap<string, Contact>,
  memory: ReturnType<typeof createMemory>,
  applied: ReturnType<typeof createApplied>,
  parts: DrainParts,
): Promise<{ failed: boolean; cut: boolean }> {
  const { contacts, clock, log, checkpoint, inbox } = parts
  const batch = parts.token()
  const contexts = await loadContexts(turns, known, parts)
  const numbers = await takeNumbers(turns, known, parts)
  const commits: Contact[] = []
  const decidedIds: string[] = []
  const failures: Failure[] = []
  let later = false
  let cut = false
  for (const turn of turns) {
    const old = known.get(turn.contact)
    const done = new Set(old?.done)
    // What an older Loket stored lacks what was added since.
    let state = { ...emptyState, ...old?.state }
    let place: Address = old ?? { account: turn.account, chat: turn.chat }
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
          const { movedTo, left } = state
          state = decision.state
          place = context
          effects.push(...decision.effects)
          // From here on rows may be another conversation's.
          if (state.movedTo !== movedTo || state.left !== left) {
            ids.push(...row.ids)
            cut = true
            break
          }
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
      account: place.account,
      chat: place.chat,
      version,
      state,
      done: ids,
      effects: numbered(effects, version + state.ahead, decidedAt),
      batch,
      decidedAt,
      wakeAt: nextWake(state, parts.flows().policy, decidedAt),
    })
  }
  numbers.giveBack()
  const decidedAt = clock.now()
  checkpoint('before commit')
  const stored = commits.length ? await contacts.commit(commits) : new Set<string>()
  checkpoint('after commit')
  const committed = commits.filter(contact => stored.has(contact._id))
  await applyEffects(
    committed.flatMap(contact => contact.effects),
    parts,
  )
  const lostRace = new Set(commits.filter(contact => !stored.has(contact._id)).flatMap(contact => contact.done))
  await inbox.tick(
    decidedIds.filter(id => !lostRace.has(id)),
    { decidedAt, tickedAt: clock.now() },
  )
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
  return { failed: failures.length > 0 || lostRace.size > 0 || later, cut }
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
  const told = effects.filter(effect => effect.kind === 'told')
  const others = effects.filter(effect => effect.kind !== 'send' && effect.kind !== 'told')
  await Promise.all([
    others.length ? parts.records.apply(others).then(() => parts.checkpoint('between effects')) : undefined,
    sends.length ? parts.records.apply(sends) : undefined,
  ])
  for (const account of new Set(sends.map(send => send.account))) parts.wake.delivery(account)
  await tellOthers(told, parts)
  // Last: whoever is led to the other contact finds there what was handed over.
  const moves = effects.filter(effect => effect.kind === 'moved')
  if (moves.length) {
    await parts.contacts.readdress(moves)
    parts.checkpoint('after readdressing')
  }
  if (others.some(effect => effect.kind === 'staff' || effect.kind === 'desk')) parts.roster.forgetStaff()
  for (const account of new Set(others.flatMap(effect => (effect.kind === 'desk' ? effect.account : []))))
    await wakeWaiting(account, parts)
}

async function tellOthers(told: readonly ConversationTold[], parts: DrainParts): Promise<void> {
  if (!told.length) return
  const rows = told.map(({ contact, message, seq, at }) => {
    const order = seq ?? parts.sequence()
    return newRow(message.kind === 'join asked' ? { ...message, order } : message, contact, order, at)
  })
  await parts.inbox.add(rows)
  parts.checkpoint('after telling others')
  parts.wake.conversation(new Set(rows.map(row => row.shard)))
}

function numbered(effects: readonly Effect[], version: number, at: Date): Effect[] {
  return effects.map((effect, index) => {
    // A full batch of one contact can have more than a thousand effects.
    const order = version * 100_000 + index
    if (effect.kind === 'send') return { ...effect, order, at }
    if (effect.kind === 'told' && effect.message.kind === 'joined')
      return { ...effect, message: { ...effect.message, numbered: version } }
    return effect.kind === 'ticket' ? { ...effect, version: order } : effect
  })
}
