import type { SimulatorHost } from '../host.ts'

/** What became of the messages of the simulation so far. */
export interface Verdict {
  /** Said, or to be sent, and not there yet. */
  readonly waiting: number
  readonly lost: number
  /** Came twice without the record admitting it. */
  readonly repeated: number
  /** Came twice, since the outcome of the first sending was unknown; the record says so. */
  readonly admitted: number
}

/** The verdict by the ledgers of the networks and the records of the bot. */
export async function verdictOf({ trail }: Pick<SimulatorHost, 'trail'>): Promise<Verdict> {
  const { waiting, lost, repeated } = await trail.tally()
  const admitted = repeated.filter(one => one.admitted).length
  return { waiting, lost, repeated: repeated.length - admitted, admitted }
}

/** Resolves when nothing waits on the networks nor with the bot: three looks in a row, since one thing leads to another. */
export async function settledOf(
  { telegram, whatsapp, trail }: Pick<SimulatorHost, 'telegram' | 'whatsapp' | 'trail'>,
  patience: number,
): Promise<void> {
  const end = performance.now() + patience
  for (let quiet = 0; quiet < 3;) {
    const pending = telegram.pendingUpdates() + whatsapp.pendingForBot()
    quiet = pending === 0 && (await trail.tally()).waiting === 0 ? quiet + 1 : 0
    if (performance.now() > end) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
