import { readIdentity } from '../../domain/identity.ts'
import type { Heard } from '../message.ts'
import type { ConversationState } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { gather, nothingGathered } from './form/details.ts'
import { openTicket } from './thread.ts'

/**
 * /catat telepon Sari, CV Maju: uraian. A ticket for somebody who called or came by (Pasal 15(2)a, 27 c). It is decided
 * in a conversation of its own that has no chat: nothing can be sent to the person, and the staff are told so.
 */
export function recordOnBehalf(state: ConversationState, rest: string, message: Heard, acts: Acts): ConversationState {
  const { say, now, actor } = acts.context
  const [, way, who, words] = /^(telepon|telpon|telp|kunjungan|datang)\s+([^:]+):\s*([\s\S]+)$/i.exec(rest) ?? []
  if (!way || !who || !words) {
    acts.toGroup(message, text(say('catat cara')), true)
    return state
  }
  const identity = readIdentity(who) ?? { name: who.trim().slice(0, 100), organisation: null, role: null }
  const heard = { text: words, attachments: message.attachments, source: message.id, at: now }
  const known = gather(nothingGathered, [heard], acts.context)
  const reporter = { name: identity.name ?? who.trim(), organisation: identity.organisation, role: identity.role }
  const { ticket, state: opened } = openTicket({ ...state, name: reporter.name, identity: reporter }, acts, {
    words: [heard],
    reporter,
    way: /^tel/i.test(way) ? 'telepon' : 'kunjungan',
    category: known.category,
    massProblem: known.massProblem,
    packageCode: known.packageCode,
    deadline: known.deadline,
    urgent: false,
    complete: true,
    linked: null,
  })
  acts.event('recorded on behalf', ticket.number, actor?.sender.id ?? 'anonim', { way: ticket.way })
  acts.toGroup(message, text(say('dicatat', { nomor: ticket.number, kategori: ticket.category })), true)
  return opened
}
