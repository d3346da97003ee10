import type { SimulatorHost } from '../host.ts'
import type { SeenMessage } from '../telegram/server.ts'
import type { EventLine } from './bubble.ts'
import type { ReadMarks } from './read-marks.ts'
import { telegramLine } from './telegram-chat.ts'

type Networks = Pick<SimulatorHost, 'telegram' | 'cast'>

/** A row of the list of topics. */
export interface TopicRow {
  /** umum: what is written outside of topics. */
  readonly thread: number | 'umum'
  readonly name: string
  /** What was written last, and by whom. */
  readonly line: string
  readonly at: number
  readonly unread: number
  readonly isClosed: boolean
}

/** The staff group's topics as one of the staff sees them, the one last written in first, Umum at the end. */
export function topicRows({ telegram, cast }: Networks, marks: ReadMarks, staff: string): TopicRow[] {
  const messages = Map.groupBy(telegram.chat(cast.group), ({ thread }) => thread ?? ('umum' as const))
  const own = cast.staff.find(({ key }) => key === staff)?.telegram
  const row = (thread: number | 'umum', name: string, isClosed: boolean): TopicRow => {
    const said = messages.get(thread) ?? []
    const last = said.at(-1)
    return {
      thread,
      name: shortName(name),
      line: last ? lineWithAuthor(last, cast.staff) : 'belum ada pesan',
      at: last?.at ?? 0,
      unread: said.filter(({ id, from }) => from !== own && id > marks.upTo(staff, thread)).length,
      isClosed,
    }
  }
  const topics = telegram.topics(cast.group).map(({ thread, name, closed }) => row(thread, name, closed))
  topics.sort((one, other) => other.at - one.at || Number(other.thread) - Number(one.thread))
  return [...topics, row('umum', 'Umum', false)]
}

/** What happened to a topic, as lines among its messages. */
export function eventLines({ telegram, cast }: Networks, thread: number): EventLine[] {
  const sentences = {
    created: 'Topik dibuat',
    closed: 'Topik ditutup',
    reopened: 'Topik dibuka lagi',
    renamed: 'Topik diganti nama',
  }
  return telegram.topicEvents(cast.group, thread).map(({ id, what, name, at }) => ({
    id: String(id),
    event: name ? `${sentences[what]}: ${name}` : sentences[what],
    at,
  }))
}

/** A ticket's number stands whole once in its card; lists have its end. */
export function shortName(name: string): string {
  return name.replace(/\b[A-Z]{2,5}-\d{4}-(\d{6})\b/, '$1')
}

function lineWithAuthor(message: SeenMessage, staff: SimulatorHost['cast']['staff']): string {
  const author = staff.find(({ telegram }) => telegram === message.from)
  const line = telegramLine(message).slice(0, 120)
  return author ? `${author.name.split(' ')[0]}: ${line}` : line
}
