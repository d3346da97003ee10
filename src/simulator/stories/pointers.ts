import { isButton, numberOf, type Acting } from './acting.ts'
import type { Action, MessageRef, Where } from './action.ts'
import { newestWith, type Sight } from './sight.ts'
import { targets, type Panel } from './targets.ts'

/** Where on the page an action is done. */
export interface Pointers {
  /** Selectors, from the very thing to what leads there: the first that is seen, and not chosen already, is pointed at. */
  readonly targets: readonly string[]
  /** The parameters of the page's address under which the next tap is enough: person, topic, words to begin with. */
  readonly view: Readonly<Record<string, string>>
}

/** Where an action is done; null for one that is done in no chat, or in a topic that is not there yet. */
export function pointers(action: Action, acting: Acting): Pointers | null {
  if (!('who' in action)) return null
  const who = acting.person(action.who)
  if (!who) return null
  const where: Where = 'where' in action ? action.where : action.do === 'read' ? 'whatsapp' : 'telegram'
  const panel: Panel = where === 'whatsapp' ? 'wa' : where === 'telegram' ? 'tg' : 'grup'
  const thread = typeof where === 'object' ? acting.thread(where.topic) : null
  if (thread === undefined) return null
  const chosen = { tab: panel, [panel === 'grup' ? 'staf' : panel]: who.key }
  const view = panel === 'grup' ? { ...chosen, topik: String(thread ?? 'umum') } : chosen
  const ways = [
    ...(panel === 'grup' ? [targets.topic(thread)] : []),
    targets.person(panel, who.key),
    ...(panel === 'tg' ? [targets.start] : []),
    targets.tab(panel),
  ]
  const sights = acting.look(who, where)
  const typed = (words: string, reply?: Sight): Pointers => ({
    targets: [targets.send(panel), ...ways],
    view: { ...view, di: panel, isi: words, ...(reply ? { pesan: `${panel}.balas.${reply.id}` } : {}) },
  })
  const at = (target: string | null): Pointers => ({ targets: [...(target ? [target] : []), ...ways], view })

  if (action.do === 'tap') {
    if (panel === 'wa') {
      const number = numberOf(action.button, sights)
      return number ? typed(number) : at(null)
    }
    const found = action.message ? meant(sights, action.message) : sights.findLast(hasButton(action.button))
    const label = found?.buttons.find(one => isButton(one, action.button))
    return at(found && label ? targets.button(panel, found.id, label) : null)
  }
  if (action.do === 'write' && action.text) return typed(action.text, action.replyTo && meant(sights, action.replyTo))
  return at(null)
}

function hasButton(named: string): (sight: Sight) => boolean {
  return ({ buttons }) => buttons.some(label => isButton(label, named))
}

function meant(sights: readonly Sight[], ref: MessageRef): Sight | undefined {
  return 'words' in ref ? newestWith(sights, ref.words) : sights.find(({ id }) => String(id) === String(ref.id))
}
