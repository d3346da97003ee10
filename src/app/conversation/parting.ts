import { partingsAnHour, withinHour } from '../../domain/link-code.ts'
import type { ConversationState } from '../ports.ts'
import type { Acts } from './context.ts'
import { showWays } from './joined-state.ts'
import { noLinking } from './linking.ts'
import { isSamePlace, wayOf } from './places.ts'

/**
 * PUTUSKAN: the place where it is written keeps the conversation with everything in it; every other network of the person
 * begins an empty one of its own. What still comes from there by older beliefs in addresses finds its way by `left`.
 */
export function part(state: ConversationState, acts: Acts): ConversationState {
  const { account, contact, now, newContact } = acts.context
  const linking = state.linking ?? noLinking
  const others = [...new Set(state.places.map(one => one.account))].filter(one => one !== account)
  const parted = withinHour(linking.parted, now)
  if (!others.length) acts.say('putus tidak terhubung')
  else if (parted.length >= partingsAnHour) acts.say('putus terlalu sering')
  if (!others.length || parted.length >= partingsAnHour) return state
  const { name, greeted, privacy } = state
  const left = others.flatMap(other => {
    const to = newContact()
    const places = state.places.filter(one => one.account === other)
    const { chat } = places.at(-1)!
    acts.tell(to, {
      kind: 'parted',
      id: `parted:${to}`,
      account: other,
      chat,
      sentAt: now,
      origin: contact,
      name,
      greeted,
      privacy,
    })
    acts.moved({ from: contact, to, account: other })
    return places.map(place => ({ account: place.account, chat: place.chat, to }))
  })
  acts.event('unlinked', null, 'pelapor')
  acts.say('putus di sini', { sini: wayOf(account), sana: others.map(wayOf).join(' / ') })
  const staying = state.places.filter(one => one.account === account)
  return showWays(
    {
      ...state,
      places: staying.length > 1 ? staying : [],
      left: [...state.left.filter(one => !left.some(other => isSamePlace(one, other))), ...left],
      linking: { ...linking, code: null, asked: null, parted: [...parted, now] },
    },
    acts,
  )
}
