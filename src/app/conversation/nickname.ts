import { firstName } from '../../domain/masking.ts'
import type { Heard } from '../message.ts'
import type { ConversationState } from '../ports.ts'
import { text, type Acts } from './context.ts'

const longest = 30

/** /panggilan Bu Wati: how the people an anggota helps hear of them from now on. */
export function takeNickname(state: ConversationState, rest: string, message: Heard, acts: Acts): ConversationState {
  const { actor, say } = acts.context
  const nickname = rest.replace(/\s+/gu, ' ').trim()
  const isName = /^[\p{L}\p{M}'.’ -]*\p{L}[\p{L}\p{M}'.’ -]*$/u.test(nickname) && nickname.length <= longest
  if (!actor?.staff || !isName) acts.toGroup(message, text(say('panggilan kosong')), true)
  else {
    acts.staff({ ...actor.staff, nickname }, 'nickname')
    acts.event('nickname', null, actor.staff.id, { nickname })
    acts.toGroup(message, text(say('panggilan disimpan', { nama: firstName(nickname) })), true)
  }
  return state
}
