import type { Outbox } from '../../app/ports.ts'
import { findTicketNumber } from '../../domain/ticket.ts'
import type { Repetition, Tally } from '../host.ts'
import type { CallRow, TelegramNetwork } from '../telegram/server.ts'
import type { WhatsAppNetwork } from '../whatsapp/server.ts'
import type { Joined } from './joined.ts'
import type { Names } from './names.ts'
import { wordsOf, type Post, type StoredSend, type Writing } from './posts.ts'
import { digestIn, phoneRepeats, telegramRepeats, type Repeat } from './repeats.ts'
import { quoted, wordsOfSend } from './words.ts'

export interface TallyParts {
  readonly telegram: TelegramNetwork
  readonly whatsapp: WhatsAppNetwork
  readonly group: number
  readonly outbox: Pick<Outbox, 'topics'>
  readonly writing: Writing
  readonly names: Names
}

/** Counts what the networks saw against what is on record. */
export async function countTally(joined: Joined, parts: TallyParts): Promise<Tally> {
  const said = joined.said.filter(one => one.isMessage)
  const open = [...joined.open].filter(one => one.isMessage)
  const lostSaid = open.filter(one => one.told && !one.came)
  const sends = [...joined.sends.values()].filter(isMessage)
  const waiting = sends.filter(({ state }) => state === 'due' || state === 'sending')
  return {
    messages: said.length + sends.length,
    waiting: open.length - lostSaid.length + waiting.length,
    lost: lostSaid.length + joined.missing.size,
    repeated: await repetitions(joined, sends, parts),
  }
}

function isMessage({ content }: StoredSend): boolean {
  return content.kind === 'text' || content.kind === 'files'
}

async function repetitions(joined: Joined, sends: readonly StoredSend[], parts: TallyParts): Promise<Repetition[]> {
  const { telegram, whatsapp, writing, names } = parts
  const admitting = [...joined.sends.values()].filter(send => send.repeated || send.state === 'unknown')
  const underWay = sends.filter(({ state }) => state === 'due' || state === 'sending')
  const settled = joined.unowned.filter(post => !underWay.some(send => mayBecome(send, post, writing)))
  const topicCalls = await repeatedTopics(joined, parts)
  const found: Repeat[] = [
    ...withoutFirstOf(telegramRepeats(settled, topicCalls, admitting, writing.html), joined),
    ...phoneRepeats(
      whatsapp.ledger.sent.filter(row => row.arrivals > 1),
      id => joined.sendOfPhoneMessage(id),
    ),
  ]
  const posts = new Map(settled.map(post => [`${post.chat}/${post.message}`, post]))
  const calls = new Map(topicCalls.map(call => [`${call.chat}/${call.messages[0]}`, call]))
  const rows = new Map(whatsapp.ledger.sent.map(row => [row.id, row]))
  return found.map(({ chat, message, send }) => {
    const key = `${chat}/${message}`
    const of = joined.sends.get(send ?? '') ?? joined.sendOfPhoneMessage(String(message))
    const at = posts.get(key)?.at ?? calls.get(key)?.at ?? rows.get(String(message))?.at ?? 0
    const seen = posts.get(key)
    return {
      at: new Date(at),
      to: typeof chat === 'number' ? names.telegram(chat) : names.whatsapp(chat),
      words: of
        ? wordsOfSend(of)
        : seen
          ? quoted(telegram.message(Number(chat), Number(message))?.text ?? '')
          : 'topik',
      admitted: send !== null,
    }
  })
}

/** Whether a send that has no outcome yet may turn out to be the one a message is of. */
function mayBecome({ account, to, content, state, repeated }: StoredSend, post: Post, { html }: Writing): boolean {
  const place = 'chat' in to ? to.chat : to.group
  if (!account.startsWith('telegram:') || place !== String(post.chat)) return false
  if (state === 'sending') return true
  const isWords = content.kind === 'text' || content.kind === 'files'
  return repeated && isWords && digestIn(content, html) === (post.digest ?? '-')
}

/** Of a send that nobody knows to have arrived the first message is no repetition. */
function withoutFirstOf(repeats: readonly Repeat[], { sends }: Joined): Repeat[] {
  const met = new Set<string>()
  return repeats.filter(({ send }) => {
    if (send === null || sends.get(send)?.state !== 'unknown' || met.has(send)) return true
    met.add(send)
    return false
  })
}

/** Topics of one ticket that stand beside the one its record knows. */
async function repeatedTopics({ sends }: Joined, { telegram, group, outbox }: TallyParts): Promise<CallRow[]> {
  const ofTicket = Map.groupBy(telegram.topics(group), ({ name }) => findTicketNumber(name))
  const wanted = (ticket: string): number =>
    sends.values().reduce((count, send) => count + Number(send.content.kind === 'topic' && send.ticket === ticket), 0)
  const doubtful = [...ofTicket].flatMap(([ticket, topics]) =>
    ticket && topics.length > 1 && topics.length > wanted(ticket) ? [ticket] : [],
  )
  if (!doubtful.length) return []
  const bound = await outbox.topics(doubtful)
  return telegram.ledger.calls.filter(call => {
    if (call.method !== 'createForumTopic' || !call.committed) return false
    const ticket = findTicketNumber(wordsOf(call))
    const thread = call.messages[0]
    const isLive = ofTicket.get(ticket)?.some(topic => topic.thread === thread)
    return ticket !== null && isLive && doubtful.includes(ticket) && bound.get(ticket)?.thread !== String(thread)
  })
}
