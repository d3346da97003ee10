import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { LineCounter, parseDocument, type Document, type Node } from 'yaml'
import { LoketError } from '../errors.ts'

/** A YAML file in which every scalar stayed a string (`0812` is no number), with the lines of its keys. */
export interface FlowFile {
  readonly name: string
  readonly content: unknown
  /** Line of the value at a path of keys, or of the nearest parent that exists. */
  line(path: readonly (string | number)[]): number
}

/** Reads a file of flows/. Throws FLOWS_INVALID with file and line. */
export function readFlowFile(path: string): FlowFile {
  const name = basename(path)
  const lines = new LineCounter()
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw new LoketError('FLOWS_INVALID', `${name}: the file cannot be read`)
  }
  const document: Document = parseDocument(text, { schema: 'failsafe', lineCounter: lines })
  const problem = document.errors[0]
  if (problem) throw new LoketError('FLOWS_INVALID', `${name}:${lines.linePos(problem.pos[0]).line}: ${problem.code}`)
  return {
    name,
    content: document.toJS(),
    line(path) {
      for (let length = path.length; length > 0; length--) {
        const node = document.getIn(path.slice(0, length), true) as Node | undefined
        if (node?.range) return lines.linePos(node.range[0]).line
      }
      return 1
    },
  }
}

/** The word of a list that looks most like the given one, for "did you mean". */
export function nearest(word: string, known: readonly string[]): string | undefined {
  return known
    .map(one => ({ one, distance: editDistance(word, one) }))
    .sort((a, b) => a.distance - b.distance)
    .find(({ distance }) => distance <= Math.max(2, word.length / 3))?.one
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
