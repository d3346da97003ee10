import type { Heard } from '../message.ts'
import type { ConversationState } from '../ports.ts'
import { text, type Acts } from './context.ts'

/** /hubungkan KODE: an admin of a group makes it the desk. */
export function connect(state: ConversationState, message: Heard, code: string, acts: Acts): ConversationState {
  const { context } = acts
  const say = (sentence: Parameters<typeof context.say>[0], values = {}): void => {
    acts.toGroup(message, text(context.say(sentence, values)))
  }
  if (!message.from) say('admin anonim')
  else if (context.desk) say('hubungkan sudah')
  else if (!context.actor?.admin) say('hubungkan bukan admin')
  else if (!context.deskCode || code.trim().toUpperCase() !== context.deskCode) say('hubungkan kode salah')
  else {
    acts.desk({ group: message.chat, forum: context.groupCheck?.forum ?? false })
    acts.event('desk connected', null, message.from.id, { group: message.chat })
    say('hubungkan berhasil', { lpse: context.policy.name })
    for (const missing of missingRights(context.groupCheck)) say(missing)
    return state
  }
  acts.event('refused', null, message.from?.id ?? 'anonim', { message: message.id })
  return state
}

/** What a staff group still lacks, as sentences. */
export function missingRights(
  check: Acts['context']['groupCheck'],
): ('kurang bukan admin' | 'kurang topik' | 'kurang kelola topik' | 'kurang hapus pesan')[] {
  if (!check) return []
  return [
    ...(check.admin ? [] : (['kurang bukan admin'] as const)),
    ...(check.forum ? [] : (['kurang topik'] as const)),
    ...(check.forum && check.admin && !check.manageTopics ? (['kurang kelola topik'] as const) : []),
    ...(check.admin && !check.deleteMessages ? (['kurang hapus pesan'] as const) : []),
  ]
}
