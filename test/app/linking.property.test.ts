import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Address } from '../../src/app/ports.ts'
import { useDatabase } from '../contracts/database.ts'
import { account, dewi, sari } from '../contracts/samples.ts'
import type { House } from './house.ts'
import { answers, at, codeAt, nightFalls, openBoth, phone, recorded, writes } from './linked.ts'

const database = useDatabase()

/** Two people with two places each. */
const people: Readonly<Record<string, readonly [Address, Address]>> = {
  sari: [at(account, sari), at(phone, '628220000002@s.whatsapp.net')],
  dewi: [at(account, dewi), at(phone, '628220000003@s.whatsapp.net')],
}

const who = fc.record({
  person: fc.constantFrom('sari', 'dewi'),
  place: fc.constantFrom(0, 1),
  process: fc.constantFrom(0, 1),
})
type Who = { readonly person: string; readonly place: number; readonly process: number }
type Step = Who & {
  readonly does: 'writes' | 'asks' | 'enters' | 'confirms' | 'unlinks' | 'decides' | 'dies' | 'links'
  readonly after: number
}
const step = fc
  .record({
    who,
    after: fc.integer({ min: 1, max: 12 }),
    does: fc.oneof(
      { weight: 6, arbitrary: fc.constant('writes' as const) },
      { weight: 5, arbitrary: fc.constant('decides' as const) },
      { weight: 3, arbitrary: fc.constant('links' as const) },
      { weight: 2, arbitrary: fc.constantFrom('unlinks' as const, 'dies' as const) },
      { weight: 2, arbitrary: fc.constantFrom('asks' as const, 'enters' as const, 'confirms' as const) },
    ),
  })
  .map(({ who: one, ...rest }): Step => ({ ...one, ...rest }))

/** Letters that no question takes for an answer. */
function word(person: string, number: number): string {
  return `kendala ${person} ${String.fromCharCode(97 + Math.floor(number / 26), 97 + (number % 26))}x`
}

async function plays(steps: readonly Step[]): Promise<void> {
  await database().dropDatabase()
  let dying = Infinity
  const checkpoint = (): void => {
    if (--dying === 0) throw new Error('killed')
  }
  const processes: House[] = [openBoth(database(), { checkpoint }), openBoth(database())]
  const said: { readonly person: string; readonly place: string; readonly text: string }[] = []
  const tries = async (house: House, work: () => Promise<unknown>): Promise<void> => {
    await work().catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== 'killed') throw error
      dying = Infinity
      processes[processes.indexOf(house)] = openBoth(database(), { checkpoint })
    })
  }
  const hears = async (house: House, message: Parameters<House['receives']>[0]): Promise<void> => {
    // What was not stored the network brings again.
    await tries(house, () => house.receives(message))
    await processes[1]!.receives(message)
  }
  for (const { does, person, place, process, after } of steps) {
    const house = processes[process]!
    const here = people[person]![place]!
    const there = people[person]![1 - place]!
    switch (does) {
      case 'writes': {
        const text = word(person, said.length)
        said.push({ person, place: here.chat, text })
        await hears(house, writes(here, text))
        break
      }
      case 'links':
        await hears(house, writes(here, 'HUBUNGKAN'))
        await tries(house, () => house.settles())
        await processes[1]!.settles()
        await entersCode(house, here, there)
        await tries(house, () => house.settles())
        await processes[1]!.settles()
        await confirms(house, there)
        break
      case 'asks':
        await hears(house, writes(here, 'HUBUNGKAN'))
        break
      case 'enters':
        await entersCode(house, there, here)
        break
      case 'confirms':
        await confirms(house, here)
        break
      case 'unlinks':
        await hears(house, writes(here, 'PUTUSKAN'))
        break
      case 'decides':
        await tries(house, () => house.decides())
        break
      case 'dies':
        dying = after
        await tries(processes[0]!, () => processes[0]!.decides())
        break
    }
  }
  const last = openBoth(database())
  await last.settles()
  await nightFalls(last)
  await everythingIsWhereItBelongs(last, said)

  async function entersCode(house: House, from: Address, to: Address): Promise<void> {
    const code = await codeAt(house, from).catch(() => null)
    if (code) await hears(house, writes(to, `HUBUNGKAN ${code}`))
  }
  async function confirms(house: House, place: Address): Promise<void> {
    const yes = await answers(house, place, 'ya').catch(() => null)
    if (yes) await hears(house, yes)
  }
}

async function everythingIsWhereItBelongs(
  house: House,
  said: readonly { readonly person: string; readonly place: string; readonly text: string }[],
): Promise<void> {
  expect((await house.rows()).filter(row => row.state !== 'done')).toEqual([])
  const words = await recorded(house)
  expect([...words.keys()].toSorted()).toEqual(said.map(({ text }) => text).toSorted())
  const people = new Map<string, Set<string>>()
  for (const { text, person } of said) {
    const tickets = words.get(text)!
    expect(tickets, text).toHaveLength(1)
    people.set(tickets[0]!, (people.get(tickets[0]!) ?? new Set()).add(person))
  }
  expect([...people.values()].filter(one => one.size !== 1)).toEqual([])
  // Each is shown once, and those of one place in the order in which they were written.
  const shown = (await house.sends())
    .filter(send => send.purpose === 'mirror')
    .toSorted((one, other) => one.order - other.order)
  expect(shown.map(send => send.said).toSorted()).toEqual(said.map(({ text }) => text).toSorted())
  for (const [ticket, own] of Map.groupBy(shown, send => send.ticket))
    for (const [place, there] of Map.groupBy(said, one => one.place)) {
      const here = new Set(there.map(({ text }) => text))
      const order = own.map(send => send.said!).filter(text => here.has(text))
      expect(order, `${ticket} ${place}`).toEqual(there.map(({ text }) => text).filter(text => order.includes(text)))
    }
  for (const ticket of (await house.tickets()) as unknown as { _id: string; contact: string }[]) {
    const contact = (await house.contacts.load([ticket.contact])).get(ticket.contact)
    expect(contact?.state.tickets.map(one => one.number)).toContain(ticket._id)
  }
}

test('however links, unlinks, deaths and messages cross, each message ends in one ticket, of who wrote it', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), plays), {
    numRuns: Number(process.env['LINK_RUNS'] ?? 12),
    endOnFailure: false,
  })
}, 1_200_000)
