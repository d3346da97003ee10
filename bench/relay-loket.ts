import { rmSync } from 'node:fs'
import { readConfig } from '../src/config.ts'
import { startLoket } from '../src/loket.ts'
import { copyFlows, hasty, withoutFloods } from '../test/flows/copy.ts'

const flowsFolder = copyFlows([...hasty, ...withoutFloods])
/** The subject of bench/relay.ts: Loket whole, in one process, without limits and without a rule for floods. */
const loket = await startLoket(readConfig(process.env), {
  pace: null,
  flowsFolder,
})
process.on('message', async word => {
  if (word === 'rss') process.send?.(['rss', process.memoryUsage.rss()])
  if (word !== 'stop') return
  await loket.stop()
  rmSync(flowsFolder, { recursive: true, force: true })
  process.exit(0)
})
process.send?.(['ready'])
