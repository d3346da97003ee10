import { rmSync } from 'node:fs'
import { readConfig } from '../src/config.ts'
import { startLoket } from '../src/loket.ts'
import { copyFlows, filledIn, hasty, withoutFloods } from '../test/flows/copy.ts'
import { answer } from './whatsapp-child.ts'
import { scanAt } from './whatsapp-scan.ts'

/** Loket whole, in one process, without limits and without a rule for floods. */
const flowsFolder = copyFlows([...filledIn, ...hasty, ...withoutFloods])
const loket = await startLoket(readConfig(process.env), {
  pace: null,
  flowsFolder,
  offered: offer => 'qr' in offer && scanAt(process.env['BENCH_WHATSAPP'] ?? '', offer.qr),
})

const calls = { ready: (): void => undefined, rss: (): number => process.memoryUsage.rss() }
export type LoketCalls = typeof calls

answer(calls, async () => {
  await loket.stop()
  rmSync(flowsFolder, { recursive: true, force: true })
})
