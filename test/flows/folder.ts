import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'

/** A copy of flows/ that somebody edits by hand. */
export interface FlowsFolder {
  readonly path: string
  edit(file: string, from: string | RegExp, to: string): void
  read(file: string): string
}

/** A fresh copy of flows/ for each test. */
export function useFlowsFolder(): FlowsFolder {
  let path: string
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'flows-'))
    cpSync(join(import.meta.dirname, '../../flows'), path, { recursive: true })
  })
  afterEach(() => {
    rmSync(path, { recursive: true })
  })
  const read = (file: string): string => readFileSync(join(path, file), 'utf8')
  return {
    get path() {
      return path
    },
    read,
    edit(file, from, to) {
      const before = read(file)
      const after = before.replace(from, to)
      expect(after, 'the edit changed nothing').not.toBe(before)
      writeFileSync(join(path, file), after)
    },
  }
}
