import { randomBytes } from 'node:crypto'
import { createAccountWatch } from './app/account-watch.ts'
import { createDelivery, type Delivery } from './app/delivery/delivery.ts'
import { createDrain } from './app/drain.ts'
import { createFetchFiles } from './app/fetch-files.ts'
import { createFlowNotices } from './app/flow-notices.ts'
import { giveUpStubs, ringAlarms, wakeWaiting } from './app/waking.ts'
import { createNightly } from './app/nightly.ts'
import { createPacing, type Pace } from './app/pacing.ts'
import type { AccountState, Checkpoint, Clock, Files, Wakeups } from './app/ports.ts'
import { createOfferElsewhere } from './app/offer-elsewhere.ts'
import { createOutreach } from './app/outreach.ts'
import { createReactions } from './app/reactions.ts'
import { createReceipts } from './app/receipts.ts'
import { createReceive, createSequence, shards } from './app/receive.ts'
import { topicDeletion } from './app/retention.ts'
import { createRoutine } from './app/routine.ts'
import { downloadLimit } from './channels/telegram/adapter.ts'
import type { LinkOffer } from './channels/whatsapp/link-screen.ts'
import { databaseNames, realWhatsApp, type Config } from './config.ts'
import { startEmbedded } from './embedded/start.ts'
import { LoketError } from './errors.ts'
import { warningsOf } from './flows/warnings.ts'
import { watchFlows } from './flows/watch.ts'
import type { Network } from './networks/network.ts'
import { serveTelegram, telegramAccount } from './networks/telegram.ts'
import { whatsappAccount } from './networks/whatsapp-account.ts'
import { serveWhatsApp, type LinkedAs } from './networks/whatsapp.ts'
import { createMetrics } from './http/metrics.ts'
import { listen } from './http/listen.ts'
import { createHttp, type HealthCheck } from './http/server.ts'
import { createLog, type Log } from './log.ts'
import { producerConnection, requireRedis, workerConnection } from './queues/connection.ts'
import { createWaker, openLane, type Lane, type LaneWork } from './queues/lanes.ts'
import { ownerOf, shareDuties, type Duty } from './queues/ownership.ts'
import { createAccountKeys } from './storage/account-keys.ts'
import { createAccountStates } from './storage/account-states.ts'
import { closeDatabase, openDatabase } from './storage/connection.ts'
import { createContacts } from './storage/contacts.ts'
import { createFiles } from './storage/files.ts'
import { createInbox } from './storage/inbox.ts'
import { bindKey, isKeyBound, loadKey } from './storage/key.ts'
import { createLeases } from './storage/leases.ts'
import { createOutbox } from './storage/outbox.ts'
import { createReadings } from './storage/readings.ts'
import { createRecords } from './storage/records.ts'
import { createReferencedFiles } from './storage/references.ts'
import { createRetentionStore } from './storage/retention.ts'
import { createRoster } from './storage/roster.ts'
import { createSentMessages } from './storage/sent-messages.ts'
import { sniff } from './storage/sniff.ts'

export interface LoketOptions {
  readonly clock?: Clock
  readonly checkpoint?: Checkpoint
  readonly log?: Log
  /** null: no limits of our own, for measurements. */
  readonly pace?: Pace | null
  readonly flowsFolder?: string
  /** May install missing servers (root, or --pasang). */
  readonly install?: boolean
  /** Folder of the embedded database's programs; tests share one. */
  readonly toolsDir?: string
  /** Told of each QR or code with which the WhatsApp number is linked; a secret. */
  readonly offered?: (offer: LinkOffer) => void
  /** Told whenever WhatsApp can be written to (again), and as whom. */
  readonly opened?: (as: LinkedAs) => void
  /** Networks beside those that are configured. */
  readonly networks?: (parts: { readonly files: Files; readonly log: Log }) => readonly Network[]
}

export interface Loket {
  /** Address of the web server, or null without the roles that serve it. */
  readonly address: string
  /** The connection code while no staff group is known. */
  readonly deskCode: string | null
  /** How WhatsApp stood when Loket began; null where this process does not serve it. */
  readonly whatsapp: AccountState['state'] | null
  /** What the LPSE has yet to fill in under flows/. */
  readonly warnings: readonly string[]
  /** Whether this process has taken all duties of its roles; with several processes, each takes but a part. */
  isAtWork(): boolean
  /** For a clock that was moved: does at once what is due by the new time, and resolves when it is decided. */
  catchUp(): Promise<void>
  /** How many sends are due or on their way. */
  unsent(): Promise<number>
  stop(): Promise<void>
}

/** The lane that carries out sends, or fetches files, of an account. */
function laneOf(work: 'delivery' | 'files', account: string): string {
  return `${work}-${account.replace(':', '-')}`
}

/** Builds everything from a configuration and starts it. Throws LoketError when something it needs is missing. */
export async function startLoket(config: Config, options: LoketOptions = {}): Promise<Loket> {
  const log = options.log ?? createLog(config.LOG_LEVEL)
  const closing: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse())
      await step().catch((error: unknown) => log.error({ error }, 'something did not close'))
  }
  try {
    return await build(config, options, log, closing, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function build(
  config: Config,
  options: LoketOptions,
  log: Log,
  closing: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Loket> {
  const clock: Clock = options.clock ?? { now: () => new Date() }
  const checkpoint: Checkpoint = options.checkpoint ?? (() => undefined)
  const watch = await watchFlows(options.flowsFolder ?? 'flows', news => {
    if (news.kind === 'taken') log.info({ files: news.files }, 'changed flows are in force')
    else
      log.error({ code: 'FLOWS_INVALID', mistakes: news.mistakes }, 'changed flows are not taken up, the old ones stay')
  })
  closing.push(() => watch.close())
  const has = (role: Config['ROLES'][number]): boolean => config.ROLES.includes(role)

  const servers = await startEmbedded({
    dataDir: config.DATA_DIR,
    mongodbUri: config.MONGODB_URI,
    redisUrl: config.REDIS_URL,
    databaseName: databaseNames[config.networks],
    install: options.install ?? false,
    log,
    ...(options.toolsDir ? { toolsDir: options.toolsDir } : {}),
  })
  closing.push(() => servers.stop())

  const connection = await openDatabase(servers.mongodbUri, config.networks)
  closing.push(() => closeDatabase(connection))
  const mayCreate = !(await isKeyBound(connection))
  const key = await loadKey({ configured: config.ENCRYPTION_KEY, dataDir: config.DATA_DIR, log, mayCreate })
  await bindKey(connection, key)

  const token = config.TELEGRAM_BOT_TOKEN
  if (!token) throw new LoketError('CONFIG_INVALID', 'TELEGRAM_BOT_TOKEN: diperlukan')
  const staffAccount = telegramAccount(token)

  const producer = producerConnection(servers.redisUrl)
  closing.push(async () => producer.disconnect())
  const { aof } = await requireRedis(producer)
  if (!aof) log.warn('Redis keeps no append-only file; wake-ups may be lost in a crash (the sweep finds their work)')
  const prefix = `loket-${connection.name}`
  const waker = createWaker(producer, prefix, log)
  closing.push(() => waker.close())

  const lanes = new Map<string, Lane>()
  const conversationLanes = Array.from({ length: shards }, (_, shard) => `conversation-${shard}`)
  const laneNames = [...conversationLanes]
  const wakeLane = (name: string): void => {
    const here = lanes.get(name)
    if (here) here.nudge()
    else waker.wake(name)
  }
  const wake: Wakeups = {
    conversation(woken) {
      for (const shard of woken) waker.wake(conversationLanes[shard]!)
    },
    delivery: account => wakeLane(laneOf('delivery', account)),
    files: account => wakeLane(laneOf('files', account)),
  }

  const inbox = createInbox(connection)
  const contacts = createContacts(connection, clock)
  const outbox = createOutbox(connection)
  const records = createRecords(connection)
  const groups = config.TELEGRAM_STAFF_GROUP
  const roster = createRoster(connection, { configured: new Map(groups ? [[staffAccount, groups]] : []), clock })
  const files = createFiles(connection, key)
  const readings = createReadings(connection)
  const metrics = createMetrics({
    queueDepth: () => waker.depth(laneNames),
    oldest: () => readings.oldest(),
    parked: () => readings.parked(),
  })
  const sequence = createSequence(() => Date.now())

  const whatsapp =
    config.WHATSAPP === 'on'
      ? { url: config.WHATSAPP_WS_URL ?? realWhatsApp, phone: config.WHATSAPP_PHONE ?? null }
      : null
  const sent = createSentMessages(connection, key)
  const states = createAccountStates(connection, key)
  const known = whatsapp && ((await states.load(whatsappAccount))?.state ?? 'unlinked')
  const whatsappWatch = createAccountWatch({
    account: whatsappAccount,
    network: 'WhatsApp',
    staffAccount,
    states,
    outbox,
    records,
    roster,
    flows: watch.flows,
    wake,
    clock,
    offerElsewhere: createOfferElsewhere({
      account: whatsappAccount,
      others: [staffAccount],
      outbox,
      contacts,
      records,
      flows: watch.flows,
      wake,
      clock,
    }),
  })
  const deliveries = new Map<string, Delivery>()
  const networks: readonly Network[] = [
    serveTelegram({
      token,
      apiRoot: config.TELEGRAM_API_ROOT,
      config,
      files,
      roster,
      pace: options.pace,
      checkpoint,
      log,
    }),
    ...(whatsapp
      ? [
          serveWhatsApp({
            ...whatsapp,
            keys: createAccountKeys(connection, key, log),
            states,
            sent,
            files,
            arrived({ account, chat, messageIds, state, at }) {
              const told = messageIds.map(messageId => ({ account, chat, messageId, state, at }))
              receipts.came(told).catch((error: unknown) => log.warn({ error }, 'receipts were not stored'))
            },
            opened(as) {
              deliveries.get(whatsappAccount)?.connected(0)
              options.opened?.(as)
            },
            offered: offer => options.offered?.(offer),
            policy: () => watch.flows().policy.whatsapp,
            outreach: createOutreach({ account: whatsappAccount, contacts, states, clock }),
            health: () => whatsappWatch.health(),
            hurried: options.pace === null,
            clock,
            checkpoint,
            log,
          }),
        ]
      : []),
    ...(options.networks?.({ files, log }) ?? []),
  ]
  for (const { account } of networks) laneNames.push(laneOf('delivery', account), laneOf('files', account))
  const channels = new Map(networks.map(network => [network.account, network.channel]))
  const pacings = new Map(networks.map(({ account, pace }) => [account, createPacing(pace)]))
  const reactions = createReactions({ channels, pacings, clock, log })
  closing.push(() => reactions.stop())
  const receipts = createReceipts({ outbox, reactions, records, log })
  const stored = createReceive({
    inbox,
    contacts,
    outbox,
    roster,
    flows: watch.flows,
    wake,
    clock,
    sequence,
    checkpoint,
  })
  const receive: typeof stored = async messages => {
    await stored(messages)
    metrics.received(messages.length)
  }

  const drainParts = {
    inbox,
    contacts,
    outbox,
    records,
    roster,
    wake,
    clock,
    flows: watch.flows,
    capabilities: new Map(networks.map(network => [network.account, network.capabilities])),
    staffAccount,
    channels,
    sequence,
    checkpoint,
    log,
    numbers: [],
    token: () => randomBytes(9).toString('base64url'),
    decided: metrics.decided,
  }
  const drain = createDrain(drainParts)

  const duties: Duty[] = []
  const startLane = (name: string, work: Omit<LaneWork, 'name'>): { close(): Promise<void> } => {
    const redis = workerConnection(servers.redisUrl)
    const lane = openLane({ name, ...work }, redis, prefix, log)
    lanes.set(name, lane)
    return {
      async close() {
        lanes.delete(name)
        await lane.close()
        redis.disconnect()
      },
    }
  }
  const laneDuty = (name: string, work: () => Omit<LaneWork, 'name'>): Duty => ({
    name,
    kind: 'workers',
    start: async () => startLane(name, work()),
  })
  const sending = ({ account, channel, capabilities, ranks, outreach }: Network): Omit<LaneWork, 'name'> => {
    const delivery = createDelivery({
      account,
      channel,
      outbox,
      inbox,
      wake,
      pacing: pacings.get(account)!,
      reactions,
      clock,
      sequence,
      checkpoint,
      log,
      counted: metrics.sent,
      ...(ranks ? { ranks } : {}),
      ...(outreach ? { outreach } : {}),
      ...(capabilities.receipts ? { receipts } : {}),
    })
    deliveries.set(account, delivery)
    return { run: async () => (await delivery.run(), null), stop: () => delivery.stop() }
  }
  const fetching = ({ account, channel }: Network): Omit<LaneWork, 'name'> => ({
    run: createFetchFiles({ account, channel, inbox, files, wake, clock, log, sniff, limitBytes: downloadLimit }),
  })
  if (has('workers')) {
    for (const [shard, name] of conversationLanes.entries())
      duties.push(laneDuty(name, () => ({ run: () => drain(shard) })))
    for (const network of networks.filter(one => !one.oneConnection))
      duties.push(
        laneDuty(laneOf('delivery', network.account), () => sending(network)),
        laneDuty(laneOf('files', network.account), () => fetching(network)),
      )
    const referencedFiles = createReferencedFiles(connection)
    const nightly = createNightly({
      store: createRetentionStore(connection),
      contacts,
      inbox,
      records,
      files,
      roster,
      wake,
      clock,
      policy: () => watch.flows().policy,
      mayDeleteTopics: topicDeletion(channels),
      checkpoint,
      token: drainParts.token,
      log,
    })
    const routine = createRoutine({
      inbox,
      files,
      sentMessages: sent,
      sentKeptDays: () => watch.flows().policy.whatsapp.sentKeptDays,
      referencedFiles,
      eachTime: [
        () => wakeWaiting(staffAccount, drainParts),
        () => ringAlarms(drainParts),
        () => giveUpStubs(drainParts),
        ...(whatsapp ? [() => whatsappWatch.look()] : []),
        createFlowNotices({
          account: staffAccount,
          flows: watch.flows,
          news: watch.news,
          records,
          roster,
          wake,
          clock,
        }),
      ],
      nightly,
      clock,
      log,
    })
    duties.push(laneDuty('routine', () => ({ run: routine })))
  }

  const checks = new Map<string, HealthCheck>([
    ['database', async () => (await readings.ping(), null)],
    [
      'redis',
      async () => (producer.status === 'ready' && (await producer.ping()) === 'PONG' ? null : 'REDIS_UNREACHABLE'),
    ],
    [
      'lanes',
      async () =>
        [...lanes.values()]
          .filter(lane => lane.failing)
          .map(lane => lane.name)
          .join(', ') || null,
    ],
  ])
  const closeAll = async (parts: readonly { close(): Promise<void> }[]): Promise<void> => {
    for (const part of parts) await part.close()
  }
  if (has('channels'))
    for (const network of networks) {
      const name = `receiving ${network.account}`
      const { receiving } = network
      const isOurs = (): boolean => ownership?.owned.has(name) ?? false
      checks.set(network.name.toLowerCase(), () => network.health(isOurs()))
      if (receiving)
        duties.push({
          name,
          kind: 'channels',
          async start() {
            const intake = await receiving.start(receive, isOurs)
            if (!network.oneConnection) return intake
            const { account } = network
            const sender = startLane(laneOf('delivery', account), sending(network))
            const fetcher = startLane(laneOf('files', account), fetching(network))
            // The connection ends last: what is on its way through it has an outcome by then.
            return { close: () => closeAll([sender, fetcher, intake]) }
          },
        })
      if (!network.introduce) continue
      const introducing = new AbortController()
      const introduced = network.introduce(introducing.signal)
      closing.push(async () => {
        introducing.abort()
        await introduced
      })
    }

  const http = createHttp({
    checks,
    metrics,
    trustProxy: config.TRUST_PROXY,
    webhooks: has('channels')
      ? networks.flatMap(({ webhook }) => (webhook ? [{ path: webhook.path, deliver: webhook.deliver(receive) }] : []))
      : [],
    log,
  })

  const owner = `${ownerOf(process.pid)}${randomBytes(3).toString('hex')}`
  const ownership = shareDuties(duties, owner, createLeases(connection), log)
  closing.push(() => ownership.stop())
  closing.push(() => http.close())
  const address = await listen(http, config)

  const desk = await roster.desk(staffAccount)
  const warnings = warningsOf(watch.flows().policy, clock.now())
  const deskCode = desk ? null : await roster.deskCode()
  return {
    address,
    deskCode,
    whatsapp: has('channels') ? known : null,
    warnings,
    isAtWork: () => ownership.owned.size === duties.length,
    async catchUp() {
      await lanes.get('routine')?.run()
      await Promise.all(conversationLanes.map(name => lanes.get(name)?.run()))
      for (const lane of lanes.values()) lane.nudge()
    },
    async unsent() {
      const counts = await Promise.all(networks.map(({ account }) => outbox.countWaiting(account)))
      return counts.reduce((sum, count) => sum + count, 0)
    },
    stop: close,
  }
}
