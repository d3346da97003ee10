import type { Action, Where } from './action.ts'
import type { Run } from './run.ts'
import { everybody, type Happening } from './scenario.ts'

type Names = Pick<Run, 'nameOf' | 'filled'>

/** "di WhatsApp", "di topik Sari": a place of a story. */
export function placeInWords(where: Where, { nameOf }: Pick<Names, 'nameOf'>): string {
  if (where === 'whatsapp') return 'di WhatsApp'
  if (where === 'telegram') return 'di Telegram'
  if (where === 'general') return 'di grup'
  return 'of' in where.topic ? `di topik ${nameOf(where.topic.of)}` : 'di topik'
}

/** What happens in a step, as a sentence: "Budi menekan Ambil di topik Sari". */
export function stepInWords(step: Happening, names: Names): string {
  switch (step.kind) {
    case 'act':
      return actionInWords(step.action, names)
    case 'see':
      return `${step.who === everybody ? 'Semua orang' : names.nameOf(step.who)} melihat "${names.filled(step.words)}" ${placeInWords(step.where, names)}`
    case 'see nothing':
      return `${names.nameOf(step.who)} tidak melihat "${names.filled(step.words)}" ${placeInWords(step.where, names)}`
    case 'crowd':
      return `${step.people} orang menulis bersamaan`
    case 'expect':
      return 'Hasilnya seperti yang diharapkan'
    case 'office hours':
      return 'Waktu maju sampai jam layanan'
    case 'tell':
      return 'Cerita'
  }
}

function actionInWords(action: Action, names: Names): string {
  const who = 'who' in action ? names.nameOf(action.who) : ''
  const place = 'where' in action ? ` ${placeInWords(action.where, names)}` : ''
  switch (action.do) {
    case 'write':
      return `${who} menulis${place}`
    case 'edit':
      return `${who} mengubah pesannya${place}`
    case 'delete':
      return `${who} menghapus pesannya${place}`
    case 'react':
      return `${who} memberi tanda${place}`
    case 'tap':
      return `${who} menekan ${action.button}${place}`
    case 'start':
      return `${who} menekan Start`
    case 'read':
      return `${who} membaca`
    case 'call':
      return `${who} menelepon`
    case 'block':
      return `${who} ${action.on ? 'memblokir' : 'tidak lagi memblokir'} bot`
    case 'phone off':
      return `Ponsel ${who} ${action.on ? 'mati' : 'nyala'}`
    case 'come':
      return `${action.name} datang`
    case 'clock':
      return `Waktu maju ${action.minutes} menit`
    case 'switch':
      return `Sakelar ${action.what} ${action.on ? 'nyala' : 'mati'}`
    case 'kill':
      return 'Bot dimatikan paksa'
    case 'revive':
      return 'Bot dihidupkan'
    case 'flush redis':
      return 'Redis dikosongkan'
    case 'topic':
      return 'Topik diubah'
  }
}
