import type { Outsider } from '../cast.ts'
import type { SimulatorHost } from '../host.ts'
import type { TopicRef, Where } from './action.ts'
import { pattern, ticketNumber } from './pattern.ts'

type Networks = Pick<SimulatorHost, 'telegram' | 'whatsapp' | 'cast'>

/** One message as it stands before somebody's eyes, on either network. */
export interface Sight {
  readonly id: string | number
  /** 'bot', 'phone' (somebody answered from the LPSE's phone), or the key of the person who wrote it. */
  readonly from: string
  /** Its words or its caption, without signs for bold. */
  readonly text: string
  /** The inline buttons under it. */
  readonly buttons: readonly string[]
  /** What it carries: 'photo', 'document', … */
  readonly file: string | null
  readonly replyTo: string | number | null
  readonly deleted: boolean
}

/** Somebody in a simulation: one of the cast, or who came since. */
export interface Someone {
  readonly key: string
  readonly name: string
  readonly telegram: number
  /** Only outsiders write on WhatsApp. */
  readonly phone: string | null
}

/** Looks at the networks through the eyes of people. */
export interface Eyes {
  /** Everybody by key; undefined for a key nobody has. */
  person(key: string): Someone | undefined
  /** What stands there now, oldest first; an unknown topic is empty. */
  look(who: Someone, where: Where): Sight[]
  /** The thread of a topic; undefined while there is none. */
  thread(topic: TopicRef): number | undefined
  /** The number of a person's newest ticket, as the bot told it to them. */
  ticketOf(who: Someone): string | undefined
}

/** The eyes of the cast and of those who came since. */
export function openEyes({ telegram, whatsapp, cast }: Networks, outsiders: () => readonly Outsider[]): Eyes {
  const byTelegram = (id: number): string => {
    const found = [...cast.staff, ...outsiders()].find(one => one.telegram === id)
    return found?.key ?? String(id)
  }

  function onTelegram(chat: number, isThere: (thread: number | undefined) => boolean): Sight[] {
    return telegram
      .chat(chat)
      .filter(({ thread }) => isThere(thread))
      .map(message => ({
        id: message.id,
        from: message.from === 'bot' ? 'bot' : byTelegram(message.from),
        text: message.text || message.caption,
        buttons: message.buttons.flat(),
        file: message.media?.kind ?? null,
        replyTo: message.replyTo ?? null,
        deleted: false,
      }))
  }

  function onWhatsApp({ key, phone }: Someone): Sight[] {
    if (phone === null) return []
    return whatsapp.chat(phone).map(message => ({
      id: message.id,
      from: message.from === 'person' ? key : message.from,
      text: (message.text || message.caption).replace(/\*([^*\n]+)\*/g, '$1'),
      buttons: [],
      file: message.media?.kind ?? null,
      replyTo: message.replyTo ?? null,
      deleted: message.deleted,
    }))
  }

  const eyes: Eyes = {
    person(key) {
      const staff = cast.staff.find(one => one.key === key)
      if (staff) return { ...staff, phone: null }
      return outsiders().find(one => one.key === key)
    },
    look(who, where) {
      if (where === 'whatsapp') return onWhatsApp(who)
      if (where === 'telegram') return onTelegram(who.telegram, () => true)
      if (where === 'general') return onTelegram(cast.group, thread => thread === undefined)
      const asked = eyes.thread(where.topic)
      return asked === undefined ? [] : onTelegram(cast.group, thread => thread === asked)
    },
    thread(topic) {
      if ('thread' in topic) return topic.thread
      const who = eyes.person(topic.of)
      const number = who && eyes.ticketOf(who)
      if (!number) return undefined
      return telegram.topics(cast.group).findLast(({ name }) => name.includes(number))?.thread
    },
    ticketOf(who) {
      const told = [...onWhatsApp(who), ...onTelegram(who.telegram, () => true)].filter(({ from }) => from === 'bot')
      // A complaint's number has the same shape, but no topic.
      const numbers = told.flatMap(({ text }) => text.match(ticketNumber) ?? [])
      const topics = telegram.topics(cast.group).map(({ name }) => name)
      const known = numbers.filter(number => topics.some(name => name.includes(number)))
      return (known.length ? known : numbers.filter(number => !complaint.test(number))).sort().at(-1)
    },
  }
  return eyes
}

const complaint = /^ADU-/

/** The newest message with these words; undefined when there is none. */
export function newestWith(sights: readonly Sight[], words: string): Sight | undefined {
  const wanted = pattern(words)
  return sights.findLast(({ text, deleted }) => !deleted && wanted.test(text))
}
