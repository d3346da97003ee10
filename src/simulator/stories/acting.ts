import type { Outsider } from '../cast.ts'
import type { SimulatorHost } from '../host.ts'
import type { Action, Outcome, Switch } from './action.ts'

/** What acting needs of the host; a test's stage gives the same. */
export type Playground = Pick<SimulatorHost, 'telegram' | 'whatsapp' | 'cast' | 'clock' | 'bot' | 'flushRedis'>

/** Everything people do in the simulation goes through here: the page's actions and those of stories. One for a host. */
export interface Acting {
  /** Carries an action out. Throws ActionRefused with a sentence for people when it cannot be done. */
  act(action: Action): Promise<Outcome>
  /** The cast's outsiders and those who came since. */
  outsiders(): readonly Outsider[]
  switches(): Readonly<Record<Switch, boolean>>
  /** Calls `listener` after each action that was carried out; returns what ends that. */
  onAct(listener: (action: Action, outcome: Outcome) => void): () => void
}
