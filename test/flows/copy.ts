import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Changes = readonly (readonly [from: string | RegExp, to: string])[]

/** Changes of kebijakan.yaml under which the LPSE left nothing to be filled in. */
export const filledIn: Changes = [[/(?<=(alamat|telepon|surel|laman spse|kontak): )belum diisi/g, 'ada']]

/** Changes under which tickets are made with the first words, and changes of state are told at once. */
export const atOnce: Changes = [
  ['tiket langsung dibuat: tidak', 'tiket langsung dibuat: ya'],
  [/tahan kabar keadaan detik: \d+/, 'tahan kabar keadaan detik: 0'],
]

/** Changes under which nothing waits for silence either. */
export const hasty: Changes = [
  ...atOnce,
  [/tiket dibuat sendiri sesudah menit: \d+/, 'tiket dibuat sendiri sesudah menit: 0'],
]

/** Changes under which nobody's messages are a flood. */
export const withoutFloods: Changes = [
  [/lebih dari pesan: \d+/, 'lebih dari pesan: 1000'],
  [/dalam detik: \d+/, 'dalam detik: 1'],
]

/** A copy of flows/ with changes in kebijakan.yaml, in a folder of its own, which the caller removes. */
export function copyFlows(changes: Changes): string {
  const path = mkdtempSync(join(tmpdir(), 'loket-flows-'))
  cpSync(join(import.meta.dirname, '../../flows'), path, { recursive: true })
  const file = join(path, 'kebijakan.yaml')
  const changed = changes.reduce(
    (policy, [from, to]) => {
      const after = policy.replace(from, to)
      if (after === policy) throw new Error(`there is no ${from} in kebijakan.yaml`)
      return after
    },
    readFileSync(file, 'utf8'),
  )
  writeFileSync(file, changed)
  return path
}
