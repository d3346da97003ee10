import { cutoffs, type KeptFor, type Stage } from '../domain/retention.ts'
import type { Log } from '../log.ts'
import { forgetPersons, restingPersons, type ForgetPersonsParts } from './forget-persons.ts'
import { ownSend } from './own-send.ts'
import type { Channel, SendWanted, Topic, Wakeups } from './ports.ts'
import { isSomething, retainTicket, takenBy, type RetainTicketParts } from './retain-ticket.ts'
import type { ClosedTicket, Mark, OldTickets, RetentionStore } from './retention-store.ts'

export interface RetentionParts extends RetainTicketParts, ForgetPersonsParts {
  readonly store: RetentionStore
  readonly policy: () => { readonly zone: string; readonly retention: KeptFor }
  readonly wake: Pick<Wakeups, 'delivery'>
  /** Whether a group has topics that the bot may delete. */
  readonly mayDeleteTopics: (account: string, group: string) => Promise<boolean>
  readonly log: Log
}

/** What a run deleted, or would delete. */
export interface Deleted {
  readonly tickets: number
  readonly texts: number
  readonly sends: number
  readonly files: number
  readonly topics: number
  /** Words and sends that belong to no ticket. */
  readonly loose: number
  readonly persons: number
}

const stages: readonly Stage[] = ['files', 'texts', 'identifiers']
const atOnce = 50
/** Topics asked to be deleted in one run: more would crowd a group's other sends out of the delivery's memory. */
const topicsAtMost = 200
/** No run goes on longer than this, those by hand included; one that was cut off is summed up the next night (ms). */
const longestRun = 7 * 24 * 3600_000

/**
 * One run: everything that is too old now goes, ticket by ticket, in small steps between which it yields and may be cut
 * off. Resolves to what the run deleted, also what an earlier process did of it (but for loose rows).
 */
export async function* retain(run: string, parts: RetentionParts): AsyncGenerator<void, Deleted> {
  const { store, checkpoint } = parts
  const before = cutoffsNow(parts)
  for await (const { matters, stage, ticket } of allDue(before, store))
    yield* retainTicket(ticket, stage, { run, before: before[stage] }, matters, parts)
  let loose = 0
  for await (const count of store.loose.forget(before.texts)) {
    loose += count
    checkpoint('between retention steps')
    yield
  }
  yield* deleteTopics(run, parts)
  yield* forgetPersons(run, before.identifiers, parts)
  return { ...(await deletedIn(run, parts)), loose }
}

/** What a run would delete now; changes nothing. */
export async function plan(parts: RetentionParts): Promise<Deleted> {
  const { store } = parts
  const before = cutoffsNow(parts)
  const marks = new Map<string, Mark[]>()
  for await (const { matters, stage, ticket } of allDue(before, store)) {
    const { number } = ticket
    const held = await matters.holdings(number)
    if (held.unsent) continue
    const mark = { run: '', at: before[stage], ...takenBy(stage, held) }
    // A copy that goes with the files is not there any more when the texts go.
    const isLeaving = marks.get(number)?.some(one => one.topic) === true
    marks.set(number, [...(marks.get(number) ?? []), { ...mark, topic: mark.topic === true && !isLeaving }])
  }
  let persons = 0
  for await (const people of restingPersons(before.identifiers, parts)) persons += people.length
  return { ...sum(marks), loose: await store.loose.count(before.texts), persons }
}

/** What a run deleted, by what the record and the tickets say of it. */
export async function deletedIn(
  run: string,
  { store, clock }: Pick<RetentionParts, 'store' | 'clock'>,
): Promise<Deleted> {
  const since = new Date(clock.now().getTime() - longestRun)
  const marks = [await store.tickets.marksOf(run), await store.complaints.marksOf(run)]
  return { ...sum(new Map(marks.flatMap(one => [...one]))), persons: await store.persons.forgottenIn(run, since) }
}

/** Records a run, whether it came to its end or not. `night` null: it was begun by hand. */
export async function recordRun(
  { run, night, deleted, complete }: { run: string; night: string | null; deleted: Deleted; complete: boolean },
  { records, store, clock, log }: RetentionParts,
): Promise<void> {
  const at = clock.now()
  await records.apply([
    {
      kind: 'event',
      id: `retensi:${run}`,
      ticket: null,
      contact: '',
      at,
      who: 'loket',
      what: 'retention run',
      data: { run, complete, ...deleted },
    },
  ])
  await store.runs.finish(night, at)
  log.info({ run, complete, ...deleted }, 'what was too old is deleted')
}

/** Answers for these networks whether a group has topics that the bot may delete; not for those Loket no longer serves. */
export function topicDeletion(channels: ReadonlyMap<string, Channel>): RetentionParts['mayDeleteTopics'] {
  return async (account, group) => {
    const check = await channels.get(account)?.checkGroup(group)
    return check !== undefined && check.forum && check.deleteMessages
  }
}

function cutoffsNow({ clock, policy }: RetentionParts): ReturnType<typeof cutoffs> {
  const { zone, retention } = policy()
  return cutoffs(clock.now(), retention, zone)
}

/** What closed too long ago, tickets before complaints, stage by stage. */
async function* allDue(
  before: ReturnType<typeof cutoffs>,
  { tickets, complaints }: RetentionStore,
): AsyncGenerator<{ matters: OldTickets; stage: Stage; ticket: ClosedTicket }> {
  for (const matters of [tickets, complaints])
    for (const stage of stages)
      for await (const ticket of due(matters, stage, before[stage])) yield { matters, stage, ticket }
}

async function* due(matters: OldTickets, stage: Stage, before: Date): AsyncGenerator<ClosedTicket> {
  for (let after = ''; ;) {
    const found = await matters.due(stage, before, after, atOnce)
    if (!found.length) return
    yield* found
    after = found.at(-1)!.number
  }
}

function sum(marks: ReadonlyMap<string, readonly Mark[]>): Deleted {
  const all = [...marks.values()].flat()
  const total = (of: (mark: Mark) => number | boolean | undefined): number =>
    all.reduce((before, mark) => before + Number(of(mark) ?? 0), 0)
  return {
    tickets: [...marks.values()].filter(own => own.some(isSomething)).length,
    texts: total(mark => mark.texts),
    sends: total(mark => mark.sends),
    files: total(mark => mark.files),
    topics: total(mark => mark.topic),
    loose: 0,
    persons: 0,
  }
}

/** Asks for the topics to be deleted that may be; the others stay on the list for a person. */
async function* deleteTopics(run: string, parts: RetentionParts): AsyncGenerator<void> {
  const { store, records, wake, clock, checkpoint, log } = parts
  const allowed = new Map<string, boolean>()
  let asked = 0
  for (const topic of await store.copies.topics()) {
    const { _id: ticket, account, group } = topic
    const key = `${account}/${group}`
    if (!allowed.has(key))
      allowed.set(
        key,
        await parts.mayDeleteTopics(account, group).catch((error: unknown) => {
          log.warn({ error }, 'the network does not say whether topics may be deleted; asking the next night')
          return false
        }),
      )
    if (!allowed.get(key)) continue
    if (asked++ === topicsAtMost) return
    await records.apply([deletion(topic, `retensi:${ticket}:${run}`, clock.now())])
    wake.delivery(account)
    checkpoint('between retention steps')
    yield
  }
}

/** Behind everything else on its way into the topic. */
function deletion({ _id: ticket, account, group }: Topic, id: string, at: Date): SendWanted {
  return ownSend({
    id,
    account,
    lane: ticket,
    to: { ticket, group },
    content: { kind: 'delete topic' },
    purpose: 'retention',
    ticket,
    contact: '',
    order: 0,
    at,
  })
}
