// Run by start.test.ts as a process of its own: starts the servers, says where they are, and waits to be killed.
import { startEmbedded } from '../../src/embedded/start.ts'
import { createLog } from '../../src/log.ts'

const [dataDir, toolsDir] = process.argv.slice(2) as [string, string]
const { mongodbUri, redisUrl } = await startEmbedded({
  dataDir,
  toolsDir,
  databaseName: 'loket_test',
  install: false,
  log: createLog('silent'),
})
console.log(JSON.stringify({ mongodbUri, redisUrl }))
setInterval(() => undefined, 60_000)
