/** How much stands still (domain of Pasal 15(1)c: the targets depend on it). */
export type Impact = 'besar' | 'sedang' | 'kecil'

/** How near the end of the person's stage of the tender is. */
export type Urgency = 'kritis' | 'tinggi' | 'sedang' | 'rendah'

/** Which ticket comes first; P1 before all others. */
export const priorities = ['P1', 'P2', 'P3', 'P4'] as const
export type Priority = (typeof priorities)[number]

export interface PriorityRules {
  /** Milliseconds until the stage deadline up to which the urgency holds; beyond `sedang`, or without a deadline: rendah. */
  readonly urgency: { readonly kritis: number; readonly tinggi: number; readonly sedang: number }
  readonly matrix: Readonly<Record<Impact, Readonly<Record<Urgency, Priority>>>>
}

/** The urgency that a stage deadline gives at an instant; a deadline that has passed is no longer urgent. */
export function urgencyOf(deadline: Date | null, now: Date, { urgency }: PriorityRules): Urgency {
  const left = deadline ? deadline.getTime() - now.getTime() : Infinity
  if (left < 0 || left > urgency.sedang) return 'rendah'
  if (left <= urgency.kritis) return 'kritis'
  return left <= urgency.tinggi ? 'tinggi' : 'sedang'
}

/** The priority of an impact and a stage deadline at an instant. */
export function priorityOf(impact: Impact, deadline: Date | null, now: Date, rules: PriorityRules): Priority {
  return rules.matrix[impact][urgencyOf(deadline, now, rules)]
}
