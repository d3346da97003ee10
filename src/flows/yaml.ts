import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { isAlias, isMap, isScalar, LineCounter, parseDocument, visit, type Document, type Node, type Range } from 'yaml'
import { editDistance } from '../domain/edit-distance.ts'
import { LoketError } from '../errors.ts'

/** A YAML file in which every scalar stayed a string (`0812` is no number), with the lines of its keys. */
export interface FlowFile {
  readonly name: string
  readonly content: unknown
  /** Line of the key or list item at a path, or of the nearest parent that exists. */
  line(path: readonly (string | number)[]): number
}

/** What an editor did when YAML cannot be read, by the parser's codes. */
const problems: Readonly<Record<string, string>> = {
  BAD_INDENT: 'jarak di awal baris tidak sejajar dengan baris di atasnya',
  BAD_SCALAR_START: 'isi yang diawali tanda baca harus diapit tanda kutip',
  BLOCK_AS_IMPLICIT_KEY: 'isi yang memuat titik dua harus diapit tanda kutip',
  BLOCK_IN_FLOW: 'kurung belum ditutup',
  DUPLICATE_KEY: 'ditulis dua kali, hapus salah satunya',
  MISSING_CHAR: 'ada tanda kutip, kurung, titik dua, atau koma yang kurang',
  MULTILINE_IMPLICIT_KEY: 'titik dua kurang, atau jarak di awal baris salah',
  TAG_RESOLVE_FAILED: 'isi yang diawali ! harus diapit tanda kutip',
  TAB_AS_INDENT: 'awal baris memakai tab, ganti dengan spasi',
  UNEXPECTED_TOKEN: 'ada tanda yang tidak pada tempatnya, apit isinya dengan tanda kutip',
}

/** Reads a file of flows/. Throws FLOWS_INVALID with file and line. */
export function readFlowFile(path: string): FlowFile {
  const name = basename(path)
  const lines = new LineCounter()
  const document: Document = parseDocument(textOf(path), { schema: 'failsafe', lineCounter: lines })
  const lineAt = (offset: number): number => lines.linePos(offset).line
  const refuse = (offset: number, words: string): never => {
    throw new LoketError('FLOWS_INVALID', `${name}:${lineAt(offset)}: ${words}`)
  }
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem) refuse(problem.pos[0], problems[problem.code] ?? `susunannya tidak dapat dibaca (${problem.code})`)
  visit(document, {
    Node(_, node) {
      // To YAML these are references; to an editor a bold word and a sign.
      if (isAlias(node) || node.anchor !== undefined)
        refuse(
          node.range?.[0] ?? 0,
          'isi yang diawali * atau & harus diapit tanda kutip, atau ditulis di baris sendiri sesudah |-',
        )
    },
  })
  return {
    name,
    content: document.toJS(),
    line(path) {
      for (let length = path.length; length > 0; length--) {
        const range = rangeAt(document, path.slice(0, length))
        if (range) return lineAt(range[0])
      }
      return 1
    },
  }
}

function textOf(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    const encoded = error instanceof TypeError
    throw new LoketError(
      'FLOWS_INVALID',
      `${basename(path)}: ${encoded ? 'bukan teks UTF-8, simpan ulang sebagai UTF-8' : 'berkas tidak dapat dibaca'}`,
    )
  }
}

/** Where a key stands, or the item of a list. */
function rangeAt(document: Document, path: readonly (string | number)[]): Range | null | undefined {
  const parent = document.getIn(path.slice(0, -1), true)
  const key = path.at(-1)
  const pair = isMap(parent) ? parent.items.find(one => isScalar(one.key) && one.key.value === key) : undefined
  return ((pair?.key ?? document.getIn(path, true)) as Node | undefined)?.range
}

/** The word of a list that looks most like the given one, for "did you mean". */
export function nearest(word: string, known: readonly string[]): string | undefined {
  return known
    .map(one => ({ one, distance: editDistance(word, one) }))
    .sort((a, b) => a.distance - b.distance)
    .find(({ distance }) => distance <= Math.max(2, word.length / 3))?.one
}
