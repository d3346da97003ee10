import { isOpen, nextOpening } from '../../domain/office-hours.ts'
import { plainText } from '../../domain/rich.ts'
import { sayMoment } from '../../domain/when.ts'
import type { Acts } from './context.ts'

/** When the office opens again; '' while it is open. */
export function openingWords({ context: { now, policy } }: Acts): string {
  if (isOpen(policy.hours, now)) return ''
  const opens = nextOpening(policy.hours, now)
  return opens ? sayMoment(opens, now, policy.zone) : ''
}

/** A line on when the office opens, to stand behind a sentence; '' while it is open. */
export function openingLine(acts: Acts): string {
  const jam = openingWords(acts)
  return jam && `\n${plainText(acts.context.say('kabar buka', { jam }))}`
}

/** true when a stage ends before anybody could answer later: within the policy's hours, or before the office opens. */
export function isPressed(deadline: Date | null, acts: Acts): boolean {
  const { now, policy } = acts.context
  if (isNear(deadline, acts)) return true
  if (!deadline || deadline <= now || isOpen(policy.hours, now)) return false
  const opens = nextOpening(policy.hours, now)
  return opens !== null && deadline <= opens
}

/** true when a stage ends so soon that nothing may be asked first (policy). */
export function isNear(deadline: Date | null, { context: { now, policy } }: Acts): boolean {
  if (!deadline) return false
  const left = deadline.getTime() - now.getTime()
  return left > 0 && left <= policy.intake.urgentWithin
}
