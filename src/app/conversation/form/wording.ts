import { dayPart } from '../../../domain/day.ts'
import { firstName } from '../../../domain/masking.ts'
import { fill, plainText, type Rich } from '../../../domain/rich.ts'
import { sayMoment } from '../../../domain/when.ts'
import type { Flow } from '../../../flows/flow.ts'
import type { DynamicOption, Input, Question } from '../../../flows/step.ts'
import type { OptionList, Value } from '../../../flows/vocabulary.ts'
import type { Button, ConversationState, Form } from '../../ports.ts'
import { otherWays } from '../complaints.ts'
import { text, type Acts } from '../context.ts'
import { openingWords } from '../hours.ts'
import { claimableRoles, detailsOf, type Details } from './details.ts'

/** One thing said in a conversation, its braces not filled yet; the question when it is one. */
export interface Said {
  readonly text: string
  readonly question: Question | null
}

/** Sends what was said and asked as one message, with the options as buttons. */
export function speak(said: readonly Said[], state: ConversationState, form: Form, flow: Flow, acts: Acts): void {
  if (!said.length) return
  const values = valuesOf(state, form, flow, acts)
  const words = said.flatMap(({ text: one, question }, at): Rich => {
    const filled = fill(one, values)
    return at === 0 ? filled : [question ? '\n\n' : '\n', ...filled]
  })
  const question = said.at(-1)?.question ?? null
  acts.toPerson('answer', text(words, question ? buttonsOf(question, acts) : undefined), form.number)
}

/**
 * Options in two columns, a long list's first (the likeliest) alone. Numbers stand before them, since people type those;
 * where buttons become a list, that list numbers them in the same order.
 */
function buttonsOf({ save, options, skippable }: Question, { context: { say, capabilities } }: Acts): Button[][] {
  const buttons = options.map(({ text: label, value }, at) => ({
    text: capabilities.buttons ? `${at + 1} · ${label}` : label,
    data: tapData(save, value),
  }))
  const rows: Button[][] = buttons.length > 6 ? [buttons.slice(0, 1)] : []
  const rest = buttons.slice(rows.length)
  const width = buttons.length <= 3 ? 1 : 2
  for (let at = 0; at < rest.length; at += width) rows.push(rest.slice(at, at + width))
  return skippable ? [...rows, [{ text: plainText(say('tombol lewati')), data: tapData(save, '') }]] : rows
}

/** What stands behind a button of a question; networks take 64 bytes. */
function tapData(save: string, value: string): string {
  let data = `isi ${save}|${value}`
  while (new TextEncoder().encode(data).length > 64) data = data.slice(0, -1)
  return data
}

/** The tap on an option of a question of the conversation a person is in; null for what is no such tap. */
export function tappedOption(data: string, form: Form, flow: Flow, acts: Acts): Input | null {
  const [, save = '', value = ''] = /^isi ([^|]*)\|(.*)$/.exec(data) ?? []
  const step = flow.steps.find(one => one.kind === 'ask' && one.save === save)
  if (step?.kind !== 'ask') return null
  if (value === '') return { kind: 'option', save, value }
  const values =
    typeof step.options === 'string'
      ? optionsOf(step.options, form, acts).map(one => one.value)
      : step.options.map(one => one.text)
  const found = values.find(one => one === value) ?? values.find(one => tapData(save, one) === data)
  return found === undefined ? null : { kind: 'option', save, value: found }
}

/** The options of a list that the policy or the conversation knows. */
export function optionsOf(list: OptionList, { gathered }: Form, { context: { policy } }: Acts): DynamicOption[] {
  if (list === 'peran')
    return claimableRoles.map(role => ({
      text: `${role[0]!.toUpperCase()}${role.slice(1)}`,
      value: role,
      words: [role.toLowerCase()],
    }))
  const all = policy.allCategories
  const guessed = all.filter(({ name }) => name === gathered.category)
  const others = all.filter(({ name }) => name !== gathered.category)
  const option = (name: string, words: readonly string[]): DynamicOption => ({ text: name, value: name, words })
  return [
    ...guessed.map(({ name }) => option(name, [name.toLowerCase(), 'ya', 'iya', 'betul', 'benar'])),
    ...others.map(({ name }) => option(name, [name.toLowerCase()])),
  ]
}

function valuesOf(state: ConversationState, form: Form, flow: Flow, acts: Acts): Record<Value, string> {
  const { policy, now, say } = acts.context
  const details = detailsOf(flow, form.position.answers, form.gathered, state)
  const { deadline, identity } = details
  return {
    waktu: dayPart(now, policy.zone),
    lpse: policy.name,
    privasi: plainText(say('privasi singkat')),
    nomor: form.number ?? '–',
    kategori: categoryOf(form, details, acts),
    ringkasan: summary(form, details, acts),
    'jam buka': openingWords(acts),
    batas: deadline ? sayMoment(deadline, now, policy.zone) : '–',
    nama: firstName(identity.name),
    peran: identity.role ?? '–',
    'cara lain': otherWays(policy),
  }
}

function categoryOf({ gathered }: Form, { category }: Details, { context: { policy } }: Acts): string {
  return category ?? gathered.category ?? policy.otherCategory.name
}

/** What will be on record, one thing a line. */
function summary(form: Form, details: Details, acts: Acts): string {
  const { policy, now, say } = acts.context
  const { identity, packageCode, deadline, description } = details
  // Once there is a ticket, its words stand there.
  const said = form.number && !description ? '' : (description ?? firstWords(form, acts))
  const who = [identity.name, identity.organisation, identity.role].filter(Boolean).join(', ')
  const due = [
    packageCode && plainText(say('ringkas paket', { paket: packageCode })),
    deadline && plainText(say('ringkas batas', { batas: sayMoment(deadline, now, policy.zone) })),
  ]
  return [
    said.length > 120 ? `${said.slice(0, 117)}…` : said.replaceAll('\n', ' '),
    who,
    categoryOf(form, details, acts),
    due.filter(Boolean).join(', '),
  ]
    .filter(Boolean)
    .map(line => `• ${line}`)
    .join('\n')
}

function firstWords({ words }: Form, { context: { say } }: Acts): string {
  return words.map(one => one.text).find(Boolean) ?? plainText(say('hanya lampiran'))
}
