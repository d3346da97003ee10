import { maskPersonalData } from '../../domain/masking.ts'
import { soundsLikeComplaint } from '../../domain/mood.ts'
import { plainText } from '../../domain/rich.ts'
import { isBareGreeting } from '../../domain/words.ts'
import { pick } from '../../flows/choice.ts'
import { filesNotIn, sourceOf, type Heard } from '../message.ts'
import type { ConversationState, WaitingWord } from '../ports.ts'
import { hearComplainant } from './complaints.ts'
import { clockOf, text, type Acts } from './context.ts'
import { flushBurst } from './flood.ts'
import { hearReporter, tellRefusals, wordsBehind } from './reporter.ts'
import { complaintIn, ticketIn, withComplaint } from './state.ts'
import { isTakenBack } from './taken-back.ts'
import { carry, isJoined, tellRefused } from './thread.ts'

/** An edited message: its copy in the topic shows both versions; the record keeps each. */
export function hearEdit(before: ConversationState, message: Heard, acts: Acts): ConversationState {
  const { context } = acts
  // A position that is shared while it moves.
  if (message.other || message.unshown || isTakenBack(context.carried, sourceOf(message))) return before
  const words = wordsBehind(message.text)
  const toSomebodyElse = context.carried.some(
    send => send.purpose === 'reply' && 'chat' in send.to && send.to.chat !== context.chat,
  )
  if (toSomebodyElse) {
    acts.say('balasan kepala tetap')
    return before
  }
  const inBurst = editBurst(before, words, message, acts)
  if (inBurst) return inBurst
  const state = flushBurst(before, acts)
  const mirrored = context.carried.filter(send => send.purpose === 'mirror')
  const original = mirrored[0]
  const latest = mirrored.at(-1)
  if (!original || !latest) {
    const waiting = state.waiting.findIndex(one => one.source === sourceOf(message))
    if (waiting >= 0) {
      acts.event('edited', null, 'pelapor', { text: words, source: sourceOf(message) })
      const changed = (one: WaitingWord): WaitingWord => ({
        ...one,
        text: words,
        attachments: [...one.attachments, ...filesNotIn(one.attachments, message)],
      })
      return { ...state, waiting: state.waiting.map((one, at) => (at === waiting ? changed(one) : one)) }
    }
    const held = editHeld(state, words, message, acts)
    if (held) return held
    if (!context.capabilities.buttons && pick(words, []).number !== null) {
      // It chose from a list that has been answered; the one offered now asks for something else.
      acts.event('edited', null, 'pelapor', { text: words, source: sourceOf(message) })
      acts.say('tombol lama')
      return state
    }
    // A greeting or command that became something else is heard as new; nothing said is lost.
    return message.attachments.length || (words && !isBareGreeting(words, context.policy.words))
      ? hearReporter(state, message, acts)
      : state
  }
  // Telegram also reports edits of fields no one sees.
  const shownFiles = mirrored.flatMap(send => (send.content.kind === 'files' ? send.content.attachments : []))
  const files = filesNotIn(shownFiles, message)
  if (latest.said === words && !files.length) return state
  // Of a complaint the Kepala sees both versions; what was carried to them cannot be changed from here.
  const complaint = complaintIn(state, original.ticket)
  if (complaint)
    return hearComplainant(
      state,
      complaint,
      {
        text: plainText(context.say('kata diubah pengaduan', { isi: words })),
        attachments: files,
        source: sourceOf(message),
        at: context.now,
      },
      acts,
    )
  // A message of a ticket that becomes a complaint is asked about like one that was written anew.
  if (soundsLikeComplaint(words, context.policy.words) && !soundsLikeComplaint(latest.said ?? '', context.policy.words))
    return hearReporter(state, message, acts)
  acts.event('edited', original.ticket, 'pelapor', {
    text: words,
    ...(files.length ? { attachments: files } : {}),
    source: sourceOf(message),
  })
  if (message.secretHidden) acts.say('sandi terdeteksi', {}, original.ticket)
  const jam = clockOf(acts)
  const isi = maskPersonalData(words)
  const ticket = ticketIn(state, original.ticket)
  const options = { source: sourceOf(message), said: words }
  if (files.length) {
    tellRefusals(files, acts)
    if (!ticket) return state
    const caption = plainText(context.say('berkas diubah', { jam, isi }))
    for (const content of carry(caption, files, context.staffCapabilities))
      acts.toTopic('mirror', ticket, content, options)
    tellRefused(acts, ticket, files)
    return state
  }
  const shown = context.say('kata diubah', {
    lama: maskPersonalData(original.said ?? ''),
    jam,
    isi,
  })
  const length = plainText(shown).length
  const limit = original.content.kind === 'files' ? context.staffCapabilities.caption : context.staffCapabilities.text
  // One copy of many messages is not replaced: the edit of another of them would be gone from it.
  const onlyPart = !isJoined(original) && mirrored.filter(send => send.content.kind !== 'edit').length === 1
  if (onlyPart && length <= limit) acts.change(original, { kind: 'edit', of: original.id, text: shown }, options)
  else if (ticket) {
    const anew = context.say('kata diubah', { lama: '…', jam, isi: isi.slice(0, context.staffCapabilities.text - 100) })
    acts.toTopic('mirror', ticket, text(anew), options)
  }
  return state
}

/** Words of a flood that the topic does not show yet are changed before it does. */
function editBurst(state: ConversationState, words: string, message: Heard, acts: Acts): ConversationState | null {
  const { burst } = state
  const changed = burst && changeIn(burst.words, words, message)
  if (!changed) return null
  acts.event('edited', burst.number, 'pelapor', { text: words, source: sourceOf(message) })
  return { ...state, burst: { ...burst, words: changed } }
}

/** A list of words with those of one message changed; null: they are not in it. */
function changeIn(list: readonly WaitingWord[], words: string, message: Heard): readonly WaitingWord[] | null {
  const source = sourceOf(message)
  return list.some(one => one.source === source)
    ? list.map(one =>
        one.source === source
          ? { ...one, text: words, attachments: [...one.attachments, ...filesNotIn(one.attachments, message)] }
          : one,
      )
    : null
}

/** Words of a report that has no ticket yet, or that wait for a choice, are changed where they wait. */
function editHeld(state: ConversationState, words: string, message: Heard, acts: Acts): ConversationState | null {
  const source = sourceOf(message)
  const inForm = state.form && changeIn(state.form.words, words, message)
  const inChoice = state.choosing && changeIn(state.choosing.words, words, message)
  const complaint = state.complaints.find(one => changeIn(one.waiting, words, message))
  if (!inForm && !inChoice && !complaint) return null
  acts.event('edited', complaint?.number ?? null, 'pelapor', { text: words, source })
  return {
    ...(complaint
      ? withComplaint(state, { ...complaint, waiting: changeIn(complaint.waiting, words, message)! })
      : state),
    form: state.form && inForm ? { ...state.form, words: inForm } : state.form,
    choosing: state.choosing && inChoice ? { ...state.choosing, words: inChoice } : state.choosing,
  }
}
