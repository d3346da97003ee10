import type { Connection } from 'mongoose'
import type { Contact } from '../app/ports.ts'
import { isGroup } from '../app/pacing.ts'
import { hasWords, withoutChat, withoutWords } from '../domain/retention.ts'
import { insertNew } from './insert-new.ts'

export interface EventRow {
  _id: string
  ticket: string | null
  contact: string
  at: Date
  what: string
  data: Record<string, unknown>
}

const atOnce = 100

/**
 * Takes the words out of the events that fit and the person's chat out of their ids; the rows stay. An id cannot be
 * changed, so a row is stored under its new one before the old one goes: cut off between the two, both are there until
 * the next time. Yields after each few rows how many of them had words.
 */
export async function* emptyEvents(connection: Connection, filter: Record<string, unknown>): AsyncGenerator<number> {
  const events = connection.collection<EventRow>('events')
  const chats = new Map<string, readonly string[]>()
  const ids = (await events.find(filter as never, { projection: { _id: 1 } }).toArray()).map(row => row._id)
  for (let from = 0; from < ids.length; from += atOnce) {
    const renamed = new Map<string, EventRow>()
    const emptied = new Map<string, Record<string, unknown>>()
    let words = 0
    for (const row of await events.find({ _id: { $in: ids.slice(from, from + atOnce) } }).toArray()) {
      if (!chats.has(row.contact)) chats.set(row.contact, await chatsOf(connection, row.contact))
      if (hasWords(row.what, row.data)) words++
      const data = withoutWords(row.what, row.data)
      const id = withoutChat(row._id, chats.get(row.contact)!, row.contact)
      if (id !== row._id) renamed.set(row._id, { ...row, _id: id, data: { ...(data ?? row.data) } })
      else if (data) emptied.set(id, data)
    }
    await insertNew(events, [...renamed.values()])
    if (renamed.size) await events.deleteMany({ _id: { $in: [...renamed.keys()] } })
    for (const [_id, data] of emptied) await events.updateOne({ _id }, { $set: { data } })
    yield words
  }
}

/** The chats in which a contact is or was a person, also as part of another one; those of groups are nobody's. */
async function chatsOf(connection: Connection, contact: string): Promise<string[]> {
  const document = await connection
    .collection<Pick<Contact, '_id' | 'chat' | 'state'>>('contacts')
    .findOne({ _id: contact })
  const addresses = await connection
    .collection<{ _id: string; contact: string }>('addresses')
    .find({ contact })
    .toArray()
  const { places = [], left = [], movedTo = null } = { ...document?.state }
  const found = [
    document?.chat ?? '',
    ...[...places, ...left].map(({ chat }) => chat),
    ...addresses.map(({ _id }) => _id.slice(_id.indexOf('/') + 1)),
    ...(movedTo === null ? [] : await chatsOf(connection, movedTo)),
  ]
  return [...new Set(found)].filter(chat => chat && !isGroup(chat))
}
