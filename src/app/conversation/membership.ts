import { isInForce, marksOf } from '../../domain/access.ts'
import type { Membership } from '../message.ts'
import { tellOfMarked } from './anggota.ts'
import { text, type Acts } from './context.ts'
import { titlesOf } from './role-words.ts'

/** Somebody came into a staff group or went out of it. */
export function hearMembership({ chat, person, member, creator, sentAt }: Membership, acts: Acts): void {
  const { staffAccount: account, actor, desk, now, say } = acts.context
  const known = actor?.staff
  acts.event(member ? 'joined' : 'left', null, person.id, { group: chat })
  // Who left is asked about anew, and so is who made none of several groups as far as this one tells.
  const isUnclear = !member || (creator === false && desk?.groups.length !== 1)
  acts.staff(
    {
      _id: `${account}/${person.id}`,
      ...person,
      reachable: known?.reachable ?? false,
      member,
      ...(isUnclear ? { creator: null } : creator === undefined ? {} : { creator }),
    },
    'membership',
  )
  if (!known) return
  if (member && marksOf(known, now).length) tellOfMarked(acts, chat, known)
  if (member || !known.member) return
  // Two updates of the network tell of one leaving; they come within the same minute.
  const id = `left ${known._id} ${Math.floor(sentAt.getTime() / 60_000)}`
  const held = known.roles.filter(grant => isInForce(grant, now))
  const [staying, resting] = [held.filter(grant => grant.outside), held.filter(grant => !grant.outside)]
  if (resting.length)
    acts.toGeneral(chat, text(say('peran istirahat', { nama: person.name, peran: titlesOf(resting) })), { id })
  if (staying.length)
    acts.toGeneral(chat, text(say('peran tetap', { nama: person.name, peran: titlesOf(staying) })), { id: `${id} +` })
}
