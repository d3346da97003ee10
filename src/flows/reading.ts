import { nearest, type FlowFile } from './yaml.ts'

type Path = readonly (string | number)[]

/** Reads the parts of a file and keeps every mistake, so that all of them are told at once. */
export interface Reading {
  readonly mistakes: readonly string[]
  wrong(path: Path, sentence: string): void
  /** A map that has none but the given keys; null when it is no map. A misspelt key is told and then read as meant. */
  map(value: unknown, path: Path, keys: readonly string[]): Readonly<Record<string, unknown>> | null
  /** A text that is not blank; null otherwise. */
  text(value: unknown, path: Path): string | null
  /** A list of texts, or a single one; nothing at all is the empty list. */
  texts(value: unknown, path: Path): string[]
  /** A word of a closed list; null otherwise. `what` names the list in the mistake. */
  word<Word extends string>(value: unknown, path: Path, known: readonly Word[], what: string): Word | null
}

/** Begins to read a file. */
export function beginReading(file: FlowFile): Reading {
  const mistakes: string[] = []
  const reading: Reading = {
    mistakes,
    wrong(path, sentence) {
      mistakes.push(`${file.name}:${file.line(path)}: ${sentence}`)
    },
    map(value, path, keys) {
      if (!isMap(value)) {
        reading.wrong(path, `${place(path)} harus berisi kunci dan isinya, misalnya "${keys[0]}: …"`)
        return null
      }
      const meant: Record<string, unknown> = {}
      for (const [key, one] of Object.entries(value)) {
        const known = keys.includes(key) ? key : nearest(key.toLowerCase(), keys)
        if (known !== key) reading.wrong([...path, key], `kunci "${key}" tidak dikenal di sini${suggestion(key, keys)}`)
        if (known === key || (known && !Object.hasOwn(value, known))) meant[known] = one
      }
      return meant
    },
    text(value, path) {
      if (typeof value === 'string' && value.trim()) return value.trim()
      const mend = isMap(value) ? ' (tulis kalimatnya di baris sendiri sesudah "|-")' : ''
      reading.wrong(path, `${place(path)} ${value === '' ? 'kosong' : `harus berupa teks${mend}`}`)
      return null
    },
    texts(value, path) {
      if (value === undefined) return []
      if (!Array.isArray(value)) return [reading.text(value, path)].filter(one => one !== null)
      return value.map((one, at) => reading.text(one, [...path, at])).filter(one => one !== null)
    },
    word(value, path, known, what) {
      const text = reading.text(value, path)
      const found = known.find(one => one === text)
      if (text !== null && !found) reading.wrong(path, `${what} "${text}" tidak ada${suggestion(text, known)}`)
      return found ?? null
    },
  }
  return reading
}

/** The nearest valid word as a question; without one, the valid words when they are few. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = nearest(word.toLowerCase(), known)
  if (near) return ` (maksud Anda "${near}"?)`
  return known.length && known.length <= 15 ? ` (yang ada: ${known.join(', ')})` : ''
}

/** true for a map of YAML, not for a list. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a mistake calls the thing at a path: its key, or its place in the list. */
function place(path: Path): string {
  const last = path.at(-1)
  if (last === undefined) return 'berkas'
  return typeof last === 'number' ? `isi ke-${last + 1} dari "${path.at(-2)}"` : `"${last}"`
}
