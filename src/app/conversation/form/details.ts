import { guessCategory, isMassProblem } from '../../../domain/classify.ts'
import type { IdentityRole } from '../../../domain/identity-roles.ts'
import { readIdentity } from '../../../domain/identity.ts'
import { findPackageCode } from '../../../domain/package-code.ts'
import type { Identity } from '../../../domain/ticket.ts'
import { findMoment } from '../../../domain/when.ts'
import type { Flow } from '../../../flows/flow.ts'
import type { Answers } from '../../../flows/step.ts'
import type { Check } from '../../../flows/vocabulary.ts'
import type { ConversationState, Gathered, WaitingWord } from '../../ports.ts'
import type { Context } from '../context.ts'

/** Roles a person may claim; shown as claimed, verified by nobody. */
export const claimableRoles: readonly IdentityRole[] = ['penyedia', 'PPK', 'Pokja/PP', 'PA/KPA', 'auditor', 'lainnya']

/** What nothing was learnt from yet. */
export const nothingGathered: Gathered = { category: null, massProblem: false, packageCode: null, deadline: null }

/** What words give away of a matter, on top of what was known; of several moments the one named last counts. */
export function gather(known: Gathered, words: readonly WaitingWord[], { policy }: Pick<Context, 'policy'>): Gathered {
  return words.reduce<Gathered>((so, { text, at }) => {
    const moment = findMoment(text, at, policy.zone)
    return {
      category: so.category ?? guessCategory(text, policy.allCategories)?.category.name ?? null,
      massProblem: so.massProblem || isMassProblem(text),
      packageCode: so.packageCode ?? findPackageCode(text),
      deadline: moment && moment.at > at ? moment.at : so.deadline,
    }
  }, known)
}

/** What a report says, by words and answers together. */
export interface Details {
  readonly identity: Identity
  /** Confirmed by the person; null: only guessed, or not even that. */
  readonly category: string | null
  readonly packageCode: string | null
  readonly deadline: Date | null
  /** Told anew in place of the first words; null: those stand. */
  readonly description: string | null
}

/** What the answers say, by what each question asks for: an officer may name and order the questions as they like. */
export function detailsOf(flow: Flow, answers: Answers, gathered: Gathered, state: ConversationState): Details {
  let details: Details = {
    identity: knownIdentity(state),
    category: null,
    packageCode: gathered.packageCode,
    deadline: gathered.deadline,
    description: null,
  }
  for (const step of flow.steps) {
    const value = step.kind === 'ask' ? answers[step.save] : undefined
    if (step.kind !== 'ask' || !value) continue
    if (step.options === 'peran' || step.check === 'nama dan instansi')
      details = { ...details, identity: identityOf(value, details.identity) }
    else if (step.options === 'kategori') details = { ...details, category: value }
    else if (step.check === 'teks') details = { ...details, description: value }
    else if (step.check === 'paket dan batas waktu') {
      const { packageCode, deadline } = readPackage(value)
      details = {
        ...details,
        packageCode: packageCode ?? details.packageCode,
        deadline: deadline ?? details.deadline,
      }
    }
  }
  return details
}

/** Who the person is as far as they ever said; the name of the chat where they said none. */
export function knownIdentity(state: ConversationState): Identity {
  return state.identity ?? { name: state.name, organisation: null, role: null }
}

/** The role of a tap, or everything of a written answer; what is missing stays as known. */
function identityOf(value: string, known: Identity): Identity {
  const role = claimableRoles.find(one => one === value)
  if (role) return { ...known, role }
  const said = JSON.parse(value) as Partial<Identity>
  return {
    name: said.name ?? known.name,
    organisation: said.organisation ?? known.organisation,
    role: said.role ?? known.role,
  }
}

/** The value under which a written answer is kept, or null when the words are no such answer. */
export function checkAnswer(
  check: Check,
  words: string,
  { now, policy }: Pick<Context, 'now' | 'policy'>,
): string | null {
  switch (check) {
    case 'teks':
      return words.trim() || null
    case 'nama dan instansi': {
      const identity = readIdentity(words)
      return identity && JSON.stringify(identity)
    }
    case 'paket dan batas waktu': {
      const packageCode = findPackageCode(words)
      const deadline = findMoment(words, now, policy.zone)?.at ?? null
      return packageCode || deadline ? JSON.stringify({ packageCode, deadline: deadline?.toISOString() ?? null }) : null
    }
  }
}

function readPackage(value: string): { packageCode: string | null; deadline: Date | null } {
  const { packageCode, deadline } = JSON.parse(value) as { packageCode: string | null; deadline: string | null }
  return { packageCode, deadline: deadline === null ? null : new Date(deadline) }
}
