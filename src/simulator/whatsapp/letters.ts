import { randomInt } from 'node:crypto'
import type { proto } from '@whiskeysockets/baileys'
import { deliver, notify } from './delivery.ts'
import { children, node, numberOf, child, type Node } from './nodes.ts'
import { readBundle, type KeyBundle, type Sealed } from './signal-device.ts'
import {
  inBackground,
  inTurn,
  seconds,
  trim,
  type Letter,
  type LinkedDevice,
  type Person,
  type World,
} from './state.ts'

/**
 * Sends something from a phone to the bot, encrypted for its device, after all that was sent before. When no device is
 * linked it is lost, as it is when a device is linked only later.
 */
export function send(world: World, sender: Person, letter: Omit<Letter, 'isWithheld'>): void {
  inBackground(
    world,
    inTurn(world, () => post(world, sender, letter)),
  )
}

/** The same for who has the turn already; resolves when the server has it. */
export async function post(world: World, sender: Person, letter: Omit<Letter, 'isWithheld'>): Promise<void> {
  const own: Letter = { ...letter, isWithheld: false }
  sender.letters.set(own.id, own)
  trim(world, sender.letters)
  const { device } = world
  if (!device) return
  if (own.placeholder) return deliver(world, placeholderOf(world, own), own.row)
  const sealed = await seal(world, device, sender, own.message)
  const fault = world.faults.take(['corrupted', 'undecryptable'], sender.account.phone)
  if (fault === 'undecryptable') own.isWithheld = true
  deliver(world, stanzaOf(world, own, fault ? damaged(sealed) : sealed), own.row)
}

/** The bot could not read a message: its sender's phone sends it once more, with new keys if the bot brought any. */
export function resend(world: World, sender: Person, receipt: Node): void {
  const letter = sender.letters.get(receipt.attrs['id'] ?? '')
  const { device } = world
  if (!letter || !device) return
  if (letter.row) {
    letter.row.retries += 1
    world.emit('said', letter.row)
  }
  if (letter.placeholder) return
  if (letter.isWithheld) letter.asked = receipt
  else sendAgain(world, device, sender, letter, receipt)
}

/** The sender's phone at last answers what the bot asked for and it withheld; throws when nothing was asked of it. */
export function sendWithheld(world: World, sender: Person, id: string): void {
  const letter = sender.letters.get(id)
  if (!letter?.asked) throw new Error(`the bot did not ask ${sender.account.phone} for message ${id}`)
  letter.isWithheld = false
  if (world.device) sendAgain(world, world.device, sender, letter, letter.asked)
}

function sendAgain(world: World, device: LinkedDevice, sender: Person, letter: Letter, receipt: Node): void {
  const bundle = readBundle(child(receipt, 'keys'), numberOf(receipt, 'registration'))
  const count = child(receipt, 'retry')?.attrs['count'] ?? '1'
  const work = async () => {
    if (world.device !== device) return
    if (bundle) await sender.signal.begin(device.lid, bundle)
    deliver(world, stanzaOf(world, letter, await seal(world, device, sender, letter.message), count), letter.row)
  }
  inBackground(world, inTurn(world, work))
}

async function seal(world: World, device: LinkedDevice, sender: Person, message: proto.IMessage): Promise<Sealed> {
  if (!(await sender.signal.hasSession(device.lid))) await sender.signal.begin(device.lid, takeBundle(world, device))
  return sender.signal.encrypt(device.lid, message)
}

/** Below so many one-time keys the server asks for more; the client uploads at fewer than 5. */
const fewPreKeys = 5

/** The device's keys as the server gives them to one who asks: a one-time key goes to one of them only. */
export function takeBundle(world: World, device: LinkedDevice): KeyBundle {
  const preKey = device.preKeys.shift()
  if (device.preKeys.length < fewPreKeys && device.isActive && !device.preKeyLowSaid) {
    device.preKeyLowSaid = true
    notify(world, 'encrypt', {}, [node('count', { value: device.preKeys.length })])
  }
  return { ...device.bundle, signedPreKey: device.signedPreKey, ...(preKey ? { preKey } : {}) }
}

function stanzaOf(world: World, { id, head, message }: Letter, sealed: Sealed, count?: string): Node {
  const mediatype = mediaTypeOf(message)
  return node('message', { id, t: seconds(world), type: typeOf(message), ...head }, [
    node('enc', { v: 2, type: sealed.type, count, mediatype }, sealed.ciphertext),
  ])
}

function placeholderOf(world: World, { id, head, placeholder }: Letter): Node {
  return node('message', { id, t: seconds(world), type: 'media', ...head }, [
    node('unavailable', { type: placeholder }),
  ])
}

/** Changes one byte of what is signed, so that the bot finds it damaged and its session stays good. */
function damaged({ type, ciphertext }: Sealed): Sealed {
  const bytes = Buffer.from(ciphertext)
  const at = bytes.length - 1 - randomInt(4)
  bytes[at] = bytes[at]! ^ 0xff
  return { type, ciphertext: bytes }
}

const mediaTypes = {
  imageMessage: 'image',
  videoMessage: 'video',
  documentMessage: 'document',
  documentWithCaptionMessage: 'document',
  stickerMessage: 'sticker',
  audioMessage: 'audio',
  locationMessage: 'location',
  liveLocationMessage: 'livelocation',
  contactMessage: 'vcard',
  contactsArrayMessage: 'contact_array',
} as const

function mediaTypeOf(message: proto.IMessage): string | undefined {
  if (message.audioMessage?.ptt) return 'ptt'
  const kind = Object.keys(mediaTypes).find(key => message[key as keyof typeof mediaTypes])
  return kind && mediaTypes[kind as keyof typeof mediaTypes]
}

function typeOf(message: proto.IMessage): string {
  if (message.reactionMessage) return 'reaction'
  if (message.pollUpdateMessage || message.pollCreationMessageV3 || message.pollCreationMessage) return 'poll'
  return mediaTypeOf(message) ? 'media' : 'text'
}

/** The children of a group message: the key for its members, then the text under that key. */
export async function groupEnvelope(
  world: World,
  sender: Person,
  group: string,
  message: proto.IMessage,
): Promise<Node[]> {
  const { device } = world
  if (!device) return []
  const { ciphertext, key } = await sender.signal.encryptForGroup(group, sender.account.lid, message)
  const keyMessage = { senderKeyDistributionMessage: { groupId: group, axolotlSenderKeyDistributionMessage: key } }
  const sealed = await seal(world, device, sender, keyMessage)
  return children(
    node('envelope', {}, [
      node('enc', { v: 2, type: sealed.type }, sealed.ciphertext),
      node('enc', { v: 2, type: 'skmsg' }, ciphertext),
    ]),
  )
}
