import { roles, type Grant, type Role } from '../../domain/access.ts'
import type { Mistake } from '../../domain/appointment.ts'
import { writeDay } from '../../domain/day.ts'
import { plainText } from '../../domain/rich.ts'
import { nearest } from '../../flows/yaml.ts'
import type { Heard } from '../message.ts'
import { text, type Acts, type Context } from './context.ts'

/** The titles of grants: "Kepala LPSE, Pengelola Aset". */
export function titlesOf(grants: readonly { readonly role: Role }[]): string {
  return grants.map(grant => roles[grant.role].title).join(', ')
}

/** What the sentences about a grant say of it. */
export function valuesOf(grant: Grant, { say, policy }: Context): { peran: string; sk: string; berlaku: string } {
  return { peran: roles[grant.role].title, ...termsOf(grant, { say, policy }) }
}

/** By which decree something holds, and for how long, in words. */
export function termsOf(
  { sk, until, from }: { readonly sk: string; readonly until: Date | null; readonly from?: Date },
  { say, policy }: Pick<Context, 'say' | 'policy'>,
): { sk: string; berlaku: string } {
  const end = until
    ? say('berlaku sampai', { tanggal: writeDay(new Date(until.getTime() - 1), policy.zone) })
    : say('berlaku terus')
  const beginning = from ? `${plainText(say('berlaku mulai', { tanggal: writeDay(from, policy.zone) }))} ` : ''
  return { sk: plainText(sk ? say('nomor sk', { sk }) : say('tanpa sk')), berlaku: `${beginning}${plainText(end)}` }
}

/** What the record keeps of a grant. */
export function recordOf({ role, sk, from, until }: Grant): Record<string, unknown> {
  return { role, sk, from, until }
}

/** Says what is wrong with a command, with the nearest valid word and an example. */
export function explain(
  mistake: Mistake,
  command: 'peran' | 'tandai',
  known: readonly string[],
  message: Heard,
  acts: Acts,
): void {
  const { say } = acts.context
  const contoh = plainText(say(`contoh ${command}`))
  const kata = 'words' in mistake ? mistake.words.slice(0, 60) : ''
  const near = kata && nearest(kata.toLowerCase(), known)
  const why = {
    unknown: () => (near ? say('kata hampir', { kata, maksud: near, contoh }) : say(`macam ${command}`, { contoh })),
    'no decree': () => say('tanpa nomor sk', { contoh }),
    day: () => say('tanggal salah', { contoh }),
    past: () => say('tanggal lewat', { contoh }),
  }[mistake.what]()
  acts.toGroup(message, text(why), true)
}
