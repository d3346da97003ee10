/** How much stands still. */
export type Impact = 'besar' | 'sedang' | 'kecil'

/** How near the end of the person's stage of the tender is. */
export type Urgency = 'kritis' | 'tinggi' | 'sedang' | 'rendah'

/** Which ticket comes first; P1 before all others. */
export const priorities = ['P1', 'P2', 'P3', 'P4'] as const
export type Priority = (typeof priorities)[number]

/** How the LPSE ranks tickets. */
export interface PriorityRules {
  /** Milliseconds until the stage deadline up to which each holds; beyond the last, or without a deadline: rendah. */
  readonly urgency: { readonly kritis: number; readonly tinggi: number; readonly sedang: number }
  readonly matrix: Readonly<Record<Impact, Readonly<Record<Urgency, Priority>>>>
}

/** The urgency of a stage deadline seen from an instant, in calendar time. One that just passed is still kritis. */
export function urgencyOf(deadline: Date | null, now: Date, { urgency }: PriorityRules): Urgency {
  if (!deadline) return 'rendah'
  const left = deadline.getTime() - now.getTime()
  if (left <= urgency.kritis) return 'kritis'
  if (left <= urgency.tinggi) return 'tinggi'
  return left <= urgency.sedang ? 'sedang' : 'rendah'
}

/** The priority of a ticket by its impact and the person's stage deadline. */
export function priorityOf(impact: Impact, deadline: Date | null, now: Date, rules: PriorityRules): Priority {
  return rules.matrix[impact][urgencyOf(deadline, now, rules)]
}
