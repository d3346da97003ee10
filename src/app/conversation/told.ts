import type { ConversationState, Effect } from '../ports.ts'
import type { Acts, Context } from './context.ts'

/** Without buttons the message of the bot of this number bears the ticket's, whatever is still to be asked. */
const tellsNumber = 4

/** So long after the bot's last message a conversation in which no form stands begins anew (ms). */
const talkRests = 60 * 60_000

/**
 * true when the next message to the person must bear the number of a ticket: on a network without buttons, where
 * conversations are typed and every message counts, a report is not led by more questions before it is a ticket.
 */
export function isTimeForTicket(state: ConversationState, acts: Acts): boolean {
  const { context, effects } = acts
  if (context.capabilities.buttons) return false
  return toldBefore(state, context) + countTold(effects, context) + 1 >= tellsNumber
}

/** The state with the messages counted that the bot wrote about what has no ticket yet. */
export function withTold(
  before: ConversationState,
  after: ConversationState,
  effects: readonly Effect[],
  context: Context,
): ConversationState {
  const isTicket = effects.some(effect => effect.kind === 'event' && effect.what === 'opened')
  const isCancelled = before.form !== null && before.form.number === null && after.form === null
  const told = countTold(effects, context)
  if (isTicket || isCancelled) return after.told ? { ...after, told: null } : after
  if (!told) return after
  return { ...after, told: { count: toldBefore(before, context) + told, at: context.now } }
}

function toldBefore({ told, form }: ConversationState, { now }: Context): number {
  if (!told) return 0
  return form || now.getTime() - told.at.getTime() < talkRests ? told.count : 0
}

function countTold(effects: readonly Effect[], { account, chat }: Context): number {
  return effects.filter(
    effect =>
      effect.kind === 'send' &&
      effect.purpose === 'answer' &&
      effect.ticket === null &&
      effect.account === account &&
      'chat' in effect.to &&
      effect.to.chat === chat &&
      (effect.content.kind === 'text' || effect.content.kind === 'files'),
  ).length
}
