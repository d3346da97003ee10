/** What ends the connection: cut, or closed with the stream error of that code (440: replaced by another login). */
const endings = ['drop', '440', '500', '503', '515'] as const
/** What a login is answered with instead of success. */
const refusals = ['failure 401', 'failure 403', 'failure 503'] as const
/**
 * What becomes of a message of the bot. 'drop before': the connection is cut and nothing was accepted; 'drop after':
 * it is accepted and delivered, and the connection is cut instead of the ack; 'no ack': the same without the cut;
 * 'ack 463' and 'ack 479': refused.
 */
const sendings = ['drop before', 'drop after', 'no ack', 'ack 463', 'ack 479'] as const
/**
 * What becomes of a message to the bot. 'corrupted': its ciphertext is damaged, a retry is good; 'undecryptable': every
 * retry is withheld besides; 'lost receipt': the bot's receipt never arrives, so it comes again at the next login.
 */
const arrivals = ['corrupted', 'undecryptable', 'lost receipt'] as const
/** States that hold until they are taken away, or for `ms`. '401' unlinks the device and is no state. */
const states = ['latency', 'stall', 'media down', 'time lock'] as const

export type Ending = (typeof endings)[number]
export type Refusal = (typeof refusals)[number]
export type SendingFault = (typeof sendings)[number]
export type ArrivalFault = (typeof arrivals)[number]
export type StateFault = (typeof states)[number]

export interface Fault {
  kind: Ending | Refusal | SendingFault | ArrivalFault | StateFault | '401'
  /**
   * How often it hits; default 1. What ends the connection hits the present one at once and the next ones as soon as
   * they have logged in. States take no count.
   */
  times?: number
  /** Only messages from or to this number. */
  phone?: string
  /** 'latency': by how many milliseconds, default 1500. The other states: for how long. */
  ms?: number
}

export interface Faults {
  /** Returns what takes the fault away again. */
  add(fault: Fault): () => void
  clear(): void
}

export interface FaultBook extends Faults {
  /** The first fault of one of those kinds that hits, counted down. */
  take<K extends Fault['kind']>(kinds: readonly K[], phone?: string): K | undefined
  /** Ends the timers of states. */
  stop(): void
}

/** The kinds a fault may have. */
export const faultKinds: readonly Fault['kind'][] = [
  '401',
  ...endings,
  ...refusals,
  ...sendings,
  ...arrivals,
  ...states,
]
export const faultsOf = { endings, refusals, sendings, arrivals } as const

/** What the network does when a fault is added: end a connection, unlink, begin or end a state. */
export interface FaultEffects {
  end(kind: Ending): boolean
  unlink(): void
  begin(state: StateFault, ms: number | undefined): void
  finish(state: StateFault): void
}

/** Keeps the faults that wait to hit. Adding a kind it does not know throws. */
export function createFaults(effects: FaultEffects): FaultBook {
  const waiting = new Map<Fault, number>()
  const held = new Map<Fault, NodeJS.Timeout | undefined>()

  function release(fault: Fault): void {
    if (!held.has(fault)) return
    clearTimeout(held.get(fault))
    held.delete(fault)
    effects.finish(fault.kind as StateFault)
  }

  function hold(fault: Fault): void {
    const lasts = fault.kind === 'latency' ? undefined : fault.ms
    held.set(fault, lasts === undefined ? undefined : setTimeout(() => release(fault), lasts))
    effects.begin(fault.kind as StateFault, fault.ms)
  }

  return {
    add(given) {
      const fault = { ...given }
      if (!faultKinds.includes(fault.kind)) throw new Error(`no fault is called ${fault.kind}`)
      if (fault.kind === '401') {
        effects.unlink()
        return () => {}
      }
      if ((states as readonly string[]).includes(fault.kind)) {
        hold(fault)
        return () => release(fault)
      }
      const hitNow = (endings as readonly string[]).includes(fault.kind) && effects.end(fault.kind as Ending) ? 1 : 0
      const left = (fault.times ?? 1) - hitNow
      if (left > 0) waiting.set(fault, left)
      return () => waiting.delete(fault)
    },
    clear() {
      waiting.clear()
      for (const fault of held.keys()) release(fault)
    },
    take(kinds, phone) {
      for (const [fault, left] of waiting) {
        const kind = kinds.find(one => one === fault.kind)
        if (kind === undefined || (fault.phone !== undefined && fault.phone !== phone)) continue
        if (left > 1) waiting.set(fault, left - 1)
        else waiting.delete(fault)
        return kind
      }
      return undefined
    },
    stop() {
      waiting.clear()
      for (const timer of held.values()) clearTimeout(timer)
      held.clear()
    },
  }
}
