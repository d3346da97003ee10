import { describe, expect, test } from 'vitest'
import {
  allRoles,
  isAnggota,
  may,
  permissions,
  roles,
  rolesOf,
  whoMay,
  type Action,
  type Grant,
  type Mark,
  type Person,
  type Refusal,
  type Role,
} from '../../src/domain/access.ts'

const now = new Date('2026-03-02T01:00:00Z')
const days = (count: number): Date => new Date(now.getTime() + count * 86_400_000)

function grant(role: Role, fields: Partial<Grant> = {}): Grant {
  return { role, sk: '900/1/2026', from: days(-1), until: null, by: '1', at: days(-1), ...fields }
}

function mark(fields: Partial<Mark> = {}): Mark {
  return { as: 'PPK', sk: '821/2/2026', until: null, by: '1', at: days(-1), ...fields }
}

/** A member of the staff group with nothing set. */
function member(fields: Partial<Person> = {}): Person {
  return { id: '7', member: true, founder: false, roles: [], marks: [], ...fields }
}

const free = { holder: null }
const ofAnother = { holder: { id: '8' } }
const own = { holder: { id: '7' } }

/**
 * One column a letter, all of them members of the group: anggota with nothing set, then each role alone in the order of
 * Pasal 6(1)b with the anggota of a unit behind its head, the hats, and the group's creator while there is no admin.
 */
const columns: readonly (readonly [string, Person])[] = [
  ['anggota', member()],
  ...(
    [
      'kepala',
      'sekretaris',
      'koordinator kelangsungan layanan',
      'anggota kelangsungan layanan',
      'pengelola pendukung layanan',
      'anggota pendukung layanan',
      'pengelola hubungan pengguna',
      'pengelola aset',
      'pengelola risiko',
      'koordinator help desk',
      'anggota help desk',
      'koordinator keamanan informasi',
      'verifikator',
      'admin',
    ] as const
  ).map(role => [role, member({ roles: [grant(role)] })] as const),
  ['pembuat grup', member({ founder: true })],
]

/**
 * The expected matrix, by hand. Per action: the regulation; while nobody holds the ticket; while somebody else does;
 * and what the holder with nothing set may. x: may. Columns:
 *   a anggota · K Kepala · S sekretaris · L l kelangsungan · P p pendukung · H hubungan pengguna · A aset · R risiko ·
 *   D d Help Desk · I keamanan informasi · V verifikator · T admin · G pembuat grup
 */
const matrix: readonly (readonly [Action, string, string, string, boolean])[] = [
  //                                                      aKSLlPpHARDdIVTG    aKSLlPpHARDdIVTG
  ['claim', 'Pasal 15(2)c', /*                        */ 'xxxxxxxxxxxxxxxx', 'xxxxxxxxxxxxxxxx', true],
  ['release', 'Pasal 15(1)c, 15(2)d', /*              */ '................', '.x........x....x', true],
  ['classify', 'Pasal 15(2)b', /*                     */ 'xxxxxxxxxxxxxxxx', '.x........x....x', true],
  ['ask the reporter', 'Pasal 15(2)g', /*             */ 'xxxxxxxxxxxxxxxx', '.x........x....x', true],
  ['wait for a third party', 'Pasal 15(2)e–f', /*     */ 'xxxxxxxxxxxxxxxx', '.x........x....x', true],
  ['solve', 'Pasal 15(2)c', /*                        */ 'xxxxxxxxxxxxxxxx', '................', true],
  ['waive the root cause', 'Pasal 15(1)d', /*         */ '.x........x....x', '.x........x....x', false],
  ['redirect', 'Pasal 4(3)', /*                       */ 'xxxxxxxxxxxxxxxx', '.x........x....x', true],
  ['merge', 'Pasal 15(2)a', /*                        */ 'xxxxxxxxxxxxxxxx', '.x........x....x', true],
  ['unmerge', 'Pasal 15(2)a', /*                      */ 'xxxxxxxxxxxxxxxx', '.x........x....x', true],
  ['delete a file', 'kebijakan', /*                   */ 'xxxxxxxxxxxxxxxx', 'xxxxxxxxxxxxxxxx', true],
  ['see unmasked', 'kebijakan', /*                    */ '................', '................', true],
  ['transfer to somebody else', 'Pasal 15(2)d–e', /*  */ '.x........x....x', '.x........x....x', true],
  ['reply', 'Pasal 15(2)g', /*                        */ 'xxxxxxxxxxxxxxxx', 'xxxxxxxxxxxxxxxx', true],
  ['withdraw own reply', 'Pasal 15(2)g', /*           */ 'xxxxxxxxxxxxxxxx', 'xxxxxxxxxxxxxxxx', true],
  ['write a note', 'Pasal 15(2)f', /*                 */ 'xxxxxxxxxxxxxxxx', 'xxxxxxxxxxxxxxxx', true],
  ['list tickets', 'Pasal 15(2)c', /*                 */ 'xxxxxxxxxxxxxxxx', 'xxxxxxxxxxxxxxxx', true],
  ['search', 'Pasal 15(2)c', /*                       */ 'xxxxxxxxxxxxxxxx', 'xxxxxxxxxxxxxxxx', true],
  ['record on behalf', 'Pasal 15(2)a, 27 huruf c', /* */ 'xxxxxxxxxxxxxxxx', 'xxxxxxxxxxxxxxxx', true],
  ['use canned replies', 'Pasal 15(2)c', /*           */ 'xxxxxxxxxxxxxxxx', 'xxxxxxxxxxxxxxxx', true],
  ['see roles', 'Pasal 6(2)', /*                      */ 'xxxxxxxxxxxxxxxx', 'xxxxxxxxxxxxxxxx', true],
  ['give roles', 'Pasal 6(3), kebijakan', /*          */ '..............xx', '..............xx', false],
  ['mark a person', 'Pasal 18(2)', /*                 */ '.x........x.x.xx', '.x........x.x.xx', false],
  ['read complaints', 'Pasal 8(2)i, kebijakan', /*    */ '.x..............', '.x..............', false],
  ['answer complaints', 'Pasal 8(2)i, kebijakan', /*  */ '.x..............', '.x..............', false],
  ['see ratings', 'Pasal 12', /*                      */ '.x.....x........', '.x.....x........', false],
]

describe('who may do what', () => {
  test('is written by hand for every action and every role', () => {
    expect(matrix.map(([action]) => action).sort()).toEqual(Object.keys(permissions).sort())
    expect(columns.map(([name]) => name).filter(name => name in roles)).toHaveLength(allRoles.length)
  })

  test.each(matrix)('%s (%s)', (action, basis, whileFree, whileHeld, holderMay) => {
    const row = (ticket: { holder: { id: string } | null }): string =>
      columns.map(([, person]) => (may(person, action, now, ticket) === true ? 'x' : '.')).join('')
    expect(row(free)).toBe(whileFree)
    expect(row(ofAnother)).toBe(whileHeld)
    expect(may(member(), action, now, own) === true).toBe(holderMay)
    expect(permissions[action].basis).toContain(basis)
  })

  test.each(matrix)('a stranger may not: %s', action => {
    for (const ticket of [free, ofAnother, own])
      expect(may(member({ member: false, founder: true }), action, now, ticket)).not.toBe(true)
  })

  test.each(matrix)('somebody marked may not, whatever they hold (Pasal 18(2)): %s', action => {
    const person = member({ founder: true, roles: allRoles.map(role => grant(role)), marks: [mark()] })
    for (const ticket of [free, ofAnother, own]) expect(may(person, action, now, ticket)).toBe('marked')
  })

  test.each(matrix)('whoever took a role from outside of the group has no hand in it from there: %s', action => {
    const person = member({ member: false, roles: allRoles.map(role => grant(role, { outside: true })) })
    const isPrivate = ['read complaints', 'answer complaints', 'see ratings'].includes(action)
    expect(may(person, action, now, free)).toBe(isPrivate ? true : 'not a member')
  })
})

describe('in an office of three with nothing set', () => {
  const budi = member({ founder: true })
  const wati = member()

  test('members do the whole work of the Help Desk', () => {
    const work: Action[] = ['claim', 'classify', 'reply', 'solve', 'merge', 'record on behalf', 'list tickets']
    expect(work.map(action => may(wati, action, now, free))).toEqual(work.map(() => true))
  })

  test('who made the group gives roles and decides what a koordinator decides', () => {
    expect(may(budi, 'give roles', now)).toBe(true)
    expect(may(budi, 'waive the root cause', now, ofAnother)).toBe(true)
    expect(may(wati, 'waive the root cause', now, own)).toBe('lacks the role')
  })

  test('once there is an admin, who made the group is an anggota like others', () => {
    const before: Person = { ...budi, founder: false }
    expect(may(before, 'give roles', now)).toBe('lacks the role')
    expect(may(before, 'claim', now, free)).toBe(true)
  })
})

describe('a role', () => {
  const cases: readonly (readonly [string, Partial<Grant>, boolean])[] = [
    ['without an end counts', {}, true],
    ['counts until its last instant', { until: days(1) }, true],
    ['that ends now is over', { until: now }, false],
    ['of last year gives nothing', { until: days(-60) }, false],
    ['that begins tomorrow gives nothing yet', { from: days(1) }, false],
    ['that begins now counts', { from: now }, true],
  ]
  test.each(cases)('%s', (_, fields, counts) => {
    const wati = member({ roles: [grant('koordinator help desk', fields)] })
    expect(may(wati, 'waive the root cause', now)).toBe(counts ? true : 'lacks the role')
    expect(may(wati, 'claim', now, free)).toBe(true)
  })

  test('of several that one person holds each gives what it gives', () => {
    const wati = member({
      roles: [grant('koordinator help desk'), grant('pengelola hubungan pengguna'), grant('admin')],
    })
    expect([...rolesOf(wati, now)]).toEqual(['koordinator help desk', 'pengelola hubungan pengguna', 'admin'])
    for (const action of ['waive the root cause', 'see ratings', 'give roles'] as const)
      expect(may(wati, action, now)).toBe(true)
  })

  test('given in the group rests while its holder is out of it; one taken by link goes on', () => {
    const removed = member({ member: false, roles: [grant('kepala')] })
    expect(may(removed, 'read complaints', now)).toBe('lacks the role')
    expect(may({ ...removed, roles: [grant('kepala', { outside: true })] }, 'read complaints', now)).toBe(true)
  })
})

describe('a mark (Pasal 18(2))', () => {
  test('that is over forbids nothing any more', () => {
    const joko = member({ marks: [mark({ until: now })] })
    expect(isAnggota(joko, now)).toBe(true)
    expect(may(joko, 'claim', now, free)).toBe(true)
  })

  test('without an end, or not yet over, makes a member no anggota', () => {
    expect(isAnggota(member({ marks: [mark()] }), now)).toBe(false)
    expect(isAnggota(member({ marks: [mark({ as: 'UKPBJ/Pokja', until: days(1) })] }), now)).toBe(false)
  })
})

describe('why not', () => {
  const cases: readonly (readonly [string, Partial<Person>, Action, typeof own | typeof free, Refusal])[] = [
    ['a stranger', { member: false }, 'claim', free, 'not a member'],
    ['somebody marked', { marks: [mark()] }, 'claim', free, 'marked'],
    ['an anggota on the ticket of another', {}, 'solve', ofAnother, 'not the holder'],
    ['an anggota releasing what nobody holds', {}, 'release', free, 'nobody holds it'],
    ['an anggota handing out what nobody holds', {}, 'transfer to somebody else', free, 'lacks the role'],
    ['an anggota waiving a root cause', {}, 'waive the root cause', own, 'lacks the role'],
    ['who is rated looking at ratings', { roles: [grant('kepala')] }, 'see ratings', own, 'own work'],
  ]
  test.each(cases)('%s is told', (_, fields, action, ticket, why) => {
    expect(may(member(fields), action, now, ticket)).toBe(why)
  })

  test('names who may, for the ticket as it is held', () => {
    expect(whoMay('solve', free)).toEqual(['anggota'])
    expect(whoMay('solve', ofAnother)).toEqual(['pemegang'])
    expect(whoMay('give roles')).toEqual(['admin', 'pembuat grup'])
  })
})
