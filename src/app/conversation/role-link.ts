import { isAnggota, marksOf, rolesOf, type Grant } from '../../domain/access.ts'
import type { Heard } from '../message.ts'
import type { Actor, ConversationState, Invitation, Staff } from '../ports.ts'
import { namesOf } from './anggota.ts'
import { text, type Acts } from './context.ts'
import { recordOf, valuesOf } from './role-words.ts'

/** How long a link to a role is good (ms). */
const linkLasts = 24 * 60 * 60_000

/**
 * Offers a role to somebody who need not be in the group (Kepala, for one) by a one-time link. The link goes to the
 * admin alone: in the group any anggota could press it.
 */
export function offerRole(grant: Grant, message: Heard, actor: Actor, acts: Acts): void {
  const { staffAccount: account, now, office, say } = acts.context
  if (!office?.offer) return
  if (!actor.staff?.reachable) return void acts.toGroup(message, text(say('tautan mulai dulu')), true)
  const { code, link } = office.offer
  acts.invitation({
    code,
    account,
    group: message.chat,
    grant: { ...grant, outside: true },
    byName: actor.sender.name,
    lapses: new Date(now.getTime() + linkLasts),
  })
  acts.event('role offered', null, actor.sender.id, recordOf(grant))
  const values = valuesOf(grant, acts.context)
  acts.toStaff(actor.sender.id, null, text(say('tautan peran', { ...values, tautan: link })))
  acts.toGroup(message, text(say('tautan terkirim', values)), true)
}

/** Start was pressed behind a link: the role is taken, and the group in which it was offered is told by whom. */
export function takeRole(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { staffAccount: account, actor, now, office, say } = acts.context
  const invitation = office?.invitation
  if (!message.from || !invitation || !isGood(invitation, office.everybody, now)) {
    acts.event('refused', null, message.from?.id ?? 'anonim', { message: message.id, command: 'tautan peran' })
    acts.say('tautan tidak berlaku')
    return state
  }
  const { id, name } = message.from
  const known = office.everybody.find(one => one.id === id) ?? actor?.staff
  const marks = known ? marksOf(known, now) : []
  const values = { nama: name, ...valuesOf(invitation.grant, acts.context), petugas: invitation.byName }
  if (marks.length) {
    const jabatan = namesOf(marks)
    acts.event('refused', null, id, { message: message.id, command: 'tautan peran', reason: 'marked' })
    acts.toGeneral(invitation.group, text(say('tautan ditolak', { ...values, jabatan })))
    acts.say('ditandai', { jabatan })
    return state
  }
  const seen = { _id: `${account}/${id}`, member: false, ...known, ...message.from, reachable: true }
  const { role } = invitation.grant
  acts.staff(seen, 'reachability')
  acts.roles(seen, [{ role, grants: [{ ...invitation.grant, at: now }] }])
  acts.event('role given', null, id, {
    person: id,
    name,
    by: invitation.grant.by,
    link: true,
    ...recordOf(invitation.grant),
  })
  acts.toGeneral(invitation.group, text(say('tautan diambil', values)))
  acts.say('peran untuk anda', values)
  return { ...state, greeted: true }
}

/** A link dies with the standing of who offered it: somebody who was removed or marked meanwhile gives no more roles. */
function isGood({ grant }: Invitation, everybody: readonly Staff[], now: Date): boolean {
  const giver = everybody.find(one => one.id === grant.by)
  if (!giver || !isAnggota(giver, now)) return false
  return (grant.until === null || now < grant.until) && (giver.creator === true || rolesOf(giver, now).has('admin'))
}
