import { canMove } from '../../domain/ticket.ts'
import { isPersonal, type Heard, type Incoming, type Reachability } from '../message.ts'
import type { ConversationState } from '../ports.ts'
import { hearAlarm } from './alarms.ts'
import { hearTap } from './buttons.ts'
import { bring, hearHead } from './complaints.ts'
import { beginActs, text, type Acts, type Context, type Decision } from './context.ts'
import { deliveryEnded } from './delivered.ts'
import { hearDesk } from './desk.ts'
import { askToJoin, hearJoinAsked, hearJoined, hearJoinRefused, hearParted } from './joining.ts'
import { hearMembership } from './membership.ts'
import { answersList, hearListed, withOffer } from './numbered.ts'
import { withPlace } from './places.ts'
import { hearDeskEdit } from './replies.ts'
import { deskOpened, hearReporter } from './reporter.ts'
import { hearEdit } from './reporter-edits.ts'
import { hearAnswerByPhone, hearCall, hearReaction, hearUnreadable, hearUnshown } from './signals.ts'
import { liveTickets, ticketIn } from './state.ts'
import { hearTakenBack } from './taken-back.ts'
import { withTold } from './told.ts'

/**
 * What a message does to a conversation: the new state and what follows from it. Pure: everything it may know is in
 * the arguments, so the same message in the same state decides the same.
 */
export function decide(state: ConversationState, message: Incoming, context: Context): Decision {
  const acts = beginActs(message, context)
  const next = tidied(hear(placed(heard(state, message, context), message, acts), message, acts))
  const counted = withTold(state, next, acts.effects, context)
  return { state: withOffer(state, counted, acts.effects, context), effects: acts.effects }
}

/** What the person does themselves is noted: some networks let nobody write to a person who was silent for long. */
function heard(state: ConversationState, message: Incoming, context: Context): ConversationState {
  const inGroup = 'where' in message && message.where === 'group'
  if (!('from' in message) || inGroup || isElsewhere(message, context)) return state
  // A clock that runs ahead must not keep a conversation open.
  const at = Math.min(message.sentAt.getTime(), context.now.getTime())
  return at > (state.heardAt?.getTime() ?? -Infinity) ? { ...state, heardAt: new Date(at) } : state
}

/** Notes where else the person is, by their own messages: in which place last, and what the network vouches for. */
function placed(state: ConversationState, message: Incoming, acts: Acts): ConversationState {
  const { account, chat, also = [] } = message
  if (!('from' in message) || !isPersonal(message) || isElsewhere(message, acts.context)) return state
  for (const other of acts.context.others) askToJoin(other, acts)
  if (!also.length && !state.places.length) return state
  const known = also.filter(one => !state.places.some(place => place.account === account && place.chat === one))
  const places = [...known, chat].map(one => ({ account, chat: one })).reduce(withPlace, state.places)
  return places === state.places ? state : { ...state, places }
}

/** Once a ticket is solved, ended or merged, what its form still asks is of no use to anybody, nor is taking words out of it. */
function tidied(state: ConversationState): ConversationState {
  const goesOn = (number: string | null | undefined): boolean => {
    const ticket = ticketIn(state, number)
    return ticket === null || canMove(ticket, 'cancel')
  }
  const form = goesOn(state.form?.number) ? state.form : null
  const reopened = goesOn(state.reopened?.number) ? state.reopened : null
  return form === state.form && reopened === state.reopened ? state : { ...state, form, reopened }
}

function hear(state: ConversationState, message: Incoming, acts: Acts): ConversationState {
  const { context } = acts
  switch (message.kind) {
    case 'message':
      if (message.where === 'group') return hearDesk(state, message, acts)
      return isElsewhere(message, context) ? hearHead(state, message, acts) : hearPrivate(state, message, acts)
    case 'edit':
      if (message.where === 'group') return hearDeskEdit(state, message, acts)
      return isElsewhere(message, context) ? state : hearEdit(state, message, acts)
    case 'tap':
      return hearTap(state, message, acts)
    case 'membership':
      if (context.desk?.groups.includes(message.chat)) hearMembership(message, acts)
      return state
    case 'reachability':
      return reachability(state, message, acts)
    case 'migration':
      if (!context.desk?.groups.includes(message.chat)) return state
      acts.desk({ group: message.newChat, forum: context.desk?.forum ?? false, was: message.chat })
      return state
    case 'desk opened':
      return state.complaints.reduce((so, { number }) => bring(so, number, acts), deskOpened(state, acts))
    case 'taken back':
      return isElsewhere(message, context) ? state : hearTakenBack(reached(state), message, acts)
    case 'reaction':
      return isElsewhere(message, context) ? state : hearReaction(reached(state), message, acts)
    case 'call':
      return isElsewhere(message, context) ? state : hearCall(reached(state), message, acts)
    case 'unreadable':
      return isElsewhere(message, context) ? state : hearUnreadable(reached(state), message, acts)
    case 'answered by phone':
      return hearAnswerByPhone(state, message, acts)
    case 'join asked':
      return hearJoinAsked(state, message, acts)
    case 'joined':
      return hearJoined(state, message, acts)
    case 'join refused':
      return hearJoinRefused(state, message, acts)
    case 'parted':
      return hearParted(state, message, acts)
    case 'alarm':
      return hearAlarm(state, acts)
    case 'delivery':
      return deliveryEnded(state, message, acts)
  }
}

/** What the person writes: the choice from a list that was put to them, or words. */
function hearPrivate(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  if (message.unshown) return hearUnshown(reached(state), message, message.unshown, acts)
  const answered = answersList(state, message, acts.context)
  return answered ? hearListed(state, answered, message, hearTap, acts) : hearReporter(state, message, acts)
}

/** Whoever does something in our chat did not block us. */
function reached(state: ConversationState): ConversationState {
  return state.unreachable ? { ...state, unreachable: false } : state
}

/** true for what somebody else wrote in their own chat about this conversation: the Kepala about a complaint. */
function isElsewhere({ account, chat }: Incoming, context: Context): boolean {
  return context.chat !== '' && (chat !== context.chat || account !== context.account)
}

function reachability(state: ConversationState, message: Reachability, acts: Acts): ConversationState {
  const { reachable } = message
  const staff = acts.context.actor?.staff
  if (staff && staff.reachable !== reachable) acts.staff({ ...staff, reachable }, 'reachability')
  // At another place of theirs the person is not spoken to now.
  if (state.unreachable === !reachable || isElsewhere(message, acts.context)) return state
  const ticket = liveTickets(state).at(-1)
  acts.event(reachable ? 'reachable' : 'unreachable', ticket?.number ?? null, 'pelapor')
  if (ticket)
    acts.toTopic('notice', ticket, text(acts.context.say(reachable ? 'pelapor kembali' : 'pelapor memblokir')))
  return { ...state, unreachable: !reachable }
}
