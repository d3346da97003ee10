import { join } from 'node:path'
import { toHtml } from './channels/telegram/render.ts'
import { captureConsole } from './channels/whatsapp/console-capture.ts'
import { messageIdOf } from './channels/whatsapp/message-ids.ts'
import { databaseNames, roles, type Config } from './config.ts'
import { startEmbedded } from './embedded/start.ts'
import { withoutSecrets } from './embedded/packages.ts'
import { createFront } from './http/front.ts'
import { listen } from './http/listen.ts'
import { whatsappAccount } from './networks/whatsapp-account.ts'
import { emptyRedis } from './queues/empty.ts'
import { ownerOf } from './queues/ownership.ts'
import { beginSimulationLog, type SimulationLog } from './simulation-log.ts'
import { openSimulatorPage } from './simulation-page.ts'
import { createBotProcess, type KeptBot } from './simulator/bot-process.ts'
import { createChanges } from './simulator/changes.ts'
import { createMovableClock } from './simulator/clock.ts'
import type { SimulatorHost } from './simulator/host.ts'
import { takeSeats } from './simulator/seating.ts'
import { startLocalNetworks, type LocalNetworks } from './simulator/start.ts'
import { createTrail } from './simulator/trail/trail.ts'
import { simulationNews } from './start-screen.ts'
import { closeDatabase, openEmptyDatabase } from './storage/connection.ts'
import { createLeases } from './storage/leases.ts'
import { createMessageWays } from './storage/message-ways.ts'
import { createOutbox } from './storage/outbox.ts'

export interface SimulationOptions {
  /** May install missing servers (root, or --pasang). */
  readonly install?: boolean
  /** Folder of the embedded database's programs; tests share one. */
  readonly toolsDir?: string
  /** Left out: it is begun here, and errors are said. */
  readonly log?: SimulationLog
  /** Told what somebody at the terminal should know, a line at a time. */
  readonly say: (line: string) => void
}

/** A simulation that runs. */
export interface Simulation {
  /** Of its page. */
  readonly address: string
  /** What its web server answers under. */
  readonly paths: readonly string[]
  readonly host: SimulatorHost
  /** What the LPSE has yet to fill in under flows/. */
  readonly warnings: readonly string[]
  /** Ends the page, the bot, the networks and the servers, in this order, each whatever became of the one before. */
  stop(): Promise<void>
}

/**
 * Starts servers, networks and the page in this process and the bot as its child, and seats the office. Resolves when
 * everything answers. Throws LoketError when something it needs is missing; then nothing of it runs any more.
 */
export async function startSimulation(config: Config, options: SimulationOptions): Promise<Simulation> {
  const { say, log: given } = options
  const simulationLog = given ?? beginSimulationLog(config, (code, file) => say(simulationNews.erred(code, file)))
  const { log } = simulationLog
  const closing: (() => Promise<unknown> | void)[] = []
  const stop = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse())
      try {
        await step()
      } catch (error) {
        log.error({ error }, 'something did not close')
      }
  }
  try {
    return { ...(await build(config, options, simulationLog, closing)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function build(
  config: Config,
  { install = false, toolsDir, say }: SimulationOptions,
  { log, output, erred }: SimulationLog,
  closing: (() => Promise<unknown> | void)[],
): Promise<Omit<Simulation, 'stop'>> {
  // The phones of the local WhatsApp keep their keys with libsignal, which prints them.
  closing.push(captureConsole(log))

  const servers = await startEmbedded({
    dataDir: config.DATA_DIR,
    mongodbUri: config.MONGODB_URI,
    redisUrl: config.REDIS_URL,
    databaseName: databaseNames.simulated,
    install,
    log,
    ...(toolsDir ? { toolsDir } : {}),
  })
  closing.push(() => servers.stop())
  const connection = await openEmptyDatabase(servers.mongodbUri)
  closing.push(() => closeDatabase(connection))
  const leases = createLeases(connection)

  const clock = createMovableClock(async ahead => {
    changes.tell('clock')
    await bot.tellTime(ahead)
  })
  const networks = await startLocalNetworks({ now: () => clock.now().getTime() })
  closing.push(() => networks.stop())
  const changes = createChanges(networks)
  closing.push(() => changes.stop())

  let warnings: readonly string[] = []
  let seated = false
  /** One that cannot stay up is told of once, not each time it ends. */
  let isAiling = false
  const bot: KeptBot = createBotProcess({
    program: join(import.meta.dirname, 'simulation-bot.ts'),
    env: withoutSecrets(process.env),
    output,
    settings: () => botSettings(config, servers, networks),
    ahead: () => clock.ahead,
    heard(message) {
      if (message.kind === 'up') warnings = message.warnings
      if (message.kind === 'offered') networks.link(message.offer)
      if (message.kind === 'erred') erred(message.code)
      if (message.kind === 'refused' && seated) erred(message.code)
    },
    gone: pid => leases.bury(ownerOf(pid)),
    changed(news) {
      changes.tell('bot')
      if (news === 'killed' || (news === 'died' && !isAiling)) say(simulationNews[news])
      if (news === 'up' && seated) say(simulationNews.back)
      if (news !== 'starting') isAiling = news === 'died'
    },
  })
  const host: SimulatorHost = {
    telegram: networks.telegram,
    whatsapp: networks.whatsapp,
    cast: networks.cast,
    clock,
    bot,
    trail: createTrail({
      ...networks,
      whatsappAccount,
      ways: createMessageWays(connection),
      outbox: createOutbox(connection),
      writing: { html: toHtml, messageId: messageIdOf },
    }),
    flushRedis: () => emptyRedis(servers.redisUrl, config.REDIS_URL ? `loket-${connection.name}` : null),
    onChange: changes.onChange,
  }

  const front = createFront(bot)
  const paths = new Set<string>()
  front.addHook('onRoute', ({ url }) => void paths.add(url))
  await openSimulatorPage(front, host, { hosts: hostsOf(config), log })
  closing.push(() => bot.stop())
  closing.push(() => front.close())
  const address = await listen(front, config)

  await bot.begin()
  await networks.whatsapp.until(() => networks.whatsapp.connected(), 20_000)
  await takeSeats(networks)
  seated = true
  return { address: `${address}/simulator`, paths: [...paths], host, warnings }
}

/** Where the page may be asked for: at the address it is given, and at the one that was told to people. */
function hostsOf({ HOST, PUBLIC_URL }: Config): string[] {
  return PUBLIC_URL ? [HOST, new URL(PUBLIC_URL).hostname] : [HOST]
}

/** The bot's settings: as ours, with the servers and networks that run here, and a web server nobody else reaches. */
function botSettings(
  config: Config,
  { mongodbUri, redisUrl }: { readonly mongodbUri: string; readonly redisUrl: string },
  { token, apiRoot, group, whatsapp }: LocalNetworks,
): Config {
  return {
    ...config,
    MONGODB_URI: mongodbUri,
    REDIS_URL: redisUrl,
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: apiRoot,
    TELEGRAM_STAFF_GROUP: [group],
    WHATSAPP: 'on',
    WHATSAPP_WS_URL: whatsapp.wsUrl,
    ROLES: [...roles],
    HOST: '127.0.0.1',
    PORT: 0,
  }
}
