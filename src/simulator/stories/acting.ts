import type { Outsider } from '../cast.ts'
import type { SimulatorHost } from '../host.ts'
import type { Content as TelegramContent } from '../telegram/server.ts'
import type { Content as WhatsAppContent } from '../whatsapp/server.ts'
import type { Action, MessageRef, Outcome, SaidFile, Switch, Where } from './action.ts'
import { newestWith, openEyes, type Eyes, type Sight, type Someone } from './sight.ts'
import { createSwitches } from './switches.ts'

/** What acting needs of the host; a test's stage gives the same. */
export type Playground = Pick<SimulatorHost, 'telegram' | 'whatsapp' | 'cast' | 'clock' | 'bot' | 'flushRedis'>

/** Everything people do in the simulation goes through here: the page's actions and those of stories. One for a host. */
export interface Acting extends Eyes {
  /** Carries an action out. Rejects with ActionRefused, a sentence for people, when it cannot be done. */
  act(action: Action): Promise<Outcome>
  /** The cast's outsiders and those who came since, without the crowds of stories. */
  outsiders(): readonly Outsider[]
  /** Whether somebody belongs to the crowd of a story. */
  isOfCrowd(key: string): boolean
  switches(): Readonly<Record<Switch, boolean>>
  /** Calls `listener` before each action; what it returns is called once it was carried out. Returns what ends that. */
  onAct(listener: ActListener): () => void
}

export type ActListener = (action: Action) => ((outcome: Outcome) => void) | undefined

/** Why something could not be done, in words for the person who tried. */
export class ActionRefused extends Error {}

const nothing: Outcome = { messages: [] }
const minute = 60_000

/** What people can do on these networks, with this clock and bot. */
export function createActing(playground: Playground): Acting {
  const { telegram, whatsapp, cast, clock, bot } = playground
  const came: (Outsider & { crowd: boolean })[] = []
  const eyes = openEyes(playground, () => [...cast.outsiders, ...came])
  const switches = createSwitches(playground)
  const listeners = new Set<ActListener>()
  let albums = 0

  function personOf(key: string): Someone {
    const found = eyes.person(key)
    if (!found) throw new ActionRefused(`Tidak ada yang bernama ${key} di sini.`)
    return found
  }

  function phoneOf({ phone, name }: Someone): string {
    if (phone === null) throw new ActionRefused(`${name} petugas dan tidak memakai WhatsApp di sini.`)
    return phone
  }

  function messageIn(who: Someone, where: Where, ref: MessageRef): Sight {
    const sights = eyes.look(who, where)
    const found = 'id' in ref ? sights.find(({ id }) => String(id) === String(ref.id)) : newestWith(sights, ref.words)
    if (!found) throw new ActionRefused('Pesan itu tidak ada lagi di sini.')
    return found
  }

  function ownMessageIn(who: Someone, where: Where, ref: MessageRef): Sight {
    const own = eyes.look(who, where).filter(({ from }) => from === who.key)
    const found = 'id' in ref ? own.find(({ id }) => String(id) === String(ref.id)) : newestWith(own, ref.words)
    if (!found) throw new ActionRefused('Hanya pesan sendiri yang dapat diubah atau dihapus.')
    return found
  }

  /** The chat on Telegram, and the topic in it. */
  function telegramPlace(who: Someone, where: Where): { chat: number; thread?: number } {
    if (where === 'telegram') return { chat: who.telegram }
    if (where === 'general') return { chat: cast.group }
    if (where === 'whatsapp') throw new ActionRefused('Ini percakapan WhatsApp.')
    const thread = eyes.thread(where.topic)
    if (thread === undefined) throw new ActionRefused('Topik itu tidak ada.')
    return { chat: cast.group, thread }
  }

  async function write({ who: key, where, text, files = [], location, replyTo }: Extract<Action, { do: 'write' }>) {
    const who = personOf(key)
    if (!text?.trim() && !files.length && !location) throw new ActionRefused('Pesannya masih kosong.')
    const answered = replyTo && messageIn(who, where, replyTo).id
    if (where === 'whatsapp') {
      const phone = phoneOf(who)
      const quoted = answered === undefined ? {} : { replyTo: String(answered) }
      const contents: WhatsAppContent[] = files.length
        ? files.map((file, at) => ({ ...onWhatsApp(file), ...(at === 0 && text ? { caption: text } : {}) }))
        : [location ? { location } : { text: text! }]
      const sent = contents.map((content, at) => whatsapp.say(phone, at === 0 ? { ...content, ...quoted } : content))
      return { messages: (await Promise.all(sent)).map(({ id }) => id) }
    }
    const { chat, thread } = telegramPlace(who, where)
    const albumId = files.length > 1 ? `story-${++albums}` : undefined
    const contents: TelegramContent[] = files.length
      ? files.map((file, at) => ({
          ...onTelegram(file),
          ...(at === 0 && text ? { caption: text } : {}),
          ...(albumId ? { albumId } : {}),
        }))
      : [location ? { location: { latitude: location.latitude, longitude: location.longitude } } : { text: text! }]
    const messages = contents.map((content, at) => {
      const whole = at === 0 && answered !== undefined ? { ...content, replyTo: Number(answered) } : content
      if (chat === who.telegram) return telegram.say(chat, whole)
      return telegram.sayInGroup(who.telegram, chat, thread === undefined ? whole : { ...whole, thread })
    })
    return { messages: messages.map(message => message.message_id) }
  }

  async function tap({ who: key, where, button, message }: Extract<Action, { do: 'tap' }>): Promise<Outcome> {
    const who = personOf(key)
    if (where === 'whatsapp') {
      const number = numberOf(button, eyes.look(who, where))
      if (number === undefined) throw new ActionRefused(`Tidak ada pilihan "${button}" di percakapan ini.`)
      return { messages: [(await whatsapp.say(phoneOf(who), { text: number })).id] }
    }
    const found = message
      ? messageIn(who, where, message)
      : eyes.look(who, where).findLast(one => one.buttons.some(label => isButton(label, button)))
    const label = found?.buttons.find(one => isButton(one, button))
    if (!found || !label) throw new ActionRefused(`Tombol "${button}" sudah tidak ada.`)
    const { chat } = telegramPlace(who, where)
    const shown = await telegram.tap(who.telegram, { chat: { id: chat }, message_id: Number(found.id) }, label)
    return shown === undefined ? nothing : { ...nothing, shown }
  }

  function come({ name, crowd = false }: Extract<Action, { do: 'come' }>): Outcome {
    const first = name
      .trim()
      .split(/\s+/)[0]
      ?.toLowerCase()
      .replace(/[^\p{L}\d]/gu, '')
    if (!first) throw new ActionRefused('Tulis namanya dahulu.')
    const taken = (key: string): boolean => eyes.person(key) !== undefined
    let key = first
    for (let at = 2; taken(key); at++) key = `${first}${at}`
    const number = came.length + 1
    const someone = {
      key,
      name: name.trim().slice(0, 60),
      phone: `62812001${String(number).padStart(5, '0')}`,
      telegram: 510_000 + number,
      crowd,
    }
    came.push(someone)
    whatsapp.person(someone.phone, someone.name)
    telegram.person(someone.telegram, someone.name)
    return { ...nothing, who: key }
  }

  async function carryOut(action: Action): Promise<Outcome> {
    switch (action.do) {
      case 'write':
        return write(action)
      case 'tap':
        return tap(action)
      case 'come':
        return come(action)
      case 'edit': {
        const who = personOf(action.who)
        const { id, file } = ownMessageIn(who, action.where, action.message)
        if (action.where === 'whatsapp') whatsapp.edit(phoneOf(who), String(id), action.text)
        else
          telegram.edit(
            { chat: { id: telegramPlace(who, action.where).chat }, message_id: Number(id) },
            file ? { caption: action.text } : { text: action.text },
          )
        return nothing
      }
      case 'delete': {
        const who = personOf(action.who)
        const { id } = ownMessageIn(who, action.where, action.message)
        if (action.where === 'whatsapp') whatsapp.takeBack(phoneOf(who), String(id))
        else
          telegram.deleteMessage({
            chat: { id: telegramPlace(who, action.where).chat },
            message_id: Number(id),
          })
        return nothing
      }
      case 'react': {
        const who = personOf(action.who)
        const { id } = messageIn(who, action.where, action.message)
        if (action.where === 'whatsapp') whatsapp.react(phoneOf(who), String(id), action.emoji)
        else {
          const place = { chat: { id: telegramPlace(who, action.where).chat }, message_id: Number(id) }
          telegram.react(who.telegram, place, action.emoji)
        }
        return nothing
      }
      case 'start':
        return { messages: [telegram.pressStart(personOf(action.who).telegram, action.payload).message_id] }
      case 'read':
        whatsapp.read(phoneOf(personOf(action.who)))
        return nothing
      case 'call':
        whatsapp.call(phoneOf(personOf(action.who))).hangUp()
        return nothing
      case 'block':
        telegram[action.on ? 'block' : 'unblock'](personOf(action.who).telegram)
        return nothing
      case 'phone off':
        whatsapp.offline(phoneOf(personOf(action.who)), action.on)
        return nothing
      case 'clock':
        await clock.forward(action.minutes * minute)
        return nothing
      case 'switch':
        switches.set(action.what, action.on)
        return nothing
      case 'kill':
        await bot.kill()
        return nothing
      case 'revive':
        await bot.revive()
        return nothing
      case 'flush redis':
        await playground.flushRedis()
        return nothing
      case 'topic': {
        const thread = eyes.thread(action.topic)
        if (thread === undefined) throw new ActionRefused('Topik itu tidak ada.')
        telegram[`${action.what}Topic`](cast.group, thread)
        return nothing
      }
    }
  }

  return {
    ...eyes,
    async act(action) {
      const done = [...listeners].map(listener => listener(action))
      const outcome = await carryOut(action).catch((error: unknown) => {
        throw error instanceof ActionRefused ? error : new ActionRefused(refusal(error))
      })
      for (const tell of done) tell?.(outcome)
      return outcome
    },
    isOfCrowd: key => came.some(one => one.crowd && one.key === key),
    outsiders: () => [...cast.outsiders, ...came.filter(one => !one.crowd)],
    switches: switches.all,
    onAct(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** A button is named by what it says; a number in front, as where numbers answer too, may be left out. */
export function isButton(label: string, named: string): boolean {
  return label === named || label.replace(/^\d+ · /, '') === named
}

/** The number before an option in the newest list of the bot, as people without buttons type it. */
export function numberOf(option: string, sights: readonly Sight[]): string | undefined {
  const lines = sights
    .filter(({ from }) => from === 'bot')
    .map(({ text }) => [...text.matchAll(/^(?:(\d+)\. |Balas (1): )(.*)$/gm)])
    .findLast(found => found.length)
  const found = lines?.find(([, , , label]) => label === option)
  return found?.[1] ?? found?.[2]
}

/** The networks say in English what a client would not let a person do. */
function refusal(error: unknown): string {
  const said = error instanceof Error ? error.message : ''
  if (said.endsWith('is off')) return 'Ponselnya sedang dimatikan; nyalakan dahulu.'
  if (/is not in group/.test(said)) return 'Orang ini tidak lagi menjadi anggota grup.'
  return 'Itu tidak dapat dilakukan di sini.'
}

function onWhatsApp({ kind, name, mime, bytes }: SaidFile): WhatsAppContent {
  if (kind === 'document') return { document: documentOf(name, mime, bytes) }
  return { [kind === 'photo' ? 'image' : kind]: bytes ?? true }
}

function onTelegram({ kind, name, mime, bytes }: SaidFile): TelegramContent {
  if (kind === 'document') return { document: documentOf(name, mime, bytes) }
  return { [kind]: bytes ?? true }
}

function documentOf(
  name = 'dokumen.pdf',
  mime?: string,
  bytes?: Buffer,
): { name: string; bytes?: Buffer; mime?: string } {
  return { name, ...(mime ? { mime } : {}), ...(bytes ? { bytes } : {}) }
}
