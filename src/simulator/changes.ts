import type { LocalNetworks } from './start.ts'

/** What may have changed in the simulation. */
export type Change = 'bot' | 'clock' | 'trail'

export interface Changes {
  tell(what: Change): void
  /** Returns what ends it. */
  onChange(listener: (what: Change) => void): () => void
  stop(): void
}

/** The bot writes its records down a moment after the network has answered (ms). */
const recordsCome = 400

/** Tells listeners of changes: those it is told of itself, and whenever something moved on one of the networks. */
export function createChanges({ telegram, whatsapp }: Pick<LocalNetworks, 'telegram' | 'whatsapp'>): Changes {
  const listeners = new Set<(what: Change) => void>()
  let timer: NodeJS.Timeout | undefined
  let again = false
  const tell = (what: Change): void => {
    for (const listener of listeners) listener(what)
  }
  const moved = (): void => {
    again = timer !== undefined
    if (timer) return
    tell('trail')
    timer = setTimeout(function look() {
      tell('trail')
      timer = again ? setTimeout(look, recordsCome) : undefined
      again = false
    }, recordsCome)
  }
  const ending = [
    telegram.on('call', ({ method }) => method === 'getUpdates' || moved()),
    telegram.on('update', moved),
    whatsapp.on('sent', moved),
    whatsapp.on('said', moved),
  ]
  return {
    tell,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop() {
      clearTimeout(timer)
      for (const end of ending) end()
    },
  }
}
