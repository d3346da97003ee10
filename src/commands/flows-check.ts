import { join } from 'node:path'
import { loadFlows } from '../flows/load.ts'
import { mistakesOf } from '../flows/mistakes.ts'
import { warningsOf } from '../flows/warnings.ts'

// npm run flows:check [-- FOLDER]
const folder = process.argv[2] ?? join(import.meta.dirname, '..', '..', 'flows')
const print = (lines: readonly string[]): unknown => process.stdout.write(`${lines.join('\n')}\n`)

try {
  const warnings = warningsOf(loadFlows(folder).policy, new Date())
  print(['✓ baik', ...warnings.map(warning => `– ${warning}`)])
} catch (error) {
  const mistakes = mistakesOf(error)
  print([
    ...mistakes.map(mistake => `✗ ${mistake}`),
    '',
    `${mistakes.length} hal perlu diperbaiki; sampai itu yang lama tetap berlaku.`,
  ])
  process.exitCode = 1
}
