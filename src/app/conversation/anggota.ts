import {
  isAnggota,
  marksOf,
  may,
  rolesOf,
  titleOf,
  whoMay,
  type Action,
  type Mark,
  type Person,
  type Refusal,
} from '../../domain/access.ts'
import { plainText, type Rich } from '../../domain/rich.ts'
import type { Ticket } from '../../domain/ticket.ts'
import type { Sender } from '../message.ts'
import type { Actor, Staff } from '../ports.ts'
import { remember, text, type Acts, type Context } from './context.ts'

/**
 * Whoever acts, if they are an anggota and stand in a group of the desk: a former staff group gives no rights, and
 * neither does any to somebody marked as PPK, UKPBJ/Pokja or Pejabat Pengadaan (Pasal 18(2)).
 */
export function anggotaIn(chat: string, { context: { actor, desk, now } }: Acts): Actor | null {
  return actor?.staff && isAnggota(actor.staff, now) && desk?.groups.includes(chat) ? actor : null
}

/** true when whoever writes is an anggota, wherever they write. */
export function isStaff({ context: { actor, now } }: Acts): boolean {
  return actor?.staff != null && isAnggota(actor.staff, now)
}

/** Why an anggota may not do something, in words; null when they may. The table is domain/access. */
export function refusalOf(actor: Actor, action: Action, { context }: Acts, ticket?: Ticket): Rich | null {
  const why = may(personOf(actor), action, context.now, ticket)
  return why === true ? null : wordsFor(why, action, actor, context, ticket)
}

function wordsFor(why: Refusal, action: Action, actor: Actor, { say, now }: Context, ticket?: Ticket): Rich {
  switch (why) {
    case 'marked':
      return say('ditandai', { jabatan: namesOf(marksOf(personOf(actor), now)) })
    case 'not a member':
      return say('bukan anggota')
    case 'not the holder':
      return say('bukan pemegang', { petugas: ticket?.holder?.name ?? '–' })
    case 'nobody holds it':
      return say('belum ditangani')
    case 'own work':
      return say('penilaian sendiri')
    case 'lacks the role':
      return say('bukan peran', { siapa: listed(whoMay(action, ticket).map(titleOf)) })
  }
}

/** "a", "a atau b", "a, b, atau c". */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  if (names.length < 3) return names.join(' atau ')
  return `${names.slice(0, -1).join(', ')}, atau ${last}`
}

/** Whoever acts, as far as rights go. */
export function personOf({ sender, staff, founder }: Actor): Person {
  const { member = false, roles = [], marks = [] } = staff ?? {}
  return { id: sender.id, member, founder, roles, marks }
}

/** How an anggota is called by the people they help: the nama panggilan, or the name. */
export function nameOf({ sender, staff }: Actor): string {
  return staff?.nickname ?? sender.name
}

/** What somebody is marked as: "PPK", "PPK, Pejabat Pengadaan". */
export function namesOf(marks: readonly Mark[]): string {
  return marks.map(mark => mark.as).join(', ')
}

/**
 * Puts on record that somebody was refused in a group, and says why in words. Of somebody marked who still sits there
 * the admin is told, once (Pasal 18(2)).
 */
export function turnAway(
  acts: Acts,
  chat: string,
  from: Sender | null,
  ticket: string | null,
  data: Record<string, unknown>,
): Rich {
  const { actor, now, say } = acts.context
  const marks = actor?.staff?.member ? marksOf(actor.staff, now) : []
  acts.event('refused', ticket, from?.id ?? 'anonim', marks.length ? { ...data, reason: 'marked' } : data)
  if (!from) return say('admin anonim')
  if (!actor?.staff || !marks.length) return say('bukan anggota')
  remember(acts)
  tellOfMarked(acts, chat, actor.staff)
  return say('ditandai', { jabatan: namesOf(marks) })
}

/** Tells the admins, each in private where that is possible and otherwise in the group, that somebody marked sits there. */
export function tellOfMarked(acts: Acts, group: string, marked: Staff): void {
  const { now, office, say } = acts.context
  const mark = marksOf(marked, now)[0]
  if (!mark || !office) return
  const words = text(say('ditandai di grup', { nama: marked.name, jabatan: mark.as, sk: mark.sk }))
  const id = `marked ${marked._id} ${mark.at.toISOString()}`
  const reachable = adminsOf(office.everybody, now).filter(admin => admin.reachable)
  reachable.forEach((admin, at) => acts.toStaff(admin.id, null, words, { id: at ? `${id} ${at}` : id }))
  if (!reachable.length) acts.toGeneral(group, words, { id })
}

/** Who gives roles now: the admins, or as long as there is none whoever made the group. */
export function adminsOf(everybody: readonly Staff[], now: Date): Staff[] {
  const anggota = everybody.filter(one => isAnggota(one, now))
  const admins = anggota.filter(one => rolesOf(one, now).has('admin'))
  return admins.length ? admins : anggota.filter(one => one.creator)
}

/** Tells the tapping anggota why not; true when they may. */
export function tapAllowed(actor: Actor, action: Action, ticket: Ticket, acts: Acts): boolean {
  const why = refusalOf(actor, action, acts, ticket)
  if (why) acts.answerTap(plainText(why), true)
  return why === null
}
