import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import mongoose, { type Connection } from 'mongoose'
import { afterAll, afterEach, expect, inject } from 'vitest'
import type { InboxRow, Send, TicketEvent } from '../src/app/ports.ts'
import type { Ticket } from '../src/domain/ticket.ts'
import { readConfig } from '../src/config.ts'
import { createLog } from '../src/log.ts'
import { startLoket, type Loket, type LoketOptions } from '../src/loket.ts'
import {
  startTelegram,
  type Content,
  type Message,
  type SeenMessage,
  type TelegramNetwork,
} from '../src/simulator/telegram/server.ts'
import { startWhatsApp, type WhatsAppNetwork } from '../src/simulator/whatsapp/server.ts'
import { startProcess, type Running } from './crash/processes.ts'
import { createPhonePerson, type PhonePerson } from './talk-whatsapp.ts'
import { databaseServer, dropAfterUse } from './database-server.ts'
import { atOnce, copyFlows, filledIn } from './flows/copy.ts'

/** How long a condition may take to come true (ms): generous, since the machine may be busy. */
const patience = 20_000
/** Start of time: Monday 2 March 2026, 08.00 WIB. */
const monday = Date.UTC(2026, 2, 2, 1, 0)

const sariId = 101
const dewiId = 102
const budiId = 201
const watiId = 202
const jokoId = 301
const firstGroup = -1_001_000_000_001
/** What the network must send along with every delivery. */
export const webhookSecret = 'rahasia-webhook-0123456789'

/** A message as somebody sees it, with the chat it stands in. */
export interface Sight extends SeenMessage {
  readonly chat: number
}

/** Somewhere messages are seen. What `sees` found once it does not find again, unless it was changed since. */
export interface Place {
  /** The first message of the bot, not seen before, whose text or caption fits; waits for it. */
  sees(words: RegExp): Promise<Sight>
  /** Everything is done and settled, and there is no message of the bot that nobody saw. */
  seesNothingMore(): Promise<void>
  /** All that stands here now, people's own messages included. */
  all(): Sight[]
  /** Everything is done and settled, and all that stands here was read. */
  catchesUp(): Promise<void>
}

export interface Person extends Place {
  readonly id: number
  readonly name: string
  /** The address under which Loket knows them. */
  readonly address: string
  /** Writes to the bot in private. */
  says(content: string | Content): Promise<Message>
  /** Presses Start. */
  starts(): Promise<Message>
  edits(message: Message, content: string | Pick<Content, 'caption' | 'photo' | 'document'>): Promise<void>
  /** Writes into a topic or group. */
  writes(place: Topic | Group, content: string | Content): Promise<Message>
  /** Answers a message of a group. */
  replies(to: Message | Sight, content: string | Content): Promise<Message>
  /**
   * Taps the newest button of that name that stands in the place (default: the groups, then the private chat) and
   * resolves to what the network then shows.
   */
  taps(button: string, where?: Place | Sight): Promise<string | undefined>
  blocks(): void
  unblocks(): void
}

export interface Topic extends Place {
  readonly ticket: string
  readonly group: number
  /** undefined where the group has no topics. */
  readonly thread: number | undefined
  /** The name the topic bears now. */
  name(): string
  isClosed(): boolean
  card(): Sight
}

export interface Group extends Place {
  readonly id: number
  /** The topic of a person's newest ticket, once its card stands there. */
  topicOf(person: Pick<Person, 'address' | 'name'>): Promise<Topic>
  /** What stands outside of all topics. */
  general: Place
}

export interface Stage {
  readonly sari: Person
  readonly dewi: Person
  readonly budi: Person
  readonly wati: Person
  readonly joko: Person
  readonly group: Group
  readonly groups: readonly Group[]
  readonly time: {
    /** The clock is moved, and what is due by then is decided; sends of it may still be under way. */
    passes(span: { minutes?: number; hours?: number; seconds?: number }): Promise<void>
    now(): Date
  }
  readonly telegram: TelegramNetwork
  /** Only with the option: the local WhatsApp, and who writes there. */
  readonly whatsapp: WhatsAppNetwork
  readonly phones: { readonly sari: PhonePerson; readonly dewi: PhonePerson; readonly joko: PhonePerson }
  /** Somebody on WhatsApp whom no story met before. */
  newcomer(name: string): PhonePerson
  /** Texts of the QR codes that were shown so far. */
  readonly offers: readonly string[]
  /** What an operator asks for with `npm run whatsapp -- pair`; the phone scans each QR that is shown. */
  pairs(): Promise<void>
  readonly loket: Loket
  readonly database: Connection
  /**
   * What a person does, one thing after the other, each once all before it is done and settled; a tap in the private chat
   * stands in square brackets. Resolves to the last thing the bot said to them.
   */
  plays(person: Person, ...turns: (string | Content)[]): Promise<Sight>
  /** Loket is stopped and started again; `meanwhile` happens in between. */
  restarts(meanwhile?: () => Promise<unknown>): Promise<void>
  /** A second Loket with the same settings, in a process of its own that may be killed; ended with the stage. */
  another(): Promise<Running>
  /** What /health names as failing, and why; empty: all is well. */
  ailments(): Promise<Record<string, string>>
  /** A person reports something; resolves once the answer, the card and the words in the topic were seen. */
  report(person: Person | PhonePerson, words: string): Promise<{ topic: Topic; number: string; mirrored: Sight }>
  /** Answers what the bot still asks about a report: skips what may be skipped, else takes the first option. */
  completes(person: Person): Promise<void>
  /** The same as report, claimed by an anggota, with the person's news of it seen. */
  claimed(
    person: Person | PhonePerson,
    words: string,
    by: Person,
  ): Promise<{ topic: Topic; number: string; mirrored: Sight }>
  /** The anggota gives the solution by question, answer, preview and Kirim; resolves with what the person sees. */
  solve<Seen>(topic: Topic, by: Person, person: { sees(words: RegExp): Promise<Seen> }, solution: string): Promise<Seen>
  /** Everything that came is decided and everything decided is sent. */
  settled(): Promise<void>
  /** Waits until a reaction of the bot stands on a message. */
  reaction(message: Message | Sight, emoji: string): Promise<void>
  ticket(number: string): Promise<Ticket & { contact: string }>
  /** A person's tickets, oldest first. */
  tickets(person: Person): Promise<(Ticket & { contact: string })[]>
  /** What is on record, oldest first; of one ticket or of all. */
  events(number?: string): Promise<(TicketEvent & { _id: string })[]>
  sends(filter?: object): Promise<Send[]>
  /** Waits until a condition over the database holds. */
  until<T>(condition: () => Promise<T> | T): Promise<Truthy<T>>
  /** The secret half of the bot's token, the encryption key and the webhook's secret. */
  readonly keys: readonly string[]
  /** Somebody changes a file under flows/ with a text editor. */
  edits(file: string, from: string | RegExp, to: string): Promise<void>
  /** Every log line so far, as JSON text. */
  logs(): string[]
  /** Every document of the database as one text; `bytes` of files are base64. */
  databaseText(): Promise<string>
  /** All the bot ever sent to the network, as one text. */
  sentText(): string
  /** All other files Loket wrote, as one text. */
  filesText(): Promise<string>
  close(): Promise<void>
}

export interface StageOptions {
  /** Staff groups; default one. Empty: none configured. */
  readonly groups?: number
  /** Groups that exist without being the desk. */
  readonly otherGroups?: number
  readonly forum?: boolean
  /** Telegram's limits hold and Loket paces itself. */
  readonly limits?: boolean
  readonly webhook?: boolean
  /** Sari, Dewi and Joko have WhatsApp too, and the LPSE a number there. */
  readonly whatsapp?: boolean
  /** Who sits in the first group as a member; default Budi and Wati (as administrators). */
  readonly members?: 'admins' | 'nobody'
  /** flows/ as shipped, with what the LPSE has yet to fill in; default: filled in for 2026. */
  readonly flowsAsShipped?: boolean
  /** true: closed after the last test of the file, for stories that do not disturb each other. */
  readonly lasting?: boolean
  /**
   * true: a report is asked about before it becomes a ticket, and lines on its state wait a moment, as shipped; default:
   * the ticket is made with the first words, for stories about what comes after.
   */
  readonly forms?: boolean
  /** Networks beside the Telegram on which the staff work. */
  readonly networks?: LoketOptions['networks']
}

/** What is left of a type once the condition holds. */
type Truthy<T> = Exclude<T, false | null | undefined | 0 | ''>

const open: { close(): Promise<void> }[] = []
const lasting: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const stage of open.splice(0)) await stage.close()
})

afterAll(async () => {
  for (const stage of lasting.splice(0)) await stage.close()
})

/** A whole Loket on a network of its own with Sari, Dewi, Budi, Wati and Joko; closed after the test or the file. */
export async function openDesk(options: StageOptions = {}): Promise<Stage> {
  const before = held()
  const began = performance.now()
  let moved = 0
  const clock = { now: () => new Date(Math.floor(monday + moved + performance.now() - began)) }

  const forum = options.forum ?? true
  const deskIds = Array.from({ length: options.groups ?? 1 }, (_, at) => firstGroup - at)
  const otherIds = Array.from({ length: options.otherGroups ?? 0 }, (_, at) => firstGroup - 100 - at)
  const groupIds = [...deskIds, ...otherIds]
  const telegram = await startTelegram({
    groups: groupIds.map((id, at) => ({ id, title: `Help Desk ${at + 1}`, forum })),
    limits: options.limits ?? false,
    now: () => clock.now().getTime(),
  })
  const whatsapp = options.whatsapp ? await startWhatsApp({ now: () => clock.now().getTime() }) : null
  telegram.person(sariId, 'Sari Wulandari', 'sari_w')
  telegram.person(dewiId, 'Dewi Lestari')
  telegram.person(budiId, 'Budi')
  telegram.person(watiId, 'Wati')
  telegram.person(jokoId, 'Joko')
  if (options.members !== 'nobody')
    for (const id of deskIds) for (const member of [budiId, watiId]) telegram.join(id, member, 'administrator')

  const name = `talk_${randomBytes(6).toString('hex')}`
  const uri = new URL(databaseServer())
  uri.pathname = `/${name}`
  const dataDir = await mkdtemp(join(tmpdir(), 'loket-talk-'))
  const flowsFolder = copyFlows([...(options.flowsAsShipped ? [] : filledIn), ...(options.forms ? [] : atOnce)])
  const port = options.webhook ? await freePort() : 0
  const lines: string[] = []
  const encryptionKey = randomBytes(32).toString('base64')
  const settings = {
    PORT: String(port),
    DATA_DIR: dataDir,
    MONGODB_URI: uri.href,
    REDIS_URL: inject('redisUrl'),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.root,
    ...(deskIds.length ? { TELEGRAM_STAFF_GROUP: deskIds.join(',') } : {}),
    ...(options.webhook ? { PUBLIC_URL: `http://127.0.0.1:${port}`, TELEGRAM_WEBHOOK_SECRET: webhookSecret } : {}),
    ...(whatsapp ? { WHATSAPP: 'on', WHATSAPP_WS_URL: whatsapp.wsUrl } : {}),
    ENCRYPTION_KEY: encryptionKey,
    LOG_LEVEL: 'trace',
  }
  const config = readConfig(settings)
  const offers: string[] = []
  const others: Running[] = []
  const start = (): Promise<Loket> =>
    startLoket(config, {
      clock,
      log: createLog('trace', { write: line => void lines.push(line) }),
      ...(options.limits ? {} : { pace: null }),
      ...(options.networks ? { networks: options.networks } : {}),
      flowsFolder,
      offered: offer => {
        if (!whatsapp || !('qr' in offer)) return
        offers.push(offer.qr)
        whatsapp.scan(offer.qr).catch(() => undefined)
      },
    })
  let loket = await start()
  // What is written before a device is linked no device ever gets.
  await whatsapp?.until(() => whatsapp.connected(), patience)
  const database = mongoose.createConnection(uri.href)
  await database.asPromise()
  const rows = <T extends object>(collection: string) => database.collection<T & { _id: string }>(collection)

  async function edits(file: string, from: string | RegExp, to: string): Promise<void> {
    const path = join(flowsFolder, file)
    const before = await readFile(path, 'utf8')
    const after = before.replace(from, to)
    if (after === before) throw new Error(`there is no ${from} in ${file}`)
    await writeFile(path, after)
  }

  const seen = new Map<number, Map<number, string>>()

  async function until<T>(condition: () => Promise<T> | T): Promise<Truthy<T>> {
    const end = performance.now() + patience
    for (;;) {
      const value = await condition()
      if (value) return value as Truthy<T>
      if (performance.now() > end) throw new Error(`it did not come true within ${patience} ms`)
      await sleep(20)
    }
  }

  async function isQuiet(): Promise<boolean> {
    if (telegram.pendingUpdates() > 0 || (whatsapp?.pendingForBot() ?? 0) > 0) return false
    if (await rows<InboxRow>('inbox').findOne({ state: 'new' })) return false
    return (await rows<Send>('outbox').findOne({ state: { $in: ['due', 'sending'] } })) === null
  }

  async function settled(): Promise<void> {
    let quiet = 0
    // Three looks in a row: the outcome of a send is stored just before the news of it.
    await until(async () => (quiet = (await isQuiet()) ? quiet + 1 : 0) >= 3).catch(async () => {
      const waiting = await rows<Send>('outbox')
        .find({ state: { $in: ['due', 'sending'] } })
        .toArray()
      const news = await rows<InboxRow>('inbox').find({ state: 'new' }).toArray()
      throw new Error(
        `Loket did not settle: ${telegram.pendingUpdates()} updates, inbox ${JSON.stringify(news)}, outbox ${JSON.stringify(waiting)}`,
      )
    })
  }

  function place(chat: number, look: () => SeenMessage[]): Place {
    const own = seen.get(chat) ?? new Map<number, string>()
    seen.set(chat, own)
    const all = (): Sight[] => look().map(message => ({ ...message, chat }))
    const words = (message: SeenMessage): string => message.text || message.caption
    const fingerprint = (message: SeenMessage): string =>
      JSON.stringify([words(message), message.buttons, message.media?.fileId])
    const unseen = (): Sight[] =>
      all().filter(message => message.from === 'bot' && own.get(message.id) !== fingerprint(message))
    return {
      all,
      async sees(pattern) {
        const find = (): Sight | undefined => unseen().find(message => pattern.test(words(message)))
        const found = await telegram.until(find, patience).catch(() => {
          const there = all().map(message => `  ${message.from}: ${words(message)} ${JSON.stringify(message.buttons)}`)
          throw new Error(`nobody saw ${pattern}; what stands there:\n${there.join('\n')}`)
        })
        own.set(found.id, fingerprint(found))
        return found
      },
      async seesNothingMore() {
        await settled()
        expect(unseen().map(words)).toEqual([])
      },
      async catchesUp() {
        await settled()
        for (const message of unseen()) own.set(message.id, fingerprint(message))
      },
    }
  }

  function person(id: number): Person {
    const content = (given: string | Content): Content => (typeof given === 'string' ? { text: given } : given)
    const chat = place(id, () => telegram.chat(id))
    return {
      ...chat,
      id,
      address: `telegram:${telegram.botId}/${id}`,
      name: { [sariId]: 'Sari Wulandari', [dewiId]: 'Dewi Lestari', [budiId]: 'Budi', [watiId]: 'Wati' }[id] ?? 'Joko',
      says: async given => telegram.say(id, content(given)),
      starts: async () => telegram.pressStart(id),
      async edits(message, given) {
        if (typeof given !== 'string') telegram.edit(message, given)
        else telegram.edit(message, message.text === undefined ? { caption: given } : { text: given })
      },
      async writes(where, given) {
        if ('ticket' in where && where.thread !== undefined)
          return telegram.sayInGroup(id, where.group, { ...content(given), thread: where.thread })
        return telegram.sayInGroup(id, 'group' in where ? where.group : where.id, content(given))
      },
      async replies(to, given) {
        const [groupId, messageId] =
          'message_id' in to ? ([to.chat.id, to.message_id] as const) : ([to.chat, to.id] as const)
        return telegram.sayInGroup(id, groupId, { ...content(given), replyTo: messageId })
      },
      async taps(button, where) {
        const places = where
          ? 'sees' in where
            ? [where]
            : [{ all: () => [where] }]
          : [...groups, chat].filter(one => one !== undefined)
        for (const one of places) {
          const message = one.all().findLast(candidate => candidate.buttons.flat().includes(button))
          if (message) return telegram.tap(id, { chat: { id: message.chat }, message_id: message.id }, button)
        }
        throw new Error(`there is no button "${button}" to tap`)
      },
      blocks: () => telegram.block(id),
      unblocks: () => telegram.unblock(id),
    }
  }

  function group(id: number): Group {
    return {
      ...place(id, () => telegram.chat(id)),
      id,
      general: place(id, () => telegram.chat(id).filter(message => message.thread === undefined)),
      async topicOf({ address: personAddress, name: personName }) {
        const found = await until(async () => {
          const address = await rows<{ contact: string }>('addresses').findOne({ _id: personAddress })
          if (!address) return null
          const [newest] = await rows<Ticket>('tickets').find({ contact: address.contact }).sort({ _id: -1 }).toArray()
          if (!newest) return null
          const topic = await rows<{ group: string; thread: string | null; card: string | null }>('topics').findOne({
            _id: newest._id,
          })
          return topic?.card && topic.group === String(id) ? { number: newest._id, ...topic } : null
        }).catch(() => {
          throw new Error(`${personName} got no topic in group ${id}`)
        })
        const thread = found.thread === null ? undefined : Number(found.thread)
        return {
          ...place(id, () => telegram.chat(id, thread)),
          ticket: found.number,
          group: id,
          thread,
          name: () => telegram.topics(id).find(one => one.thread === thread)?.name ?? '',
          isClosed: () => telegram.topics(id).find(one => one.thread === thread)?.closed ?? false,
          card() {
            const card = telegram.chat(id, thread).find(message => message.id === Number(found.card))
            if (!card) throw new Error(`the card of ${found.number} is gone`)
            return { ...card, chat: id }
          },
        }
      },
    }
  }

  const groups: Group[] = []
  groups.push(...groupIds.map(group))

  const phone = (number: string, name: string): PhonePerson =>
    createPhonePerson(whatsapp!, { phone: number, name }, settled, patience)
  const phones = whatsapp && {
    sari: phone('6281200000101', 'Sari Wulandari'),
    dewi: phone('6281200000102', 'Dewi Lestari'),
    joko: phone('6281200000301', 'Joko'),
  }

  let newcomers = 0
  const stage: Stage = {
    newcomer: name => phone(`62812000009${String(++newcomers).padStart(2, '0')}`, name),
    offers,
    async pairs() {
      await rows('accounts').updateOne({ _id: 'whatsapp:utama' }, { $set: { wanted: 'pair' } })
    },
    get whatsapp() {
      if (!whatsapp) throw new Error('this desk was opened without WhatsApp')
      return whatsapp
    },
    get phones() {
      if (!phones) throw new Error('this desk was opened without WhatsApp')
      return phones
    },
    sari: person(sariId),
    dewi: person(dewiId),
    budi: person(budiId),
    wati: person(watiId),
    joko: person(jokoId),
    group: groups[0]!,
    groups,
    time: {
      now: () => clock.now(),
      async passes({ minutes = 0, hours = 0, seconds = 0 }) {
        moved += ((hours * 60 + minutes) * 60 + seconds) * 1000
        await loket.catchUp()
      },
    },
    telegram,
    get loket() {
      return loket
    },
    database,
    async plays(player, ...turns) {
      for (const turn of turns) {
        const tapped = typeof turn === 'string' ? /^\[(.+)\]$/s.exec(turn)?.[1] : undefined
        if (tapped !== undefined) await player.taps(tapped, player)
        else await player.says(turn)
        await settled()
      }
      const last = player.all().findLast(message => message.from === 'bot')
      if (!last) throw new Error(`the bot said nothing to ${player.name}`)
      return last
    },
    async restarts(meanwhile) {
      await loket.stop()
      await meanwhile?.()
      loket = await start()
    },
    async another() {
      const other = startProcess({
        env: { ...settings, PORT: '0', LOG_LEVEL: 'silent' },
        pace: null,
        flowsFolder,
        ahead: clock.now().getTime() - Date.now(),
      })
      others.push(other)
      await other.ready
      return other
    },
    async ailments() {
      const { failing = {} } = (await (await fetch(`${loket.address}/health`)).json()) as {
        failing?: Record<string, string>
      }
      return failing
    },
    async report(reporter, words) {
      await reporter.says(words)
      const answer = await reporter.sees(/nomor tiket TBB-\d{4}-\d{6}/)
      const number = /TBB-\d{4}-\d{6}/.exec(answer.text)![0]
      const { group: home } = await stage.until(() => rows<Ticket>('tickets').findOne({ _id: number }))
      const topic = await groups.find(one => String(one.id) === home)!.topicOf(reporter)
      await topic.sees(/Belum ada yang menangani/)
      return { topic, number, mirrored: await topic.sees(/^👤 /) }
    },
    async completes(reporter) {
      for (;;) {
        await reporter.catchesUp()
        const asked = reporter.all().findLast(message => message.from === 'bot')
        const labels = asked?.buttons.flat() ?? []
        const label = labels.find(one => one === 'Lewati') ?? labels.find(one => one.startsWith('1 · '))
        if (!asked || !label) return
        await reporter.taps(label, asked)
      }
    },
    async claimed(reporter, words, by) {
      const reported = await stage.report(reporter, words)
      expect(await by.taps('Ambil', reported.topic)).toBe('Tiket ini sekarang Anda tangani.')
      await reported.topic.sees(/Ditangani/)
      await reporter.sees(/sedang ditangani/)
      return reported
    },
    async solve(topic, by, reporter, solution) {
      void by.taps('Selesai', topic)
      const question = await topic.sees(/apa solusinya\?/)
      await by.replies(question, solution)
      const preview = await topic.sees(/Kirim jawaban ini ke pelapor/)
      void by.taps('Kirim', preview)
      await topic.sees(/Solusi dikirim ke pelapor/)
      await topic.sees(/Solusi terkirim oleh/)
      return reporter.sees(/Apakah sudah beres\?/)
    },
    settled,
    until,
    async reaction(message, emoji) {
      const [chat, id] = 'message_id' in message ? [message.chat.id, message.message_id] : [message.chat, message.id]
      const look = (): SeenMessage | undefined => telegram.chat(chat).find(one => one.id === id)
      await telegram
        .until(() => look()?.reactions[emoji]?.includes('bot'), patience)
        .catch(() => {
          throw new Error(`no reaction ${emoji} on message ${id}: ${JSON.stringify(look()?.reactions)}`)
        })
    },
    async ticket(number) {
      const found = await rows<Ticket & { contact: string }>('tickets').findOne({ _id: number })
      if (!found) throw new Error(`there is no ticket ${number}`)
      return { ...found, number: found._id }
    },
    async tickets({ id }) {
      const address = await rows<{ contact: string }>('addresses').findOne({ _id: `telegram:${telegram.botId}/${id}` })
      const found = await rows<Ticket & { contact: string }>('tickets')
        .find({ contact: address?.contact ?? '' })
        .sort({ _id: 1 })
        .toArray()
      return found.map(one => ({ ...one, number: one._id }))
    },
    async events(number) {
      const found = await rows<TicketEvent>('events')
        .find(number === undefined ? {} : { ticket: number })
        .sort({ at: 1 })
        .toArray()
      return found as (TicketEvent & { _id: string })[]
    },
    sends: filter =>
      rows<Send>('outbox')
        .find((filter ?? {}) as never)
        .sort({ order: 1 })
        .toArray() as Promise<Send[]>,
    keys: [telegram.token.slice(telegram.token.indexOf(':') + 1), encryptionKey, webhookSecret],
    edits,
    logs: () => lines,
    async databaseText() {
      const texts: string[] = []
      for (const { name: collection } of await database.db!.listCollections().toArray())
        for (const row of await rows(collection).find().toArray())
          texts.push(JSON.stringify(row, (_, value) => (value instanceof Uint8Array ? asText(value) : value)))
      return texts.join('\n')
    },
    sentText: () => telegram.ledger.calls.map(call => JSON.stringify(call.params)).join('\n'),
    async filesText() {
      const files = await readdir(dataDir, { recursive: true, withFileTypes: true })
      const texts = files
        .filter(file => file.isFile())
        .map(file => readFile(join(file.parentPath, file.name), 'latin1'))
      return (await Promise.all(texts)).join('\n')
    },
    async close() {
      const at = open.indexOf(stage)
      if (at >= 0) open.splice(at, 1)
      for (const other of others) await other.kill()
      await loket.stop()
      await telegram.stop()
      await whatsapp?.stop()
      await dropAfterUse(database)
      await database.close(true)
      for (const folder of [dataDir, flowsFolder]) await rm(folder, { recursive: true, force: true })
      // The WhatsApp client leaves timers of its own behind for half a minute (its upload of keys, its event buffer).
      const left = (): string[] => leftOpen(before).filter(one => !whatsapp || !one.startsWith('Timeout'))
      await until(() => left().length === 0).catch(() => {
        throw new Error(`left open: ${left().join(', ')}`)
      })
    },
  }
  if (options.lasting) lasting.push(stage)
  else open.push(stage)
  return stage
}

function asText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

/** What keeps this process alive, counted by kind: sockets, servers, timers, children. */
function held(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

/**
 * Kinds of which more are open than `before`. Requests to the file system come and go, and so do timers of the test
 * runner: of timers none may be left.
 */
function leftOpen(before: ReadonlyMap<string, number>): string[] {
  return [...held()]
    .map(([kind, count]) => ({ kind, more: count - (kind === 'Timeout' ? 0 : (before.get(kind) ?? 0)) }))
    .filter(({ kind, more }) => more > 0 && !/^FSReq|^Immediate/.test(kind))
    .map(({ kind, more }) => `${kind} ×${more}`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
