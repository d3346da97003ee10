import type { Connection } from 'mongoose'
import type { Contact, InboxRow, Send } from '../app/ports.ts'
import type { OldPersons } from '../app/retention-store.ts'

const stages = ['files', 'texts', 'identifiers'] as const

/** Who wrote long ago, in MongoDB. */
export function createOldPersons(connection: Connection): OldPersons {
  const contacts = connection.collection<Contact & { waits: boolean }>('contacts')
  const addresses = connection.collection<{ _id: string; contact: string; leaving?: Date }>('addresses')

  /** Those that became another which is still there: what is sent to them finds its way through them. */
  async function signposts(ids: readonly string[]): Promise<string[]> {
    const moved = await contacts
      .find({ _id: { $in: [...ids] }, 'state.movedTo': { $type: 'string' } }, { projection: { 'state.movedTo': 1 } })
      .toArray()
    const targets = await contacts
      .find({ _id: { $in: moved.map(({ state }) => state.movedTo!) } }, { projection: { _id: 1 } })
      .toArray()
    const present = new Set(targets.map(({ _id }) => _id))
    return moved.filter(({ state }) => present.has(state.movedTo!)).map(({ _id }) => _id)
  }

  return {
    async resting(since, after, limit) {
      return contacts
        .find(
          { _id: { $gt: after }, decidedAt: { $lt: since }, waits: false },
          { projection: { account: 1, chat: 1, version: 1 } },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
    },
    async needed(ids) {
      const contact = { $in: [...ids] }
      const matters = (name: 'tickets' | 'complaints') =>
        connection
          .collection<{ contact: string; closedAt: Date | null; retained?: Record<string, unknown> }>(name)
          .find({ contact })
          .toArray()
      const [tickets, complaints, rows, sends] = await Promise.all([
        matters('tickets'),
        matters('complaints'),
        connection
          .collection<InboxRow>('inbox')
          .find({ state: { $in: ['new', 'parked'] }, contact })
          .toArray(),
        connection
          .collection<Send>('outbox')
          .find({ state: { $in: ['due', 'sending'] }, contact })
          .toArray(),
      ])
      const kept = [...tickets, ...complaints].filter(
        ({ closedAt, retained }) => !closedAt || stages.some(stage => retained?.[stage] === undefined),
      )
      return new Set([...[...kept, ...rows, ...sends].map(one => one.contact), ...(await signposts(ids))])
    },
    async announce(ids, at, restedSince) {
      const contact = { $in: [...ids] }
      await addresses.updateMany({ contact, leaving: { $exists: false } }, { $set: { leaving: at } })
      const restless = await addresses
        .find({ contact, $or: [{ leaving: { $exists: false } }, { leaving: { $gte: restedSince } }] })
        .toArray()
      return new Set(ids).difference(new Set(restless.map(address => address.contact)))
    },
    async forget({ _id, version }, restedSince) {
      await addresses.deleteMany({ contact: _id, leaving: { $lt: restedSince } })
      // Whoever looked their address up meanwhile took the announcement back.
      if (await addresses.findOne({ contact: _id })) return false
      const { deletedCount } = await contacts.deleteOne({ _id, version })
      return deletedCount === 1
    },
    forgottenIn: (run, since) =>
      connection
        .collection('events')
        .countDocuments({ ticket: null, at: { $gte: since }, what: 'retained', 'data.run': run }),
  }
}
