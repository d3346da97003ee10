import { isGroup } from './pacing.ts'
import type { Checkpoint, Clock, Records, Roster } from './ports.ts'
import type { OldPersons, RestingContact } from './retention-store.ts'

/** Between the announcement that an address goes and its going (ms): longer than any process believes in addresses. */
const restsFor = 3600_000
const atOnce = 100

export interface ForgetPersonsParts {
  readonly store: { readonly persons: OldPersons }
  readonly records: Records
  readonly roster: Pick<Roster, 'staff'>
  readonly clock: Clock
  readonly checkpoint: Checkpoint
}

/** People in whose conversation nothing happened since, with no ticket or message left that needs them; not the staff. */
export async function* restingPersons(
  since: Date,
  { store: { persons }, roster }: Pick<ForgetPersonsParts, 'store' | 'roster'>,
): AsyncGenerator<RestingContact[]> {
  for (let after = ''; ;) {
    const found = await persons.resting(since, after, atOnce)
    if (!found.length) return
    after = found.at(-1)!._id
    const people = found.filter(contact => !isGroup(contact.chat))
    const keyOf = ({ account, chat }: RestingContact): string => `${account}/${chat}`
    const needed = await persons.needed(people.map(contact => contact._id))
    const staff = await roster.staff(people.map(keyOf))
    yield people.filter(contact => !needed.has(contact._id) && !staff.get(keyOf(contact))?.member)
  }
}

/**
 * Forgets who they are: name, address, the conversation itself. Takes two runs: the first announces it, and an address
 * somebody uses again in between stays.
 */
export async function* forgetPersons(run: string, since: Date, parts: ForgetPersonsParts): AsyncGenerator<void> {
  const { store, records, clock, checkpoint } = parts
  const step = (): void => checkpoint('between retention steps')
  for await (const people of restingPersons(since, parts)) {
    const at = clock.now()
    const restedSince = new Date(at.getTime() - restsFor)
    const rested = await store.persons.announce(
      people.map(contact => contact._id),
      at,
      restedSince,
    )
    step()
    yield
    for (const contact of people.filter(one => rested.has(one._id))) {
      const id = `retensi:identifiers:${contact._id}`
      const data = { stage: 'identifiers', run }
      await records.apply([
        { kind: 'event', id, ticket: null, contact: contact._id, at, who: 'loket', what: 'retained', data },
      ])
      step()
      await store.persons.forget(contact, restedSince)
      step()
      yield
    }
  }
}
