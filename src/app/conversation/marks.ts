import { allRoles, markings, marksOf, type Mark } from '../../domain/access.ts'
import { readMarkOrder, type MarkOrder } from '../../domain/appointment.ts'
import { plainText, splitText } from '../../domain/rich.ts'
import type { Heard } from '../message.ts'
import type { Actor } from '../ports.ts'
import { namesOf, refusalOf } from './anggota.ts'
import { text, type Acts } from './context.ts'
import { askWhom, personMeant } from './persons.ts'
import { explain, termsOf, titlesOf } from './role-words.ts'

/** /tandai: who is PPK, in UKPBJ/Pokja or Pejabat Pengadaan and so can be no employee of the LPSE (Pasal 18(2)). */
export function hearMarks(message: Heard, words: string, actor: Actor, acts: Acts): void {
  const { now, policy } = acts.context
  const order = readMarkOrder(words, now, policy.zone)
  if (order.kind === 'list') return listMarks(message, acts)
  const why = refusalOf(actor, 'mark a person', acts)
  if (why) {
    acts.event('refused', null, actor.sender.id, { message: message.id, command: 'tandai' })
    return void acts.toGroup(message, text(why), true)
  }
  if (order.kind === 'mistake') explain(order, 'tandai', markings, message, acts)
  else if (order.kind === 'mark') mark(order, message, actor, acts)
  else remove(order, message, actor, acts)
}

/** Marks somebody and withdraws all their roles with it. */
function mark(order: MarkOrder & { kind: 'mark' }, message: Heard, actor: Actor, acts: Acts): void {
  const { staffAccount: account, now, office, queue, say } = acts.context
  const { as, sk, until, person } = order
  const meant = personMeant(person, message, office?.everybody ?? [], account)
  if (meant.kind !== 'one') return askWhom(meant, person, message, acts)
  const { staff } = meant
  const one: Mark = { as, sk, until, by: actor.sender.id, at: now }
  acts.marks(staff, [{ as, mark: one }])
  // Of all roles, also one that somebody gives at this very instant.
  acts.roles(
    staff,
    allRoles.map(role => ({ role, grants: [] })),
  )
  acts.event('marked', null, actor.sender.id, { person: staff.id, name: staff.name, as, sk, until })
  for (const { role } of staff.roles)
    acts.event('role withdrawn', null, actor.sender.id, { person: staff.id, name: staff.name, role })
  const tickets = (queue ?? []).filter(ticket => ticket.holder?.id === staff.id).map(ticket => ticket.number)
  const told = [
    say('tandai berhasil', { nama: staff.name, jabatan: as, ...termsOf(one, acts.context) }),
    ...(staff.roles.length ? [say('tandai peran dicabut', { peran: titlesOf(staff.roles) })] : []),
    ...(tickets.length ? [say('tandai tiket', { tiket: tickets.slice(0, 20).join(', ') })] : []),
  ]
  acts.toGroup(message, text([told.map(plainText).join('\n')]), true)
}

function remove(order: MarkOrder & { kind: 'remove' }, message: Heard, actor: Actor, acts: Acts): void {
  const { staffAccount: account, office, say } = acts.context
  const meant = personMeant(order.person, message, office?.everybody ?? [], account)
  if (meant.kind !== 'one') return askWhom(meant, order.person, message, acts)
  const { staff } = meant
  const marks = staff.marks.filter(one => order.as === null || one.as === order.as)
  const nama = staff.name
  if (!marks.length) return void acts.toGroup(message, text(say('tandai tidak ada', { nama })), true)
  acts.marks(
    staff,
    marks.map(({ as }) => ({ as, mark: null })),
  )
  for (const { as } of marks) acts.event('unmarked', null, actor.sender.id, { person: staff.id, name: nama, as })
  acts.toGroup(message, text(say('tandai dihapus', { nama, jabatan: namesOf(marks) })), true)
}

function listMarks(message: Heard, acts: Acts): void {
  const { now, office, say, staffCapabilities: capabilities } = acts.context
  const lines = (office?.everybody ?? []).flatMap(one =>
    marksOf(one, now).map(({ as, ...terms }) =>
      plainText(say('tandai baris', { nama: one.name, jabatan: as, ...termsOf(terms, acts.context) })),
    ),
  )
  const shown = [...(lines.length ? lines : [plainText(say('tandai kosong'))]), '', plainText(say('tandai cara'))]
  for (const part of splitText(shown.join('\n'), capabilities.text)) acts.toGroup(message, text([part]))
}
