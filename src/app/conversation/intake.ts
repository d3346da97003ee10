import { readPackageAnswer, writePackageAnswer, type PackageAnswer } from './package-answer.ts'
import { firstName } from '../../domain/masking.ts'
import { fill, plainText, type Rich } from '../../domain/rich.ts'
import { dayPart } from '../../domain/day.ts'
import { isOpen, nextOpening } from '../../domain/office-hours.ts'
import { guessCategory, isMassProblem } from '../../domain/classify.ts'
import { readIdentity } from '../../domain/identity.ts'
import { findPackageCode } from '../../domain/package-code.ts'
import { findMoment, sayMoment } from '../../domain/when.ts'
import { concernsHead } from '../../domain/mood.ts'
import type { Identity, Ticket } from '../../domain/ticket.ts'
import type { Flow } from '../../flows/flow.ts'
import * as engine from '../../flows/step.ts'
import type { Answers, DynamicOption, Host, Input, Position, Question } from '../../flows/step.ts'
import type { Action, Check, Condition, OptionList } from '../../flows/vocabulary.ts'
import type { Button, ConversationState, Form, Gathered, WaitingWord } from '../ports.ts'
import { cancelTicket } from './ending.ts'
import { openComplaint, reachableHead } from './complaints.ts'
import { text, type Acts } from './context.ts'
import { changeTicket, type TicketChange } from './moves.ts'
import { ticketIn } from './state.ts'
import { keep, openTicket, wayOf } from './thread.ts'

/** The conversations of flows/ that a person can be in. */
export type FormName = 'laporan' | 'pengaduan'

/** What nothing was learnt from yet. */
export const nothingGathered: Gathered = { category: null, massProblem: false, packageCode: null, deadline: null }

/** Roles a person may claim; shown as claimed, verified by nobody. */
export const claimableRoles = ['Penyedia', 'PPK', 'Pokja/PP', 'PA/KPA', 'Auditor', 'Lainnya'] as const

/** What words give away of a matter, on top of what was known. Later words win where they say more. */
export function gather(known: Gathered, words: readonly WaitingWord[], acts: Acts): Gathered {
  const { policy } = acts.context
  return words.reduce<Gathered>((so, { text: said, at }) => {
    const moment = findMoment(said, at, policy.zone)
    return {
      category: so.category ?? guessCategory(said, policy.categories)?.category.name ?? null,
      massProblem: so.massProblem || isMassProblem(said),
      packageCode: so.packageCode ?? findPackageCode(said),
      deadline: moment && moment.at > at ? moment.at : so.deadline,
    }
  }, known)
}

/**
 * Begins a report or complaint from the first words: they are the description, whatever is asked afterwards. `openFirst`:
 * the report is a ticket before anything is asked.
 */
export function beginForm(
  state: ConversationState,
  name: FormName,
  words: readonly WaitingWord[],
  acts: Acts,
  options: { number?: string | null; openFirst?: boolean } = {},
): ConversationState {
  const { now, flows } = acts.context
  const flow = flows[name]
  if (!flow) return state
  const blank: Position = { flow: name, answers: {}, asked: null, done: [], ended: false }
  const form: Form = {
    position: blank,
    begun: now,
    heardAt: now,
    words,
    gathered: gather(nothingGathered, words, acts),
    number: options.number ?? null,
    urgent: false,
    hushed: false,
  }
  const begun = { ...state, form }
  const ready = options.openFirst ? open(begun, form, acts).state : begun
  return run(ready, flow, acts, (one, host) => engine.begin(one, host)) ?? state
}

/** Takes an answer to the question that stands; null when the words are none. */
export function answerForm(state: ConversationState, input: Input, acts: Acts): ConversationState | null {
  return drive(state, acts, (flow, position, host) => engine.answer(flow, position, input, host))
}

/** Goes one question back, asks again what stands, or goes where a word that works everywhere leads. */
export function steerForm(
  state: ConversationState,
  to: 'back' | 'resume' | 'batal' | 'mendesak',
  acts: Acts,
): ConversationState | null {
  return drive(state, acts, (flow, position, host) => {
    if (to === 'back') return engine.back(flow, position, host)
    if (to === 'resume') return engine.resume(flow, position, host)
    return engine.goTo(flow, position, to, host)
  })
}

/** Adds words to the description of a report that has no ticket yet; near deadlines make the ticket at once. */
export function describe(state: ConversationState, words: WaitingWord, acts: Acts): ConversationState {
  const { form } = state
  if (!form) return state
  const gathered = gather(form.gathered, [words], acts)
  const more = { ...state, form: { ...form, heardAt: acts.context.now, words: [...form.words, words], gathered } }
  const pressing = form.position.flow === 'laporan' && isNear(gathered.deadline, acts)
  return pressing ? openNow(more, acts, 'tiket mendesak') : more
}

/**
 * Makes the ticket of a report now, whatever is still unanswered: at 0 or PETUGAS, near a deadline, for somebody angry,
 * after silence. The form stays answerable.
 */
export function openNow(
  state: ConversationState,
  acts: Acts,
  sentence: 'tiket dibuat' | 'tiket mendesak' | 'tiket kesal' | 'tiket sendiri',
): ConversationState {
  const { form } = state
  if (!form || form.number) return state
  const opened = open(state, form, acts)
  acts.say(sentence, { nomor: opened.number, jam: openingLine(acts) }, opened.number)
  return opened.state
}

/** true when a stage ends so soon that nothing may be asked first. */
export function isNear(deadline: Date | null, { context: { now, policy } }: Acts): boolean {
  if (!deadline) return false
  const left = deadline.getTime() - now.getTime()
  return left > 0 && left <= policy.intake.urgentWithin
}

/** When the office opens again; '' while it is open. */
export function openingWords({ context: { now, policy } }: Acts): string {
  if (isOpen(policy.hours, now)) return ''
  const opens = nextOpening(policy.hours, now)
  return opens ? sayMoment(opens, now, policy.zone) : ''
}

/** A sentence on when the office opens, to stand behind another; '' while it is open. */
export function openingLine(acts: Acts): string {
  const jam = openingWords(acts)
  return jam && plainText(acts.context.say('kabar buka', { jam }))
}

type Run = (flow: Flow, position: Position, host: Host) => Position | null

function drive(state: ConversationState, acts: Acts, one: Run): ConversationState | null {
  const { form } = state
  const flow = form && acts.context.flows[form.position.flow]
  if (!form || !flow) return null
  return run(state, flow, acts, (known, host) => {
    // The file may have changed since the question was asked.
    const position = engine.stands(known, form.position) ? form.position : engine.resume(known, form.position, host)
    return one(known, position, host)
  })
}

interface Said {
  readonly text: string
  readonly question: Question | null
}

/** Drives a conversation once: what it says is joined into one message, what it does changes the state. */
function run(
  before: ConversationState,
  flow: Flow,
  acts: Acts,
  one: (flow: Flow, host: Host) => Position | null,
): ConversationState | null {
  const said: Said[] = []
  let state = before
  let next: FormName | null = null
  const form = (): Form => state.form!
  const host: Host = {
    holds: (condition, answers) => holds(condition, answers, before, state, flow, acts),
    do(action, answers) {
      state = { ...state, form: { ...form(), position: { ...form().position, answers } } }
      if (action === 'jadikan laporan') next = 'laporan'
      else state = act(action, state, acts)
    },
    say: words => void said.push({ text: words, question: null }),
    ask: question => void said.push({ text: question.text, question }),
    options: list => optionsOf(list, form(), acts),
    check: (check, words) => checked(check, words, acts),
  }
  const position = one(flow, host)
  if (!position) return null
  if (next) return beginForm({ ...state, form: null }, next, form().words, acts)
  if (state.form) {
    state = { ...state, greeted: true, form: { ...form(), position, heardAt: acts.context.now, hushed: false } }
    state = fillTicket(state, flow, acts)
  }
  speak(said, before, state, flow, acts)
  return position.ended ? { ...state, form: null } : state
}

function act(action: Action, state: ConversationState, acts: Acts): ConversationState {
  const form = state.form!
  switch (action) {
    case 'buka tiket':
    case 'panggil petugas':
      return form.number ? state : open(state, form, acts).state
    case 'batalkan':
      return cancel(state, form, acts)
    case 'catat pengaduan':
      return openComplaint(state, form, acts)
    default:
      return state
  }
}

function open(state: ConversationState, form: Form, acts: Acts): { state: ConversationState; number: string } {
  const flow = acts.context.flows['laporan']
  const details = flow ? detailsOf(flow, form, state) : nothingSaid(state)
  const opened = openTicket(state, acts, {
    words: form.words,
    reporter: details.identity,
    way: wayOf(acts.context.account),
    category: details.category ?? form.gathered.category,
    massProblem: form.gathered.massProblem,
    packageCode: details.packageCode ?? form.gathered.packageCode,
    deadline: details.deadline ?? form.gathered.deadline,
    urgent: form.urgent,
    complete: false,
    linked: null,
  })
  const { number } = opened.ticket
  return {
    state: { ...opened.state, reporting: false, form: { ...form, number, words: [] } },
    number,
  }
}

/** Batal makes no ticket, and is recorded; of a ticket that is there already the person withdraws. */
function cancel(state: ConversationState, form: Form, acts: Acts): ConversationState {
  const ticket = ticketIn(state, form.number)
  if (ticket) return cancelTicket(state, ticket, acts)
  acts.event('report cancelled', null, 'pelapor', {
    words: form.words.map(({ text: said, source }) => ({ text: said, source })),
  })
  return { ...state, reporting: false, form: { ...form, words: [] } }
}

interface Details {
  readonly identity: Identity
  readonly category: string | null
  readonly packageCode: string | null
  readonly deadline: Date | null
}

function nothingSaid(state: ConversationState): Details {
  return { identity: identityOf(undefined, state), category: null, packageCode: null, deadline: null }
}

/** What the answers say, by what each question asks for: an officer may name and order questions as they like. */
function detailsOf(flow: Flow, { position: { answers } }: Pick<Form, 'position'>, state: ConversationState): Details {
  let details = nothingSaid(state)
  for (const step of flow.steps) {
    const value = step.kind === 'ask' ? answers[step.save] : undefined
    if (step.kind !== 'ask' || !value) continue
    if (step.options === 'peran' || step.check === 'nama dan instansi')
      details = { ...details, identity: identityOf(value, state) }
    else if (step.options === 'kategori') details = { ...details, category: value }
    else if (step.check === 'paket dan batas waktu') details = { ...details, ...readPackageAnswer(value) }
  }
  return details
}

/** Who somebody says they are: the role of a tap, or everything of a written answer; what is missing as known before. */
function identityOf(value: string | undefined, state: ConversationState): Identity {
  const known = state.identity ?? { name: state.name, organisation: null, role: null }
  if (!value) return known
  const role = claimableRoles.find(one => one === value)
  if (role) return { ...known, role }
  const said = JSON.parse(value) as Partial<Identity>
  return {
    name: said.name ?? known.name,
    organisation: said.organisation ?? known.organisation,
    role: said.role ?? known.role,
  }
}

/** Later answers fill the ticket that is there already. */
function fillTicket(state: ConversationState, flow: Flow, acts: Acts): ConversationState {
  const form = state.form!
  const ticket = ticketIn(state, form.number)
  const { policy } = acts.context
  if (flow.name !== 'laporan') return state
  const details = detailsOf(flow, form, state)
  const known: ConversationState =
    JSON.stringify(details.identity) === JSON.stringify(identityOf(undefined, state))
      ? state
      : { ...state, identity: details.identity }
  if (!ticket) return known
  const category = [...policy.categories, policy.otherCategory].find(one => one.name === details.category)
  const change: TicketChange = {
    ...(differs(ticket.reporter, details.identity) ? { reporter: details.identity } : {}),
    ...(category && category.name !== ticket.category
      ? {
          category: category.name,
          kind: category.kind,
          ...(form.gathered.massProblem ? {} : { impact: category.impact }),
        }
      : {}),
    ...(details.packageCode && details.packageCode !== ticket.packageCode ? { packageCode: details.packageCode } : {}),
    ...(details.deadline && details.deadline.getTime() !== ticket.deadline?.getTime()
      ? { deadline: details.deadline }
      : {}),
    ...(form.position.ended && !ticket.complete ? { complete: true } : {}),
    ...(form.urgent && !ticket.urgent ? { urgent: true } : {}),
  }
  return Object.keys(change).length ? changeTicket(known, acts, ticket, change, 'pelapor', 'filled in') : known
}

function differs(one: Identity, other: Identity): boolean {
  return one.name !== other.name || one.organisation !== other.organisation || one.role !== other.role
}

function holds(
  condition: Condition,
  answers: Answers,
  before: ConversationState,
  state: ConversationState,
  flow: Flow,
  acts: Acts,
): boolean {
  const form = state.form!
  const { policy, now } = acts.context
  const details = detailsOf(flow, { position: { ...form.position, answers } }, state)
  switch (condition) {
    case 'kontak pertama':
      return !before.greeted
    case 'pelapor dikenal':
      return before.identity !== null || details.identity.role !== null || details.identity.organisation !== null
    case 'kategori tertebak':
      return form.gathered.category !== null
    case 'kategori jelas':
      return details.category !== null
    case 'paket disebut':
      return (details.packageCode ?? form.gathered.packageCode) !== null
    case 'batas waktu disebut':
      return (details.deadline ?? form.gathered.deadline) !== null
    case 'mendesak':
      return isNear(details.deadline ?? form.gathered.deadline, acts)
    case 'menyebut mendesak':
      return form.urgent
    case 'jam layanan':
      return isOpen(policy.hours, now)
    case 'tiket sudah dibuat':
      return form.number !== null
    case 'isi pengaduan ada':
      return form.words.some(
        ({ text: said, attachments }) => attachments.length > 0 || said.trim().split(/\s+/).length > 2,
      )
    case 'tentang kepala':
      return form.words.some(({ text: said }) => concernsHead(said))
    case 'kepala terjangkau':
      return reachableHead(acts) !== null
  }
}

function optionsOf(list: OptionList, { gathered }: Form, { context: { policy } }: Acts): DynamicOption[] {
  if (list === 'peran') return claimableRoles.map(role => ({ text: role, value: role, words: [role.toLowerCase()] }))
  const all = [...policy.categories, policy.otherCategory]
  const guessed = all.filter(({ name }) => name === gathered.category)
  return [...guessed, ...all.filter(({ name }) => name !== gathered.category)].map(({ name }) => ({
    text: name,
    value: name,
    words: [name.toLowerCase()],
  }))
}

function checked(check: Check, words: string, { context: { now, policy } }: Acts): string | null {
  switch (check) {
    case 'teks':
      return words.trim() || null
    case 'nama dan instansi': {
      const identity = readIdentity(words)
      return identity && JSON.stringify(identity)
    }
    case 'paket dan batas waktu': {
      const moment = findMoment(words, now, policy.zone)
      const answer: PackageAnswer = { packageCode: findPackageCode(words), deadline: moment?.at ?? null }
      return answer.packageCode || answer.deadline ? writePackageAnswer(answer) : null
    }
  }
}

/** Sends what was said and asked as one message, with the options as buttons. */
function speak(
  said: readonly Said[],
  before: ConversationState,
  state: ConversationState,
  flow: Flow,
  acts: Acts,
): void {
  if (!said.length) return
  const values = valuesOf(before, state, flow, acts)
  const words = said.flatMap(({ text: one }, at): Rich => (at ? ['\n', ...fill(one, values)] : fill(one, values)))
  const question = said.at(-1)?.question ?? null
  acts.toPerson('answer', text(words, question ? buttonsOf(question, acts) : undefined), state.form?.number ?? null)
}

function buttonsOf({ save, options, skippable }: Question, { context: { say } }: Acts): Button[][] {
  const buttons = options.map(({ text: label, value }, at) => ({
    text: `${at + 1} · ${label}`,
    data: clipped(`isi ${save} ${value}`),
  }))
  const rows: Button[][] = []
  const wide = buttons.some(({ text: label }) => label.length > 22)
  for (let at = 0; at < buttons.length; at += wide ? 1 : 2) rows.push(buttons.slice(at, at + (wide ? 1 : 2)))
  return skippable ? [...rows, [{ text: plainText(say('tombol lewati')), data: clipped(`isi ${save} `) }]] : rows
}

/** Networks take 64 bytes behind a button. */
function clipped(data: string): string {
  let kept = data
  while (new TextEncoder().encode(kept).length > 64) kept = kept.slice(0, -1)
  return kept
}

/** The tap on an option of a question, whole again; null for what is no such tap. */
export function tappedOption(data: string, state: ConversationState, acts: Acts): Input | null {
  const [, save = '', ...rest] = data.split(' ')
  const value = rest.join(' ')
  const { form } = state
  const flow = form && acts.context.flows[form.position.flow]
  const step = flow?.steps.find(one => one.kind === 'ask' && one.save === save)
  if (!form || !step || step.kind !== 'ask') return null
  if (value === '') return { kind: 'option', save, value }
  const values =
    typeof step.options === 'string'
      ? optionsOf(step.options, form, acts).map(one => one.value)
      : step.options.map(one => one.text)
  const found = values.find(one => one === value) ?? values.find(one => clipped(`isi ${save} ${one}`) === data)
  return found === undefined ? null : { kind: 'option', save, value: found }
}

function valuesOf(before: ConversationState, state: ConversationState, flow: Flow, acts: Acts): Record<string, string> {
  const { policy, now, say } = acts.context
  const form = state.form ?? before.form!
  const details = detailsOf(flow, form, state)
  const deadline = details.deadline ?? form.gathered.deadline
  return {
    waktu: dayPart(now, policy.zone),
    lpse: policy.name,
    privasi: plainText(say('privasi singkat')),
    nomor: form.number ?? '–',
    kategori: details.category ?? form.gathered.category ?? policy.otherCategory.name,
    ringkasan: summary(form, details, deadline, acts),
    'jam buka': openingWords(acts),
    batas: deadline ? sayMoment(deadline, now, policy.zone) : '–',
    nama: firstName(details.identity.name),
    peran: details.identity.role ?? '–',
    'cara lain': policy.complaint.otherWays
      .map(({ name, contact }) => (contact ? `${name}: ${contact}` : name))
      .join('\n'),
  }
}

/** What will be on record, one thing a line. */
function summary(form: Form, { identity, category, packageCode }: Details, deadline: Date | null, acts: Acts): string {
  const { policy, now } = acts.context
  const said = form.words.map(({ text: one }) => one).find(Boolean) ?? ''
  const who = [identity.name, identity.organisation, identity.role].filter(Boolean).join(', ')
  const code = packageCode ?? form.gathered.packageCode
  const due = deadline ? sayMoment(deadline, now, policy.zone) : null
  return [
    `• ${said.length > 120 ? `${said.slice(0, 117)}…` : said || '(lampiran)'}`,
    `• ${who}`,
    `• ${category ?? form.gathered.category ?? policy.otherCategory.name}`,
    [code && `paket ${code}`, due && `batas ${due}`].filter(Boolean).join(', '),
  ]
    .filter(Boolean)
    .map(line => (line.startsWith('•') ? line : `• ${line}`))
    .join('\n')
}

/** Keeps the words of a complaint or report in the record, and nowhere else. */
export function keepWords(acts: Acts, number: string, words: readonly WaitingWord[]): void {
  for (const one of words) keep(acts, number, one)
}

/** What somebody may still say to a ticket that their form filled. */
export function formTicket(state: ConversationState): Ticket | null {
  return ticketIn(state, state.form?.number)
}
