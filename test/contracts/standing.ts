import { describe, expect, test } from 'vitest'
import type { Grant, Mark, Role } from '../../src/domain/access.ts'
import type { Effect, Invitation, RoleChange, Staff, StaffSeen } from '../../src/app/ports.ts'
import type { RecordsMade } from './records.ts'
import { account, after, budi, group, joko, monday, wati } from './samples.ts'

const seen = (id: string, fields: Partial<StaffSeen> = {}): StaffSeen => ({
  _id: `${account}/${id}`,
  id,
  name: { [budi]: 'Budi', [wati]: 'Wati' }[id] ?? 'Joko',
  member: true,
  reachable: false,
  ...fields,
})

function grant(role: Role, fields: Partial<Grant> = {}): Grant {
  return { role, sk: '900/1/2026', from: monday, until: null, by: budi, at: monday, ...fields }
}

const mark: Mark = { as: 'UKPBJ/Pokja', sk: '821/2/2026', until: null, by: wati, at: monday }

let changes = 0

function part(fields: 'membership' | 'reachability' | 'names' | 'nickname', staff: StaffSeen, minutes = 0): Effect {
  return { kind: 'staff', id: `part ${++changes}`, staff, fields, at: after(minutes) }
}

function roles(person: StaffSeen, given: readonly RoleChange[], minutes = 0): Effect {
  return { kind: 'staff', id: `roles ${++changes}`, staff: person, fields: 'roles', roles: given, at: after(minutes) }
}

function marked(person: StaffSeen, one: Mark | null, minutes = 0): Effect {
  const given = [{ as: mark.as, mark: one }]
  return { kind: 'staff', id: `marks ${++changes}`, staff: person, fields: 'marks', marks: given, at: after(minutes) }
}

const given = (role: Role, fields: Partial<Grant> = {}): RoleChange => ({ role, grants: [grant(role, fields)] })
const withdrawn = (role: Role): RoleChange => ({ role, grants: [] })

/** What is kept of who may do what, beside who is a member. */
export function standingContract(make: () => RecordsMade): void {
  async function found({ roster }: RecordsMade, id = wati): Promise<Staff | undefined> {
    return (await roster().staff([`${account}/${id}`])).get(`${account}/${id}`)
  }
  const rolesOf = async (made: RecordsMade): Promise<Role[]> => ((await found(made))?.roles ?? []).map(one => one.role)

  describe('what is known of somebody', () => {
    test('is kept in parts of which none overwrites another, in whatever order they come', async () => {
      const parts = (): Effect[] => [
        part('membership', seen(wati, { creator: true })),
        part('reachability', seen(wati, { member: false, reachable: true, creator: false })),
        part('nickname', seen(wati, { member: false, nickname: 'Bu Wati' })),
        roles(seen(wati, { name: 'Lain', member: false }), [given('kepala')]),
        marked(seen(wati, { member: false }), mark),
      ]
      for (const turn of [0, 1, 2, 3, 4]) {
        const made = make()
        const person = `20${turn}`
        const all = parts().map(effect =>
          effect.kind === 'staff'
            ? { ...effect, staff: { ...effect.staff, _id: `${account}/${person}`, id: person } }
            : effect,
        )
        // Before, so that nothing is decided by who came first.
        await made.records.apply([part('membership', seen(person, { name: 'Wati' }), -1)])
        for (const effect of [...all.slice(turn), ...all.slice(0, turn)]) await made.records.apply([effect])
        expect(await found(made, person)).toEqual({
          _id: `${account}/${person}`,
          id: person,
          name: 'Wati',
          nickname: 'Bu Wati',
          member: true,
          reachable: true,
          creator: true,
          roles: [grant('kepala')],
          marks: [mark],
        })
      }
    })

    test('shows the username seen last, and none once it was given up', async () => {
      const made = make()
      await made.records.apply([part('membership', seen(wati, { username: 'wati' }))])
      await made.records.apply([part('names', seen(wati, { username: 'wati_lpse', name: 'Wati S.' }))])
      expect(await found(made)).toMatchObject({ username: 'wati_lpse', name: 'Wati S.', member: true })
      await made.records.apply([part('names', seen(wati))])
      expect(await found(made)).not.toHaveProperty('username')
    })

    test('keeps who made the group when news of membership does not tell, and forgets it when that is in doubt', async () => {
      const made = make()
      await made.records.apply([part('membership', seen(wati, { creator: true }))])
      await made.records.apply([part('membership', seen(wati), 1)])
      expect(await found(made)).toMatchObject({ creator: true })
      await made.records.apply([part('membership', seen(wati, { creator: null }), 2)])
      expect(await found(made)).toMatchObject({ creator: null })
    })

    test('may begin with a role taken from outside of the group', async () => {
      const made = make()
      await made.records.apply([roles(seen(joko, { member: false }), [given('kepala', { outside: true })])])
      expect(await found(made, joko)).toEqual({
        ...seen(joko, { member: false }),
        roles: [grant('kepala', { outside: true })],
        marks: [],
      })
    })

    test('is told of everybody of an account at once', async () => {
      const made = make()
      await made.records.apply([part('membership', seen(wati)), part('membership', seen(joko, { member: false }))])
      const other = { ...seen(budi), _id: 'telegram:9/202' }
      await made.records.apply([part('membership', other)])
      expect((await made.roster().everybody(account)).map(one => one.name).sort()).toEqual(['Joko', 'Wati'])
    })
  })

  describe('roles', () => {
    test('that two admins give to one person at the same instant both stand', async () => {
      const made = make()
      const [first, second] = [make().records, made.records]
      await Promise.all([
        first.apply([roles(seen(wati), [given('koordinator help desk')])]),
        second.apply([roles(seen(wati), [given('pengelola aset')])]),
      ])
      expect((await rolesOf(made)).sort()).toEqual(['koordinator help desk', 'pengelola aset'])
    })

    test('stand as they were decided last, even when an older decision comes late or again', async () => {
      const made = make()
      const early = roles(seen(wati), [given('kepala')], 1)
      await made.records.apply([early])
      await made.records.apply([roles(seen(wati), [withdrawn('kepala')], 2)])
      await made.records.apply([early])
      expect(await rolesOf(made)).toEqual([])
      await made.records.apply([roles(seen(wati), [given('kepala', { sk: '900/2/2026' })], 3)])
      expect((await found(made))?.roles.map(one => one.sk)).toEqual(['900/2/2026'])
    })

    test('given and withdrawn in one instant are withdrawn, however often that is applied', async () => {
      const made = make()
      const both = [roles(seen(wati), [given('kepala')], 1), roles(seen(wati), [withdrawn('kepala')], 1)]
      await made.records.apply(both)
      await made.records.apply(both)
      expect(await rolesOf(made)).toEqual([])
    })

    test('withdrawn together with a mark leave the others of the same person alone', async () => {
      const made = make()
      await made.records.apply([roles(seen(wati), [given('kepala'), given('pengelola aset')], 1)])
      await made.records.apply([roles(seen(wati), [withdrawn('kepala')], 2), marked(seen(wati), mark, 2)])
      expect(await rolesOf(made)).toEqual(['pengelola aset'])
      expect((await found(made))?.marks).toEqual([mark])
      await made.records.apply([marked(seen(wati), null, 3)])
      expect((await found(made))?.marks).toEqual([])
    })

    test('may be two of a kind: one that runs and one that follows it', async () => {
      const made = make()
      const next = grant('kepala', { from: after(60), sk: '900/2/2027' })
      await made.records.apply([roles(seen(wati), [{ role: 'kepala', grants: [grant('kepala'), next] }])])
      expect((await found(made))?.roles).toEqual([grant('kepala'), next])
    })

    const nobody: readonly (readonly [string, Partial<StaffSeen>, Partial<Grant>, Mark | null])[] = [
      ['left the group', { member: false }, {}, null],
      ['holds it no more', {}, { until: monday }, null],
      ['is marked', {}, {}, mark],
    ]
    test.each(nobody)('an admin who %s is none', async (_, person, fields, one) => {
      const made = make()
      expect(await made.roster().hasAdmin(account)).toBe(false)
      await made.records.apply([roles(seen(wati), [given('admin')])])
      expect(await made.roster().hasAdmin(account)).toBe(true)
      expect(await made.roster().hasAdmin('telegram:9')).toBe(false)
      await made.records.apply([
        part('membership', seen(wati, person), 1),
        roles(seen(wati), [given('admin', fields)], 1),
        marked(seen(wati), one, 1),
      ])
      expect(await made.roster().hasAdmin(account)).toBe(false)
    })
  })

  describe('a role offered by link', () => {
    const invitation = (fields: Partial<Invitation> = {}): Effect => ({
      kind: 'invitation',
      id: `invitation ${++changes}`,
      invitation: {
        code: 'k7QmX2pA',
        account,
        group,
        grant: grant('kepala'),
        byName: 'Budi',
        lapses: after(24 * 60),
        ...fields,
      },
    })

    test('is taken once, however many press at the same instant', async () => {
      const made = make()
      await made.records.apply([invitation()])
      const rows = Array.from({ length: 8 }, (_, at) => `row ${at}`)
      const taken = await Promise.all(rows.map(row => made.roster().takeInvitation(account, 'k7QmX2pA', row)))
      expect(taken.filter(one => one !== null)).toEqual([
        expect.objectContaining({ code: 'k7QmX2pA', grant: grant('kepala'), byName: 'Budi' }),
      ])
    })

    test('is taken again by the same press, which may be decided twice, and not renewed by its own repetition', async () => {
      const made = make()
      const effect = invitation()
      await made.records.apply([effect])
      const take = (row: string) => made.roster().takeInvitation(account, 'k7QmX2pA', row)
      expect(await take('row 1')).not.toBeNull()
      await made.records.apply([effect])
      expect(await take('row 2')).toBeNull()
      expect(await take('row 1')).not.toBeNull()
    })

    test('is not taken late, under another account, or with a code that was guessed', async () => {
      const made = make()
      await made.records.apply([invitation({ lapses: monday }), invitation({ code: 'anotherOne' })])
      const take = (of: string, code: string) => made.roster().takeInvitation(of, code, 'row')
      expect(await take(account, 'k7QmX2pA')).toBeNull()
      expect(await take('telegram:9', 'anotherOne')).toBeNull()
      expect(await take(account, 'anotherone')).toBeNull()
      expect(await take(account, 'anotherOne')).not.toBeNull()
    })
  })
}
