import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { linkedScreen, linkScreen, type LinkOffer } from './channels/whatsapp/link-screen.ts'
import { readConfig, type Config } from './config.ts'
import { codeOf, errorTable, LoketError } from './errors.ts'
import { requirePort } from './http/listen.ts'
import { createLog, type Log } from './log.ts'
import { startLoket } from './loket.ts'
import type { LinkedAs } from './networks/whatsapp.ts'
import { beginSimulationLog } from './simulation-log.ts'
import type { SimulationOptions } from './simulation.ts'
import { simulationNews, simulationScreen, startScreen } from './start-screen.ts'

/** Seconds in which everything has to be finished after SIGTERM. */
const stopWithin = 20_000
/** A start that takes longer than this is explained. */
const quickStart = 6000

interface Program {
  stop(): Promise<void>
}

/** Reads the environment, starts, says so, and stops on SIGTERM or Ctrl-C within 20 s. */
async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = readConfig(process.env)
  const say = (line: string): void => write(`${line}\n`)
  const isSimulated = config.networks === 'simulated'
  // Before the log of one that runs already is moved aside, and before anything slow.
  if (isSimulated) await requirePort(config)
  const simulationLog = isSimulated
    ? beginSimulationLog(config, (code, file) => say(simulationNews.erred(code, file)))
    : null
  const log = simulationLog?.log ?? createLog(config.LOG_LEVEL)
  let program: Program | null = null
  let stopping = false
  const stop = async (): Promise<void> => {
    // Ctrl-C under npm arrives twice.
    if (stopping) return
    stopping = true
    const timer = setTimeout(() => {
      log.error({ code: 'STOP_FORCED' }, 'not everything finished in time; it goes on at the next start')
      process.exit(1)
    }, stopWithin)
    if (isSimulated) say(simulationNews.stopping)
    await program?.stop()
    clearTimeout(timer)
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => void stop())
  process.on('unhandledRejection', error => log.error({ error }, 'a rejection nobody handled'))
  process.on('uncaughtException', error => {
    log.fatal({ error }, 'an exception nobody caught')
    process.exit(1)
  })
  const install = process.getuid?.() === 0 || process.argv.includes('--pasang')
  const started = await (simulationLog
    ? simulate(config, { install, log: simulationLog, say })
    : serve(config, install, log))
  program = started.program
  if (!stopping) write(started.screen)
}

async function serve(config: Config, install: boolean, log: Log): Promise<{ program: Program; screen: string }> {
  let linking = false
  const offered = (offer: LinkOffer): void => {
    linking = true
    void linkScreen(offer).then(screen => write(`\n${screen}\n\n`))
  }
  const opened = (as: LinkedAs): void => {
    if (linking) write(`\n${linkedScreen(as)}\n\n`)
    linking = false
  }
  const flowsFolder = join(import.meta.dirname, '..', 'flows')
  const loket = await startLoket(config, { log, install, flowsFolder, offered, opened })
  return { program: loket, screen: startScreen(config, loket) }
}

async function simulate(config: Config, options: SimulationOptions): Promise<{ program: Program; screen: string }> {
  const slow = setTimeout(() => options.say(simulationNews.preparing), quickStart)
  try {
    // What serves real people never loads any of it.
    const { startSimulation } = await import('./simulation.ts')
    const simulation = await startSimulation(config, options)
    return { program: simulation, screen: simulationScreen(simulation) }
  } finally {
    clearTimeout(slow)
  }
}

function write(text: string): void {
  process.stdout.write(text)
}

main().catch((error: unknown) => {
  const code = codeOf(error)
  if (error instanceof LoketError)
    process.stderr.write(
      `Loket tidak dapat mulai (${code}):\n  ${error.detail.replaceAll('; ', '\n  ') || error.message}\n→ ${errorTable[code].mend}\n`,
    )
  else createLog('error').fatal({ error }, 'cannot start')
  process.exit(1)
})
