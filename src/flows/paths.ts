import type { Option, Step } from './flow.ts'
import { entries } from './vocabulary.ts'

/** A way from a step to another; `selesai` is the number of steps. */
export interface Way {
  readonly to: number
  /** By what: an option, the condition that does not hold, or simply what comes next. */
  readonly by: Option | 'skipped' | 'next'
}

/** Every way out of a step. */
export function waysFrom(steps: readonly Step[], at: number): Way[] {
  const step = steps[at]!
  const skipped: Way[] = step.guards.length ? [{ to: at + 1, by: 'skipped' }] : []
  if (step.kind !== 'ask') return [{ to: step.next, by: 'next' }, ...skipped]
  const options = typeof step.options === 'string' ? [] : step.options
  const chosen = options.map(option => ({ to: whereTo(steps, step.next, option), by: option }))
  const closed = options.length > 0 && !step.check && !step.skippable
  return closed ? [...chosen, ...skipped] : [...chosen, { to: step.next, by: 'next' }, ...skipped]
}

function whereTo(steps: readonly Step[], next: number, { forgets, next: jump }: Option): number {
  const [first] = forgets
  if (first !== undefined) return steps.findIndex(step => step.kind === 'ask' && step.save === first)
  return jump ?? next
}

/** Steps that no conversation can come to. */
export function unreachable(steps: readonly Step[]): number[] {
  const begins = steps.flatMap((step, at) => (step.label !== null && Object.hasOwn(entries, step.label) ? [at] : []))
  const reached = new Set([0, ...begins])
  for (const at of reached) {
    if (at >= steps.length) continue
    for (const { to } of waysFrom(steps, at)) reached.add(to)
  }
  return steps
    .keys()
    .toArray()
    .filter(at => !reached.has(at))
}

/**
 * Steps from which one could walk in a circle without ever being asked. A question that is always taken ends every
 * circle, because coming to it a second time asks it again; one with `bila` may be skipped and ends none.
 */
export function endlessFrom(steps: readonly Step[]): number[] {
  const unasked = (at: number): number[] => {
    const step = steps[at]
    if (!step) return []
    return waysFrom(steps, at).flatMap(({ to, by }) => (step.kind !== 'ask' || by === 'skipped' ? [to] : []))
  }
  return steps
    .keys()
    .toArray()
    .filter(start => {
      const seen = new Set(unasked(start))
      for (const at of seen) for (const to of unasked(at)) seen.add(to)
      return seen.has(start)
    })
}
