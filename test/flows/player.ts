import { fill, plainText } from '../../src/domain/rich.ts'
import type { Example, Flow } from '../../src/flows/flow.ts'
import { joinSaid } from '../../src/flows/join-said.ts'
import * as step from '../../src/flows/step.ts'
import type { Action, Check, Condition, Value } from '../../src/flows/vocabulary.ts'

/** One line of a conversation as it went. */
export interface Played {
  readonly by: string
  readonly text: string
}

const everyday: Readonly<Partial<Record<Value, string>>> = {
  waktu: 'pagi',
  lpse: 'LPSE Kabupaten Tulang Bawang Barat',
  nomor: 'TBB-2026-000001',
  'jam buka': 'Senin 2 Maret pukul 07.30 WIB',
  'cara lain': '• Inspektorat: 0725 123456\n• SP4N-LAPOR!: lapor.go.id',
}
const categories = ['Login & sandi', 'Unggah penawaran', 'Gangguan server', 'Lainnya']
const roles = ['Penyedia', 'PPK', 'Pokja/PP', 'PA/KPA', 'Auditor', 'Lainnya']

/** What in this small world counts as an answer. */
const isAnswer: Readonly<Record<Check, (text: string) => boolean>> = {
  teks: text => text.trim() !== '',
  'nama dan instansi': text => /^[\p{Lu}][\p{L}.]+( [\p{Lu}][\p{L}.]+)*(, .+)*$/u.test(text),
  'paket dan batas waktu': text => namesPackage(text) || namesTime(text),
}

function namesPackage(text: string): boolean {
  return /\b\d{5,14}\b/.test(text)
}

function namesTime(text: string): boolean {
  return /\b(jam|besok|lusa)\b/.test(text)
}

/** Plays the person's side of an example and returns the whole conversation as it went. */
export function play(flow: Flow, example: Example, privasi = '(Pemberitahuan privasi.)'): Played[] {
  const played: Played[] = []
  const holding = new Set<Condition>(example.holds)
  const asked: step.Question[] = []
  let heard: ({ readonly said: string } | { readonly asked: step.Question })[] = []
  let position: step.Position | null = null

  const valuesFor = (answers: step.Answers): Partial<Record<Value, string>> => {
    const kategori = answers.kategori ?? example.values.kategori ?? ''
    const [name = '', , role = ''] = (answers.pelapor ?? '').split(', ')
    const lines = [
      `Uraian: ${answers.uraian ?? example.lines[0]?.text ?? ''}`,
      `Pelapor: ${answers.pelapor ?? example.values.nama ?? '–'}`,
      `Kategori: ${kategori}`,
      `Paket: ${answers.paket || answers['kode paket'] || '–'}`,
    ]
    return {
      ...everyday,
      privasi,
      batas: answers['batas waktu'] || answers.paket || '',
      nama: name,
      peran: role,
      ringkasan: lines.join('\n'),
      ...example.values,
      kategori,
    }
  }
  const answersOf = (texts: step.Answers): string[] =>
    ['paket', 'kode paket', 'batas waktu'].flatMap(save => texts[save] ?? [])

  const host: step.Host = {
    holds(condition, answers) {
      if (holding.has(condition)) return true
      if (condition === 'pelapor dikenal') return Boolean(answers.pelapor)
      if (condition === 'kategori jelas') return Boolean(answers.kategori)
      if (condition === 'isi pengaduan ada') return Boolean(answers.isi)
      if (condition === 'paket disebut') return answersOf(answers).some(namesPackage)
      if (condition === 'batas waktu disebut') return answersOf(answers).some(namesTime)
      if (condition === 'mendesak') return answersOf(answers).some(text => text.includes('hari ini'))
      return false
    },
    do(action: Action, answers) {
      flush(answers)
      played.push({ by: 'lakukan', text: action })
      if (action === 'buka tiket') holding.add('tiket sudah dibuat')
    },
    say: text => heard.push({ said: text }),
    ask: question => heard.push({ asked: question }),
    options(list) {
      if (list === 'peran') return roles.map(text => ({ text, value: text }))
      const guess = example.values.kategori
      const [first = guess, ...others] = [guess, ...categories.filter(one => one !== guess)].filter(Boolean)
      return [first, ...others].map(text => ({
        text: text!,
        value: text!,
        words: text === guess ? ['ya', 'iya', 'betul', 'benar'] : [],
      }))
    },
    check: (check, text) => (isAnswer[check](text) ? text : null),
  }

  /** What was said since the person's last word, as messages with their buttons. */
  function flush(answers: step.Answers): void {
    const values = valuesFor(answers)
    const parts = heard.map(one => fill('said' in one ? one.said : one.asked.text, values))
    const questions = heard.flatMap(one => ('asked' in one ? [one.asked] : []))
    asked.push(...questions)
    heard = []
    const buttons = questions.flatMap(buttonsOf).map(text => `[${text}]`)
    for (const [at, message] of joinSaid(parts).map(plainText).entries()) {
      const last = at === joinSaid(parts).length - 1
      played.push({ by: 'bot', text: last && buttons.length ? `${message}\n${buttons.join(' ')}` : message })
    }
  }

  /** Words that mean the same everywhere are heard before they could be an answer. */
  function hear(current: step.Position, words: string): step.Position | null {
    switch (words.toLowerCase()) {
      case 'kembali':
        return step.back(flow, current, host)
      case 'lanjut':
        return step.resume(flow, current, host)
      case 'batal':
        return step.goTo(flow, current, 'batal', host)
      case 'mendesak':
        holding.add('menyebut mendesak')
        return step.goTo(flow, current, 'mendesak', host)
      default:
        return step.answer(flow, current, { kind: 'text', text: words }, host)
    }
  }

  function tap(current: step.Position, text: string): step.Position | null {
    const question = asked.findLast(one => buttonsOf(one).includes(text))
    if (!question) throw new Error(`no button "${text}" was ever shown`)
    const value = question.options.find(option => option.text === text)?.value ?? ''
    return step.answer(flow, current, { kind: 'option', save: question.save, value }, host)
  }

  for (const { by, text } of example.lines) {
    if (by !== 'penyedia' && by !== 'ketuk') continue
    played.push({ by, text })
    if (!position) position = step.begin(flow, host)
    else position = (by === 'ketuk' ? tap(position, text) : hear(position, text)) ?? position
    // What a person's stored position is must survive being stored.
    position = JSON.parse(JSON.stringify(position)) as step.Position
    flush(position.answers)
  }
  return played
}

function buttonsOf({ options, skippable }: step.Question): string[] {
  return [...options.map(({ text }) => text), ...(skippable ? ['Lewati'] : [])]
}
