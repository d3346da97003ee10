import { join } from 'node:path'
import { emptyState } from '../../../src/app/conversation/state.ts'
import { decide } from '../../../src/app/conversation/decide.ts'
import type { Context, Decision } from '../../../src/app/conversation/context.ts'
import type { Incoming } from '../../../src/app/message.ts'
import type { Actor, ConversationState, Effect, SendWanted, Staff } from '../../../src/app/ports.ts'
import { telegramCapabilities } from '../../../src/channels/telegram/render.ts'
import type { Grant, Mark } from '../../../src/domain/access.ts'
import { plainText } from '../../../src/domain/rich.ts'
import { loadFlows } from '../../../src/flows/load.ts'
import { account, group, monday, sari } from '../../contracts/samples.ts'

export const flows = loadFlows(join(import.meta.dirname, '../../../flows'))
export { emptyState }

/** Somebody of the office as the roster knows them. */
export function member(id: string, name: string, fields: Partial<Staff> = {}): Staff {
  return { _id: `${account}/${id}`, id, name, member: true, reachable: true, roles: [], marks: [], ...fields }
}

/** A role that holds now. */
export function grant(role: Grant['role'], fields: Partial<Grant> = {}): Grant {
  return { role, sk: '900/1/2026', from: monday, until: null, by: '1', at: monday, ...fields }
}

/** PPK, now. */
export const mark: Mark = { as: 'PPK', sk: '821/45/2026', until: null, by: '1', at: monday }

/** Somebody acts. */
export function actor(staff: Staff): Actor {
  return { sender: { id: staff.id, name: staff.name }, staff, known: true, admin: false, founder: false }
}

/** What a message does to Sari's conversation with the flows as shipped. */
export function decided(state: ConversationState, message: Incoming, fields: Partial<Context> = {}): Decision {
  let last = 0
  return decide(state, message, {
    now: monday,
    policy: flows.policy,
    say: flows.say,
    flows: flows.conversations,
    canned: flows.canned,
    capabilities: telegramCapabilities,
    staffCapabilities: telegramCapabilities,
    account,
    accounts: [account],
    staffAccount: account,
    giver: null,
    others: [],
    newCode: () => ({ code: 'KD7TM2QX', hash: 'hash of KD7TM2QX' }),
    newContact: () => `new ${++last}`,
    contact: 'Sari',
    chat: sari,
    desk: { groups: [group], forum: true },
    actor: null,
    answered: null,
    named: null,
    carried: [],
    said: [],
    queue: null,
    found: [],
    roster: [],
    topicTicket: null,
    deskCode: null,
    groupCheck: null,
    office: null,
    number: of =>
      `${of === 'complaint' ? 'ADU' : 'TBB'}-2026-9${String(++last + message.id.length * 100).padStart(5, '0')}`,
    ...fields,
  })
}

/** The sends among effects. */
export function sendsIn(effects: readonly Effect[]): SendWanted[] {
  return effects.filter(effect => effect.kind === 'send')
}

/** All words of one send that somebody reads, with its buttons. */
export function wordsIn({ content }: SendWanted): string {
  if (content.kind === 'answer tap') return content.text
  if (content.kind === 'topic') return content.name
  return 'text' in content ? plainText(content.text) : ''
}

/** true for what goes into a group, whether its topics or outside of them. */
export function goesToGroup({ to }: SendWanted): boolean {
  return 'ticket' in to || to.chat.startsWith('-')
}
