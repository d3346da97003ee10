import { join } from 'node:path'
import { readConfig } from '../src/config.ts'
import { startLoket } from '../src/main.ts'

/** The subject of bench/relay.ts: Loket whole, in one process, without limits of its own. */
const loket = await startLoket(readConfig(process.env), {
  pace: null,
  flowsFolder: join(import.meta.dirname, '..', 'flows'),
})
process.on('message', async word => {
  if (word === 'rss') process.send?.(['rss', process.memoryUsage.rss()])
  if (word !== 'stop') return
  await loket.stop()
  process.exit(0)
})
process.send?.(['ready'])
