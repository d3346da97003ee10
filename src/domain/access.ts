/** What a role is called where people read it, and which words of the regulation it comes from. */
interface RoleFacts {
  readonly title: string
  readonly basis: string
  /** true: worn on top of a position; no position of Pasal 6, so no decree names it. */
  readonly hat?: true
}

/** The positions of the tim pelaksana (Pasal 6(1)b, with the anggota of Pasal 10(2), 11(2) and 15(2)) and two hats. */
export const roles = {
  kepala: { title: 'Kepala LPSE', basis: 'Pasal 6(1)b angka 1, Pasal 8' },
  sekretaris: { title: 'Sekretaris LPSE', basis: 'Pasal 6(1)b angka 2, Pasal 9' },
  'koordinator help desk': { title: 'Koordinator Help Desk', basis: 'Pasal 6(1)b angka 8, Pasal 15(1)' },
  'anggota help desk': { title: 'Anggota Help Desk', basis: 'Pasal 6(1)b angka 10, Pasal 15(2)' },
  'koordinator kelangsungan layanan': {
    title: 'Koordinator Kelangsungan Layanan',
    basis: 'Pasal 6(1)b angka 3, Pasal 10(1)',
  },
  'anggota kelangsungan layanan': {
    title: 'Anggota Kelangsungan Layanan',
    basis: 'Pasal 6(1)b angka 10, Pasal 10(2)',
  },
  'pengelola pendukung layanan': {
    title: 'Pengelola Pendukung Layanan',
    basis: 'Pasal 6(1)b angka 4, Pasal 11(1)',
  },
  'anggota pendukung layanan': { title: 'Anggota Pendukung Layanan', basis: 'Pasal 6(1)b angka 10, Pasal 11(2)' },
  'pengelola hubungan pengguna': {
    title: 'Pengelola Hubungan Pengguna',
    basis: 'Pasal 6(1)b angka 5, Pasal 12',
  },
  'pengelola aset': { title: 'Pengelola Aset', basis: 'Pasal 6(1)b angka 6, Pasal 13' },
  'pengelola risiko': { title: 'Pengelola Risiko', basis: 'Pasal 6(1)b angka 7, Pasal 14' },
  'koordinator keamanan informasi': {
    title: 'Koordinator Keamanan Informasi',
    basis: 'Pasal 6(1)b angka 9, Pasal 16',
  },
  verifikator: { title: 'Verifikator', basis: 'Pasal 5 huruf c, Pasal 26(2)', hat: true },
  admin: { title: 'Admin', basis: 'kebijakan', hat: true },
} as const satisfies Readonly<Record<string, RoleFacts>>

export type Role = keyof typeof roles

/** Every role, in the order in which people read them. */
export const allRoles = Object.keys(roles) as Role[]

/** What an employee of the LPSE may not be at the same time (Pasal 18(2)). */
export const markings = ['PPK', 'UKPBJ/Pokja', 'Pejabat Pengadaan'] as const
export type Marking = (typeof markings)[number]

/** A role given to somebody by decree (Pasal 6(3)), or a hat. */
export interface Grant {
  readonly role: Role
  /** The decree's number; empty for a hat without one. */
  readonly sk: string
  readonly from: Date
  /** The first instant at which it is over; null: until it is withdrawn. */
  readonly until: Date | null
  /** Who gave it: an id of the network. */
  readonly by: string
  readonly at: Date
  /** Taken with a link by somebody who need not be in the staff group: it counts outside of it too. */
  readonly outside?: true
}

/** That somebody is PPK, in UKPBJ/Pokja or Pejabat Pengadaan; only staff say so, never the person. */
export interface Mark {
  readonly as: Marking
  readonly sk: string
  readonly until: Date | null
  readonly by: string
  readonly at: Date
}

/** Somebody as far as rights go. */
export interface Person {
  readonly id: string
  /** In a staff group now. */
  readonly member: boolean
  /** Made the staff group, and no admin exists. */
  readonly founder: boolean
  readonly roles: readonly Grant[]
  readonly marks: readonly Mark[]
}

/** Whom the table names: a role, any member with nothing set, the ticket's holder, the creator until there is an admin. */
export type Who = Role | 'anggota' | 'pemegang' | 'pembuat grup'

interface Rule {
  /** Who may, also while nobody holds the ticket. */
  readonly who: readonly Who[]
  /** Who may while somebody holds the ticket; left out: the same. */
  readonly held?: readonly Who[]
  /** true: done in the private chat, so that it needs no place in the staff group. */
  readonly inPrivate?: true
  readonly basis: string
}

/** Who decides where an anggota cannot (Pasal 15(1)a–d, 15(2)d–e); Kepala leads all (Pasal 8(2)). */
const leads = ['koordinator help desk', 'kepala', 'pembuat grup'] as const

/** The one table of who may do what. A ticket's state is not asked here, that is the transition table's. */
export const permissions = {
  claim: { who: ['anggota'], basis: 'Pasal 15(2)c' },
  release: { who: [], held: ['pemegang', ...leads], basis: 'Pasal 15(1)c, 15(2)d' },
  classify: { who: ['anggota'], held: ['pemegang', ...leads], basis: 'Pasal 15(2)b' },
  'ask the reporter': { who: ['anggota'], held: ['pemegang', ...leads], basis: 'Pasal 15(2)g' },
  'wait for a third party': { who: ['anggota'], held: ['pemegang', ...leads], basis: 'Pasal 15(2)e–f' },
  solve: { who: ['anggota'], held: ['pemegang'], basis: 'Pasal 15(2)c' },
  'waive the root cause': { who: leads, basis: 'Pasal 15(1)d' },
  redirect: { who: ['anggota'], held: ['pemegang', ...leads], basis: 'Pasal 4(3)' },
  merge: { who: ['anggota'], held: ['pemegang', ...leads], basis: 'Pasal 15(2)a' },
  unmerge: { who: ['anggota'], held: ['pemegang', ...leads], basis: 'Pasal 15(2)a' },
  'delete a file': { who: ['anggota'], basis: 'kebijakan (UU 27/2022): siapa pun yang melihatnya' },
  'see unmasked': { who: [], held: ['pemegang'], basis: 'kebijakan (UU 27/2022): hanya yang menangani' },
  'transfer to somebody else': { who: leads, held: ['pemegang', ...leads], basis: 'Pasal 15(2)d–e' },
  reply: { who: ['anggota'], basis: 'Pasal 15(2)g' },
  'withdraw own reply': { who: ['anggota'], basis: 'Pasal 15(2)g' },
  'write a note': { who: ['anggota'], basis: 'Pasal 15(2)f' },
  'list tickets': { who: ['anggota'], basis: 'Pasal 15(2)c' },
  search: { who: ['anggota'], basis: 'Pasal 15(2)c' },
  'record on behalf': { who: ['anggota'], basis: 'Pasal 15(2)a, 27 huruf c' },
  'use canned replies': { who: ['anggota'], basis: 'Pasal 15(2)c' },
  'see roles': { who: ['anggota'], basis: 'Pasal 6(2)' },
  'give roles': { who: ['admin', 'pembuat grup'], basis: 'Pasal 6(3), kebijakan' },
  'mark a person': {
    who: ['koordinator help desk', 'koordinator keamanan informasi', 'kepala', 'admin', 'pembuat grup'],
    basis: 'Pasal 18(2)',
  },
  'read complaints': { who: ['kepala'], inPrivate: true, basis: 'Pasal 8(2)i, kebijakan' },
  'answer complaints': { who: ['kepala'], inPrivate: true, basis: 'Pasal 8(2)i, kebijakan' },
  'see ratings': { who: ['pengelola hubungan pengguna', 'kepala'], inPrivate: true, basis: 'Pasal 12' },
} as const satisfies Readonly<Record<string, Rule>>

export type Action = keyof typeof permissions

/** Why somebody may not. */
export type Refusal =
  /** PPK, UKPBJ/Pokja or Pejabat Pengadaan (Pasal 18(2)). */
  | 'marked'
  | 'not a member'
  | 'nobody holds it'
  | 'not the holder'
  /** Ratings are not shown to those who are rated (Pasal 12). */
  | 'own work'
  | 'lacks the role'

/** true when the person may, or why not. `ticket`: the one it is about. Pasal 6–18; the table says which for each action. */
export function may(
  person: Person,
  action: Action,
  now: Date,
  ticket?: { readonly holder: { readonly id: string } | null },
): true | Refusal {
  const rule: Rule = permissions[action]
  if (marksOf(person, now).length) return 'marked'
  if (!person.member && !rule.inPrivate) return 'not a member'
  const holder = ticket?.holder ?? null
  const isHolder = holder?.id === person.id
  if (action === 'see ratings' && isHolder) return 'own work'
  const held = rolesOf(person, now)
  const isOne = (who: Who): boolean => {
    if (who === 'anggota') return person.member
    if (who === 'pemegang') return isHolder
    return who === 'pembuat grup' ? person.founder && person.member : held.has(who)
  }
  if (whoMay(action, ticket).some(isOne)) return true
  if (!rule.held) return 'lacks the role'
  return holder ? 'not the holder' : rule.who.length ? 'lacks the role' : 'nobody holds it'
}

/** Whom the table names for an action, for this ticket as it is held now. */
export function whoMay(action: Action, ticket?: { readonly holder: { readonly id: string } | null }): readonly Who[] {
  const rule: Rule = permissions[action]
  return ticket?.holder && rule.held ? rule.held : rule.who
}

/** A member of the Help Desk: in the staff group and, Pasal 18(2), not marked. Nothing need be set for it. */
export function isAnggota(person: Pick<Person, 'member' | 'marks'>, now: Date): boolean {
  return person.member && !marksOf(person, now).length
}

/** The roles that count now: in force, of somebody in the group (or taken for outside of it), and not of somebody marked. */
export function rolesOf(person: Pick<Person, 'member' | 'roles' | 'marks'>, now: Date): ReadonlySet<Role> {
  if (marksOf(person, now).length) return new Set()
  const counting = person.roles.filter(grant => isInForce(grant, now) && (person.member || grant.outside))
  return new Set(counting.map(grant => grant.role))
}

/** The marks that count now (Pasal 18(2)). */
export function marksOf({ marks }: Pick<Person, 'marks'>, now: Date): readonly Mark[] {
  return marks.filter(mark => mark.until === null || now < mark.until)
}

/** Whether a grant has begun and is not over. */
export function isInForce(grant: Pick<Grant, 'from' | 'until'>, now: Date): boolean {
  return grant.from <= now && (grant.until === null || now < grant.until)
}

/** What a role, or another whom the table names, is called where people read it. */
export function titleOf(who: Who): string {
  if (who === 'anggota') return 'anggota Help Desk'
  if (who === 'pemegang') return 'yang menangani'
  return who === 'pembuat grup' ? 'pembuat grup (selama belum ada admin)' : roles[who].title
}
