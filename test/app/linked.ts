import type { Connection } from 'mongoose'
import type { Heard, Tapped } from '../../src/app/message.ts'
import type { Address, Contact, Send } from '../../src/app/ports.ts'
import { addressKey } from '../../src/app/receive.ts'
import { ringAlarms } from '../../src/app/waking.ts'
import { plainText } from '../../src/domain/rich.ts'
import { account, says, taps } from '../contracts/samples.ts'
import { createFakeChannel } from '../fakes/channel.ts'
import { openHouse, type Changes, type House } from './house.ts'

/** Our account on the other network. */
export const phone = 'whatsapp:628110000001'

/** A place as a person's: where they write from. */
export function at(on: string, chat: string): Address {
  return { account: on, chat }
}

/** A message in such a place. */
export function writes(place: Address, text: string, fields: Partial<Heard> = {}): Heard {
  const made = says(place.chat, text)
  return { ...made, account: place.account, id: `${place.account}:${place.chat}/${made.messageId}`, ...fields }
}

/** A process that serves both networks. */
export function openBoth(connection: Connection, changes: Changes = {}): House {
  return openHouse(connection, { beside: createFakeChannel(phone), ...changes })
}

/** Says before anybody writes whose a place is, so that a test knows which of two contacts has the smaller name. */
export async function owns(connection: Connection, place: Address, contact: string): Promise<void> {
  await connection
    .collection<{ _id: string; contact: string }>('addresses')
    .insertOne({ _id: addressKey(place), contact })
}

/** What a send says. */
export function wordsOf({ content }: Send): string {
  return 'text' in content && typeof content.text !== 'string' ? plainText(content.text) : content.kind
}

/** What was said in such a place by now, oldest first. */
export async function saidAt(house: House, place: Address): Promise<string[]> {
  const sends = await house.sends()
  return sends
    .filter(({ to, account: from }) => from === place.account && 'chat' in to && to.chat === place.chat)
    .toSorted((one, other) => Number(one.at) - Number(other.at) || one.order - other.order)
    .map(wordsOf)
}

/** The last code that was given out in such a place. */
export async function codeAt(house: House, place: Address): Promise<string> {
  const words = (await saidAt(house, place)).findLast(
    one => one.includes('HUBUNGKAN ') && one.includes('untuk satu kali'),
  )
  return /HUBUNGKAN (\S+)/.exec(words ?? '')![1]!
}

/** A tap on the answer to the last question in such a place whether the other one is theirs too. */
export async function answers(house: House, place: Address, answer: 'ya' | 'bukan'): Promise<Tapped> {
  const data = (send: Send): string | undefined =>
    send.content.kind === 'text'
      ? send.content.buttons?.flat().find(button => button.data.startsWith(`hubung ${answer}`))?.data
      : undefined
  const asked = (await house.sends()).findLast(
    send => send.account === place.account && 'chat' in send.to && send.to.chat === place.chat && data(send),
  )!
  const messageId = `shown ${asked._id}`
  await house.outbox.mark([{ id: asked._id, state: 'sent', ...place, messageIds: [messageId] }])
  const made = taps(place.chat, data(asked)!, messageId)
  return { ...made, ...place, id: `${place.account}:tap/${made.tapId}`, where: 'private' }
}

/** The person links two places of theirs: the code comes from the first, Ya from the second. */
export async function links(house: House, giver: Address, taker: Address): Promise<void> {
  await house.receives(writes(giver, 'HUBUNGKAN'))
  await house.settles()
  await house.receives(writes(taker, await codeAt(house, giver)))
  await house.settles()
  await house.receives(await answers(house, taker, 'ya'))
  await house.settles()
}

/** Whose a place is now, by a process that starts now. */
export async function contactAt(connection: Connection, place: Address): Promise<Contact | undefined> {
  const house = openBoth(connection)
  let id = (await house.contacts.ofAddresses([place])).get(addressKey(place))!
  for (;;) {
    const found = (await house.contacts.load([id])).get(id)
    if (!found?.state.movedTo) return found
    id = found.state.movedTo
  }
}

/** Everything a person waits for is due, and done. */
export async function nightFalls(house: House): Promise<void> {
  for (let round = 0; round < 4; round++) {
    house.passes(20 * 60_000)
    await ringAlarms(house.drainParts)
    await house.settles()
  }
}

/** The tickets in which words are on record, by those words. */
export async function recorded(house: House): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (const event of (await house.events()) as unknown as { what: string; ticket: string; data: { text?: string } }[])
    if (event.what === 'opened' || event.what === 'wrote')
      found.set(event.data.text ?? '', [...(found.get(event.data.text ?? '') ?? []), event.ticket])
  return found
}

export { account }
