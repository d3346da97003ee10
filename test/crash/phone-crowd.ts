import type { Chance } from './chance.ts'
import { marked, type Said } from './counting.ts'
import type { Phones } from './counting-phones.ts'
import { complaints } from './crowd.ts'

/** What people with WhatsApp do. */
export interface PhoneCrowd {
  write(): void
  photo(): void
  edit(): void
  /** Answers the last list of the bot with one of its numbers, or reacts to what it said. */
  settle(): void
}

/** The people of the network; everything said is added to `said`, with the next marker for its sign. */
export function createPhoneCrowd(
  { network, byAddress }: Phones,
  said: Said[],
  chance: Chance,
  nextMarker: (sign: string) => string,
): PhoneCrowd {
  const people = [...new Set(byAddress.values())]
  const wrote: { phone: string; id: string }[] = []

  function write(): void {
    const phone = chance.pick(people)
    const marker = nextMarker('m')
    const as = chance.percent(20) ? 'pn' : 'lid'
    void network
      .say(phone, { text: marked(chance.pick(complaints), marker) }, { as })
      .then(({ id }) => wrote.push({ phone, id }))
    said.push({ marker, by: { person: phone }, kind: 'message' })
  }

  return {
    write,
    photo() {
      const phone = chance.pick(people)
      const marker = nextMarker('f')
      void network.say(phone, { image: true, caption: marked('Ini tangkapan layarnya', marker) })
      said.push({ marker, by: { person: phone }, kind: 'message' })
    },
    edit() {
      if (!wrote.length) return write()
      const { phone, id } = chance.pick(wrote)
      const marker = nextMarker('e')
      network.edit(phone, id, marked('Maksud saya: gagal unduh', marker))
      said.push({ marker, by: { person: phone }, kind: 'edit' })
    },
    settle() {
      const phone = chance.pick(people)
      const shown = network.chat(phone).filter(message => message.from === 'bot')
      const last = shown.at(-1)
      if (!last) return write()
      if (/^Balas \d|^\*Balas /m.test(last.text)) void network.say(phone, { text: String(1 + chance.below(2)) })
      else network.react(phone, last.id, '👍')
    },
  }
}
