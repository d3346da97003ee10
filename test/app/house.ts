import { join } from 'node:path'
import type { Connection } from 'mongoose'
import { createDelivery, type Delivery, type DeliveryParts } from '../../src/app/delivery/delivery.ts'
import { createDrain, type DrainParts } from '../../src/app/drain.ts'
import type { Incoming } from '../../src/app/message.ts'
import { createPacing, type Pace } from '../../src/app/pacing.ts'
import type { Checkpoint, Contacts, Inbox, InboxRow, Outbox, Records, Roster, Send } from '../../src/app/ports.ts'
import { createReactions, type Reactions } from '../../src/app/reactions.ts'
import { createReceive, createSequence, shards } from '../../src/app/receive.ts'
import { loadFlows, type Flows } from '../../src/flows/load.ts'
import { createLog } from '../../src/log.ts'
import { telegramCapabilities } from '../../src/channels/telegram/render.ts'
import { createContacts } from '../../src/storage/contacts.ts'
import { createInbox } from '../../src/storage/inbox.ts'
import { createOutbox } from '../../src/storage/outbox.ts'
import { createRecords } from '../../src/storage/records.ts'
import { createRoster } from '../../src/storage/roster.ts'
import { account, group, monday } from '../contracts/samples.ts'
import { createFakeChannel, type FakeChannel } from '../fakes/channel.ts'

const shipped = loadFlows(join(import.meta.dirname, '../../flows'))
/** Tickets are made with the first words, and what is asked then no words of these tests answer: the stories tell of that. */
const flows: Flows = {
  ...shipped,
  policy: {
    ...shipped.policy,
    intake: { ...shipped.policy.intake, atOnce: true },
    followUp: { ...shipped.policy.followUp, statusDelay: 0 },
    flood: { messages: 1_000_000, within: 1 },
  },
  conversations: {
    ...shipped.conversations,
    laporan: {
      ...shipped.conversations.laporan,
      steps: [
        {
          kind: 'ask',
          guards: [],
          label: null,
          next: 1,
          text: 'Dicatat dengan nomor tiket *{nomor}*. Apa kode paketnya?',
          save: 'paket',
          check: 'paket dan batas waktu',
          options: [],
          skippable: false,
        },
      ],
    },
  },
}

/** The machine's own clock, shared by all processes: it only orders what comes in. */
let machine = monday.getTime()

/** What a test puts in the place of a part, given the real one. */
export interface Changes {
  readonly inbox?: (real: Inbox) => Inbox
  readonly contacts?: (real: Contacts) => Contacts
  readonly outbox?: (real: Outbox) => Outbox
  readonly records?: (real: Records) => Records
  readonly checkpoint?: Checkpoint
  readonly channel?: FakeChannel
  /** A second network that serves beside the staff's. */
  readonly beside?: FakeChannel
  /** No staff group is known. */
  readonly withoutDesk?: boolean
  readonly pace?: Pace | null
  /** What the delivery works with besides or instead. */
  readonly delivery?: (
    parts: DeliveryParts & { readonly contacts: Contacts; readonly records: Records },
  ) => Partial<DeliveryParts>
  /** The network gives receipts. */
  readonly receipts?: boolean
  /** How long what is on its way may take when delivery stops (ms). */
  readonly stopPatience?: number
}

/** One process of Loket on a database, without queues: a test says when it decides and delivers. */
export interface House {
  readonly channel: FakeChannel
  readonly inbox: Inbox
  readonly contacts: Contacts
  readonly outbox: Outbox
  readonly records: Records
  readonly roster: Roster
  readonly drainParts: DrainParts
  readonly delivery: Delivery
  readonly reactions: Reactions
  /** What the log said, one object a line. */
  readonly logged: { readonly code?: string; readonly msg: string }[]
  /** Lanes that were woken. */
  readonly woken: Set<string>
  now(): Date
  passes(ms: number): void
  receives(...messages: Incoming[]): Promise<void>
  /** One run of every lane; resolves to the soonest time anybody wants to run again. */
  decides(): Promise<number | null>
  /** Runs until nothing is left to decide now. */
  settles(): Promise<void>
  sends(): Promise<Send[]>
  rows(): Promise<(InboxRow & { error?: string })[]>
  events(): Promise<{ _id: string; what: string; who: string; data: Record<string, unknown> }[]>
  tickets(): Promise<{ _id: string; status: string }[]>
}

/** Opens a house on a database; several on one database are several processes. */
export function openHouse(connection: Connection, changes: Changes = {}): House {
  let now = monday
  const clock = { now: () => now }
  const keep = <Part>(part: Part): Part => part
  const inbox = (changes.inbox ?? keep)(createInbox(connection))
  const contacts = (changes.contacts ?? keep)(createContacts(connection))
  const outbox = (changes.outbox ?? keep)(createOutbox(connection))
  const records = (changes.records ?? keep)(createRecords(connection))
  const configured = new Map(changes.withoutDesk ? [] : [[account, [group]]])
  const roster = createRoster(connection, { configured, clock })
  const checkpoint = changes.checkpoint ?? (() => undefined)
  const channel = changes.channel ?? createFakeChannel(account)
  const networks = [channel, ...(changes.beside ? [changes.beside] : [])]
  const woken = new Set<string>()
  const wake = {
    conversation: (lanes: Iterable<number>) => [...lanes].forEach(lane => woken.add(`conversation ${lane}`)),
    delivery: () => void woken.add('delivery'),
    files: () => void woken.add('files'),
  }
  const logged: House['logged'] = []
  const log = createLog('trace', { write: line => void logged.push(JSON.parse(line) as House['logged'][number]) })
  const sequence = createSequence(() => ++machine)
  let tokens = 0
  const drainParts: DrainParts = {
    inbox,
    contacts,
    outbox,
    records,
    roster,
    wake,
    clock,
    flows: () => flows,
    capabilities: new Map(
      networks.map(one => [one.account, { ...telegramCapabilities, receipts: changes.receipts ?? false }]),
    ),
    staffAccount: account,
    channels: new Map(networks.map(one => [one.account, one])),
    sequence,
    checkpoint,
    log,
    numbers: [],
    token: () => `token ${process.pid} ${Math.random()} ${++tokens}`,
    decided: () => undefined,
  }
  const receive = createReceive({
    inbox,
    contacts,
    outbox,
    roster,
    flows: () => flows,
    wake,
    clock,
    sequence,
    checkpoint,
  })
  const drain = createDrain(drainParts)
  const pacing = createPacing(changes.pace ?? null)
  const parts = { channels: new Map([[account, channel]]), pacings: new Map([[account, pacing]]), clock, log }
  const reactions = createReactions(parts)
  const deliveryParts: DeliveryParts = {
    account,
    channel,
    outbox,
    inbox,
    wake,
    pacing,
    reactions,
    clock,
    sequence,
    checkpoint,
    log,
    counted: () => undefined,
    ...(changes.stopPatience === undefined ? {} : { stopPatience: changes.stopPatience }),
  }
  const sending = createDelivery({
    ...deliveryParts,
    ...changes.delivery?.({ ...deliveryParts, contacts, records }),
  })
  const delivery: Delivery = {
    run: () => sending.run(),
    connected: settling => sending.connected(settling),
    async stop() {
      await sending.stop()
      await reactions.stop()
    },
  }
  const all = async <Row>(name: string, order: string): Promise<Row[]> =>
    (await connection
      .collection(name)
      .find()
      .sort({ [order]: 1 })
      .toArray()) as unknown as Row[]

  const decides = async (): Promise<number | null> => {
    let soonest: number | null = null
    for (let shard = 0; shard < shards; shard++) {
      const again = await drain(shard)
      if (again !== null) soonest = Math.min(soonest ?? again, again)
    }
    return soonest
  }
  return {
    channel,
    inbox,
    contacts,
    outbox,
    records,
    roster,
    drainParts,
    delivery,
    reactions,
    logged,
    woken,
    now: () => now,
    passes: ms => void (now = new Date(now.getTime() + ms)),
    receives: (...messages) => receive(messages),
    decides,
    async settles() {
      for (let round = 0; round < 20; round++) {
        await decides()
        if (!(await all<InboxRow>('inbox', 'seq')).some(row => row.state === 'new')) return
      }
    },
    sends: () => all<Send>('outbox', 'order'),
    rows: () => all<InboxRow>('inbox', 'seq'),
    events: () => all('events', '_id'),
    tickets: () => all('tickets', '_id'),
  }
}
