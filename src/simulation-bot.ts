import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from './config.ts'
import { codeOf, LoketError } from './errors.ts'
import { startLoket, type Loket } from './loket.ts'
import { joinSimulationLog } from './simulation-log.ts'
import type { FromBot, ToBot } from './simulator/bot-process.ts'

/** Seconds in which everything has to be finished after SIGTERM. */
const stopWithin = 12_000
/** What a moved clock sets off has this long to arrive before the time may move on (ms). */
const sendingPatience = 3000

/** The bot of a simulation: a child that may be killed, and that ends with its parent. */
function main(): void {
  let ahead = 0
  let starting: Promise<Loket> | null = null
  let patience = sendingPatience
  const tell = (told: FromBot): void => {
    if (process.connected) process.send!(told)
  }

  async function start(config: Config): Promise<void> {
    const { log } = joinSimulationLog(config, code => tell({ kind: 'erred', code }))
    process.on('unhandledRejection', error => log.error({ error }, 'a rejection nobody handled'))
    process.on('uncaughtException', error => {
      log.fatal({ error }, 'an exception nobody caught')
      process.exit(1)
    })
    try {
      starting = startLoket(config, {
        log,
        clock: { now: () => new Date(Date.now() + ahead) },
        flowsFolder: join(import.meta.dirname, '..', 'flows'),
        offered: offer => tell({ kind: 'offered', offer }),
      })
      const loket = await starting
      while (!loket.isAtWork()) await delay(20)
      tell({ kind: 'up', address: loket.address!, warnings: loket.warnings })
    } catch (error) {
      const refused = error instanceof LoketError
      if (!refused) log.fatal({ error }, 'cannot start')
      tell({ kind: 'refused', code: codeOf(error), detail: refused ? error.detail : '' })
      process.disconnect()
    }
  }

  async function takeTime(now: number): Promise<void> {
    ahead = now
    const loket = await starting?.catch(() => null)
    if (loket) {
      await loket.catchUp()
      await letArrive(loket)
    }
    tell({ kind: 'clock taken', ahead: now })
  }

  /** Waits until all is sent. Where it is held up, as by a network that is away, that is waited for only once. */
  async function letArrive(loket: Loket): Promise<void> {
    for (const end = performance.now() + patience; (await loket.unsent()) > 0; await delay(25))
      if (performance.now() > end) {
        patience = 0
        return
      }
    patience = sendingPatience
  }

  async function stop(): Promise<void> {
    setTimeout(() => process.exit(1), stopWithin).unref()
    await (await starting?.catch(() => null))?.stop()
    process.exit(0)
  }

  let stopping: Promise<void> | undefined
  process.on('SIGTERM', () => void (stopping ??= stop()))
  // Ctrl-C reaches the parent too, which ends this process when it is its turn.
  process.on('SIGINT', () => undefined)
  process.on('disconnect', () => process.exit(1))
  process.on('message', (told: ToBot) => {
    if (told.kind === 'clock') return void takeTime(told.ahead)
    ahead = told.ahead
    void start(told.settings as Config)
  })
}

main()
