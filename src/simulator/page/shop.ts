import type { OfficeHours } from '../../domain/office-hours.ts'
import type { Html } from '../../web/html.ts'
import type { Web } from '../../web/server.ts'
import type { SimulatorHost } from '../host.ts'
import type { Acting } from '../stories/acting.ts'
import type { Refused } from './composer.ts'
import type { ReadMarks } from './read-marks.ts'
import type { View } from './view.ts'

/** What the page of the simulator is made of. */
export interface PageParts {
  readonly host: SimulatorHost
  readonly acting: Acting
  readonly web: Web
  /** When the office is open, for the clock. */
  hours(): OfficeHours
  /** More buttons for the top bar. */
  readonly menu?: () => Html
}

/** What a region is drawn from. */
export interface Drawing extends PageParts {
  readonly marks: ReadMarks
  readonly view: View
  readonly refused: Refused | null
}
