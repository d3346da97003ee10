import { expect } from 'vitest'
import type { Content, SeenMessage, WhatsAppNetwork } from '../src/simulator/whatsapp/server.ts'

/** Somebody with WhatsApp, in their chat with the number of the LPSE. */
export interface PhonePerson {
  readonly phone: string
  readonly name: string
  /** The address under which Loket knows them. */
  readonly address: string
  says(content: string | Content, as?: 'lid' | 'pn'): Promise<{ id: string }>
  /** Answers the newest list of the bot with the number that stands before these words. */
  chooses(words: string): Promise<{ id: string }>
  edits(message: { id: string }, text: string): void
  takesBack(message: { id: string }): void
  reacts(message: { id: string }, emoji: string | null): void
  /** Looks at the chat: everything is read. */
  reads(): void
  /** The first message of the bot, not seen before, whose text or caption fits; waits for it. */
  sees(words: RegExp): Promise<SeenMessage>
  /** Everything is done and settled, and there is no message of the bot that nobody saw. */
  seesNothingMore(): Promise<void>
  catchesUp(): Promise<void>
  all(): SeenMessage[]
}

/** The people of a local WhatsApp network, by whom a story names them. */
export function createPhonePerson(
  network: WhatsAppNetwork,
  { phone, name }: { readonly phone: string; readonly name: string },
  settled: () => Promise<void>,
  patience: number,
): PhonePerson {
  const { lid } = network.person(phone, name)
  const seen = new Map<string, string>()
  // As the phone shows it: what stands between asterisks is bold.
  const words = (message: SeenMessage): string =>
    message.deleted ? '' : (message.text || message.caption).replace(/\*([^*\n]+)\*/g, '$1')
  const fingerprint = (message: SeenMessage): string => JSON.stringify([words(message), message.media?.size])
  const all = (): SeenMessage[] => network.chat(phone)
  const unseen = (): SeenMessage[] =>
    all().filter(message => message.from !== 'person' && seen.get(message.id) !== fingerprint(message))
  const says: PhonePerson['says'] = (given, as) =>
    network.say(phone, typeof given === 'string' ? { text: given } : given, as ? { as } : {})
  return {
    phone,
    name,
    address: `whatsapp:utama/${lid}`,
    says,
    all,
    async chooses(label) {
      const list = all().findLast(message => message.from === 'bot' && /^1\. |^Balas 1: /m.test(words(message)))
      const number = (list ? words(list) : '')
        .split('\n')
        .map(line => /^(?:(\d+)\. |Balas (1): )(.*)$/.exec(line))
        .find(found => found?.[3] === label)
      if (!number) throw new Error(`"${label}" stands in no list: ${list && words(list)}`)
      return says(number[1] ?? number[2]!)
    },
    edits: ({ id }, text) => network.edit(phone, id, text),
    takesBack: ({ id }) => network.takeBack(phone, id),
    reacts: ({ id }, emoji) => network.react(phone, id, emoji),
    reads: () => network.read(phone),
    async sees(pattern) {
      const find = (): SeenMessage | undefined => unseen().find(message => pattern.test(words(message)))
      const found = await network.until(find, patience).catch(() => {
        const there = all().map(message => `  ${message.from}: ${words(message)}`)
        throw new Error(`${name} saw no ${pattern}; what stands there:\n${there.join('\n')}`)
      })
      seen.set(found.id, fingerprint(found))
      return found
    },
    async seesNothingMore() {
      await settled()
      expect(unseen().map(words)).toEqual([])
    },
    async catchesUp() {
      await settled()
      for (const message of unseen()) seen.set(message.id, fingerprint(message))
    },
  }
}
