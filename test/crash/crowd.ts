import type { SeenMessage, TelegramNetwork } from '../../src/simulator/telegram/server.ts'
import type { Chance } from './chance.ts'
import { marked, type Said } from './counting.ts'
import type { Phones } from './counting-phones.ts'
import { createPhoneCrowd } from './phone-crowd.ts'

/** People who do what people do, in an order that the seed decides. */
export interface Crowd {
  /** Somebody writes a message of words. */
  write(): void
  /** Somebody does something: writes, sends a photo, edits, replies, taps. */
  act(): void
}

/** What people complain of. */
export const complaints = [
  'Saya gagal unggah dokumen penawaran',
  'Tidak bisa masuk ke SPSE',
  'Muncul galat 500 di halaman tender',
  'Mohon dibantu, jadwalnya hampir habis',
  'Apendo menolak berkas kami',
  'Verifikasi akun kami belum selesai',
]
const answers = [
  'Silakan coba lagi',
  'Mohon kirim tangkapan layar',
  'Sudah kami perbaiki',
  'Pakai peramban lain dahulu',
]

/**
 * Everything said is added to `said`. Budi and Wati are the staff. `phones`: who has WhatsApp takes part, in the place of
 * so many of a hundred people.
 */
export function createCrowd(
  network: TelegramNetwork,
  group: number,
  said: Said[],
  chance: Chance,
  {
    people,
    staff,
    phones = null,
    onPhones = 50,
  }: { people: number; staff: readonly [number, number]; phones?: Phones | null; onPhones?: number },
): Crowd {
  const wrote: { person: number; message: { chat: { id: number }; message_id: number } }[] = []
  let count = 0
  const somebody = (): number => 1001 + chance.below(people)
  const nextMarker = (sign: string): string => `${sign}${++count}`
  const phoneCrowd = phones ? createPhoneCrowd(phones, said, chance, nextMarker) : null
  const byPhone = (): boolean => phoneCrowd !== null && chance.percent(onPhones)

  function write(): void {
    if (byPhone()) return phoneCrowd!.write()
    const person = somebody()
    const marker = nextMarker('m')
    const message = network.say(person, { text: marked(chance.pick(complaints), marker) })
    wrote.push({ person, message })
    said.push({ marker, by: { person }, kind: 'message' })
  }

  function photo(): void {
    if (byPhone()) return phoneCrowd!.photo()
    const person = somebody()
    const marker = nextMarker('f')
    network.say(person, { photo: true, caption: marked('Ini tangkapan layarnya', marker) })
    said.push({ marker, by: { person }, kind: 'message' })
  }

  function edit(): void {
    if (byPhone()) return phoneCrowd!.edit()
    if (!wrote.length) return write()
    const { person, message } = chance.pick(wrote)
    const marker = nextMarker('e')
    network.edit(message, { text: marked('Maksud saya: gagal unduh', marker) })
    said.push({ marker, by: { person }, kind: 'edit' })
  }

  /** A topic with its card, and what stands in it. */
  function someTopic(): { thread: number; messages: SeenMessage[] } | null {
    const topics = network.topics(group)
    if (!topics.length) return null
    const { thread } = chance.pick(topics)
    const messages = network.chat(group, thread)
    return messages.some(message => message.buttons.length) ? { thread, messages } : null
  }

  function reply(): void {
    const topic = someTopic()
    if (!topic) return write()
    const { thread, messages } = topic
    const marker = nextMarker('b')
    const mirrored = messages.filter(message => message.from === 'bot' && message.text.startsWith('👤'))
    const words = marked(chance.pick(answers), marker)
    const { message_id: message } =
      mirrored.length && chance.percent(50)
        ? network.sayInGroup(chance.pick(staff), group, { thread, replyTo: chance.pick(mirrored).id, text: words })
        : network.sayInGroup(chance.pick(staff), group, { thread, text: `/balas ${words}` })
    said.push({ marker, by: { thread, message }, kind: 'message' })
  }

  function note(): void {
    const topic = someTopic()
    if (!topic) return write()
    const marker = nextMarker('c')
    const { message_id: message } = network.sayInGroup(chance.pick(staff), group, {
      thread: topic.thread,
      text: marked('Sedang saya cek', marker),
    })
    said.push({ marker, by: { thread: topic.thread, message }, kind: 'anywhere' })
  }

  /** Taps some button in a topic, or answers a question of the bot there. */
  function work(): void {
    const topic = someTopic()
    if (!topic) return write()
    const { thread, messages } = topic
    const asked = messages.findLast(message => message.from === 'bot' && message.text.includes('apa solusinya?'))
    if (asked && chance.percent(50)) {
      const marker = nextMarker('s')
      const { message_id: message } = network.sayInGroup(chance.pick(staff), group, {
        thread,
        replyTo: asked.id,
        text: marked('Bersihkan cache peramban', marker),
      })
      said.push({ marker, by: { thread, message }, kind: 'anywhere' })
      return
    }
    const withButtons = messages.filter(message => message.buttonsData.length)
    const message = chance.pick(withButtons)
    void network.tap(
      chance.pick(staff),
      { chat: { id: group }, message_id: message.id },
      chance.pick(message.buttonsData.flat()),
    )
  }

  function settle(): void {
    if (byPhone()) return phoneCrowd!.settle()
    const person = somebody()
    const asked = network.chat(person).findLast(message => message.buttonsData.length)
    if (!asked) return write()
    void network.tap(person, { chat: { id: person }, message_id: asked.id }, chance.pick(asked.buttonsData.flat()))
  }

  return {
    write,
    act() {
      const roll = chance.below(100)
      if (roll < 45) write()
      else if (roll < 50) photo()
      else if (roll < 60) edit()
      else if (roll < 75) reply()
      else if (roll < 80) note()
      else if (roll < 93) work()
      else settle()
    },
  }
}
