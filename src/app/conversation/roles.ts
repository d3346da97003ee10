import { allRoles, isAnggota, isInForce, marksOf, roles, rolesOf, type Grant } from '../../domain/access.ts'
import { readRoleOrder, type RoleOrder } from '../../domain/appointment.ts'
import { writeDay } from '../../domain/day.ts'
import { plainText, splitText } from '../../domain/rich.ts'
import type { Heard } from '../message.ts'
import type { Actor, Staff } from '../ports.ts'
import { adminsOf, namesOf, refusalOf } from './anggota.ts'
import { text, type Acts, type Context } from './context.ts'
import { askWhom, personMeant } from './persons.ts'
import { offerRole } from './role-link.ts'
import { explain, recordOf, valuesOf } from './role-words.ts'

/** /peran: who holds what, and the giving and withdrawing of roles (Pasal 6). */
export function hearRoles(message: Heard, words: string, actor: Actor, acts: Acts): void {
  const { now, policy } = acts.context
  const order = readRoleOrder(words, now, policy.zone)
  if (order.kind === 'list') return listRoles(message, acts)
  const why = refusalOf(actor, 'give roles', acts)
  if (why) {
    acts.event('refused', null, actor.sender.id, { message: message.id, command: 'peran' })
    return void acts.toGroup(message, text(why), true)
  }
  if (order.kind === 'mistake') explain(order, 'peran', Object.keys(roles), message, acts)
  else if (order.kind === 'give') give(order, message, actor, acts)
  else withdraw(order, message, actor, acts)
}

function give(order: RoleOrder & { kind: 'give' }, message: Heard, actor: Actor, acts: Acts): void {
  const { staffAccount: account, now, office, say } = acts.context
  const { role, sk, until } = order
  const grant: Grant = { role, sk, from: order.from ?? now, until, by: actor.sender.id, at: now }
  const meant = personMeant(order.person, message, office?.everybody ?? [], account)
  if (meant.kind === 'nobody named') return offerRole(grant, message, actor, acts)
  if (meant.kind !== 'one') return askWhom(meant, order.person, message, acts)
  const { staff } = meant
  const marks = marksOf(staff, now)
  if (marks.length) {
    acts.event('refused', null, actor.sender.id, { command: 'peran', role, person: staff.id, reason: 'marked' })
    const jabatan = namesOf(marks)
    return void acts.toGroup(message, text(say('peran ditandai', { nama: staff.name, jabatan })), true)
  }
  acts.roles(staff, [{ role, grants: [...besides(grant, staff, now), grant] }])
  acts.event('role given', null, actor.sender.id, { person: staff.id, name: staff.name, ...recordOf(grant) })
  const values = { nama: staff.name, ...valuesOf(grant, acts.context) }
  const given = [
    say('peran diberikan', values),
    ...(staff.member ? [] : [say('peran belum anggota', values)]),
    ...(staff.reachable ? [] : [say('peran belum start', values)]),
  ]
  acts.toGroup(message, text([given.map(plainText).join('\n')]), true)
  if (staff.reachable) acts.toStaff(staff.id, null, text(say('peran untuk anda', values)))
}

/** What stays of the same role: what runs until a grant that only begins later, and what begins once it is over. */
function besides({ role, from, until }: Grant, { roles: held }: Staff, now: Date): Grant[] {
  const same = held.filter(one => one.role === role)
  const running = from > now ? same.filter(one => isInForce(one, now)) : []
  return [
    ...running.map(one => ({ ...one, until: one.until && one.until < from ? one.until : from })),
    ...same.filter(one => until !== null && one.from >= until),
  ]
}

function withdraw(order: RoleOrder & { kind: 'withdraw' }, message: Heard, actor: Actor, acts: Acts): void {
  const { staffAccount: account, now, office, say } = acts.context
  const { role, person } = order
  const everybody = office?.everybody ?? []
  const holders = everybody.filter(one => one.roles.some(grant => grant.role === role))
  const named = personMeant(person, message, everybody, account)
  const only = holders[0]
  const meant =
    named.kind === 'nobody named' && holders.length === 1 && only ? { kind: 'one' as const, staff: only } : named
  const peran = roles[role].title
  const tell = (words: ReturnType<typeof say>): void => void acts.toGroup(message, text(words), true)
  if (meant.kind === 'nobody named' && !holders.length) return tell(say('peran tanpa pemegang', { peran }))
  if (meant.kind === 'nobody named') return askWhom({ kind: 'several', staff: holders }, peran, message, acts)
  if (meant.kind !== 'one') return askWhom(meant, person, message, acts)
  const { staff } = meant
  const nama = staff.name
  if (!staff.roles.some(grant => grant.role === role)) return tell(say('peran tidak dipegang', { nama, peran }))
  const others = everybody.filter(one => one._id !== staff._id)
  if (role === 'admin' && rolesOf(staff, now).has('admin') && !adminsOf(others, now).length && !isMaker(staff, now))
    return tell(say('peran admin terakhir', { nama }))
  acts.roles(staff, [{ role, grants: [] }])
  acts.event('role withdrawn', null, actor.sender.id, { person: staff.id, name: nama, role })
  tell(say('peran dicabut', { nama, peran }))
  if (staff.reachable) acts.toStaff(staff.id, null, text(say('peran anda dicabut', { peran })))
}

/** true for whoever made the group and would be its admin again. */
function isMaker(staff: Staff, now: Date): boolean {
  return staff.creator === true && isAnggota(staff, now)
}

function listRoles(message: Heard, acts: Acts): void {
  const { now, office, say, staffCapabilities: capabilities } = acts.context
  const everybody = office?.everybody ?? []
  const lines = allRoles.flatMap(role => {
    const holders = everybody.flatMap(one =>
      one.roles.filter(grant => grant.role === role).map(grant => holderLine(one, grant, acts.context)),
    )
    return holders.length ? [plainText(say('peran baris', { peran: roles[role].title, nama: holders.join(', ') }))] : []
  })
  const admins = adminsOf(everybody, now)
  const isSet = admins.some(one => rolesOf(one, now).has('admin'))
  const [maker] = admins
  const shown = [
    plainText(say('peran daftar')),
    ...(lines.length ? lines : [plainText(say('peran kosong'))]),
    ...(isSet ? [] : [plainText(say('peran pembuat', { nama: maker ? ` (${maker.name})` : '' }))]),
    '',
    plainText(say('peran cara', { peran: allRoles.join(', ') })),
  ]
  for (const part of splitText(shown.join('\n'), capabilities.text)) acts.toGroup(message, text([part]))
}

/** A name, with what keeps the role from counting now or ends it. */
function holderLine(one: Staff, grant: Grant, { now, say, policy }: Context): string {
  const day = (at: Date): string => writeDay(at, policy.zone)
  const until = grant.until && new Date(grant.until.getTime() - 1)
  const remark =
    until && until < now
      ? say('peran berakhir', { tanggal: day(until) })
      : grant.from > now
        ? say('berlaku mulai', { tanggal: day(grant.from) })
        : !one.member && !grant.outside
          ? say('peran luar grup')
          : until
            ? say('berlaku sampai', { tanggal: day(until) })
            : []
  return remark.length ? `${one.name} (${plainText(remark)})` : one.name
}
