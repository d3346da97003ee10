import { randomBytes } from 'node:crypto'
import { proto } from '@whiskeysockets/baileys'
import { bringWaiting, reactTo, reword, takeAway, type Shown } from './arriving.ts'
import { deliver, notify, sendReceipt } from './delivery.ts'
import { post, send, sendWithheld } from './letters.ts'
import { node, userOf } from './nodes.ts'
import { createSignalDevice } from './signal-device.ts'
import {
  createPerson,
  inTurn,
  jidOf,
  messageOf,
  newId,
  personOf,
  register,
  remember,
  seconds,
  type Person,
  type Stored,
  type World,
} from './state.ts'
import type { Account, Addressing, Content, SeenMessage } from './types.ts'
import { sealVote } from './votes.ts'

/** What people do, named by the digits of their number. A verb that no phone would allow throws what is wrong with it. */
export interface People {
  /** Makes a person known, or gives one another name; people who speak without it are made on the fly. */
  person(phone: string, name: string): Account
  /** Writes to the bot's account; resolves once the message is in the chat. `as`: how the bot sees the sender. */
  say(phone: string, content: Content, options?: { as?: Addressing }): Promise<{ id: string }>
  /** Rewords an own message. */
  edit(phone: string, id: string, text: string): void
  /** Deletes an own message for everyone. */
  takeBack(phone: string, id: string): void
  /** `null` takes the reaction back. */
  react(phone: string, id: string, emoji: string | null): void
  /** Chooses options of a poll of the bot, by their words; another vote takes the place of the first. */
  vote(phone: string, pollId: string, options: readonly string[]): void
  /** Rings; the bot may decline. */
  call(phone: string): { id: string; declined(): boolean; hangUp(): void }
  /** The chat as the person sees it, oldest first. */
  chat(phone: string): SeenMessage[]
  /** One message of it; undefined when it is not there. */
  message(phone: string, id: string): SeenMessage | undefined
  /** Whose a number or an address is; undefined: nobody's. */
  accountOf(address: string): Account | undefined
  /** Whether "sedang mengetik…" shows in the person's chat. */
  isTyping(phone: string): boolean
  /** The person looks at the chat: everything the bot sent is read. */
  read(phone: string): void
  /** true: the phone is off, nothing comes and no delivery is reported until it is on again. */
  offline(phone: string, on: boolean): void
  /** Whether the phone is off. */
  isOff(phone: string): boolean
  /** Whether the bot has asked for a message again that is withheld from it ('undecryptable'). */
  isAskedFor(phone: string, id: string): boolean
  /** The phone sends such a message once more after all. */
  sendWithheld(phone: string, id: string): void
  /**
   * WhatsApp is installed anew: other keys, the chat is empty. The server tells the bot, unless `unannounced`: then it
   * finds out when the phone cannot read what it sends.
   */
  reinstall(phone: string, options?: { unannounced?: boolean }): void
}

/** How content becomes a message and how it is shown. */
export interface Contents {
  build(content: Content, quoted: Stored | undefined, person: Person, addressing: Addressing): Promise<proto.IMessage>
  read(message: proto.IMessage): Promise<Shown>
}

/** The verbs of single people over that world. */
export function createPeople(
  world: World,
  contents: Contents,
): { network: People; declined: (callId: string) => void } {
  const declinedCalls = new Set<string>()

  function speaker(phone: string): Person {
    const known = world.people.get(phone)
    if (known?.isOff) throw new Error(`the phone ${phone} is off`)
    return known ?? add(phone, `Orang ${phone.slice(-4)}`)
  }

  function add(phone: string, name: string): Person {
    if (phone === world.own.account.phone) throw new Error(`${phone} is the bot's own number`)
    const person = register(world.byUser, createPerson(phone, name))
    world.people.set(phone, person)
    return person
  }

  function own(phone: string, id: string): { person: Person; stored: Stored } {
    const person = speaker(phone)
    const stored = messageOf(person, id)
    if (stored.from !== 'person') throw new Error(`message ${id} is not one of ${phone}`)
    return { person, stored }
  }

  /** A message to the bot that changes another one. */
  function sendChange(person: Person, message: proto.IMessage, edit?: string): void {
    send(world, person, { id: newId(), head: headOf(person, edit), message, row: undefined })
    world.emit('seen')
  }

  const keyOf = (person: Person, { id, from }: Stored): proto.IMessageKey => ({
    remoteJid: jidOf(world.own, person.addressing),
    fromMe: from === 'person',
    id,
  })

  async function say(phone: string, content: Content, { as }: { as?: Addressing } = {}): Promise<{ id: string }> {
    const person = speaker(phone)
    if (as) person.addressing = as
    const head = headOf(person)
    const id = newId()
    const building = build(person, content)
    building.catch(() => {})
    return inTurn(world, async () => {
      const message = await building
      const shown = await contents.read(message)
      const stored = remember(world, person, message, { id, from: 'person', ...shown })
      const about = { id, phone, at: stored.at, fromOwnPhone: false }
      const row = world.ledger.addSaid(about, stored.text || stored.caption)
      if (!person.gaveToken && world.device) giveToken(world, person)
      await post(world, person, { id, head, message, row, placeholder: content.viewOnce ? 'view_once' : undefined })
      return { id }
    })
  }

  async function build(person: Person, content: Content): Promise<proto.IMessage> {
    const quoted = content.replyTo === undefined ? undefined : messageOf(person, content.replyTo)
    return contents.build(content, quoted, person, person.addressing)
  }

  return {
    declined: id => {
      declinedCalls.add(id)
      world.emit('seen')
    },
    network: {
      person(phone, name) {
        const person = world.people.get(phone) ?? add(phone, name)
        Object.assign(person.account, { name })
        return person.account
      },
      say,
      edit(phone, id, text) {
        const { person, stored } = own(phone, id)
        reword(stored, text)
        const key = keyOf(person, stored)
        const type = proto.Message.ProtocolMessage.Type.MESSAGE_EDIT
        const editedMessage = { conversation: text }
        sendChange(person, { protocolMessage: { key, type, editedMessage, timestampMs: world.now() } }, '1')
      },
      takeBack(phone, id) {
        const { person, stored } = own(phone, id)
        takeAway(stored)
        const type = proto.Message.ProtocolMessage.Type.REVOKE
        sendChange(person, { protocolMessage: { key: keyOf(person, stored), type } }, '7')
      },
      react(phone, id, emoji) {
        const person = speaker(phone)
        const key = keyOf(person, messageOf(person, id))
        const reactionMessage = { key, text: emoji ?? '', senderTimestampMs: world.now() }
        reactTo(person, 'person', reactionMessage)
        sendChange(person, { reactionMessage })
      },
      vote(phone, pollId, options) {
        const person = speaker(phone)
        const poll = messageOf(person, pollId)
        const voter = jidOf(person, person.addressing)
        const creator = poll.from === 'person' ? voter : jidOf(world.own, person.addressing)
        const vote = sealVote({ id: pollId, message: poll.message ?? {}, creator, voter, options })
        sendChange(person, {
          pollUpdateMessage: {
            pollCreationMessageKey: keyOf(person, poll),
            vote,
            senderTimestampMs: world.now(),
          },
        })
      },
      call(phone) {
        const person = speaker(phone)
        const id = randomBytes(16).toString('hex').toUpperCase()
        const ring = (what: string) => {
          const from = jidOf(person, person.addressing)
          deliver(
            world,
            node('call', { id: newId(), from, t: seconds(world) }, [
              node(what, { 'call-id': id, 'call-creator': from, caller_pn: person.account.pn }),
            ]),
          )
        }
        ring('offer')
        return { id, declined: () => declinedCalls.has(id), hangUp: () => ring('terminate') }
      },
      chat: phone => [...personOf(world, phone).messages.values()].map(seen),
      message: (phone, id) => {
        const stored = world.people.get(phone)?.messages.get(id)
        return stored && seen(stored)
      },
      accountOf: address => world.byUser.get(userOf(address) || address)?.account,
      isTyping: phone => personOf(world, phone).isTyping,
      read(phone) {
        const person = speaker(phone)
        const unread = [...person.messages.values()].filter(({ from, tick }) => from === 'bot' && tick !== 'read')
        for (const stored of unread) {
          stored.tick = 'read'
          const row = world.ledger.findSent(stored.id, phone)
          if (row) row.readAt ??= world.now()
        }
        sendReceipt(
          world,
          jidOf(person, person.addressing),
          unread.map(({ id }) => id),
          { type: 'read' },
        )
        world.emit('seen')
      },
      offline(phone, on) {
        const person = personOf(world, phone)
        person.isOff = on
        if (!on) bringWaiting(world, person)
        world.emit('seen')
      },
      isOff: phone => personOf(world, phone).isOff,
      isAskedFor: (phone, id) => personOf(world, phone).letters.get(id)?.asked !== undefined,
      sendWithheld: (phone, id) => sendWithheld(world, personOf(world, phone), id),
      reinstall(phone, { unannounced = false } = {}) {
        const person = personOf(world, phone)
        if (!unannounced) notify(world, 'encrypt', { from: jidOf(person, person.addressing) }, [node('identity')])
        person.signal = createSignalDevice()
        person.messages.clear()
        person.letters.clear()
        person.asked.clear()
      },
    },
  }
}

function seen({ media, ...stored }: Stored): SeenMessage {
  const { message: _, ...shown } = stored
  // The bytes stay the very Buffer they are.
  return media ? { ...structuredClone(shown), media: { ...media } } : structuredClone(shown)
}

/** The attributes of a stanza from that person, addressed as the bot is to see them. */
export function headOf({ account, addressing }: Person, edit?: string): Record<string, string | undefined> {
  return {
    notify: account.name,
    addressing_mode: addressing,
    ...(addressing === 'lid'
      ? { from: account.lid, sender_pn: account.pn }
      : { from: account.pn, sender_lid: account.lid }),
    edit,
  }
}

/** The person's phone lets the bot's account write to it. */
export function giveToken(world: World, person: Person): void {
  person.gaveToken = true
  const { account, addressing, token } = person
  const from = jidOf(person, addressing)
  notify(world, 'privacy_token', { from, sender_lid: account.lid }, [
    node('tokens', {}, [
      node(
        'token',
        { type: 'trusted_contact', jid: `${userOf(world.own.account.pn)}@s.whatsapp.net`, t: seconds(world) },
        token,
      ),
    ]),
  ])
}

/** The bot's receipt as the person's ticks show it. */
export function tick(world: World, from: string, ids: readonly string[], how: 'delivered' | 'read'): void {
  const person = world.byUser.get(userOf(from))
  for (const id of ids) {
    const stored = person?.messages.get(id)
    if (stored && stored.from !== 'bot' && stored.tick !== 'read') stored.tick = how
  }
  world.emit('seen')
}
