import type { Heard } from '../message.ts'
import type { Staff } from '../ports.ts'
import { text, type Acts } from './context.ts'

/** Whom the words of a command, or the message it answers, mean. */
export type Meant =
  | { readonly kind: 'one'; readonly staff: Staff }
  | { readonly kind: 'several'; readonly staff: readonly Staff[] }
  | { readonly kind: 'unheard of' }
  | { readonly kind: 'nobody named' }

const address = /^(?:bu|ibu|pak|bapak|mas|mbak|kak|bang|sdr\.?|sdri\.?)\s+/i

/**
 * Finds somebody by @username, by name (the whole of it, the nickname, or words of it) or as the author of the message
 * that is answered; words win. Only people who are in the group, or of whom something was decided, have names here.
 */
export function personMeant(words: string, message: Heard, everybody: readonly Staff[], account: string): Meant {
  if (!words) return authorOf(message, everybody, account)
  const people = everybody.filter(one => one.member || one.roles.length || one.marks.length)
  const username = /^@(\w+)$/.exec(words)?.[1]?.toLowerCase()
  if (username) return meantBy(people.filter(one => one.username?.toLowerCase() === username))
  const name = wordsOf(words.replace(address, ''))
  if (!name.length) return { kind: 'unheard of' }
  const isWhole = (one: Staff): boolean =>
    [one.name, one.nickname ?? ''].some(known => wordsOf(known).join(' ') === name.join(' '))
  const whole = people.filter(isWhole)
  if (whole.length) return meantBy(whole)
  return meantBy(people.filter(one => name.every(word => wordsOf(`${one.name} ${one.nickname ?? ''}`).includes(word))))
}

function authorOf({ replyToPerson }: Heard, everybody: readonly Staff[], account: string): Meant {
  if (!replyToPerson) return { kind: 'nobody named' }
  const known = everybody.find(one => one.id === replyToPerson.id)
  // Somebody the roster does not know yet is looked up as soon as they act; until then they are no member.
  const unknown = { member: false, reachable: false, roles: [], marks: [] }
  const staff = known ?? { _id: `${account}/${replyToPerson.id}`, ...replyToPerson, ...unknown }
  return { kind: 'one', staff }
}

function meantBy(staff: readonly Staff[]): Meant {
  const [one, ...others] = staff
  if (!one) return { kind: 'unheard of' }
  return others.length ? { kind: 'several', staff } : { kind: 'one', staff: one }
}

function wordsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
}

/** A name by which the group tells people of the same name apart. */
export function named({ name, username }: Staff): string {
  return username ? `${name} (@${username})` : name
}

/** Asks which of several is meant, or says that nobody of that name is here. */
export function askWhom(meant: Exclude<Meant, { kind: 'one' }>, words: string, message: Heard, acts: Acts): void {
  const { say } = acts.context
  const question =
    meant.kind === 'several'
      ? say('orang ganda', { kata: words, nama: meant.staff.slice(0, 10).map(named).join('; ') })
      : say(meant.kind === 'unheard of' ? 'orang tak dikenal' : 'orang siapa', { kata: words })
  acts.toGroup(message, text(question), true)
}
