import { may, type Action, type Refusal } from '../../domain/access.ts'
import type { Ticket } from '../../domain/ticket.ts'
import { plainText, type Rich } from '../../domain/rich.ts'
import type { Actor } from '../ports.ts'
import { text, type Acts } from './context.ts'
import type { Heard } from '../message.ts'

/** Whoever acts, if they are an anggota and stand in a group of the desk: a former staff group gives no rights. */
export function anggotaIn(chat: string, { context: { actor, desk } }: Acts): Actor | null {
  return actor?.staff?.member && desk?.groups.includes(chat) ? actor : null
}

/** Says in the topic, and on record, that whoever wrote may not do that. */
export function refuse(message: Heard, ticket: Ticket, acts: Acts): void {
  const sentence = message.from ? 'bukan anggota' : 'admin anonim'
  acts.event('refused', ticket.number, message.from?.id ?? 'anonim', { message: message.id })
  acts.toTopic('notice', ticket, text(acts.context.say(sentence)), { replyTo: message.messageId })
}

/** null when the anggota may do it (the one table of domain/access), or why not, in words. */
export function forbidden(actor: Actor, action: Action, ticket: Ticket | undefined, { context }: Acts): Rich | null {
  const answer = may(personOf(actor), action, context.now, ticket)
  if (answer === true) return null
  const holder = ticket?.holder?.name ?? '–'
  return context.say(refusals[answer], { petugas: holder })
}

const refusals: Readonly<Record<Refusal, 'bukan anggota' | 'bukan pemegang' | 'belum ditangani' | 'bukan peran'>> = {
  marked: 'bukan anggota',
  'not a member': 'bukan anggota',
  'nobody holds it': 'belum ditangani',
  'not the holder': 'bukan pemegang',
  'own work': 'bukan peran',
  'lacks the role': 'bukan peran',
}

/** Tells the tapping anggota why not; true when they may. */
export function tapAllowed(actor: Actor, action: Action, ticket: Ticket, acts: Acts): boolean {
  const why = forbidden(actor, action, ticket, acts)
  if (why) acts.answerTap(plainText(why), true)
  return why === null
}

function personOf({ staff }: Actor): Parameters<typeof may>[0] {
  return { id: staff?.id ?? '', member: staff?.member ?? false, founder: false, roles: [], marks: [] }
}
