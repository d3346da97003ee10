import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDesk, type Person, type Place, type Stage, type StageOptions, type Topic } from '../talk.ts'
import { drawChats, type Panel, type Shown } from './chat-picture.ts'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'gambar')

/** A stage whose chats are drawn. */
export interface Album extends Stage {
  /** Lets time pass until every line that waits a moment was sent. */
  rests(): Promise<void>
  /** Sari reports with these words and calls for a petugas: the topic, before anybody took the ticket. */
  reports(words: string): Promise<Topic>
  /** The same, and Budi takes it. */
  claims(words: string): Promise<Topic>
  /** A person's chat with the bot, as it stands. */
  chat(person: Person, caption: string, messages?: readonly Shown[]): Panel
  /** A topic or the group's general part, as Budi sees it. */
  desk(caption: string, place: Topic | Place, messages?: readonly Shown[]): Panel
}

/** Opens the stage with forms as shipped; `me` are the people whose names stand in the group. */
export async function openAlbum(options: StageOptions = {}): Promise<Album> {
  const stage = await openDesk({ forms: true, ...options })
  const { sari, dewi, budi, wati, joko, group, telegram } = stage
  telegram.join(group.id, budi.id, 'creator')
  for (const petugas of [budi, wati]) {
    await petugas.starts()
    await petugas.catchesUp()
  }
  const names = {
    bot: 'Loket LPSE',
    [sari.id]: 'Sari Wulandari',
    [dewi.id]: 'Dewi Lestari',
    [budi.id]: 'Budi',
    [wati.id]: 'Wati',
    [joko.id]: 'Ratna',
  }
  async function rests(): Promise<void> {
    await stage.settled()
    await stage.time.passes({ seconds: 6 })
    await sleep(2500)
    await stage.settled()
  }
  async function reports(words: string): Promise<Topic> {
    await sari.says(words)
    await sari.says('0')
    await sari.sees(/nomor tiket/)
    await rests()
    return group.topicOf(sari)
  }
  return {
    ...stage,
    rests,
    reports,
    async claims(words) {
      const topic = await reports(words)
      await budi.taps('Ambil', topic)
      await rests()
      return topic
    },
    chat: (person, caption, messages = person.all()) => ({
      caption,
      title: 'Help Desk LPSE',
      subtitle: 'bot',
      me: person.id,
      names,
      messages,
      isGroup: false,
    }),
    desk: (caption, place, messages = place.all()) => ({
      caption,
      title: 'ticket' in place ? place.name() : 'Umum',
      subtitle: 'ticket' in place ? 'topik di grup petugas' : 'grup petugas',
      me: budi.id,
      names,
      messages,
      isGroup: true,
    }),
  }
}

/** The message with a button marked as the one that is tapped next. */
export function tapping<T extends Shown>(message: T, tapped: string): T & { readonly tapped: string } {
  return { ...message, tapped }
}

/** Writes a picture into docs/gambar. */
export function save(name: string, panels: readonly Panel[], width?: number): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.svg`), drawChats(panels, width))
}
