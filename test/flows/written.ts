import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LoketError } from '../../src/errors.ts'
import type { Flow } from '../../src/flows/flow.ts'
import { readFlow } from '../../src/flows/read-flow.ts'
import { readFlowFile } from '../../src/flows/yaml.ts'

/** The conversation that a file uji.yaml with this content is. */
export function flowWritten(content: string): Flow {
  const folder = mkdtempSync(join(tmpdir(), 'flow-'))
  try {
    writeFileSync(join(folder, 'uji.yaml'), content)
    return readFlow(readFlowFile(join(folder, 'uji.yaml')))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What is wrong with it, one by one. */
export function mistakesIn(content: string): string[] {
  try {
    flowWritten(content)
    return []
  } catch (error) {
    if (!(error instanceof LoketError) || error.code !== 'FLOWS_INVALID') throw error
    return error.detail.split('; ')
  }
}
