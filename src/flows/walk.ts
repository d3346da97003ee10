import type { AskStep, Flow, Guard, Option } from './flow.ts'
import type { Answers, Host, Position } from './step.ts'
import type { Action } from './vocabulary.ts'

/** What a walk begins with: the answers so far and the actions done. */
export type Stand = Pick<Position, 'answers' | 'done'>

/**
 * Falls through the steps to the next question without an answer, or to the end. What is said before a question with an
 * answer was heard when that was asked; `heard` is another question before which it was, or true for all. A question met
 * twice is asked again, so no walk goes in a circle for ever.
 */
export function walk(
  flow: Flow,
  start: number,
  begun: Stand,
  host: Host,
  heard: string | true | null = null,
): Position {
  const { answers } = begun
  const met = new Set<number>()
  let { done } = begun
  let unsaid: string[] = []
  const flush = (): void => {
    for (const text of unsaid) host.say(text)
    unsaid = []
  }
  for (let at = start; at < flow.steps.length;) {
    const step = flow.steps[at]!
    const again = met.has(at)
    met.add(at)
    if (step.kind === 'ask' && !again && Object.hasOwn(answers, step.save)) {
      const option = optionOf(step, answers[step.save])
      done = act(option?.action ?? null, { answers, done }, host)
      unsaid = []
      at = option?.next ?? step.next
    } else if (!allHold(step.guards, answers, host)) {
      at++
    } else if (step.kind === 'ask') {
      const same = heard === step.save || heard === true
      if (done !== begun.done || !same) flush()
      return ask(flow, step, { answers: without(answers, [step.save]), done }, host)
    } else {
      if (step.kind === 'say') unsaid.push(step.text)
      else if (!done.includes(step.action)) {
        if (heard === true && done === begun.done) unsaid = []
        flush()
        done = act(step.action, { answers, done }, host)
      }
      at = step.next
    }
  }
  flush()
  return { flow: flow.name, answers, asked: null, done, ended: true }
}

/** Puts a question. An answer it already has stays until another one is given. */
export function ask(flow: Flow, question: AskStep, { answers, done }: Stand, host: Host): Position {
  const { text, save, options, skippable } = question
  const shown =
    typeof options === 'string'
      ? host.options(options, answers).map(({ text, value }) => ({ text, value }))
      : options.map(({ text }) => ({ text, value: text }))
  host.ask({ text, save, options: shown, skippable })
  return { flow: flow.name, answers, asked: save, done, ended: false }
}

/** The actions done after one more; one that was done is not repeated. */
export function act(action: Action | null, { answers, done }: Stand, host: Host): readonly string[] {
  if (action === null || done.includes(action)) return done
  host.do(action, answers)
  return [...done, action]
}

/** The option of the file that a stored answer was, if it was one. */
export function optionOf({ options }: AskStep, value: string | undefined): Option | undefined {
  return typeof options === 'string' ? undefined : options.find(({ text }) => text === value)
}

/** The answers but for some. */
export function without(answers: Answers, forgotten: readonly string[]): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([save]) => !forgotten.includes(save)))
}

function allHold(guards: readonly Guard[], answers: Answers, host: Host): boolean {
  return guards.every(({ condition, wanted }) => host.holds(condition, answers) === wanted)
}
