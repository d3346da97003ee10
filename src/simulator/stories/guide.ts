import { setTimeout as delay } from 'node:timers/promises'
import { ActionRefused, isButton, type Acting, type Playground } from './acting.ts'
import type { Action, Where } from './action.ts'
import { holdupOf, type Holdup } from './holdup.ts'
import { pointers, type Pointers } from './pointers.ts'
import { beginRun, type Run, type Stagehands } from './run.ts'
import type { Scenario, StoryStep, Teaching } from './scenario.ts'

/** What somebody guided through a story is shown now. */
export interface GuideView {
  readonly story: string
  readonly title: string
  /** Changes with each thing that is told, so that it is announced and filled in once. */
  readonly key: string
  /** 1 … of; 0 before the first. */
  readonly step: number
  readonly of: number
  /**
   * you: the next action is theirs · loket: it was done, the answer is awaited · read: goes on with `next` · done, failed:
   * the story is over.
   */
  readonly state: 'you' | 'loket' | 'read' | 'done' | 'failed'
  readonly heading: string
  readonly words: string
  /** What else should be known now: that the clock was moved, or why it takes long. */
  readonly note: string | null
  /** Whether the answer that is awaited comes as soon as the clock is a minute further. */
  readonly endsWithTheMinute: boolean
  /** What to point at, and the view in which the next tap is enough; null when there is nothing to do. */
  readonly pointers: Pointers | null
}

/** One browser's guide. It goes on by what the world shows, however that came about. */
export interface Guide {
  /** null: no story, or it was skipped. */
  view(): GuideView | null
  /** Whether a story was left in the middle, and can be gone on with. */
  readonly isLeft: boolean
  /** Whether a story was ever begun here. */
  readonly began: boolean
  /** Whether a story was begun and has nothing to show yet. */
  readonly isBeginning: boolean
  /** Begins a story, in place of the one that runs. `alone`: it plays by itself. */
  begin(scenario: Scenario, options?: { alone?: boolean }): void
  /** What was to be read was read. */
  next(): void
  /** Leaves the story; where it was a person's to play, it may be gone on with. */
  skip(): void
  /** Goes on with the story that was left. */
  resume(): void
  /** Ends the story. */
  close(): void
}

export interface GuideParts extends Stagehands {
  readonly acting: Acting
  readonly playground: Playground
  /** Told when the view changed. */
  readonly changed: () => void
}

/** Between looks at the world (ms). */
const look = 100
/** Between looks for somebody who is not guided just now (ms). */
const rareLook = 1000
/** How long one waits for an answer without being told why (ms). */
const wordless = 5000
const aMinute = 60_000
/** How long something is shown in a story that plays by itself (ms). */
const reading = 3500

/** A guide that shows nothing yet. */
export function createGuide(parts: GuideParts): Guide {
  const { acting, playground, changed } = parts
  let began = false
  let isLeft = false
  let current: { ending: AbortController; alone: boolean; show: Show } | null = null

  function begin(scenario: Scenario, { alone = false }: { alone?: boolean } = {}): void {
    current?.ending.abort()
    began = true
    isLeft = false
    const ending = new AbortController()
    const show = createShow(scenario, changed)
    current = { ending, alone, show }
    void perform(scenario, show, alone, ending.signal).catch((error: unknown) => {
      if (!ending.signal.aborted) show.failed(error instanceof ActionRefused ? error.message : 'Simulasi berhenti.')
    })
    changed()
  }

  async function perform(scenario: Scenario, show: Show, alone: boolean, signal: AbortSignal): Promise<void> {
    const run = await beginRun(scenario, acting, playground, parts)
    show.cast(run)
    for (let at = 0; at < scenario.steps.length; at++) {
      const step = scenario.steps[at]!
      if (step.teaching) show.tells(at, step)
      if (step.kind === 'act' && step.teaching) {
        const next = scenario.steps[at + 1]
        const answer = next?.kind === 'see' && !next.teaching ? next : null
        await turn(step, answer, run, show, alone, signal)
        if (answer) at++
        continue
      }
      const before = playground.clock.ahead
      if (step.kind === 'see') while (!run.sees(step)) await pause(show, signal)
      else if (step.kind === 'see nothing' || step.kind === 'expect') await hope(step, run, show, signal)
      else await patiently(() => run.perform(step), step.patience, signal)
      if (step.kind === 'office hours' && playground.clock.ahead - before > aMinute)
        show.notes('Kantor sedang tutup, jadi jam simulasi dimajukan ke jam layanan.')
      if (!step.teaching) continue
      show.asks('read')
      const end = alone ? performance.now() + reading : Infinity
      while (!show.wasRead() && performance.now() < end) await pause(show, signal)
      show.asks('loket')
    }
    show.done()
  }

  async function pause(show: Show, signal: AbortSignal): Promise<void> {
    await delay(isLeft ? rareLook : look, undefined, { signal })
    show.waits(() => holdupOf(acting, playground))
  }

  /** The person's turn: over when the world shows what comes of it, or, where nothing does, when they wrote there. */
  async function turn(
    step: Extract<StoryStep, { kind: 'act' }>,
    answer: Extract<StoryStep, { kind: 'see' }> | null,
    run: Run,
    show: Show,
    alone: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const action = run.played(step.action)
    const said = sayings(action, acting)
    let acted = false
    const stop = acting.onAct(done => {
      const isTheirs = isSame(done, action, acting)
      // A tap is over only when the bot answers it.
      if (isTheirs && done.do === 'tap') acted = true
      return () => void (acted ||= isTheirs)
    })
    const begun = performance.now()
    try {
      for (;;) {
        if (answer ? run.sees(answer) : sayings(action, acting) > said) return show.asks('loket')
        if (alone && !acted && performance.now() > begun + reading)
          await patiently(() => run.perform(step), step.patience, signal)
        const isDone = acted || sayings(action, acting) > said
        show.asks(isDone ? 'loket' : 'you', isDone ? null : pointers(action, acting))
        await pause(show, signal)
      }
    } finally {
      stop()
    }
  }

  async function hope(
    step: Extract<StoryStep, { kind: 'see nothing' | 'expect' }>,
    run: Run,
    show: Show,
    signal: AbortSignal,
  ): Promise<void> {
    const end = performance.now() + step.patience
    for (;;) {
      let words: string | null | undefined
      const asked = run.complaint(step).then(found => void (words = found))
      while (words === undefined) await Promise.race([asked, pause(show, signal)])
      if (words === null) return
      if (step.kind === 'see nothing' || performance.now() > end) throw new ActionRefused(words)
      await pause(show, signal)
    }
  }

  function close(): void {
    current?.ending.abort()
    current = null
    isLeft = false
  }

  return {
    view: () => (isLeft ? null : (current?.show.view() ?? null)),
    get isLeft() {
      return isLeft
    },
    get began() {
      return began
    },
    get isBeginning() {
      return current !== null && current.show.view() === null
    },
    begin,
    next: () => current?.show.read(),
    skip() {
      began = true
      const state = current?.show.view()?.state
      if (!current || current.alone || state === 'done' || state === 'failed') close()
      else isLeft = true
      changed()
    },
    resume() {
      isLeft = false
      changed()
    },
    close,
  }
}

/** Tries until it can be done: a button or a message may come a moment later. */
async function patiently(work: () => Promise<void>, patience: number, signal: AbortSignal): Promise<void> {
  const end = performance.now() + patience
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ActionRefused) || performance.now() > end) throw error
      await delay(look, undefined, { signal })
    }
  }
}

/** Whether what was done is what was to be done, in whatever words: by the same person, in the same place. */
function isSame(done: Action, asked: Action, acting: Acting): boolean {
  if (done.do !== asked.do || !('who' in done) || !('who' in asked) || done.who !== asked.who) return false
  if (done.do === 'tap' && asked.do === 'tap' && !isButton(done.button, asked.button)) return false
  const placeOf = (action: Action): unknown => {
    if (!('where' in action)) return null
    return typeof action.where === 'object' ? acting.thread(action.where.topic) : action.where
  }
  return placeOf(done) === placeOf(asked)
}

/** How many messages the person of an action has written in its place. */
function sayings(action: Action, acting: Acting): number {
  if (!('who' in action) || !('where' in action)) return 0
  const who = acting.person(action.who)
  if (!who) return 0
  // Pressing Start writes as well, but says nothing.
  const isTheirs = ({ from, text }: { from: string; text: string }) => from === who.key && !text.startsWith('/start')
  return acting.look(who, action.where as Where).filter(isTheirs).length
}

/** The view of one performance, and how it changes. */
interface Show {
  view(): GuideView | null
  read(): void
  wasRead(): boolean
  cast(run: Run): void
  /** Says that beside what is told next. */
  notes(words: string): void
  /** Where an answer is awaited for long: says why. */
  waits(why: () => Holdup): void
  tells(at: number, step: StoryStep): void
  asks(state: 'you' | 'loket' | 'read', at?: Pointers | null): void
  done(): void
  failed(words: string): void
}

function createShow(scenario: Scenario, changed: () => void): Show {
  const of = scenario.steps.filter(({ teaching }) => teaching && !teaching.continued).length
  let view: GuideView | null = null
  let run: Run | null = null
  let step = 0
  let read = false
  let noted: string | null = null
  let awaitedSince = 0
  type Told = Pick<GuideView, 'key' | 'state' | 'heading' | 'words' | 'pointers'>
  const set = (next: Told & Partial<GuideView>): void => {
    const before = JSON.stringify(view)
    if (next.state === 'loket' && (view?.state !== 'loket' || view.key !== next.key)) awaitedSince = performance.now()
    view = { story: scenario.name, title: scenario.title, step, of, note: null, endsWithTheMinute: false, ...next }
    if (JSON.stringify(view) !== before) changed()
  }
  const told = ({ title, words }: Teaching) => ({ heading: run!.filled(title), words: run!.filled(words) })
  return {
    view: () => view,
    read: () => void (read = true),
    wasRead: () => read,
    cast: played => void (run = played),
    tells(at, { kind, teaching }) {
      read = false
      if (!teaching!.continued) step++
      const state = kind === 'act' ? 'you' : 'loket'
      set({ key: `${scenario.name} ${at}`, state, ...told(teaching!), note: noted, pointers: null })
      noted = null
    },
    asks(state, at = null) {
      // What is said while an answer is awaited stays until it is there.
      const stays = state === 'you' || state === view!.state
      set({ ...view!, state, pointers: at, ...(!stays && { note: null, endsWithTheMinute: false }) })
    },
    notes: words => void (noted = words),
    waits(why) {
      if (view?.state !== 'loket' || performance.now() - awaitedSince < wordless) return
      const { words, endsWithTheMinute } = why()
      set({ ...view, note: words, endsWithTheMinute })
    },
    done() {
      const words = run!.filled(scenario.ending ?? '')
      set({ key: `${scenario.name} selesai`, state: 'done', heading: 'Selesai', words, pointers: null })
    },
    failed(words) {
      set({ key: `${scenario.name} berhenti`, state: 'failed', heading: 'Cerita berhenti', words, pointers: null })
    },
  }
}
