import { EventEmitter } from 'node:events'
import type { SaidRow, SentRow } from './ledger.ts'

interface Events {
  /** A message of the bot was handed in, accepted, refused or has arrived. */
  sent: [SentRow]
  /** A message to the bot was said, given to it, received or refused by it. */
  said: [SaidRow]
  /** The bot came or went, was linked or unlinked, waits to be linked. */
  link: []
  /** Something else a person sees: typing, ticks, a reaction, a call that was declined. */
  seen: []
}

/** Being told what happens on the network. */
export interface Watch {
  /** Calls `listener` at each such event; returns what ends that. */
  on<K extends keyof Events>(event: K, listener: (...row: Events[K]) => void): () => void
  /** Resolves to the first truthy `condition()`, asked anew after every event. Rejects after `ms`, default 10 000. */
  until<T>(condition: () => T, ms?: number): Promise<NonNullable<T>>
}

export type Emit = <K extends keyof Events>(event: K, ...row: Events[K]) => void

const kinds: readonly (keyof Events)[] = ['sent', 'said', 'link', 'seen']

/** The watch and what feeds it. */
export function createWatch(): { network: Watch; emit: Emit; stop: () => void } {
  const events = new EventEmitter()
  events.setMaxListeners(0)
  const stopped = new AbortController()

  function until<T>(condition: () => T, ms = 10_000): Promise<NonNullable<T>> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer)
        for (const kind of kinds) events.off(kind, look)
        stopped.signal.removeEventListener('abort', interrupted)
        settle()
      }
      const look = () => {
        try {
          const value = condition()
          if (value) end(() => resolve(value))
        } catch (error) {
          end(() => reject(error as Error))
        }
      }
      const interrupted = () => end(() => reject(new Error('the network was stopped while something waited for it')))
      const timer = setTimeout(() => {
        look()
        end(() => reject(new Error(`it did not come true within ${ms} ms`)))
      }, ms)
      for (const kind of kinds) events.on(kind, look)
      stopped.signal.addEventListener('abort', interrupted)
      look()
    })
  }

  return {
    network: {
      on(event, listener) {
        events.on(event, listener)
        return () => events.off(event, listener)
      },
      until,
    },
    emit: (event, ...row) => {
      events.emit(event, ...row)
    },
    stop: () => stopped.abort(),
  }
}
