import { pick } from '../../flows/choice.ts'
import { commandOf, type Heard, type Tapped } from '../message.ts'
import type { Button, ConversationState, Effect, Offer, Send } from '../ports.ts'
import type { Acts, Context } from './context.ts'
import { steerForm } from './form/form.ts'
import { hasOpenComplaint, liveTickets } from './state.ts'

/** So long after the bot said something else a list can still be answered by number (ms). */
const listStands = 10 * 60_000

/** A number was written before a list when the network's time of it is so much older (ms): clocks differ a little. */
const clocksDiffer = 60_000

/** What a private message is that answers a list by number or by the words of an option. */
export type Answered =
  | { readonly kind: 'tap'; readonly tap: Tapped }
  /** A number that the list does not have. */
  | { readonly kind: 'no such' }
  /** A number from a list that counts no more, or written before the one that stands could be seen. */
  | { readonly kind: 'late' }

/**
 * What a message picks on a network without buttons: from the list it replies to, else from the one offered last. null:
 * it is to be heard as words, and so is a number that may be meant for whoever of the LPSE, or for the question, that
 * came after the list.
 */
export function answersList(state: ConversationState, message: Heard, context: Context): Answered | null {
  if (context.capabilities.buttons || !message.from) return null
  if (message.attachments.length || message.other !== undefined || commandOf(message.text)) return null
  if (message.replyTo !== undefined) {
    const options = optionsOf(context.answered)
    return options.length ? picked(options, message.replyTo, message) : null
  }
  const { offered } = state
  if (!offered) return null
  const found = picked(offered.options, offered.send, message)
  if (!found) return null
  const isNumber = pick(message.text, []).number !== null
  const standing = standingOf(offered, state, message, context.now)
  if (standing === 'stands') return found
  return isNumber && standing === 'late' ? { kind: 'late' } : null
}

/** Hears a message that answers a list; `tap` is what a tap on a button does. */
export function hearListed(
  state: ConversationState,
  answered: Answered,
  message: Heard,
  tap: (state: ConversationState, tap: Tapped, acts: Acts) => ConversationState,
  acts: Acts,
): ConversationState {
  const now = { ...state, name: message.from?.name ?? state.name, unreachable: false }
  if (answered.kind === 'tap') return tap(now, answered.tap, acts)
  acts.event('not understood', null, 'pelapor', { text: message.text, source: message.id })
  if (answered.kind === 'no such') {
    acts.say('pilihan tak ada')
    return now
  }
  // The question of a form is put once more, so that it can be answered by number again.
  const again = now.form && steerForm(now, 'resume', acts)
  if (again) return again
  acts.say('tombol lama')
  return now
}

/** The state with the list that is offered after a decision, as its effects tell. */
export function withOffer(
  before: ConversationState,
  after: ConversationState,
  effects: readonly Effect[],
  context: Context,
): ConversationState {
  const { now } = context
  let offered = after.offered
  let isSaid = false
  for (const effect of effects) {
    if (effect.kind !== 'send' || !isToPerson(effect, context)) continue
    const { content, id, purpose } = effect
    if (content.kind === 'edit' && content.of === offered?.send) {
      const options = content.buttons?.flat() ?? []
      offered = options.length ? { ...offered, options } : null
    } else if (content.kind === 'text' && content.buttons?.length) {
      offered = { send: id, options: content.buttons.flat(), at: now, followed: null, overtaken: false }
      isSaid = false
    } else if (content.kind === 'text' || content.kind === 'files') {
      isSaid = true
      // A line on the state of a ticket asks for nothing.
      if (offered && purpose !== 'status')
        offered = { ...offered, followed: offered.followed ?? now, overtaken: offered.overtaken || purpose === 'reply' }
    }
  }
  if (offered && isSaid && asksForWords(before, after)) offered = { ...offered, overtaken: true }
  if (context.capabilities.buttons) offered = null
  return offered === after.offered ? after : { ...after, offered }
}

/** The list of a send that people answer by number. */
function optionsOf(send: Send | null): readonly Button[] {
  const isList = send?.content.kind === 'text' && (send.purpose === 'answer' || send.purpose === 'reply')
  return (isList && send.content.kind === 'text' && send.content.buttons?.flat()) || []
}

function picked(options: readonly Button[], messageId: string, message: Heard): Answered | null {
  const { number, choice } = pick(message.text, options)
  const { id, account, chat, sentAt, from } = message
  if (choice && from)
    return {
      kind: 'tap',
      tap: { kind: 'tap', id, account, chat, sentAt, where: 'private', from, tapId: id, messageId, data: choice.data },
    }
  // 0 calls a human, and the question of a form may take other numbers.
  return number === null || number === 0 || isOfForm(options) ? null : { kind: 'no such' }
}

function isOfForm(options: readonly Button[]): boolean {
  return options.every(({ data }) => data.startsWith('isi '))
}

/** Whether a number may be meant for the list offered last: what else is to be done with it where not. */
function standingOf(offered: Offer, state: ConversationState, message: Heard, now: Date): 'stands' | 'late' | 'words' {
  if (message.sentAt.getTime() + clocksDiffer < offered.at.getTime()) return 'late'
  if (offered.overtaken) return isBusy(state) ? 'words' : 'late'
  const isOld = offered.followed !== null && now.getTime() - offered.followed.getTime() > listStands
  return isOld && !isOfForm(offered.options) ? 'late' : 'stands'
}

function isBusy(state: ConversationState): boolean {
  return state.form !== null || liveTickets(state).length > 0 || hasOpenComplaint(state) || state.choosing !== null
}

function isToPerson(send: Extract<Effect, { kind: 'send' }>, { account, chat }: Context): boolean {
  return send.account === account && 'chat' in send.to && send.to.chat === chat
}

/** true when what was asked in this decision is answered in words of one's own. */
function asksForWords(before: ConversationState, after: ConversationState): boolean {
  const isAsked = after.form !== null && after.form.position.asked !== before.form?.position.asked
  return isAsked || (after.comment !== null && after.comment !== before.comment)
}
