import { codeOf, LoketError } from '../../errors.ts'
import type { Barrier } from '../outreach.ts'
import type { Receipts } from '../receipts.ts'
import type { Reactions } from '../reactions.ts'
import type { Channel, Checkpoint, Outbox, Outgoing, Send } from '../ports.ts'
import { resolveDestination } from './destination.ts'
import { endedBadly, notAttempted, type FailureParts } from './failures.ts'
import type { Lanes } from './lanes.ts'

/** A tap is answered within this time or not at all (ms). */
const tapLapses = 60_000

/** What carrying out a send works with. */
export interface CarryOutParts extends FailureParts {
  readonly channel: Channel
  readonly outbox: Outbox
  readonly checkpoint: Checkpoint
  readonly counted: (outcome: 'sent' | 'failed' | 'unknown' | 'limited' | 'unreachable' | 'repeated') => void
  readonly lanes: Lanes
  readonly reactions: Pick<Reactions, 'add'>
  /** Of a network that gives receipts. */
  readonly receipts?: Pick<Receipts, 'accepted'>
  /** Ends what is on its way, its outcome then being unknown. */
  readonly signal: AbortSignal
}

/**
 * Carries out one send, from its destination to its outcome. It is marked `sending` before the network sees it and its
 * outcome is marked after. Rejects when an outcome could not be stored.
 */
export async function carryOut(send: Send, parts: CarryOutParts): Promise<void> {
  const { channel, clock, log, checkpoint, outcomes, trouble, signal } = parts
  if (send.content.kind === 'answer tap' && clock.now().getTime() - send.at.getTime() > tapLapses)
    return outcomes.finish(send, { id: send._id, state: 'failed', reason: 'LAPSED' })
  let outgoing: Outgoing | 'done' | 'later'
  let may: true | Barrier
  try {
    // What is taken back reaches out to nobody.
    may = send.content.kind === 'delete' || ((await parts.outreach?.mayReach(send)) ?? true)
    outgoing = await resolveDestination(send, parts)
  } catch (error) {
    if (error instanceof LoketError) return endedBadly(send, error, null, parts)
    log.warn({ error }, 'a destination could not be read; trying again')
    return postpone(send, 1000, parts)
  }
  if (may !== true) return notAttempted(send, may, parts)
  if (outgoing === 'later') return postpone(send, 500, parts)
  if (outgoing === 'done') return alreadyDone(send, parts)
  if (!(await outcomes.sending(send))) return parts.lanes.letGo(send)
  let messageIds: string[]
  try {
    checkpoint('before send')
    messageIds = await channel.send(outgoing, signal)
    checkpoint('after send before mark')
  } catch (error) {
    trouble.failed(codeOf(error))
    return endedBadly(send, error, outgoing.thread, parts)
  }
  return endedWell(send, outgoing, messageIds, clock.now(), parts)
}

/** Nothing was begun: this process looks at the send again after a while. */
function postpone(send: Send, ms: number, { clock, lanes }: CarryOutParts): void {
  lanes.replace({ ...send, notBefore: new Date(clock.now().getTime() + ms) })
}

/** What the send was for is there already. */
async function alreadyDone(send: Send, { account, chats, outcomes, topics }: CarryOutParts): Promise<void> {
  // Of a card that a killed process bound and did not mark, the binding knows the message.
  const topic =
    send.purpose === 'card' && send.content.kind === 'text' && send.ticket ? await topics.of(send.ticket) : null
  const sent = topic?.card
    ? { chat: chats.current(topic.group), messageIds: [topic.card] }
    : { chat: null, messageIds: [] as string[] }
  return outcomes.finish(send, { id: send._id, state: 'sent', account, ...sent })
}

/** From here on the message is out: whatever goes wrong, it is not sent again as if it were not. */
async function endedWell(
  send: Send,
  { chat, thread }: Outgoing,
  messageIds: readonly string[],
  sentAt: Date,
  parts: CarryOutParts,
): Promise<void> {
  const { account, outcomes, tell, topics, trouble } = parts
  trouble.arrived()
  const [first = null] = messageIds
  if (send.purpose === 'topic') await topics.bind(send, first)
  if (send.purpose === 'card' && send.ticket) await topics.bindCard(send.ticket, first)
  if (send.content.kind === 'delete topic') await topics.gone(send.ticket, thread)
  // Told before it is marked: a crash between the two would leave the repeat unmentioned.
  if (send.repeated) await outcomes.write(() => tell(send, 'repeated', 'CHANNEL_UNKNOWN'))
  else if (send.content.kind === 'delete') await outcomes.write(() => tell(send, 'done', ''))
  await outcomes.finish(send, {
    id: send._id,
    state: 'sent',
    account,
    chat,
    messageIds: send.purpose === 'topic' ? [] : messageIds,
    sentAt,
    ...(parts.receipts ? { receipts: true } : {}),
  })
  parts.counted('sent')
  if (parts.receipts) await parts.receipts.accepted(send)
  else if (send.delivered) parts.reactions.add(send.delivered)
}
