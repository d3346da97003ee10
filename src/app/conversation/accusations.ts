import { guessCategory } from '../../domain/classify.ts'
import { mentionsOfficer, soundsLikeComplaint } from '../../domain/mood.ts'
import { isBareGreeting, settledAnswer } from '../../domain/words.ts'
import type { ConversationState, WaitingWord } from '../ports.ts'
import type { Acts } from './context.ts'
import { chooseLater } from './following.ts'
import { beginForm } from './form/form.ts'
import { complaintIn, hasOpenComplaint, liveTickets } from './state.ts'

/** Words that may be a complaint about people or money: asked back before anything reaches the group. */
export function mayComplain(said: string, policy: Acts['context']['policy']): boolean {
  if (soundsLikeComplaint(said, policy.words)) return true
  return mentionsOfficer(said) && guessCategory(said, policy.allCategories) === null
}

/**
 * What sounds like a complaint is asked about before anybody of the group sees it, whatever else is open or being asked;
 * beside an open complaint the person is asked what the words belong to. null: they sound like none.
 */
export function askBack(state: ConversationState, words: WaitingWord, acts: Acts): ConversationState | null {
  const { answered, now, policy } = acts.context
  const { form, focus } = state
  if (form?.position.flow === 'pengaduan' && !form.number) return null
  const about = complaintIn(state, answered?.ticket)
  if (about?.status === 'open') return null
  const ended = complaintIn(state, focus?.number)
  const goesOn = !form && ended?.status === 'closed' && now.getTime() - focus!.at.getTime() < policy.intake.focusLasts
  const isAfter = about !== null || (goesOn && !answered?.ticket && isSaid(words, policy))
  if (hasOpenComplaint(state))
    return (liveTickets(state).length > 0 || form || state.reporting) && (isAfter || mayComplain(words.text, policy))
      ? chooseLater(state, words, acts)
      : null
  if (!isAfter && !soundsLikeComplaint(words.text, policy.words)) return null
  return beginForm(state, 'pengaduan', [...(form && !form.number ? form.words : []), words], acts)
}

/** false for a greeting, thanks or a bare yes. */
function isSaid({ text: said, attachments }: WaitingWord, { words }: Acts['context']['policy']): boolean {
  return attachments.length > 0 || !(isBareGreeting(said, words) || settledAnswer(said, words) !== 'other')
}
