import type { SimulatorHost } from '../host.ts'
import type { Switch } from './action.ts'

const withoutEnd = Number.MAX_SAFE_INTEGER

/** Trouble on the networks that lasts until it is switched off. */
export function createSwitches({ telegram, whatsapp }: Pick<SimulatorHost, 'telegram' | 'whatsapp'>): {
  set(what: Switch, on: boolean): void
  all(): Readonly<Record<Switch, boolean>>
} {
  const active = new Map<Switch, () => void>()
  const begin: Readonly<Record<Switch, () => () => void>> = {
    'whatsapp off': () => {
      const refused = whatsapp.faults.add({ kind: 'failure 503', times: withoutEnd })
      const cut = whatsapp.faults.add({ kind: 'drop' })
      return () => {
        refused()
        cut()
      }
    },
    'telegram 429': () => telegram.faults.add({ kind: 'too many', retryAfter: 3, times: withoutEnd }),
    'telegram 502': () => {
      telegram.down(true, '502')
      return () => telegram.down(false)
    },
  }
  return {
    set(what, on) {
      if (on === active.has(what)) return
      if (on) active.set(what, begin[what]())
      else {
        active.get(what)?.()
        active.delete(what)
      }
    },
    all: () => ({
      'whatsapp off': active.has('whatsapp off'),
      'telegram 429': active.has('telegram 429'),
      'telegram 502': active.has('telegram 502'),
    }),
  }
}
