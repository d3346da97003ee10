import { expect, inject, test } from 'vitest'
import type { Contact } from '../../src/app/ports.ts'
import type { Ticket } from '../../src/domain/ticket.ts'
import { group, setStage, type Stage } from './stage.ts'
import { databaseServer } from '../database-server.ts'

const sari = 101
const dewi = 102
const rina = 103
const day = 24 * 3600_000

type Row<T extends object> = T & { _id: string }
type StoredTicket = Omit<Ticket, 'number'> & { contact: string }

/** Closes the tickets of these people now, in their conversations and in the list. */
async function close({ connection }: Stage, people: readonly number[]): Promise<string[]> {
  const contacts = connection.collection<Row<Contact>>('contacts')
  const tickets = connection.collection<Row<StoredTicket>>('tickets')
  const closed = { status: 'closed', closedAt: new Date() } as const
  const numbers: string[] = []
  for (const { _id, state } of await contacts.find({ chat: { $in: people.map(String) } }).toArray()) {
    const own = state.tickets.map(ticket => ({ ...ticket, ...closed }))
    await contacts.updateOne({ _id }, { $set: { 'state.tickets': own }, $inc: { version: 1 } } as never)
    await tickets.updateOne({ contact: _id }, { $set: closed })
    numbers.push(...own.map(ticket => ticket.number))
  }
  return numbers
}

/** How far ahead a clock is that shows five past one at night, `days` from today. */
function nightIn(days: number): number {
  const local = new Date(Date.now() + 7 * 3600_000)
  const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()) - 7 * 3600_000
  return midnight + days * day + 65 * 60_000 - Date.now()
}

/**
 * Starts Loket again and again, each time to be killed one step later, until the night's run is recorded. (A ticket's steps
 * begin anew in each life, so one that is always killed after the first would never come to an end.)
 */
async function livesUntilDone(stage: Stage, ahead: number): Promise<number> {
  const recorded = () => stage.connection.collection('events').countDocuments({ what: 'retention run' })
  const before = await recorded()
  for (let lives = 1; ; lives++) {
    // Nobody holds what a killed process held; waiting until the leases run out would only take time.
    await stage.connection.collection('leases').deleteMany({})
    const process = stage.start({ die: { at: 'between retention steps', nth: lives }, ahead })
    const done = async (): Promise<'done'> => {
      while (process.alive && (await recorded()) === before) await new Promise(resolve => setTimeout(resolve, 50))
      return process.alive ? 'done' : new Promise(() => undefined)
    }
    const end = await Promise.race([process.gone, done()])
    if (end === 'SIGKILL') continue
    expect(end).toBe('done')
    await stage.calm()
    await process.stop()
    return lives
  }
}

test(
  'whoever is killed between any steps of a night: what is old goes once, what is young stays',
  { timeout: 300_000 },
  async ({ onTestFinished }) => {
    const stage = await setStage({ mongodbUri: databaseServer(), redisUrl: inject('redisUrl') }, 'crash_retention')
    onTestFinished(() => stage.close())
    for (const words of ['Saya gagal unggah dokumen', 'Muncul galat 500'])
      for (const person of [sari, dewi, rina]) stage.writes(person, words)
    // By day, whatever the hour is now: no night may come by itself.
    const first = stage.start({ ahead: nightIn(0) + 10 * 3600_000 })
    await first.ready
    await stage.calm()
    await first.stop()
    const old = await close(stage, [sari, dewi])
    expect(old).toHaveLength(2)
    const rows = <T extends object>(name: string) => stage.connection.collection<Row<T>>(name)
    const events = async (): Promise<string[]> =>
      (
        await rows<{ ticket: string; what: string }>('events')
          .find({ ticket: { $in: old } })
          .toArray()
      )
        .filter(event => event.what !== 'retained')
        .map(event => `${event.ticket} ${event.what}`)
        .sort()
    const before = await events()
    const shownBefore = stage.network.chat(group).length

    expect(await livesUntilDone(stage, nightIn(367))).toBeGreaterThan(5)
    expect(await livesUntilDone(stage, nightIn(368))).toBeGreaterThan(1)

    expect(await events()).toEqual(before)
    const text = JSON.stringify(
      await Promise.all(['events', 'outbox', 'contacts'].map(name => rows(name).find().toArray())),
    )
    for (const person of [sari, dewi]) expect(text).not.toMatch(new RegExp(`«p${person}m|[":/]${person}["/]`))
    for (const marker of ['p103m1', 'p103m2']) expect(text).toContain(`«${marker}»`)
    expect(stage.network.topics(group)).toHaveLength(1)
    expect(stage.network.chat(group).length).toBeLessThan(shownBefore)
    const runs = await rows<{ what: string; data: Record<string, number> }>('events')
      .find({ what: 'retention run' })
      .toArray()
    expect(runs.map(({ data }) => [data['tickets'], data['texts'], data['topics'], data['persons']])).toEqual([
      [2, 4, 2, 0],
      [0, 0, 0, 2],
    ])

    stage.writes(rina, 'Masih gagal')
    stage.writes(sari, 'Saya lagi')
    const last = stage.start({ ahead: nightIn(368) + 10 * 3600_000 })
    await last.ready
    await stage.calm()
    expect(stage.network.chat(group).map(message => message.text)).toEqual(
      expect.arrayContaining([expect.stringContaining('«p103m3»'), expect.stringContaining('«p101m3»')]),
    )
    expect(await rows('tickets').countDocuments()).toBe(4)
    await last.stop()
  },
)
