import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startLoket } from '../../src/loket.ts'
import type { Pace } from '../../src/app/pacing.ts'
import type { Checkpoint } from '../../src/app/ports.ts'

/** What this program tells the parent: that it has started, how many bytes it holds, or a QR code to be scanned. */
export type Told = 'ready' | { readonly rss: number } | { readonly qr: string }

/** What the parent writes as the one argument of this program. */
export interface Life {
  readonly env: Readonly<Record<string, string>>
  /** Ends this process by SIGKILL when it comes to the point for the nth time. */
  readonly die?: { readonly at: Parameters<Checkpoint>[0]; readonly nth: number }
  readonly pace: Pace | null
  /** flows/ to run with. */
  readonly flowsFolder: string
  /** Milliseconds by which its clock is ahead. */
  readonly ahead?: number
}

const { env, die, pace, flowsFolder, ahead = 0 } = JSON.parse(process.argv[2] ?? '') as Life
let left = die?.nth ?? 0
const checkpoint: Checkpoint = name => {
  if (name === die?.at && --left === 0) process.kill(process.pid, 'SIGKILL')
}
const config = readConfig(env)
const clock = { now: () => new Date(Date.now() + ahead) }
const log = createLog(config.LOG_LEVEL)
// As main.ts: the WhatsApp client leaves rejections behind when its connection ends at the wrong moment.
process.on('unhandledRejection', error => log.error({ error }, 'a rejection nobody handled'))
const tell = (told: Told): void => void process.send?.(told)
const loket = await startLoket(config, {
  checkpoint,
  clock,
  pace,
  flowsFolder,
  log,
  offered(offer) {
    if ('qr' in offer) tell({ qr: offer.qr })
  },
})
let stopping: Promise<never> | undefined
const stop = (): void => void (stopping ??= loket.stop().then(() => process.exit(0)))
process.on('SIGTERM', stop)
process.on('message', () => tell({ rss: process.memoryUsage().rss }))
// A parent that is gone leaves no orphan behind.
process.on('disconnect', () => process.exit(1))
tell('ready')
