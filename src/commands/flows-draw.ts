import { writeFileSync } from 'node:fs'
import { errorTable, LoketError } from '../errors.ts'
import { drawFlows } from '../flows/drawing.ts'
import { loadFlows } from '../flows/load.ts'

/** npm run flows:draw: writes docs/alur.md anew from flows/. */
try {
  writeFileSync('docs/alur.md', drawFlows(Object.values(loadFlows('flows').conversations)))
  process.stdout.write('docs/alur.md ditulis.\n')
} catch (error) {
  if (!(error instanceof LoketError)) throw error
  process.stderr.write(`${error.detail.split('; ').join('\n')}\n\n${errorTable[error.code].mend}\n`)
  process.exitCode = 1
}
