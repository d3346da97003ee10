import type { Ticket } from '../../domain/ticket.ts'
import { answersUs, commandOf, type Heard } from '../message.ts'
import type { Actor, ConversationState } from '../ports.ts'
import { answerQuestion } from './answers.ts'
import { groupCommands, hearGroup, topicCommands } from './commands.ts'
import { remember, text, type Acts, type Context } from './context.ts'
import { note } from './notes.ts'
import { askReplyOrNote } from './questions.ts'
import { reply, withdraw } from './replies.ts'
import { anggotaIn, turnAway } from './anggota.ts'
import { ticketIn } from './state.ts'

/** What is written in a ticket's topic (or, without topics, as a reply to one of its messages). Pasal 15(2)b. */
export function hearDesk(state: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const number = context.answered?.ticket ?? context.topicTicket
  const ticket = ticketIn(state, number)
  if (!ticket) return number ? hearEnded(state, number, message, acts) : hearGroup(state, message, acts)
  const intent = intentOf(message, context)
  const actor = anggotaIn(message.chat, acts)
  if (!actor) {
    if (intent === 'note') return state
    const why = turnAway(acts, message.chat, message.from, ticket.number, { message: message.id })
    acts.answerIn(ticket, message, why)
    return state
  }
  remember(acts)
  const command = commandOf(message.text)
  if (message.secretHidden && intent !== 'note' && command?.name !== 'tarik')
    acts.answerIn(ticket, message, context.say('sandi petugas'))
  return command
    ? obeyInTopic(state, ticket, actor, command, message, acts)
    : hearWords(state, ticket, actor, intent, message, acts)
}

function obeyInTopic(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  command: { name: string; rest: string },
  message: Heard,
  acts: Acts,
): ConversationState {
  const { say } = acts.context
  if (groupCommands.has(command.name)) return hearGroup(state, message, acts)
  if (command.name === 'tarik') return withdraw(state, ticket, message, acts)
  if (command.name === 'balas') {
    if (command.rest || message.attachments.length)
      return reply(state, ticket, actor, { text: command.rest, attachments: message.attachments, message }, acts)
    acts.answerIn(ticket, message, say('balas kosong'))
    return state
  }
  const obey = Object.hasOwn(topicCommands, command.name) ? topicCommands[command.name] : undefined
  if (obey) return obey(state, ticket, actor, command.rest, message, acts)
  note(acts, ticket.number, actor.sender.id, message)
  acts.answerIn(ticket, message, say('perintah tak dikenal'))
  return state
}

function hearWords(
  state: ConversationState,
  ticket: Ticket,
  actor: Actor,
  intent: Intent,
  message: Heard,
  acts: Acts,
): ConversationState {
  switch (intent) {
    case 'reply':
      return reply(state, ticket, actor, { text: message.text, attachments: message.attachments, message }, acts)
    case 'answer':
      return answerQuestion(state, ticket, actor, message, acts)
    case 'unclear':
      return askReplyOrNote(state, ticket, actor, message, acts)
    default:
      note(acts, ticket.number, actor.sender.id, message)
      return state
  }
}

/** What is written to a ticket that ended so long ago that the conversation forgot it: notes are kept, nothing leaves. */
function hearEnded(state: ConversationState, number: string, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  const command = commandOf(message.text)
  const intent = intentOf(message, context)
  if (command && groupCommands.has(command.name)) return hearGroup(state, message, acts)
  const isUnknown = command !== null && !['balas', 'tarik'].includes(command.name)
  const isForPerson = intent !== 'note' && !isUnknown
  const actor = anggotaIn(message.chat, acts)
  if (actor) {
    remember(acts)
    if (isForPerson) acts.toGroup(message, text(context.say('balas tertutup')), true)
    else note(acts, number, actor.sender.id, message)
    if (isUnknown) acts.toGroup(message, text(context.say('perintah tak dikenal')), true)
  } else if (isForPerson) {
    const why = turnAway(acts, message.chat, message.from, number, { message: message.id })
    acts.toGroup(message, text(why), true)
  }
  return state
}

type Intent = 'reply' | 'answer' | 'unclear' | 'note' | 'command'

/** What the anggota means (DESIGN, Staff group): only what answers a mirrored message, the card or a question leaves the topic. */
function intentOf(message: Heard, { answered }: Context): Intent {
  if (commandOf(message.text)) return 'command'
  if (message.text.startsWith('//')) return 'note'
  switch (answered?.purpose) {
    case 'mirror':
      return 'reply'
    case 'card':
      return 'unclear'
    case 'question':
      return 'answer'
    default:
      // A copy that no send knows (the first of a repeated one, most likely) may be anything.
      return answered === null && answersUs(message) ? 'unclear' : 'note'
  }
}
