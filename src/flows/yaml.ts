import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml'
import { editDistance } from '../domain/edit-distance.ts'
import { LoketError } from '../errors.ts'

/** A YAML file in which every scalar stayed a string (`0812` is no number), with the lines of its keys. */
export interface FlowFile {
  readonly name: string
  readonly content: unknown
  /** Line on which a path of keys ends: that of the last key, or of the nearest parent that exists. */
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
  visit(document, {
    Alias(_, { range }) {
      const at = lines.linePos(range?.[0] ?? 0).line
      const mend = 'kalimat yang diawali * ditulis dalam tanda petik, atau di baris sendiri sesudah |-'
      throw new LoketError('FLOWS_INVALID', `${name}:${at}: ${mend}`)
    },
  })
  return {
    name,
    content: document.toJS(),
    line(path) {
      for (let length = path.length; length > 0; length--) {
        const node = nodeAt(document, path.slice(0, length))
        if (node?.range) return lines.linePos(node.range[0]).line
      }
      return 1
    },
  }
}

/** The key at the end of a path, or in a list the entry itself. */
function nodeAt(document: Document, path: readonly (string | number)[]): Node | undefined {
  const last = path.at(-1)
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents
  const found = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === String(last))?.key
    : document.getIn(path, true)
  return isNode(found) ? found : undefined
}

/** The word of a list that looks most like the given one, for "did you mean". */
export function nearest(word: string, known: readonly string[]): string | undefined {
  return known
    .map(one => ({ one, distance: editDistance(word, one) }))
    .sort((a, b) => a.distance - b.distance)
    .find(({ distance }) => distance <= Math.max(2, word.length / 3))?.one
}
