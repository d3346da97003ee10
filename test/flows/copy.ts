import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Changes of kebijakan.yaml under which nothing waits for silence: tickets are made with the first words. */
export const hasty: readonly (readonly [from: string | RegExp, to: string])[] = [
  ['tiket langsung dibuat: tidak', 'tiket langsung dibuat: ya'],
  [/tiket dibuat sendiri sesudah menit: \d+/, 'tiket dibuat sendiri sesudah menit: 0'],
  [/tahan kabar keadaan detik: \d+/, 'tahan kabar keadaan detik: 0'],
]

/** Changes under which nobody's messages are a flood. */
export const withoutFloods: typeof hasty = [
  [/lebih dari pesan: \d+/, 'lebih dari pesan: 1000'],
  [/dalam detik: \d+/, 'dalam detik: 1'],
]

/** A copy of flows/ with changes in kebijakan.yaml, in a folder of its own, which the caller removes. */
export function copyFlows(changes: typeof hasty): string {
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
