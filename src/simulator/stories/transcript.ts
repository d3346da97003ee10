import type { Acting } from './acting.ts'
import type { Where } from './action.ts'
import type { Run } from './run.ts'
import type { Sight } from './sight.ts'

/** Follows what stands in the chats of a story and tells what is new, in words. */
export interface Transcript {
  /** One line for each message that came or changed since the last time. */
  news(): string[]
}

/** The chats of everybody who plays a part, and the staff group. What stands there already is not told. */
export function openTranscript(
  run: Run,
  parts: readonly string[],
  acting: Acting,
  topics: () => readonly Topic[],
): Transcript {
  const seen = new Map<string, string>()

  function newsIn(place: string, who: string, where: Where): string[] {
    const someone = acting.person(who)
    if (!someone) return []
    return acting.look(someone, where).flatMap(sight => {
      const key = `${place} ${sight.id}`
      const print = JSON.stringify([sight.text, sight.buttons, sight.deleted])
      const before = seen.get(key)
      if (before === print) return []
      seen.set(key, print)
      return [lineOf(place, sight, before !== undefined, acting)]
    })
  }

  function news(): string[] {
    const people = parts.map(part => run.personOf(part))
    return [
      ...people.flatMap(({ key, name, phone }) => [
        ...(phone === null ? [] : newsIn(`WhatsApp ${first(name)}`, key, 'whatsapp')),
        ...newsIn(`Telegram ${first(name)}`, key, 'telegram'),
      ]),
      ...newsIn('grup', people[0]!.key, 'general'),
      ...topics().flatMap(({ thread, name }) => newsIn(`topik ${name}`, people[0]!.key, { topic: { thread } })),
    ]
  }

  news()
  return { news }
}

interface Topic {
  readonly thread: number
  readonly name: string
}

function lineOf(place: string, sight: Sight, changed: boolean, acting: Acting): string {
  const by = sight.from === 'bot' ? 'Loket' : sight.from === 'phone' ? 'ponsel LPSE' : nameOf(sight.from, acting)
  const words = sight.deleted ? '(dihapus)' : sight.text
  const carried = sight.file ? [`(${sight.file})`] : []
  const buttons = sight.buttons.length ? [sight.buttons.map(button => `[${button}]`).join(' ')] : []
  const body = [...carried, words, ...buttons].filter(Boolean).join('\n').replaceAll('\n', '\n      ')
  return `${place} · ${by}${changed ? ' (berubah)' : ''}:\n      ${body}`
}

function nameOf(key: string, acting: Acting): string {
  return first(acting.person(key)?.name ?? 'seseorang')
}

function first(name: string): string {
  return name.split(' ')[0]!
}
