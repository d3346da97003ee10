import { choiceWords, numberOf } from './choice.ts'
import type { AskStep, Option } from './flow.ts'
import { optionKeys } from './keys.ts'
import { limits, readAction, readJump, readSentence, wordsOf, type Names, type Path } from './read-words.ts'
import { isMap, type Reading } from './reading.ts'
import { checks, optionLists } from './vocabulary.ts'

/** Reads what is a question's own in a step with `tanya`. */
export function readQuestion(
  raw: Readonly<Record<string, unknown>>,
  path: Path,
  names: Names,
  reading: Reading,
): Pick<AskStep, 'text' | 'save' | 'check' | 'options' | 'skippable'> {
  const { harus, 'boleh dilewati': skip } = raw
  return {
    text: readSentence(raw.tanya, [...path, 'tanya'], reading),
    save: readSave(raw.simpan, path, reading),
    check: harus === undefined ? null : reading.word(harus, [...path, 'harus'], wordsOf(checks), 'pemeriksa'),
    options: raw.pilihan === undefined ? [] : readOptions(raw.pilihan, [...path, 'pilihan'], names, reading),
    skippable:
      skip !== undefined && reading.word(skip, [...path, 'boleh dilewati'], ['ya', 'tidak'], 'jawaban') === 'ya',
  }
}

function readSave(value: unknown, path: Path, reading: Reading): string {
  if (value === undefined) {
    reading.wrong([...path, 'tanya'], '"tanya" memerlukan "simpan": nama jawabannya')
    return ''
  }
  const save = reading.text(value, [...path, 'simpan']) ?? ''
  if (save && (!/^[a-z][a-z ]*$/.test(save) || save.length > limits.save))
    reading.wrong([...path, 'simpan'], `nama jawaban "${save}" harus huruf kecil a–z, paling panjang ${limits.save}`)
  return save
}

function readOptions(value: unknown, path: Path, names: Names, reading: Reading): AskStep['options'] {
  if (typeof value === 'string' && value) return reading.word(value, path, wordsOf(optionLists), 'daftar pilihan') ?? []
  if (!isMap(value) || !Object.keys(value).length) {
    reading.wrong(path, '"pilihan" berisi pilihan seperti "Ya: {}" di baris masing-masing, atau nama sebuah daftar')
    return []
  }
  const options = Object.entries(value).map(([text, one]) => readOption(text, one, [...path, text], names, reading))
  for (const [at, option] of options.entries())
    for (const other of options.slice(0, at)) {
      const both = choiceWords(option).find(word => choiceWords(other).includes(word))
      if (both !== undefined)
        reading.wrong([...path, option.text], `"${both}" berarti dua pilihan: "${other.text}" dan "${option.text}"`)
    }
  return options
}

function readOption(text: string, value: unknown, path: Path, names: Names, reading: Reading): Option {
  if (!text.trim()) reading.wrong(path, 'pilihan tanpa teks')
  if (text.length > limits.option) reading.wrong(path, `pilihan "${text}" lebih dari ${limits.option} huruf`)
  const raw = value === '' || value === null ? {} : (reading.map(value, path, wordsOf(optionKeys)) ?? {})
  const words = reading.texts(raw.kata, [...path, 'kata'])
  for (const word of [text, ...words])
    if (numberOf(word) !== null) reading.wrong(path, `"${word}" sudah berarti urutan pilihan`)
  const forgets = reading
    .texts(raw.lupakan, [...path, 'lupakan'])
    .filter(name => reading.word(name, [...path, 'lupakan'], names.saves, 'jawaban'))
  if (forgets.length && raw.lalu !== undefined)
    reading.wrong([...path, 'lalu'], '"lupakan" sudah kembali ke pertanyaan pertama yang disebutnya, jadi tanpa "lalu"')
  return {
    text,
    words,
    next: readJump(raw.lalu, [...path, 'lalu'], names, reading),
    forgets,
    action: raw.lakukan === undefined ? null : readAction(raw.lakukan, [...path, 'lakukan'], reading),
  }
}
