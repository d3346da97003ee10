import { EventEmitter } from 'node:events'
import type { CallRow, Ledger, UpdateRow } from './ledger.ts'

interface Events {
  call: [CallRow]
  update: [UpdateRow]
}

/** Being told what happens on the network. */
export interface Watch {
  /** Calls `listener` for each finished call or pushed update; returns what ends that. */
  on<K extends keyof Events>(event: K, listener: (...row: Events[K]) => void): () => void
  /** The first call in the ledger, made already or to come, for which `matches` holds. Rejects after `ms`. */
  waitFor(matches: (call: CallRow) => boolean, ms?: number): Promise<CallRow>
  /** Resolves to the first truthy `condition()`, asked anew after every call and update. Rejects after `ms`. */
  until<T>(condition: () => T, ms?: number): Promise<NonNullable<T>>
}

/** The watch and what feeds it. */
export function createWatch(ledger: Ledger): {
  network: Watch
  emit: <K extends keyof Events>(event: K, ...row: Events[K]) => void
  stop: () => void
} {
  const events = new EventEmitter()
  events.setMaxListeners(0)
  const stopped = new AbortController()

  function until<T>(condition: () => T, ms = 10_000): Promise<NonNullable<T>> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer)
        events.off('call', look)
        events.off('update', look)
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
        const value = condition()
        end(() => (value ? resolve(value) : reject(new Error(`it did not come true within ${ms} ms`))))
      }, ms)
      events.on('call', look)
      events.on('update', look)
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
      waitFor(matches, ms) {
        let looked = 0
        return until(() => {
          while (looked < ledger.calls.length) {
            const call = ledger.calls[looked]!
            looked += 1
            if (matches(call)) return call
          }
          return undefined
        }, ms)
      },
      until,
    },
    emit: (event, ...row) => {
      events.emit(event, ...row)
    },
    stop: () => stopped.abort(),
  }
}
