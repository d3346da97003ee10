import type { Example, ExampleLine } from './flow.ts'
import { exampleKeys, lineKeys } from './keys.ts'
import { wordsOf, type Path } from './read-words.ts'
import type { Reading } from './reading.ts'
import { conditions, values } from './vocabulary.ts'

const speakers = wordsOf(lineKeys)

/** Reads the examples of a file; it may have none. */
export function readExamples(value: unknown, reading: Reading): Example[] {
  if (value === undefined || value === '') return []
  if (Array.isArray(value)) return value.flatMap((one, at) => readExample(one, ['contoh', at], reading))
  reading.wrong(['contoh'], '"contoh" harus berupa daftar percakapan, masing-masing diawali "- judul: …"')
  return []
}

function readExample(value: unknown, path: Path, reading: Reading): Example[] {
  const raw = reading.map(value, path, wordsOf(exampleKeys))
  if (!raw) return []
  const lines: unknown[] = Array.isArray(raw.percakapan) ? raw.percakapan : []
  if (!lines.length) reading.wrong(path, 'contoh ini tidak punya "percakapan"')
  const filled = raw.isian === undefined ? {} : reading.map(raw.isian, [...path, 'isian'], wordsOf(values))
  return [
    {
      title: reading.text(raw.judul, [...path, 'judul']) ?? '',
      holds: reading
        .texts(raw.keadaan, [...path, 'keadaan'])
        .map(one => reading.word(one, [...path, 'keadaan'], wordsOf(conditions), 'keadaan'))
        .filter(one => one !== null),
      values: Object.fromEntries(
        Object.entries(filled ?? {}).map(([name, text]) => [name, reading.text(text, [...path, 'isian', name]) ?? '']),
      ),
      lines: lines.flatMap((line, at) => readLine(line, [...path, 'percakapan', at], reading)),
    },
  ]
}

function readLine(value: unknown, path: Path, reading: Reading): ExampleLine[] {
  const raw = reading.map(value, path, speakers)
  const said = speakers.filter(one => raw && Object.hasOwn(raw, one))
  if (said.length > 1) reading.wrong(path, 'satu baris percakapan hanya berisi satu hal')
  const [by] = said
  const text = raw && by ? reading.text(raw[by], [...path, by]) : null
  return by && text !== null ? [{ by, text }] : []
}
