import { setTimeout as delay } from 'node:timers/promises'
import { ActionRefused, type Acting, type Playground } from './acting.ts'
import { beginRun, within, type Run, type Stagehands } from './run.ts'
import { everybody, type Scenario, type StoryStep } from './scenario.ts'
import { openTranscript } from './transcript.ts'
import type { Verdict } from './verdict.ts'
import { placeInWords, stepInWords } from './words.ts'

export interface Performance {
  /** null: everything happened as the story says. Otherwise what was waited for, and what stood there. */
  readonly failure: { readonly line: number; readonly words: string } | null
  readonly verdict: Verdict
  readonly tickets: readonly string[]
}

export interface PlayOptions extends Stagehands {
  /** Told each line of the transcript as it happens. */
  readonly say?: (line: string) => void
  /** Ends the play before its time. */
  readonly signal?: AbortSignal
}

/** Plays a story from its first step to its last; a step that does not come true ends it. */
export async function play(
  scenario: Scenario,
  acting: Acting,
  playground: Playground,
  options: PlayOptions,
): Promise<Performance> {
  const { say = () => undefined, signal } = options
  // What still was on its way before is not counted among what the story lost.
  await options.settled()
  const run = await beginRun(scenario, acting, playground, options)
  const parts = Object.keys(scenario.cast)
  const transcript = openTranscript(run, parts, acting, () => playground.telegram.topics(playground.cast.group))
  const tell = (): void => transcript.news().forEach(say)
  let failure: Performance['failure'] = null
  for (const step of scenario.steps) {
    if (step.teaching) say(run.filled(`— ${[step.teaching.title, step.teaching.words].filter(Boolean).join('. ')}`))
    const words = await failureOf(step, run, tell, signal)
    tell()
    if (words === null) continue
    failure = { line: step.line, words: `${words}\n${standing(step, run, acting)}` }
    break
  }
  if (!failure) await options.settled()
  tell()
  const tickets = [...parts.map(part => run.personOf(part).key), ...run.crowd()]
    .map(key => acting.person(key)!)
    .filter(({ phone }) => phone !== null)
    .map(who => acting.ticketOf(who))
    .filter(number => number !== undefined)
  return { failure, verdict: await options.verdict(), tickets }
}

/** Why a step did not come true; null when it did. */
async function failureOf(step: StoryStep, run: Run, tell: () => void, signal?: AbortSignal): Promise<string | null> {
  const waited = (): string => `${stepInWords(step, run)} (ditunggu ${Math.round(step.patience / 1000)} detik)`
  if (step.kind === 'see') {
    const holds = (): boolean => (tell(), run.sees(step))
    return (await within(step.patience, holds, signal)) ? null : waited()
  }
  if (step.kind === 'see nothing' || step.kind === 'expect') {
    const end = performance.now() + step.patience
    for (;;) {
      const words = await run.complaint(step)
      if (words === null) return null
      // What should not be seen does not go away by waiting.
      if (step.kind === 'see nothing' || performance.now() > end || signal?.aborted) return `${waited()}: ${words}`
      await delay(100)
    }
  }
  // What an action needs (a button, a message) may come a moment later.
  const end = performance.now() + step.patience
  for (;;) {
    try {
      await run.perform(step)
      return null
    } catch (error) {
      if (!(error instanceof ActionRefused)) throw error
      if (performance.now() > end || signal?.aborted) return `${waited()}: ${error.message}`
      tell()
      await delay(50)
    }
  }
}

/** What stands where the step was looked for. */
function standing(step: StoryStep, run: Run, acting: Acting): string {
  const at =
    step.kind === 'act' ? ('where' in step.action ? step.action : null) : 'where' in step && 'who' in step ? step : null
  if (!at || at.who === everybody) return ''
  const who = run.personOf(at.who)
  const sights = acting.look(who, run.placed(at.where))
  const lines = sights.slice(-6).map(({ from, text, buttons }) => {
    const shown = buttons.map(button => `[${button}]`).join(' ')
    return `    ${from === 'bot' ? 'Loket' : from}: ${text.replaceAll('\n', ' / ')} ${shown}`.trimEnd()
  })
  return `  Yang ada ${placeInWords(at.where, run)}:\n${lines.join('\n') || '    (kosong)'}`
}
