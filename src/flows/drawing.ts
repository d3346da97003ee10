import type { Flow, Step } from './flow.ts'
import { waysFrom } from './paths.ts'
import * as keys from './keys.ts'
import * as words from './vocabulary.ts'

/** Letters of a sentence that a box shows. */
const boxWidth = 48

/** docs/alur.md: every conversation as a Mermaid flowchart, and every word that a file may use. */
export function drawFlows(flows: readonly Flow[]): string {
  return [
    '# Alur percakapan',
    'Dibuat dari `flows/` dengan `npm run flows:draw`; jangan diubah dengan tangan.',
    [
      '- Kotak: Loket berkata.',
      '- Belah ketupat: Loket bertanya dan menunggu.',
      '- Kotak bergaris ganda: tindakan.',
      '- Panah putus-putus: langkah dilewati karena keadaannya tidak terpenuhi.',
    ].join('\n'),
    ...flows.flatMap(flow => [`## ${flow.name}`, '```mermaid\n' + drawFlow(flow) + '\n```']),
    '# Kata yang boleh dipakai',
    'Semua kata yang dikenal berkas percakapan. Kata lain ditolak dengan nama berkas dan nomor baris.',
    list('Berkas', keys.fileKeys),
    list('Langkah: satu dari', keys.stepVerbs),
    list('Setiap langkah boleh punya', keys.stepKeys),
    list('Pertanyaan punya juga', keys.questionKeys),
    list('Sebuah pilihan boleh punya', keys.optionKeys),
    list('Keadaan (`bila`): `bukan` di depannya berarti sebaliknya, beberapa berarti semuanya', words.conditions),
    list('Pemeriksa jawaban (`harus`)', words.checks),
    list('Tindakan (`lakukan`)', words.actions),
    list('Daftar pilihan (`pilihan`)', words.optionLists),
    list('Isian kalimat (dalam kurung kurawal)', words.values),
    list('Label yang dituju kata umum', words.entries),
    list('Contoh', keys.exampleKeys),
    list('Baris percakapan contoh', keys.lineKeys),
  ]
    .join('\n\n')
    .concat('\n')
}

function list(title: string, known: Readonly<Record<string, string>>): string {
  const rows = Object.entries(known).map(([word, meaning]) => `- \`${word}\`: ${meaning}`)
  return `## ${title}\n\n${rows.join('\n')}`
}

/** One conversation as a Mermaid flowchart, its sentences shortened. */
export function drawFlow({ begins, steps }: Flow): string {
  const begin = begins.length ? begins.join(', ') : 'kata-kata pertama'
  const entries = steps.flatMap((step, at) =>
    step.label !== null && Object.hasOwn(words.entries, step.label) ? [{ word: step.label, at }] : [],
  )
  return [
    'flowchart TD',
    `  mulai(["${shown(begin)}"]) --> ${node(0, steps)}`,
    ...entries.map(({ word, at }) => `  kata${at + 1}(["${word.toUpperCase()}"]) --> ${node(at, steps)}`),
    ...steps.map((step, at) => `  ${node(at, steps)}${box(step)}`),
    ...steps.flatMap((_, at) => arrows(at, steps)),
    `  ${node(steps.length, steps)}(["${words.endWord}"])`,
  ].join('\n')
}

function node(at: number, steps: readonly Step[]): string {
  return at < steps.length ? `s${at + 1}` : 'akhir'
}

function box(step: Step): string {
  const conditions = step.guards.map(({ condition, wanted }) => (wanted ? condition : `bukan ${condition}`))
  const when = conditions.length ? `<br/>(bila ${conditions.join(', ')})` : ''
  if (step.kind === 'do') return `[["${step.action}${when}"]]`
  return step.kind === 'ask' ? `{"${shown(step.text)}${when}"}` : `["${shown(step.text)}${when}"]`
}

/** The ways out of a step; options that lead to the same place share an arrow, and a plain arrow stands for skipping. */
function arrows(at: number, steps: readonly Step[]): string[] {
  return [...Map.groupBy(waysFrom(steps, at), way => way.to)].flatMap(([to, same]) => {
    const arrow = (line: string): string => `  ${node(at, steps)} ${line} ${node(to, steps)}`
    const options = same.flatMap(({ by }) => (typeof by === 'string' ? [] : [by.text]))
    const labelled = options.length ? [arrow(`-->|"${shown(options.join(' / '))}"|`)] : []
    if (same.some(({ by }) => by === 'next')) return [...labelled, arrow('-->')]
    return same.some(({ by }) => by === 'skipped') ? [...labelled, arrow('-.->')] : labelled
  })
}

/** The beginning of a sentence, harmless in Mermaid. */
function shown(text: string): string {
  const line = text.replace(/\*/g, '').replace(/\s+/g, ' ')
  const cut = line.length > boxWidth ? `${line.slice(0, line.lastIndexOf(' ', boxWidth))} …` : line
  return cut.replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('`', '#96;')
}
