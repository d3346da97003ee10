import { proto } from '@whiskeysockets/baileys'
import { sendReceipt } from './delivery.ts'
import { digest, type SentRow } from './ledger.ts'
import { bigEndian, node, type Node } from './nodes.ts'
import { bundleNodes, type Sealed } from './signal-device.ts'
import { remember, seconds, type Person, type Stored, type World } from './state.ts'
import type { SeenMessage } from './types.ts'

/** What a message of the bot shows. */
export type Shown = Pick<SeenMessage, 'text' | 'caption'> &
  Partial<Pick<SeenMessage, 'media' | 'location' | 'contact' | 'replyTo'>>

/** Reads what the bot sent; media are fetched from where the bot put them. */
export type Reader = (message: proto.IMessage) => Promise<Shown>

/** One message of the bot on its way to one phone. */
export interface Arrival {
  readonly id: string
  /** The jid the bot wrote to: receipts come from it. */
  readonly to: string
  readonly sealed: Sealed
  readonly row: SentRow | undefined
}

/** Retries a phone asks for before it gives up, as the client's own default. */
const maxRetries = 5

/** Brings a message of the bot to a person's phone, or keeps it while the phone is off. */
export function arrive(world: World, read: Reader, person: Person, arrival: Arrival): void {
  const work = async () => {
    const message = await decrypt(world, person, arrival, undefined)
    if (!message) return
    await show(world, read, person, arrival, message)
    sendReceipt(world, arrival.to, [arrival.id])
    world.emit('seen')
  }
  if (person.isOff) person.waiting.push(work)
  else queue(world, person, work)
}

/** Brings the copy of a message of the bot to the LPSE's own phone; resolves to what it holds through `keep`. */
export function arriveCopy(
  world: World,
  arrival: Arrival,
  keep: (copy: proto.Message.IDeviceSentMessage) => void,
): void {
  queue(world, world.own, async () => {
    const message = await decrypt(world, world.own, arrival, arrival.to)
    if (message?.deviceSentMessage) keep(message.deviceSentMessage)
  })
}

/** What the server held for a phone comes now that it is on. */
export function bringWaiting(world: World, person: Person): void {
  for (const work of person.waiting.splice(0)) queue(world, person, work)
}

function queue(world: World, person: Person, work: () => Promise<void>): void {
  person.inbox = person.inbox.then(work).catch(error => {
    world.problems.push(String(error))
  })
}

async function decrypt(
  world: World,
  person: Person,
  { id, to, sealed }: Arrival,
  recipient: string | undefined,
): Promise<proto.Message | undefined> {
  const { device } = world
  if (!device) return undefined
  try {
    return await person.signal.decrypt(device.lid, sealed)
  } catch {
    const count = (person.asked.get(id) ?? 0) + 1
    if (count > maxRetries) return undefined
    person.asked.set(id, count)
    const from = recipient === undefined ? to : world.own.account.lid
    sendReceipt(world, from, [id], { type: 'retry', recipient }, retryNodes(world, person, id, count))
    return undefined
  }
}

function retryNodes(world: World, person: Person, id: string, count: number): Node[] {
  const retry = node('retry', { count, id, t: seconds(world), v: 1 })
  if (count === 1) return [retry, node('registration', {}, bigEndian(person.signal.registrationId, 4))]
  const [registration, ...keys] = bundleNodes(person.signal.bundle())
  return [retry, registration!, node('keys', {}, keys)]
}

async function show(
  world: World,
  read: Reader,
  person: Person,
  { id, row }: Arrival,
  message: proto.Message,
): Promise<void> {
  const { protocolMessage, reactionMessage } = message
  let words = ''
  if (protocolMessage) words = await change(read, person, protocolMessage)
  else if (reactionMessage) reactTo(person, 'bot', reactionMessage)
  else {
    const shown = await read(message)
    words = shown.text || shown.caption
    const known = person.messages.get(id)
    if (known) known.arrivals += 1
    else remember(world, person, message, { id, from: 'bot', tick: 'delivered', arrivals: 1, ...shown })
    person.isTyping = false
  }
  if (!row) return
  row.arrivals += 1
  row.arrivedAt ??= world.now()
  if (words !== '') row.digest = digest(words)
  world.emit('sent', row)
}

/** An edit or a deletion by the bot; answers the new words. */
async function change(read: Reader, person: Person, change: proto.Message.IProtocolMessage): Promise<string> {
  const stored = person.messages.get(change.key?.id ?? '')
  const kinds = proto.Message.ProtocolMessage.Type
  if (!stored) return ''
  if (change.type === kinds.REVOKE) takeAway(stored)
  if (change.type !== kinds.MESSAGE_EDIT || !change.editedMessage) return ''
  const { text, caption } = await read(change.editedMessage)
  return reword(stored, text || caption)
}

/** Puts new words where the old ones were: the caption of media, else the text. */
export function reword(stored: Stored, words: string): string {
  if (stored.media) stored.caption = words
  else stored.text = words
  stored.edited = true
  return words
}

/** "Pesan ini dihapus": what it said is gone. */
export function takeAway(stored: Stored): void {
  stored.text = ''
  stored.caption = ''
  delete stored.media
  delete stored.location
  delete stored.contact
  stored.deleted = true
  stored.message = undefined
}

/** A reaction takes the place of the one given before; no emoji takes it back; what the phone lacks shows nothing. */
export function reactTo(
  person: Person,
  who: 'bot' | 'phone' | 'person',
  { key, text }: { key?: proto.IMessageKey | null; text?: string | null },
): void {
  const reactions = person.messages.get(key?.id ?? '')?.reactions
  if (!reactions) return
  for (const [emoji, people] of Object.entries(reactions)) {
    reactions[emoji] = people.filter(one => one !== who)
    if (reactions[emoji].length === 0) delete reactions[emoji]
  }
  if (text) reactions[text] = [...(reactions[text] ?? []), who]
}
