import { stringify } from 'yaml'
import type { Action, SaidFile, Where } from './action.ts'
import type { Scenario, StoryStep } from './scenario.ts'
import { fileWords } from './step-schemas.ts'

/** A story as its file says it: what readStory makes of it is the same story. */
export function writeStory({ name, title, summary, cast, steps, ending }: Scenario): string {
  const content = {
    cerita: name,
    judul: title,
    ringkas: summary,
    pemeran: Object.fromEntries(Object.entries(cast).map(([part, key]) => [part, key ?? 'orang baru'])),
    langkah: steps.map(stepOf),
    ...(ending === null ? {} : { penutup: ending }),
  }
  return stringify(content, { lineWidth: 110, defaultStringType: 'PLAIN', version: '1.2' })
}

type Keys = Readonly<Record<string, unknown>>

function stepOf(step: StoryStep): Keys {
  const { teaching, patience } = step
  if (step.kind === 'tell') return { cerita: teaching!.words, ...(teaching!.title ? { judul: teaching!.title } : {}) }
  return {
    ...happeningOf(step),
    ...(patience === 30_000 ? {} : { 'paling lama': `${patience / 1000} detik` }),
    ...(teaching && {
      ajar: { judul: teaching.title, kata: teaching.words, ...(teaching.continued ? { sambungan: 'ya' } : {}) },
    }),
  }
}

function happeningOf(step: Exclude<StoryStep, { kind: 'tell' }>): Keys {
  switch (step.kind) {
    case 'act':
      return actionOf(step.action)
    case 'see':
      return { lihat: step.words, oleh: step.who, di: placeOf(step.where) }
    case 'see nothing':
      return { 'tidak lihat': step.words, oleh: step.who, di: placeOf(step.where) }
    case 'crowd':
      return {
        ramai: step.lines,
        orang: String(step.people),
        di: { whatsapp: 'WhatsApp', telegram: 'Telegram', both: 'keduanya' }[step.where],
      }
    case 'expect':
      return {
        harap: {
          ...(step.tickets === null ? {} : { 'tiket baru': String(step.tickets) }),
          ...(step.lost === null ? {} : { hilang: String(step.lost) }),
          ...(step.repeated === null ? {} : { ganda: String(step.repeated) }),
        },
      }
    case 'office hours':
      return { 'jam kerja': 'ya' }
  }
}

function actionOf(action: Action): Keys {
  const by = 'where' in action ? { oleh: action.who, di: placeOf(action.where) } : {}
  const words = (ref: object): string => ('words' in ref ? String(ref.words) : '')
  switch (action.do) {
    case 'write': {
      const quoted = action.replyTo ? { balas: words(action.replyTo) } : {}
      if (!action.files?.length) return { tulis: action.text, ...by, ...quoted }
      const files = action.files.map(fileOf)
      return {
        kirim: files.length === 1 ? files[0] : files,
        ...(action.text ? { teks: action.text } : {}),
        ...by,
        ...quoted,
      }
    }
    case 'edit':
      return { ubah: words(action.message), menjadi: action.text, ...by }
    case 'delete':
      return { hapus: words(action.message), ...by }
    case 'react':
      return { tanda: action.emoji ?? 'cabut', pada: words(action.message), ...by }
    case 'tap':
      return { ketuk: action.button, ...(action.message ? { pada: words(action.message) } : {}), ...by }
    case 'start':
      return { start: action.who, ...(action.payload ? { kode: action.payload } : {}) }
    case 'read':
      return { baca: action.who }
    case 'call':
      return { telepon: action.who }
    case 'block':
      return { blokir: action.who, keadaan: onOff(action.on) }
    case 'phone off':
      return { ponsel: action.who, keadaan: onOff(!action.on) }
    case 'clock':
      return { 'waktu maju': `${action.minutes} menit` }
    case 'switch':
      return { sakelar: wordFor(fileWords.switches, action.what), keadaan: onOff(action.on) }
    case 'kill':
      return { bot: 'matikan paksa' }
    case 'revive':
      return { bot: 'hidupkan' }
    case 'flush redis':
      return { redis: 'kosongkan' }
    case 'topic':
      return {
        topik: wordFor(fileWords.topics, action.what),
        milik: 'of' in action.topic ? action.topic.of : '',
      }
    case 'come':
      throw new Error('who comes stands in the cast')
  }
}

function placeOf(where: Where): string {
  if (where === 'whatsapp') return 'WhatsApp'
  if (where === 'telegram') return 'Telegram'
  if (where === 'general') return 'grup'
  return `topik ${'of' in where.topic ? where.topic.of : ''}`
}

function fileOf({ kind, name }: SaidFile): string {
  const word = wordFor(fileWords.kinds, kind)
  return name && kind === 'document' ? `${word} ${name}` : word
}

function wordFor(words: Readonly<Record<string, string>>, meant: string): string {
  return Object.keys(words).find(word => words[word] === meant)!
}

function onOff(on: boolean): string {
  return on ? 'nyala' : 'mati'
}
