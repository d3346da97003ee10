import { LoketError } from '../errors.ts'
import type { Flow, Step } from './flow.ts'
import { endlessFrom, unreachable } from './paths.ts'
import { readExamples } from './read-example.ts'
import { fileKeys, questionKeys, stepKeys, stepVerbs } from './keys.ts'
import { readQuestion } from './read-question.ts'
import { readAction, readGuards, readJump, readSentence, wordsOf, type Names } from './read-words.ts'
import { beginReading, type Reading } from './reading.ts'
import { endWord } from './vocabulary.ts'
import type { FlowFile } from './yaml.ts'

const verbs = wordsOf(stepVerbs)
const allStepKeys = [...verbs, ...wordsOf(stepKeys), ...wordsOf(questionKeys)]

type RawStep = Readonly<Record<string, unknown>>

/** Reads a conversation. Throws FLOWS_INVALID naming every mistake with its line and the nearest valid word. */
export function readFlow(file: FlowFile): Flow {
  const reading = beginReading(file)
  const top = reading.map(file.content, [], wordsOf(fileKeys)) ?? {}
  const name = file.name.replace(/\.yaml$/, '')
  if (top.alur !== name) reading.wrong(['alur'], `"alur" harus sama dengan nama berkas: alur: ${name}`)
  const raw: unknown[] = Array.isArray(top.langkah) ? top.langkah : []
  if (!raw.length) reading.wrong(['langkah'], '"langkah" harus berupa daftar langkah, masing-masing diawali "- "')
  const maps = raw.map((one, at) => reading.map(one, ['langkah', at], allStepKeys))
  const names = readNames(maps, reading)
  const steps = maps.map((one, at) => one && readStep(one, at, names, reading)).filter(step => step !== null)
  if (!reading.mistakes.length) checkPaths(steps, reading)
  const begins = reading.texts(top.mulai === '' ? undefined : top.mulai, ['mulai']).map(one => one.toLowerCase())
  const examples = readExamples(top.contoh, reading)
  if (reading.mistakes.length) throw new LoketError('FLOWS_INVALID', reading.mistakes.join('; '))
  return { name, begins, steps, examples }
}

function readNames(maps: readonly (RawStep | null)[], reading: Reading): Names {
  const labels = new Map<string, number>()
  const saves: string[] = []
  for (const [at, step] of maps.entries()) {
    const { label, simpan } = step ?? {}
    if (typeof label === 'string' && label) {
      if (labels.has(label)) reading.wrong(['langkah', at, 'label'], `label "${label}" sudah dipakai di atas`)
      if (label === endWord) reading.wrong(['langkah', at, 'label'], `"${label}" berarti akhir alur, bukan label`)
      if (!labels.has(label)) labels.set(label, at)
    }
    if (typeof simpan === 'string' && simpan) {
      if (saves.includes(simpan)) reading.wrong(['langkah', at, 'simpan'], `simpan "${simpan}" sudah dipakai di atas`)
      else saves.push(simpan)
    }
  }
  return { labels, saves, end: maps.length }
}

function readStep(raw: RawStep, at: number, names: Names, reading: Reading): Step | null {
  const path = ['langkah', at]
  const [verb, second] = Object.keys(raw).flatMap(key => verbs.filter(one => one === key))
  if (second) reading.wrong([...path, second], `satu langkah hanya boleh satu dari ${verbs.join(', ')}`)
  if (!verb) reading.wrong(path, `langkah ke-${at + 1} tidak berisi ${verbs.join(', ')}`)
  if (!verb) return null
  for (const key of wordsOf(questionKeys))
    if (verb !== 'tanya' && Object.hasOwn(raw, key))
      reading.wrong([...path, key], `"${key}" hanya untuk langkah "tanya"`)
  const every = {
    guards: readGuards(raw.bila, [...path, 'bila'], reading),
    label: raw.label === undefined ? null : reading.text(raw.label, [...path, 'label']),
    next: readJump(raw.lalu, [...path, 'lalu'], names, reading) ?? at + 1,
  }
  if (verb === 'tanya') return { ...every, kind: 'ask', ...readQuestion(raw, path, names, reading) }
  if (verb === 'kirim') return { ...every, kind: 'say', text: readSentence(raw.kirim, [...path, 'kirim'], reading) }
  const action = readAction(raw.lakukan, [...path, 'lakukan'], reading)
  return action && { ...every, kind: 'do', action }
}

function checkPaths(steps: readonly Step[], reading: Reading): void {
  for (const at of unreachable(steps))
    reading.wrong(['langkah', at], `langkah ke-${at + 1} tidak pernah tercapai (periksa "lalu" di atasnya)`)
  const [circle] = endlessFrom(steps)
  if (circle !== undefined)
    reading.wrong(['langkah', circle], `mulai langkah ke-${circle + 1} alur berputar tanpa pertanyaan (periksa "lalu")`)
}
