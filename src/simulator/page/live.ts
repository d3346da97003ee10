import type { Stream } from '../../web/stream.ts'
import type { SimulatorHost } from '../host.ts'
import type { Acting } from '../stories/acting.ts'

/** The bot fetches what was said a moment after it was said; only then the second tick shows (ms). */
const fetched = 500

/** Tells open pages which part to ask for again whenever something moved. Returns what ends that. */
export function tellPages(
  { telegram, whatsapp, cast, onChange }: SimulatorHost,
  acting: Acting,
  stream: Stream,
): () => void {
  const timers = new Set<NodeJS.Timeout>()
  const onTelegram = (chat: number | undefined): void => {
    if (chat === undefined || chat === cast.group) stream.publish('grup')
    if (chat !== cast.group) stream.publish('tg')
  }
  const inWhatsApp = (): void => stream.publish('wa')
  const ending = [
    whatsapp.on('sent', inWhatsApp),
    whatsapp.on('said', inWhatsApp),
    whatsapp.on('seen', inWhatsApp),
    whatsapp.on('link', inWhatsApp),
    telegram.on('call', ({ method, chat }) => method === 'getUpdates' || onTelegram(chat)),
    telegram.on('update', ({ chat }) => {
      onTelegram(chat)
      const timer = setTimeout(() => {
        timers.delete(timer)
        onTelegram(chat)
      }, fetched)
      timers.add(timer)
    }),
    // A deleted topic, a new person, a switch: no network tells of them.
    acting.onAct(action => {
      if (action.do === 'read') return
      for (const name of ['wa', 'tg', 'grup', 'mesin']) stream.publish(name)
    }),
    onChange(what => stream.publish(what === 'trail' ? 'jalan' : 'mesin')),
  ]
  return () => {
    for (const end of ending) end()
    for (const timer of timers) clearTimeout(timer)
  }
}
