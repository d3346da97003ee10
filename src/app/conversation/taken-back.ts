import { maskPersonalData } from '../../domain/masking.ts'
import { plainText, splitText, type Rich } from '../../domain/rich.ts'
import { withoutTaken, type Attachment, type TakenBack } from '../message.ts'
import type { ConversationState, Said, Send, WaitingWord } from '../ports.ts'
import { text, type Acts } from './context.ts'
import { ticketAtHand } from './state.ts'
import { isJoined } from './thread.ts'

/**
 * The person deleted a message of theirs: what the staff see of it says so instead, and what still waits to be shown
 * goes. The record keeps what was written and that it was taken back, until retention; it is shown in no chat again.
 */
export function hearTakenBack(state: ConversationState, { of: source }: TakenBack, acts: Acts): ConversationState {
  const { carried } = acts.context
  if (isTakenBack(carried, source)) return state
  const copies = carried.filter(send => send.purpose === 'mirror' && send.state !== 'failed')
  const held = withoutHeld(state, source)
  const number = copies[0]?.ticket ?? held.number ?? ticketAtHand(state)?.number ?? null
  acts.event('taken back', number, 'pelapor', { source })
  copies.forEach((copy, at) => hide(copy, source, saysWords(copies, at), acts))
  return dropEmpty(state, held.state, acts)
}

/** true when the message with this inbox id was taken back before; its versions count for nothing any more. */
export function isTakenBack(carried: readonly Send[], source: string): boolean {
  return carried.some(send => send.source === source && isTakingBack(send))
}

/** true for a send that takes a copy of what the person deleted away from the staff. */
export function isTakingBack({ content, purpose, source, said }: Send): boolean {
  return (
    purpose === 'mirror' && source !== null && said === null && (content.kind === 'edit' || content.kind === 'delete')
  )
}

/** false for the files of several messages shown as one, where another part of the same copy says the words. */
function saysWords(copies: readonly Send[], at: number): boolean {
  const copy = copies[at]!
  if (copy.content.kind !== 'files' || !isJoined(copy)) return true
  return !copies.some(
    (other, place) =>
      isJoined(other) && (other.content.kind === 'text' || (other.content.kind === 'files' && place < at)),
  )
}

/** Replaces what a copy shows of the message; of several messages shown as one the others stay. */
function hide(copy: Send, source: string, hasWords: boolean, acts: Acts): void {
  const { say, staffCapabilities } = acts.context
  const options = { source, said: null }
  const left = leftOf(copy, source, acts)
  const { files } = left
  const words = hasWords ? left.words : ''
  const told = say('pesan dihapus')
  const shown: Rich = words ? [plainText(say('kata pelapor', { isi: words })), '\n', ...told] : told
  if (copy.content.kind === 'text') {
    acts.change(copy, { kind: 'edit', of: copy.id, text: shown }, options)
    return
  }
  if (copy.content.kind !== 'files') return
  const { attachments } = copy.content
  const only = attachments.flatMap((one, at) => (files.includes(one) ? [] : [at]))
  if (only.length) {
    const part = only.length < attachments.length ? { only } : {}
    acts.change(copy, { kind: 'delete', of: copy.id, ...part }, options)
  }
  if (!hasWords) return
  // The words stand under the first file; where that stays, and a caption is left, it is changed.
  if (!only.includes(0) && plainText(shown).length <= staffCapabilities.caption)
    acts.change(copy, { kind: 'edit', of: copy.id, text: shown }, options)
  else
    for (const part of splitText(plainText(shown), staffCapabilities.text))
      acts.change(copy, text([part]), words && copy.also ? { also: copy.also } : {})
}

/** What a copy may go on showing: words, masked, and files. */
function leftOf(copy: Send, source: string, { context }: Acts): { words: string; files: readonly Attachment[] } {
  const attachments = copy.content.kind === 'files' ? copy.content.attachments : []
  const mask = (words: string): string => maskPersonalData(words)
  if (!isJoined(copy)) {
    const rest = withoutTaken({ text: copy.said ?? '', attachments, source: copy.source ?? '' }, new Set([source]))
    return rest && attachments.length ? { words: mask(rest.text), files: rest.attachments } : nothing
  }
  const sources = new Set([copy.source ?? '', ...(copy.also ?? [])])
  const last = new Map<string, Said>()
  for (const one of context.said) if (one.source !== undefined && sources.has(one.source)) last.set(one.source, one)
  // Without the record of each nobody knows which words were whose.
  if (!last.has(source)) return nothing
  const taken = new Set(context.said.filter(one => one.source === source).flatMap(one => one.attachments))
  const isTaken = (file: Attachment): boolean => [...taken].some(one => one.networkFile === file.networkFile)
  last.delete(source)
  const words = [...last.values()].map(one => one.text).filter(Boolean)
  return { words: mask(words.join('\n')), files: attachments.filter(one => !isTaken(one)) }
}

const nothing = { words: '', files: [] as readonly Attachment[] }

/** The state without the message in whatever waits to be shown, and the number of what that belongs to. */
function withoutHeld(state: ConversationState, source: string): { state: ConversationState; number: string | null } {
  const taken = new Set([source])
  const left = (words: readonly WaitingWord[]): readonly WaitingWord[] => {
    const rest = words.flatMap(one => withoutTaken(one, taken) ?? [])
    return rest.length === words.length && rest.every((one, at) => one === words[at]) ? words : rest
  }
  let number: string | null = null
  const inside = <Part extends { readonly words: readonly WaitingWord[]; readonly number?: string | null }>(
    part: Part | null,
  ): Part | null => {
    const words = part && left(part.words)
    if (!part || !words || words === part.words) return part
    number ??= part.number ?? null
    return { ...part, words }
  }
  const next: ConversationState = {
    ...state,
    waiting: left(state.waiting),
    form: inside(state.form),
    choosing: inside(state.choosing),
    burst: inside(state.burst),
    reopened: inside(state.reopened),
    complaints: state.complaints.map(one => {
      const waiting = left(one.waiting)
      if (waiting === one.waiting) return one
      number ??= one.number
      return { ...one, waiting }
    }),
  }
  return { state: next, number }
}

/** What holds no words any more is over: a report that was to begin with them too. */
function dropEmpty(before: ConversationState, after: ConversationState, acts: Acts): ConversationState {
  const emptied = <Part extends { readonly words: readonly WaitingWord[] }>(part: Part | null): Part | null =>
    part?.words.length ? part : null
  const { form } = after
  const isOver = form !== before.form && form?.position.flow === 'laporan' && !form.number && !form.words.length
  if (isOver) acts.say('laporan dihapus')
  return {
    ...after,
    form: isOver ? null : form,
    choosing: emptied(after.choosing),
    burst: emptied(after.burst),
    reopened: emptied(after.reopened),
  }
}
