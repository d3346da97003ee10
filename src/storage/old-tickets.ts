import type { Connection } from 'mongoose'
import type { ClosedTicket, Mark, OldTickets } from '../app/retention-store.ts'
import type { Send, SendState, Topic } from '../app/ports.ts'
import { emptiedFields, hasWords, type Stage } from '../domain/retention.ts'
import { emptyEvents, type EventRow } from './empty-events.ts'
import { messagesInGroup } from './group-copies.ts'
import { attachmentsOf, markRemoved } from './removed-files.ts'

type TicketRow = { _id: string; contact: string; closedAt: Date; retained?: Partial<Record<Stage, Mark>> }

/** States in which a send has had its end. */
export const over: readonly SendState[] = ['sent', 'failed', 'unknown']

const whyTooOld = 'masa simpan habis'

/** The record of tickets, or of complaints, that are over, in MongoDB. */
export function createOldTickets(connection: Connection, name: 'tickets' | 'complaints'): OldTickets {
  const tickets = connection.collection<TicketRow>(name)
  const events = connection.collection<EventRow>('events')
  const outbox = connection.collection<Send>('outbox')
  const topics = connection.collection<Topic>('topics')
  const ratings = connection.collection<{ _id: string; words?: string }>('ratings')

  return {
    async due(stage, before, after, limit) {
      const found = await tickets
        .find({
          _id: { $gt: after },
          closedAt: { $lt: before },
          [`retained.${stage}`]: { $exists: false },
        } as never)
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      return found.map(({ _id, contact, closedAt }) => ({ number: _id, contact, closedAt }))
    },
    async holdings(number) {
      let [texts, files] = [0, 0]
      for await (const { what, data } of events.find({ ticket: number })) {
        if (hasWords(what, data)) texts++
        if (Array.isArray(data['attachments']))
          files += data['attachments'].filter((one: { removed?: true }) => !one.removed).length
      }
      const topic = await topics.findOne({ _id: number })
      return {
        texts,
        files,
        sends: await outbox.countDocuments({ ...sendsOf(number), state: { $in: [...over] } }),
        unsent: (await outbox.findOne({ ...sendsOf(number), state: { $nin: [...over] } })) !== null,
        copy: topic !== null && !topic.gone && !topic.leaving,
      }
    },
    async files(number) {
      return [...new Set((await attachmentsOf(connection, number)).flatMap(one => one.stored ?? []))]
    },
    markFilesRemoved: number => markRemoved(connection, number, () => true, whyTooOld),
    emptyEvents: number => emptyEvents(connection, { ticket: number }),
    async forgetSends(number) {
      await outbox.deleteMany({ ...sendsOf(number), state: { $in: [...over] } })
    },
    async leaveGroup(number, at) {
      const topic = await topics.findOne({ _id: number })
      if (!topic || topic.gone || topic.leaving) return
      const left = topic.thread === null ? await messagesInGroup(connection, topic) : undefined
      const change = left ? (left.length ? { leaving: at, left } : { gone: true }) : { leaving: at }
      await topics.updateOne({ _id: number, thread: topic.thread }, { $set: change })
    },
    async announced(event) {
      const found = await events.findOne({ _id: event })
      if (!found) return undefined
      const { stage: _stage, ...mark } = found.data
      return { ...mark, at: found.at } as Mark
    },
    async done({ number, closedAt }: ClosedTicket, stage, mark) {
      if (stage === 'texts') await ratings.updateOne({ _id: number }, { $unset: { words: '' } })
      const row = await tickets.findOne({ _id: number })
      if (!row) return
      await tickets.updateOne(
        // Opened again meanwhile, it is no longer the ticket that was closed then.
        { _id: number, closedAt, [`retained.${stage}`]: { $exists: false } } as never,
        { $set: { ...emptiedFields(stage, row as unknown as Record<string, unknown>), [`retained.${stage}`]: mark } },
      )
    },
    async marksOf(run) {
      const found = new Map<string, Mark[]>()
      const ofRun = tickets.find({ $or: [{ 'retained.files.run': run }, { 'retained.texts.run': run }] } as never)
      for await (const { _id, retained } of ofRun)
        found.set(
          _id,
          Object.values(retained ?? {}).filter(mark => mark.run === run),
        )
      return found
    },
  }
}

/** The sends of a ticket, but for those that delete its topic: these bear no words. */
function sendsOf(ticket: string): { ticket: string; purpose: { $ne: 'retention' } } {
  return { ticket, purpose: { $ne: 'retention' } }
}
